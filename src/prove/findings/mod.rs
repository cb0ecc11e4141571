//! What is wrong with a rulebook although each of its parts is right.
//!
//! Enters: the rulebook, its graph, and what the checker told. Leaves: warnings with the rows that would show them, and
//! the same for what was told. Guaranteed: one mistake is told once, and not at all where the checker has told it.

mod alerts;
mod bands;
mod lists;
mod rows;
mod scores;
mod steps;
mod told;
mod words;

use super::build::{Built, LineNodes};
use super::domain::Domain;
use super::graph::NodeId;
use super::solver::{Answer, Solver};
use super::witness::{Finding, Request, Shows};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Expr, ItemId, ItemKind, MetricBody, Rulebook};
use crate::source::Span;
use std::collections::BTreeSet;

/// The most nodes looked at for one question.
const MOST: u64 = 30_000;
/// The most nodes looked at for one rulebook.
const EFFORT: u64 = 1_500_000;

/// What was found.
pub struct Found<'b> {
    /// What the checker did not tell
    pub findings: Vec<Finding<'b>>,
    /// What the checker told and befalls some row
    pub told: Vec<Finding<'b>>,
    /// Lines of lists that no row wins
    pub dead: BTreeSet<LineId>,
}

/// Whose list, which rule of a score, which line.
pub type LineId = (ItemId, Option<usize>, usize);

/// All that is found.
pub fn all<'b>(book: &'b Rulebook, built: &'b Built, told: &[Diagnostic]) -> Found<'b> {
    let mut prover = Prover::new(book, built, told);
    let lists = lists_of(book, built);
    for list in &lists {
        prover.list(list);
        prover.bands(list);
    }
    for (position, (item, nodes)) in book.items.iter().zip(&built.items).enumerate() {
        prover.score(ItemId(position), item, nodes);
    }
    prover.rows();
    prover.alerts();
    let told = prover.told(&lists, told);
    for (position, (item, nodes)) in book.items.iter().zip(&built.items).enumerate() {
        prover.steps(ItemId(position), item, nodes);
    }
    Found { findings: prover.findings, told, dead: prover.dead }
}

/// A decision list with its nodes.
#[derive(Clone, Debug)]
pub struct ListView<'b> {
    /// Whose list
    pub item: ItemId,
    /// Position of the rule, in a score
    pub rule: Option<usize>,
    /// All lines that hold count
    pub adding: bool,
    /// Whether the row is among the item's rows
    pub among: NodeId,
    /// What each line gives in the author's words, its condition, its place
    pub lines: Vec<(LineNodes, Option<&'b Expr>, Span)>,
}

impl ListView<'_> {
    /// What is so of a row for which a line wins; of an adding rule, for which it is the first to hold.
    pub fn supposing(&self, line: usize) -> Vec<(NodeId, Domain)> {
        let mut suppose = vec![(self.among, Domain::YES)];
        for (position, (nodes, ..)) in self.lines.iter().enumerate().take(line + 1) {
            let domain = if position == line { Domain::YES } else { Domain::FAILS };
            suppose.extend(nodes.condition.map(|node| (node, domain)));
        }
        suppose
    }
}

/// Every list of a rulebook: list metrics, segments, active rules.
pub fn lists_of<'b>(book: &'b Rulebook, built: &Built) -> Vec<ListView<'b>> {
    let mut all = Vec::new();
    for (position, (item, nodes)) in book.items.iter().zip(&built.items).enumerate() {
        let view = |rule, adding, lines| ListView { item: ItemId(position), rule, adding, among: nodes.among, lines };
        match &item.kind {
            ItemKind::Metric(metric) => {
                if let MetricBody::List(list) = &metric.body {
                    all.push(view(None, false, zipped(&nodes.lines, list)));
                }
            }
            ItemKind::Segment(segment) => all.push(view(None, false, zipped(&nodes.lines, &segment.list))),
            ItemKind::Score(score) => {
                let made = nodes.score.iter().flat_map(|score| &score.rules);
                for (rule, (declared, made)) in score.rules.iter().zip(made).enumerate() {
                    if let Some(made) = made {
                        all.push(view(Some(rule), declared.adding, zipped(&made.lines, &declared.list)));
                    }
                }
            }
        }
    }
    all
}

fn zipped<'b, R>(nodes: &[LineNodes], list: &'b crate::model::List<R>) -> Vec<(LineNodes, Option<&'b Expr>, Span)> {
    nodes.iter().zip(&list.lines).map(|(nodes, line)| (*nodes, line.condition.as_ref(), line.span)).collect()
}

/// Asks, and tells.
struct Prover<'a> {
    book: &'a Rulebook,
    built: &'a Built,
    solver: Solver<'a>,
    /// Places that the checker has told of
    told: Vec<Span>,
    findings: Vec<Finding<'a>>,
    dead: BTreeSet<LineId>,
}

impl<'a> Prover<'a> {
    fn new(book: &'a Rulebook, built: &'a Built, told: &[Diagnostic]) -> Prover<'a> {
        let of_lines = [codes::LINE_COVERED, codes::CONDITION_REPEATED];
        let told = told.iter().filter(|d| of_lines.contains(&d.code)).map(|d| d.primary.span).collect();
        let solver = Solver::new(&built.graph, MOST, EFFORT);
        Prover { book, built, solver, told, findings: Vec::new(), dead: BTreeSet::new() }
    }

    /// Tells what no row shows.
    fn tell(&mut self, report: Diagnostic) {
        self.findings.push(Finding { report, shown_by: Vec::new() });
    }

    /// Tells what a row of a list shows.
    fn tell_of(&mut self, list: &ListView, report: Diagnostic, suppose: Vec<(NodeId, Domain)>, shows: Shows<'a>) {
        let request = Request { item: list.item, rule: list.rule, suppose, shows };
        self.findings.push(Finding { report, shown_by: vec![request] });
    }

    /// Notes that no row wins some lines of a list; an adding rule's lines are not won but hold.
    fn bury(&mut self, list: &ListView, lines: impl Iterator<Item = usize>) {
        self.dead.extend(lines.filter(|_| !list.adding).map(|line| (list.item, list.rule, line)));
    }

    fn is_told(&self, span: Span) -> bool {
        self.told.contains(&span)
    }

    /// Whether no row can be so.
    fn is_refuted(&mut self, suppose: &[(NodeId, Domain)]) -> bool {
        self.solver.ask(suppose) == Answer::Never
    }

    fn node(&self, expr: &Expr) -> Option<NodeId> {
        self.built.nodes.get(&expr.id).copied()
    }
}
