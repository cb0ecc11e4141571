//! Segments of pages become cells of a table's column: each entry of a dictionary is read once.
//!
//! Enters: [`Pages`] and a column's reader. Leaves: what [`super::decode`] leaves for the same values. Guaranteed: each
//! value is read by the same rules as there; those that need none of them, in one go.

use super::decode::{bytes, int, int64};
use super::pages::{Pages, Segment, Stream, Width, each};
use super::schema::Stored;
use crate::input::cell::build::{Builder, Decoded};
use crate::input::cell::{CellReader, Flaw, Typed};
use crate::table::Column;
use crate::value::{Date, Type};
use parquet::basic::Type as Physical;
use parquet::errors::ParquetError;
use std::collections::BTreeMap;

/// A column of a row group while it is read.
pub(super) struct Chunk {
    pages: Pages,
    kind: Kind,
    entries: Entries,
}

/// What the values of a column are.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub stored: Stored,
    pub physical: Physical,
    /// Whether a row may have no value
    pub optional: bool,
}

/// The dictionary's entries, and behind them, where a value may be missing, what such a row has.
struct Entries {
    column: Column,
    /// How many stand in the file
    len: usize,
    /// Those that can't be read
    flaws: BTreeMap<u32, Flaw>,
    /// Whether any of them stands in the file
    flawed: bool,
}

impl Chunk {
    /// From the first row on.
    pub fn new(pages: Pages, kind: Kind, reader: &CellReader) -> Chunk {
        let entries = kind.entries(reader, &[], Width::Counted, 0);
        Chunk { pages, kind, entries }
    }

    /// Reads the next `rows` rows; an error also where there are fewer.
    pub fn next(&mut self, reader: &CellReader, rows: usize) -> Result<Decoded, ParquetError> {
        let mut out = Rows {
            reader,
            kind: self.kind,
            width: self.pages.width(),
            builder: Builder::new(&reader.spec),
            flaws: Vec::new(),
            slow: 0,
            read: 0,
        };
        while out.read < rows {
            if !self.pages.advance()? {
                return Err(ParquetError::General(format!("a column ends {} rows early", rows - out.read)));
            }
            if let Some((page, count)) = self.pages.take_dictionary() {
                self.entries = self.kind.entries(reader, page.buffer(), self.pages.width(), count);
            }
            let segment = self.pages.segment(rows - out.read, self.entries.len)?;
            out.add(&segment, &self.entries)?;
        }
        Ok(Decoded { builder: out.builder, flaws: out.flaws, slow: out.slow })
    }
}

impl Kind {
    /// One value.
    fn cell<'v>(self, reader: &CellReader, value: &'v [u8]) -> Result<Option<Typed<'v>>, Flaw> {
        match (self.physical, value) {
            (Physical::INT32, [a, b, c, d]) => {
                let n = i32::from_le_bytes([*a, *b, *c, *d]);
                int(reader, self.stored, i64::from(n), i64::from(n as u32))
            }
            (Physical::INT64, value) => {
                int64(reader, self.stored, value.first_chunk().map_or(0, |n| i64::from_le_bytes(*n)))
            }
            _ => bytes(reader, self.stored, value),
        }
    }

    /// Adds whole numbers that are held as the column holds them, and days; whether they could be added so.
    fn add(self, reader: &CellReader, bytes: &[u8], width: Width, builder: &mut Builder) -> bool {
        let Width::Fixed(width) = width else { return false };
        match (self.stored, self.physical) {
            (Stored::Day, Physical::INT32) => {
                let fits = |day: i32| (Date::MIN.days()..=Date::MAX.days()).contains(&day);
                ints(bytes).all(fits) && builder.extend_days(ints(bytes))
            }
            (Stored::Decimal { scale }, physical) if is_scale(reader, scale) => match physical {
                Physical::INT32 => builder.extend_fixed(ints(bytes).map(i64::from)),
                Physical::INT64 => builder.extend_fixed(longs(bytes)),
                Physical::FIXED_LEN_BYTE_ARRAY if width <= 8 => builder.extend_fixed(big_endians(bytes, width)),
                _ => false,
            },
            (Stored::Integer { unsigned: false }, physical) if is_scale(reader, 0) => match physical {
                Physical::INT32 => builder.extend_fixed(ints(bytes).map(i64::from)),
                _ => builder.extend_fixed(longs(bytes)),
            },
            _ => false,
        }
    }

    /// A dictionary of `count` values; fewer where its page is cut, so that codes name none.
    fn entries(self, reader: &CellReader, page: &[u8], width: Width, count: usize) -> Entries {
        let mut builder = Builder::new(&reader.spec);
        let mut flaws = BTreeMap::new();
        let whole = if let Width::Fixed(width) = width { page.get(..width.saturating_mul(count)) } else { None };
        let added = whole.is_some_and(|page| self.add(reader, page, width, &mut builder));
        let rest = if added { 0 } else { count };
        let cells = each(page, width).take(rest).map(|value| self.cell(reader, value));
        let missing = self.optional.then(|| reader.missing());
        for (code, cell) in (count - rest..).zip(cells.chain(missing)) {
            builder.push(cell.unwrap_or_else(|flaw| {
                flaws.insert(code as u32, flaw);
                None
            }));
        }
        let column = builder.finish();
        let len = column.len() - usize::from(self.optional);
        let flawed = flaws.keys().any(|code| (*code as usize) < len);
        Entries { column, len, flaws, flawed }
    }
}

