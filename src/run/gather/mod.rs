//! Accumulators at work: rows in, one value for each row of an ancestor, each group, or for all out.
//!
//! Enters: registers of rows and the place each row goes to. Leaves: columns. Guaranteed: the order of rows, batches
//! and threads changes nothing; a sum is exact and its range is tested on the total.

mod closed;
mod extreme;
mod groups;
mod last;
mod ledger;
mod several;
mod sum;

pub use closed::Closed;
pub use groups::{Counted, Groups};
pub use last::Order;
pub use ledger::{Adding, Budget, Cell, Ledger, Sorted};

use super::kernels::take::NOBODY;
use super::origins::Origins;
use super::register::{Each, Known, Register};
use crate::plan::Gather;
use crate::plan::steps::Kind;
use crate::table::{Column, Values};
use extreme::Extremes;
use last::Lasts;
use several::{Distinct, Medians};
use sum::Sums;

/// Where rows go.
#[derive(Clone, Copy, Debug)]
pub enum Places<'a> {
    /// All to one place
    One,
    /// Each to its own; [`NOBODY`] goes nowhere
    Each(&'a [u32]),
}

/// Rows that are gathered.
pub struct Gathering<'a> {
    /// Which rows, and where each goes
    pub chosen: &'a Chosen,
    /// What of them; `None` for the rows themselves
    pub argument: Option<&'a Register>,
    /// Which of two is the later, for the last
    pub order: Order<'a>,
}

/// The rows of a batch that an accumulator takes, each with its place: two columns of equal length.
#[derive(Debug, Default)]
pub struct Chosen {
    /// Positions in the batch, ascending
    pub rows: Vec<u32>,
    /// Where each goes
    pub places: Vec<u32>,
}

impl Chosen {
    /// Rows for which `mask` is yes, whose value is known, and that have a place.
    pub fn of(rows: usize, places: Places, mask: Option<&Register>, known: Known) -> Chosen {
        let rows = match (mask.map_or(Each::One(true), Register::yes), known) {
            (Each::One(false), _) | (_, Known::None) => Vec::new(),
            (Each::One(true), Known::All) => (0..rows as u32).collect(),
            (Each::One(true), Known::Some(known)) => positions(known.iter().copied()),
            (Each::Many(flags), Known::All) => positions(flags.iter().copied()),
            (Each::Many(flags), Known::Some(known)) => positions(flags.iter().zip(known).map(|(a, b)| *a && *b)),
        };
        match places {
            Places::One => Chosen { places: vec![0; rows.len()], rows },
            Places::Each(all) => {
                let place = |row: &u32| all.get(*row as usize).copied().unwrap_or(NOBODY);
                let places: Vec<u32> = rows.iter().map(place).collect();
                Chosen { rows, places }.placed()
            }
        }
    }

    fn placed(self) -> Chosen {
        if !self.places.contains(&NOBODY) {
            return self;
        }
        let pairs = self.rows.into_iter().zip(self.places).filter(|(_, place)| *place != NOBODY);
        let (rows, places) = pairs.unzip();
        Chosen { rows, places }
    }
}

/// Where the flags are set; without a branch for each.
fn positions(flags: impl ExactSizeIterator<Item = bool>) -> Vec<u32> {
    let mut out = vec![0; flags.len()];
    let mut count = 0;
    for (row, flag) in flags.enumerate() {
        if let Some(place) = out.get_mut(count) {
            *place = row as u32;
        }
        count += usize::from(flag);
    }
    out.truncate(count);
    out
}

impl Gathering<'_> {
    /// Each row that counts, with its place.
    #[inline]
    fn each(&self, mut take: impl FnMut(usize, usize)) {
        for (row, place) in self.chosen.rows.iter().zip(&self.chosen.places) {
            take(*row as usize, *place as usize);
        }
    }
}

/// One accumulator's memory.
#[derive(Debug)]
pub enum Store {
    /// How many
    Count(Vec<i64>),
    /// Exact sums
    Sum(Sums),
    /// Least or greatest
    Extreme(Extremes),
    /// Middle ones
    Median(Medians),
    /// How many different ones
    Distinct(Distinct),
    /// The last
    Last(Lasts),
}

