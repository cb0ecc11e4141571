//! The built binary, as a user calls it.

mod demo;
mod fmt;
mod help;
mod outputs;
mod parameters;
mod pipes;
pub mod support;
mod told;
mod whole;
