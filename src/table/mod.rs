//! Typed columns, batches of rows, and who delivers them. Knows no language.
//!
//! Enters: cells that `input` has read and typed. Leaves: [`Batch`]es of [`Column`]s to `run`, results to `output`.
//! Guaranteed: all columns of a batch have as many values as it has rows; where `known` says no, the value under it
//! is the type's zero and means nothing.

mod column;
mod problem;
mod tables;

pub use column::{Column, TextColumn, Texts, Values};
pub use problem::{Place, Problem, ProblemKind};
pub use tables::{Batch, ColumnSpec, Digest, Part, Records, TableSpec, Tables};
