//! How many decimals the values of an item can have.
//!
//! Enters: the rulebook. Leaves: a bound for each item, which fixes the DECIMAL of its Parquet column before the first
//! row is known. Guaranteed: no value has more decimals than the bound; where nothing better is known it is 12.

use crate::model::{Aggregate, Arithmetic, Expr, ExprKind, ItemKind, MetricBody, Rulebook, Score, TableId};
use crate::value::{Function, Value};

const MOST: u8 = 12;

/// One bound for each item of the rulebook, in its order.
pub fn of_items(rulebook: &Rulebook) -> Vec<u8> {
    let mut bounds = Vec::with_capacity(rulebook.items.len());
    for item in &rulebook.items {
        let known = Known { rulebook, items: &bounds };
        let bound = match &item.kind {
            ItemKind::Score(score) => of_score(score),
            ItemKind::Segment(_) => 0,
            ItemKind::Metric(metric) => match &metric.body {
                MetricBody::Expr(expr) => known.expr(item.table, expr),
                MetricBody::List(list) => known.most(item.table, list.lines.iter().map(|line| &line.result)),
            },
        };
        bounds.push(bound);
    }
    bounds
}

fn of_score(score: &Score) -> u8 {
    score.rounded_to.map_or(MOST, |step| step.scale())
}

/// What is known while items are bounded in their order: an item that stands later has the widest bound.
struct Known<'a> {
    rulebook: &'a Rulebook,
    items: &'a [u8],
}

impl Known<'_> {
    fn most<'a>(&self, table: TableId, exprs: impl IntoIterator<Item = &'a Expr>) -> u8 {
        exprs.into_iter().map(|expr| self.expr(table, expr)).max().unwrap_or(0)
    }

    /// The depth of an expression is bounded by the parser.
    fn expr(&self, table: TableId, expr: &Expr) -> u8 {
        match &expr.kind {
            ExprKind::Constant(Value::Number(n)) => n.scale(),
            ExprKind::Column(id) => self.rulebook.table(table).columns.get(id.0).map_or(MOST, |c| c.decimals),
            ExprKind::Item(id) => self.items.get(id.0).copied().unwrap_or(MOST),
            ExprKind::Ancestor(ancestor, inner) => self.expr(*ancestor, inner),
            ExprKind::Negate(inner) => self.expr(table, inner),
            ExprKind::Arithmetic(op, a, b) => arithmetic(*op, self.expr(table, a), self.expr(table, b)),
            ExprKind::Pick(_, parts) | ExprKind::Else(parts) => self.most(table, parts),
            ExprKind::RoundedTo(_, step) => self.expr(table, step),
            ExprKind::AtLeast(a, b) | ExprKind::AtMost(a, b) => self.expr(table, a).max(self.expr(table, b)),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
            _ => MOST,
        }
    }

    fn aggregate(&self, aggregate: &Aggregate) -> u8 {
        match (aggregate.function, &aggregate.argument) {
            (Function::Count | Function::CountDistinct, _) => 0,
            (Function::Average | Function::Median, _) => MOST,
            (_, Some(argument)) => self.expr(aggregate.table, argument),
            (_, None) => MOST,
        }
    }
}

fn arithmetic(op: Arithmetic, a: u8, b: u8) -> u8 {
    match op {
        Arithmetic::Add | Arithmetic::Subtract => a.max(b),
        Arithmetic::Multiply => a.saturating_add(b).min(MOST),
        Arithmetic::DaysBetween => 0,
        _ => MOST,
    }
}
