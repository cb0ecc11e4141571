//! Where rows stand in the data: the file, and the record in it.
//!
//! Enters: the records of batches. Leaves: each row's file and record, for messages and for what comes last. Guaranteed:
//! a batch as it was read takes no memory a row.

use crate::table::Records;
use std::ops::Range;
use std::sync::Arc;

/// The origins of some rows.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// Position of the first row in `of`
    first: usize,
    of: Arc<Held>,
}

#[derive(Debug)]
enum Held {
    /// Batches, one behind the other
    Batches(Vec<Run>),
    /// A file and a record a row
    Each(Vec<(u32, u64)>),
}

#[derive(Clone, Debug)]
struct Run {
    /// Its first row
    row: usize,
    file: u32,
    records: Records,
}

impl Default for Held {
    fn default() -> Held {
        Held::Batches(Vec::new())
    }
}

impl Origins {
    /// Those of a batch of a file.
    pub fn of_batch(file: usize, records: Records) -> Origins {
        Origins { first: 0, of: Arc::new(Held::Batches(vec![Run { row: 0, file: file as u32, records }])) }
    }

    /// Position of a row's file, and the record in it; zeros where there is no such row.
    pub fn at(&self, row: usize) -> (u32, u64) {
        let row = self.first + row;
        match &*self.of {
            Held::Each(each) => each.get(row).copied().unwrap_or_default(),
            Held::Batches(runs) => {
                let run = runs.partition_point(|run| run.row <= row).checked_sub(1).and_then(|run| runs.get(run));
                run.map_or((0, 0), |run| (run.file, run.records.get(row - run.row)))
            }
        }
    }

    /// Those of a range of the rows.
    pub fn range(&self, range: Range<usize>) -> Origins {
        Origins { first: self.first + range.start, of: Arc::clone(&self.of) }
    }

    /// Those of the rows at these positions, in that order.
    pub fn pick(&self, positions: &[u32]) -> Origins {
        let each = positions.iter().map(|row| self.at(*row as usize)).collect();
        Origins { first: 0, of: Arc::new(Held::Each(each)) }
    }

    /// Those of pieces, each with its count of rows, one behind the other.
    pub fn joined<'p>(pieces: impl Iterator<Item = (&'p Origins, usize)> + Clone) -> Origins {
        let mut runs = Vec::new();
        let mut row = 0;
        for (piece, rows) in pieces.clone() {
            match (&*piece.of, piece.first) {
                (Held::Batches(of), 0) => runs.extend(of.iter().map(|run| Run { row: run.row + row, ..run.clone() })),
                _ => return Origins::each(pieces),
            }
            row += rows;
        }
        Origins { first: 0, of: Arc::new(Held::Batches(runs)) }
    }

    fn each<'p>(pieces: impl Iterator<Item = (&'p Origins, usize)>) -> Origins {
        let each = pieces.flat_map(|(piece, rows)| (0..rows).map(|row| piece.at(row))).collect();
        Origins { first: 0, of: Arc::new(Held::Each(each)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_origin_however_they_are_cut_and_joined() {
        let (a, b) = (Origins::of_batch(0, Records::From(5)), Origins::of_batch(2, Records::List(vec![1, 4])));
        let all = Origins::joined([(&a, 3), (&b, 2)].into_iter());
        let expected = [(0, 5), (0, 6), (0, 7), (2, 1), (2, 4)];
        assert_eq!([0, 1, 2, 3, 4].map(|row| all.at(row)), expected);
        assert_eq!(all.range(3..5).at(1), (2, 4));
        let picked = all.pick(&[4, 0]);
        assert_eq!(Origins::joined([(&picked, 2), (&all.range(2..5), 3)].into_iter()).at(2), (0, 7));
    }
}
