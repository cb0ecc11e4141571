//! Bytes become records, one by one: for headers, and for the text of records that are told of. RFC 4180, with the line
//! each begins on. Rows are read by [`super::index`].
//!
//! Enters: bytes in UTF-8 (or what claims to be). Leaves: one [`Record`] after the other. Guaranteed: every byte
//! belongs to one record or to a line break; lines are counted as an editor counts them; a quote that is never
//! closed ends the scan by name rather than swallowing the rest.
//!
//! A record ends with LF, CRLF, a lone CR, or the file. Lines without any character are no records. A quote counts
//! where it opens a cell; within an unquoted cell it is a character like others.

use std::io::{self, Read};

/// Longest record; a quote that was never closed is found before the memory is full.
pub(super) const LONGEST: usize = 32 << 20;
const BLOCK: usize = 128 << 10;

/// The cells of a record.
#[derive(Debug, Default)]
pub(super) struct Record {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// The line it begins on, from 1
    pub line: u64,
    /// Whether a line break stood behind it
    pub terminated: bool,
    /// The cell, from 0, in which text stands behind the closing quote
    pub misquoted: Option<usize>,
}

impl Record {
    /// How many cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell without its quotes; empty where there is none.
    pub fn cell(&self, i: usize) -> &[u8] {
        let start = if i == 0 { 0 } else { self.ends.get(i - 1).copied().unwrap_or(0) };
        let end = self.ends.get(i).copied().unwrap_or(start);
        self.bytes.get(start..end).unwrap_or(&[])
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.terminated = false;
        self.misquoted = None;
    }
}

/// What a step of the scan came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A record was read
    Record,
    /// There are no more
    End,
    /// The file ends within the quoted cell that was opened on this line
    OpenQuote(u64),
    /// The record that begins on this line is longer than [`LONGEST`]
    TooLong(u64),
}

/// Reads records from bytes.
pub(super) struct Scanner {
    source: Box<dyn Read + Send>,
    block: Vec<u8>,
    at: usize,
    filled: usize,
    line: u64,
    delimiter: u8,
    quote: u8,
    raw: Option<Vec<u8>>,
}

/// How a cell ended.
enum CellEnd {
    Delimiter,
    Line,
    File,
    OpenQuote(u64),
    TooLong,
}

impl Scanner {
    /// From the first byte behind a byte order mark.
    pub fn new(source: Box<dyn Read + Send>, delimiter: u8, quote: u8) -> Scanner {
        Scanner { source, block: vec![0; BLOCK], at: 0, filled: 0, line: 1, delimiter, quote, raw: None }
    }

    /// Keeps the bytes of each record as they stand in the file, for [`Scanner::raw`].
    pub fn keep_raw(&mut self) {
        self.raw = Some(Vec::new());
    }

    /// The last record as it stands in the file, without its line break.
    pub fn raw(&self) -> &[u8] {
        let raw = self.raw.as_deref().unwrap_or(&[]);
        let raw = raw.strip_suffix(b"\n").unwrap_or(raw);
        raw.strip_suffix(b"\r").unwrap_or(raw)
    }

    /// Reads the next record.
    pub fn next(&mut self, record: &mut Record) -> io::Result<Step> {
        record.clear();
        self.skip_blank_lines()?;
        if let Some(raw) = &mut self.raw {
            raw.clear();
        }
        record.line = self.line;
        if self.peek()?.is_none() {
            return Ok(Step::End);
        }
        loop {
            let end = if self.peek()? == Some(self.quote) { self.quoted(record)? } else { self.plain(record)? };
            record.ends.push(record.bytes.len());
            match end {
                CellEnd::Delimiter => {}
                CellEnd::Line => {
                    record.terminated = true;
                    return Ok(Step::Record);
                }
                CellEnd::File => return Ok(Step::Record),
                CellEnd::OpenQuote(line) => return Ok(Step::OpenQuote(line)),
                CellEnd::TooLong => return Ok(Step::TooLong(record.line)),
            }
        }
    }

    fn skip_blank_lines(&mut self) -> io::Result<()> {
        while let Some(byte @ (b'\n' | b'\r')) = self.peek()? {
            self.line_break(byte)?;
        }
        Ok(())
    }

    /// Up to the delimiter, the line's end or the file's.
    fn plain(&mut self, record: &mut Record) -> io::Result<CellEnd> {
        loop {
            let Some(byte) = self.peek()? else { return Ok(CellEnd::File) };
            if byte == self.delimiter {
                self.take();
                return Ok(CellEnd::Delimiter);
            }
            if byte == b'\n' || byte == b'\r' {
                self.line_break(byte)?;
                return Ok(CellEnd::Line);
            }
            let delimiter = self.delimiter;
            self.copy_while(record, |b| b != delimiter && b != b'\n' && b != b'\r');
            if record.bytes.len() > LONGEST || record.ends.len() > LONGEST {
                return Ok(CellEnd::TooLong);
            }
        }
    }

