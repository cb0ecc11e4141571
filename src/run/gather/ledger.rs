//! Counts, sums and extremes for the rows of one table: a record a row, a cell an accumulator, shared by all threads.
//!
//! Enters: for each row of a batch the record it goes to, masks and arguments. Leaves: a column for each cell.
//! Guaranteed: integers only, so that the order of rows and threads changes nothing; no sum wraps: rows whose sum
//! might are refused, and the caller takes them elsewhere.
//!
//! The cells of a row's record stand together, so that all accumulators of a batch find it in the cache once one of
//! them has fetched it. Records are shared: each range of them has a lock, and a batch's rows are sorted by range, so
//! that a range is fetched once a batch and threads seldom wait.

use crate::plan::steps::Kind;
use crate::plan::{Accumulator, Gather};
use crate::run::kernels::take::NOBODY;
use crate::run::register::{Each, Known, Numbers, Register};
use crate::table::{Column, Values};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Ranges are made so that there are about this many, for as many threads not to wait for each other.
const RANGES: u32 = 6;
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

/// The records of one table's rows.
#[derive(Debug)]
pub struct Ledger {
    cells: Vec<Cell>,
    places: usize,
    /// Records of a range, as a power of two
    shift: u32,
    /// Cell `c` of record `r` of a range stands at `r × cells + c`; empty while nothing was added to the range
    ranges: Vec<Mutex<Vec<u64>>>,
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

/// How much of the 64 bits of a sum one thread may still use up.
#[derive(Clone, Copy, Debug)]
pub struct Budget(u64);

impl Budget {
    /// The share of one of so many threads.
    pub fn of(threads: usize) -> Budget {
        Budget(i64::MAX as u64 / threads.max(1) as u64)
    }

