//! Sums over the rules of a score: points, and the weights of what is measured.
//!
//! Enters: terms, each a register or a constant for each zone of one. Leaves: one number a row. Guaranteed: exact
//! whatever the order; in 64 bits where no sum on the way can leave them, else in 128 and more.

use super::Overflowed;
use super::fixed::{power, shortest};
use crate::run::register::{Each, Numbers, Register};
use crate::table::Values;
use crate::value::Decimal;

/// Zones whose constants are found without a test: few lists have more.
const FEW: usize = 16;

/// What is added for each row.
pub enum Term<'a> {
    /// Its number, known in every row
    Each(Numbers<'a>),
    /// A number for each zone
    Zones(Each<'a, u16>, &'a [Decimal]),
}

/// Which rows have a weight.
pub enum Flag<'a> {
    /// Where this is yes
    Each(Each<'a, bool>),
    /// In zones where this is yes; a row is in one of them
    Zones(Each<'a, u16>, &'a [bool]),
}

impl Term<'_> {
    fn at(&self, row: usize) -> i128 {
        match self {
            Term::Each(numbers) => numbers.at(row),
            Term::Zones(zones, units) => units.get(usize::from(zones.at(row))).map_or(0, |number| number.units()),
        }
    }

    /// The largest count of decimals.
    fn scale(&self) -> Option<u8> {
        match self {
            Term::Each(Numbers::Fixed(_, scale)) => Some(*scale),
            Term::Each(Numbers::One(units)) => Some(shortest(*units).1),
            Term::Each(Numbers::Wide(_)) => None,
            Term::Zones(_, numbers) => Some(numbers.iter().map(|number| number.scale()).max().unwrap_or(0)),
        }
    }

    /// No value in units of this scale is larger; `None` where one may leave 64 bits.
    fn largest(&self, scale: u8) -> Option<u64> {
        match self {
            Term::Each(Numbers::Fixed(units, own)) => {
                let largest = units.iter().map(|units| units.unsigned_abs()).max().unwrap_or(0);
                largest.checked_mul(power(scale - own)?.unsigned_abs())
            }
            Term::Each(numbers) => Some(scaled(numbers.at(0), scale)?.unsigned_abs()),
            Term::Zones(_, numbers) => numbers
                .iter()
                .try_fold(0, |largest: u64, number| Some(largest.max(scaled(number.units(), scale)?.unsigned_abs()))),
        }
    }

    fn add_to(&self, sums: &mut [i64], scale: u8) {
        match self {
            Term::Each(Numbers::Fixed(units, own)) => {
                let by = power(scale - own).unwrap_or(1);
                sums.iter_mut().zip(*units).for_each(|(sum, units)| *sum += units * by);
            }
            Term::Each(numbers) => add_all(sums, scaled(numbers.at(0), scale).unwrap_or(0)),
            Term::Zones(zones, numbers) => {
                add_zones(sums, *zones, numbers.iter().map(|number| scaled(number.units(), scale).unwrap_or(0)));
            }
        }
    }
}

/// Units of 10⁻¹² as units of another scale that holds them.
fn scaled(units: i128, scale: u8) -> Option<i64> {
    let (units, own) = shortest(units);
    i64::try_from(units).ok()?.checked_mul(power(scale.checked_sub(own)?)?)
}

fn add_all(sums: &mut [i64], units: i64) {
    sums.iter_mut().for_each(|sum| *sum += units);
}

/// Adds the number of each row's zone; nothing beyond the zones.
fn add_zones(sums: &mut [i64], zones: Each<u16>, numbers: impl Iterator<Item = i64>) {
    let numbers: Vec<i64> = numbers.collect();
    let at = |zone: u16| numbers.get(usize::from(zone)).copied().unwrap_or(0);
    match zones {
        Each::One(zone) => add_all(sums, at(zone)),
        Each::Many(zones) if numbers.len() < FEW => {
            let mut few = [0; FEW];
            few.iter_mut().zip(&numbers).for_each(|(place, number)| *place = *number);
            // Zones beyond the last one find a zero at the end.
            let at = |zone: u16| few.get(usize::from(zone).min(FEW - 1)).copied().unwrap_or(0);
            sums.iter_mut().zip(zones).for_each(|(sum, zone)| *sum += at(*zone));
        }
        Each::Many(zones) => sums.iter_mut().zip(zones).for_each(|(sum, zone)| *sum += at(*zone)),
    }
}

