//! Counts, sums and extremes for the rows of one table: a record a row, a cell an accumulator, shared by all threads.
//!
//! Enters: for each row of a batch the record it goes to, masks and arguments. Leaves: a column for each cell.
//! Guaranteed: integers only, so that the order of rows and threads changes nothing; no sum wraps: rows whose sum
//! might are refused, and the caller takes them elsewhere.
//!
//! A cell is one word of 32 bits, or two. The cells of a row's record stand together, so that all accumulators of a batch find it in the cache once one of
//! them has fetched it. Records are shared: each range of them has a lock, and a batch's rows are sorted by range, so
//! that a range is fetched once a batch and threads seldom wait.

use super::closed::Closed;
use crate::plan::steps::Kind;
use crate::plan::{Accumulator, Gather};
use crate::run::kernels::take::NOBODY;
use crate::run::register::{Each, Known, Numbers, Register};
use std::sync::{Mutex, PoisonError};

/// Ranges are made so that there are about this many, for as many threads not to wait for each other.
const RANGES: u32 = 5;
/// Fewest records of a range, as a power of two.
const LEAST: u32 = 8;

/// What a cell holds; all are 0 for no rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// How many
    Count,
    /// The sum of units with so many decimals
    Sum(u8),
    /// The least: the greatest [`upside_down`] code
    Least(Kind, Option<u8>),
    /// The greatest code
    Greatest(Kind, Option<u8>),
}

impl Cell {
    /// Words of 32 bits.
    pub fn words(self) -> usize {
        match self {
            Cell::Count => 1,
            Cell::Sum(_) => 2,
            Cell::Least(kind, _) | Cell::Greatest(kind, _) => 1 + usize::from(kind == Kind::Number),
        }
    }

    /// The cell of an accumulator, whose argument is of this kind and scale; `None` where it needs more than one.
    pub fn of(accumulator: &Accumulator, kind: Kind, scale: Option<u8>) -> Option<Cell> {
        let ordered =
            matches!(kind, Kind::Date | Kind::Label | Kind::YesNo) || (kind == Kind::Number && scale.is_some());
        match accumulator.gather {
            Gather::Count => Some(Cell::Count),
            Gather::Sum => scale.map(Cell::Sum),
            Gather::Least if ordered => Some(Cell::Least(kind, scale)),
            Gather::Greatest if ordered => Some(Cell::Greatest(kind, scale)),
            _ => None,
        }
    }
}

/// Which words of a record are whose.
#[derive(Clone, Debug)]
pub struct Layout {
    /// What the cells hold
    pub cells: Vec<Cell>,
    /// The first word of each cell
    pub first: Vec<usize>,
    /// Words of a record
    pub words: usize,
    /// How many records there are
    pub places: usize,
    /// Records of a range, as a power of two
    pub shift: u32,
}

/// The records of one table's rows.
#[derive(Debug)]
pub struct Ledger {
    layout: Layout,
    /// The records of each range, one behind the other; empty while nothing was added to the range
    ranges: Vec<Mutex<Vec<u32>>>,
}

/// Rows of a batch, sorted by the range of their record.
#[derive(Debug, Default)]
pub struct Sorted {
    /// Position in the batch, and where its record begins in its range
    rows: Vec<(u32, u32)>,
    /// Where each range ends in `rows`
    ends: Vec<usize>,
}

impl Sorted {
    fn range(&self, range: usize) -> &[(u32, u32)] {
        let start = range.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(range).copied().unwrap_or(start);
        self.rows.get(start..end).unwrap_or_default()
    }

    /// Only the rows for which `mask` is yes and whose value is known; `None` for all of them.
    pub fn only(&self, mask: Option<&Register>, known: Known) -> Option<Sorted> {
        match (mask.map_or(Each::One(true), Register::yes), known) {
            (Each::One(true), Known::All) => None,
            (Each::One(false), _) | (_, Known::None) => {
                Some(Sorted { rows: Vec::new(), ends: vec![0; self.ends.len()] })
            }
            (Each::One(true), Known::Some(flags)) | (Each::Many(flags), Known::All) => {
                Some(self.kept(|row| flags.get(row).copied().unwrap_or(false)))
            }
            (Each::Many(flags), Known::Some(known)) => {
                let both = |(flag, known): (&bool, &bool)| *flag && *known;
                Some(self.kept(|row| flags.get(row).zip(known.get(row)).is_some_and(both)))
            }
        }
    }

