//! A value made from rows, down to the rows.
//!
//! Enters: an aggregate and the row it is gathered for. Leaves: the rows that count, those that weigh most first, and
//! what is left of them. Guaranteed: shown rows and "more" sum exactly to the whole.

use super::conditions::window;
use super::scope::{At, Scope};
use crate::model::walk;
use crate::model::{Aggregate, Expr, ExprKind};
use crate::trace::facts::{AggregateFacts, AggregateRow, Named, Quantity, Truth, Window};
use crate::value::{Decimal, Function, Type, Value};
use std::cmp::Ordering;

/// How many rows are shown; the rest is counted and summed.
const SHOWN: usize = 10;

/// An aggregate for one row, with the value the run found.
pub(super) fn aggregate(scope: &Scope, at: At, of: &Aggregate, value: Option<&Value>) -> AggregateFacts {
    let all = scope.descendants(of.table, at);
    let members: Vec<At> = all.iter().copied().filter(|row| filter(scope, *row, of) == Truth::Yes).collect();
    let left_out_unknown = all.iter().filter(|row| filter(scope, **row, of) == Truth::Unknown).count();
    let mut rows: Vec<AggregateRow> = members.iter().filter_map(|row| member(scope, *row, of)).collect();
    sort(&mut rows, of.function);
    mark(&mut rows, of.function, value);
    let (skipped, counted) = (members.len() - rows.len(), rows.len());
    let (distinct, sum) = (distinct(&rows, of.function), sum(&rows));
    let rest = rows.split_off(rows.len().min(SHOWN));
    AggregateFacts {
        function: of.function,
        over: of.rows.map_or(&scope.rulebook.table(of.table).name, |id| &scope.rulebook.subset(id).name).clone(),
        table: scope.rulebook.table(of.table).name.clone(),
        conditions: of.filter.iter().map(|f| scope.written(f.span)).collect(),
        windows: windows(scope, of, &all),
        argument: of.argument.as_ref().map(|a| scope.written(a.span)),
        row_type: of.argument.as_ref().map_or(Type::Count, |a| a.ty.clone()),
        all_rows: all.len(),
        left_out_unknown,
        skipped,
        counted,
        distinct,
        sum,
        rows,
        more: rest.len(),
        more_sum: if rest.is_empty() { None } else { self::sum(&rest) },
    }
}

/// Whether a row counts: no where any condition is no, else unknown where any is.
fn filter(scope: &Scope, row: At, of: &Aggregate) -> Truth {
    let truths = of.filter.iter().map(|condition| scope.truth(row, condition));
    truths.fold(Truth::Yes, |all, one| match (all, one) {
        (Truth::No, _) | (_, Truth::No) => Truth::No,
        (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
        _ => Truth::Yes,
    })
}

/// A row that counts; `None` where its value is unknown.
fn member(scope: &Scope, row: At, of: &Aggregate) -> Option<AggregateRow> {
    let value = match &of.argument {
        Some(argument) => scope.quantity(row, argument),
        None => Quantity::number(Decimal::ONE, &Type::Count),
    };
    value.value.as_ref()?;
    let table = scope.rulebook.table(of.table);
    let place = scope.observed(of.table).and_then(|t| t.places.get(row.row).cloned());
    Some(AggregateRow {
        key: scope.key(row),
        place: if table.key.is_empty() { place.unwrap_or_default() } else { String::new() },
        dated: table.dated.and_then(|column| scope.column(row, column)?.date()),
        reads: of.argument.as_ref().map_or_else(Vec::new, |argument| reads(scope, row, argument)),
        value,
        decides: false,
    })
}

/// The columns and values a computed argument reads, each once; nothing for a plain column.
fn reads(scope: &Scope, row: At, argument: &Expr) -> Vec<Named> {
    if argument.parts().is_empty() {
        return Vec::new();
    }
    let mut found: Vec<Named> = Vec::new();
    walk::expr(row.table, argument, &mut |table, expr| {
        if table != row.table || !matches!(expr.kind, ExprKind::Column(_) | ExprKind::Item(_)) {
            return;
        }
        let name = scope.written(expr.span);
        if found.iter().all(|n| n.name != name) {
            found.push(Named { name, value: scope.quantity(row, expr) });
        }
    });
    found
}

/// Those that weigh or decide most first; then by date, newest first; then as the keys stand.
fn sort(rows: &mut [AggregateRow], function: Function) {
    let smallest_first = matches!(function, Function::Min | Function::Earliest);
    let by_date = matches!(function, Function::Last | Function::Count);
    rows.sort_by(|a, b| {
        let value = order(&a.value.value, &b.value.value);
        let value = if smallest_first { value } else { value.reverse() };
        let newest = b.dated.cmp(&a.dated);
        if by_date { newest } else { value.then(newest) }
    });
}

/// Values of one type by size, dates by time, text by code points.
fn order(a: &Option<Value>, b: &Option<Value>) -> Ordering {
    match (a, b) {
        (Some(Value::Number(a)), Some(Value::Number(b))) => a.cmp(b),
        (Some(Value::Date(a)), Some(Value::Date(b))) => a.cmp(b),
        (Some(Value::Text(a)), Some(Value::Text(b))) => b.cmp(a),
        (Some(Value::Label(a)), Some(Value::Label(b))) => a.cmp(b),
        (Some(Value::YesNo(a)), Some(Value::YesNo(b))) => a.cmp(b),
        _ => Ordering::Equal,
    }
}

/// Marks the rows whose value the aggregate is.
fn mark(rows: &mut [AggregateRow], function: Function, value: Option<&Value>) {
    match function {
        Function::Min | Function::Max | Function::Earliest | Function::Latest => {
            rows.iter_mut().for_each(|row| row.decides = row.value.value.as_ref() == value);
        }
        Function::Last => {
            if let Some(row) = rows.iter_mut().find(|row| row.value.value.as_ref() == value) {
                row.decides = true;
            }
        }
        Function::Median => {
            let middle = rows.len().saturating_sub(1) / 2..rows.len() / 2 + 1;
            rows.iter_mut().enumerate().for_each(|(i, row)| row.decides = middle.contains(&i));
        }
        Function::Count | Function::CountDistinct | Function::Sum | Function::Average => {}
    }
}

fn distinct(rows: &[AggregateRow], function: Function) -> Option<usize> {
    (function == Function::CountDistinct).then(|| {
        let mut seen: Vec<&Quantity> = Vec::new();
        for row in rows {
            if seen.last() != Some(&&row.value) {
                seen.push(&row.value);
            }
        }
        seen.len()
    })
}

/// The exact sum, where the values are numbers.
fn sum(rows: &[AggregateRow]) -> Option<Decimal> {
    rows.iter().try_fold(Decimal::ZERO, |sum, row| sum.plus(row.value.as_number()?).ok())
}

/// The days of each window in the conditions. A window may be a parameter that differs by row: then each is told.
fn windows(scope: &Scope, of: &Aggregate, rows: &[At]) -> Vec<Window> {
    let mut found: Vec<Window> = Vec::new();
    let mut add = |expr: &Expr| {
        let ExprKind::InLast(_, period) = &expr.kind else { return };
        let written = scope.written(expr.span);
        let constant = matches!(period.kind, ExprKind::Constant(_));
        let rows = if constant { &[At { table: of.table, row: 0 }] } else { rows };
        for row in rows {
            found.extend(window(scope, &written, scope.value(*row, period).as_ref()).filter(|w| !found.contains(w)));
        }
    };
    for filter in &of.filter {
        walk::expr(of.table, filter, &mut |table, expr| {
            if table == of.table {
                add(expr);
            }
        });
    }
    found
}
