//! Rows as CSV.
//!
//! Enters: columns. Leaves: RFC 4180 text in UTF-8, its lines ending in a line feed. Guaranteed: an unknown cell is
//! empty, and only that: empty text is written as `""`.

use super::{Field, OutFile, RowWriter, cell};
use crate::table::Column;
use std::io::{self, Write};
use std::sync::Arc;

/// Writes one CSV file.
pub struct CsvWriter {
    fields: Vec<Field>,
    file: OutFile,
    line: Vec<u8>,
}

impl CsvWriter {
    /// Begins with the headings.
    pub fn new(fields: Vec<Field>, file: OutFile) -> io::Result<CsvWriter> {
        let mut writer = CsvWriter { fields, file, line: Vec::new() };
        for (i, field) in writer.fields.iter().enumerate() {
            separate(i, &mut writer.line);
            quoted(&field.name, &mut writer.line);
        }
        writer.end_of_line()?;
        Ok(writer)
    }

    fn end_of_line(&mut self) -> io::Result<()> {
        self.line.push(b'\n');
        self.file.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }
}

impl RowWriter for CsvWriter {
    fn write(&mut self, columns: &[Arc<Column>], rows: usize) -> io::Result<()> {
        let mut text = String::new();
        for row in 0..rows {
            for (i, (column, field)) in columns.iter().zip(&self.fields).enumerate() {
                separate(i, &mut self.line);
                if cell::put(column, field, row, &mut text) {
                    quoted(&text, &mut self.line);
                }
            }
            self.end_of_line()?;
        }
        self.file.add_rows(rows);
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<OutFile> {
        Ok(self.file)
    }
}

fn separate(i: usize, line: &mut Vec<u8>) {
    if i > 0 {
        line.push(b',');
    }
}

/// Quotes stand around what would else be read as something else.
fn quoted(text: &str, line: &mut Vec<u8>) {
    let special = |b: u8| matches!(b, b',' | b'"' | b'\n' | b'\r');
    let edge = |b: Option<&u8>| b.is_none_or(|b| b.is_ascii_whitespace());
    let bytes = text.as_bytes();
    if !bytes.iter().copied().any(special) && !edge(bytes.first()) && !edge(bytes.last()) {
        line.extend_from_slice(bytes);
        return;
    }
    line.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn only_what_needs_quotes_gets_them() {
        for (text, expected) in [("a b", "a b"), ("", "\"\""), ("a,b", "\"a,b\""), ("\"", "\"\"\"\""), (" a", "\" a\"")]
        {
            let mut line = Vec::new();
            quoted(text, &mut line);
            assert_eq!(String::from_utf8(line).unwrap(), expected);
        }
    }
}
