//! Kernels: each computes one thing for all rows of a batch, from views to a new register.
//!
//! Enters: views of registers and a count of rows. Leaves: a register of as many rows. Guaranteed: where a result is
//! unknown, the value under it is the kind's zero; an overflow is unknown, and its first row is noted.

pub mod choose;
pub mod compare;
pub mod dates;
pub mod fixed;
pub mod logic;
pub mod numbers;
pub mod rules;
pub mod sums;
pub mod take;
pub mod text;

/// The first row of a batch whose result was out of range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overflowed(pub Option<usize>);

impl Overflowed {
    /// Notes a row, unless an earlier one is noted.
    pub fn note(&mut self, row: usize) {
        self.0.get_or_insert(row);
    }
}
