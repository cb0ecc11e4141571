//! What a ledger gathered, as columns.
//!
//! Enters: the records of a [`Ledger`](super::Ledger) that nothing is added to any more. Leaves: one cell of some
//! records as a column. Guaranteed: a record that nothing was added to has what its cell holds for no rows.

use super::ledger::{Cell, Layout, joined};
use crate::plan::steps::Kind;
use crate::table::{Column, Values};
use std::ops::Range;

/// A ledger that nothing is added to any more.
#[derive(Debug)]
pub struct Closed {
    layout: Layout,
    ranges: Vec<Vec<u32>>,
}

impl Closed {
    /// The records of each range.
    pub fn new(layout: Layout, ranges: Vec<Vec<u32>>) -> Closed {
        Closed { layout, ranges }
    }

    /// How many records there are.
    pub fn places(&self) -> usize {
        self.layout.places
    }

    /// One cell of the records of consecutive places, as a column.
    pub fn column(&self, cell: usize, places: Range<usize>) -> Column {
        let Layout { shift, words, .. } = self.layout;
        let at = self.layout.first.get(cell).copied().unwrap_or(0);
        let long = self.layout.cells.get(cell).is_some_and(|cell| cell.words() == 2);
        let mut raw = Vec::with_capacity(places.len());
        let mut next = places.start;
        while next < places.end.min(self.layout.places) {
            let (range, first) = (next >> shift, next & ((1 << shift) - 1));
            let count = ((1 << shift) - first).min(places.end - next);
            let records = self.ranges.get(range).and_then(|records| records.get(first * words..)).unwrap_or_default();
            let records = records.chunks_exact(words.max(1)).take(count);
            let word = |record: &[u32], at: usize| record.get(at).copied().unwrap_or(0);
            match long {
                true => raw.extend(records.map(|record| joined(word(record, at), word(record, at + 1)))),
                false => raw.extend(records.map(|record| u64::from(word(record, at)))),
            }
            next += count;
            raw.resize(next - places.start, 0);
        }
        self.of_raw(cell, raw)
    }

    /// One cell of the records of these places, as a column; that of no rows for [`NOBODY`].
    pub fn picked(&self, cell: usize, places: &[u32]) -> Column {
        let Layout { shift, words, .. } = self.layout;
        let first = self.layout.first.get(cell).copied().unwrap_or(0);
        let count = self.layout.cells.get(cell).map_or(0, |cell| cell.words());
        let raw = places.iter().map(|place| {
            let at = (*place as usize & ((1 << shift) - 1)) * words + first;
            match self.ranges.get((place >> shift) as usize).and_then(|range| range.get(at..at + count)) {
                Some([low, high]) => joined(*low, *high),
                Some([word]) => u64::from(*word),
                _ => 0,
            }
        });
        self.of_raw(cell, raw.collect())
    }

    fn of_raw(&self, cell: usize, raw: Vec<u64>) -> Column {
        let fixed = |scale| Values::Fixed { scale, units: raw.iter().map(|units| *units as i64).collect() };
        match self.layout.cells.get(cell) {
            Some(Cell::Sum(scale)) => Column { values: fixed(*scale), known: None },
            Some(Cell::Least(kind, scale)) => extremes(*kind, *scale, &raw, true),
            Some(Cell::Greatest(kind, scale)) => extremes(*kind, *scale, &raw, false),
            Some(Cell::Count) | None => Column { values: fixed(0), known: None },
        }
    }
}

fn extremes(kind: Kind, scale: Option<u8>, codes: &[u64], least: bool) -> Column {
    let short = |code: &u64| if least { 0u32.wrapping_sub(*code as u32) } else { *code as u32 };
    let long = |code: &u64| if least { 0u64.wrapping_sub(*code) } else { *code };
    let known: Vec<bool> = codes.iter().map(|code| *code != 0).collect();
    let day = |code: &u64| if *code == 0 { 0 } else { (short(code) ^ 1 << 31) as i32 };
    let units = |code: &u64| if *code == 0 { 0 } else { (long(code) ^ 1 << 63) as i64 };
    let values = match kind {
        Kind::Date => Values::Date(codes.iter().map(day).collect()),
        Kind::Label => Values::Label(codes.iter().map(|code| short(code).saturating_sub(1) as u16).collect()),
        Kind::YesNo => Values::YesNo(codes.iter().map(|code| short(code) == 2).collect()),
        _ => Values::Fixed { scale: scale.unwrap_or(0), units: codes.iter().map(units).collect() },
    };
    Column { values, known: Some(known) }
}
