//! Rows as JSON lines.
//!
//! Enters: cells. Leaves: one object a line, `schema_version` first, then the fields in order. Guaranteed: numbers
//! and dates are strings of exact text, yes/no is `true` or `false`, what is unknown is `null`.

use super::lines::{Lines, Words};
use super::{Cells, Field, OutFile, RowWriter, SCHEMA_VERSION, cell};
use crate::table::{Column, Values};
use std::io;

/// Writes one file of JSON lines.
pub struct JsonWriter {
    lines: Lines,
    file: OutFile,
    buffer: Vec<u8>,
}

/// How JSON writes a cell.
struct Json;

impl Words for Json {
    fn put(column: &Column, field: &Field, row: usize, out: &mut Vec<u8>) {
        match &column.values {
            _ if !column.is_known(row) => out.extend_from_slice(b"null"),
            Values::YesNo(v) => {
                out.extend_from_slice(if v.get(row).copied().unwrap_or(false) { b"true" } else { b"false" })
            }
            Values::Text(v) => escaped(v.get(row), out),
            Values::Label(_) => {
                let mut label = Vec::new();
                cell::put(column, field, row, &mut label);
                escaped(&String::from_utf8_lossy(&label), out);
            }
            _ => {
                out.push(b'"');
                cell::put(column, field, row, out);
                out.push(b'"');
            }
        }
    }

    fn before(i: usize, lines: &Lines, out: &mut Vec<u8>) {
        if i == 0 {
            out.extend_from_slice(format!("{{\"schema_version\":{SCHEMA_VERSION}").as_bytes());
        }
        out.extend_from_slice(lines.name(i));
    }

    fn after(out: &mut Vec<u8>) {
        out.extend_from_slice(b"}\n");
    }

    fn name(field: &Field) -> Vec<u8> {
        let mut name = b",".to_vec();
        escaped(&field.name, &mut name);
        name.push(b':');
        name
    }
}

/// As a JSON string. Plain text needs no look at each of its characters' names.
fn escaped(text: &str, out: &mut Vec<u8>) {
    if text.bytes().all(|b| b >= b' ' && b != b'"' && b != b'\\') {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
    }
}

impl JsonWriter {
    /// Begins an empty file.
    pub fn new(fields: Vec<Field>, file: OutFile) -> JsonWriter {
        JsonWriter { lines: Lines::new::<Json>(fields), file, buffer: Vec::new() }
    }
}

impl RowWriter for JsonWriter {
    fn write(&mut self, cells: &[Cells], rows: usize) -> io::Result<()> {
        self.lines.write::<Json>(cells, rows, &mut self.buffer, &mut self.file)
    }

    fn finish(self: Box<Self>) -> io::Result<OutFile> {
        Ok(self.file)
    }
}
