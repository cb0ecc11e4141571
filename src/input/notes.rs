//! What was not read in the fastest way, so that a user can be told.
//!
//! Enters: counts from parts, of any thread. Leaves: [`Note`]s in the order of files and columns. Guaranteed: nothing is
//! read more slowly than usual without being counted.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Cells of one column that were read one by one, not being in the shape that nearly all files have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The table
    pub table: String,
    /// The file as the user knows it
    pub file: String,
    /// The column; `None` where it is the file as a whole
    pub column: Option<String>,
    /// How many cells, over all readings of the table; for a file as a whole, 0
    pub cells: u64,
    /// Why
    pub why: &'static str,
}

/// Counts of one table, by file and column.
#[derive(Debug, Default)]
pub(super) struct Notes(Mutex<BTreeMap<(usize, String), u64>>);

impl Notes {
    /// Adds to a column's count.
    pub fn add(&self, file: usize, column: &str, cells: u64) {
        if cells > 0 {
            let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *counts.entry((file, column.to_string())).or_default() += cells;
        }
    }

    /// File, column and count of all that were counted.
    pub fn all(&self) -> Vec<(usize, String, u64)> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.iter().map(|((file, column), cells)| (*file, column.clone(), *cells)).collect()
    }
}