/// `starts at` and all terms.
pub fn sum(rows: usize, starts_at: Decimal, terms: &[Term], out: &mut Overflowed) -> Register {
    narrow_sum(rows, starts_at, terms).unwrap_or_else(|| wide_sum(rows, starts_at, terms, out))
}

fn narrow_sum(rows: usize, starts_at: Decimal, terms: &[Term]) -> Option<Register> {
    let scales: Option<Vec<u8>> = terms.iter().map(Term::scale).collect();
    let scale = scales?.into_iter().chain([starts_at.scale()]).max()?;
    let start = scaled(starts_at.units(), scale)?;
    let most = terms.iter().try_fold(start.unsigned_abs(), |most, term| most.checked_add(term.largest(scale)?))?;
    i64::try_from(most).ok()?;
    let mut units = vec![start; rows];
    terms.iter().for_each(|term| term.add_to(&mut units, scale));
    Some(Register::of(Values::Fixed { scale, units }, None))
}

fn wide_sum(rows: usize, starts_at: Decimal, terms: &[Term], out: &mut Overflowed) -> Register {
    let made = (0..rows).map(|row| {
        let sum = total(terms.iter().map(|term| term.at(row)).chain([starts_at.units()]));
        if sum.is_none() {
            out.note(row);
        }
        sum.unwrap_or(0)
    });
    Register::wide(made.collect(), None)
}

/// An exact sum whatever the order; `None` beyond 26 digits.
pub fn total(mut terms: impl Iterator<Item = i128> + Clone) -> Option<i128> {
    let all = terms.clone();
    let units = terms.try_fold(0i128, i128::checked_add).or_else(|| total_in_parts(all))?;
    Decimal::from_units(units).ok().map(Decimal::units)
}

/// The same where a sum on the way leaves the integer: kept in two parts, so that no part can overflow.
fn total_in_parts(terms: impl Iterator<Item = i128>) -> Option<i128> {
    let one = Decimal::ONE.units();
    let (mut whole, mut rest) = (0i128, 0i128);
    for term in terms {
        whole = whole.checked_add(term / one)?;
        rest = rest.checked_add(term % one)?;
    }
    whole.checked_mul(one)?.checked_add(rest)
}

/// Share of the weights whose flag is yes; 1 where the weights sum to 0.
pub fn share(rows: usize, flags: &[(Flag, Decimal)], out: &mut Overflowed) -> Register {
    let all = total(flags.iter().map(|(_, weight)| weight.units()));
    let weights = narrow_weights(rows, flags);
    let mut known = Shares::default();
    let made = (0..rows).map(|row| {
        let part = match &weights {
            Some(weights) => weights.get(row).map(|weight| i128::from(*weight)),
            None => total(flags.iter().filter(|(flag, _)| flag.at(row)).map(|(_, weight)| weight.units())),
        };
        let share = part.zip(all).and_then(|(part, all)| known.of(part, all));
        if share.is_none() {
            out.note(row);
        }
        share.unwrap_or(0)
    });
    Register::wide(made.collect(), None)
}

/// The shares of the parts seen last: rows have few different ones.
#[derive(Default)]
struct Shares([Option<(i128, Option<i128>)>; FEW]);

impl Shares {
    fn of(&mut self, part: i128, all: i128) -> Option<i128> {
        let place = (part as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - FEW.ilog2());
        match self.0.get_mut(place as usize) {
            Some(Some((same, share))) if *same == part => *share,
            Some(place) => {
                let share = ratio(part, all);
                *place = Some((part, share));
                share
            }
            None => ratio(part, all),
        }
    }
}

impl Flag<'_> {
    fn at(&self, row: usize) -> bool {
        match self {
            Flag::Each(flags) => flags.at(row),
            Flag::Zones(zones, flags) => flags.get(usize::from(zones.at(row))).copied().unwrap_or(false),
        }
    }

    /// Whether it is yes in every row, as far as can be told without looking at them.
    fn everywhere(&self) -> bool {
        match self {
            Flag::Each(flags) => matches!(flags, Each::One(true)),
            Flag::Zones(_, flags) => !flags.contains(&false),
        }
    }

    fn add_to(&self, sums: &mut [i64], weight: i64) {
        let of = |flag: &bool| if *flag { weight } else { 0 };
        match self {
            Flag::Each(Each::One(flag)) => add_all(sums, of(flag)),
            Flag::Each(Each::Many(flags)) => sums.iter_mut().zip(*flags).for_each(|(sum, flag)| *sum += of(flag)),
            Flag::Zones(zones, flags) => add_zones(sums, *zones, flags.iter().map(of)),
        }
    }
}