/// Rows of one batch.
struct Rows<'a> {
    reader: &'a CellReader,
    kind: Kind,
    width: Width,
    builder: Builder,
    flaws: Vec<(usize, Flaw)>,
    slow: u64,
    read: usize,
}

impl Rows<'_> {
    fn add(&mut self, segment: &Segment<'_>, entries: &Entries) -> Result<(), ParquetError> {
        match (&segment.values, segment.there) {
            (Stream::Codes(codes), None) => self.add_codes(codes, entries, entries.flawed),
            (Stream::Codes(codes), Some(there)) => self.add_codes(&spread(codes, there, entries.len), entries, true),
            (Stream::Plain(bytes), None) if self.kind.add(self.reader, bytes, self.width, &mut self.builder) => {}
            (Stream::Plain(bytes), there) => self.add_each(bytes, there, segment.rows),
        }
        self.read += segment.rows;
        Ok(())
    }

    fn add_codes(&mut self, codes: &[u32], entries: &Entries, flawed: bool) {
        if flawed && !entries.flaws.is_empty() {
            let flaw = |(row, code)| Some((self.read + row, entries.flaws.get(code)?.clone()));
            self.flaws.extend(codes.iter().enumerate().filter_map(flaw));
        }
        self.builder.extend(&entries.column, codes);
    }

    fn add_each(&mut self, bytes: &[u8], there: Option<&[u32]>, rows: usize) {
        let mut values = each(bytes, self.width);
        for row in 0..rows {
            let here = there.is_none_or(|there| there.get(row) == Some(&1));
            let value = if here { values.next() } else { None };
            let cell = value.map_or_else(|| self.reader.missing(), |value| self.kind.cell(self.reader, value));
            let cell = cell.unwrap_or_else(|flaw| {
                self.flaws.push((self.read + row, flaw));
                None
            });
            self.builder.push(cell);
        }
    }
}

/// Whether a column stores 64-bit units with so many decimals.
fn is_scale(reader: &CellReader, scale: u32) -> bool {
    matches!(reader.spec.ty, Type::Money | Type::Count | Type::Days) && u32::from(reader.spec.decimals) == scale
}

/// A code for each row: that of its value, or `missing`.
fn spread(codes: &[u32], there: &[u32], missing: usize) -> Vec<u32> {
    let mut codes = codes.iter().copied();
    let missing = missing as u32;
    there.iter().map(|level| if *level == 1 { codes.next().unwrap_or(missing) } else { missing }).collect()
}

fn ints(bytes: &[u8]) -> impl Iterator<Item = i32> {
    bytes.chunks_exact(4).map(|n| n.first_chunk().map_or(0, |n| i32::from_le_bytes(*n)))
}

fn longs(bytes: &[u8]) -> impl Iterator<Item = i64> {
    bytes.chunks_exact(8).map(|n| n.first_chunk().map_or(0, |n| i64::from_le_bytes(*n)))
}

/// Two's complement of at most 8 bytes each, the highest first.
fn big_endians(bytes: &[u8], width: usize) -> impl Iterator<Item = i64> {
    bytes.chunks_exact(width).map(|n| {
        let sign = if n.first().is_some_and(|byte| *byte >= 0x80) { -1 } else { 0 };
        n.iter().fold(sign, |number: i64, byte| number << 8 | i64::from(*byte))
    })
}

#[cfg(test)]
mod tests {
    use super::big_endians;

    #[test]
    fn the_sign_of_a_short_number_is_kept() {
        let bytes = [0xFF, 0xFE, 0x00, 0x02, 0x80, 0x00];
        assert_eq!(big_endians(&bytes, 2).collect::<Vec<_>>(), [-2, 2, -32_768]);
        assert_eq!(big_endians(&i64::MIN.to_be_bytes(), 8).collect::<Vec<_>>(), [i64::MIN]);
    }
}
