//! Rubric: a small language in which finance people write down how customers are judged.
#![deny(missing_docs)]

pub mod alerts;
pub mod check;
#[expect(clippy::disallowed_methods, reason = "arguments, clock and console are the command line's")]
pub mod cli;
pub mod diagnostic;
pub mod docs;
pub mod examples;
#[expect(clippy::disallowed_methods, reason = "reads the user's files")]
pub mod input;
#[expect(clippy::disallowed_methods, reason = "reads the texts that an editor does not have open")]
pub mod lsp;
pub mod model;
#[expect(clippy::disallowed_methods, reason = "talks to servers, asks the clock, reads secrets")]
pub mod notify;
#[expect(clippy::disallowed_methods, reason = "writes the results' files")]
pub mod output;
pub mod plan;
pub mod prove;
pub mod run;
pub mod source;
pub mod store;
pub mod syntax;
pub mod table;
pub mod trace;
pub mod value;
pub mod what_if;
pub mod words;
