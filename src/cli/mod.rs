//! The command line: one file a command. Hands texts to the core, and its answers to the outputs.
