//! What the engine writes down for one row, against the reference: every expression, item, line and rule.

use super::{Case, memory, place, planned, tables};
use crate::reference::evaluate::{Reference, Row, Scope, aggregates};
use rubric::model::{Expr, ExprId, ExprKind, ItemKind, List, MetricBody, Points, Rulebook, TableId};
use rubric::plan::Purpose;
use rubric::run::{Fault, observe};
use rubric::table::ProblemKind;
use rubric::trace::record::{Observation, ObservedTable};
use rubric::value::Value;
use std::collections::HashMap;

/// Every row of every judged table, one by one.
pub fn compare(case: &Case, reference: &Reference) -> Result<(), String> {
    let specs = tables(case);
    let plan = planned(case, Purpose::Observe);
    let wanted = expressions(case.book, false);
    let mut all = figures(case.book);
    all.extend(expressions(case.book, true));
    let expressions = Expressions { wanted, all };
    let memory = memory(case, &specs, case.rows);
    // An observation may read parents that a run does not: compared only where that makes no other row an orphan.
    let all = vec![true; case.book.tables.len()];
    let strict = Reference::new(case.book, case.as_of, case.settings, case.rows, &all);
    let differs = |t: TableId| reference.read[t.0] && strict.fates(t) != reference.fates(t);
    if (0..case.book.tables.len()).map(TableId).any(differs) {
        return Ok(());
    }
    for table in (0..case.book.tables.len()).map(TableId) {
        let judged = case.book.items_of(table).any(|(_, item)| !item.hidden);
        if case.book.table(table).key.is_empty() || !judged {
            continue;
        }
        for row in reference.used(table) {
            let key = reference.key(table, row);
            let Some(known) = key.iter().cloned().collect::<Option<Vec<Value>>>() else { continue };
            let at = place(case.book, table, &key);
            match observe(&plan, case.book, &memory, table, &known) {
                Ok(Some(observation)) => {
                    same(reference, &expressions, &observation, row).map_err(|d| format!("observing {at}: {d}"))?;
                }
                Ok(None) => return Err(format!("observing {at}: the engine finds no such row")),
                Err(Fault::Data(problems))
                    if reference.strained() && problems.iter().all(|p| p.kind == ProblemKind::Overflow) => {}
                Err(fault) => return Err(format!("observing {at}: {fault:?}")),
            }
        }
    }
    Ok(())
}

/// By id, with the table in whose scope it stands.
type ById<'b> = HashMap<ExprId, (TableId, &'b Expr)>;

struct Expressions<'b> {
    /// Must be written down
    wanted: ById<'b>,
    /// May be
    all: ById<'b>,
}

fn same(
    reference: &Reference,
    expressions: &Expressions,
    observation: &Observation,
    asked: usize,
) -> Result<(), String> {
    let rows = matched(reference, observation, asked)?;
    for (index, observed) in observation.tables.iter().enumerate() {
        let table = TableId(index);
        values(reference, &expressions.all, table, observed, &rows[index])?;
        items(reference, table, observed, &rows[index])?;
    }
    let observed = &observation.tables[observation.table.0];
    for (id, (table, expr)) in &expressions.wanted {
        if *table == observation.table && !observed.values.contains_key(id) && !is_constant(expr) {
            return Err(format!("expression {} ({:?}) was not written down", id.0, expr.kind));
        }
    }
    Ok(())
}

fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Today | ExprKind::Parameter(_) => true,
        ExprKind::Column(_) | ExprKind::Item(_) | ExprKind::Ancestor(..) | ExprKind::Aggregate(_) => false,
        _ => expr.parts().into_iter().all(is_constant),
    }
}

/// For every observed row its row in the reference; those of a table without a key by their order.
fn matched(reference: &Reference, observation: &Observation, asked: usize) -> Result<Vec<Vec<usize>>, String> {
    let mut found = Vec::new();
    for (index, observed) in observation.tables.iter().enumerate() {
        let table = TableId(index);
        let declared = reference.book.table(table);
        let rows: Vec<usize> = match declared.key.is_empty() {
            false => {
                let row = |key: &Row| reference.used(table).find(|row| reference.key(table, *row) == *key);
                observed
                    .keys
                    .iter()
                    .map(row)
                    .collect::<Option<_>>()
                    .ok_or(format!("{} has a row too many", declared.name))?
            }
            true if observed.places.is_empty() && observed.values.is_empty() => Vec::new(),
            true => {
                reference.used(table).filter(|row| is_below(reference, table, *row, observation.table, asked)).collect()
            }
        };
        if declared.key.is_empty() && rows.len() != observed.places.len() {
            return Err(format!("{} rows of {} instead of {}", observed.places.len(), declared.name, rows.len()));
        }
        found.push(rows);
    }
    match found[observation.table.0].first() {
        Some(row) if *row == asked => Ok(found),
        other => Err(format!("row 0 is {other:?}, not {asked}")),
    }
}

