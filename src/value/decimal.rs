//! Exact decimal numbers: 26 digits before the point, 12 after it.
//!
//! Enters: text, integers, scaled integers. Leaves: a [`Decimal`], or [`Overflow`] where the exact result has
//! more than 26 digits before the point. Guaranteed: addition is exact; a product or a quotient is rounded once,
//! to 12 decimals, half away from zero; equal values are equal bits, so they hash and compare as integers.

use num_bigint::{BigInt, BigUint, Sign};
use std::fmt;

/// Decimals kept by every number.
pub const DECIMALS: u32 = 12;
const ONE: i128 = 1_000_000_000_000;
const LIMIT: i128 = 100_000_000_000_000_000_000_000_000_000_000_000_000;

/// A number counted in units of 10⁻¹²; its absolute value is below 10²⁶.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i128);

/// The exact result needs more than 26 digits before the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

impl Decimal {
    /// The number 0.
    pub const ZERO: Decimal = Decimal(0);
    /// The number 1, which is 100%.
    pub const ONE: Decimal = Decimal(ONE);
    /// The number 100.
    pub const HUNDRED: Decimal = Decimal(100 * ONE);
    /// The largest number; its negative is the least.
    pub const MAX: Decimal = Decimal(LIMIT - 1);

    /// `units` × 10⁻¹².
    pub fn from_units(units: i128) -> Result<Decimal, Overflow> {
        if units > -LIMIT && units < LIMIT { Ok(Decimal(units)) } else { Err(Overflow) }
    }

    /// `mantissa` × 10^-`scale`, for a `scale` of at most 12; what a stored column holds.
    pub fn from_scaled(mantissa: i128, scale: u8) -> Result<Decimal, Overflow> {
        let factor = 10i128.pow(DECIMALS.saturating_sub(u32::from(scale)));
        mantissa.checked_mul(factor).ok_or(Overflow).and_then(Decimal::from_units)
    }

    /// A whole number; every `i64` fits.
    pub const fn from_int(n: i64) -> Decimal {
        Decimal(n as i128 * ONE)
    }

    /// The count of 10⁻¹² in this number.
    pub const fn units(self) -> i128 {
        self.0
    }

    /// The mantissa at `scale` decimals, where this number has no more decimals than that.
    pub fn to_scaled(self, scale: u8) -> Option<i128> {
        let factor = 10i128.pow(DECIMALS.saturating_sub(u32::from(scale)));
        (self.0 % factor == 0).then_some(self.0 / factor)
    }

    /// How many decimals this number needs: 0 for a whole number, at most 12.
    pub fn scale(self) -> u8 {
        let mut units = self.0;
        let mut scale = DECIMALS as u8;
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        scale
    }

    /// The sum, exact.
    pub fn plus(self, other: Decimal) -> Result<Decimal, Overflow> {
        self.0.checked_add(other.0).ok_or(Overflow).and_then(Decimal::from_units)
    }

    /// The difference, exact.
    pub fn minus(self, other: Decimal) -> Result<Decimal, Overflow> {
        self.0.checked_sub(other.0).ok_or(Overflow).and_then(Decimal::from_units)
    }

    /// The product, rounded to 12 decimals.
    pub fn times(self, other: Decimal) -> Result<Decimal, Overflow> {
        mul_div(self.0, other.0, ONE)
    }

    /// The quotient, rounded to 12 decimals; `None` where `other` is zero.
    pub fn over(self, other: Decimal) -> Option<Result<Decimal, Overflow>> {
        (other.0 != 0).then(|| mul_div(self.0, ONE, other.0))
    }

    /// `self × factor ÷ divisor` as one fraction, rounded once; `None` where `divisor` is zero.
    pub fn mul_div(self, factor: Decimal, divisor: Decimal) -> Option<Result<Decimal, Overflow>> {
        (divisor.0 != 0).then(|| mul_div(self.0, factor.0, divisor.0))
    }

    /// `start + self × factor ÷ divisor` as one fraction, rounded once; `None` where `divisor` is not positive.
    pub fn mul_div_plus(self, factor: Decimal, divisor: Decimal, start: Decimal) -> Option<Result<Decimal, Overflow>> {
        (divisor.0 > 0).then(|| mul_div_plus(self.0, factor.0, divisor.0, start.0))
    }

    /// The nearest multiple of `step`, half away from zero; `None` where `step` is not positive.
    pub fn round_to(self, step: Decimal) -> Option<Result<Decimal, Overflow>> {
        (step.0 > 0).then(|| {
            let steps = div_round(self.0, step.0);
            steps.checked_mul(step.0).ok_or(Overflow).and_then(Decimal::from_units)
        })
    }

    /// Rounded to `decimals` places, half away from zero; for printing.
    pub fn round(self, decimals: u8) -> Decimal {
        let factor = 10i128.pow(DECIMALS.saturating_sub(u32::from(decimals)));
        Decimal(div_round(self.0, factor) * factor)
    }

    /// The whole number towards zero.
    pub fn trunc(self) -> Decimal {
        Decimal(self.0 / ONE * ONE)
    }

    /// Whether there are no decimals.
    pub fn is_whole(self) -> bool {
        self.0 % ONE == 0
    }

    /// Whether this is 0.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether this is below 0.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Without its sign.
    pub fn abs(self) -> Decimal {
        Decimal(self.0.abs())
    }

