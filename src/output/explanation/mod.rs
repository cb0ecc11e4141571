//! An explanation, written down: for a person at a terminal, and for a machine.
//!
//! Enters: [`crate::trace::facts::Explanation`]. Leaves: text, JSON. Guaranteed: both say the same; the text rounds for
//! print, the JSON never does.

mod human;
mod json;

pub use human::human;
pub(in crate::output) use human::layout;
pub use json::{SCHEMA_VERSION, to_json};
