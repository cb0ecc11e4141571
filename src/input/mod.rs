//! CSV and Parquet files become tables, with every bad row accounted for.
//!
//! Enters: a folder, `sources.ron` ([`Sources`]), and what the tables must have. Leaves: [`Files`], which a run reads.
//! Guaranteed: every record of every file is delivered or is a problem by name; a cell is never guessed, and rounded
//! only where `sources.ron` says how. A part is a file, a row group of a Parquet file, or a piece of a large CSV file
//! that is cut only where a record provably begins.

mod account;
mod bind;
mod cell;
mod csv;
mod derived;
mod files;
mod notes;
mod parquet;
mod sources;
mod times;

pub use cell::date::DateFormat;
pub use cell::number::Rounding;
pub use cell::{CellReader, Flaw, PercentReading, Reading};
pub use notes::Note;
pub use sources::{CellOptions, Defaults, Entries, Format, Label, Mark, Sources, TableSource, Words};
pub use times::ColumnTime;

use crate::table::{Part, Place, Problem, ProblemKind, TableSpec, Tables};
use bind::{Binder, BoundFile, BoundTable, Kind, Loaded};
use csv::Asked;
use derived::{Derived, DerivedPart};
use files::Found;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Where the data are.
#[derive(Clone, Debug)]
pub struct Location {
    /// `--data DIR`
    pub data: PathBuf,
    /// `--sources FILE`; else `sources.ron` in the data folder, else beside the rulebook
    pub sources: Option<PathBuf>,
    /// The rulebook's folder
    pub beside: PathBuf,
}

/// The bound files of all tables.
#[derive(Debug)]
pub struct Files {
    loaded: Loaded,
    tables: Vec<BoundTable>,
    remarks: Vec<String>,
    /// What was found out once, by table and columns asked
    known: Mutex<Known>,
}

/// By the position of a table and the columns asked for.
type ByAsked<T> = BTreeMap<(usize, Vec<usize>), T>;

#[derive(Debug, Default)]
struct Known {
    /// What is wrong with reading these columns
    checked: ByAsked<Vec<Problem>>,
    /// Rows of derived tables
    derived: ByAsked<Arc<Derived>>,
}

/// Binds every table of `used` (positions in `specs`) to its files. An `Err` is everything that is wrong with the
/// binding: files that are not there or can't be read, a `sources.ron` that does not fit.
pub fn open(location: &Location, specs: Vec<TableSpec>, used: &[usize]) -> Result<Files, Vec<Problem>> {
    let loaded = load(location).map_err(|problem| vec![*problem])?;
    let mut binder = Binder { data: &location.data, loaded: &loaded, problems: Vec::new(), remarks: Vec::new() };
    let declared: Vec<&str> = specs.iter().map(|spec| spec.name.as_str()).collect();
    for name in loaded.sources.tables.names().filter(|name| !declared.contains(name)) {
        binder.unknown_name(name, &["tables", name], name, &declared, "table");
    }
    let tables = used.iter().filter_map(|i| specs.get(*i)).filter_map(|spec| binder.table(spec)).collect();
    let (problems, remarks) = (binder.problems, binder.remarks);
    if problems.is_empty() { Ok(Files { loaded, tables, remarks, known: Mutex::default() }) } else { Err(problems) }
}

/// As the user gave it; without its folders where they are those of this machine, so that outputs don't name them.
fn name_of(path: &Path) -> String {
    let shown = if path.is_absolute() { path.file_name().map(Path::new).unwrap_or(path) } else { path };
    shown.to_string_lossy().replace('\\', "/")
}

