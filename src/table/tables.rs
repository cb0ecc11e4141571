//! What a run asks of its data, and how it gets it.

use super::{Column, Problem};
use crate::value::{Type, Value};
use std::sync::Arc;

/// What a table's data must have: made from the model, so that `input` needs to know no rulebook.
#[derive(Clone, Debug)]
pub struct TableSpec {
    /// Its name, also the name of its file
    pub name: String,
    /// Every declared column
    pub columns: Vec<ColumnSpec>,
    /// Positions of the key's columns
    pub key: Vec<usize>,
}

/// What a column's cells must be.
#[derive(Clone, Debug)]
pub struct ColumnSpec {
    /// Its name
    pub name: String,
    /// Its type; `OneOf` carries its labels
    pub ty: Type,
    /// Decimals stored; a cell with more is refused
    pub decimals: u8,
    /// Whether a cell may be empty (and the whole column missing)
    pub optional: bool,
    /// What an empty cell or a missing column means
    pub default: Option<Value>,
}

/// Rows of one table.
#[derive(Clone, Debug)]
pub struct Batch {
    /// How many rows
    pub rows: usize,
    /// The columns asked for, in the order asked
    pub columns: Vec<Arc<Column>>,
    /// Which records of the part's file these rows are
    pub records: Records,
}

/// Numbers of records within one file, from 0, the header not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Records {
    /// As many as there are rows, from this one
    From(u64),
    /// One number a row, ascending
    List(Vec<u64>),
}

impl Records {
    /// The record of a row.
    pub fn get(&self, row: usize) -> u64 {
        match self {
            Records::From(first) => first + row as u64,
            Records::List(list) => list.get(row).copied().unwrap_or(u64::MAX),
        }
    }
}

/// A piece of a table that can be read by itself: a file, or a row group of one.
pub trait Part: Send {
    /// Which file of the table this is a part of, from 0, for [`super::Place`].
    fn file(&self) -> usize;

    /// The next rows, `None` at the end. Rows that could not be read are not among them: they were added to
    /// `problems`, all of a row's bad cells together. An `Err` ends the part: a file cut in the middle, say.
    fn next(&mut self, problems: &mut Vec<Problem>) -> Result<Option<Batch>, Box<Problem>>;
}

/// The data of a run.
pub trait Tables: Sync {
    /// How many parts a table has. An `Err` where there is no such file, or a column is missing.
    fn parts(&self, table: &str) -> Result<usize, Vec<Problem>>;

    /// Opens one part for reading the columns at these positions of the table's spec, and no others.
    fn open(&self, table: &str, part: usize, columns: &[usize]) -> Result<Box<dyn Part + '_>, Vec<Problem>>;

    /// The name of a table's file as the user knows it.
    fn file_name(&self, table: &str, file: usize) -> String;
}

/// Which bytes a table's data were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The file's name as the user knows it
    pub file: String,
    /// How long it is
    pub bytes: u64,
    /// BLAKE3 in hexadecimal
    pub blake3: String,
}