    /// Without a branch for each row.
    fn kept(&self, keep: impl Fn(usize) -> bool) -> Sorted {
        let (mut rows, mut count) = (vec![(0, 0); self.rows.len()], 0);
        let mut ends = Vec::with_capacity(self.ends.len());
        for range in 0..self.ends.len() {
            for row in self.range(range) {
                if let Some(place) = rows.get_mut(count) {
                    *place = *row;
                }
                count += usize::from(keep(row.0 as usize));
            }
            ends.push(count);
        }
        rows.truncate(count);
        Sorted { rows, ends }
    }
}

/// How much of a cell's bits one thread may still use up.
#[derive(Clone, Copy, Debug)]
pub struct Budget(u64);

impl Budget {
    /// The share of one of so many threads.
    pub fn of(cell: Cell, threads: usize) -> Budget {
        let bits = if cell == Cell::Count { u64::from(u32::MAX) } else { i64::MAX as u64 };
        Budget(bits / threads.max(1) as u64)
    }

    /// Takes what the rows' values may add up to, if there is so much.
    fn take(&mut self, units: &[i64], rows: usize) -> bool {
        // All bits in which a value differs from its sign: no value is larger.
        let bits = units.iter().fold(0, |bits, unit| bits | (unit ^ (unit >> 63)) as u64);
        let largest = u64::MAX.checked_shr(bits.leading_zeros()).unwrap_or(0).saturating_add(1);
        self.spend(largest.saturating_mul(rows as u64))
    }

    fn spend(&mut self, most: u64) -> bool {
        match self.0.checked_sub(most) {
            Some(left) => {
                self.0 = left;
                true
            }
            None => false,
        }
    }
}

/// What an accumulator adds to its cell, row by row.
enum Addend<'a> {
    /// 1
    One,
    /// Units that can't leave 64 bits
    Units(&'a [i64]),
    /// Codes of one word, of which the greatest stays
    Short(Vec<u32>),
    /// Codes of two words, of which the greatest stays
    Long(Vec<u64>),
}

impl Ledger {
    /// A record of these cells for each of so many places.
    pub fn new(cells: Vec<Cell>, places: usize) -> Ledger {
        let shift = usize::BITS.saturating_sub(places.leading_zeros()).saturating_sub(RANGES).max(LEAST);
        let ranges = (0..places.div_ceil(1 << shift)).map(|_| Mutex::default()).collect();
        let mut words = 0;
        let first = cells.iter().map(|cell| {
            words += cell.words();
            words - cell.words()
        });
        let first = first.collect();
        Ledger { layout: Layout { cells, first, words, places, shift }, ranges }
    }

    /// Sorts a batch's rows by the range of their place; [`NOBODY`] is left out.
    pub fn sorted(&self, places: &[u32]) -> Sorted {
        let range = |place: u32| (place >> self.layout.shift) as usize;
        let mut starts = vec![0; self.ranges.len() + 1];
        for place in places.iter().filter(|place| **place != NOBODY) {
            if let Some(count) = starts.get_mut(range(*place) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        starts.iter_mut().for_each(|start| {
            sum += *start;
            *start = sum;
        });
        let mut sorted = vec![(0, 0); sum];
        let within = (1u32 << self.layout.shift) - 1;
        for (row, place) in places.iter().enumerate().filter(|(_, place)| **place != NOBODY) {
            if let Some(next) = starts.get_mut(range(*place)) {
                if let Some(free) = sorted.get_mut(*next) {
                    *free = (row as u32, (place & within) * self.layout.words as u32);
                }
                *next += 1;
            }
        }
        starts.pop();
        Sorted { rows: sorted, ends: starts }
    }

    /// Adds the rows of a batch, to each cell those that its `Sorted` chose with its argument. Cells whose rows can't
    /// be added here, since a value is held in another way or a sum might wrap, are handed back.
    pub fn add(&self, adding: &[Adding], budgets: &mut [Budget], first: usize) -> Vec<usize> {
        let mut refused = Vec::new();
        let mut parts = Vec::with_capacity(adding.len());
        for (cell, (adding, budget)) in adding.iter().zip(budgets).enumerate() {
            let at = self.layout.first.get(cell).copied().unwrap_or(0);
            match self.layout.cells.get(cell).and_then(|cell| addend(*cell, adding, budget)) {
                Some(addend) => parts.push((at, adding.rows, addend)),
                None => refused.push(cell),
            }
        }
        let mut waiting: Vec<usize> = (0..self.ranges.len()).map(|range| (range + first) % self.ranges.len()).collect();
        waiting.retain(|range| parts.iter().any(|(_, rows, _)| !rows.range(*range).is_empty()));
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|range| !self.try_range(*range, &parts));
            if waiting.len() == before
                && let Some(range) = waiting.pop()
            {
                self.range(range, &parts);
            }
        }
        refused
    }

