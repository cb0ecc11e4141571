//! What can be wrong with data.

use std::fmt;

/// Where in the data. All parts that are known are said.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The table
    pub table: String,
    /// The file as the user knows it
    pub file: Option<String>,
    /// Position of the file among the table's files
    pub file_index: usize,
    /// The record within the file, from 0, the header not counted
    pub record: Option<u64>,
    /// The line of the file, from 1, where the record begins (CSV); for Parquet the row, from 1
    pub line: Option<u64>,
    /// The column's name in the rulebook
    pub column: Option<String>,
}

/// Which kind of problem; the words are those of `run.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// A cell that can't be read as its column's type
    BadCell,
    /// A record with more or fewer cells than the header
    RaggedRow,
    /// A row whose key another row had before
    DuplicateKey,
    /// A row that belongs to a parent that is not there
    Orphan,
    /// A table without a file
    MissingFile,
    /// A file without a column that is needed
    MissingColumn,
    /// A file that can't be read, or ends in the middle
    BrokenFile,
    /// Something in `sources.ron` that does not fit
    BadSource,
    /// A number beyond 26 digits before the point
    Overflow,
}

impl ProblemKind {
    /// As `run.json` and `rejected.csv` write it.
    pub fn word(self) -> &'static str {
        match self {
            ProblemKind::BadCell => "bad cell",
            ProblemKind::RaggedRow => "ragged row",
            ProblemKind::DuplicateKey => "duplicate key",
            ProblemKind::Orphan => "orphan",
            ProblemKind::MissingFile => "missing file",
            ProblemKind::MissingColumn => "missing column",
            ProblemKind::BrokenFile => "broken file",
            ProblemKind::BadSource => "bad source",
            ProblemKind::Overflow => "overflow",
        }
    }

    /// Whether it concerns one row, which can be set aside; the others end the run.
    pub fn is_of_a_row(self) -> bool {
        matches!(self, ProblemKind::BadCell | ProblemKind::RaggedRow | ProblemKind::DuplicateKey | ProblemKind::Orphan)
    }
}

/// One problem, told once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where
    pub place: Place,
    /// Which kind
    pub kind: ProblemKind,
    /// What was found, in the user's own characters
    pub found: String,
    /// What was expected instead
    pub expected: String,
    /// What to do
    pub help: Option<String>,
}

/// `invoices.csv, line 12, column amount: found "12,5x", expected an amount of money such as 1234.50`
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.place.file.as_deref().unwrap_or(&self.place.table))?;
        if let Some(line) = self.place.line {
            let parquet = self.place.file.as_ref().is_some_and(|file| file.ends_with(".parquet"));
            write!(f, ", {} {line}", if parquet { "row" } else { "line" })?;
        }
        if let Some(column) = &self.place.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {}: found {}, expected {}", self.kind.word(), self.found, self.expected)
    }
}
