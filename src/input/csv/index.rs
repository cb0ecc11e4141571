//! Bytes become an index of records and cells, in one pass.
//!
//! Enters: bytes in UTF-8 (or what claims to be), from the first byte of a record on. Leaves: an [`Index`] of the records
//! that are as wide as the header, and the others by name. Guaranteed: the grammar is that of [`super::scan`]: a record
//! ends with LF, CRLF, a lone CR, or the file; lines without any character are no records; a quote counts where it opens
//! a cell. Quoted cells, and the line breaks in them, are indexed in the same pass as all others.

use super::marks::{Marks, marks};
use super::scan::LONGEST;
use std::ops::Range;

/// What is looked for.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// Between two cells
    pub delimiter: u8,
    /// Around a cell
    pub quote: u8,
    /// Cells of a record
    pub width: usize,
    /// The cells, ascending, whose ends are kept: those that are read, and those before them
    pub kept: Vec<usize>,
}

impl Shape {
    /// For reading these cells of a record.
    pub fn of(delimiter: u8, quote: u8, width: usize, read: &[usize]) -> Shape {
        let begins_behind = |cell: usize| read.contains(&cell) || read.contains(&(cell + 1));
        Shape { delimiter, quote, width, kept: (0..width).filter(|cell| begins_behind(*cell)).collect() }
    }
}

/// A place between two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    /// Bytes of the file before it
    pub offset: u64,
    /// The number of the next record
    pub record: u64,
    /// The line of the next byte, from 1
    pub line: u64,
    /// Whether the header is still to come
    pub header: bool,
}

/// A record that is no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ragged {
    /// Its number in the file
    pub record: u64,
    /// The line it begins on
    pub line: u64,
    /// How many cells it has
    pub cells: usize,
    /// The cell, from 0, in which text stands behind the closing quote
    pub misquoted: Option<usize>,
}

/// What ends a file before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// The file ends within the quoted cell that was opened on this line
    OpenQuote { record: u64, line: u64 },
    /// The record is longer than [`LONGEST`]
    TooLong { record: u64, line: u64 },
    /// The file ends behind so many cells of a record, without a line break
    Cut { record: u64, line: u64, cells: usize },
}

/// Records from this row on are numbered in a row, and so are their lines.
#[derive(Clone, Copy, Debug)]
struct Run {
    row: u32,
    record: u64,
    line: u64,
}

/// Where records and their cells stand in some bytes.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The first byte of each record
    starts: Vec<u32>,
    /// The byte behind each cell that is kept, record by record; the next cell of the record begins one byte later
    ends: Vec<u32>,
    /// Which cells those are
    kept: Vec<usize>,
    runs: Vec<Run>,
    /// Records that are no rows
    pub ragged: Vec<Ragged>,
}

impl Index {
    /// How many rows.
    pub fn rows(&self) -> usize {
        self.starts.len()
    }

    /// Forgets everything but the memory.
    pub fn clear(&mut self) {
        self.starts.clear();
        self.ends.clear();
        self.runs.clear();
        self.ragged.clear();
    }

    /// From where to where the cells of a column stand that is read, with their quotes.
    #[inline]
    pub fn cells(&self, rows: Range<usize>, column: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let stride = self.kept.len();
        let starts = self.starts.get(rows.clone()).unwrap_or(&[]);
        let ends = self.ends.get(rows.start * stride..rows.end * stride).unwrap_or(&[]).chunks_exact(stride.max(1));
        let place = self.kept.partition_point(|cell| *cell < column);
        let place_before = if column == 0 { None } else { place.checked_sub(1) };
        starts.iter().zip(ends).map(move |(start, ends)| {
            let before = place_before.and_then(|before| ends.get(before));
            let start = before.map_or(*start, |end| end + 1);
            (start as usize, ends.get(place).copied().unwrap_or(start) as usize)
        })
    }

    /// The number of a row's record, and the line it begins on.
    pub fn place(&self, row: usize) -> (u64, u64) {
        let after = self.runs.partition_point(|run| run.row as usize <= row);
        let run = after.checked_sub(1).and_then(|i| self.runs.get(i));
        run.map_or((0, 0), |run| {
            (run.record + (row - run.row as usize) as u64, run.line + (row - run.row as usize) as u64)
        })
    }

    /// Adds a row whose cells were added.
    fn add(&mut self, start: usize, record: u64, line: u64) {
        let row = self.starts.len() as u32;
        let goes_on = self.runs.last().is_some_and(|run| {
            let behind = u64::from(row - run.row);
            run.record + behind == record && run.line + behind == line
        });
        if !goes_on {
            self.runs.push(Run { row, record, line });
        }
        self.starts.push(start as u32);
    }
}

