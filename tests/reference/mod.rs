//! The reference: an evaluator as slow and obvious as can be, random rulebooks and data, and laws of the values.

#[allow(dead_code)]
mod evaluate;
mod value_laws;
mod wide;
