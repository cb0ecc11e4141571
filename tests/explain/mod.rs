//! Explanations: what they say, and that every level sums to the next.

mod adds_up;
mod laws;
mod random;
mod support;
mod told;
