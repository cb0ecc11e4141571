//! Rules and scores: outcomes, what is measured, points, and the score that their sum makes.

use super::numbers::zip;
use super::sums::total;
use super::{Overflowed, fixed};
use crate::plan::steps::{Per, ScaleTo};
use crate::run::register::{Numbers, Register};
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
