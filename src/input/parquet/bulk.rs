//! Values of a page in one go, where nothing has to be decided about each.
//!
//! Enters: the bytes of values that are all there. Leaves: a [`Builder`] with a row for each, or nothing added: then they
//! are read one by one. Guaranteed: the same cells that [`super::decode`] makes of the same values; no number is cut.

use super::chunk::Kind;
use super::pages::{Width, each};
use super::schema::Stored;
use crate::input::cell::build::Builder;
use crate::input::cell::{CellReader, PercentReading};
use crate::table::Texts;
use crate::value::{Date, Type};
use parquet::basic::Type as Physical;
use std::fmt::Write;

/// Decimals of numbers of any kind.
const DECIMALS: u32 = 12;
/// Texts up to this length are copied as if they all had it.
const SHORT: usize = 16;

/// Adds `count` values; whether they could be added so.
pub(super) fn add(
    kind: Kind,
    reader: &CellReader,
    (bytes, width): (&[u8], Width),
    count: usize,
    builder: &mut Builder,
) -> bool {
    let added = match (&reader.spec.ty, kind.stored) {
        (Type::Text, Stored::Text) => texts(reader, bytes, count).map(|texts| builder.extend_with(texts)),
        (Type::Text, Stored::Integer { unsigned: false }) => {
            printed(reader, kind, (bytes, width), count).map(|texts| builder.extend_with(texts))
        }
        (Type::Date, Stored::Day | Stored::Moment { .. }) => {
            days(kind, (bytes, width), count).map(|days| builder.extend_days(days))
        }
        (Type::Money | Type::Count | Type::Days, Stored::Decimal { .. } | Stored::Integer { unsigned: false }) => {
            let units = numbers(kind, (bytes, width), count).and_then(|units| scaled(units, kind.scale(), reader));
            units.map(|units| builder.extend_fixed(units))
        }
        (
            Type::Number | Type::Percent | Type::Score(_),
            Stored::Decimal { .. } | Stored::Integer { unsigned: false },
        ) => {
            let factor = factor(kind.scale(), reader);
            let units = factor.and_then(|factor| Some((factor, numbers(kind, (bytes, width), count)?)));
            units.map(|(factor, units)| builder.extend_wide(units.into_iter().map(|n| i128::from(n) * factor)))
        }
        _ => None,
    };
    added.is_some()
}

impl Kind {
    /// Decimals that the file stores.
    fn scale(self) -> u32 {
        if let Stored::Decimal { scale } = self.stored { scale } else { 0 }
    }
}

/// Texts behind their lengths that are UTF-8 in NFC; none of them is empty, nor may be a word for the unknown.
fn texts(reader: &CellReader, values: &[u8], count: usize) -> Option<Texts> {
    if reader.has_words_for_unknown() {
        return None;
    }
    let (mut out, mut ends) = (Vec::with_capacity(values.len()), Vec::with_capacity(count));
    let mut rest: &[u8] = values;
    let mut shortest = usize::MAX;
    for _ in 0..count {
        let (length, behind) = rest.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let end = out.len() + length;
        match behind.first_chunk::<SHORT>() {
            Some(short) if length <= SHORT => {
                out.extend_from_slice(short);
                out.truncate(end);
            }
            _ => out.extend_from_slice(behind.get(..length)?),
        }
        ends.push(u32::try_from(end).ok()?);
        shortest = shortest.min(length);
        rest = behind.get(length..)?;
    }
    let ascii = out.is_ascii();
    let bytes = String::from_utf8(out).ok().filter(|_| shortest > 0)?;
    let whole = ascii || ends.iter().all(|end| bytes.is_char_boundary(*end as usize));
    // Whatever is cut out of text in NFC is in NFC.
    (whole && (ascii || unicode_normalization::is_nfc(&bytes))).then_some(Texts { bytes, ends })
}

/// Whole numbers as text: keys, for instance.
fn printed(reader: &CellReader, kind: Kind, (bytes, width): (&[u8], Width), count: usize) -> Option<Texts> {
    let numbers = numbers(kind, (bytes, width), count).filter(|_| !reader.has_words_for_unknown())?;
    let mut texts = Texts::default();
    for number in numbers {
        write!(texts.bytes, "{number}").ok()?;
        texts.ends.push(u32::try_from(texts.bytes.len()).ok()?);
    }
    Some(texts)
}

/// Days, or local times without the time of day.
fn days(kind: Kind, (bytes, width): (&[u8], Width), count: usize) -> Option<Vec<i32>> {
    let days: Vec<i32> = match kind.stored {
        Stored::Day if kind.physical == Physical::INT32 => ints(bytes).collect(),
        Stored::Moment { per_second, utc: false } => {
            let per_day = per_second.checked_mul(86_400)?;
            let day = |ticks: i64| i32::try_from(ticks.div_euclid(per_day)).unwrap_or(i32::MAX);
            numbers(kind, (bytes, width), count)?.into_iter().map(day).collect()
        }
        _ => return None,
    };
    let outside = |any, day: &i32| any | !(Date::MIN.days()..=Date::MAX.days()).contains(day);
    (!days.iter().fold(false, outside)).then_some(days)
}

