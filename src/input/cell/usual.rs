//! Cells in their usual shape become values without a detour: digits, a mark, decimals; `2026-06-30`.
//!
//! Enters: where a cell stands among the bytes of its file. Leaves: its value, or nothing: then [`CellReader::read`]
//! decides. Guaranteed: what is read here, is read there as the same value.

use super::CellReader;
use super::date::DateFormat;
use super::number;
use crate::value::{Date, Decimal, Type};

/// What the cells of a column usually are.
#[derive(Clone, Copy, Debug)]
pub(in crate::input) struct Usual<'r> {
    reader: &'r CellReader,
    /// The mark before decimals, where it is one byte
    decimal: Option<u8>,
    scale: u32,
    iso: bool,
    /// Whether some words mean unknown
    words: bool,
}

impl CellReader {
    /// How this column's cells are read where they are as usual.
    pub(in crate::input) fn usual(&self) -> Usual<'_> {
        Usual {
            reader: self,
            decimal: u8::try_from(self.marks.decimal).ok().filter(u8::is_ascii),
            scale: u32::from(self.spec.decimals),
            iso: self.dates == DateFormat::Iso,
            words: self.has_words_for_unknown(),
        }
    }

    /// Whether some words mean unknown, beside the empty cell.
    pub(in crate::input) fn has_words_for_unknown(&self) -> bool {
        self.reading.missing.as_ref().is_some_and(|words| !words.is_empty())
    }

    /// Whether an empty cell is unknown, and no more is to be said about it.
    pub(in crate::input) fn empty_is_unknown(&self) -> bool {
        self.spec.optional && self.spec.default.is_none()
    }
}

impl Usual<'_> {
    /// Units of a column of money, counts or days.
    #[inline]
    pub fn fixed(self, bytes: &[u8], (start, end): (usize, usize)) -> Option<i64> {
        let short =
            self.decimal.and_then(|mark| short(last_eight(bytes, end)?, end.checked_sub(start)?, mark, self.scale));
        let cell = bytes.get(start..end)?;
        let units = match short {
            Some(units) => units,
            None => number::plain(cell, self.reader.marks, self.reader.target(0))?,
        };
        (!self.means_unknown(cell)).then_some(units)
    }

    /// Units of 10⁻¹² of any other number; a percent only without its sign.
    pub fn wide(self, bytes: &[u8], (start, end): (usize, usize)) -> Option<i128> {
        let cell = bytes.get(start..end).filter(|_| self.reader.spec.ty != Type::Period)?;
        let shift = if self.reader.spec.ty == Type::Percent && self.reader.of_hundred() { 2 } else { 0 };
        let units = number::plain(cell, self.reader.marks, self.reader.target(shift))?;
        let number = Decimal::from_scaled(i128::from(units), self.reader.spec.decimals).ok()?;
        (!self.means_unknown(cell)).then_some(number.units())
    }

    /// A day, where the column's dates are ISO.
    #[inline]
    pub fn day(self, bytes: &[u8], (start, end): (usize, usize)) -> Option<i32> {
        let cell = bytes.get(start..end)?;
        let day = Date::from_iso(cell.try_into().ok()?)?;
        (self.iso && !self.means_unknown(cell)).then_some(day.days())
    }

    /// Whether a cell is text as it stands: neither empty, nor a word for the unknown, and surely in NFC.
    #[inline]
    pub fn is_text(self, cell: &[u8], ascii: bool) -> bool {
        !cell.is_empty() && (ascii || cell.is_ascii()) && !self.means_unknown(cell)
    }

    #[inline]
    fn means_unknown(self, cell: &[u8]) -> bool {
        self.words && std::str::from_utf8(cell).map_or(true, |text| self.reader.reads_as_missing(text.trim_ascii()))
    }
}

/// The eight bytes that end at `end`.
#[inline]
fn last_eight(bytes: &[u8], end: usize) -> Option<u64> {
    bytes.get(end.checked_sub(8)?..end)?.first_chunk().map(|eight| u64::from_le_bytes(*eight))
}

/// Reads the last `length` of eight bytes, of which the first is the lowest: digits, and a mark before just as many
/// decimals as are stored.
#[inline]
fn short(eight: u64, length: usize, mark: u8, scale: u32) -> Option<i64> {
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    if length == 0 || length > 8 || scale > 6 || (scale > 0 && length <= scale as usize) {
        return None;
    }
    let there = u64::MAX << (8 * (8 - length));
    let eight = (eight & there) | (ZEROS & !there);
    let digits = if scale == 0 {
        eight
    } else {
        let at = 8 * (7 - scale);
        if (eight >> at) as u8 != mark {
            return None;
        }
        let decimals = u64::MAX << (at + 8);
        (eight & decimals) | (eight & !(u64::MAX << at)) << 8 | 0x30
    };
    let high = |word: u64| word & 0xF0F0_F0F0_F0F0_F0F0 == ZEROS;
    if !high(digits) || !high(digits.wrapping_add(0x0606_0606_0606_0606)) {
        return None;
    }
    // Pairs, then fours, then all eight digits become one number.
    let n = digits - ZEROS;
    let n = (n * 10 + (n >> 8)) & 0x00FF_00FF_00FF_00FF;
    let n = (n * 100 + (n >> 16)) & 0x0000_FFFF_0000_FFFF;
    Some(((n * 10_000 + (n >> 32)) & 0xFFFF_FFFF) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::cell::{Reading, Typed};
    use crate::table::ColumnSpec;
    use proptest::prelude::*;

    fn reader(ty: Type, decimals: u8) -> CellReader {
        let spec = ColumnSpec { name: "c".into(), ty, decimals, optional: false, default: None };
        CellReader::new(&spec, &Reading::default(), &[]).unwrap()
    }

    proptest! {
        #[test]
        fn a_number_is_what_the_general_reading_says(text in "-?[0-9]{0,9}[.,x]?[0-9]{0,7}", scale in 0u8..8, before in "[0-9]{0,9}") {
            let reader = reader(Type::Money, scale);
            let whole = format!("{before}{text}");
            let found = reader.usual().fixed(whole.as_bytes(), (before.len(), whole.len()));
            if let Some(units) = found {
                prop_assert_eq!(reader.read(&text), Ok(Some(Typed::Fixed(units))));
            }
            let plain = text.len() <= 8 && text.starts_with(|c: char| c.is_ascii_digit());
            let decimals = text.split_once('.').map_or(usize::MAX, |(_, decimals)| decimals.len());
            if plain && decimals == usize::from(scale) && scale > 0 && !text.contains([',', 'x']) {
                prop_assert!(found.is_some(), "{}", text);
            }
        }

        #[test]
        fn a_date_is_what_the_general_reading_says(text in "[0-9]{4}-[0-3][0-9]-[0-3][0-9].?") {
            let reader = reader(Type::Date, 0);
            if let Some(day) = reader.usual().day(text.as_bytes(), (0, text.len())) {
                prop_assert_eq!(reader.read(&text), Ok(Some(Typed::Date(day))));
            } else {
                prop_assert!(reader.read(&text).is_err());
            }
        }
    }
}
