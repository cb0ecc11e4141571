//! The least or the greatest known value of each place.

use super::Gathering;
use crate::plan::steps::Kind;
use crate::run::register::{Each, Register};
use crate::table::{Column, Values};

/// One extreme a place.
#[derive(Debug)]
pub struct Extremes {
    kind: Kind,
    least: bool,
    values: Vec<i128>,
    known: Vec<bool>,
}

/// A number, a date or a position as one integer that keeps its order.
pub fn integers(register: &Register, kind: Kind) -> impl Fn(usize) -> i128 + '_ {
    let (numbers, dates, labels, flags) = (register.numbers(), register.dates(), register.positions(), register.yes());
    move |row| match kind {
        Kind::Date => i128::from(dates.at(row)),
        Kind::Label => i128::from(labels.at(row)),
        Kind::YesNo => i128::from(flags.at(row)),
        _ => numbers.at(row),
    }
}

/// The other way round.
pub fn column(kind: Kind, units: Vec<i128>, known: Option<Vec<bool>>) -> Column {
    let values = match kind {
        Kind::Date => Values::Date(units.into_iter().map(|d| i32::try_from(d).unwrap_or(0)).collect()),
        Kind::Label => Values::Label(units.into_iter().map(|l| u16::try_from(l).unwrap_or(0)).collect()),
        Kind::YesNo => Values::YesNo(units.into_iter().map(|f| f != 0).collect()),
        _ => Values::Wide(units),
    };
    Column { values, known }
}

impl Extremes {
    /// Nothing yet.
    pub fn new(kind: Kind, least: bool) -> Extremes {
        Extremes { kind, least, values: Vec::new(), known: Vec::new() }
    }

    /// Makes room.
    pub fn grow(&mut self, places: usize) {
        self.values.resize(places.max(self.values.len()), 0);
        self.known.resize(places.max(self.known.len()), false);
    }

    /// Takes the rows of a batch.
    pub fn add(&mut self, rows: &Gathering) {
        let Some(argument) = rows.argument else { return };
        match (self.kind, argument.dates()) {
            (Kind::Date, Each::Many(days)) => {
                rows.each(|row, place| self.take(place, days.get(row).copied().map_or(0, i128::from)));
            }
            _ => {
                let at = integers(argument, self.kind);
                rows.each(|row, place| self.take(place, at(row)));
            }
        }
    }

    fn take(&mut self, place: usize, value: i128) {
        if let (Some(best), Some(known)) = (self.values.get_mut(place), self.known.get_mut(place)) {
            let better = if self.least { value < *best } else { value > *best };
            if better || !*known {
                (*best, *known) = (value, true);
            }
        }
    }

    /// Takes another thread's.
    pub fn merge(&mut self, other: &Extremes, to: impl Fn(usize) -> usize) {
        for (place, (value, known)) in other.values.iter().zip(&other.known).enumerate() {
            if *known {
                self.take(to(place), *value);
            }
        }
    }

    /// Unknown where there was nothing.
    pub fn finish(mut self, places: usize) -> Column {
        self.grow(places);
        column(self.kind, self.values, Some(self.known))
    }
}
