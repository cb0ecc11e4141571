//! Cells of a block become a column, one column after the other.
//!
//! Enters: a [`Block`], some of its rows, and which column of them is wanted. Leaves: [`Decoded`]. Guaranteed: a cell is
//! read as [`CellReader::read`] reads it; cells in their usual shape without asking it, words that came before from
//! memory, and all others are counted.

use super::pieces::Block;
use crate::input::cell::build::{Builder, Decoded};
use crate::input::cell::memory::Memory;
use crate::input::cell::quote::quoted_bytes;
use crate::input::cell::usual::Usual;
use crate::input::cell::{CellReader, Flaw, Typed};
use crate::table::{Texts, Values};
use crate::value::Type;
use std::borrow::Cow;
use std::ops::Range;

/// Some cells of one column.
#[derive(Clone)]
pub(super) struct Cells<'b> {
    pub block: &'b Block,
    pub rows: Range<usize>,
    /// The cell's position in each record
    pub column: usize,
    pub quote: u8,
}

/// Where a cell stands, without its quotes.
#[derive(Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
    quoted: bool,
}

impl<'b> Cells<'b> {
    #[inline]
    fn spans(&self) -> impl Iterator<Item = Span> + use<'b> {
        let (bytes, quote) = (self.block.bytes(), self.quote);
        self.block.index.cells(self.rows.clone(), self.column).map(move |(start, end)| {
            let quoted = start < end && bytes.get(start) == Some(&quote);
            let inner = usize::from(quoted);
            Span { start: start + inner, end: end - inner, quoted }
        })
    }

    /// The text of a cell: of two quotes, one.
    fn text(&self, span: Span) -> Cow<'b, [u8]> {
        let cell = self.block.bytes().get(span.start..span.end).unwrap_or(&[]);
        if !span.quoted || !cell.contains(&self.quote) {
            return Cow::Borrowed(cell);
        }
        let mut after_quote = false;
        let first = |byte: &u8| {
            after_quote = *byte == self.quote && !after_quote;
            *byte != self.quote || after_quote
        };
        Cow::Owned(cell.iter().copied().filter(first).collect())
    }

    /// Reads the cells.
    pub fn decode(&self, reader: &CellReader, memory: &mut Memory) -> Decoded {
        match reader.spec.ty {
            Type::Money | Type::Count | Type::Days => {
                let scale = reader.spec.decimals;
                self.usual(reader, |usual, bytes, span| usual.fixed(bytes, span), fixed)
                    .finish(|units| Values::Fixed { scale, units })
            }
            Type::Percent | Type::Number | Type::Score(_) | Type::Period => {
                self.usual(reader, |usual, bytes, span| usual.wide(bytes, span), wide).finish(Values::Wide)
            }
            Type::Date => self.usual(reader, |usual, bytes, span| usual.day(bytes, span), day).finish(Values::Date),
            Type::YesNo => self.words(reader, memory, yes_no).finish(Values::YesNo),
            Type::OneOf(_) => self.words(reader, memory, label).finish(Values::Label),
            Type::Text => self.texts(reader),
        }
    }

    /// Values that most cells are the usual way of writing.
    fn usual<T: Copy + Default>(
        &self,
        reader: &CellReader,
        read: impl for<'u> Fn(Usual<'u>, &[u8], (usize, usize)) -> Option<T>,
        take: impl Fn(Typed<'_>) -> Option<T>,
    ) -> Filled<T> {
        let (usual, bytes) = (reader.usual(), self.block.bytes());
        let empty_is_unknown = reader.empty_is_unknown();
        let mut filled = Filled::with_room(self.rows.len());
        for span in self.spans() {
            match read(usual, bytes, (span.start, span.end)) {
                Some(value) => filled.values.push(value),
                None if span.start == span.end && empty_is_unknown => filled.unknown(),
                None => filled.slow(reader, &self.text(span), &take),
            }
        }
        filled
    }

    /// Values of which there are few.
    fn words<T: Copy + Default>(
        &self,
        reader: &CellReader,
        memory: &mut Memory,
        take: impl Fn(Typed<'_>) -> Option<T>,
    ) -> Filled<T> {
        let mut filled = Filled::with_room(self.rows.len());
        for span in self.spans() {
            let cell = self.block.bytes().get(span.start..span.end).unwrap_or(&[]);
            match memory.find(cell) {
                Some(Some(typed)) => filled.values.push(take(typed).unwrap_or_default()),
                Some(None) => filled.unknown(),
                None => {
                    let text = self.text(span);
                    filled.slow(reader, &text, &take);
                    filled.slow -= u64::from(memory.learn(reader, cell, &text));
                }
            }
        }
        filled
    }

    fn texts(&self, reader: &CellReader) -> Decoded {
        let (usual, bytes) = (reader.usual(), self.block.bytes());
        let (ascii, empty_is_unknown) = (self.block.is_ascii(), reader.empty_is_unknown());
        let mut filled = Filled::<()>::with_room(self.rows.len());
        let (mut out, mut ends) = (Vec::with_capacity(self.rows.len() * 8), Vec::with_capacity(self.rows.len()));
        for span in self.spans() {
            let cell = bytes.get(span.start..span.end).unwrap_or(&[]);
            if usual.is_text(cell, ascii) && !(span.quoted && cell.contains(&self.quote)) {
                out.extend_from_slice(cell);
                filled.values.push(());
            } else if cell.is_empty() && empty_is_unknown {
                filled.unknown();
            } else {
                filled.slow(reader, &self.text(span), |typed| {
                    if let Typed::Text(text) = typed {
                        out.extend_from_slice(text.as_bytes());
                    }
                    Some(())
                });
            }
            ends.push(out.len() as u32);
        }
        // INVARIANT: ASCII and texts were joined, so that nothing is replaced.
        let bytes = String::from_utf8(out).unwrap_or_default();
        let builder = Builder::of_texts(Texts { bytes, ends }, &filled.unknown);
        Decoded { builder, flaws: filled.flaws, slow: filled.slow }
    }
}

