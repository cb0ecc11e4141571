//! A CSV file becomes batches.
//!
//! Enters: a file, which of its columns are asked for, and their readers. Leaves: batches in the order of the file,
//! and a problem for every bad cell and ragged record. Guaranteed: every record is a row or a problem; after a bad
//! record the next ones are read; a file that ends in the middle ends the part with an error.

mod decode;
mod scan;
mod split;

use super::bind::BoundFile;
use super::cell::build::Builder;
use super::cell::quote::quoted_bytes;
use super::cell::{CellReader, Flaw};
use super::sources::CsvOptions;
use crate::table::{Batch, Part, Place, Problem, ProblemKind, Records};
use scan::{Record, Scanner, Step};
pub(super) use split::{Piece, pieces};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;

const ROWS: usize = 8192;
const TEXT: usize = 64 << 20;

/// A column that is asked for: its reader, and the cell it stands in; `None` where the file has no such column.
pub(super) struct Asked<'a> {
    pub reader: &'a CellReader,
    pub position: Option<usize>,
}

/// One file while it is read.
pub(super) struct CsvPart<'a> {
    table: &'a str,
    index: usize,
    file: &'a BoundFile,
    scanner: Scanner,
    current: Record,
    columns: Vec<Asked<'a>>,
    width: usize,
    record: u64,
}

/// The names in the first record; numbers where the file has none.
pub(super) fn header(path: &Path, options: CsvOptions) -> Result<Vec<String>, Header> {
    let mut scanner = scanner(path, options).map_err(Header::Unreadable)?;
    let mut record = Record::default();
    match scanner.next(&mut record).map_err(Header::Unreadable)? {
        Step::Record if options.header => (0..record.len()).map(|i| name(record.cell(i))).collect(),
        Step::Record => Ok((1..=record.len()).map(|i| i.to_string()).collect()),
        Step::End => Err(Header::Empty),
        Step::OpenQuote(line) | Step::TooLong(line) => Err(Header::OpenQuote(line)),
    }
}

/// Why a file has no header.
#[derive(Debug)]
pub(super) enum Header {
    Unreadable(io::Error),
    Empty,
    OpenQuote(u64),
    NoText(String),
}

fn name(cell: &[u8]) -> Result<String, Header> {
    use unicode_normalization::UnicodeNormalization;
    let text = std::str::from_utf8(cell).map_err(|_| Header::NoText(quoted_bytes(cell)))?;
    Ok(text.trim().nfc().collect())
}

fn scanner(path: &Path, options: CsvOptions) -> io::Result<Scanner> {
    Ok(Scanner::new(decode::open(path, options.encoding)?, options.delimiter, options.quote))
}

/// From the first record of a piece on.
fn scanner_of(path: &Path, options: CsvOptions, piece: &Piece) -> io::Result<Scanner> {
    if piece.from == 0 && piece.bytes.is_none() {
        return scanner(path, options);
    }
    let source = decode::open_piece(path, piece.from, piece.bytes.unwrap_or(u64::MAX))?;
    Ok(Scanner::new(source, options.delimiter, options.quote).at_line(piece.line))
}

/// Where records stand in a file: their lines, and their text as it stands there.
pub(super) fn records(
    path: &Path,
    options: CsvOptions,
    wanted: &BTreeSet<u64>,
) -> io::Result<BTreeMap<u64, (u64, String)>> {
    let mut scanner = scanner(path, options)?;
    scanner.keep_raw();
    let mut current = Record::default();
    let mut found = BTreeMap::new();
    if options.header {
        scanner.next(&mut current)?;
    }
    for record in 0..wanted.last().map_or(0, |last| last.saturating_add(1)) {
        if scanner.next(&mut current)? == Step::End {
            break;
        }
        if wanted.contains(&record) {
            found.insert(record, (current.line, String::from_utf8_lossy(scanner.raw()).into_owned()));
        }
    }
    Ok(found)
}

