//! Values and comparisons in words.
//!
//! Enters: exact values with their types, tests with their truth. Leaves: phrases for a person. Guaranteed: a number is
//! rounded for print, but never so far that it stands on the other side of the bound it was compared with.

mod compared;
mod formula;
mod test;
mod value;

pub use compared::compared;
pub use formula::formula;
pub use test::{missing, statement};
pub use value::Words;
