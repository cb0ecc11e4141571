//! What is judged: parameters, rows, metrics, scores, segments, figures.

use super::{Expr, RowsId, TableId};
use crate::source::Span;
use crate::value::{Better, Decimal, Labels, Type, Value};

/// Position in [`Rulebook::items`](super::Rulebook::items)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub usize);

/// Lines tried from the top; the first that holds wins.
#[derive(Clone, Debug)]
pub struct List<R> {
    /// In the order written; `otherwise`, if there is one, is last
    pub lines: Vec<Line<R>>,
}

/// `RESULT when CONDITION`
#[derive(Clone, Debug)]
pub struct Line<R> {
    /// What it gives
    pub result: R,
    /// `None` for `otherwise`
    pub condition: Option<Expr>,
    /// The whole line
    pub span: Span,
}

/// A value the business may turn.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name
    pub name: String,
    /// Its title, or its name
    pub title: String,
    /// Where it is declared
    pub span: Span,
    /// Its type
    pub ty: Type,
    /// The table and the expression (a column of it) whose value chooses the line
    pub by: Option<(TableId, Expr)>,
    /// Constants; one line without condition where there is no `by`. Conditions are in the scope of `by`'s table.
    pub list: List<Value>,
    /// Least and greatest value allowed, both included
    pub bounds: Option<(Value, Value)>,
}

/// `rows posted = invoices where …`
#[derive(Clone, Debug)]
pub struct Rows {
    /// Its name
    pub name: String,
    /// Where it is declared
    pub span: Span,
    /// Whose rows
    pub table: TableId,
    /// The rows these are a subset of
    pub of: Option<RowsId>,
    /// All conditions, the parent rows' first; a row belongs where each is yes
    pub filter: Vec<Expr>,
}

/// A metric, a score or a segment: one value for each row of a table.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its name
    pub name: String,
    /// Its title, or its name
    pub title: String,
    /// Where it is declared
    pub span: Span,
    /// Whose rows
    pub table: TableId,
    /// Only these rows have a value
    pub among: Option<RowsId>,
    /// The conditions of `among`, lowered for this item; empty for all rows
    pub filter: Vec<Expr>,
    /// The type of its value
    pub ty: Type,
    /// Kept out of the results
    pub hidden: bool,
    /// Which of the three
    pub kind: ItemKind,
}

impl Item {
    /// All that is computed for a row of its table: the conditions of its rows, and what its body says; rules that are
    /// switched off are not.
    pub fn expressions(&self) -> Vec<&Expr> {
        let mut all: Vec<&Expr> = self.filter.iter().collect();
        match &self.kind {
            ItemKind::Metric(metric) => match &metric.body {
                MetricBody::Expr(expr) => all.push(expr),
                MetricBody::List(list) => {
                    all.extend(list.lines.iter().flat_map(|line| line.condition.iter().chain([&line.result])));
                }
            },
            ItemKind::Segment(segment) => {
                all.extend(segment.list.lines.iter().filter_map(|line| line.condition.as_ref()));
            }
            ItemKind::Score(score) => {
                for line in score.rules.iter().filter(|rule| !rule.inactive).flat_map(|rule| &rule.list.lines) {
                    all.extend(&line.condition);
                    if let Points::Per { of, .. } = &line.result {
                        all.push(of);
                    }
                }
            }
        }
        all
    }
}

/// What an item is.
#[derive(Clone, Debug)]
pub enum ItemKind {
    /// Measures
    Metric(Metric),
    /// Adds points
    Score(Score),
    /// Chooses a label
    Segment(Segment),
}

/// `metric NAME = …`
#[derive(Clone, Debug)]
pub struct Metric {
    /// How it is measured
    pub body: MetricBody,
}

/// One expression, or a list of them.
#[derive(Clone, Debug)]
pub enum MetricBody {
    /// After `=`
    Expr(Expr),
    /// Between braces
    List(List<Expr>),
}

/// `score NAME … { rules }`
#[derive(Clone, Debug)]
pub struct Score {
    /// How points become the score
    pub scale: Scale,
    /// Where that is said: `points from 0 to 100`, else the score's name
    pub scale_span: Span,
    /// `starts at`, else 0
    pub starts_at: Decimal,
    /// `rounded to`: the step, in the score's unit
    pub rounded_to: Option<Decimal>,
    /// `needs`: the least share of weight measured, else the score is unknown
    pub needs: Option<Decimal>,
    /// In the order declared
    pub categories: Vec<String>,
    /// In the order declared, inactive ones too
    pub rules: Vec<Rule>,
}

/// How points become the score.
#[derive(Clone, Debug)]
pub enum Scale {
    /// The sum of points is the score
    Points,
    /// `points_from` or fewer is `from`, `points_to` or more is `to`, a straight line between
    Mapped {
        /// The score at `points_from`
        from: Decimal,
        /// The score at `points_to`
        to: Decimal,
        /// The fewest points that matter
        points_from: Decimal,
        /// The most points that matter; above `points_from`
        points_to: Decimal,
    },
}

/// One rule: its points × weight is its contribution.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name
    pub name: String,
    /// Its title, or its name
    pub title: String,
    /// Where it is declared
    pub span: Span,
    /// Position in [`Score::categories`]
    pub category: Option<usize>,
    /// Not negative; 1 if not said
    pub weight: Decimal,
    /// Switched off: shown nowhere in results, counted in nothing
    pub inactive: bool,
    /// All lines that hold are summed, instead of the first
    pub adding: bool,
    /// `better when lower`: which way of what it measures may not cost points, and where that is said
    pub better: Option<(Better, Span)>,
    /// Its lines; may end open (0 points)
    pub list: List<Points>,
}

/// What a line awards.
#[derive(Clone, Debug)]
pub enum Points {
    /// `40 points`
    Fixed(Decimal),
    /// `1 point per 1,000 EUR of residual at least 0 points at most 8 points`: of ÷ amount × points (`full`: the
    /// quotient is cut to a whole number towards zero), clamped; unknown where `of` is
    Per {
        /// Points for each amount
        points: Decimal,
        /// The amount; positive
        amount: Decimal,
        /// Whole amounts only
        full: bool,
        /// What is measured
        of: Expr,
        /// Not fewer than
        at_least: Option<Decimal>,
        /// Not more than
        at_most: Option<Decimal>,
    },
}

/// `segment NAME { "LABEL" when … }`
#[derive(Clone, Debug)]
pub struct Segment {
    /// Worst first where an order of worth is declared, else in order of first mention
    pub labels: Labels,
    /// Whether `labels` is an order of worth
    pub ordered: bool,
    /// Positions in `labels`; ends with `otherwise`
    pub list: List<u16>,
}

/// One value for the whole portfolio, or for each value of a column.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its name
    pub name: String,
    /// Its title, or its name
    pub title: String,
    /// Where it is declared
    pub span: Span,
    /// The type of its value
    pub ty: Type,
    /// The type of the group and, for each aggregate in `value` in the order they are written (depth first, from
    /// the left), the column in that aggregate's own scope (maybe of an ancestor)
    pub by: Option<(Type, Vec<Expr>)>,
    /// Aggregates (`into: None`), constants, parameters without `by`, and arithmetic on them
    pub value: Expr,
}

/// A value given to a parameter from outside of the rulebook.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Which parameter
    pub parameter: super::ParameterId,
    /// For a parameter `by` a column: the one value of the column it is for; `None` sets it for all
    pub only_for: Option<Value>,
    /// The value, of the parameter's type and within its bounds
    pub value: Value,
}
