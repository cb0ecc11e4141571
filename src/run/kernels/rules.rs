//! Rules and scores: outcomes, what is measured, points, their sum, and the score they make.

use super::numbers::zip;
use super::{Overflowed, fixed};
use crate::plan::steps::{Per, ScaleTo};
use crate::run::register::{Each, Numbers, Register};
use crate::trace::record::Outcome;
use crate::value::{Decimal, Overflow};

/// Points for a measured amount; unknown where that is.
pub fn per(rows: usize, of: &Register, per: &Per, out: &mut Overflowed) -> Register {
    zip(rows, of, &Register::wide(vec![0; rows], None), out, |x, _| points_of(per, x).map(|p| Some(p.units())))
}

fn points_of(per: &Per, of: i128) -> Result<Decimal, Overflow> {
    let of = Decimal::from_units(of)?;
    let amounts = of.over(per.amount).unwrap_or(Ok(Decimal::ZERO))?;
    let amounts = if per.full { amounts.trunc() } else { amounts };
    let points = amounts.times(per.points)?;
    let points = per.at_least.map_or(points, |least| points.max(least));
    Ok(per.at_most.map_or(points, |most| points.min(most)))
}

/// A rule's lines, as its outcome needs them.
pub struct Lines<'a> {
    /// The line that won
    pub line: &'a Register,
    /// Of each line
    pub conditions: Vec<Option<&'a Register>>,
    /// Of each line: what its points measure
    pub of: Vec<Option<&'a Register>>,
    /// All lines that hold count
    pub adding: bool,
}

/// The rule's lines → positions of [`Outcome`].
pub fn outcome(rows: usize, lines: &Lines) -> Register {
    let positions = lines.line.positions();
    let outcomes = (0..rows).map(|row| outcome_of(lines, positions.at(row), row) as u16).collect();
    Register::labels(outcomes, None)
}

fn outcome_of(lines: &Lines, winner: u16, row: usize) -> Outcome {
    let counts = |line: &usize| lines.counts(winner, *line, row);
    let held = (0..lines.conditions.len()).filter(counts);
    let (mut met, mut unknown_points) = (false, false);
    for line in held {
        met |= lines.conditions.get(line).is_some_and(Option::is_some);
        unknown_points |= lines.of.get(line).copied().flatten().is_some_and(|of| !of.known().at(row));
    }
    let doubt = || lines.conditions.iter().flatten().any(|condition| !condition.known().at(row));
    match (unknown_points, met) {
        (true, _) => Outcome::Unknown,
        (_, true) => Outcome::Met,
        _ if doubt() => Outcome::Unknown,
        _ => Outcome::NotMet,
    }
}

impl Lines<'_> {
    /// Whether a line's points count: the winner's, or, in an adding rule, those of each line that holds.
    fn counts(&self, winner: u16, line: usize, row: usize) -> bool {
        if self.adding { holds(&self.conditions, line, row) } else { usize::from(winner) == line }
    }
}

/// Whether a line of an adding rule holds: one without condition always does.
fn holds(conditions: &[Option<&Register>], line: usize, row: usize) -> bool {
    conditions.get(line).copied().flatten().is_none_or(|condition| condition.yes().at(row))
}

/// Whether all that is read is known, line by line up to the winner (`adding`: all lines).
pub fn measured(rows: usize, line: &Register, reads: &[Vec<&Register>], adding: bool) -> Register {
    let lines = line.positions();
    let mut flags = vec![true; rows];
    for (position, reads) in reads.iter().enumerate() {
        for read in reads {
            let known = read.known();
            for (row, flag) in flags.iter_mut().enumerate() {
                let tried = adding || position <= usize::from(lines.at(row));
                *flag &= !tried || known.at(row);
            }
        }
    }
    Register::flags(flags, None)
}

/// What a line awards: always the same, or measured (0 where unknown).
#[derive(Clone, Copy)]
pub enum Award<'a> {
    /// Units of 10⁻¹²
    Fixed(i128),
    /// A register of them
    Measured(Numbers<'a>),
}

impl Award<'_> {
    fn at(&self, row: usize) -> i128 {
        match self {
            Award::Fixed(units) => *units,
            Award::Measured(numbers) => numbers.at(row),
        }
    }
}

/// The winner's points; 0 where no line won.
pub fn points(rows: usize, line: &Register, awards: &[Award]) -> Register {
    let lines = line.positions();
    let at = |row: usize| awards.get(usize::from(lines.at(row))).map_or(0, |award| award.at(row));
    Register::wide((0..rows).map(at).collect(), None)
}

