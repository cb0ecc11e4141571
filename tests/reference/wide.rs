//! The exact arithmetic of the language over integers of any size, without `Decimal`'s own operations.

use num_bigint::{BigInt, Sign};
use rubric::value::{Decimal, Overflow};

/// 10¹², the units in one.
pub fn one() -> BigInt {
    BigInt::from(1_000_000_000_000_i64)
}

/// The units of a decimal.
pub fn units(number: Decimal) -> BigInt {
    BigInt::from(number.units())
}

/// Units as a decimal, where they have at most 26 digits before the point.
pub fn decimal(units: &BigInt) -> Result<Decimal, Overflow> {
    i128::try_from(units.clone()).map_err(|_| Overflow).and_then(Decimal::from_units)
}

/// `a ÷ b`, half away from zero; `b` is not zero.
pub fn divide(a: &BigInt, b: &BigInt) -> BigInt {
    let negative = (a.sign() == Sign::Minus) != (b.sign() == Sign::Minus);
    let (a, b) = (magnitude(a), magnitude(b));
    let (quotient, rest) = (&a / &b, &a % &b);
    let rounded = if rest * 2 >= b { quotient + 1 } else { quotient };
    if negative { -rounded } else { rounded }
}

fn magnitude(a: &BigInt) -> BigInt {
    if a.sign() == Sign::Minus { -a } else { a.clone() }
}

/// The product, 12 decimals.
pub fn times(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    decimal(&divide(&(units(a) * units(b)), &one()))
}

/// The quotient, 12 decimals; `None` where `b` is zero.
pub fn over(a: Decimal, b: Decimal) -> Option<Result<Decimal, Overflow>> {
    (!b.is_zero()).then(|| decimal(&divide(&(units(a) * one()), &units(b))))
}

/// The sum of many.
pub fn sum(numbers: impl IntoIterator<Item = Decimal>) -> BigInt {
    numbers.into_iter().map(units).sum()
}

/// The nearest multiple of a positive step.
pub fn round_to(a: Decimal, step: Decimal) -> Result<Decimal, Overflow> {
    decimal(&(divide(&units(a), &units(step)) * units(step)))
}
