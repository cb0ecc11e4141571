//! Rubric: a small language in which finance people write down how customers are judged.
#![deny(missing_docs)]

pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod input;
pub mod model;
pub mod output;
pub mod plan;
pub mod run;
pub mod source;
pub mod syntax;
pub mod table;
pub mod trace;
pub mod value;
