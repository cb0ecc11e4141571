//! What the documents show is true: every rulebook in them is checked, every command in them is run.

mod blocks;
mod diagnostics;
pub mod fragment;
mod picture;
mod readme;
mod reference;
mod worked;
