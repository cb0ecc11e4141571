//! Results out: files that can be proven years later, and a summary for a person.
//!
//! Enters: chunks of a run, its summary, the rulebook's names. Leaves: `results`, `figures`, `trace` as CSV, JSON
//! lines or Parquet, `run.json`, and text for a terminal. Guaranteed: every value is written exactly; what is unknown
//! is empty (`null` in JSON); the same run writes the same bytes; a run that fails leaves the folder as it was.

mod alerts;
mod bars;
mod cell;
mod csv;
mod decimals;
mod figures;
pub mod findings;
mod folder;
mod github;
mod json;
mod lines;
mod manifest;
mod parquet;
mod results;
mod spread;
mod summary;
mod trace;
mod traced;
pub mod verdicts;
pub mod what_if;
mod wide;
mod words;

pub use alerts::{AlertRow, write as write_alerts};
pub use cell::plain;
pub use figures::{folded, write as write_figures};
pub use folder::{Folder, OutFile, Written};
pub use github::annotation as github_annotation;
pub use manifest::{Inputs, Proof, digest_of_inputs, digest_of_sources, manifest};
pub use results::{Results, TraceShape};
pub use spread::Spread;
pub use summary::{Facts, Style, problems, summary};
pub use traced::{Award, Found, Traced, all as traced_rules};
pub use words::{count, cut, fit, said, wrapped};

use crate::table::Column;
use crate::value::{Currency, Type};
use std::io;
use std::sync::Arc;

/// The version of every machine-readable shape written here; a change that could break a reader raises it.
pub const SCHEMA_VERSION: u32 = 1;

/// How tables are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Apache Parquet: numbers as DECIMAL, dates as DATE, text in dictionaries
    Parquet,
    /// RFC 4180 in UTF-8, lines ending in a line feed; unknown is an empty cell, empty text is `""`
    Csv,
    /// One JSON object a line; numbers stand in strings, so that no reader's floats round them
    Json,
}

impl Format {
    /// `csv`, `jsonl`, `parquet`
    pub fn extension(self) -> &'static str {
        match self {
            Format::Parquet => "parquet",
            Format::Csv => "csv",
            Format::Json => "jsonl",
        }
    }
}

/// One column of an output file.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its heading
    pub name: String,
    /// The type of its values
    pub ty: Type,
    /// For numbers: no value has more decimals than this; at most 12
    pub decimals: u8,
    /// For numbers as text: at least so many decimals are written, as money has those of its currency
    pub least: u8,
    /// For numbers: each is below 10¹⁸ units of its last decimal, so that it fits 64 bits
    pub narrow: bool,
    /// Where all values are known before the first row: these, and which rows have which is told by codes
    pub coded: Option<Coded>,
}

/// Values of a field that are known before the first row.
#[derive(Clone, Debug, PartialEq)]
pub struct Coded {
    /// Fields of one file with the same stream have the same code in every row
    pub stream: usize,
    /// By code
    pub values: Arc<Column>,
}

impl Field {
    /// A field of text.
    pub fn text(name: &str) -> Field {
        Field::of(name, Type::Text, 0)
    }

    /// A field of a type, numbers with at most so many decimals and no more written than they need.
    pub fn of(name: &str, ty: Type, decimals: u8) -> Field {
        Field { name: name.to_string(), ty, decimals, least: 0, narrow: false, coded: None }
    }

    /// The same, for numbers that fit 64 bits.
    pub fn narrow(self) -> Field {
        Field { narrow: true, ..self }
    }

    /// The same, where only these values occur.
    pub fn coded(self, stream: usize, values: Arc<Column>) -> Field {
        Field { coded: Some(Coded { stream, values }), ..self }
    }

    /// The same, where money is written with at least the decimals of its currency.
    pub fn in_currency(mut self, currency: &Currency) -> Field {
        if self.ty == Type::Money {
            self.least = currency.decimals();
        }
        self
    }

    /// A field of numbers with at most so many decimals.
    pub fn number(name: &str, decimals: u8) -> Field {
        Field::of(name, Type::Number, decimals)
    }
}

/// The values of one field for some rows.
#[derive(Clone, Copy)]
pub enum Cells<'a> {
    /// A value a row
    Each(&'a Column),
    /// The values of the column from row `first` on, each so many times as `times` says
    Repeated {
        /// Whose values
        column: &'a Column,
        /// Its first row that counts
        first: usize,
        /// One a row of the column
        times: &'a [u32],
    },
    /// A code a row, of a field that is coded
    Coded(&'a [u32]),
}

impl Cells<'_> {
    /// For each row the row of the column whose value it repeats; empty where none is repeated.
    fn places(&self) -> Vec<u32> {
        let Cells::Repeated { first, times, .. } = self else { return Vec::new() };
        let places = times.iter().enumerate();
        places.flat_map(|(i, times)| std::iter::repeat_n((first + i) as u32, *times as usize)).collect()
    }
}

/// Takes the rows of one file.
pub trait RowWriter: Send {
    /// Adds `rows` rows: cells of each field.
    fn write(&mut self, cells: &[Cells], rows: usize) -> io::Result<()>;

    /// Writes what is left, and closes the file.
    fn finish(self: Box<Self>) -> io::Result<OutFile>;
}

/// Begins a file of a format, which at most so many threads encode.
pub fn row_writer(format: Format, fields: Vec<Field>, file: OutFile, threads: usize) -> io::Result<Box<dyn RowWriter>> {
    Ok(match format {
        Format::Csv => Box::new(csv::CsvWriter::new(fields, file)?),
        Format::Json => Box::new(json::JsonWriter::new(fields, file)),
        Format::Parquet => Box::new(parquet::ParquetWriter::new(fields, file, threads)?),
    })
}

pub mod explanation;
