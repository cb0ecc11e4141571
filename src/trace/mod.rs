//! Why a result is what it is: facts first, sentences last.
//!
//! Enters: [`record`]s that a run filled. Leaves: facts that add up, level by level, and sentences about them.
//! Guaranteed: a trace never changes a result; the sum of a level is exactly the value above it.

mod explain;
pub mod facts;
pub mod record;
pub mod words;

pub use explain::{UnknownLabel, explain, why_not};
