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
use super::domain::Domain;
use super::findings::{ListView, lists_of};
use super::graph::NodeId;
use super::solver::Answer;
use crate::model::{ItemId, ItemKind, Rulebook, TableId};
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
    let sketcher = Sketcher::new(book, built, EFFORT);
    let judge = Judge::new(book, sketcher.as_of);
    let mut search = Search { book, built, sketcher, judge, proofs: Vec::new() };
    let lists = lists_of(book, built);
    let lines: Vec<Asked> = lists.iter().flat_map(|list| (0..list.lines.len()).map(move |line| (list, line))).collect();
    for (list, line) in &lines {
        let span = list.lines.get(*line).map_or_else(Span::default, |(_, _, span)| *span);
        let winner = Winner::NotFound;
        search.proofs.push(LineProof { item: list.item, rule: list.rule, line: *line, span, winner });
    }
    search.plainly(&lines);
    search.by_scores(&lines);
    search.proofs
}

/// A line of a list.
type Asked<'v, 'b> = (&'v ListView<'b>, usize);

/// A search for the winners of all lines, which stand in the order of the proofs.
struct Search<'a> {
    book: &'a Rulebook,
    built: &'a Built,
    sketcher: Sketcher<'a>,
    judge: Judge<'a>,
    proofs: Vec<LineProof>,
}

impl Search<'_> {
    /// Tries each line that is open yet by itself.
    fn plainly(&mut self, lines: &[Asked]) {
        for variant in 0..VARIANTS {
            for (at, (list, line)) in lines.iter().enumerate() {
                if !self.is_open(at) {
                    continue;
                }
                let suppose = list.supposing(*line);
                if variant == 0 && !list.adding && self.sketcher.solver.ask(&suppose) == Answer::Never {
                    self.settle(at, Winner::Nobody);
                } else {
                    self.draw(list.item, &suppose, variant);
                }
            }
        }
    }

    /// Tries lines that nobody was found for among those who have many points of a score, or few.
    fn by_scores(&mut self, lines: &[Asked]) {
        let scores = self.book.items.iter().enumerate().filter(|(_, item)| matches!(item.kind, ItemKind::Score(_)));
        let scores: Vec<(ItemId, TableId)> = scores.map(|(at, item)| (ItemId(at), item.table)).collect();
        for (at, (list, line)) in lines.iter().enumerate() {
            let table = self.book.item(list.item).table;
            for (score, _) in scores.iter().filter(|(_, of)| *of == table) {
                for side in [Side::Most, Side::Fewest] {
                    if self.is_open(at) {
                        self.among_extremes(list, *line, (at, *score, side));
                    }
                }
            }
        }
    }

    fn among_extremes(&mut self, list: &ListView, line: usize, (at, score, side): (usize, ItemId, Side)) {
        let base = list.supposing(line);
        let solver = &mut self.sketcher.solver;
        for (variant, suppose) in extreme::attempts(self.book, self.built, solver, (score, side), &base) {
            if !self.is_open(at) {
                return;
            }
            self.draw(list.item, &suppose, variant);
        }
    }

    fn is_open(&self, at: usize) -> bool {
        self.proofs.get(at).is_some_and(|proof| matches!(proof.winner, Winner::NotFound))
    }

    fn settle(&mut self, at: usize, winner: Winner) {
        if let Some(proof) = self.proofs.get_mut(at) {
            proof.winner = winner;
        }
    }

    /// Draws rows and keeps them for each line that they win and that is open yet, whatever they were drawn for.
    fn draw(&mut self, item: ItemId, suppose: &[(NodeId, Domain)], variant: u32) {
        let Some(tables) = self.sketcher.sketch(item, suppose, variant) else { return };
        let Some(seen) = self.judge.see(&tables, item) else { return };
        let (table, as_of) = (self.book.item(item).table, self.sketcher.as_of);
        for proof in self.proofs.iter_mut().filter(|proof| matches!(proof.winner, Winner::NotFound)) {
            let is_here = self.book.item(proof.item).table == table;
            if is_here && seen.line(proof.item, proof.rule) == Some(Some(proof.line)) {
                let value = seen.value(proof.item, proof.rule);
                proof.winner = Winner::Row(Witness { as_of, tables: tables.clone(), value });
            }
        }
    }
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
