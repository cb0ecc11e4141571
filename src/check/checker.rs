//! What is known while bodies are lowered.
//!
//! Enters: declarations, names, units, tables. Leaves: facts about rows, parameters and items as they become known.
//! Guaranteed: a fact is `None` where its declaration has an error, and whoever reads it stays silent; the number of
//! expressions and their depth are bounded.

use super::literal::Literals;
use super::program::{Names, Program};
use super::tables::Tables;
use super::units::Units;
use super::unknown::Facts;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Alert, Example, Expr, ExprId, ExprKind, Figure, Item, Parameter, Rows, RowsId, TableId};
use crate::source::{Sources, Span};
use crate::syntax::tree;
use crate::value::{Type, Value};

/// The most expressions a rulebook may have once rows are written out at each use.
const MOST_EXPRESSIONS: usize = 1_000_000;
/// The most expressions inside each other.
const MOST_DEPTH: u32 = 500;
/// The most tree nodes inside each other; the parser allows fewer.
const MOST_NESTING: u32 = 200;

/// Named rows.
#[derive(Default)]
pub(super) struct RowsFact {
    /// `None` where it can't be told
    pub(super) table: Option<TableId>,
    pub(super) of: Option<RowsId>,
    /// Once lowered
    pub(super) model: Option<Rows>,
    pub(super) depth: u32,
}

/// A parameter.
#[derive(Default)]
pub(super) struct ParameterFact {
    pub(super) ty: Option<Type>,
    pub(super) by: Option<TableId>,
    pub(super) model: Option<Parameter>,
}

/// A metric, score or segment.
#[derive(Default)]
pub(super) struct ItemFact {
    /// `None` where it can't be told
    pub(super) table: Option<TableId>,
    pub(super) among: Option<RowsId>,
    pub(super) ty: Option<Type>,
    pub(super) facts: Facts,
    pub(super) model: Option<Item>,
}

/// An expression with what its readers must know.
pub(super) struct Typed {
    pub(super) expr: Expr,
    /// A bare number, which adapts to a count
    pub(super) bare: bool,
    pub(super) depth: u32,
    pub(super) facts: Facts,
}

impl Typed {
    pub(super) fn ty(&self) -> &Type {
        &self.expr.ty
    }

    /// The same with a place of its own: that of the whole, with the parentheses at its ends.
    pub(super) fn at(mut self, span: Span) -> Typed {
        self.expr.span = span;
        self
    }

    /// The value, if it is a constant.
    pub(super) fn constant(&self) -> Option<&Value> {
        if let ExprKind::Constant(value) = &self.expr.kind { Some(value) } else { None }
    }
}

/// Whose row a bare name belongs to.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    /// `None` for the whole portfolio, in a figure
    pub(super) row: Option<TableId>,
    /// The rows that the row is certainly among
    pub(super) among: Option<RowsId>,
}

impl Scope {
    pub(super) fn row(table: TableId) -> Scope {
        Scope { row: Some(table), among: None }
    }
}

/// Lowers bodies one after another.
pub(super) struct Checker<'t> {
    pub(super) sources: &'t Sources,
    pub(super) program: &'t Program<'t>,
    pub(super) names: &'t Names,
    pub(super) units: &'t Units,
    /// The same with points, which only examples speak of
    pub(super) example_units: &'t Units,
    pub(super) tables: &'t Tables,
    pub(super) about: Option<TableId>,
    pub(super) rows: Vec<RowsFact>,
    pub(super) parameters: Vec<ParameterFact>,
    pub(super) items: Vec<ItemFact>,
    pub(super) figures: Vec<Figure>,
    pub(super) alerts: Vec<Option<Alert>>,
    /// Hidden items that only alerts look at
    pub(super) watches: Vec<Item>,
    pub(super) examples: Vec<Example>,
    /// What the example that is being lowered asks for; `None` outside of one
    pub(super) asked: Option<Vec<Item>>,
    pub(super) reports: Vec<Diagnostic>,
    /// The column behind a figure's `by`, and the aggregates' own versions of it
    pub(super) figure_by: Option<(&'t tree::Expr, Vec<Typed>)>,
    /// The column that a parameter's conditions may read
    pub(super) only_column: Option<(TableId, &'t str)>,
    pub(super) next: usize,
    pub(super) nesting: u32,
    pub(super) is_full: bool,
}

impl<'t> Checker<'t> {
    pub(super) fn report(&mut self, report: Diagnostic) {
        self.reports.push(report);
    }

    /// Reports, and gives the absence that keeps readers silent.
    pub(super) fn fail<T>(&mut self, report: Diagnostic) -> Option<T> {
        self.reports.push(report);
        None
    }

    pub(super) fn literals(&self) -> Literals<'t> {
        Literals { units: self.units, sources: self.sources }
    }

    /// The author's words at a place, blanks and line ends as single blanks.
    pub(super) fn words(&self, span: Span) -> String {
        self.sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The same without parentheses around it, and cut for a message.
    pub(super) fn quote(&self, span: Span) -> String {
        let words = self.words(span);
        let words = without_parentheses(&words);
        if words.chars().count() <= 60 {
            words.to_string()
        } else {
            words.chars().take(57).chain("...".chars()).collect()
        }
    }

    /// A number of its own for an expression at `span`; `None` once there are too many, which is told once.
    pub(super) fn fresh(&mut self, span: Span) -> Option<ExprId> {
        if self.next < MOST_EXPRESSIONS {
            self.next += 1;
            return Some(ExprId(self.next - 1));
        }
        if !self.is_full {
            self.is_full = true;
            let headline = "the rulebook has more than a million expressions, once rows are written out at each use";
            self.report(Diagnostic::error(codes::TOO_LARGE, span, headline, "the first one beyond that").help(
                "rows of rows repeat all conditions they stand on; build on fewer of them, or split the rulebook",
            ));
        }
        None
    }

    /// An expression made of parts that are at most `depth` deep.
    pub(super) fn build(&mut self, ty: Type, span: Span, kind: ExprKind, depth: u32, facts: Facts) -> Option<Typed> {
        if depth >= MOST_DEPTH {
            let headline = "values are read inside values too many levels deep";
            return self.fail(
                Diagnostic::error(codes::TOO_ENTANGLED, span, headline, format!("more than {MOST_DEPTH} levels"))
                    .help("give a part of it a name of its own with `metric NAME \"…\" hidden = …`"),
            );
        }
        let id = self.fresh(span)?;
        Some(Typed { expr: Expr { id, ty, span, kind }, bare: false, depth: depth + 1, facts })
    }

    /// Runs `lower` one level deeper, or reports that this is too deep.
    pub(super) fn nested<T>(&mut self, span: Span, lower: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.nesting >= MOST_NESTING {
            let headline = "expressions are written inside each other too many levels deep";
            return self.fail(
                Diagnostic::error(codes::TOO_ENTANGLED, span, headline, format!("more than {MOST_NESTING} levels"))
                    .help("give a part of it a name of its own with `metric NAME \"…\" hidden = …`"),
            );
        }
        self.nesting += 1;
        let result = lower(self);
        self.nesting -= 1;
        result
    }
}

/// `a + b` of `(a + b)`; `(a) + (b)` stays.
fn without_parentheses(words: &str) -> &str {
    let Some(inner) = words.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { return words };
    let mut depth = 0i32;
    for c in inner.chars() {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth < 0 {
            return words;
        }
    }
    without_parentheses(inner.trim())
}