/// The pass over some bytes.
pub(super) struct Pass<'b> {
    bytes: &'b [u8],
    shape: &'b Shape,
    /// Cells of the record that have ended, and how many of them are kept
    cells: usize,
    kept: usize,
    /// Whether the file ends behind the bytes
    ended: bool,
    /// The byte from which on no record may begin
    limit: usize,
    index: &'b mut Index,
    /// The record, and the line it begins on
    at: At,
    /// Its first byte, and that of the current cell
    begin: usize,
    cell: usize,
    /// Line breaks in its quoted cells so far
    breaks: u64,
    misquoted: Option<usize>,
    /// The line on which the quoted cell was opened that is being read
    quoted: Option<u64>,
    /// The second quote of a pair, which is passed
    pair: usize,
    broken: Option<Broken>,
}

/// Which marks of 64 bytes end cells or records, and which are quotes.
#[derive(Clone, Copy)]
struct Ends {
    all: u64,
    breaks: u64,
    quotes: u64,
}

impl<'b> Pass<'b> {
    /// From the byte `begin` on, which is `at`; records that begin at `limit` or behind are left.
    pub fn new(
        bytes: &'b [u8],
        shape: &'b Shape,
        ended: bool,
        limit: usize,
        index: &'b mut Index,
        at: (usize, At),
    ) -> Self {
        let (begin, at) = at;
        index.kept.clone_from(&shape.kept);
        Pass {
            bytes,
            shape,
            cells: 0,
            kept: 0,
            ended,
            limit,
            index,
            at,
            begin,
            cell: begin,
            breaks: 0,
            misquoted: None,
            quoted: None,
            pair: usize::MAX,
            broken: None,
        }
    }

    /// Indexes all whole records. Leaves the first byte that was not indexed, its place, and what ends the file.
    pub fn run(mut self) -> (usize, At, Option<Broken>) {
        if self.begin < self.limit && self.chunks() && self.ended {
            self.end_file();
        }
        self.index.ends.truncate(self.index.starts.len() * self.shape.kept.len());
        (self.begin, self.at, self.broken)
    }

    /// Goes through all marks; whether the next record may begin in these bytes.
    fn chunks(&mut self) -> bool {
        let mut base = self.begin;
        while let Some((chunk, length)) = self.chunk(base) {
            let ends = self.ends(marks(&chunk, self.shape.delimiter, self.shape.quote), base, length);
            let plain = ends.quotes == 0 && self.quoted.is_none();
            if !(if plain { self.plain(ends, base) } else { self.with_quotes(ends, base) }) {
                return false;
            }
            base += length;
        }
        true
    }

    /// The next 64 bytes, with zeros behind those that there are. A last byte whose meaning lies in the next one is left.
    #[inline]
    fn chunk(&self, base: usize) -> Option<([u8; 64], usize)> {
        let rest = self.bytes.get(base..)?;
        if let Some(chunk) = rest.first_chunk::<64>().filter(|_| rest.len() > 64) {
            return Some((*chunk, 64));
        }
        let open = |last: &u8| !self.ended && (*last == b'\r' || *last == self.shape.quote);
        let length = rest.len() - usize::from(rest.last().is_some_and(open));
        let mut chunk = [0; 64];
        chunk.iter_mut().zip(rest.iter().take(length)).for_each(|(to, from)| *to = *from);
        (length > 0).then_some((chunk, length))
    }

    /// A CR before LF ends nothing.
    #[inline]
    fn ends(&self, marks: Marks, base: usize, length: usize) -> Ends {
        let there = u64::MAX >> (64 - length);
        let mut breaks = marks.lf;
        if marks.cr != 0 {
            let behind = self.bytes.get(base + length) == Some(&b'\n');
            breaks |= marks.cr & !(marks.lf >> 1 | u64::from(behind) << (length - 1));
        }
        let breaks = breaks & there;
        Ends { all: (marks.delimiters & there) | breaks, breaks, quotes: marks.quotes & there }
    }

    /// Marks outside of quotes: the ends of cells up to each line break, then that.
    #[inline]
    fn plain(&mut self, ends: Ends, base: usize) -> bool {
        let (mut delimiters, mut breaks) = (ends.all & !ends.breaks, ends.breaks);
        while breaks != 0 {
            // All bits below the lowest break.
            let before = (breaks & breaks.wrapping_neg()) - 1;
            self.cells_end(delimiters & before, base);
            delimiters &= !before;
            if !self.end_record(base + breaks.trailing_zeros() as usize) {
                return false;
            }
            breaks &= breaks - 1;
        }
        self.cells_end(delimiters, base);
        true
    }