impl<'a> CsvPart<'a> {
    /// Opens a piece of a file, the first behind its header; each record must have as many cells.
    pub fn open(
        table: &'a str,
        index: usize,
        file: &'a BoundFile,
        (options, piece): (CsvOptions, &Piece),
        columns: Vec<Asked<'a>>,
    ) -> Result<CsvPart<'a>, Box<Problem>> {
        let broken = |error| Box::new(super::bind::unreadable(table, index, &file.name, &error));
        let mut scanner = scanner_of(&file.path, options, piece).map_err(broken)?;
        let mut current = Record::default();
        if options.header && piece.from == 0 {
            scanner.next(&mut current).map_err(broken)?;
        }
        Ok(CsvPart { table, index, file, scanner, current, columns, width: file.header.len(), record: piece.record })
    }

    /// Reads the next record; whether there was one.
    fn advance(&mut self) -> Result<bool, Box<Problem>> {
        let step = self.scanner.next(&mut self.current);
        let (line, found, expected) = match step {
            Ok(Step::Record) if !self.is_cut() => return Ok(true),
            Ok(Step::End) => return Ok(false),
            Ok(Step::Record) => {
                let found = format!("the end of the file behind {} of {} cells", self.current.len(), self.width);
                (self.current.line, found, "a whole record: the file is cut")
            }
            Ok(Step::OpenQuote(line)) => {
                (line, "a quoted cell that is still open where the file ends".to_string(), "its closing quote")
            }
            Ok(Step::TooLong(line)) => {
                let found = format!("a record of more than {} MB", scan::LONGEST >> 20);
                (line, found, "a record of a sensible length: a quote may not be closed")
            }
            Err(error) => {
                return Err(Box::new(super::bind::unreadable(self.table, self.index, &self.file.name, &error)));
            }
        };
        let mut problem = self.problem(ProblemKind::BrokenFile, None, found, expected.to_string(), None);
        problem.place.line = Some(line);
        Err(Box::new(problem))
    }

    /// The last record, short, and without its line's end.
    fn is_cut(&self) -> bool {
        !self.current.terminated && self.current.len() < self.width
    }

    fn problem(
        &self,
        kind: ProblemKind,
        column: Option<&str>,
        found: String,
        expected: String,
        help: Option<String>,
    ) -> Problem {
        let place = Place {
            table: self.table.to_string(),
            file: Some(self.file.name.clone()),
            file_index: self.index,
            record: Some(self.record),
            line: Some(self.current.line),
            column: column.map(str::to_string),
        };
        Problem { place, kind, found, expected, help }
    }

    /// A record with too few or too many cells, or with a quote that closes too early.
    fn ragged(&self) -> Option<Problem> {
        let cells = self.current.len();
        if let Some(cell) = self.current.misquoted {
            let found = format!("text behind the closing quote of cell {}", cell + 1);
            let expected = "the delimiter or the end of the line; a quote within a cell is written twice".to_string();
            return Some(self.problem(ProblemKind::RaggedRow, None, found, expected, None));
        }
        (cells != self.width).then(|| {
            let s = if cells == 1 { "" } else { "s" };
            let help = "a cell that contains the delimiter or a line break must stand in quotes".to_string();
            let (found, expected) = (format!("{cells} cell{s}"), format!("{} as in the header", self.width));
            self.problem(ProblemKind::RaggedRow, None, found, expected, Some(help))
        })
    }

    /// Adds the cells of the record to the columns, or its problems to `problems`; whether it is a row.
    fn add(&self, rows: usize, builders: &mut [Builder], problems: &mut Vec<Problem>) -> bool {
        if let Some(problem) = self.ragged() {
            problems.push(problem);
            return false;
        }
        let before = problems.len();
        for (asked, builder) in self.columns.iter().zip(builders.iter_mut()) {
            if let Err(flaw) = self.add_cell(asked, builder) {
                problems.push(self.bad_cell(asked, flaw));
            }
        }
        let good = problems.len() == before;
        if !good {
            builders.iter_mut().for_each(|builder| builder.truncate(rows));
        }
        good
    }

    fn add_cell(&self, asked: &Asked<'_>, builder: &mut Builder) -> Result<(), Flaw> {
        let Some(position) = asked.position else {
            builder.push(asked.reader.missing()?);
            return Ok(());
        };
        let text = self.current.text(position).map_err(|_| Flaw {
            found: quoted_bytes(self.current.cell(position)),
            expected: "text in UTF-8, or in the encoding that was said".to_string(),
            help: Some("say `encoding` in sources.ron, such as \"windows-1252\"".to_string()),
        })?;
        builder.push(asked.reader.read(text)?);
        Ok(())
    }

    fn bad_cell(&self, asked: &Asked<'_>, flaw: Flaw) -> Problem {
        let column = &asked.reader.spec.name;
        self.problem(ProblemKind::BadCell, Some(column), flaw.found, flaw.expected, flaw.help)
    }
}

impl Part for CsvPart<'_> {
    fn file(&self) -> usize {
        self.index
    }

    fn next(&mut self, problems: &mut Vec<Problem>) -> Result<Option<Batch>, Box<Problem>> {
        let mut builders: Vec<Builder> = self.columns.iter().map(|asked| Builder::new(&asked.reader.spec)).collect();
        let mut records: Vec<u64> = Vec::new();
        while records.len() < ROWS && builders.iter().all(|builder| builder.text_bytes() < TEXT) {
            if !self.advance()? {
                break;
            }
            if self.add(records.len(), &mut builders, problems) {
                records.push(self.record);
            }
            self.record += 1;
        }
        if records.is_empty() {
            return Ok(None);
        }
        let columns = builders.into_iter().map(|builder| Arc::new(builder.finish())).collect();
        Ok(Some(Batch { rows: records.len(), columns, records: runs(records) }))
    }
}

/// As one run where the records are consecutive.
pub(super) fn runs(records: Vec<u64>) -> Records {
    match (records.first(), records.last()) {
        (Some(first), Some(last)) if last - first + 1 == records.len() as u64 => Records::From(*first),
        _ => Records::List(records),
    }
}