/// What an accumulator came to, and the first place whose value is out of range.
pub struct Finished {
    /// One value a place
    pub column: Column,
    /// A place with an overflow
    pub overflow: Option<usize>,
}

impl Store {
    /// Empty, for values of a kind (with so many decimals, where they fit 64 bits).
    pub fn new(gather: Gather, kind: Kind, scale: Option<u8>) -> Store {
        match gather {
            Gather::Count => Store::Count(Vec::new()),
            Gather::Sum => Store::Sum(Sums::new(scale)),
            Gather::Least => Store::Extreme(Extremes::new(kind, true)),
            Gather::Greatest => Store::Extreme(Extremes::new(kind, false)),
            Gather::Median => Store::Median(Medians::default()),
            Gather::Distinct => Store::Distinct(Distinct::new(kind)),
            Gather::Last => Store::Last(Lasts::new(kind)),
        }
    }

    /// Makes room for so many places.
    pub fn grow(&mut self, places: usize) {
        match self {
            Store::Count(counts) => counts.resize(places.max(counts.len()), 0),
            Store::Sum(sums) => sums.grow(places),
            Store::Extreme(extremes) => extremes.grow(places),
            Store::Last(lasts) => lasts.grow(places),
            Store::Median(_) | Store::Distinct(_) => {}
        }
    }

    /// Takes the rows of a batch. There must be room for all places.
    pub fn add(&mut self, rows: &Gathering) {
        match self {
            Store::Count(counts) => rows.each(|_, place| {
                if let Some(count) = counts.get_mut(place) {
                    *count += 1;
                }
            }),
            Store::Sum(sums) => sums.add(rows),
            Store::Extreme(extremes) => extremes.add(rows),
            Store::Median(medians) => medians.add(rows),
            Store::Distinct(distinct) => distinct.add(rows),
            Store::Last(lasts) => lasts.add(rows),
        }
    }

    /// Takes what a ledger has, once no thread adds any more: the same places.
    pub fn add_closed(&mut self, column: &Column) {
        self.grow(column.len());
        let register = Register::of(column.values.clone(), column.known.clone());
        let all: Vec<u32> = (0..column.len() as u32).collect();
        let chosen = Chosen::of(column.len(), Places::Each(&all), None, register.known());
        let origins = Origins::default();
        let order = Order { dates: Each::One(0), key: &[], origins: &origins };
        self.add(&Gathering { chosen: &chosen, argument: Some(&register), order });
    }

    /// Takes what another thread gathered; `to` says where its places are here, `None` for the same.
    pub fn merge(&mut self, other: Store, to: Option<&[u32]>) {
        let to = |place: usize| to.map_or(place, |to| to.get(place).map_or(place, |place| *place as usize));
        match (self, other) {
            (Store::Count(counts), Store::Count(other)) => {
                for (place, count) in other.into_iter().enumerate() {
                    if let Some(sum) = counts.get_mut(to(place)) {
                        *sum += count;
                    }
                }
            }
            (Store::Sum(sums), Store::Sum(other)) => sums.merge(other, to),
            (Store::Extreme(extremes), Store::Extreme(other)) => extremes.merge(&other, to),
            (Store::Median(medians), Store::Median(other)) => medians.merge(other, to),
            (Store::Distinct(distinct), Store::Distinct(other)) => distinct.merge(other, to),
            (Store::Last(lasts), Store::Last(other)) => lasts.merge(other, to),
            // All threads make their stores from the same accumulators.
            _ => {}
        }
    }

    /// One value a place.
    pub fn finish(self, places: usize) -> Finished {
        let fine = |column| Finished { column, overflow: None };
        match self {
            Store::Count(mut units) => {
                units.resize(places, 0);
                fine(Column { values: Values::Fixed { scale: 0, units }, known: None })
            }
            Store::Sum(sums) => sums.finish(places),
            Store::Extreme(extremes) => fine(extremes.finish(places)),
            Store::Median(medians) => fine(medians.finish(places)),
            Store::Distinct(distinct) => fine(distinct.finish(places)),
            Store::Last(lasts) => fine(lasts.finish(places)),
        }
    }
}
