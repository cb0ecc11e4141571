//! Rows as lines of text, whatever the format.
//!
//! Enters: cells. Leaves: lines in a file. Guaranteed: the words of a dictionary are made once for the whole file, and
//! no cell needs memory of its own.

use super::{Cells, Field, OutFile};
use crate::table::Column;
use std::io::{self, Write};

/// Bytes that are written at once.
const FULL: usize = 1 << 16;

/// How a format writes cells.
pub trait Words {
    /// Adds a cell, unknown ones too.
    fn put(column: &Column, field: &Field, row: usize, out: &mut Vec<u8>);

    /// What stands before cell `i` of a line.
    fn before(i: usize, lines: &Lines, out: &mut Vec<u8>);

    /// What ends a line.
    fn after(out: &mut Vec<u8>);

    /// What stands before each cell of a field, if it is always the same.
    fn name(_: &Field) -> Vec<u8> {
        Vec::new()
    }
}

/// What lines are made of.
pub struct Lines {
    fields: Vec<Field>,
    names: Vec<Vec<u8>>,
    /// For each field its dictionary's words, as they are written
    words: Vec<Vec<Vec<u8>>>,
}

impl Lines {
    /// Lines of a format.
    pub fn new<W: Words>(fields: Vec<Field>) -> Lines {
        let names = fields.iter().map(W::name).collect();
        let words = fields.iter().map(|field| words::<W>(field)).collect();
        Lines { fields, names, words }
    }

    /// What stands before each cell of a field.
    pub fn name(&self, i: usize) -> &[u8] {
        self.names.get(i).map_or(&[], Vec::as_slice)
    }

    /// Adds rows to a file, by way of a buffer that is empty before and after.
    pub fn write<W: Words>(
        &self,
        cells: &[Cells],
        rows: usize,
        buffer: &mut Vec<u8>,
        file: &mut OutFile,
    ) -> io::Result<()> {
        let repeated: Vec<Vec<u32>> = cells.iter().map(Cells::places).collect();
        buffer.clear();
        for row in 0..rows {
            for (i, (cell, places)) in cells.iter().zip(&repeated).enumerate() {
                W::before(i, self, buffer);
                self.put::<W>(i, cell, places, row, buffer);
            }
            W::after(buffer);
            if buffer.len() >= FULL {
                file.write_all(buffer)?;
                buffer.clear();
            }
        }
        file.write_all(buffer)?;
        buffer.clear();
        file.add_rows(rows);
        Ok(())
    }

    fn put<W: Words>(&self, i: usize, cell: &Cells, places: &[u32], row: usize, out: &mut Vec<u8>) {
        let Some(field) = self.fields.get(i) else { return };
        match cell {
            Cells::Each(column) => W::put(column, field, row, out),
            Cells::Repeated { column, .. } => {
                W::put(column, field, places.get(row).map_or(usize::MAX, |place| *place as usize), out)
            }
            Cells::Coded(codes) => {
                let words = self.words.get(i).zip(codes.get(row)).and_then(|(words, code)| words.get(*code as usize));
                out.extend_from_slice(words.map_or(&[], Vec::as_slice));
            }
        }
    }
}

fn words<W: Words>(field: &Field) -> Vec<Vec<u8>> {
    let Some(coded) = &field.coded else { return Vec::new() };
    let word = |row| {
        let mut word = Vec::new();
        W::put(&coded.values, field, row, &mut word);
        word
    };
    (0..coded.values.len()).map(word).collect()
}
