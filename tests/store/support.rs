//! Stores in folders that go away.

use crate::cli::support::{DATA, RATING, rubric, stdout};
use std::path::PathBuf;
use std::process::Output;
use tempfile::TempDir;

/// A folder with a store that may not be there yet.
pub struct Place {
    pub folder: TempDir,
}

impl Place {
    pub fn new() -> Place {
        Place { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("rubric.db")
    }

    pub fn store(&self) -> String {
        self.path().to_str().unwrap().to_string()
    }

    /// `rubric run` of the rulebook of the command line's tests into the store.
    pub fn run(&self, as_of: &str, more: &[&str]) -> Output {
        let store = self.store();
        rubric(&[&["run", RATING, "--data", DATA, "--as-of", as_of, "--store", &store], more].concat())
    }

    /// A command that reads the store.
    pub fn ask(&self, arguments: &[&str]) -> Output {
        rubric(&[arguments, &["--store", &self.store()]].concat())
    }

    /// All rows of a query, each as its cells in one line.
    pub fn rows(&self, query: &str) -> Vec<String> {
        rows(&self.path(), query)
    }
}

/// All rows of a query on a store, each as its cells in one line.
pub fn rows(store: &std::path::Path, query: &str) -> Vec<String> {
    use rusqlite::types::Value;
    let connection = rusqlite::Connection::open(store).unwrap();
    let mut statement = connection.prepare(query).unwrap();
    let columns = statement.column_count();
    let cell = |value: Value| match value {
        Value::Null => "-".to_string(),
        Value::Integer(n) => n.to_string(),
        Value::Real(_) => panic!("a binary float in a store"),
        Value::Text(text) => text,
        Value::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    let line = |row: &rusqlite::Row| -> rusqlite::Result<String> {
        let cells: rusqlite::Result<Vec<String>> = (0..columns).map(|at| Ok(cell(row.get(at)?))).collect();
        Ok(cells?.join(" | "))
    };
    let rows = statement.query_map([], line).unwrap();
    rows.map(Result::unwrap).collect()
}

/// The line of a run's summary about its store.
pub fn kept(output: &Output) -> String {
    let text = stdout(output);
    let line = text.lines().find(|line| line.contains("rubric.db, run")).unwrap_or_else(|| panic!("{text}"));
    line.rsplit_once("rubric.db, ").unwrap().1.to_string()
}
