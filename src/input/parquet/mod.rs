//! A row group of a Parquet file becomes batches.
//!
//! Enters: a file, the row group, the columns asked for. Leaves: batches in the order of the file, and a problem for
//! every bad cell. Guaranteed: only the asked columns are decoded; a file that is cut or whose pages can't be read ends
//! the part with an error that names it, also where the decoder panics.

mod bulk;
mod chunk;
mod decode;
mod hybrid;
mod pages;
mod schema;

use super::bind::{BoundFile, BoundTable, broken};
use super::cell::build::Decoded;
use super::cell::{CellReader, Flaw};
use super::csv::{Asked, runs};
use super::notes::Notes;
use super::times::Times;
use crate::table::{Batch, Part, Place, Problem, ProblemKind};
use decode::{Column, Source};
use parquet::basic::CompressionCodec;
use parquet::column::reader::get_column_reader;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::SchemaDescriptor;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

const ROWS: usize = 16_384;
const WHOLE: &str = "a whole Parquet file";

/// What a file says of itself: read once, whatever is read of the file.
#[derive(Debug)]
pub(super) struct Footer {
    metadata: ParquetMetaData,
    /// Rows of each row group
    rows: Vec<u64>,
}

impl Footer {
    /// How many row groups there are.
    pub fn groups(&self) -> usize {
        self.rows.len()
    }

    /// The names of the columns.
    pub fn names(&self) -> Vec<String> {
        let fields = self.metadata.file_metadata().schema_descr().root_schema().get_fields();
        fields.iter().map(|field| field.name().to_string()).collect()
    }
}

/// Reads a file's footer; an `Err` is what was found and what was expected.
pub(super) fn footer(path: &Path) -> Result<Footer, (String, &'static str)> {
    let read = || {
        let metadata = open(path)?.metadata().clone();
        Ok(Footer { rows: group_rows(&metadata)?, metadata })
    };
    guarded(read).map_err(|found| (found, WHOLE))
}

fn open(path: &Path) -> Result<SerializedFileReader<File>, ParquetError> {
    SerializedFileReader::new(File::open(path)?)
}

fn group_rows(metadata: &ParquetMetaData) -> Result<Vec<u64>, ParquetError> {
    let rows = metadata.row_groups().iter().map(|group| u64::try_from(group.num_rows()));
    rows.collect::<Result<_, _>>().map_err(|_| ParquetError::General("a row group of negative length".to_string()))
}

/// What the decoder says, in words; a panic of it is a file that can't be read, too.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("pages that can't be decoded".to_string()),
    }
}

/// One row group while it is read.
pub(super) struct ParquetPart<'a> {
    table: &'a str,
    index: usize,
    file: &'a BoundFile,
    /// In the order asked; `Err` for a column that the file does not have
    columns: Vec<Result<Column<'a>, &'a CellReader>>,
    /// The record of the next row
    record: u64,
    left: u64,
    notes: &'a Notes,
    times: &'a Times,
}

