//! Tables are bound to their files, and columns to the files' columns.
//!
//! Enters: a table's spec, `sources.ron`, and the data folder. Leaves: [`BoundTable`], with everything that reading
//! needs. Guaranteed: all that is wrong with the binding of a table is found at once; files are opened for their
//! headers only.

mod columns;

use super::cell::{CellReader, Flaw};
use super::files::{self, Found, NotFound};
use super::notes::Notes;
use super::sources::{CsvOptions, Format, Sources, TableSource, line_of_key};
use super::times::Times;
use super::{csv, parquet};
use crate::table::{ColumnSpec, Place, Problem, ProblemKind, TableSpec};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A table and its files.
#[derive(Debug)]
pub(super) struct BoundTable {
    pub spec: TableSpec,
    /// One a column of the spec
    pub readers: Vec<CellReader>,
    /// The name of each column of the spec in the files
    pub names: Vec<String>,
    pub files: Vec<BoundFile>,
    pub csv: CsvOptions,
    /// The table whose files these are, where this one is made of their distinct keys
    pub derived_from: Option<String>,
    /// What was not read in the fastest way
    pub notes: Notes,
    /// How long its columns take, where somebody measures
    pub times: Times,
}

/// One file of a table.
#[derive(Debug)]
pub(super) struct BoundFile {
    pub path: PathBuf,
    /// As the user knows it
    pub name: String,
    /// The names of its columns
    pub header: Vec<String>,
    /// For each column of the spec, where it stands in the file
    pub positions: Vec<Option<usize>>,
    pub kind: Kind,
}

/// What a file is.
#[derive(Debug)]
pub(super) enum Kind {
    /// Its pieces, once they were asked for
    Csv(OnceLock<csv::Pieces>),
    /// What it says of itself
    Parquet(parquet::Footer),
}

impl BoundFile {
    /// The pieces of a CSV file that can be read by themselves.
    pub fn pieces<'p>(&self, pieces: &'p OnceLock<csv::Pieces>, options: CsvOptions) -> &'p csv::Pieces {
        pieces.get_or_init(|| csv::Pieces::of(&self.path, options))
    }

    /// Into how many parts it falls.
    pub fn parts(&self, options: CsvOptions) -> usize {
        match &self.kind {
            Kind::Csv(pieces) => self.pieces(pieces, options).count(),
            Kind::Parquet(footer) => footer.groups(),
        }
    }
}

/// `sources.ron` as it was found.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    /// Its path and the name the user knows it by; `None` where there is none
    pub file: Option<Found>,
    pub text: String,
    pub sources: Sources,
}

/// Binds tables one by one and gathers what is wrong and what is worth saying.
pub(super) struct Binder<'a> {
    pub data: &'a Path,
    pub loaded: &'a Loaded,
    pub problems: Vec<Problem>,
    pub remarks: Vec<String>,
}

/// A file that can't be read.
pub(super) fn unreadable(table: &str, index: usize, name: &str, error: &io::Error) -> Problem {
    broken(table, index, name, error.to_string())
}

/// A file whose contents are not what they should be.
pub(super) fn broken(table: &str, index: usize, name: &str, found: String) -> Problem {
    Problem {
        place: Place { table: table.to_string(), file: Some(name.to_string()), file_index: index, ..Place::default() },
        kind: ProblemKind::BrokenFile,
        found,
        expected: "a whole file that can be read".to_string(),
        help: None,
    }
}