    /// Whether the range was free.
    fn try_range(&self, range: usize, parts: &[(usize, &Sorted, Addend)]) -> bool {
        let Some(Ok(mut records)) = self.ranges.get(range).map(Mutex::try_lock) else { return false };
        self.add_to(&mut records, range, parts);
        true
    }

    fn range(&self, range: usize, parts: &[(usize, &Sorted, Addend)]) {
        if let Some(records) = self.ranges.get(range) {
            self.add_to(&mut records.lock().unwrap_or_else(PoisonError::into_inner), range, parts);
        }
    }

    fn add_to(&self, records: &mut Vec<u32>, range: usize, parts: &[(usize, &Sorted, Addend)]) {
        if records.is_empty() {
            let Layout { places, shift, words, .. } = self.layout;
            let places = (places - (range << shift)).min(1 << shift);
            // Written, not asked of the system as zeros: a page that is read before it is written costs two faults.
            records.resize(places * words, 0);
        }
        add_parts(records, range, parts);
    }

    /// What was gathered, once no thread adds any more.
    pub fn close(self) -> Closed {
        let ranges = self.ranges.into_iter().map(|range| range.into_inner().unwrap_or_else(PoisonError::into_inner));
        Closed::new(self.layout, ranges.collect())
    }
}

/// The rows and the argument of one cell.
pub struct Adding<'a> {
    /// Which rows
    pub rows: &'a Sorted,
    /// What of them; `None` for the rows themselves
    pub argument: Option<&'a Register>,
}

fn addend<'a>(cell: Cell, adding: &Adding<'a>, budget: &mut Budget) -> Option<Addend<'a>> {
    let rows = adding.rows.rows.len();
    match (cell, adding.argument) {
        (Cell::Count, _) => budget.spend(rows as u64).then_some(Addend::One),
        (Cell::Sum(scale), Some(argument)) => match argument.numbers() {
            Numbers::Fixed(units, same) if same == scale => budget.take(units, rows).then_some(Addend::Units(units)),
            _ => None,
        },
        (Cell::Least(kind, scale), Some(argument)) => codes(argument, kind, scale, true),
        (Cell::Greatest(kind, scale), Some(argument)) => codes(argument, kind, scale, false),
        _ => None,
    }
}

/// Values as numbers above 0 that keep their order (or turn it upside down, for the least); `None` where they are held
/// in another way, or one would be 0.
fn codes<'a>(argument: &Register, kind: Kind, scale: Option<u8>, least: bool) -> Option<Addend<'a>> {
    let short = |code: u32| if least { 0u32.wrapping_sub(code) } else { code };
    let codes: Vec<u32> = match (kind, argument.dates(), argument.positions(), argument.yes()) {
        (Kind::Date, Each::Many(days), ..) => days.iter().map(|day| short(*day as u32 ^ 1 << 31)).collect(),
        (Kind::Label, _, Each::Many(labels), _) => labels.iter().map(|label| short(u32::from(*label) + 1)).collect(),
        (Kind::YesNo, _, _, Each::Many(flags)) => flags.iter().map(|flag| short(u32::from(*flag) + 1)).collect(),
        _ => return long_codes(argument, kind, scale, least),
    };
    (!codes.contains(&0)).then_some(Addend::Short(codes))
}

fn long_codes<'a>(argument: &Register, kind: Kind, scale: Option<u8>, least: bool) -> Option<Addend<'a>> {
    let long = |code: u64| if least { 0u64.wrapping_sub(code) } else { code };
    match argument.numbers() {
        Numbers::Fixed(units, same) if Some(same) == scale && kind == Kind::Number => {
            let codes: Vec<u64> = units.iter().map(|units| long(*units as u64 ^ 1 << 63)).collect();
            (!codes.contains(&0)).then_some(Addend::Long(codes))
        }
        _ => None,
    }
}

