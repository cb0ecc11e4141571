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
mod solver;

use crate::diagnostic::{self, Diagnostic};
use crate::model::{Expr, ExprId, ItemId, Rulebook};
use crate::value::{Date, Decimal, Type, Value};
use build::Built;
use domain::{Domain, ONE, Set};
use solver::{Answer, Solver};
use std::sync::Arc;

/// All that was established.
#[derive(Clone, Debug)]
pub struct Proven {
    /// Warnings by place
    pub findings: Vec<Diagnostic>,
    built: Arc<Built>,
}

/// What a value can be, over all rows, dates and allowed parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Whether it may be unknown
    pub unknown: bool,
    /// What it may be where it is known
    pub values: Values,
}

/// Known values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// Numbers or dates between two ends, both included; `None` where no end was found
    Between(Option<Value>, Option<Value>),
    /// One of these labels, by position
    Labels(Vec<u16>),
    /// Yes, no or both
    YesNo {
        /// Whether it may be yes
        yes: bool,
        /// Whether it may be no
        no: bool,
    },
    /// Nothing is established
    Any,
    /// It is never known
    None,
}

/// Proves what can be proven of a rulebook. `told` are the checker's own diagnostics: what they say is not said again.
pub fn prove(book: &Rulebook, told: &[Diagnostic]) -> Proven {
    let built = Arc::new(build::build(book));
    let mut findings = findings::all(book, &built, told);
    diagnostic::sort(&mut findings);
    Proven { findings, built }
}

impl Proven {
    /// What an expression can be; `None` for one of a figure or of a parameter, which are not looked into.
    pub fn expression(&self, expr: &Expr) -> Option<Range> {
        let node = self.built.nodes.get(&expr.id)?;
        Some(range(self.built.graph.root(*node), &expr.ty))
    }

    /// What an item can be. INVARIANT: ids are made by the rulebook that was proven.
    pub fn item(&self, id: ItemId, ty: &Type) -> Range {
        range(self.built.graph.root(self.built.items[id.0].value), ty)
    }

    /// What the points of a score can be, before they are mapped; `None` for any other item.
    pub fn points(&self, id: ItemId) -> Option<Range> {
        let points = self.built.items.get(id.0)?.score.as_ref()?.points;
        Some(range(self.built.graph.root(points), &Type::Number))
    }

    /// Whether a row may be such that all of these conditions hold (`true`) or fail (`false`); a `false` answer is proven.
    pub fn may_be(&self, conditions: &[(ExprId, bool)]) -> bool {
        let wanted = |holds: &bool| if *holds { Domain::YES } else { Domain::FAILS };
        let nodes = conditions.iter().map(|(id, holds)| Some((*self.built.nodes.get(id)?, wanted(holds))));
        match nodes.collect::<Option<Vec<_>>>() {
            Some(suppose) => Solver::new(&self.built.graph, 100_000).ask(&suppose) != Answer::Never,
            None => true,
        }
    }
}

fn range(domain: Domain, ty: &Type) -> Range {
    let values = match (domain.set, ty) {
        _ if domain.is_void() => Values::None,
        (Set::Picks(_), Type::YesNo) => Values::YesNo { yes: domain.may_hold(), no: domain.may_be_no() },
        (Set::Picks(mask), Type::OneOf(labels)) => {
            let possible = (0..labels.len()).filter(|label| mask & domain::label_pick(*label) != 0);
            Values::Labels(possible.filter_map(|label| u16::try_from(label).ok()).collect())
        }
        (Set::Range(low, high), Type::Date) => {
            let date = |end: i128| Date::from_days(i64::try_from(end / ONE).ok()?).map(Value::Date);
            Values::Between(date(low), date(high))
        }
        (Set::Range(low, high), ty) if ty.is_numeric() => {
            let number = |end: i128| Decimal::from_units(end).ok().map(Value::Number);
            let is_end = |end: i128| end.abs() < domain::MOST;
            Values::Between(
                Some(low).filter(|n| is_end(*n)).and_then(number),
                Some(high).filter(|n| is_end(*n)).and_then(number),
            )
        }
        _ => Values::Any,
    };
    Range { unknown: domain.unknown, values }
}
