//! Whether rows do what they should: the engine decides.
//!
//! Enters: rows drawn for lines. Leaves: the lines whose row won, with their rows. Guaranteed: the rows went through the
//! same plan and run as data; what would be refused in data shows nothing.

use super::{LineProof, ListView, Row, Winner, Witness, filled};
use crate::examples::Memory;
use crate::model::Rulebook;
use crate::plan::{self, Plan, Purpose};
use crate::run::{self, OnBadRow, Options, Sink};
use crate::table::TableSpec;
use crate::trace::record::{Chunk, line_of};
use crate::value::{Date, Value};

/// Judges each sketch, and keeps the rows of those whose line won.
pub fn confirm(
    book: &Rulebook,
    as_of: Date,
    proofs: &mut [(&ListView, LineProof)],
    sketches: Vec<Option<Vec<Vec<Row>>>>,
) {
    let plan = plan::plan(book, as_of, &[], Purpose::Run);
    let specs = plan::specs(book);
    for ((_, proof), tables) in proofs.iter_mut().zip(sketches) {
        let Some(tables) = tables.filter(|tables| !filled(tables).is_empty()) else { continue };
        if let Some(value) = judged(book, &plan, &specs, &tables, proof) {
            proof.winner = Winner::Row(Witness { as_of, tables, value });
        }
    }
}

/// The value that the line gave, if it won.
fn judged(
    book: &Rulebook,
    plan: &Plan,
    specs: &[TableSpec],
    tables: &[Vec<Row>],
    proof: &LineProof,
) -> Option<Option<Value>> {
    let memory = Memory { specs, rows: tables, title: "" };
    let table = book.item(proof.item).table;
    let own = tables.get(table.0)?.first()?;
    let key = book.table(table).key.iter().map(|column| own.get(column.0).cloned().flatten()).collect();
    let mut seen = Seen { book, proof, key, found: None };
    let options = Options { threads: 1, trace: true, on_bad_row: OnBadRow::Stop };
    run::run(plan, book, &memory, &options, &mut seen).ok()?;
    seen.found
}

/// Watches for one row of one table.
struct Seen<'a> {
    book: &'a Rulebook,
    proof: &'a LineProof,
    key: Vec<Option<Value>>,
    found: Option<Option<Value>>,
}

impl Sink for Seen<'_> {
    fn chunk(&mut self, chunk: Chunk) -> std::io::Result<()> {
        if chunk.table != self.book.item(self.proof.item).table {
            return Ok(());
        }
        let has_key = |row: &usize| chunk.key.iter().zip(&self.key).all(|(column, key)| column.get(*row) == *key);
        if let Some(row) = (0..chunk.rows).find(has_key) {
            self.found = self.won(&chunk, row);
        }
        Ok(())
    }
}

impl Seen<'_> {
    fn won(&self, chunk: &Chunk, row: usize) -> Option<Option<Value>> {
        match self.proof.rule {
            Some(rule) => self.rule_won(chunk, row, rule),
            None => {
                let (_, lines) = chunk.lines.iter().find(|(id, _)| *id == self.proof.item)?;
                let (_, values) = chunk.items.iter().find(|(id, _)| *id == self.proof.item)?;
                (line_of(lines, row)? == self.proof.line).then(|| values.get(row))
            }
        }
    }

    /// Of an adding rule the first line that holds is told.
    fn rule_won(&self, chunk: &Chunk, row: usize, rule: usize) -> Option<Option<Value>> {
        let score = chunk.scores.iter().find(|score| score.score == self.proof.item)?;
        let columns = score.rules.iter().find(|columns| columns.rule == rule)?;
        (columns.line(row)? == self.proof.line).then(|| columns.points.get(row))
    }
}
