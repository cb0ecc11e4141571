//! A customer for each line of each decision list.
//!
//! Enters: the rulebook and its graph. Leaves: for each line rows that make it win, or that nobody can, or that nobody
//! was found. Guaranteed: rows are told only after the engine has judged them and the line has won.

mod choose;
mod extreme;
mod judge;
mod print;
mod show;
mod sketch;

use super::build::Built;
use super::findings::{ListView, lists_of};
use super::solver::Answer;
use crate::model::{ItemId, Rulebook};
use crate::source::Span;
use crate::value::{Date, Value};
use judge::Judge;
use sketch::Sketcher;
use std::collections::BTreeSet;

pub use extreme::Side;
pub use show::{Finding, Request, Shows, show};

/// One row: a value for each column.
pub type Row = Vec<Option<Value>>;

/// Different ways to choose among the values that fit.
const VARIANTS: u32 = 4;
/// The most nodes looked at to find the winners of one rulebook.
const EFFORT: u64 = 12_000_000;

/// What is known of one line.
#[derive(Clone, Debug)]
pub struct LineProof {
    /// Whose list
    pub item: ItemId,
    /// Position of the rule, in a score
    pub rule: Option<usize>,
    /// Position of the line
    pub line: usize,
    /// The line in the rulebook
    pub span: Span,
    /// Who wins it
    pub winner: Winner,
}

/// Who wins a line.
#[derive(Clone, Debug)]
pub enum Winner {
    /// These rows show it
    Row(Witness),
    /// Nobody, whatever the data
    Nobody,
    /// Nobody was found, and nothing says that there is nobody
    NotFound,
}

/// Rows whose judged row wins a line.
#[derive(Clone, Debug)]
pub struct Witness {
    /// The as-of date
    pub as_of: Date,
    /// By table
    pub tables: Vec<Vec<Row>>,
    /// The value of the item, or the points of the rule
    pub value: Option<Value>,
}

/// Looks for a customer for each line.
pub fn witnesses(book: &Rulebook, built: &Built) -> Vec<LineProof> {
    let lists = lists_of(book, built);
    let mut proofs = Vec::new();
    for list in &lists {
        for (line, (_, _, span)) in list.lines.iter().enumerate() {
            let winner = Winner::NotFound;
            proofs.push((list, LineProof { item: list.item, rule: list.rule, line, span: *span, winner }));
        }
    }
    let mut sketcher = Sketcher::new(book, built, EFFORT);
    let judge = Judge::new(book, sketcher.as_of);
    for variant in 0..VARIANTS {
        for (list, proof) in &mut proofs {
            if let Some(tables) = sketched(&mut sketcher, list, proof, variant) {
                confirm(&judge, sketcher.as_of, proof, tables);
            }
        }
    }
    proofs.into_iter().map(|(_, proof)| proof).collect()
}

/// Keeps rows whose line has won.
fn confirm(judge: &Judge, as_of: Date, proof: &mut LineProof, tables: Vec<Vec<Row>>) {
    let Some(seen) = judge.see(&tables, proof.item) else { return };
    if seen.line(proof.item, proof.rule) == Some(Some(proof.line)) {
        proof.winner = Winner::Row(Witness { as_of, tables, value: seen.value(proof.item, proof.rule) });
    }
}

/// Rows that might make a line win.
fn sketched(sketcher: &mut Sketcher, list: &ListView, proof: &mut LineProof, variant: u32) -> Option<Vec<Vec<Row>>> {
    if !matches!(proof.winner, Winner::NotFound) {
        return None;
    }
    let suppose = list.supposing(proof.line);
    if variant == 0 && !list.adding && sketcher.solver.ask(&suppose) == Answer::Never {
        proof.winner = Winner::Nobody;
        return None;
    }
    sketcher.sketch(list.item, &suppose, variant)
}

impl LineProof {
    /// Whose line it is: `standing`, `rating.delay`.
    pub fn list(&self, book: &Rulebook) -> String {
        print::list_name(book, self.item, self.rule)
    }

    /// The text of an example that shows who wins; `None` where nobody was found.
    pub fn example(&self, book: &Rulebook, built: &super::Proven) -> Option<String> {
        let Winner::Row(witness) = &self.winner else { return None };
        let shown = print::Shown {
            title: format!("line {} of {}", self.line + 1, self.list(book)),
            as_of: witness.as_of,
            tables: &witness.tables,
            table: book.item(self.item).table,
            expected: vec![print::expected(book, self.item, self.rule, witness.value.as_ref())],
        };
        Some(print::example(book, &built.built, &shown))
    }
}

/// Tables with rows in them.
pub(super) fn filled(tables: &[Vec<Row>]) -> BTreeSet<usize> {
    tables.iter().enumerate().filter(|(_, rows)| !rows.is_empty()).map(|(table, _)| table).collect()
}
