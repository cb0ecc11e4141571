//! Exact sums: 64-bit units where the values are, 10⁻¹² units otherwise; what leaves the integer is carried over.

use super::{Finished, Gathering};
use crate::run::register::{Numbers, factor};
use crate::table::{Column, Values};
use crate::value::Decimal;

/// One exact sum a place: `low` + `carry` × 2⁶⁴ (or × 2¹²⁸).
#[derive(Debug)]
pub enum Sums {
    /// Units of a fixed scale
    Narrow {
        /// Decimals
        scale: u8,
        /// The lower 64 bits, signed
        low: Vec<i64>,
        /// How often each left them; empty while none did
        carry: Vec<i64>,
    },
    /// Units of 10⁻¹²
    Wide {
        /// The lower 128 bits, signed
        low: Vec<i128>,
        /// How often each left them; empty while none did
        carry: Vec<i64>,
    },
}

impl Sums {
    /// Sums of 64-bit units with so many decimals, else of any numbers.
    pub fn new(scale: Option<u8>) -> Sums {
        match scale {
            Some(scale) => Sums::Narrow { scale, low: Vec::new(), carry: Vec::new() },
            None => Sums::Wide { low: Vec::new(), carry: Vec::new() },
        }
    }

    /// Makes room.
    pub fn grow(&mut self, places: usize) {
        match self {
            Sums::Narrow { low, .. } => low.resize(places.max(low.len()), 0),
            Sums::Wide { low, .. } => low.resize(places.max(low.len()), 0),
        }
    }

    /// Adds the rows of a batch.
    pub fn add(&mut self, rows: &Gathering) {
        let Some(numbers) = rows.argument.map(|argument| argument.numbers()) else { return };
        if let (Sums::Narrow { scale, low, carry }, Numbers::Fixed(units, same)) = (&mut *self, numbers)
            && *scale == same
        {
            return rows.each(|row, place| add_narrow(low, carry, place, units.get(row).copied().unwrap_or(0)));
        }
        self.widen();
        if let Sums::Wide { low, carry } = self {
            rows.each(|row, place| add_wide(low, carry, place, numbers.at(row)));
        }
    }

    /// Values of another scale than declared can't be added as 64-bit units.
    fn widen(&mut self) {
        if let Sums::Narrow { scale, low, carry } = self {
            let (factor, places) = (factor(*scale), low.len());
            let mut wide = (vec![0i128; places], Vec::new());
            for (place, units) in low.iter().enumerate() {
                // Both parts of a product are below 2¹²⁷: 2⁶⁴ × 10¹² is, and is carried over as often as needed.
                add_wide(&mut wide.0, &mut wide.1, place, i128::from(*units) * factor);
                let times = carry.get(place).copied().unwrap_or(0);
                let step = (i128::from(times.signum()) << 64) * factor;
                (0..times.unsigned_abs()).for_each(|_| add_wide(&mut wide.0, &mut wide.1, place, step));
            }
            *self = Sums::Wide { low: wide.0, carry: wide.1 };
        }
    }

    /// Adds another thread's.
    pub fn merge(&mut self, other: Sums, to: impl Fn(usize) -> usize) {
        let mut other = other;
        if matches!(
            (&*self, &other),
            (Sums::Narrow { .. }, Sums::Wide { .. }) | (Sums::Wide { .. }, Sums::Narrow { .. })
        ) {
            self.widen();
            other.widen();
        }
        match (self, other) {
            (Sums::Narrow { low, carry, .. }, Sums::Narrow { low: from, carry: carried, .. }) => {
                from.into_iter().enumerate().for_each(|(place, units)| add_narrow(low, carry, to(place), units));
                carry_over(carry, carried, low.len(), to);
            }
            (Sums::Wide { low, carry }, Sums::Wide { low: from, carry: carried }) => {
                from.into_iter().enumerate().for_each(|(place, units)| add_wide(low, carry, to(place), units));
                carry_over(carry, carried, low.len(), to);
            }
            _ => {}
        }
    }