/// Values while they are read.
struct Filled<T> {
    values: Vec<T>,
    unknown: Vec<u32>,
    flaws: Vec<(usize, Flaw)>,
    slow: u64,
}

impl<T: Copy + Default> Filled<T> {
    fn with_room(rows: usize) -> Filled<T> {
        Filled { values: Vec::with_capacity(rows), unknown: Vec::new(), flaws: Vec::new(), slow: 0 }
    }

    fn unknown(&mut self) {
        self.unknown.push(self.values.len() as u32);
        self.values.push(T::default());
    }

    /// Reads a cell in the general way.
    #[cold]
    fn slow(&mut self, reader: &CellReader, text: &[u8], mut take: impl FnMut(Typed<'_>) -> Option<T>) {
        self.slow += 1;
        match read(reader, text) {
            Ok(Some(typed)) => self.values.push(take(typed).unwrap_or_default()),
            Ok(None) => self.unknown(),
            Err(flaw) => {
                self.flaws.push((self.values.len(), flaw));
                self.unknown();
            }
        }
    }

    fn finish(self, values: impl FnOnce(Vec<T>) -> Values) -> Decoded {
        let builder = Builder::of(values(self.values), &self.unknown);
        Decoded { builder, flaws: self.flaws, slow: self.slow }
    }
}

fn read<'t>(reader: &CellReader, text: &'t [u8]) -> Result<Option<Typed<'t>>, Flaw> {
    let text = std::str::from_utf8(text).map_err(|_| Flaw {
        found: quoted_bytes(text),
        expected: "text in UTF-8, or in the encoding that was said".to_string(),
        help: Some("say `encoding` in sources.ron, such as \"windows-1252\"".to_string()),
    })?;
    reader.read(text)
}

fn fixed(typed: Typed<'_>) -> Option<i64> {
    if let Typed::Fixed(units) = typed { Some(units) } else { None }
}

fn wide(typed: Typed<'_>) -> Option<i128> {
    if let Typed::Wide(units) = typed { Some(units) } else { None }
}

fn day(typed: Typed<'_>) -> Option<i32> {
    if let Typed::Date(day) = typed { Some(day) } else { None }
}

fn yes_no(typed: Typed<'_>) -> Option<bool> {
    if let Typed::YesNo(flag) = typed { Some(flag) } else { None }
}

fn label(typed: Typed<'_>) -> Option<u16> {
    if let Typed::Label(label) = typed { Some(label) } else { None }
}
