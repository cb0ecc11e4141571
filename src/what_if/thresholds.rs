//! Which metrics a goal depends on, and the values they are compared with.
//!
//! Enters: the rulebook, and all values observed of the row. Leaves: for each metric of the row's table that the goal
//! depends on: the values where something may turn. Guaranteed: in the order declared.

use super::judge::Judge;
use crate::model::walk;
use crate::model::{ColumnId, Expr, ExprKind, ItemId, ItemKind, TableId};
use crate::trace::record::Observation;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Where a metric is read.
#[derive(Clone, Debug, Default)]
pub struct Reads {
    /// Values that it is compared with
    pub bounds: Vec<Value>,
    /// Whether it is only compared, and never computed with: then nothing turns between its bounds
    pub only_compared: bool,
}

/// The metrics that a goal depends on.
pub fn metrics(judge: &Judge, observed: &Observation, goal: ItemId) -> BTreeMap<ItemId, Reads> {
    let (book, table) = (judge.book(), judge.case().table);
    let needed = closure(judge, goal);
    let mut reads: BTreeMap<ItemId, (Reads, usize, usize)> = BTreeMap::new();
    for id in &needed {
        walk::item(book.item(*id), &mut |scope, expr| {
            if let Some(item) = read(expr, scope, table) {
                reads.entry(item).or_default().1 += 1;
            }
            for (item, others) in compared(expr, scope, table) {
                let entry = reads.entry(item).or_default();
                entry.2 += 1;
                entry.0.bounds.extend(others.into_iter().filter_map(|other| value(observed, scope, other)));
            }
        });
    }
    let is_metric = |id: &ItemId| {
        let item = book.item(*id);
        item.table == table && matches!(item.kind, ItemKind::Metric(_))
    };
    let told = reads.into_iter().filter(|(id, _)| is_metric(id));
    told.map(|(id, (reads, all, compared))| (id, Reads { only_compared: all == compared, ..reads })).collect()
}

/// The goal and all that it reads, to the end.
fn closure(judge: &Judge, goal: ItemId) -> BTreeSet<ItemId> {
    let mut seen = BTreeSet::from([goal]);
    let mut open = vec![goal];
    while let Some(id) = open.pop() {
        walk::item(judge.book().item(id), &mut |_, expr| match expr.kind {
            ExprKind::Item(next) if seen.insert(next) => open.push(next),
            _ => {}
        });
    }
    seen
}

/// The item that an expression reads of the row, or of the row that it belongs to.
fn read(expr: &Expr, scope: TableId, table: TableId) -> Option<ItemId> {
    match &expr.kind {
        ExprKind::Item(item) if scope == table => Some(*item),
        _ => None,
    }
}

fn named(expr: &Expr, scope: TableId, table: TableId) -> Option<ItemId> {
    match &expr.kind {
        ExprKind::Ancestor(above, inner) if *above == table => read(inner, table, table),
        _ => read(expr, scope, table),
    }
}

/// The items that a condition compares, each reading of one with what it is compared with. A question whether it is known
/// compares it with nothing.
fn compared(expr: &Expr, scope: TableId, table: TableId) -> Vec<(ItemId, Vec<&Expr>)> {
    let item = |side: &Expr| named(side, scope, table);
    let is_fixed = |other: &Expr| item(other).is_none();
    let one = |a: &Expr, others: Vec<&'_ Expr>| item(a).filter(|_| others.iter().all(|b| is_fixed(b)));
    match &expr.kind {
        ExprKind::Compare(_, a, b) => {
            let both: [(&Expr, &Expr); 2] = [(a, b), (b, a)];
            both.into_iter().filter_map(|(a, b)| Some((one(a, vec![b])?, vec![b]))).collect()
        }
        ExprKind::Between(a, low, high) => {
            one(a, vec![low, high]).map(|item| vec![(item, vec![&**low, &**high])]).unwrap_or_default()
        }
        ExprKind::Known(a, _) => item(a).map(|item| vec![(item, Vec::new())]).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// The columns that a goal depends on, and the tables whose rows are gathered for it.
pub fn columns(judge: &Judge, goal: ItemId) -> (BTreeSet<(TableId, ColumnId)>, BTreeSet<TableId>) {
    let (mut columns, mut tables) = (BTreeSet::new(), BTreeSet::new());
    for id in closure(judge, goal) {
        walk::item(judge.book().item(id), &mut |scope, expr| match &expr.kind {
            ExprKind::Column(column) => drop(columns.insert((scope, *column))),
            ExprKind::Aggregate(aggregate) => drop(tables.insert(aggregate.table)),
            _ => {}
        });
    }
    (columns, tables)
}

/// What an expression is for the first row of its table that was observed.
fn value(observed: &Observation, scope: TableId, expr: &Expr) -> Option<Value> {
    if let ExprKind::Constant(value) = &expr.kind {
        return Some(value.clone());
    }
    observed.tables.get(scope.0)?.values.get(&expr.id)?.first().cloned().flatten()
}
