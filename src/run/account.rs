//! The account of rows: each is used, not yet there, or set aside by name.

use super::keys;
use crate::table::{Column, Problem};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What one reading of a table found.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Records in its files
    pub read: u64,
    /// Rows computed with
    pub used: u64,
    /// Rows that are not visible at the as-of date
    pub before_dated: u64,
    /// Rows left out for a problem
    pub set_aside: u64,
    /// Among the used: rows that belong to no parent
    pub without_parent: u64,
    /// Everything that is wrong with rows
    pub problems: Vec<Problem>,
    /// Whether some date of a row or an event lies after the as-of date
    pub later: bool,
    /// A hash of each row's key, in no order
    pub hashes: Vec<u64>,
}

impl Account {
    /// Adds another thread's.
    pub fn add(&mut self, other: Account) {
        self.read += other.read;
        self.used += other.used;
        self.before_dated += other.before_dated;
        self.set_aside += other.set_aside;
        self.without_parent += other.without_parent;
        self.problems.extend(other.problems);
        self.later |= other.later;
        self.hashes.extend(other.hashes);
    }

    /// Counts the records that the reader could not deliver: all of its problems of rows from `start` on.
    pub fn count_unread(&mut self, start: usize) {
        let new = self.problems.get(start..).unwrap_or_default();
        let rows = new.iter().filter(|p| p.kind.is_of_a_row()).map(|p| (p.place.file_index, p.place.record));
        let rows = rows.collect::<BTreeSet<_>>().len() as u64;
        self.read += rows;
        self.set_aside += rows;
    }

    /// Remembers the keys of a batch.
    pub fn note_keys(&mut self, key: &[Arc<Column>], rows: usize) {
        let mut bytes = Vec::new();
        for row in 0..rows {
            if keys::encode(key, row, &mut bytes) {
                self.hashes.push(keys::hash(&bytes));
            }
        }
    }

    /// Hashes that more than one row has, ascending; the memory of all hashes is given back.
    pub fn suspects(&mut self) -> Vec<u64> {
        let mut hashes = std::mem::take(&mut self.hashes);
        hashes.sort_unstable();
        let twice = |pair: &[u64]| if let [a, b] = pair { (a == b).then_some(*a) } else { None };
        let mut suspects: Vec<u64> = hashes.windows(2).filter_map(twice).collect();
        suspects.dedup();
        suspects
    }
}
