//! Bytes of pages.
//!
//! Enters: codes, flags, values of a column. Leaves: Parquet's encodings PLAIN, RLE and bit-packed. Guaranteed: a
//! number is written at its field's decimals exactly, or refused.

use super::schema::NARROW;
use crate::output::{Field, cell};
use crate::table::{Column, Values};
use crate::value::{Decimal, Type};
use std::io;
use std::ops::Range;

/// Codes in as many bits as the largest needs, which the first byte tells; eight at a time.
pub fn packed(codes: impl ExactSizeIterator<Item = u32>, width: u32, out: &mut Vec<u8>) {
    out.push(width as u8);
    if width == 0 {
        varint((codes.len() as u64) << 1, out);
        return;
    }
    bits(codes, width, out);
}

/// A bit-packed run, without its width.
fn bits(codes: impl ExactSizeIterator<Item = u32>, width: u32, out: &mut Vec<u8>) {
    let groups = codes.len().div_ceil(8);
    varint((groups as u64) << 1 | 1, out);
    let end = out.len() + groups * width as usize;
    let (mut held, mut count) = (0u64, 0);
    for code in codes {
        held |= u64::from(code) << count;
        count += width;
        if count >= 32 {
            out.extend_from_slice(&(held as u32).to_le_bytes());
            held >>= 32;
            count -= 32;
        }
    }
    out.extend_from_slice(&held.to_le_bytes());
    out.resize(end, 0);
}

/// Codes each repeated so many times.
pub fn runs(runs: &[(u32, u32)], width: u32, out: &mut Vec<u8>) {
    out.push(width as u8);
    for (code, times) in runs {
        varint(u64::from(*times) << 1, out);
        out.extend(code.to_le_bytes().iter().take(width.div_ceil(8) as usize));
    }
}

/// How many bits the codes below `count` need.
pub fn width(count: usize) -> u32 {
    usize::BITS - count.saturating_sub(1).leading_zeros()
}

/// Which rows are known (`None`: all), as definition levels with their length before them.
pub fn levels(rows: usize, known: Option<&[bool]>, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    match known {
        None => {
            varint((rows as u64) << 1, out);
            out.push(1);
        }
        Some(known) => bits(known.iter().map(|known| u32::from(*known)), 1, out),
    }
    let length = (out.len() - start - 4) as u32;
    if let Some(place) = out.get_mut(start..start + 4) {
        place.copy_from_slice(&length.to_le_bytes());
    }
}

/// Booleans as PLAIN has them: a bit each.
pub fn flags(flags: &[u8], out: &mut Vec<u8>) {
    let byte = |eight: &[u8]| eight.iter().enumerate().fold(0, |byte, (i, flag)| byte | flag << i);
    out.extend(flags.chunks(8).map(byte));
}

