//! Rulebooks as cases, and what the checker says of them.

mod cases;
mod robust;
mod settings;
