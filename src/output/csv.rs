//! Rows as CSV.
//!
//! Enters: cells. Leaves: RFC 4180 text in UTF-8, its lines ending in a line feed. Guaranteed: an unknown cell is
//! empty, and only that: empty text is written as `""`.

use super::lines::{Lines, Words};
use super::{Cells, Field, OutFile, RowWriter, cell};
use crate::table::{Column, Values};
use std::io::{self, Write};

/// Writes one CSV file.
pub struct CsvWriter {
    lines: Lines,
    file: OutFile,
    buffer: Vec<u8>,
}

/// How CSV writes a cell.
struct Csv;

impl Words for Csv {
    fn put(column: &Column, field: &Field, row: usize, out: &mut Vec<u8>) {
        let start = out.len();
        let known = cell::put(column, field, row, out);
        if known && matches!(column.values, Values::Text(_) | Values::Label(_)) {
            quote(start, out);
        }
    }

    fn before(i: usize, _: &Lines, out: &mut Vec<u8>) {
        if i > 0 {
            out.push(b',');
        }
    }

    fn after(out: &mut Vec<u8>) {
        out.push(b'\n');
    }
}

impl CsvWriter {
    /// Begins with the headings.
    pub fn new(fields: Vec<Field>, mut file: OutFile) -> io::Result<CsvWriter> {
        let mut buffer = Vec::new();
        for (i, field) in fields.iter().enumerate() {
            if i > 0 {
                buffer.push(b',');
            }
            let start = buffer.len();
            buffer.extend_from_slice(field.name.as_bytes());
            quote(start, &mut buffer);
        }
        buffer.push(b'\n');
        file.write_all(&buffer)?;
        Ok(CsvWriter { lines: Lines::new::<Csv>(fields), file, buffer })
    }
}

impl RowWriter for CsvWriter {
    fn write(&mut self, cells: &[Cells], rows: usize) -> io::Result<()> {
        self.lines.write::<Csv>(cells, rows, &mut self.buffer, &mut self.file)
    }

    fn finish(self: Box<Self>) -> io::Result<OutFile> {
        Ok(self.file)
    }
}

/// Puts quotes around the text from `start` on, if it would else be read as something else.
fn quote(start: usize, out: &mut Vec<u8>) {
    let text = out.get(start..).unwrap_or_default();
    let special = |b: &u8| matches!(b, b',' | b'"' | b'\n' | b'\r');
    let edge = |b: Option<&u8>| b.is_none_or(|b| b.is_ascii_whitespace());
    if !text.iter().any(special) && !edge(text.first()) && !edge(text.last()) {
        return;
    }
    let text = text.to_vec();
    out.truncate(start);
    out.push(b'"');
    for byte in text {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn only_what_needs_quotes_gets_them() {
        for (text, expected) in [("a b", "a b"), ("", "\"\""), ("a,b", "\"a,b\""), ("\"", "\"\"\"\""), (" a", "\" a\"")]
        {
            let mut line = b"x,".to_vec();
            line.extend_from_slice(text.as_bytes());
            quote(2, &mut line);
            assert_eq!(String::from_utf8(line).unwrap(), format!("x,{expected}"));
        }
    }
}