    /// The sums, and the first that is out of range (0 stands in its place).
    pub fn finish(mut self, places: usize) -> Finished {
        self.grow(places);
        let units: Vec<Option<i128>> = match &self {
            Sums::Narrow { scale, low, carry } => {
                let unit = |(place, low): (usize, &i64)| {
                    narrow(*low, carry.get(place).copied().unwrap_or(0)).checked_mul(factor(*scale))
                };
                low.iter().enumerate().map(unit).collect()
            }
            Sums::Wide { low, carry } => {
                let fits = |place: usize| carry.get(place).copied().unwrap_or(0) == 0;
                low.iter().enumerate().map(|(place, low)| fits(place).then_some(*low)).collect()
            }
        };
        let in_range =
            |units: Option<i128>| units.and_then(|units| Decimal::from_units(units).ok()).map(Decimal::units);
        let units: Vec<Option<i128>> = units.into_iter().map(in_range).collect();
        let overflow = units.iter().position(Option::is_none);
        let units = units.into_iter().map(|units| units.unwrap_or(0)).collect();
        Finished { column: Column { values: Values::Wide(units), known: None }, overflow }
    }
}

fn narrow(low: i64, carry: i64) -> i128 {
    i128::from(low) + (i128::from(carry) << 64)
}

fn add_narrow(low: &mut [i64], carry: &mut Vec<i64>, place: usize, units: i64) {
    let len = low.len();
    if let Some(sum) = low.get_mut(place) {
        let (next, left) = sum.overflowing_add(units);
        *sum = next;
        if left {
            carried(carry, len, place, units.signum());
        }
    }
}

fn add_wide(low: &mut [i128], carry: &mut Vec<i64>, place: usize, units: i128) {
    let len = low.len();
    if let Some(sum) = low.get_mut(place) {
        let (next, left) = sum.overflowing_add(units);
        *sum = next;
        if left {
            carried(carry, len, place, units.signum() as i64);
        }
    }
}

fn carried(carry: &mut Vec<i64>, len: usize, place: usize, by: i64) {
    carry.resize(len.max(carry.len()), 0);
    if let Some(count) = carry.get_mut(place) {
        *count += by;
    }
}

fn carry_over(carry: &mut Vec<i64>, from: Vec<i64>, len: usize, to: impl Fn(usize) -> usize) {
    for (place, by) in from.into_iter().enumerate().filter(|(_, by)| *by != 0) {
        carried(carry, len, to(place), by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(units: &[i64]) -> Option<i128> {
        let (mut low, mut carry) = (vec![0], Vec::new());
        units.iter().for_each(|units| add_narrow(&mut low, &mut carry, 0, *units));
        let finished = Sums::Narrow { scale: 0, low, carry }.finish(1);
        let Values::Wide(units) = finished.column.values else { return None };
        if finished.overflow.is_some() { None } else { units.first().copied() }
    }

    #[test]
    fn a_sum_that_leaves_64_bits_and_comes_back_is_exact() {
        let one = Decimal::ONE.units();
        assert_eq!(total(&[i64::MAX, i64::MAX, 5, -i64::MAX, -i64::MAX]), Some(5 * one));
        assert_eq!(total(&[i64::MIN, i64::MIN]), Some(2 * i128::from(i64::MIN) * one));
    }

    #[test]
    fn the_range_is_tested_on_the_total_not_on_the_way() {
        let max = Decimal::MAX.units();
        let sum = |units: &[i128]| {
            let (mut low, mut carry) = (vec![0], Vec::new());
            units.iter().for_each(|units| add_wide(&mut low, &mut carry, 0, *units));
            Sums::Wide { low, carry }.finish(1).overflow
        };
        assert_eq!(sum(&[max, max, max, -max, -max]), None);
        assert_eq!(sum(&[max, max, max, max]), Some(0));
        assert_eq!(sum(&[max, 1]), Some(0));
    }
}