fn add_parts(records: &mut [u32], range: usize, parts: &[(usize, &Sorted, Addend)]) {
    for (at, sorted, addend) in parts {
        let rows = sorted.range(range);
        match addend {
            Addend::One => each(records, *at, rows, |sum, _| sum.wrapping_add(1)),
            Addend::Short(codes) => {
                each(records, *at, rows, |best, row| best.max(codes.get(row).copied().unwrap_or(0)))
            }
            Addend::Units(units) => {
                let unit = |row: usize| units.get(row).copied().unwrap_or(0) as u64;
                each_long(records, *at, rows, |sum, row| sum.wrapping_add(unit(row)));
            }
            Addend::Long(codes) => {
                each_long(records, *at, rows, |best, row| best.max(codes.get(row).copied().unwrap_or(0)));
            }
        }
    }
}

#[inline]
fn each(records: &mut [u32], at: usize, rows: &[(u32, u32)], make: impl Fn(u32, usize) -> u32) {
    for (row, record) in rows {
        if let Some(cell) = records.get_mut(*record as usize + at) {
            *cell = make(*cell, *row as usize);
        }
    }
}

#[inline]
fn each_long(records: &mut [u32], at: usize, rows: &[(u32, u32)], make: impl Fn(u64, usize) -> u64) {
    for (row, record) in rows {
        let first = *record as usize + at;
        if let Some([low, high]) = records.get_mut(first..first + 2) {
            let made = make(joined(*low, *high), *row as usize);
            (*low, *high) = (made as u32, (made >> 32) as u32);
        }
    }
}

/// Two words as one, the low one first.
pub fn joined(low: u32, high: u32) -> u64 {
    u64::from(low) | u64::from(high) << 32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Column, Values};

    /// Adds each row's value to its place, batch by batch; the cells as columns, and which batches were refused.
    fn gathered(cells: &[Cell], batches: &[Vec<(u32, i64)>], places: usize) -> (Vec<Column>, Vec<(usize, usize)>) {
        let ledger = Ledger::new(cells.to_vec(), places);
        let mut budgets: Vec<Budget> = cells.iter().map(|cell| Budget::of(*cell, 1)).collect();
        let mut refused = Vec::new();
        for (batch, rows) in batches.iter().enumerate() {
            let (at, units): (Vec<u32>, Vec<i64>) = rows.iter().copied().unzip();
            let argument = Register::of(Values::Fixed { scale: 0, units }, None);
            let sorted = ledger.sorted(&at);
            let adding: Vec<Adding> =
                cells.iter().map(|_| Adding { rows: &sorted, argument: Some(&argument) }).collect();
            refused.extend(ledger.add(&adding, &mut budgets, batch).into_iter().map(|cell| (batch, cell)));
        }
        let closed = ledger.close();
        ((0..cells.len()).map(|cell| closed.column(cell, 0..places)).collect(), refused)
    }

    const ALL: [Cell; 4] =
        [Cell::Count, Cell::Sum(0), Cell::Least(Kind::Number, Some(0)), Cell::Greatest(Kind::Number, Some(0))];

    #[test]
    fn rows_of_many_ranges_come_to_their_own_records() {
        let rows: Vec<(u32, i64)> = (0..100_000u32).map(|i| (i * 7919 % 50_000, i64::from(i) - 50_000)).collect();
        let (columns, refused) = gathered(&ALL, &[rows.clone(), vec![(NOBODY, 5)]], 50_001);
        assert!(refused.is_empty());
        let units =
            |cell: usize, place: usize| columns[cell].get(place).and_then(|v| v.number()).map(|n| n.to_string());
        for place in [0, 1, 777, 49_999] {
            let mine: Vec<i64> = rows.iter().filter(|(at, _)| *at == place as u32).map(|(_, value)| *value).collect();
            let expected =
                [mine.len() as i64, mine.iter().sum(), *mine.iter().min().unwrap(), *mine.iter().max().unwrap()];
            for (cell, expected) in expected.iter().enumerate() {
                assert_eq!(units(cell, place), Some(expected.to_string()), "cell {cell} of {place}");
            }
        }
        assert_eq!((units(0, 50_000), units(2, 50_000)), (Some("0".to_string()), None));
    }

    #[test]
    fn a_sum_that_might_leave_64_bits_is_refused_and_an_extreme_at_the_end_of_them() {
        let batches = [vec![(0, i64::MAX / 4)], vec![(0, i64::MAX)], vec![(0, i64::MIN)], vec![(0, 1)]];
        let (columns, refused) = gathered(&ALL, &batches, 1);
        assert_eq!(refused, [(1, 1), (2, 1), (2, 2), (2, 3)]);
        let sum = columns[1].get(0).and_then(|value| value.number()).unwrap();
        assert_eq!(sum.to_string(), (i64::MAX / 4 + 1).to_string());
    }
}
