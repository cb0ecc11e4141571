//! Segments of pages become cells of a table's column: each entry of a dictionary is read once.
//!
//! Enters: [`Pages`] and a column's reader. Leaves: what [`super::decode`] leaves for the same values. Guaranteed: each
//! value is read by the same rules as there; those that need none of them, in one go.

use super::bulk;
use super::decode::{MOST_TEXT, bytes, int, int64, too_much_text};
use super::pages::{Pages, Segment, Stream, Width, each};
use super::schema::Stored;
use crate::input::cell::build::{Builder, Decoded};
use crate::input::cell::{CellReader, Flaw, Typed};
use crate::table::Column;
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
    /// How many were read one by one
    slow: u64,
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
                out.slow += self.entries.slow;
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

    /// A dictionary of `count` values; fewer where its page is cut, so that codes name none.
    fn entries(self, reader: &CellReader, page: &[u8], width: Width, count: usize) -> Entries {
        let mut builder = Builder::new(&reader.spec);
        let mut flaws = BTreeMap::new();
        let whole = match width {
            Width::Fixed(width) => page.get(..width.saturating_mul(count)),
            Width::Counted => Some(page),
        };
        let added = whole.is_some_and(|page| bulk::add(self, reader, (page, width), count, &mut builder));
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
        Entries { column, len, flaws, flawed, slow: rest as u64 }
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
            (Stream::Plain(bytes), there) => self.add_plain(bytes, there, segment.rows),
        }
        self.read += segment.rows;
        if self.builder.text_bytes() > MOST_TEXT {
            return Err(too_much_text(self.read));
        }
        Ok(())
    }

    fn add_codes(&mut self, codes: &[u32], entries: &Entries, flawed: bool) {
        if flawed && !entries.flaws.is_empty() {
            let flaw = |(row, code)| Some((self.read + row, entries.flaws.get(code)?.clone()));
            self.flaws.extend(codes.iter().enumerate().filter_map(flaw));
        }
        self.builder.extend(&entries.column, codes);
    }

    /// Values without a dictionary are one of themselves, unless they can be added as they are.
    fn add_plain(&mut self, bytes: &[u8], there: Option<&[u32]>, rows: usize) {
        let values = (bytes, self.width);
        if there.is_none() && bulk::add(self.kind, self.reader, values, rows, &mut self.builder) {
            return;
        }
        let count = there.map_or(rows, |there| there.iter().filter(|level| **level == 1).count());
        let entries = self.kind.entries(self.reader, bytes, self.width, count);
        self.slow += entries.slow;
        let codes: Vec<u32> = (0..count as u32).collect();
        let codes = there.map_or_else(|| codes.clone(), |there| spread(&codes, there, entries.len));
        self.add_codes(&codes, &entries, true);
    }
}

/// A code for each row: that of its value, or `missing`.
fn spread(codes: &[u32], there: &[u32], missing: usize) -> Vec<u32> {
    let mut codes = codes.iter().copied();
    let missing = missing as u32;
    there.iter().map(|level| if *level == 1 { codes.next().unwrap_or(missing) } else { missing }).collect()
}