fn varint(mut n: u64, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Adds the known values of some rows as PLAIN has them (a flag takes a byte until its page ends).
pub fn plain(column: &Column, field: &Field, rows: Range<usize>, out: &mut Vec<u8>) -> io::Result<()> {
    let all = rows.clone();
    let known = rows.filter(|row| column.is_known(*row));
    match (&column.values, &field.ty) {
        (Values::Date(days), Type::Date) => {
            known.for_each(|row| out.extend_from_slice(&days.get(row).copied().unwrap_or(0).to_le_bytes()))
        }
        (Values::YesNo(flags), Type::YesNo) => {
            known.for_each(|row| out.push(u8::from(flags.get(row).copied().unwrap_or(false))))
        }
        (values, ty) if ty.is_numeric() && column.known.is_none() => numbers(values, field, all, out)?,
        (values, ty) if ty.is_numeric() => numbers(values, field, known, out)?,
        (_, Type::Date | Type::YesNo) => return Err(unfit(field)),
        _ => known.for_each(|row| text(column, field, row, out)),
    }
    Ok(())
}

fn text(column: &Column, field: &Field, row: usize, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    cell::put(column, field, row, out);
    let length = (out.len() - start - 4) as u32;
    if let Some(place) = out.get_mut(start..start + 4) {
        place.copy_from_slice(&length.to_le_bytes());
    }
}

fn numbers(values: &Values, field: &Field, rows: impl Iterator<Item = usize>, out: &mut Vec<u8>) -> io::Result<()> {
    if let Values::Fixed { scale, units } = values
        && *scale <= field.decimals
    {
        return fixed(units, field.decimals - scale, field, rows, out);
    }
    for row in rows {
        let mantissa = mantissa(values, field, row)?;
        if !field.narrow {
            out.extend_from_slice(&mantissa.to_be_bytes());
            continue;
        }
        match i64::try_from(mantissa) {
            Ok(units) if units > -NARROW && units < NARROW => out.extend_from_slice(&units.to_le_bytes()),
            _ => return Err(unfit(field)),
        }
    }
    Ok(())
}

/// 64-bit units of a scale that lacks so many of the field's decimals: at most 12, so that no product leaves 128 bits.
fn fixed(
    units: &[i64],
    lacking: u8,
    field: &Field,
    rows: impl Iterator<Item = usize>,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    let by = 10i128.pow(u32::from(lacking));
    let unit = |row: usize| units.get(row).copied().unwrap_or(0);
    if !field.narrow {
        rows.for_each(|row| out.extend_from_slice(&(i128::from(unit(row)) * by).to_be_bytes()));
        return Ok(());
    }
    let (by, limit) = (by as i64, NARROW / by as i64);
    for row in rows {
        let unit = unit(row);
        // `limit` times the factor is the first number that does not fit.
        if unit <= -limit || unit >= limit {
            return Err(unfit(field));
        }
        out.extend_from_slice(&(unit * by).to_le_bytes());
    }
    Ok(())
}

/// The number at the field's decimals; more decimals than those are refused, never cut.
fn mantissa(values: &Values, field: &Field, row: usize) -> io::Result<i128> {
    let (units, scale) = match values {
        Values::Fixed { scale, units } => (i128::from(units.get(row).copied().unwrap_or(0)), *scale),
        Values::Wide(units) => (units.get(row).copied().unwrap_or(0), 12),
        _ => return Err(unfit(field)),
    };
    if scale == field.decimals {
        return Ok(units);
    }
    let by = 10i64.pow(u32::from(scale.abs_diff(field.decimals)).min(12));
    if scale < field.decimals {
        let more = Decimal::from_scaled(units, scale).ok().and_then(|n| n.to_scaled(field.decimals));
        return more.ok_or_else(|| unfit(field));
    }
    // Most numbers fit 64 bits, where a division is cheap.
    let (quotient, rest) = match i64::try_from(units) {
        Ok(small) => (i128::from(small / by), i128::from(small % by)),
        Err(_) => (units / i128::from(by), units % i128::from(by)),
    };
    if rest == 0 { Ok(quotient) } else { Err(unfit(field)) }
}

/// A value that is not what its field says.
pub fn unfit(field: &Field) -> io::Error {
    io::Error::other(format!("a value of {} is not a {} with {} decimals", field.name, field.ty, field.decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_packed_from_the_lowest_bit() {
        let mut out = Vec::new();
        packed(0..8u32, 3, &mut out);
        assert_eq!(out, [3, 3, 0b1000_1000, 0b1100_0110, 0b1111_1010]);
    }

    #[test]
    fn the_last_codes_are_filled_up_with_zeros() {
        let mut out = Vec::new();
        packed([1u32, 1, 1].into_iter(), 17, &mut out);
        assert_eq!(out.len(), 2 + 17);
        assert_eq!(out.get(..9), Some(&[17, 3, 1, 0, 2, 0, 4, 0, 0][..]));
    }

    #[test]
    fn a_width_holds_every_code() {
        assert_eq!([0, 1, 2, 3, 4, 5, 256, 257].map(width), [0, 0, 1, 2, 2, 3, 8, 9]);
    }

    #[test]
    fn a_run_tells_its_length_and_its_code() {
        let mut out = Vec::new();
        runs(&[(5, 25), (300, 100)], 9, &mut out);
        assert_eq!(out, [9, 50, 5, 0, 200, 1, 44, 1]);
    }

    #[test]
    fn a_number_with_more_decimals_than_its_field_is_refused() {
        let wide = Values::Wide(vec![1_230_000_000_000, 1_234_000_000_000]);
        let field = Field::number("n", 2);
        assert_eq!(mantissa(&wide, &field, 0).unwrap(), 123);
        assert!(mantissa(&wide, &field, 1).is_err());
        let fixed = Values::Fixed { scale: 0, units: vec![7] };
        assert_eq!(mantissa(&fixed, &field, 0).unwrap(), 700);
    }
}