    /// Cells end where bits are set.
    #[inline]
    fn cells_end(&mut self, mut delimiters: u64, base: usize) {
        if delimiters == 0 {
            return;
        }
        self.cell = base + 64 - delimiters.leading_zeros() as usize;
        let behind = self.cells + delimiters.count_ones() as usize;
        self.index.ends.reserve(64);
        if self.shape.kept.len() == self.shape.width {
            while delimiters != 0 {
                self.index.ends.push(base as u32 + delimiters.trailing_zeros());
                delimiters &= delimiters - 1;
            }
            self.kept = behind;
        } else {
            self.some_end(delimiters, base, behind);
        }
        self.cells = behind;
    }

    /// The same where not all cells are kept: most are only counted.
    fn some_end(&mut self, mut delimiters: u64, base: usize, behind: usize) {
        let mut cell = self.cells;
        while let Some(next) = self.shape.kept.get(self.kept).filter(|next| **next < behind) {
            while cell < *next {
                delimiters &= delimiters - 1;
                cell += 1;
            }
            self.index.ends.push(base as u32 + delimiters.trailing_zeros());
            self.kept += 1;
        }
    }

    /// One cell ends.
    #[inline]
    fn cell_ends(&mut self, at: usize) {
        if self.shape.kept.get(self.kept) == Some(&self.cells) {
            self.index.ends.push(at as u32);
            self.kept += 1;
        }
        self.cells += 1;
        self.cell = at + 1;
    }

    /// Marks of which some are quotes, or stand within quotes.
    fn with_quotes(&mut self, ends: Ends, base: usize) -> bool {
        let mut left = ends.all | ends.quotes;
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            let at = base + bit as usize;
            let (is_quote, is_break) = (ends.quotes >> bit & 1 == 1, ends.breaks >> bit & 1 == 1);
            if self.quoted.is_some() {
                if is_quote {
                    self.quote_in_quotes(at);
                }
                self.breaks += u64::from(is_break);
            } else if is_quote {
                if at == self.cell {
                    self.quoted = Some(self.at.line + self.breaks);
                }
            } else if !is_break {
                self.cell_ends(at);
            } else if !self.end_record(at) {
                return false;
            }
        }
        true
    }

    /// The first of a pair stands for a quote; one by itself closes the cell, and a cell's end must follow.
    fn quote_in_quotes(&mut self, at: usize) {
        if at == self.pair {
            return;
        }
        match self.bytes.get(at + 1) {
            Some(byte) if *byte == self.shape.quote => self.pair = at + 1,
            Some(byte) if *byte != self.shape.delimiter && !matches!(byte, b'\n' | b'\r') => {
                self.misquoted = self.misquoted.or(Some(self.cells));
                self.quoted = None;
            }
            _ => self.quoted = None,
        }
    }

    /// A line ends at this byte; whether another record may begin behind it.
    #[inline]
    fn end_record(&mut self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.bytes.get(before));
        let crlf = at > self.cell && before == Some(&b'\r') && self.bytes.get(at) == Some(&b'\n');
        let end = at - usize::from(crlf);
        if end > self.begin && !self.add(end) {
            return false;
        }
        self.at.line += 1 + self.breaks;
        self.at.offset += (at + 1 - self.begin) as u64;
        self.breaks = 0;
        (self.begin, self.cell) = (at + 1, at + 1);
        self.begin < self.limit
    }

    /// Adds the record that ends at this byte; `false` where it is too long.
    #[inline]
    fn add(&mut self, end: usize) -> bool {
        if end - self.begin > LONGEST {
            self.broken = Some(Broken::TooLong { record: self.at.record, line: self.at.line });
            return false;
        }
        self.cell_ends(end);
        let (cells, misquoted) = (self.cells, self.misquoted.take());
        (self.cells, self.kept) = (0, 0);
        let (record, line) = (self.at.record, self.at.line);
        if !self.at.header && cells == self.shape.width && misquoted.is_none() {
            self.index.add(self.begin, record, line);
        } else {
            self.index.ends.truncate(self.index.starts.len() * self.shape.kept.len());
            if !self.at.header {
                self.index.ragged.push(Ragged { record, line, cells, misquoted });
            }
        }
        self.at.record += u64::from(!self.at.header);
        self.at.header = false;
        true
    }

    /// What stands behind the last line break is a record, too, if it is whole.
    fn end_file(&mut self) {
        let (record, line) = (self.at.record, self.at.line);
        let cells = self.cells + 1;
        if let Some(line) = self.quoted {
            self.broken = Some(Broken::OpenQuote { record, line });
        } else if self.begin < self.bytes.len() && cells < self.shape.width {
            self.broken = Some(Broken::Cut { record, line, cells });
        } else if self.begin < self.bytes.len() && self.add(self.bytes.len()) {
            self.at.offset += (self.bytes.len() - self.begin) as u64;
            self.begin = self.bytes.len();
        }
    }
}
