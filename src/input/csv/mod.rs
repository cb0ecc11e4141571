//! A CSV file becomes batches.
//!
//! Enters: a file, which of its columns are asked for, and their readers. Leaves: batches in the order of the file,
//! and a problem for every bad cell and ragged record. Guaranteed: every record is a row or a problem; after a bad
//! record the next ones are read; a file that ends in the middle ends the part with an error.

mod columns;
mod decode;
mod index;
mod marks;
mod pieces;
mod scan;

use super::bind::{BoundFile, BoundTable};
use super::cell::build::Decoded;
use super::cell::memory::Memory;
use super::cell::quote::quoted_bytes;
use super::cell::{CellReader, Flaw};
use super::notes::Notes;
use super::sources::CsvOptions;
use super::times::Times;
use crate::table::{Batch, Part, Place, Problem, ProblemKind, Records};
use columns::Cells;
use index::{Broken, Ragged};
pub(super) use pieces::Pieces;
use pieces::{Block, End, Loader};
use scan::{Record, Scanner, Step};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Rows of a batch, at most.
const ROWS: usize = 16_384;

/// A column that is asked for: its reader, and the cell it stands in; `None` where the file has no such column.
pub(super) struct Asked<'a> {
    pub reader: &'a CellReader,
    pub position: Option<usize>,
}

/// One piece of a file while it is read.
pub(super) struct CsvPart<'a> {
    table: &'a str,
    index: usize,
    file: &'a BoundFile,
    pieces: &'a Pieces,
    quote: u8,
    loader: Loader,
    block: Block,
    /// The next row of the block
    row: usize,
    /// The next of the block's records that are no rows
    ragged: usize,
    columns: Vec<(Asked<'a>, Memory)>,
    notes: &'a Notes,
    times: &'a Times,
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
        table: &'a BoundTable,
        index: usize,
        file: &'a BoundFile,
        (pieces, piece): (&'a Pieces, usize),
        columns: Vec<Asked<'a>>,
    ) -> Result<CsvPart<'a>, Box<Problem>> {
        let read: Vec<usize> = columns.iter().filter_map(|asked| asked.position).collect();
        let opened = pieces.open(&file.path, (table.csv, file.header.len()), piece, &read);
        let unreadable = |error| Box::new(super::bind::unreadable(&table.spec.name, index, &file.name, &error));
        let (loader, block) = opened.map_err(unreadable)?;
        let columns = columns.into_iter().map(|asked| (asked, Memory::default())).collect();
        let (quote, notes, times) = (table.csv.quote, &table.notes, &table.times);
        let table = table.spec.name.as_str();
        Ok(CsvPart { table, index, file, pieces, quote, loader, block, row: 0, ragged: 0, columns, notes, times })
    }

    /// Goes to a block with something left in it; whether there is one.
    fn advance(&mut self) -> Result<bool, Box<Problem>> {
        while self.row == self.block.index.rows() && self.ragged == self.block.index.ragged.len() {
            match self.loader.end {
                Some(End::Whole) => return Ok(false),
                Some(End::Broken(broken)) => return Err(Box::new(self.broken(broken))),
                None => {
                    let began = self.times.stamp();
                    let filled = self.loader.fill(&mut self.block);
                    self.times.add(began, self.index, None, self.block.index.rows());
                    let file = &self.file.name;
                    filled.map_err(|error| Box::new(super::bind::unreadable(self.table, self.index, file, &error)))?;
                    (self.row, self.ragged) = (0, 0);
                }
            }
        }
        Ok(true)
    }

    fn broken(&self, broken: Broken) -> Problem {
        let (at, found, expected) = match broken {
            Broken::Cut { record, line, cells } => {
                let found = format!("the end of the file behind {cells} of {} cells", self.file.header.len());
                ((record, line), found, "a whole record: the file is cut")
            }
            Broken::OpenQuote { record, line } => {
                let found = "a quoted cell that is still open where the file ends".to_string();
                ((record, line), found, "its closing quote")
            }
            Broken::TooLong { record, line } => {
                let found = format!("a record of more than {} MB", scan::LONGEST >> 20);
                ((record, line), found, "a record of a sensible length: a quote may not be closed")
            }
        };
        let flaw = Flaw { found, expected: expected.to_string(), help: None };
        self.problem(ProblemKind::BrokenFile, at, None, flaw)
    }

    fn problem(&self, kind: ProblemKind, (record, line): (u64, u64), column: Option<&str>, flaw: Flaw) -> Problem {
        let place = Place {
            table: self.table.to_string(),
            file: Some(self.file.name.clone()),
            file_index: self.index,
            record: Some(record),
            line: Some(line),
            column: column.map(str::to_string),
        };
        Problem { place, kind, found: flaw.found, expected: flaw.expected, help: flaw.help }
    }

    /// A record with too few or too many cells, or with a quote that closes too early.
    fn ragged(&self, ragged: Ragged) -> Problem {
        let flaw = match ragged {
            Ragged { misquoted: Some(cell), .. } => Flaw {
                found: format!("text behind the closing quote of cell {}", cell + 1),
                expected: "the delimiter or the end of the line; a quote within a cell is written twice".to_string(),
                help: None,
            },
            Ragged { cells, .. } => Flaw {
                found: format!("{cells} cell{}", if cells == 1 { "" } else { "s" }),
                expected: format!("{} as in the header", self.file.header.len()),
                help: Some("a cell that contains the delimiter or a line break must stand in quotes".to_string()),
            },
        };
        self.problem(ProblemKind::RaggedRow, (ragged.record, ragged.line), None, flaw)
    }

    /// Reads every column of some rows.
    fn decode(&mut self, rows: Range<usize>) -> Vec<Decoded> {
        let (block, quote) = (&self.block, self.quote);
        let (index, times) = (self.index, self.times);
        let decode = |(asked, memory): &mut (Asked<'_>, Memory)| match asked.position {
            Some(column) => {
                let cells = Cells { block, rows: rows.clone(), column, quote };
                let began = times.stamp();
                let decoded = cells.decode(asked.reader, memory);
                times.add(began, index, Some(&asked.reader.spec.name), rows.len());
                decoded
            }
            None => Decoded::absent(asked.reader, rows.len()),
        };
        self.columns.iter_mut().map(decode).collect()
    }

    /// Adds what is wrong with these rows and with the records before them, in the order of the file; which of the
    /// rows are good.
    fn account(&mut self, decoded: &mut [Decoded], rows: Range<usize>, problems: &mut Vec<Problem>) -> Vec<bool> {
        let mut found = Vec::new();
        let last = if rows.end < self.block.index.rows() { self.block.index.place(rows.end).0 } else { u64::MAX };
        while let Some(ragged) = self.block.index.ragged.get(self.ragged).filter(|ragged| ragged.record < last) {
            found.push(self.ragged(*ragged));
            self.ragged += 1;
        }
        let mut keep = vec![true; rows.len()];
        for ((asked, _), decoded) in self.columns.iter().zip(decoded) {
            self.notes.add(self.index, &asked.reader.spec.name, decoded.slow);
            for (row, flaw) in decoded.flaws.drain(..) {
                let at = self.block.index.place(rows.start + row);
                found.push(self.problem(ProblemKind::BadCell, at, Some(&asked.reader.spec.name), flaw));
                if let Some(keep) = keep.get_mut(row) {
                    *keep = false;
                }
            }
        }
        found.sort_by_key(|problem| problem.place.record);
        problems.append(&mut found);
        keep
    }

    /// The numbers of the records of rows that are kept.
    fn records(&self, rows: Range<usize>, keep: &[bool]) -> Records {
        let place = |row| self.block.index.place(row).0;
        let (first, last) = (place(rows.start), place(rows.end.saturating_sub(1)));
        if last - first + 1 == rows.len() as u64 && !keep.contains(&false) {
            return Records::From(first);
        }
        runs(rows.zip(keep).filter(|(_, keep)| **keep).map(|(row, _)| place(row)).collect())
    }
}