    /// From the opening quote to what ends the cell.
    fn quoted(&mut self, record: &mut Record) -> io::Result<CellEnd> {
        let opened = self.line;
        self.take();
        loop {
            match self.peek()? {
                None => return Ok(CellEnd::OpenQuote(opened)),
                Some(byte) if byte == self.quote => {
                    self.take();
                    if self.peek()? != Some(self.quote) {
                        return self.behind_quote(record);
                    }
                    self.take();
                    record.bytes.push(byte);
                }
                Some(byte @ (b'\n' | b'\r')) => self.quoted_line_break(byte, record)?,
                Some(_) => {
                    let quote = self.quote;
                    self.copy_while(record, |b| b != quote && b != b'\n' && b != b'\r');
                }
            }
            if record.bytes.len() > LONGEST {
                return Ok(CellEnd::TooLong);
            }
        }
    }

    fn behind_quote(&mut self, record: &mut Record) -> io::Result<CellEnd> {
        match self.peek()? {
            None => return Ok(CellEnd::File),
            Some(byte) if byte != self.delimiter && byte != b'\n' && byte != b'\r' => {
                record.misquoted = record.misquoted.or(Some(record.ends.len()));
            }
            Some(_) => {}
        }
        self.plain(record)
    }

    fn quoted_line_break(&mut self, first: u8, record: &mut Record) -> io::Result<()> {
        self.take();
        record.bytes.push(first);
        if first == b'\r' && self.peek()? == Some(b'\n') {
            self.take();
            record.bytes.push(b'\n');
        }
        self.line += 1;
        Ok(())
    }

    fn line_break(&mut self, first: u8) -> io::Result<()> {
        self.take();
        if first == b'\r' && self.peek()? == Some(b'\n') {
            self.take();
        }
        self.line += 1;
        Ok(())
    }

    /// The next byte, left where it is.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.filled {
            self.at = 0;
            self.filled = read_some(&mut self.source, &mut self.block)?;
        }
        Ok(self.block.get(self.at..self.filled).and_then(|rest| rest.first().copied()))
    }

    /// Goes past the byte that was peeked at.
    fn take(&mut self) {
        if let (Some(raw), Some(byte)) = (&mut self.raw, self.block.get(self.at)) {
            raw.push(*byte);
        }
        self.at += 1;
    }

    /// Copies what is in the block and fits.
    fn copy_while(&mut self, record: &mut Record, fits: impl Fn(u8) -> bool) {
        let rest = self.block.get(self.at..self.filled).unwrap_or(&[]);
        let run = rest.iter().position(|byte| !fits(*byte)).unwrap_or(rest.len());
        let run = rest.get(..run).unwrap_or(rest);
        record.bytes.extend_from_slice(run);
        if let Some(raw) = &mut self.raw {
            raw.extend_from_slice(run);
        }
        self.at += run.len();
    }
}

fn read_some(source: &mut Box<dyn Read + Send>, block: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(block) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &'static [u8]) -> (Vec<(u64, Vec<String>)>, Step) {
        let mut scanner = Scanner::new(Box::new(text), b',', b'"');
        let mut record = Record::default();
        let mut records = Vec::new();
        loop {
            match scanner.next(&mut record).unwrap() {
                Step::Record => {
                    let cells = (0..record.len()).map(|i| String::from_utf8_lossy(record.cell(i)).into_owned());
                    records.push((record.line, cells.collect()));
                }
                end => return (records, end),
            }
        }
    }

    #[test]
    fn records_begin_on_the_line_an_editor_shows() {
        let (records, end) = scan(b"a,b\r\n\r\n1,\"x\r\ny\"\r\n\"p\"\"q\",\n\n\nlast,\"z\"");
        let cells = |cells: &[&str]| cells.iter().map(|c| c.to_string()).collect::<Vec<_>>();
        assert_eq!(end, Step::End);
        assert_eq!(
            records,
            [
                (1, cells(&["a", "b"])),
                (3, cells(&["1", "x\r\ny"])),
                (5, cells(&["p\"q", ""])),
                (8, cells(&["last", "z"])),
            ]
        );
    }

    #[test]
    fn a_quote_that_is_never_closed_is_named_by_its_line() {
        let (records, end) = scan(b"a,b\n1,\"x\n2,y\n3,z\n");
        assert_eq!((records.len(), end), (1, Step::OpenQuote(2)));
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line_and_a_quote_within_a_cell_is_a_character() {
        let (records, _) = scan(b"a,b\r5\" pipe,1\r");
        assert_eq!(records[1], (2, vec!["5\" pipe".to_string(), "1".to_string()]));
    }
}
