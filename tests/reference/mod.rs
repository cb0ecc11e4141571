//! The reference: an evaluator as slow and obvious as can be, random rulebooks and data, and laws of the values.

mod case_files;
mod compare;
pub(crate) mod evaluate;
pub(crate) mod generate;
pub(crate) mod memory;
pub(crate) mod random;
pub mod tape;
mod value_laws;
mod wide;
