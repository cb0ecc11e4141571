//! One row that changes or comes: a payment that arrives, an order that is placed.
//!
//! Guaranteed: only rows that belong to the one row, and that are there on the as-of date, are changed.

use super::case::Row;
use super::goal::Goal;
use super::judge::{Change, Judge};
use super::numbers::Steps;
use super::thresholds::columns;
use super::{Changes, Found, What};
use crate::model::{ColumnId, Table, TableId};
use crate::value::{Decimal, Period, Type, Value};
use std::collections::BTreeSet;

/// The most events that are tried.
const MOST_EVENTS: usize = 1_000;
/// The most rows that a new one is made like.
const MOST_LIKE: usize = 5;

/// An event that has not come yet.
struct Open {
    amount: Option<Decimal>,
    table: TableId,
    row: usize,
    column: ColumnId,
}

/// Events that may come on the as-of date.
pub fn events(judge: &Judge, goal: &Goal, changes: &mut Changes) {
    let (read, _) = columns(judge, goal.item);
    let mut open = pending(judge, &read);
    open.sort_by_key(|one| (one.amount, one.table, one.row, one.column));
    changes.untried = open.len().saturating_sub(MOST_EVENTS);
    let found = open.iter().take(MOST_EVENTS).filter_map(|one| event(judge, goal, &read, one));
    changes.events = found.collect();
}

fn pending(judge: &Judge, read: &BTreeSet<(TableId, ColumnId)>) -> Vec<Open> {
    let mut open = Vec::new();
    for (table, column) in read {
        let declared = judge.book().table(*table);
        if !declared.columns.get(column.0).is_some_and(|column| column.event) {
            continue;
        }
        for (row, values) in own(judge, *table) {
            let has_come =
                values.get(column.0).and_then(|v| v.as_ref()?.date()).is_some_and(|day| day <= judge.as_of());
            if !has_come {
                let amount = amount(declared, values, *table, read);
                open.push(Open { amount, table: *table, row, column: *column });
            }
        }
    }
    open
}

/// Rows of a table that are the one row or descend from it, and are there on the as-of date.
fn own<'j>(judge: &'j Judge, table: TableId) -> impl Iterator<Item = (usize, &'j Row)> {
    let case = judge.case();
    let dated = judge.book().table(table).dated;
    let own = case.own.get(table.0).into_iter().flatten();
    let rows = case.rows.get(table.0).into_iter().flatten().enumerate().zip(own);
    let is_there = move |row: &Row| {
        dated.is_none_or(|dated| {
            row.get(dated.0).and_then(|value| value.as_ref()?.date()).is_some_and(|day| day <= judge.as_of())
        })
    };
    rows.filter(move |((_, row), own)| **own && is_there(row)).map(|(found, _)| found)
}

/// What a row is about in money: the first such column that is read.
fn amount(declared: &Table, row: &Row, table: TableId, read: &BTreeSet<(TableId, ColumnId)>) -> Option<Decimal> {
    let column = money(declared, table, read).next()?;
    row.get(column.0)?.as_ref()?.number()
}

fn money<'t>(
    declared: &'t Table,
    table: TableId,
    read: &'t BTreeSet<(TableId, ColumnId)>,
) -> impl Iterator<Item = ColumnId> + 't {
    let columns = declared.columns.iter().enumerate().filter(|(_, column)| column.ty == Type::Money);
    columns.map(|(at, _)| ColumnId(at)).filter(move |id| read.contains(&(table, *id)))
}

fn event(judge: &Judge, goal: &Goal, read: &BTreeSet<(TableId, ColumnId)>, one: &Open) -> Option<Found> {
    let declared = judge.book().table(one.table);
    let values = judge.case().rows.get(one.table.0)?.get(one.row)?;
    let is_open = |id: &ColumnId| {
        let is_current = declared.columns.get(id.0).is_some_and(|column| column.current);
        is_current && values.get(id.0).and_then(|v| v.as_ref()?.number()).is_some_and(|n| !n.is_zero())
    };
    let left: Vec<ColumnId> = money(declared, one.table, read).filter(is_open).collect();
    let ways = if left.is_empty() { vec![Vec::new()] } else { vec![Vec::new(), left] };
    ways.into_iter().find_map(|settled| {
        let comes = (one.table, one.row, one.column.0, Some(Value::Date(judge.as_of())));
        let zero = |id: &ColumnId| (one.table, one.row, id.0, Some(Value::Number(Decimal::ZERO)));
        let cells = std::iter::once(comes).chain(settled.iter().map(zero)).collect();
        let change = Change { cells, ..Change::default() };
        let results = judge.results(&change).filter(|results| goal.is_reached(results))?;
        let what = What::Event { table: one.table, row: one.row, column: one.column, settled };
        Some(Found { what, change, results })
    })
}

