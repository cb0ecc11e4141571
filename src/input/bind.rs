//! Tables are bound to their files, and columns to the files' columns.
//!
//! Enters: a table's spec, `sources.ron`, and the data folder. Leaves: [`BoundTable`], with everything that reading
//! needs. Guaranteed: all that is wrong with the binding of a table is found at once; files are opened for their
//! headers only.

use super::cell::{CellReader, Flaw};
use super::files::{self, Found, NotFound};
use super::sources::{CsvOptions, Format, Sources, TableSource, line_of_key};
use super::{csv, parquet};
use crate::diagnostic::near::nearest;
use crate::table::{ColumnSpec, Place, Problem, ProblemKind, TableSpec};
use std::io;
use std::path::{Path, PathBuf};

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
    Csv,
    /// Rows of each row group
    Parquet(Vec<u64>),
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
        let table = BoundTable { spec: spec.clone(), readers: readers?, files, names, csv, derived_from };
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
            Some(Format::Csv) => csv_header(&found, csv).map(|header| (header, Kind::Csv)),
            Some(Format::Parquet) => parquet::header(&found.path).map(|(header, rows)| (header, Kind::Parquet(rows))),
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

    /// Names in `sources.ron` that the rulebook does not have.
    fn check_names(&mut self, spec: &TableSpec, own: &TableSource) {
        let declared: Vec<&str> = spec.columns.iter().map(|column| column.name.as_str()).collect();
        for (part, names) in [
            ("columns", own.columns.names().collect::<Vec<_>>()),
            ("values", own.values.names().collect()),
            ("cells", own.cells.names().collect()),
        ] {
            for name in names.into_iter().filter(|name| !declared.contains(name)) {
                self.unknown_name(&spec.name, &["tables", &spec.name, part, name], name, &declared, "column");
            }
        }
    }

    /// A name that is near a declared one is a mistake; another one may be for another rulebook, and is remarked on.
    pub fn unknown_name(&mut self, table: &str, keys: &[&str], name: &str, declared: &[&str], what: &str) {
        match nearest(name, declared.iter().copied()) {
            Some(near) => {
                let expected = format!("a {what} of the rulebook");
                self.source_problem(
                    table,
                    keys,
                    format!("`{name}`"),
                    &expected,
                    Some(format!("did you mean `{near}`?")),
                );
            }
            None => self.remarks.push(format!(
                "{} speaks of {what} `{name}`{}, which the rulebook does not declare",
                self.loaded.file.as_ref().map_or("sources.ron", |file| &file.name),
                if table == name { String::new() } else { format!(" of `{table}`") },
            )),
        }
    }

    /// Columns that were named and are not there, or are there twice.
    fn check_columns(&mut self, table: &BoundTable, own: &TableSource) {
        let mut absent = Vec::new();
        for (file, (index, column)) in
            table.files.iter().flat_map(|f| table.spec.columns.iter().enumerate().map(move |c| (f, c)))
        {
            let name = &table.names[index]; // INVARIANT: one name a column of the spec
            let count = file.header.iter().filter(|h| *h == name).count();
            let named = own.columns.get(&column.name).is_some();
            if count > 1 {
                let found = format!("{count} columns named `{name}` in {}", file.name);
                self.source_problem(
                    &table.spec.name,
                    &["tables", &table.spec.name, "columns", &column.name],
                    found,
                    "one",
                    None,
                );
            } else if count == 0 && named {
                let help =
                    nearest(name, file.header.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
                let keys = ["tables", &table.spec.name, "columns", &column.name];
                let expected = format!("a column of {}", file.name);
                self.source_problem(&table.spec.name, &keys, format!("`{name}`"), &expected, help);
            } else if count == 0 && (column.optional || column.default.is_some()) {
                absent.push((file.name.clone(), column.name.clone()));
            }
        }
        for (file, column) in absent {
            self.remarks.push(format!("{file} has no column `{column}`: it is unknown, or its default, in every row"));
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

impl BoundTable {
    /// A column that a file does not have although it must.
    pub fn missing_column(&self, index: usize, column: usize) -> Option<Problem> {
        let (spec, file) = (self.spec.columns.get(column)?, self.files.get(index)?);
        let may_be_missing = (spec.optional || spec.default.is_some()) && !self.makes_keys(column);
        if may_be_missing || file.positions.get(column)?.is_some() {
            return None;
        }
        let name = self.names.get(column)?;
        let header: Vec<String> = file.header.iter().map(|name| super::cell::quote::quoted(name)).collect();
        Some(Problem {
            place: Place {
                table: self.spec.name.clone(),
                file: Some(file.name.clone()),
                file_index: index,
                column: Some(spec.name.clone()),
                ..Place::default()
            },
            kind: ProblemKind::MissingColumn,
            found: if header.is_empty() { "no columns".to_string() } else { format!("columns {}", header.join(", ")) },
            expected: format!("a column `{name}`"),
            help: Some(missing_help(&spec.name, name, &file.header)),
        })
    }

    fn makes_keys(&self, column: usize) -> bool {
        self.derived_from.is_some() && self.spec.key.contains(&column)
    }
}

fn missing_help(column: &str, name: &str, header: &[String]) -> String {
    let mark = match header {
        [only] => [';', '\t', '|'].into_iter().find(|mark| only.contains(*mark)),
        _ => None,
    };
    if let Some(mark) = mark {
        return format!(
            "the header is one cell: if `{0}` stands between the cells, say `delimiter: \"{0}\"` in sources.ron",
            mark.escape_default()
        );
    }
    let other = nearest(name, header.iter().map(String::as_str)).unwrap_or("the file's name of it");
    format!(
        "if the file has it under another name, say `columns: {{\"{column}\": \"{other}\"}}` for the table in sources.ron"
    )
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
