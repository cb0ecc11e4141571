//! Arithmetic on 64-bit units, for the numbers that most are; `None` where 64 bits do not hold every result of a
//! batch, and 128 are to be used.
//!
//! Enters: registers of numbers that have a fixed count of decimals. Leaves: the same values as
//! [`super::numbers`] makes, as units of a fixed scale.

use crate::plan::steps::ScaleTo;
use crate::run::register::{Known, Numbers, Register};
use crate::table::Values;
use crate::value::DECIMALS;

/// Units of one scale, one a row or the same for all.
#[derive(Clone, Copy)]
enum Units<'a> {
    Many(&'a [i64]),
    One(i64),
}

/// A number register as units of some scale.
#[derive(Clone, Copy)]
struct Operand<'a> {
    scale: u8,
    units: Units<'a>,
}

impl<'a> Operand<'a> {
    /// A constant has as few decimals as it needs, so that it does not widen what it is combined with.
    fn of(numbers: Numbers<'a>) -> Option<Operand<'a>> {
        match numbers {
            Numbers::Fixed(units, scale) => Some(Operand { scale, units: Units::Many(units) }),
            Numbers::Wide(_) => None,
            Numbers::One(units) => {
                let (units, scale) = shortest(units);
                Some(Operand { scale, units: Units::One(i64::try_from(units).ok()?) })
            }
        }
    }

    fn at(&self, row: usize) -> i64 {
        match self.units {
            Units::Many(units) => units.get(row).copied().unwrap_or(0),
            Units::One(units) => units,
        }
    }
}

/// Units of 10⁻¹² as units of the least scale that holds them.
pub fn shortest(mut units: i128) -> (i128, u8) {
    let mut scale = DECIMALS as u8;
    while scale > 0 && units % 10 == 0 {
        units /= 10;
        scale -= 1;
    }
    (units, scale)
}

/// `a + b`, or `a − b`.
pub fn add(rows: usize, a: &Register, b: &Register, minus: bool) -> Option<Register> {
    let (x, y) = (Operand::of(a.numbers())?, Operand::of(b.numbers())?);
    let scale = x.scale.max(y.scale);
    let (by_x, by_y) = (power(scale - x.scale)?, power(scale - y.scale)?);
    let by_y = if minus { -by_y } else { by_y };
    let known = a.known().both(b.known(), rows);
    let mut fits = true;
    let sum = |row| {
        let sum = product(x.at(row), by_x).and_then(|x| x.checked_add(product(y.at(row), by_y)?));
        fits &= sum.is_some();
        sum.unwrap_or(0)
    };
    let units = (0..rows).map(sum).collect();
    fits.then(|| zeroed(scale, units, known))
}

/// `a ÷ b` to 12 decimals, half away from zero; unknown where `b` is zero.
pub fn divide(rows: usize, a: &Register, b: &Register) -> Option<Register> {
    let (x, y) = (Operand::of(a.numbers())?, Operand::of(b.numbers())?);
    let by = 10u128.checked_pow(DECIMALS + u32::from(y.scale) - u32::from(x.scale))?;
    let by = u64::try_from(by).ok()?;
    let mut known = a.known().flags(rows).unwrap_or_else(|| vec![true; rows]);
    if let Known::Some(also) = b.known() {
        known.iter_mut().zip(also).for_each(|(known, also)| *known &= also);
    }
    let mut units = Vec::with_capacity(rows);
    for (row, known) in known.iter_mut().enumerate() {
        let divisor = y.at(row);
        *known &= divisor != 0;
        units.push(if *known { quotient(x.at(row), by, divisor)? } else { 0 });
    }
    let known = if known.contains(&false) { Some(known) } else { None };
    Some(Register::of(Values::Fixed { scale: DECIMALS as u8, units }, known))
}

/// `a × by ÷ b`, half away from zero; most products fit 64 bits, where a division is cheap. `b` is not zero.
#[inline]
fn quotient(a: i64, by: u64, b: i64) -> Option<i64> {
    let (product, divisor) = (u128::from(a.unsigned_abs()) * u128::from(by), b.unsigned_abs());
    let (quotient, rest) = match u64::try_from(product) {
        Ok(product) => (product / divisor, product % divisor),
        Err(_) => {
            let quotient = product / u128::from(divisor);
            (u64::try_from(quotient).ok()?, (product - quotient * u128::from(divisor)) as u64)
        }
    };
    let rounded = i64::try_from(quotient).ok()?.checked_add(i64::from(rest >= divisor - rest))?;
    Some(if (a < 0) == (b < 0) { rounded } else { -rounded })
}

/// Points to score: `from + (points − points_from) × (to − from) ÷ (points_to − points_from)` as one fraction, between
/// `from` and `to`.
pub fn scale(rows: usize, points: &Register, to: &ScaleTo) -> Option<Register> {
    let Numbers::Fixed(units, scale) = points.numbers() else { return None };
    let (least, most) = (to.points_from.units(), to.points_to.units());
    let (range, width) = (most.checked_sub(least)?, to.to.units().checked_sub(to.from.units())?);
    let common = common_divisor(range, width)?;
    let (range, width, from) = (range / common, width / common, to.from.units());
    // The points lie within the range, so that no product is larger than this.
    let largest = (most - least).checked_mul(width.abs())?.checked_add(from.checked_mul(range)?.abs())?;
    i64::try_from(largest.checked_mul(2)?).ok()?;
    let (range, width, start) = (range as i64, width as i64, (from * range) as i64);
    let by = power(DECIMALS as u8 - scale)?;
    let (least, most) = (i64::try_from(least).ok()?, i64::try_from(most).ok()?);
    let score = |units: &i64| {
        let points = units.saturating_mul(by).clamp(least, most);
        halves_away(start + (points - least) * width, range)
    };
    let units = units.iter().take(rows).map(score).collect();
    Some(Register::of(Values::Fixed { scale: DECIMALS as u8, units }, points.known().flags(rows)))
}

/// `a ÷ b`, half away from zero; `b` is positive.
fn halves_away(a: i64, b: i64) -> i64 {
    let (quotient, rest) = (a / b, (a % b).unsigned_abs());
    quotient + if rest >= b.unsigned_abs() - rest { a.signum() } else { 0 }
}

/// The greatest common divisor of a positive number and another.
fn common_divisor(positive: i128, other: i128) -> Option<i128> {
    let (mut a, mut b) = (positive, other.checked_abs()?);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (positive > 0).then_some(a)
}

/// `None` beyond 64 bits.
pub fn power(decimals: u8) -> Option<i64> {
    10i64.checked_pow(u32::from(decimals))
}

fn product(units: i64, by: i64) -> Option<i64> {
    if by == 1 { Some(units) } else { units.checked_mul(by) }
}

/// Zero where unknown.
fn zeroed(scale: u8, mut units: Vec<i64>, known: Option<Vec<bool>>) -> Register {
    if let Some(known) = &known {
        units.iter_mut().zip(known).filter(|(_, known)| !**known).for_each(|(unit, _)| *unit = 0);
    }
    Register::of(Values::Fixed { scale, units }, known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::steps::StepId;
    use crate::value::Decimal;
    use proptest::prelude::*;

    fn fixed(scale: u8, units: Vec<i64>) -> Register {
        Register::of(Values::Fixed { scale, units }, None)
    }

    fn decimal(units: i64, scale: u8) -> Decimal {
        Decimal::from_scaled(i128::from(units), scale).unwrap()
    }

    fn got(register: &Register) -> Option<Decimal> {
        register.column(1).get(0).and_then(|value| value.number())
    }

    proptest! {
        #[test]
        fn what_fits_64_bits_is_what_the_exact_numbers_say(
            a in prop_oneof![-1000i64..1000, any::<i64>()],
            b in prop_oneof![-1000i64..1000, any::<i64>()],
            x in 0u8..=4,
            y in 0u8..=4,
        ) {
            let (left, right) = (fixed(x, vec![a]), fixed(y, vec![b]));
            let (p, q) = (decimal(a, x), decimal(b, y));
            for (made, exact) in [
                (add(1, &left, &right, false), p.plus(q).ok()),
                (add(1, &left, &right, true), p.minus(q).ok()),
                (divide(1, &left, &right), p.over(q).and_then(Result::ok)),
            ] {
                if let Some(made) = made {
                    prop_assert_eq!(got(&made), exact);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn a_score_in_64_bits_is_the_one_in_128(
            points in -2000i64..2000,
            (from, to) in (-50i64..50, -50i64..50),
            (points_from, width) in (-1000i64..1000, 1i64..2000),
        ) {
            let whole = Decimal::from_int;
            let points_to = whole(points_from + width);
            let points_from = whole(points_from);
            let to = ScaleTo { points: StepId(0), from: whole(from), to: whole(to), points_from, points_to };
            let points = fixed(1, vec![points]);
            let made = scale(1, &points, &to).unwrap();
            let wide = Register::wide(vec![points.numbers().at(0)], None);
            let exact = crate::run::kernels::rules::scale(1, &wide, &to, &mut Default::default());
            prop_assert_eq!(got(&made), got(&exact));
        }
    }

    #[test]
    fn everyday_numbers_fit() {
        let (money, count) = (fixed(2, vec![123_456_789]), fixed(0, vec![7]));
        assert!(divide(1, &money, &count).is_some() && add(1, &money, &count, true).is_some());
        assert!(add(1, &fixed(0, vec![i64::MAX]), &count, false).is_none());
    }
}
