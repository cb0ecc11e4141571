//! `current` columns read in a run of an earlier date: only those, and only then, are named.

use super::observed::{expressions, figures};
use super::{Case, Facts};
use crate::reference::evaluate::Reference;
use rubric::model::{Expr, ExprKind, TableId};
use std::collections::BTreeSet;

/// The fact under which the engine's own list stands.
pub const FACT: &str = "current columns read";

/// Takes the engine's list out of its facts, and holds it against what the rulebook reads.
pub fn judge(case: &Case, reference: &Reference, found: &mut Facts) -> Result<(), String> {
    let named: BTreeSet<String> =
        found.remove(FACT).unwrap_or_default().split_whitespace().map(str::to_string).collect();
    let may = read(case);
    if !named.is_subset(&may) {
        return Err(format!("named as current: {named:?}, and the rulebook reads {may:?}"));
    }
    if !later_at_all(reference) && !named.is_empty() {
        return Err(format!("named as current: {named:?}, but no date lies after the as-of date"));
    }
    Ok(())
}

fn read(case: &Case) -> BTreeSet<String> {
    let expressions = expressions(case.book, true);
    let all = expressions.values().chain(figures(case.book).values()).copied().collect::<Vec<_>>();
    all.into_iter().filter_map(|(table, expr)| current(case, table, expr)).collect()
}

fn current(case: &Case, table: TableId, expr: &Expr) -> Option<String> {
    let ExprKind::Column(id) = &expr.kind else { return None };
    let table = case.book.table(table);
    let column = &table.columns[id.0];
    column.current.then(|| format!("{}.{}", table.name, column.name))
}

/// Any date of a row, or event, after the as-of date, read or not.
fn later_at_all(reference: &Reference) -> bool {
    let later = |table: &rubric::model::Table, rows: &Vec<crate::reference::evaluate::Row>| {
        let dates = table
            .columns
            .iter()
            .enumerate()
            .filter(|(i, column)| column.event || table.dated.is_some_and(|dated| dated.0 == *i));
        let places: Vec<usize> = dates.map(|(i, _)| i).collect();
        rows.iter().any(|row| places.iter().any(|i| row[*i].as_ref().and_then(|v| v.date()) > Some(reference.as_of)))
    };
    reference.book.tables.iter().zip(reference.data).any(|(table, rows)| later(table, rows))
}
