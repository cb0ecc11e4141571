//! One test binary: a folder a topic.
#![expect(clippy::disallowed_methods, reason = "tests read files and start the program")]

mod alerts;
mod architecture;
mod check;
mod cli;
mod docs;
mod engine;
mod examples;
mod explain;
mod fmt;
mod fuzz;
mod input;
mod lsp;
#[cfg(feature = "store")]
mod notify;
mod page;
mod projects;
mod prove;
mod real_data;
mod reference;
mod rulebooks;
#[cfg(feature = "store")]
mod store;
mod syntax;
mod what_if;