    /// Takes what the rows' values may add up to, if there is so much.
    fn take(&mut self, units: &[i64], rows: usize) -> bool {
        // All bits in which a value differs from its sign: no value is larger.
        let bits = units.iter().fold(0, |bits, unit| bits | (unit ^ (unit >> 63)) as u64);
        let largest = u64::MAX.checked_shr(bits.leading_zeros()).unwrap_or(0).saturating_add(1);
        match self.0.checked_sub(largest.saturating_mul(rows as u64)) {
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
    /// Codes of which the greatest stays
    Codes(Vec<u64>),
}

impl Ledger {
    /// A record of these cells for each of so many places.
    pub fn new(cells: Vec<Cell>, places: usize) -> Ledger {
        let shift = usize::BITS.saturating_sub(places.leading_zeros()).saturating_sub(RANGES).max(LEAST);
        let ranges = (0..places.div_ceil(1 << shift)).map(|_| Mutex::default()).collect();
        Ledger { cells, places, shift, ranges }
    }

    /// Sorts a batch's rows by the range of their place; [`NOBODY`] is left out.
    pub fn sorted(&self, places: &[u32]) -> Sorted {
        let range = |place: u32| (place >> self.shift) as usize;
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
        let within = (1u32 << self.shift) - 1;
        for (row, place) in places.iter().enumerate().filter(|(_, place)| **place != NOBODY) {
            if let Some(next) = starts.get_mut(range(*place)) {
                if let Some(free) = sorted.get_mut(*next) {
                    *free = (row as u32, (place & within) * self.cells.len() as u32);
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
            match self.cells.get(cell).and_then(|cell| addend(*cell, adding, budget)) {
                Some(addend) => parts.push((cell, adding.rows, addend)),
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

    fn add_to(&self, records: &mut Vec<u64>, range: usize, parts: &[(usize, &Sorted, Addend)]) {
        if records.is_empty() {
            let places = (self.places - (range << self.shift)).min(1 << self.shift);
            // Written, not asked of the system as zeros: a page that is read before it is written costs two faults.
            records.resize(places * self.cells.len(), 0);
        }
        add_parts(records, range, parts);
    }

    /// What was gathered, once no thread adds any more.
    pub fn close(self) -> Closed {
        let ranges = self.ranges.into_iter().map(|range| range.into_inner().unwrap_or_else(PoisonError::into_inner));
        Closed { cells: self.cells, places: self.places, shift: self.shift, ranges: ranges.collect() }
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
    match (cell, adding.argument) {
        (Cell::Count, _) => Some(Addend::One),
        (Cell::Sum(scale), Some(argument)) => match argument.numbers() {
            Numbers::Fixed(units, same) if same == scale => {
                budget.take(units, adding.rows.rows.len()).then_some(Addend::Units(units))
            }
            _ => None,
        },
        (Cell::Least(kind, scale), Some(argument)) => codes(argument, kind, scale, upside_down).map(Addend::Codes),
        (Cell::Greatest(kind, scale), Some(argument)) => codes(argument, kind, scale, |code| code).map(Addend::Codes),
        _ => None,
    }
}

/// The same order the other way round, on numbers above 0.
fn upside_down(code: u64) -> u64 {
    0u64.wrapping_sub(code)
}

/// Values as numbers above 0 that keep their order; `None` where they are held in another way, or one would be 0.
fn codes(argument: &Register, kind: Kind, scale: Option<u8>, turn: impl Fn(u64) -> u64) -> Option<Vec<u64>> {
    let all =
        |codes: &mut dyn Iterator<Item = i64>| codes.map(|code| turn(code as u64 ^ 1 << 63)).collect::<Vec<u64>>();
    let codes = match (kind, argument.dates(), argument.positions(), argument.yes(), argument.numbers()) {
        (Kind::Date, Each::Many(days), ..) => all(&mut days.iter().map(|day| i64::from(*day))),
        (Kind::Label, _, Each::Many(labels), ..) => all(&mut labels.iter().map(|label| i64::from(*label))),
        (Kind::YesNo, _, _, Each::Many(flags), _) => all(&mut flags.iter().map(|flag| i64::from(*flag))),
        (Kind::Number, .., Numbers::Fixed(units, same)) if Some(same) == scale => all(&mut units.iter().copied()),
        _ => return None,
    };
    (!codes.contains(&0)).then_some(codes)
}

/// The value of a code.
fn decoded(code: u64) -> i64 {
    (code ^ 1 << 63) as i64
}

fn add_parts(records: &mut [u64], range: usize, parts: &[(usize, &Sorted, Addend)]) {
    for (cell, sorted, addend) in parts {
        let rows = sorted.range(range);
        match addend {
            Addend::One => each(records, *cell, rows, |sum, _| sum.wrapping_add(1)),
            Addend::Units(units) => {
                let unit = |row: usize| units.get(row).copied().unwrap_or(0) as u64;
                each(records, *cell, rows, |sum, row| sum.wrapping_add(unit(row)));
            }
            Addend::Codes(codes) => {
                each(records, *cell, rows, |best, row| best.max(codes.get(row).copied().unwrap_or(0)));
            }
        }
    }
}

#[inline]
fn each(records: &mut [u64], cell: usize, rows: &[(u32, u32)], make: impl Fn(u64, usize) -> u64) {
    for (row, record) in rows {
        if let Some(cell) = records.get_mut(*record as usize + cell) {
            *cell = make(*cell, *row as usize);
        }
    }
}

/// A ledger that nothing is added to any more.
#[derive(Debug)]
pub struct Closed {
    cells: Vec<Cell>,
    places: usize,
    shift: u32,
    ranges: Vec<Vec<u64>>,
}

impl Closed {
    /// How many records there are.
    pub fn places(&self) -> usize {
        self.places
    }

    /// One cell of the records of consecutive places, as a column.
    pub fn column(&self, cell: usize, places: Range<usize>) -> Column {
        let mut raw = Vec::with_capacity(places.len());
        let mut next = places.start;
        while next < places.end.min(self.places) {
            let (range, first) = (next >> self.shift, next & ((1 << self.shift) - 1));
            let count = ((1 << self.shift) - first).min(places.end - next);
            let records = self.ranges.get(range).and_then(|records| records.get(first * self.cells.len() + cell..));
            raw.extend(records.unwrap_or_default().iter().step_by(self.cells.len()).take(count));
            next += count;
            raw.resize(next - places.start, 0);
        }
        self.of_raw(cell, raw)
    }

    /// One cell of the records of these places, as a column; that of no rows for [`NOBODY`].
    pub fn picked(&self, cell: usize, places: &[u32]) -> Column {
        let within = |place: u32| (place as usize & ((1 << self.shift) - 1)) * self.cells.len() + cell;
        let at =
            |place: &u32| self.ranges.get((place >> self.shift) as usize).and_then(|range| range.get(within(*place)));
        self.of_raw(cell, places.iter().map(|place| at(place).copied().unwrap_or(0)).collect())
    }

    fn of_raw(&self, cell: usize, raw: Vec<u64>) -> Column {
        let fixed = |scale| Values::Fixed { scale, units: raw.iter().map(|units| *units as i64).collect() };
        match self.cells.get(cell) {
            Some(Cell::Sum(scale)) => Column { values: fixed(*scale), known: None },
            Some(Cell::Least(kind, scale)) => extremes(*kind, *scale, raw.into_iter().map(upside_down)),
            Some(Cell::Greatest(kind, scale)) => extremes(*kind, *scale, raw.into_iter()),
            Some(Cell::Count) | None => Column { values: fixed(0), known: None },
        }
    }
}

fn extremes(kind: Kind, scale: Option<u8>, codes: impl Iterator<Item = u64>) -> Column {
    let codes: Vec<u64> = codes.collect();
    let known = codes.iter().map(|code| *code != 0).collect();
    let values = codes.iter().map(|code| if *code == 0 { 0 } else { decoded(*code) });
    let values = match kind {
        Kind::Date => Values::Date(values.map(|day| i32::try_from(day).unwrap_or(0)).collect()),
        Kind::Label => Values::Label(values.map(|label| u16::try_from(label).unwrap_or(0)).collect()),
        Kind::YesNo => Values::YesNo(values.map(|flag| flag != 0).collect()),
        _ => Values::Fixed { scale: scale.unwrap_or(0), units: values.collect() },
    };
    Column { values, known: Some(known) }
}