/// The points of all lines that hold.
pub fn added_points(rows: usize, conditions: &[Option<&Register>], awards: &[Award], out: &mut Overflowed) -> Register {
    let made = (0..rows).map(|row| {
        let sum = added(conditions, awards, row);
        if sum.is_none() {
            out.note(row);
        }
        sum.unwrap_or(0)
    });
    Register::wide(made.collect(), None)
}

fn added(conditions: &[Option<&Register>], awards: &[Award], row: usize) -> Option<i128> {
    let held = (0..conditions.len()).filter(|line| holds(conditions, *line, row));
    total(held.filter_map(|line| awards.get(line)).map(|award| award.at(row)))
}

/// An exact sum whatever the order; `None` beyond 26 digits.
fn total(mut terms: impl Iterator<Item = i128> + Clone) -> Option<i128> {
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

/// `starts at` and all contributions, exact.
pub fn sum(rows: usize, starts_at: Decimal, terms: &[&Register], out: &mut Overflowed) -> Register {
    let terms: Vec<Numbers> = terms.iter().map(|register| register.numbers()).collect();
    fixed::total(rows, starts_at.units(), &terms).unwrap_or_else(|| wide_sum(rows, starts_at, &terms, out))
}

fn wide_sum(rows: usize, starts_at: Decimal, terms: &[Numbers], out: &mut Overflowed) -> Register {
    let made = (0..rows).map(|row| {
        let sum = total(terms.iter().map(|t| t.at(row)).chain([starts_at.units()]));
        if sum.is_none() {
            out.note(row);
        }
        sum.unwrap_or(0)
    });
    Register::wide(made.collect(), None)
}

/// Share of the weights whose flag is yes; 1 where the weights sum to 0.
pub fn share(rows: usize, flags: &[(&Register, Decimal)], out: &mut Overflowed) -> Register {
    let all = total(flags.iter().map(|(_, weight)| weight.units()));
    let weights = measured_weights(rows, flags);
    let mut last = None;
    let made = (0..rows).map(|row| {
        let part = match &weights {
            Some(weights) => weights.get(row).copied(),
            None => total(flags.iter().filter(|(flag, _)| flag.yes().at(row)).map(|(_, weight)| weight.units())),
        };
        // Most rows have the share of the row before.
        let share = match last {
            Some((same, share)) if same == part => share,
            _ => part.zip(all).and_then(|(part, all)| ratio(part, all)),
        };
        last = Some((part, share));
        if share.is_none() {
            out.note(row);
        }
        share.unwrap_or(0)
    });
    Register::wide(made.collect(), None)
}

/// The weights of each row's flags that are yes, added flag by flag; `None` where a sum on the way might leave the
/// integer.
fn measured_weights(rows: usize, flags: &[(&Register, Decimal)]) -> Option<Vec<i128>> {
    flags.iter().try_fold(0i128, |sum, (_, weight)| sum.checked_add(weight.abs().units()))?;
    let everywhere = |flag: &Register| matches!(flag.yes(), Each::One(true));
    let start = flags.iter().filter(|(flag, _)| everywhere(flag)).map(|(_, weight)| weight.units()).sum();
    let mut sums = vec![start; rows];
    for (flag, weight) in flags {
        if let Each::Many(flags) = flag.yes() {
            sums.iter_mut().zip(flags).for_each(|(sum, flag)| *sum += if *flag { weight.units() } else { 0 });
        }
    }
    Some(sums)
}

fn ratio(part: i128, all: i128) -> Option<i128> {
    let (part, all) = (Decimal::from_units(part).ok()?, Decimal::from_units(all).ok()?);
    part.over(all).unwrap_or(Ok(Decimal::ONE)).ok().map(Decimal::units)
}

/// Points to score: one fraction, rounded once, within `from` and `to`.
pub fn scale(rows: usize, points: &Register, to: &ScaleTo, out: &mut Overflowed) -> Register {
    fixed::scale(rows, points, to).unwrap_or_else(|| wide_scale(rows, points, to, out))
}

fn wide_scale(rows: usize, points: &Register, to: &ScaleTo, out: &mut Overflowed) -> Register {
    zip(rows, points, &Register::wide(vec![0; rows], None), out, |x, _| {
        let points = Decimal::from_units(x)?;
        if points <= to.points_from {
            return Ok(Some(to.from.units()));
        }
        if points >= to.points_to {
            return Ok(Some(to.to.units()));
        }
        mapped(points, to).map(|score| Some(score.units()))
    })
}

/// `from + (points − points_from) × (to − from) ÷ (points_to − points_from)`.
fn mapped(points: Decimal, scale: &ScaleTo) -> Result<Decimal, Overflow> {
    let range = scale.points_to.minus(scale.points_from)?;
    let (along, width) = (points.minus(scale.points_from)?, scale.to.minus(scale.from)?);
    along.mul_div_plus(width, range, scale.from).unwrap_or(Err(Overflow))
}
