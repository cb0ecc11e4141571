//! How long it takes to read each column, by somebody else's clock.
//!
//! Enters: a clock, where somebody wants to know; stamps from parts, of any thread. Leaves: [`ColumnTime`]s in the order
//! of files and columns. Guaranteed: without a clock nothing is measured, and nothing is read otherwise than with one.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Time spent on one column of a file, over all threads and readings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnTime {
    /// The table
    pub table: String,
    /// The file as the user knows it
    pub file: String,
    /// The column; `None` for what is done for all of them, such as finding where the cells of a CSV file end
    pub column: Option<String>,
    /// As the clock counts
    pub time: u64,
    /// Cells read; rows for a file as a whole
    pub cells: u64,
}

/// By file and column: time and cells.
type Spent = BTreeMap<(usize, Option<String>), (u64, u64)>;

/// Times of one table.
#[derive(Debug, Default)]
pub(super) struct Times {
    clock: OnceLock<fn() -> u64>,
    spent: Mutex<Spent>,
}

impl Times {
    /// Measures from now on.
    pub fn watch(&self, clock: fn() -> u64) {
        let _ = self.clock.set(clock);
    }

    /// The stamp of this moment; `None` where nobody measures.
    pub fn stamp(&self) -> Option<u64> {
        self.clock.get().map(|clock| clock())
    }

    /// Adds what was spent since `began` on `cells` cells of a column, or on a file as a whole.
    pub fn add(&self, began: Option<u64>, file: usize, column: Option<&str>, cells: usize) {
        let (Some(began), Some(now)) = (began, self.stamp()) else { return };
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let (time, all) = spent.entry((file, column.map(str::to_string))).or_default();
        *time += now.saturating_sub(began);
        *all += cells as u64;
    }

    /// File, column, time and cells of all that was measured.
    pub fn all(&self) -> Vec<(usize, Option<String>, u64, u64)> {
        let spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.iter().map(|((file, column), (time, cells))| (*file, column.clone(), *time, *cells)).collect()
    }
}