    /// Reads `-1234.5`: an optional sign, digits, and at most 12 decimals after a point; no separators.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        if whole.is_empty() || fraction.is_empty() || fraction.len() > DECIMALS as usize || whole.len() > 60 {
            return None;
        }
        let mut units = 0i128;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            units = units.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
        }
        units = units.checked_mul(10i128.pow(DECIMALS - fraction.len() as u32))?;
        Decimal::from_units(if negative { -units } else { units }).ok()
    }

    /// With `decimals` places (rounded), and `,` between thousands: `-1,234.50`.
    pub fn grouped(self, decimals: u8) -> String {
        let plain = self.fixed(decimals);
        let (sign, rest) = plain.strip_prefix('-').map_or(("", plain.as_str()), |r| ("-", r));
        let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
        let mut out = String::from(sign);
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                out.push(',');
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push('.');
            out.push_str(fraction);
        }
        out
    }

    /// With exactly `decimals` places (rounded) and no separators: `-1234.50`.
    pub fn fixed(self, decimals: u8) -> String {
        let decimals = decimals.min(DECIMALS as u8);
        let rounded = self.round(decimals).0;
        let sign = if rounded < 0 { "-" } else { "" };
        let whole = (rounded / ONE).unsigned_abs();
        if decimals == 0 {
            return format!("{sign}{whole}");
        }
        let fraction = (rounded % ONE).unsigned_abs() / 10u128.pow(DECIMALS - u32::from(decimals));
        format!("{sign}{whole}.{fraction:0width$}", width = usize::from(decimals))
    }
}

impl std::ops::Neg for Decimal {
    type Output = Decimal;
    fn neg(self) -> Decimal {
        Decimal(-self.0)
    }
}

/// The exact value, with as many decimals as it needs.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fixed(self.scale()))
    }
}

/// `a ÷ b`, half away from zero; `b` is not zero.
fn div_round(a: i128, b: i128) -> i128 {
    let quotient = a / b;
    // One division of 128 bits, not two.
    let rest = a - quotient * b;
    let up = rest.unsigned_abs() >= b.unsigned_abs() - rest.unsigned_abs();
    if rest == 0 || !up {
        quotient
    } else if (a < 0) == (b < 0) {
        quotient + 1
    } else {
        quotient - 1
    }
}

fn mul_div(a: i128, b: i128, c: i128) -> Result<Decimal, Overflow> {
    match a.checked_mul(b) {
        Some(product) => Decimal::from_units(div_round(product, c)),
        None => mul_div_wide(a, b, c),
    }
}

/// `start + a × b ÷ c`; `c` is positive.
fn mul_div_plus(a: i128, b: i128, c: i128, start: i128) -> Result<Decimal, Overflow> {
    let numerator = a.checked_mul(b).zip(start.checked_mul(c)).and_then(|(product, start)| product.checked_add(start));
    match numerator {
        Some(numerator) => Decimal::from_units(div_round(numerator, c)),
        None => wide_quotient(BigInt::from(a) * b + BigInt::from(start) * c, c),
    }
}

fn mul_div_wide(a: i128, b: i128, c: i128) -> Result<Decimal, Overflow> {
    wide_quotient(BigInt::from(a) * b, c)
}

/// The quotient, half away from zero; `divisor` is not zero.
fn wide_quotient(numerator: BigInt, divisor: i128) -> Result<Decimal, Overflow> {
    let negative = (numerator.sign() == Sign::Minus) != (divisor < 0);
    let (numerator, divisor) = (numerator.magnitude(), BigUint::from(divisor.unsigned_abs()));
    let rounded = (numerator * 2u8 + &divisor) / (divisor * 2u8);
    let magnitude = i128::try_from(rounded).map_err(|_| Overflow)?;
    Decimal::from_units(if negative { -magnitude } else { magnitude })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn a_quotient_is_rounded_half_away_from_zero_at_12_decimals() {
        assert_eq!(d("2").over(d("3")), Some(Ok(d("0.666666666667"))));
        assert_eq!(d("-2").over(d("3")), Some(Ok(d("-0.666666666667"))));
        assert_eq!(d("0.000000000001").over(d("2")), Some(Ok(d("0.000000000001"))));
        assert_eq!(d("1").over(Decimal::ZERO), None);
    }

    #[test]
    fn a_product_whose_intermediate_needs_256_bits_is_exact() {
        let a = d("12345678901234567890.123456789012");
        assert_eq!(a.times(Decimal::ONE), Ok(a));
        assert_eq!(a.mul_div(a, a), Some(Ok(a)));
        assert_eq!(Decimal::MAX.times(d("2")), Err(Overflow));
    }

    #[test]
    fn a_fraction_beyond_128_bits_is_rounded_once_with_its_start() {
        // -0.5 of a unit and 10 units are 9.5, which is 10; -0.5 alone would be -1.
        let (whole, half) = (d("90000000000000000000000000"), d("-45000000000000000000000000"));
        let (unit, ten) = (d("0.000000000001"), d("0.00000000001"));
        assert_eq!(half.mul_div_plus(unit, whole, ten), Some(Ok(ten)));
        assert_eq!(Decimal::MAX.mul_div_plus(Decimal::MAX, Decimal::ONE, ten), Some(Err(Overflow)));
    }

    #[test]
    fn rounding_to_a_step_and_printing() {
        assert_eq!(d("2.25").round_to(d("0.5")), Some(Ok(d("2.5"))));
        assert_eq!(d("-2.25").round_to(d("0.5")), Some(Ok(d("-2.5"))));
        assert_eq!(d("-1234567.5").grouped(2), "-1,234,567.50");
        assert_eq!(d("-0.004").fixed(2), "0.00");
        assert_eq!(d("147703.180").to_string(), "147703.18");
    }

    #[test]
    fn text_that_is_not_a_number_is_refused() {
        for text in ["", "-", ".5", "5.", "1,000", "1e3", "0.1234567890123", "100000000000000000000000000"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
