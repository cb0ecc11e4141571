//! The built binary, as a user calls it.

mod demo;
mod findings;
mod fmt;
mod help;
mod outputs;
mod parameters;
mod pipes;
mod profile;
pub mod support;
mod told;
mod whole;