/// Checks that the asked columns can be read from what the file holds.
pub(super) fn check(
    table: &str,
    index: usize,
    (file, footer): (&BoundFile, &Footer),
    asked: &[Asked<'_>],
) -> Vec<Problem> {
    let flaws = asked.iter().filter_map(|asked| Some((asked, column_flaw(&footer.metadata, file, asked)?)));
    let problem = |(asked, flaw): (&Asked<'_>, Flaw)| Problem {
        place: Place {
            table: table.to_string(),
            file: Some(file.name.clone()),
            file_index: index,
            column: Some(asked.reader.spec.name.clone()),
            ..Place::default()
        },
        kind: ProblemKind::MissingColumn,
        found: flaw.found,
        expected: flaw.expected,
        help: flaw.help,
    };
    flaws.map(problem).collect()
}

/// Why a column that is there can't be read as what is asked for.
fn column_flaw(metadata: &ParquetMetaData, file: &BoundFile, asked: &Asked<'_>) -> Option<Flaw> {
    let name = file.header.get(asked.position?)?;
    let schema = metadata.file_metadata().schema_descr();
    let refused = |found| Some(Flaw { found, expected: asked.reader.expected(), help: None });
    let Some(leaf) = leaf_of(schema, name) else { return refused("a list or a structure".to_string()) };
    match schema::stored(&schema.column(leaf)) {
        Ok(stored) => stored.accepts(asked.reader).err().or_else(|| codec_flaw(metadata, leaf)),
        Err(found) => refused(found),
    }
}

/// A compression that this program was built without.
fn codec_flaw(metadata: &ParquetMetaData, leaf: usize) -> Option<Flaw> {
    let chunks = metadata.row_groups().iter().filter_map(|group| group.columns().get(leaf));
    let known = |codec: &CompressionCodec| {
        matches!(
            codec,
            CompressionCodec::UNCOMPRESSED | CompressionCodec::SNAPPY | CompressionCodec::ZSTD | CompressionCodec::GZIP
        )
    };
    let codec = chunks.map(|chunk| chunk.compression_codec()).find(|codec| !known(codec))?;
    Some(Flaw {
        found: format!("a column compressed by {codec:?}"),
        expected: "no compression, or Snappy, Zstandard or Gzip".to_string(),
        help: None,
    })
}

fn leaf_of(schema: &SchemaDescriptor, name: &str) -> Option<usize> {
    schema.columns().iter().position(|leaf| matches!(leaf.path().parts(), [only] if only == name))
}

impl<'a> ParquetPart<'a> {
    /// Opens a row group; the columns were checked.
    pub fn open(
        table: &'a BoundTable,
        index: usize,
        (file, footer): (&'a BoundFile, &'a Footer),
        group: usize,
        asked: &[Asked<'a>],
    ) -> Result<ParquetPart<'a>, Box<Problem>> {
        let opened = guarded(|| {
            let from = Arc::new(File::open(&file.path)?);
            let column = |asked| column((&from, footer), file, group, asked);
            let columns = asked.iter().map(column).collect::<Result<_, _>>()?;
            let first = footer.rows.iter().take(group).sum();
            let left = footer.rows.get(group).copied().unwrap_or(0);
            let (notes, times) = (&table.notes, &table.times);
            Ok(ParquetPart { table: &table.spec.name, index, file, columns, record: first, left, notes, times })
        });
        opened.map_err(|found| Box::new(broken(&table.spec.name, index, &file.name, found)))
    }

    /// Reads every column of the next rows.
    fn decode(&mut self, rows: usize) -> Result<Vec<Decoded>, String> {
        let (index, times) = (self.index, self.times);
        let next = |column: &mut Result<Column, &CellReader>| match column {
            Ok(column) => {
                let began = times.stamp();
                let decoded = column.next(rows);
                times.add(began, index, Some(&column.reader.spec.name), rows);
                decoded
            }
            Err(reader) => Ok(Decoded::absent(reader, rows)),
        };
        guarded(|| self.columns.iter_mut().map(next).collect())
    }

    fn problem(&self, row: usize, column: &str, flaw: Flaw) -> Problem {
        let record = self.record + row as u64;
        Problem {
            place: Place {
                table: self.table.to_string(),
                file: Some(self.file.name.clone()),
                file_index: self.index,
                record: Some(record),
                line: Some(record + 1),
                column: Some(column.to_string()),
            },
            kind: ProblemKind::BadCell,
            found: flaw.found,
            expected: flaw.expected,
            help: flaw.help,
        }
    }

    /// All flaws of a row together, rows in order; and which rows have none.
    fn account(&self, decoded: &mut [Decoded], rows: usize, problems: &mut Vec<Problem>) -> Vec<bool> {
        let mut by_row: BTreeMap<usize, Vec<Problem>> = BTreeMap::new();
        for (column, decoded) in self.columns.iter().zip(decoded) {
            let reader = match column {
                Ok(column) => column.reader,
                Err(reader) => reader,
            };
            self.notes.add(self.index, &reader.spec.name, decoded.slow);
            for (row, flaw) in decoded.flaws.drain(..) {
                by_row.entry(row).or_default().push(self.problem(row, &reader.spec.name, flaw));
            }
        }
        let keep = (0..rows).map(|row| !by_row.contains_key(&row)).collect();
        problems.extend(by_row.into_values().flatten());
        keep
    }
}

fn column<'a>(
    (from, footer): (&Arc<File>, &Footer),
    file: &BoundFile,
    group: usize,
    asked: &Asked<'a>,
) -> Result<Result<Column<'a>, &'a CellReader>, ParquetError> {
    let Some(name) = asked.position.and_then(|position| file.header.get(position)) else {
        return Ok(Err(asked.reader));
    };
    let absent = || ParquetError::General(format!("no column `{name}`"));
    let leaf = leaf_of(footer.metadata.file_metadata().schema_descr(), name).ok_or_else(absent)?;
    let group = footer.metadata.row_groups().get(group).ok_or_else(absent)?;
    let chunk = group.columns().get(leaf).ok_or_else(absent)?;
    let descriptor = chunk.column_descr_ptr();
    let stored = schema::stored(&descriptor).map_err(ParquetError::General)?;
    let level = descriptor.max_def_level();
    let rows = usize::try_from(group.num_rows())?;
    let pages = Box::new(SerializedPageReader::new(Arc::clone(from), chunk, rows, None)?);
    let simple = pages::reads(chunk.encodings(), level > 0) && level <= 1;
    let source = match pages::width(&descriptor).filter(|_| simple) {
        Some(width) => {
            let pages = pages::Pages::new(pages, level > 0, width);
            let kind = chunk::Kind { stored, physical: descriptor.physical_type(), optional: level > 0 };
            Source::Pages(chunk::Chunk::new(pages, kind, asked.reader))
        }
        None => Source::Values { source: get_column_reader(descriptor, pages), stored, level },
    };
    Ok(Ok(Column { reader: asked.reader, source }))
}

