//! The built binary, as a user calls it.

mod ci;
mod demo;
mod findings;
mod fix;
mod fmt;
mod help;
mod outputs;
mod parameters;
mod pipes;
mod profile;
mod prove;
pub mod support;
mod told;
mod whole;