/// Finds and reads `sources.ron`.
fn load(location: &Location) -> Result<Loaded, Box<Problem>> {
    let file = match &location.sources {
        Some(path) => Some(Found { path: path.clone(), name: name_of(path) }),
        None => [&location.data, &location.beside]
            .into_iter()
            .map(|folder| Found { path: folder.join("sources.ron"), name: "sources.ron".to_string() })
            .find(|found| found.path.is_file()),
    };
    let Some(file) = file else { return Ok(Loaded::default()) };
    let text = std::fs::read_to_string(&file.path).map_err(|error| {
        let place = Place { file: Some(file.name.clone()), ..Place::default() };
        let expected = "a sources.ron that can be read".to_string();
        Box::new(Problem { place, kind: ProblemKind::BadSource, found: error.to_string(), expected, help: None })
    })?;
    let sources = sources::parse(&file.name, &text)?;
    Ok(Loaded { file: Some(file), text, sources })
}

impl BoundTable {
    /// How many parts there are: pieces of CSV files, row groups of Parquet files.
    fn count(&self) -> usize {
        self.files.iter().map(|file| file.parts(self.csv)).sum()
    }

    /// The file of a part, in the order of the files, and its number within the file.
    fn part(&self, mut part: usize) -> Option<(usize, usize)> {
        for (index, file) in self.files.iter().enumerate() {
            match part.checked_sub(file.parts(self.csv)) {
                Some(behind) => part = behind,
                None => return Some((index, part)),
            }
        }
        None
    }

    /// Readers and places in a file for columns of the spec.
    fn asked(&self, file: usize, columns: &[usize]) -> Vec<Asked<'_>> {
        let position = |column: usize| self.files.get(file).and_then(|f| f.positions.get(column).copied().flatten());
        let asked = |column: &usize| Some(Asked { reader: self.readers.get(*column)?, position: position(*column) });
        columns.iter().filter_map(asked).collect()
    }

    /// What was not read in the fastest way.
    fn told(&self) -> Vec<Note> {
        let note = |file: usize, column, cells, why| {
            let file = self.files.get(file)?.name.clone();
            Some(Note { table: self.spec.name.clone(), file, column, cells, why })
        };
        let decoded = |(index, file): (usize, &BoundFile)| {
            let Kind::Csv(pieces) = &file.kind else { return None };
            note(index, None, 0, pieces.get()?.why_whole()?)
        };
        let files = self.files.iter().enumerate().filter_map(decoded);
        let columns = self.notes.all().into_iter().filter_map(|(file, column, cells)| {
            note(file, Some(column), cells, "cells not in the usual shape are read one by one")
        });
        files.chain(columns).collect()
    }

    /// What is wrong with reading these columns: those that are not there, or hold something else.
    fn check(&self, columns: &[usize]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (index, file) in self.files.iter().enumerate() {
            let asked = self.asked(index, columns);
            problems.extend(columns.iter().filter_map(|column| self.missing_column(index, *column)));
            if let Kind::Parquet(footer) = &file.kind {
                problems.extend(parquet::check(&self.spec.name, index, (file, footer), &asked));
            }
        }
        problems
    }
}

/// Opens a file, or a row group of it, for the columns at these positions of the table's spec.
fn open_part<'a>(
    table: &'a BoundTable,
    file: usize,
    group: usize,
    columns: &[usize],
) -> Result<Box<dyn Part + 'a>, Vec<Problem>> {
    let asked = table.asked(file, columns);
    let Some(bound) = table.files.get(file) else { return Err(vec![unbound(&table.spec.name)]) };
    let one = |problem: Box<Problem>| vec![*problem];
    Ok(match &bound.kind {
        Kind::Csv(pieces) => {
            let pieces = bound.pieces(pieces, table.csv);
            Box::new(csv::CsvPart::open(table, file, bound, (pieces, group), asked).map_err(one)?)
        }
        Kind::Parquet(footer) => {
            Box::new(parquet::ParquetPart::open(table, file, (bound, footer), group, &asked).map_err(one)?)
        }
    })
}

fn unbound(table: &str) -> Problem {
    Problem {
        place: Place { table: table.to_string(), ..Place::default() },
        kind: ProblemKind::MissingFile,
        found: format!("no file for table `{table}`"),
        expected: "a file".to_string(),
        help: None,
    }
}