/// Numbers as they are stored, where all of them are there and fit 64 bits.
fn numbers(kind: Kind, (bytes, width): (&[u8], Width), count: usize) -> Option<Vec<i64>> {
    let numbers: Vec<i64> = match (kind.physical, width) {
        (Physical::INT32, _) => ints(bytes).map(i64::from).collect(),
        (Physical::INT64, _) => longs(bytes).collect(),
        (Physical::FIXED_LEN_BYTE_ARRAY, Width::Fixed(width)) if width <= 8 => short_decimals(bytes, width),
        _ => each(bytes, width).take(count).map(long_decimal).collect::<Option<_>>()?,
    };
    (numbers.len() == count).then_some(numbers)
}

fn ints(bytes: &[u8]) -> impl Iterator<Item = i32> {
    bytes.as_chunks::<4>().0.iter().map(|n| i32::from_le_bytes(*n))
}

fn longs(bytes: &[u8]) -> impl Iterator<Item = i64> {
    bytes.as_chunks::<8>().0.iter().map(|n| i64::from_le_bytes(*n))
}

/// Two's complement of at most 8 bytes each, the highest first: eight bytes are taken, and those too many shifted out.
fn short_decimals(bytes: &[u8], width: usize) -> Vec<i64> {
    let shift = 64 - 8 * width as u32;
    let whole = |from: usize| bytes.get(from..).and_then(|rest| rest.first_chunk::<8>());
    let count = bytes.len() / width.max(1);
    let number = |i: usize| match whole(i * width) {
        Some(eight) => i64::from_be_bytes(*eight) >> shift,
        None => long_decimal(bytes.get(i * width..(i + 1) * width).unwrap_or(&[])).unwrap_or(0),
    };
    (0..count).map(number).collect()
}

/// Two's complement of any length; `None` where it needs more than 64 bits.
fn long_decimal(bytes: &[u8]) -> Option<i64> {
    let sign = if bytes.first().is_some_and(|byte| *byte >= 0x80) { -1 } else { 0 };
    let (head, tail) = bytes.split_at(bytes.len().saturating_sub(8));
    let number = tail.iter().fold(sign, |number: i64, byte| number << 8 | i64::from(*byte));
    let same = head.iter().all(|byte| i64::from(*byte as i8) == sign);
    (same && (head.is_empty() || (number < 0) == (sign < 0))).then_some(number)
}

/// Numbers of `scale` decimals as units of the column, where that is exact for all of them.
fn scaled(mut numbers: Vec<i64>, scale: u32, reader: &CellReader) -> Option<Vec<i64>> {
    let decimals = u32::from(reader.spec.decimals);
    if let Some(missing) = decimals.checked_sub(scale).filter(|missing| *missing > 0) {
        let factor = 10i64.checked_pow(missing)?;
        let most = (i64::MAX / factor) as u64;
        if numbers.iter().fold(false, |any, n| any | (n.unsigned_abs() > most)) {
            return None;
        }
        numbers.iter_mut().for_each(|n| *n *= factor);
    } else if scale > decimals {
        let divisor = 10i64.checked_pow(scale - decimals)?;
        if numbers.iter().any(|n| n % divisor != 0) {
            return None;
        }
        numbers.iter_mut().for_each(|n| *n /= divisor);
    }
    Some(numbers)
}

/// By what numbers of `scale` decimals are multiplied; `None` where the column does not hold as many.
fn factor(scale: u32, reader: &CellReader) -> Option<i128> {
    let hundredths = reader.spec.ty == Type::Percent && reader.reading.percent == Some(PercentReading::OfHundred);
    let scale = scale + if hundredths { 2 } else { 0 };
    let fits = scale <= u32::from(reader.spec.decimals).min(DECIMALS);
    fits.then(|| 10i128.pow(DECIMALS - scale))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_sign_of_a_short_number_is_kept() {
        let bytes = [0xFF, 0xFE, 0x00, 0x02, 0x80, 0x00, 0x7F, 0xFF, 0x00, 0x01];
        assert_eq!(short_decimals(&bytes, 2), [-2, 2, -32_768, 32_767, 1]);
        assert_eq!(short_decimals(&i64::MIN.to_be_bytes(), 8), [i64::MIN]);
    }

    proptest! {
        #[test]
        fn a_number_of_any_width_is_itself_or_needs_more_than_64_bits(n in any::<i128>(), shift in 0u32..127, width in 1usize..20) {
            let n = n >> shift;
            let sign = if n < 0 { 0xFF } else { 0 };
            let all: Vec<u8> = [sign; 4].into_iter().chain(n.to_be_bytes()).collect();
            let bytes = &all[20 - width..];
            let fits = width >= 16 || n == n << (128 - 8 * width) >> (128 - 8 * width);
            prop_assume!(fits);
            prop_assert_eq!(long_decimal(bytes), i64::try_from(n).ok());
            if width <= 8 {
                prop_assert_eq!(short_decimals(bytes, width), [n as i64]);
            }
        }
    }
}
