//! Examples: judged by the engine, told to people and machines, measured against the lines they reach.

mod command;
mod hostile;
mod judged;
