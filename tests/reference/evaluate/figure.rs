//! One value for the whole portfolio, or for each value of a column.

use super::{Cell, Columns, Reference, Scope, order};
use rubric::model::{Aggregate, Expr, ExprKind};
use rubric::value::{Overflow, Value};
use std::collections::HashMap;

/// A figure's value, with the value of its column (the outer `None` where it has no `by`).
pub type Grouped = (Option<Option<Value>>, Cell);

/// One value of a figure's `by`.
pub struct Group<'g> {
    /// For each aggregate of the figure: the column of its own rows
    pub columns: Columns<'g>,
    /// The value of that column
    pub value: Option<Value>,
}

impl Reference<'_> {
    /// The figure's values: one without a group, or one for each value its column has in any row that an aggregate
    /// counts, ascending, the unknown last.
    pub fn figure(&self, position: usize) -> Result<Vec<Grouped>, Overflow> {
        let figure = &self.book.figures[position];
        let Some((_, by)) = &figure.by else {
            return Ok(vec![(None, self.expr(Scope::Portfolio(None), &figure.value))]);
        };
        let aggregates = aggregates(&figure.value);
        assert_eq!(aggregates.len(), by.len(), "a column for each aggregate of {}", figure.name);
        let columns: Columns = aggregates.iter().zip(by).map(|((expr, _), column)| (expr.id, column)).collect();
        let mut values: Vec<Option<Value>> = Vec::new();
        for ((_, aggregate), column) in aggregates.iter().zip(by) {
            for row in self.used(aggregate.table) {
                let value = self.expr(Scope::Row(aggregate.table, Some(row)), column)?;
                if self.passes(aggregate, row)? && !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        values.sort_by(|a, b| match (a, b) {
            (Some(a), Some(b)) => order(a, b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        });
        let value = |value: Option<Value>| {
            let group = Group { columns: HashMap::clone(&columns), value: value.clone() };
            (Some(value), self.expr(Scope::Portfolio(Some(&group)), &figure.value))
        };
        Ok(values.into_iter().map(value).collect())
    }
}

/// The aggregates over the portfolio, depth first from the left.
pub fn aggregates(value: &Expr) -> Vec<(&Expr, &Aggregate)> {
    let mut found = Vec::new();
    collect(value, &mut found);
    found
}

fn collect<'e>(expr: &'e Expr, found: &mut Vec<(&'e Expr, &'e Aggregate)>) {
    match &expr.kind {
        ExprKind::Aggregate(aggregate) => found.push((expr, aggregate)),
        _ => expr.parts().into_iter().for_each(|part| collect(part, found)),
    }
}
