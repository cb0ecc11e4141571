//! One cell as exact text.
//!
//! Enters: a column and a row. Leaves: the same characters as [`Value::plain`](crate::value::Value::plain), money with
//! the decimals of its currency, added to a buffer that is used again. Guaranteed: no digit is lost; nothing is added
//! for an unknown value.

use super::Field;
use crate::table::{Column, Values};
use crate::value::{Date, Type, Value};
use std::io::Write;

/// Adds the cell to `out` and says whether the value is known.
pub fn put(column: &Column, field: &Field, row: usize, out: &mut Vec<u8>) -> bool {
    if !column.is_known(row) {
        return false;
    }
    match &column.values {
        Values::Fixed { scale, units } => {
            number(i128::from(units.get(row).copied().unwrap_or(0)), *scale, field.least, out)
        }
        Values::Wide(units) => number(units.get(row).copied().unwrap_or(0), 12, field.least, out),
        Values::Date(days) => date(days.get(row).copied().unwrap_or(0), out),
        Values::YesNo(v) => out.extend_from_slice(if v.get(row).copied().unwrap_or(false) { b"yes" } else { b"no" }),
        Values::Label(v) => label(v.get(row).copied().unwrap_or(0), &field.ty, out),
        Values::Text(v) => out.extend_from_slice(v.get(row).as_bytes()),
    }
    true
}

/// A value as a machine reads it; empty where it is unknown.
pub fn plain(value: Option<&Value>, ty: &Type) -> String {
    value.map(|v| v.plain(ty)).unwrap_or_default()
}

fn date(days: i32, out: &mut Vec<u8>) {
    if let Some(date) = Date::from_days(i64::from(days)) {
        let _ = write!(out, "{date}");
    }
}

fn label(position: u16, ty: &Type, out: &mut Vec<u8>) {
    match ty {
        Type::OneOf(labels) => out.extend_from_slice(labels.get(position).unwrap_or_default().as_bytes()),
        _ => digits(u128::from(position), 1, out),
    }
}

/// `units` × 10^-`scale` (at most 12) with as many decimals as it needs, and at least `least`.
fn number(units: i128, scale: u8, least: u8, out: &mut Vec<u8>) {
    if units < 0 {
        out.push(b'-');
    }
    let one = 10u64.pow(u32::from(scale.min(12)));
    let (whole, fraction) = split(units.unsigned_abs(), one);
    digits(whole, 1, out);
    let (fraction, scale) = trimmed(fraction, scale, least);
    if scale > 0 {
        out.push(b'.');
        digits(u128::from(fraction), usize::from(scale), out);
    }
}

/// Quotient and rest; most numbers fit 64 bits, where a division is cheap.
fn split(size: u128, one: u64) -> (u128, u64) {
    match u64::try_from(size) {
        Ok(size) => (u128::from(size / one), size % one),
        Err(_) => (size / u128::from(one), (size % u128::from(one)) as u64),
    }
}

/// The same decimals without zeros at their end.
fn trimmed(mut fraction: u64, mut scale: u8, least: u8) -> (u64, u8) {
    if fraction == 0 {
        return (0, scale.min(least));
    }
    while scale > least && fraction.is_multiple_of(10) {
        fraction /= 10;
        scale -= 1;
    }
    (fraction, scale)
}

/// At least `width` digits, zeros before them.
fn digits(mut n: u128, width: usize, out: &mut Vec<u8>) {
    let mut buffer = [b'0'; 40];
    let mut start = buffer.len();
    // Above 64 bits one digit at a time is slow, and rare.
    while n > u128::from(u64::MAX) {
        start -= 1;
        put_digit(&mut buffer, start, (n % 10) as u8);
        n /= 10;
    }
    let mut small = n as u64;
    while small > 0 {
        start -= 1;
        put_digit(&mut buffer, start, (small % 10) as u8);
        small /= 10;
    }
    let start = start.min(buffer.len().saturating_sub(width));
    out.extend_from_slice(buffer.get(start..).unwrap_or_default());
}

fn put_digit(buffer: &mut [u8; 40], at: usize, digit: u8) {
    if let Some(place) = buffer.get_mut(at) {
        *place = b'0' + digit;
    }
}

#[cfg(test)]
mod tests {
    use super::number;
    use crate::value::Decimal;

    fn text(units: i128, scale: u8, least: u8) -> String {
        let mut out = Vec::new();
        number(units, scale, least, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_cell_shows_the_same_digits_as_the_exact_value() {
        let more = ["7", "1000000000000000000000000", "18446744073709551616", "-18446744.073709551616", "0.05"];
        let edges = ["0", "-0.000000000001", "1200", "-12.5", "99999999999999999999999999.999999999999"];
        for shown in edges.into_iter().chain(more) {
            assert_eq!(text(Decimal::parse(shown).unwrap().units(), 12, 0), shown);
        }
        assert_eq!(text(-1050, 2, 0), "-10.5");
        assert_eq!(text(-1_050_000_000_000, 12, 2), "-1.05");
        assert_eq!(text(1_000_000_000_000, 12, 2), "1.00");
        assert_eq!(text(7, 0, 2), "7");
        assert_eq!(text(i128::from(i64::MIN), 0, 0), i64::MIN.to_string());
    }
}
