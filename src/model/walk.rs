//! Every expression of a rulebook, with the table whose row is its scope.
//!
//! Enters: a rulebook or a part of it. Leaves: a call for each expression, from the outside in, in the order written.
//! Guaranteed: depth is bounded by the nesting the parser allows.

use super::{Expr, ExprKind, Item, ItemKind, List, MetricBody, Points, Rulebook, TableId};

/// Takes an expression and the table it is evaluated for.
pub type Visit<'v, 'a> = dyn FnMut(TableId, &'a Expr) + 'v;

/// All expressions of all items, rows and parameters.
pub fn rulebook<'a>(rulebook: &'a Rulebook, visit: &mut Visit<'_, 'a>) {
    for rows in &rulebook.rows {
        rows.filter.iter().for_each(|filter| expr(rows.table, filter, visit));
    }
    for (table, by) in rulebook.parameters.iter().filter_map(|p| p.by.as_ref()) {
        expr(*table, by, visit);
    }
    rulebook.items.iter().for_each(|i| item(i, visit));
}

/// All expressions of one item.
pub fn item<'a>(item: &'a Item, visit: &mut Visit<'_, 'a>) {
    item.filter.iter().for_each(|filter| expr(item.table, filter, visit));
    match &item.kind {
        ItemKind::Metric(metric) => match &metric.body {
            MetricBody::Expr(body) => expr(item.table, body, visit),
            MetricBody::List(list) => {
                conditions(item.table, list, visit);
                list.lines.iter().for_each(|line| expr(item.table, &line.result, visit));
            }
        },
        ItemKind::Segment(segment) => conditions(item.table, &segment.list, visit),
        ItemKind::Score(score) => score.rules.iter().filter(|r| !r.inactive).for_each(|r| {
            conditions(item.table, &r.list, visit);
            let measured = r.list.lines.iter().filter_map(|line| match &line.result {
                Points::Per { of, .. } => Some(of),
                Points::Fixed(_) => None,
            });
            measured.for_each(|of| expr(item.table, of, visit));
        }),
    }
}

fn conditions<'a, R>(table: TableId, list: &'a List<R>, visit: &mut Visit<'_, 'a>) {
    list.lines.iter().filter_map(|line| line.condition.as_ref()).for_each(|c| expr(table, c, visit));
}

/// An expression and all below it.
pub fn expr<'a>(table: TableId, of: &'a Expr, visit: &mut Visit<'_, 'a>) {
    visit(table, of);
    match &of.kind {
        ExprKind::Ancestor(above, inner) => expr(*above, inner, visit),
        ExprKind::Aggregate(aggregate) => {
            aggregate.argument.iter().chain(&aggregate.filter).for_each(|e| expr(aggregate.table, e, visit));
        }
        _ => of.parts().into_iter().for_each(|child| expr(table, child, visit)),
    }
}