impl Files {
    /// Sentences about what was decided: columns that a file does not have, names in `sources.ron` that the rulebook
    /// does not declare, and, once a run has read them, which of several values derived tables took.
    pub fn remarks(&self) -> Vec<String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut remarks = self.remarks.clone();
        for remark in known.derived.values().flat_map(|derived| &derived.remarks) {
            if !remarks.contains(remark) {
                remarks.push(remark.clone());
            }
        }
        remarks
    }

    /// What was not read in the fastest way, by table, file and column, once a run has read it.
    pub fn notes(&self) -> Vec<Note> {
        self.tables.iter().flat_map(BoundTable::told).collect()
    }

    /// Measures with this clock how long each column takes; for [`Files::times`].
    pub fn watch(&self, clock: fn() -> u64) {
        self.tables.iter().for_each(|table| table.times.watch(clock));
    }

    /// How long each column took to read, by table, file and column, once a run has read it; nothing unwatched.
    pub fn times(&self) -> Vec<ColumnTime> {
        let times = self.tables.iter().flat_map(|table| {
            let measured = table.times.all().into_iter();
            measured.filter_map(|(file, column, time, cells)| {
                let file = table.files.get(file)?.name.clone();
                Some(ColumnTime { table: table.spec.name.clone(), file, column, time, cells })
            })
        });
        times.collect()
    }

    /// The path and the name of the `sources.ron` that was used.
    pub fn sources(&self) -> Option<(&Path, &str)> {
        self.loaded.file.as_ref().map(|file| (file.path.as_path(), file.name.as_str()))
    }

    /// The text of that file; empty where there is none.
    pub fn sources_text(&self) -> &str {
        &self.loaded.text
    }

    fn position(&self, table: &str) -> Option<usize> {
        self.tables.iter().position(|bound| bound.spec.name == table)
    }

    fn bound(&self, table: &str) -> Option<&BoundTable> {
        self.tables.get(self.position(table)?)
    }

    /// Checks a table's columns once.
    fn check(&self, position: usize, table: &BoundTable, columns: &[usize]) -> Result<(), Vec<Problem>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let problems = known.checked.entry((position, columns.to_vec())).or_insert_with(|| table.check(columns));
        if problems.is_empty() { Ok(()) } else { Err(problems.clone()) }
    }

    /// Makes a derived table's rows once.
    fn derived(&self, position: usize, table: &BoundTable, columns: &[usize]) -> Result<Arc<Derived>, Vec<Problem>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (position, columns.to_vec());
        if let Some(derived) = known.derived.get(&key) {
            return Ok(Arc::clone(derived));
        }
        let derived = Arc::new(derived::derive(table, columns)?);
        known.derived.insert(key, Arc::clone(&derived));
        Ok(derived)
    }
}

impl Tables for Files {
    fn parts(&self, table: &str) -> Result<usize, Vec<Problem>> {
        let table = self.bound(table).ok_or_else(|| vec![unbound(table)])?;
        Ok(if table.derived_from.is_some() { table.files.len() } else { table.count() })
    }

    fn open(&self, table: &str, part: usize, columns: &[usize]) -> Result<Box<dyn Part + '_>, Vec<Problem>> {
        let absent = || vec![unbound(table)];
        let position = self.position(table).ok_or_else(absent)?;
        let bound = self.tables.get(position).ok_or_else(absent)?;
        self.check(position, bound, columns)?;
        if bound.derived_from.is_some() {
            let all: Vec<usize> = bound.spec.key.iter().chain(columns).copied().collect();
            self.check(position, bound, &all)?;
            return Ok(Box::new(DerivedPart::new(self.derived(position, bound, columns)?, part)));
        }
        let (file, group) = bound.part(part).ok_or_else(absent)?;
        open_part(bound, file, group, columns)
    }

    fn file_name(&self, table: &str, file: usize) -> String {
        self.bound(table).and_then(|table| table.files.get(file)).map(|file| file.name.clone()).unwrap_or_default()
    }
}
