//! What is certain about a rulebook before any row is judged.
//!
//! Enters: a checked rulebook with its texts. Leaves: [`Proven`]: warnings about lines nobody can win, conditions that
//! never or always hold, gaps, contradictions, ends of scores that nobody reaches, and the ranges that were proven.
//! Guaranteed: a warning holds for every row, every as-of date of the years 1000 to 8999 and every value that the
//! parameters may be set to, unless it names a customer that shows it; what could not be proven within a bounded effort
//! is not said.

mod backward;
mod build;
mod domain;
mod facts;
mod findings;
mod forward;
mod graph;
mod interval;
mod range;
mod solver;
mod spread;
mod witness;

use crate::diagnostic::{self, Diagnostic};
use crate::model::{Expr, ExprId, ItemId, Rulebook};
use crate::source::Sources;
use crate::value::Type;
use build::{Built, LineNodes};
use domain::Domain;
use findings::{Found, LineId};
use solver::{Answer, Solver};
use std::collections::BTreeSet;
use std::sync::Arc;

pub use range::{Range, Values};
pub use witness::{LineProof, Row, Winner, Witness};

/// All that was established.
#[derive(Clone, Debug)]
pub struct Proven {
    /// Warnings by place
    pub findings: Vec<Diagnostic>,
    /// What the checker told, with rows that show it, and without what is proven to befall no row
    pub told: Vec<Diagnostic>,
    /// Lines that no row wins
    dead: BTreeSet<LineId>,
    built: Arc<Built>,
}

/// Proves what can be proven of a rulebook. `told` are the checker's own diagnostics: what they say is not said again.
pub fn prove(book: &Rulebook, sources: &Sources, told: &[Diagnostic]) -> Proven {
    let built = Arc::new(build::build(book));
    let Found { findings, told, dead } = findings::all(book, &built, told);
    let all = findings.len();
    let mut findings = witness::show(book, &built, sources, findings.into_iter().chain(told).collect());
    let told = findings.split_off(all);
    diagnostic::sort(&mut findings);
    Proven { findings, told, dead, built }
}

impl Proven {
    /// All that there is to tell about the rulebook, by place.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all = [self.told.as_slice(), &self.findings].concat();
        diagnostic::sort(&mut all);
        all
    }

    /// What an expression can be; `None` for one of a figure or of a parameter, which are not looked into.
    pub fn expression(&self, expr: &Expr) -> Option<Range> {
        let node = self.built.nodes.get(&expr.id)?;
        Some(Range::new(self.built.graph.root(*node), &expr.ty))
    }

    /// What an item can be. INVARIANT: ids are made by the rulebook that was proven.
    pub fn item(&self, id: ItemId, ty: &Type) -> Range {
        let nodes = &self.built.items[id.0];
        let root = self.built.graph.root(nodes.value);
        Range::new(self.won(id, &nodes.lines).map_or(root, |won| root.meet(won.or_unknown(root.unknown))), ty)
    }

    /// What the lines of a list give that some row may win; `None` where nothing is known of them.
    fn won(&self, id: ItemId, lines: &[LineNodes]) -> Option<Domain> {
        let is_won = |line: &usize| !self.dead.contains(&(id, None, *line));
        let results = lines.iter().enumerate().filter(|(line, _)| is_won(line));
        results.map(|(_, line)| self.built.graph.root(line.result)).reduce(Domain::join)
    }

    /// What the points of a score can be, before they are mapped; `None` for any other item.
    pub fn points(&self, id: ItemId) -> Option<Range> {
        let points = self.built.items.get(id.0)?.score.as_ref()?.points;
        Some(Range::new(self.built.graph.root(points), &Type::Number))
    }

    /// What a rule of a score awards, before its weight; `None` for an inactive one.
    pub fn rule(&self, id: ItemId, rule: usize) -> Option<Range> {
        let points = self.built.items.get(id.0)?.score.as_ref()?.rules.get(rule)?.as_ref()?.points;
        Some(Range::new(self.built.graph.root(points), &Type::Number))
    }

    /// For each line of each list of the rulebook that was proven: a customer who wins it, judged by the engine.
    pub fn winners(&self, book: &Rulebook) -> Vec<LineProof> {
        witness::witnesses(book, &self.built)
    }

    /// Whether a row may be such that all of these conditions hold (`true`) or fail (`false`); a `false` answer is proven.
    pub fn may_be(&self, conditions: &[(ExprId, bool)]) -> bool {
        let wanted = |holds: &bool| if *holds { Domain::YES } else { Domain::FAILS };
        let nodes = conditions.iter().map(|(id, holds)| Some((*self.built.nodes.get(id)?, wanted(holds))));
        match nodes.collect::<Option<Vec<_>>>() {
            Some(suppose) => Solver::new(&self.built.graph, 100_000, 100_000).ask(&suppose) != Answer::Never,
            None => true,
        }
    }
}