impl Part for ParquetPart<'_> {
    fn file(&self) -> usize {
        self.index
    }

    fn next(&mut self, problems: &mut Vec<Problem>) -> Result<Option<Batch>, Box<Problem>> {
        while self.left > 0 {
            let rows = self.left.min(ROWS as u64) as usize;
            let decoded = self.decode(rows);
            let mut decoded =
                decoded.map_err(|found| Box::new(broken(self.table, self.index, &self.file.name, found)))?;
            let keep = self.account(&mut decoded, rows, problems);
            let records: Vec<u64> = (self.record..).zip(&keep).filter(|(_, keep)| **keep).map(|(r, _)| r).collect();
            self.record += rows as u64;
            self.left -= rows as u64;
            if records.len() < rows {
                decoded.iter_mut().for_each(|column| column.builder.retain(&keep));
            }
            if !records.is_empty() {
                let columns = decoded.into_iter().map(|column| Arc::new(column.builder.finish())).collect();
                return Ok(Some(Batch { rows: records.len(), columns, records: runs(records) }));
            }
        }
        Ok(None)
    }
}

/// Records as text, for the account of rejected rows.
pub(super) fn records(path: &Path, wanted: &BTreeSet<u64>) -> std::io::Result<BTreeMap<u64, (u64, String)>> {
    let read = guarded(|| {
        let reader = open(path)?;
        let mut found = BTreeMap::new();
        let mut first = 0u64;
        for (group, rows) in group_rows(reader.metadata())?.into_iter().enumerate() {
            if wanted.range(first..first + rows).next().is_some() {
                for (record, row) in (first..).zip(reader.get_row_group(group)?.get_row_iter(None)?) {
                    if wanted.contains(&record) {
                        found.insert(record, (record + 1, row?.to_string()));
                    }
                }
            }
            first += rows;
        }
        Ok(found)
    });
    read.map_err(std::io::Error::other)
}
