//! Rows as JSON lines.
//!
//! Enters: columns. Leaves: one object a line, `schema_version` first, then the fields in order. Guaranteed: numbers
//! and dates are strings of exact text, yes/no is `true` or `false`, what is unknown is `null`.

use super::{Field, OutFile, RowWriter, SCHEMA_VERSION, cell};
use crate::table::{Column, Values};
use std::io::{self, Write};
use std::sync::Arc;

/// Writes one file of JSON lines.
pub struct JsonWriter {
    fields: Vec<Field>,
    names: Vec<Vec<u8>>,
    file: OutFile,
    line: Vec<u8>,
}

impl JsonWriter {
    /// Begins an empty file.
    pub fn new(fields: Vec<Field>, file: OutFile) -> JsonWriter {
        let names = fields.iter().map(|field| name_of(&field.name)).collect();
        JsonWriter { fields, names, file, line: Vec::new() }
    }

    fn row(&mut self, columns: &[Arc<Column>], row: usize, text: &mut String) -> io::Result<()> {
        self.line.clear();
        write!(self.line, "{{\"schema_version\":{SCHEMA_VERSION}")?;
        for ((column, field), name) in columns.iter().zip(&self.fields).zip(&self.names) {
            self.line.extend_from_slice(name);
            match (&column.values, cell::put(column, field, row, text)) {
                (_, false) => self.line.extend_from_slice(b"null"),
                (Values::YesNo(_), _) => write!(self.line, "{}", text == "yes")?,
                _ => serde_json::to_writer(&mut self.line, text)?,
            }
        }
        self.line.extend_from_slice(b"}\n");
        self.file.write_all(&self.line)
    }
}

impl RowWriter for JsonWriter {
    fn write(&mut self, columns: &[Arc<Column>], rows: usize) -> io::Result<()> {
        let mut text = String::new();
        for row in 0..rows {
            self.row(columns, row, &mut text)?;
        }
        self.file.add_rows(rows);
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<OutFile> {
        Ok(self.file)
    }
}

/// `,"name":`
fn name_of(name: &str) -> Vec<u8> {
    format!(",{}:", serde_json::Value::from(name)).into_bytes()
}
