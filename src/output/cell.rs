//! One cell as exact text.
//!
//! Enters: a column and a row. Leaves: the same characters as [`Value::plain`](crate::value::Value::plain), money with
//! the decimals of its currency, written into a buffer that is used again. Guaranteed: no digit is lost; nothing is written for an unknown value.

use super::Field;
use crate::table::{Column, Values};
use crate::value::{Date, Type, Value};
use std::fmt::Write;

/// Puts the cell into `out` (emptied before) and says whether the value is known.
pub fn put(column: &Column, field: &Field, row: usize, out: &mut String) -> bool {
    out.clear();
    if !column.is_known(row) {
        return false;
    }
    match &column.values {
        Values::Fixed { scale, units } => {
            number(i128::from(units.get(row).copied().unwrap_or(0)), *scale, field.least, out)
        }
        Values::Wide(units) => number(units.get(row).copied().unwrap_or(0), 12, field.least, out),
        Values::Date(days) => date(days.get(row).copied().unwrap_or(0), out),
        Values::YesNo(v) => out.push_str(if v.get(row).copied().unwrap_or(false) { "yes" } else { "no" }),
        Values::Label(v) => label(v.get(row).copied().unwrap_or(0), &field.ty, out),
        Values::Text(v) => out.push_str(v.get(row)),
    }
    true
}

/// A value as a machine reads it; empty where it is unknown.
pub fn plain(value: Option<&Value>, ty: &Type) -> String {
    value.map(|v| v.plain(ty)).unwrap_or_default()
}

fn date(days: i32, out: &mut String) {
    if let Some(date) = Date::from_days(i64::from(days)) {
        let _ = write!(out, "{date}");
    }
}

fn label(position: u16, ty: &Type, out: &mut String) {
    match ty {
        Type::OneOf(labels) => out.push_str(labels.get(position).unwrap_or_default()),
        _ => {
            let _ = write!(out, "{position}");
        }
    }
}

/// `units` × 10^-`scale` with as many decimals as it needs, and at least `least`.
fn number(units: i128, scale: u8, least: u8, out: &mut String) {
    let (units, scale) = trimmed(units, scale, least);
    if scale == 0 {
        let _ = write!(out, "{units}");
        return;
    }
    let one = 10u128.pow(u32::from(scale));
    let size = units.unsigned_abs();
    let sign = if units < 0 { "-" } else { "" };
    let (whole, fraction) = (size / one, size % one);
    let _ = write!(out, "{sign}{whole}.{fraction:0width$}", width = usize::from(scale));
}

/// The same number without zeros at its end; most fit 64 bits, where a division is cheap.
fn trimmed(units: i128, mut scale: u8, least: u8) -> (i128, u8) {
    if let Ok(mut small) = i64::try_from(units) {
        while scale > least && small % 10 == 0 {
            small /= 10;
            scale -= 1;
        }
        return (i128::from(small), scale);
    }
    let mut wide = units;
    while scale > least && wide % 10 == 0 {
        wide /= 10;
        scale -= 1;
    }
    (wide, scale)
}

#[cfg(test)]
mod tests {
    use super::number;
    use crate::value::Decimal;

    #[test]
    fn a_cell_shows_the_same_digits_as_the_exact_value() {
        for text in ["0", "-0.000000000001", "1200", "-12.5", "99999999999999999999999999.999999999999"] {
            let mut out = String::new();
            number(Decimal::parse(text).unwrap().units(), 12, 0, &mut out);
            assert_eq!(out, text);
        }
        let mut out = String::new();
        number(-1050, 2, 0, &mut out);
        assert_eq!(out, "-10.5");
        out.clear();
        number(-1_050_000_000_000, 12, 2, &mut out);
        assert_eq!(out, "-1.05");
        out.clear();
        number(1_000_000_000_000, 12, 2, &mut out);
        assert_eq!(out, "1.00");
    }
}