/// Another row of each table whose rows are gathered, like one that is there.
pub fn another(judge: &Judge, goal: &Goal, changes: &mut Changes) {
    let (read, tables) = columns(judge, goal.item);
    let of = judge.case().table;
    for table in tables {
        let declared = judge.book().table(table);
        let belongs = declared.parents.iter().any(|parent| parent.table == of);
        let Some(dated) = declared.dated.filter(|_| belongs) else { continue };
        let mut like: Vec<(usize, &Row)> = own(judge, table).collect();
        like.sort_by_key(|(row, values)| (values.get(dated.0).and_then(|v| v.as_ref()?.date()), *row));
        let newest = like.into_iter().rev().take(MOST_LIKE);
        let found = newest.filter_map(|(row, values)| New { judge, goal, table, like: row, values }.found(&read));
        changes.another.extend(found.take(1));
    }
}

/// A row that may come.
struct New<'a> {
    judge: &'a Judge<'a>,
    goal: &'a Goal,
    table: TableId,
    like: usize,
    values: &'a Row,
}

impl New<'_> {
    fn found(&self, read: &BTreeSet<(TableId, ColumnId)>) -> Option<Found> {
        let declared = self.judge.book().table(self.table);
        let row = self.row(declared)?;
        let column =
            money(declared, self.table, read).find(|id| !declared.columns.get(id.0).is_some_and(|c| c.current));
        let what = |amount| What::Another { table: self.table, like: self.like, amount };
        let Some(column) = column else {
            let change = self.change(row);
            let results = self.reaches(&change)?;
            return Some(Found { what: what(None), change, results });
        };
        let steps = Steps::of(self.judge.book(), &Type::Money, self.judge.as_of())?;
        let position = self.least(steps, &row, column)?;
        let amount = steps.at(position)?;
        let change = self.change(with(&row, column, amount.clone()));
        let results = self.reaches(&change)?;
        Some(Found { what: what(Some((column, amount, position == 1))), change, results })
    }

    fn change(&self, row: Row) -> Change {
        Change { rows: vec![(self.table, row)], ..Change::default() }
    }

    fn reaches(&self, change: &Change) -> Option<super::Results> {
        self.judge.results(change).filter(|results| self.goal.is_reached(results))
    }

    /// The least amount that reaches the goal, while a larger one does, too: tried from one coin on, ever more, and back.
    fn least(&self, steps: Steps, row: &Row, column: ColumnId) -> Option<i128> {
        let does = |position: i128| {
            let amount = steps.at(position);
            amount.is_some_and(|amount| self.reaches(&self.change(with(row, column, amount))).is_some())
        };
        let rungs = std::iter::successors(Some(1i128), |rung| rung.checked_mul(10));
        let mut fails = 0;
        for rung in rungs.take_while(|rung| *rung <= steps.ends().1) {
            if !does(rung) {
                fails = rung;
                continue;
            }
            let mut least = rung;
            while least - fails > 1 {
                let middle = fails + (least - fails) / 2;
                if does(middle) { least = middle } else { fails = middle }
            }
            return Some(least);
        }
        None
    }

    /// A row of the as-of date: with a key of its own, its other dates as far from it, and no event that has come.
    fn row(&self, declared: &Table) -> Option<Row> {
        let today = self.judge.as_of();
        let dated = self.values.get(declared.dated?.0)?.as_ref()?.date()?;
        let later = Period::Days(today.days() - dated.days());
        let mut row = self.values.clone();
        for (column, value) in declared.columns.iter().zip(&mut row) {
            *value = match value.take() {
                _ if column.event => None,
                Some(Value::Date(date)) => Some(Value::Date(date.plus(later)?)),
                other => other,
            };
        }
        let of_parents = |id: &ColumnId| declared.parents.iter().any(|parent| parent.by.contains(id));
        let own = declared.key.iter().find(|id| !of_parents(id));
        match own {
            Some(own) => *row.get_mut(own.0)? = Some(self.new_key(*own)?),
            None if declared.key.is_empty() => {}
            None => return None,
        }
        Some(row)
    }

    /// A value that no row of the table has in a column of its key.
    fn new_key(&self, column: ColumnId) -> Option<Value> {
        let rows = self.judge.case().rows.get(self.table.0)?;
        let used = || rows.iter().filter_map(|row| row.get(column.0)?.as_ref());
        match self.values.get(column.0)?.as_ref()? {
            Value::Text(_) => {
                let names = std::iter::once("new".to_string()).chain((2..).map(|n: u32| format!("new {n}")));
                names.map(|name| Value::Text(name.as_str().into())).find(|name| !used().any(|value| value == name))
            }
            Value::Number(_) => {
                let largest = used().filter_map(Value::number).max()?;
                largest.plus(Decimal::ONE).ok().map(Value::Number)
            }
            _ => None,
        }
    }
}

fn with(row: &Row, column: ColumnId, value: Value) -> Row {
    let mut row = row.clone();
    row.get_mut(column.0).into_iter().for_each(|cell| *cell = Some(value.clone()));
    row
}