impl Part for CsvPart<'_> {
    fn file(&self) -> usize {
        self.index
    }

    fn next(&mut self, problems: &mut Vec<Problem>) -> Result<Option<Batch>, Box<Problem>> {
        while self.advance()? {
            // Batches of one block are about as long as each other.
            let left = self.block.index.rows() - self.row;
            let rows = self.row..self.row + left.div_ceil(left.div_ceil(ROWS).max(1));
            let mut decoded = self.decode(rows.clone());
            let keep = self.account(&mut decoded, rows.clone(), problems);
            let kept = keep.iter().filter(|keep| **keep).count();
            self.row = rows.end;
            if kept < rows.len() {
                decoded.iter_mut().for_each(|column| column.builder.retain(&keep));
            }
            if kept > 0 {
                let columns = decoded.into_iter().map(|column| Arc::new(column.builder.finish())).collect();
                return Ok(Some(Batch { rows: kept, columns, records: self.records(rows, &keep) }));
            }
        }
        Ok(None)
    }
}

impl Drop for CsvPart<'_> {
    fn drop(&mut self) {
        self.pieces.give_back(std::mem::take(&mut self.block));
    }
}

/// As one run where the records are consecutive.
pub(super) fn runs(records: Vec<u64>) -> Records {
    match (records.first(), records.last()) {
        (Some(first), Some(last)) if last - first + 1 == records.len() as u64 => Records::From(*first),
        _ => Records::List(records),
    }
}
