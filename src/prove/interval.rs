//! Arithmetic on bounds.
//!
//! Enters: pairs of a least and a greatest number, in units of 10⁻¹². Leaves: the same of the result. Guaranteed: every
//! result of two numbers within the bounds lies within the bounds of the result, rounded as the engine rounds; what the
//! engine refuses as too large is no result.

use super::domain::{MOST, ONE};
use crate::model::Scale;
use crate::value::{Decimal, Overflow};

/// The least and the greatest.
pub type Ends = (i128, i128);

fn held(units: i128) -> i128 {
    units.clamp(-MOST, MOST)
}

/// A number again; bounds never leave the numbers.
fn decimal(units: i128) -> Decimal {
    Decimal::from_units(held(units)).unwrap_or_default()
}

/// The result, or the end of the numbers on the side where it lies.
fn kept(result: Result<Decimal, Overflow>, is_negative: bool) -> i128 {
    match result {
        Ok(number) => number.units(),
        Err(Overflow) if is_negative => -MOST,
        Err(Overflow) => MOST,
    }
}

/// The smallest pair of ends around several numbers.
fn hull(all: impl IntoIterator<Item = i128>) -> Ends {
    all.into_iter().fold((MOST, -MOST), |(low, high), n| (low.min(n), high.max(n)))
}

/// a + b
pub fn sum(a: Ends, b: Ends) -> Ends {
    (held(a.0.saturating_add(b.0)), held(a.1.saturating_add(b.1)))
}

/// −a
pub fn negative(a: Ends) -> Ends {
    (-a.1, -a.0)
}

/// a × b, rounded to 12 decimals.
pub fn times(a: i128, b: i128) -> i128 {
    kept(decimal(a).times(decimal(b)), (a < 0) != (b < 0))
}

/// a ÷ b, rounded to 12 decimals; b is not 0.
fn over(a: i128, b: i128) -> i128 {
    decimal(a).over(decimal(b)).map_or(0, |quotient| kept(quotient, (a < 0) != (b < 0)))
}

/// a × b: the extremes are among the corners, and rounding keeps their order.
pub fn product(a: Ends, b: Ends) -> Ends {
    hull([times(a.0, b.0), times(a.0, b.1), times(a.1, b.0), times(a.1, b.1)])
}

/// a ÷ b without b = 0, where the divisor closest to zero is `step`; `None` where b is only 0.
pub fn quotient(a: Ends, b: Ends, step: i128) -> Option<Ends> {
    let step = step.max(1);
    let negative = (b.0 < 0).then(|| (b.0, b.1.min(-step))).filter(|(low, high)| low <= high);
    let positive = (b.1 > 0).then(|| (b.0.max(step), b.1)).filter(|(low, high)| low <= high);
    let corners = negative
        .into_iter()
        .chain(positive)
        .flat_map(|(low, high)| [over(a.0, low), over(a.0, high), over(a.1, low), over(a.1, high)]);
    let ends = hull(corners);
    (ends.0 <= ends.1).then_some(ends)
}

/// What a may be where a ÷ b, rounded, lies in `result`.
pub fn dividend(result: Ends, b: Ends) -> Ends {
    let slack = b.0.saturating_abs().max(b.1.saturating_abs()) / ONE + 2;
    sum(product(result, b), (-slack, slack))
}

/// What b may be where a ÷ b, rounded, lies in `result`; `None` where that tells nothing.
pub fn divisor(result: Ends, a: Ends) -> Option<Ends> {
    let wide = (result.0.saturating_sub(1), result.1.saturating_add(1));
    if wide.0 <= 0 && wide.1 >= 0 {
        return None;
    }
    let (low, high) = quotient(a, wide, 1)?;
    Some((held(low.saturating_sub(1)), held(high.saturating_add(1))))
}

/// What a may be where a × c, rounded, lies in `result`; `None` where c is 0.
pub fn factor(result: Ends, c: i128) -> Option<Ends> {
    let wide = (result.0.saturating_sub(1), result.1.saturating_add(1));
    let (low, high) = quotient(wide, (c, c), 1)?;
    Some((held(low.saturating_sub(1)), held(high.saturating_add(1))))
}

/// Cut to a whole number towards zero.
pub fn truncated(a: Ends) -> Ends {
    (decimal(a.0).trunc().units(), decimal(a.1).trunc().units())
}

/// The nearest multiple of a positive step.
pub fn rounded(a: Ends, step: i128) -> Ends {
    let near = |n: i128| decimal(n).round_to(decimal(step)).map_or(n, |result| kept(result, n < 0));
    (near(a.0), near(a.1))
}

/// Points to a score: grows with the points.
pub fn scaled(points: i128, scale: &Scale, step: Option<Decimal>) -> i128 {
    let score = match scale {
        Scale::Points => points,
        Scale::Mapped { from, points_from, .. } if points <= points_from.units() => from.units(),
        Scale::Mapped { to, points_to, .. } if points >= points_to.units() => to.units(),
        Scale::Mapped { from, to, points_from, points_to } => {
            let along = decimal(points.saturating_sub(points_from.units()));
            let (width, range) = (to.minus(*from), points_to.minus(*points_from));
            let score = width.and_then(|w| range.map(|r| along.mul_div_plus(w, r, *from)));
            score.ok().flatten().map_or(from.units(), |result| kept(result, false))
        }
    };
    step.map_or(score, |step| rounded((score, score), step.units()).0)
}

/// The fewest points within `points` that make at least this score; above them all where none does.
pub fn fewest(points: Ends, score: i128, scale: &Scale, step: Option<Decimal>) -> i128 {
    let (mut low, mut high) = (points.0, points.1.saturating_add(1));
    while low < high {
        let middle = (low >> 1) + (high >> 1) + (low & high & 1);
        if scaled(middle, scale, step) >= score {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotient_leaves_out_the_zero() {
        let unit = |n: i128| n * ONE;
        assert_eq!(quotient((unit(1), unit(10)), (0, unit(5)), ONE), Some((unit(1) / 5, unit(10))));
        assert_eq!(quotient((unit(1), unit(10)), (0, 0), ONE), None);
    }

    #[test]
    fn what_makes_a_quotient_is_never_cut() {
        for (a, b) in [(1, 3), (2, 3), (-5, 7), (7, 11), (1, 1), (-1, 6)] {
            let (a, b) = (a * ONE, b * ONE);
            let result = over(a, b);
            let ends = dividend((result, result), (b, b));
            assert!(ends.0 <= a && a <= ends.1);
            let ends = divisor((result, result), (a, a)).unwrap();
            assert!(ends.0 <= b && b <= ends.1);
        }
    }

    #[test]
    fn points_are_found_from_a_score() {
        let scale = Scale::Mapped {
            from: Decimal::ZERO,
            to: Decimal::from_int(5),
            points_from: Decimal::from_int(-20),
            points_to: Decimal::from_int(80),
        };
        // A score is rounded to 12 decimals: half a unit of the last one below 5 (or below 3.5) is enough.
        assert_eq!(fewest((-MOST, MOST), 5 * ONE, &scale, None), 80 * ONE - 10);
        assert_eq!(fewest((-MOST, MOST), 4 * ONE, &scale, Some(Decimal::ONE)), 50 * ONE - 10);
    }
}