/// The weights of each row's flags that are yes, in units of 10⁻¹²; `None` where a sum on the way might leave 64 bits.
fn narrow_weights(rows: usize, flags: &[(Flag, Decimal)]) -> Option<Vec<i64>> {
    let weights: Option<Vec<i64>> = flags.iter().map(|(_, weight)| i64::try_from(weight.units()).ok()).collect();
    let weights = weights?;
    weights.iter().try_fold(0i64, |most, weight| most.checked_add(weight.checked_abs()?))?;
    let of = || flags.iter().map(|(flag, _)| flag).zip(&weights);
    let start: i64 = of().filter(|(flag, _)| flag.everywhere()).map(|(_, weight)| *weight).sum();
    let mut sums = vec![start; rows];
    of().filter(|(flag, _)| !flag.everywhere()).for_each(|(flag, weight)| flag.add_to(&mut sums, *weight));
    Some(sums)
}

fn ratio(part: i128, all: i128) -> Option<i128> {
    let (part, all) = (Decimal::from_units(part).ok()?, Decimal::from_units(all).ok()?);
    part.over(all).unwrap_or(Ok(Decimal::ONE)).ok().map(Decimal::units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn units(register: &Register, rows: usize) -> Vec<i128> {
        (0..rows).map(|row| register.numbers().at(row)).collect()
    }

    fn decimals(units: &[i64]) -> Vec<Decimal> {
        units.iter().map(|units| Decimal::from_scaled(i128::from(*units), 2).unwrap()).collect()
    }

    fn number() -> impl Strategy<Value = i64> {
        prop_oneof![-5000i64..5000, any::<i64>()]
    }

    proptest! {
        #[test]
        fn a_sum_is_the_same_in_64_bits_and_beyond(
            start in -500i64..500,
            each in proptest::collection::vec(number(), 4),
            by_zone in proptest::collection::vec(number(), 1..20),
            zones in proptest::collection::vec(0..25u16, 4),
        ) {
            let (start, by_zone) = (Decimal::from_int(start), decimals(&by_zone));
            let terms = || [
                Term::Each(Numbers::Fixed(&each, 3)),
                Term::Zones(Each::Many(&zones), &by_zone),
                Term::Each(Numbers::One(1_500_000_000_000)),
                Term::Zones(Each::One(0), &by_zone),
            ];
            let wide = wide_sum(4, start, &terms(), &mut Overflowed::default());
            prop_assert_eq!(units(&sum(4, start, &terms(), &mut Overflowed::default()), 4), units(&wide, 4));
        }

        #[test]
        fn a_share_is_the_weight_that_is_measured(
            weights in proptest::collection::vec(0..100i64, 3),
            flags in proptest::collection::vec(any::<bool>(), 40),
            by_zone in proptest::collection::vec(any::<bool>(), 1..20),
            zones in proptest::collection::vec(any::<u16>(), 40),
        ) {
            let weights = decimals(&weights);
            let zones: Vec<u16> = zones.iter().map(|zone| zone % by_zone.len() as u16).collect();
            let all = [
                (Flag::Each(Each::Many(&flags)), weights[0]),
                (Flag::Zones(Each::Many(&zones), &by_zone), weights[1]),
                (Flag::Each(Each::One(true)), weights[2]),
            ];
            let made = units(&share(40, &all, &mut Overflowed::default()), 40);
            let whole: i128 = weights.iter().map(|weight| weight.units()).sum();
            for (row, made) in made.iter().enumerate() {
                let zone = by_zone.get(usize::from(zones[row])).copied().unwrap_or(false);
                let held = [flags[row], zone, true];
                let part = weights.iter().zip(held).filter(|(_, held)| *held).map(|(weight, _)| weight.units()).sum();
                prop_assert_eq!(Some(*made), ratio(part, whole));
            }
        }
    }

    #[test]
    fn a_sum_out_of_range_is_noted() {
        let most = [Decimal::MAX];
        let terms = [Term::Zones(Each::Many(&[0, 1]), &most), Term::Zones(Each::One(0), &most)];
        let mut out = Overflowed::default();
        sum(2, Decimal::ZERO, &terms, &mut out);
        assert_eq!(out.0, Some(0));
    }
}