/// Whether a row belongs to the asked one, or to the same row above it that both have.
fn is_below(reference: &Reference, table: TableId, row: usize, of: TableId, asked: usize) -> bool {
    let above = |tables: &[TableId]| {
        tables.iter().any(|t| {
            let theirs = reference.ancestor(table, row, *t);
            theirs.is_some() && theirs == reference.ancestor(of, asked, *t)
        })
    };
    let all: Vec<TableId> = (0..reference.book.tables.len()).map(TableId).collect();
    above(&all)
}

fn values(
    reference: &Reference,
    expressions: &ById,
    table: TableId,
    observed: &ObservedTable,
    rows: &[usize],
) -> Result<(), String> {
    for (id, values) in &observed.values {
        let Some((home, expr)) = expressions.get(id) else { return Err(format!("expression {} is nowhere", id.0)) };
        if *home != table {
            return Err(format!("expression {} is of {home:?}, not of {table:?}", id.0));
        }
        for (row, value) in rows.iter().zip(values) {
            match reference.expr(Scope::Row(table, Some(*row)), expr) {
                Ok(expected) if expected != *value => {
                    let at = place(reference.book, table, &reference.key(table, *row));
                    return Err(format!("{at} expression {:?}: reference {expected:?}, engine {value:?}", expr.kind));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn items(reference: &Reference, table: TableId, observed: &ObservedTable, rows: &[usize]) -> Result<(), String> {
    for (id, item) in reference.book.items_of(table) {
        for (position, row) in rows.iter().enumerate() {
            let judged = reference.judged(id, *row);
            let at = || format!("{} {}", place(reference.book, table, &reference.key(table, *row)), item.name);
            let value = observed.items.get(&id).map(|values| &values[position]);
            if judged.value.clone().is_ok_and(|expected| value.is_some_and(|value| *value != expected)) {
                return Err(format!("{}: reference {:?}, engine {value:?}", at(), judged.value));
            }
            let line = observed.lines.get(&id).map(|lines| lines[position]);
            if judged.among == Ok(true) && line.is_some_and(|line| line != judged.line) {
                return Err(format!("{}: reference line {:?}, engine {line:?}", at(), judged.line));
            }
            let score = observed.scores.get(&id).map(|scores| &scores[position]);
            let expected = judged.score.clone().transpose();
            if expected.clone().is_ok_and(|expected| score.is_some_and(|score| *score != expected)) {
                return Err(format!("{}: reference {expected:#?}, engine {score:#?}", at()));
            }
        }
    }
    Ok(())
}

/// Every expression of the items (but of rules that are switched off), with the table in whose scope it stands.
pub fn expressions(book: &Rulebook, hidden_too: bool) -> ById<'_> {
    let mut found = HashMap::new();
    for item in book.items.iter().filter(|item| hidden_too || !item.hidden) {
        let mut add = |expr| gather(item.table, expr, &mut found);
        item.filter.iter().for_each(&mut add);
        match &item.kind {
            ItemKind::Metric(metric) => match &metric.body {
                MetricBody::Expr(expr) => add(expr),
                MetricBody::List(list) => {
                    list.lines.iter().for_each(|line| add(&line.result));
                    conditions(list).for_each(add);
                }
            },
            ItemKind::Segment(segment) => conditions(&segment.list).for_each(add),
            ItemKind::Score(score) => {
                for rule in score.rules.iter().filter(|rule| !rule.inactive) {
                    conditions(&rule.list).for_each(&mut add);
                    for line in &rule.list.lines {
                        if let Points::Per { of, .. } = &line.result {
                            add(of);
                        }
                    }
                }
            }
        }
    }
    if !hidden_too {
        return found;
    }
    for parameter in &book.parameters {
        if let Some((table, by)) = &parameter.by {
            gather(*table, by, &mut found);
            conditions(&parameter.list).for_each(|condition| gather(*table, condition, &mut found));
        }
    }
    found
}

/// Every expression within the aggregates of figures.
pub fn figures(book: &Rulebook) -> ById<'_> {
    let mut found = HashMap::new();
    for figure in &book.figures {
        gather(book.about, &figure.value, &mut found);
        for ((_, aggregate), by) in aggregates(&figure.value).into_iter().zip(figure.by.iter().flat_map(|(_, by)| by)) {
            gather(aggregate.table, by, &mut found);
        }
    }
    found
}

fn conditions<R>(list: &List<R>) -> impl Iterator<Item = &Expr> {
    list.lines.iter().filter_map(|line| line.condition.as_ref())
}

fn gather<'b>(table: TableId, expr: &'b Expr, found: &mut ById<'b>) {
    let before = found.insert(expr.id, (table, expr));
    assert!(before.is_none(), "two expressions are number {}", expr.id.0);
    expr.parts().into_iter().for_each(|part| gather(table, part, found));
    match &expr.kind {
        ExprKind::Ancestor(above, inner) => gather(*above, inner, found),
        ExprKind::Aggregate(aggregate) => {
            aggregate.argument.iter().chain(&aggregate.filter).for_each(|part| gather(aggregate.table, part, found));
        }
        _ => {}
    }
}