impl Binder<'_> {
    /// Binds a table; `None` where something is wrong, which is among the problems then.
    pub fn table(&mut self, spec: &TableSpec) -> Option<BoundTable> {
        let before = self.problems.len();
        let own = self.loaded.sources.tables.get(&spec.name).cloned().unwrap_or_default();
        self.check_names(spec, &own);
        let derived_from = own.distinct_of.as_ref().map(|label| label.0.clone());
        let source = self.file_source(spec, &own)?;
        let names = self.column_names(spec, &own, &source);
        let readers = self.readers(spec, &own, &source);
        let csv = self.csv_options(derived_from.as_deref().unwrap_or(&spec.name), &source)?;
        let files = self.files(spec, derived_from.as_deref().unwrap_or(&spec.name), &source);
        let files = files.into_iter().enumerate();
        let files = files.filter_map(|(i, file)| self.file(spec, i, file, &source, csv, &names)).collect();
        let table = BoundTable {
            spec: spec.clone(),
            readers: readers?,
            files,
            names,
            csv,
            derived_from,
            notes: Notes::default(),
            times: Times::default(),
        };
        self.check_columns(&table, &own);
        (self.problems.len() == before).then_some(table)
    }

    /// What the files of a table are described by: its own entry, or that of the table it is derived from.
    fn file_source(&mut self, spec: &TableSpec, own: &TableSource) -> Option<TableSource> {
        let Some(from) = own.distinct_of.as_ref().map(|label| label.0.as_str()) else { return Some(own.clone()) };
        let keys = ["tables", spec.name.as_str(), "distinct_of"];
        let source = self.loaded.sources.tables.get(from).cloned().unwrap_or_default();
        if own.files.is_some() {
            self.source_problem(&spec.name, &keys, "`files` and `distinct_of`".into(), "one of them", None);
            return None;
        }
        if source.distinct_of.is_some() || from == spec.name {
            let found = format!("`distinct_of: \"{from}\"`");
            self.source_problem(&spec.name, &keys, found, "a table that has files of its own", None);
            return None;
        }
        if spec.key.is_empty() {
            let found = format!("`distinct_of` for `{}`, which has no key", spec.name);
            let help = Some(format!("declare it `table {} key …` in the rulebook", spec.name));
            self.source_problem(&spec.name, &keys, found, "a table with a key", help);
            return None;
        }
        Some(source)
    }

    fn column_names(&self, spec: &TableSpec, own: &TableSource, source: &TableSource) -> Vec<String> {
        let name = |column: &str| {
            let said = own.columns.get(column).or_else(|| source.columns.get(column));
            said.map_or_else(|| column.to_string(), |label| label.0.clone())
        };
        spec.columns.iter().map(|column| name(&column.name)).collect()
    }

    fn readers(&mut self, spec: &TableSpec, own: &TableSource, source: &TableSource) -> Option<Vec<CellReader>> {
        let mut readers = Vec::new();
        for (position, column) in spec.columns.iter().enumerate() {
            let makes_keys = own.distinct_of.is_some() && spec.key.contains(&position);
            let column = &if makes_keys { may_be_unknown(column) } else { column.clone() };
            let cells = own.cells.get(&column.name).map(|cells| cells.reading()).unwrap_or_default();
            let reading = cells.or(&own.reading()).or(&source.reading()).or(&self.loaded.sources.defaults.reading());
            let entries = own.values.get(&column.name).map_or(&[][..], |entries| &entries.0);
            let values: Vec<(String, String)> =
                entries.iter().map(|(word, label)| (word.clone(), label.0.clone())).collect();
            match CellReader::new(column, &reading, &values) {
                Ok(reader) => readers.push(reader),
                Err(Flaw { found, expected, help }) => {
                    let part = if values.is_empty() { "cells" } else { "values" };
                    self.source_problem(
                        &spec.name,
                        &["tables", &spec.name, part, &column.name],
                        found,
                        &expected,
                        help,
                    );
                }
            }
        }
        (readers.len() == spec.columns.len()).then_some(readers)
    }

    fn csv_options(&mut self, entry: &str, source: &TableSource) -> Option<CsvOptions> {
        match source.csv(&self.loaded.sources.defaults) {
            Ok(options) => Some(options),
            Err(found) => {
                let expected = "two different characters of ASCII, and no line break";
                self.source_problem(entry, &["tables", entry, "delimiter"], found, expected, None);
                None
            }
        }
    }

    fn files(&mut self, spec: &TableSpec, entry: &str, source: &TableSource) -> Vec<Found> {
        let found = match &source.files {
            Some(patterns) => files::by_patterns(self.data, &patterns.0),
            None => files::by_name(self.data, entry),
        };
        found.unwrap_or_else(|why| {
            self.not_found(&spec.name, entry, why);
            Vec::new()
        })
    }

    fn not_found(&mut self, table: &str, entry: &str, why: NotFound) {
        let keys = ["tables", entry, "files"];
        match why {
            NotFound::Nothing { pattern, near } => {
                let near = near
                    .map(|near| format!("there is `{near}`; name it under `files` in sources.ron if it is the one"));
                let help = "name the file under `files` of the table in sources.ron, from the folder given by --data";
                self.problems.push(Problem {
                    place: Place { table: table.to_string(), ..Place::default() },
                    kind: ProblemKind::MissingFile,
                    found: "no such file".to_string(),
                    expected: format!("`{pattern}` in the data folder"),
                    help: Some(near.unwrap_or_else(|| help.to_string())),
                });
            }
            NotFound::Pattern { pattern, why } => {
                let found = format!("`{pattern}`: {}", why.to_lowercase());
                self.source_problem(table, &keys, found, "a file's name, or a pattern such as `2026/*.csv`", None);
            }
            NotFound::Twice(name) => {
                self.source_problem(table, &keys, format!("`{name}` found by two patterns"), "each file once", None);
            }
            NotFound::Both(a, b) => {
                let help = format!("keep one of them, or say `files: \"{a}\"` for the table in sources.ron");
                self.source_problem(table, &keys, format!("both `{a}` and `{b}`"), "one of them", Some(help));
            }
        }
    }

    /// Reads a file's header and finds the columns in it.
    fn file(
        &mut self,
        spec: &TableSpec,
        index: usize,
        found: Found,
        source: &TableSource,
        csv: CsvOptions,
        names: &[String],
    ) -> Option<BoundFile> {
        let format = source.format.or(self.loaded.sources.defaults.format).or_else(|| files::format_of(&found.name));
        let read = match format {
            Some(Format::Csv) => csv_header(&found, csv).map(|header| (header, Kind::Csv(OnceLock::new()))),
            Some(Format::Parquet) => parquet::footer(&found.path).map(|footer| (footer.names(), Kind::Parquet(footer))),
            None => {
                let help = Some("say `format: csv` or `format: parquet` for the table in sources.ron".to_string());
                let text = format!("`{}`, whose ending says nothing", found.name);
                self.source_problem(&spec.name, &["tables", &spec.name], text, "`.csv` or `.parquet`", help);
                return None;
            }
        };
        match read {
            Ok((header, kind)) => {
                let positions = names.iter().map(|name| header.iter().position(|h| h == name)).collect();
                Some(BoundFile { path: found.path, name: found.name, header, positions, kind })
            }
            Err((text, expected)) => {
                let mut problem = broken(&spec.name, index, &found.name, text);
                problem.expected = expected.to_string();
                self.problems.push(problem);
                None
            }
        }
    }

    /// Something in `sources.ron` that does not fit, at the entry that the keys lead to.
    pub fn source_problem(&mut self, table: &str, keys: &[&str], found: String, expected: &str, help: Option<String>) {
        let line = (1..=keys.len()).rev().find_map(|n| line_of_key(&self.loaded.text, keys.get(..n)?));
        let file = self.loaded.file.as_ref().map(|file| file.name.clone());
        self.problems.push(Problem {
            place: Place { table: table.to_string(), line: line.filter(|_| file.is_some()), file, ..Place::default() },
            kind: ProblemKind::BadSource,
            found,
            expected: expected.to_string(),
            help,
        });
    }
}

/// In the files that a table is derived from, rows without a key make no row; they are not wrong.
fn may_be_unknown(column: &ColumnSpec) -> ColumnSpec {
    ColumnSpec { optional: true, default: None, ..column.clone() }
}

fn csv_header(found: &Found, options: CsvOptions) -> Result<Vec<String>, (String, &'static str)> {
    const HEADER: &str = "a line that names the columns";
    csv::header(&found.path, options).map_err(|why| match why {
        csv::Header::Unreadable(error) => (error.to_string(), "a file that can be read"),
        csv::Header::Empty => ("an empty file".to_string(), HEADER),
        csv::Header::OpenQuote(line) => (format!("a quote on line {line} that is never closed"), HEADER),
        csv::Header::NoText(cell) => (
            format!("{cell} in the header, which is not UTF-8"),
            "text; say `encoding` in sources.ron if it has another one",
        ),
    })
}
