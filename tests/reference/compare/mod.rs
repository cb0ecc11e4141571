//! The engine and the reference, fact by fact.
//!
//! Each side tells what it found as lines of `what = value`; the first line that differs is the finding.

mod current;
mod engine;
mod observed;
mod reference;

use super::evaluate::{Reference, Row};
use super::memory::{Layout, Memory};
use rubric::model::{Rulebook, Setting};
use rubric::plan::{Purpose, plan, specs};
use rubric::run::OnBadRow;
use rubric::value::{Date, Type, Value};
use std::collections::BTreeMap;

/// What was found: `customers [c1] rating` and the value.
pub type Facts = BTreeMap<String, String>;

/// Where a value is not known.
pub const UNKNOWN: &str = "?";

/// A rulebook with what it is run on.
pub struct Case<'a> {
    /// The checked rulebook
    pub book: &'a Rulebook,
    /// Today
    pub as_of: Date,
    /// Values given from outside
    pub settings: &'a [Setting],
    /// By table, then row
    pub rows: &'a [Vec<Row>],
    /// How rows are delivered
    pub layout: Layout,
}

/// Runs both, in every way that must not matter. An `Err` is the first difference, in words.
pub fn compare(case: &Case) -> Result<(), String> {
    let read = read(case);
    let reference = Reference::new(case.book, case.as_of, case.settings, case.rows, &read);
    let expected = reference::facts(&reference);
    for (threads, trace) in [(1, true), (1, false), (2, true), (8, false)] {
        let found = engine::facts(case, case.rows, threads, trace, OnBadRow::SetAside);
        judge(case, &reference, &expected, found, trace)
            .map_err(|difference| format!("{threads} threads, trace {trace}: {difference}"))?;
    }
    in_another_order(case, &reference, &expected)?;
    refused(case, &reference, &expected)?;
    observed::compare(case, &reference)
}

/// Which tables the engine reads: it need not open one that nothing depends on, and then checks nothing against it.
fn read(case: &Case) -> Vec<bool> {
    let facts = engine::facts(case, case.rows, 1, false, OnBadRow::SetAside);
    let is_read = |table: &rubric::model::Table| {
        facts.as_ref().map_or(true, |facts| facts.contains_key(&format!("{} rows", table.name)))
    };
    case.book.tables.iter().map(is_read).collect()
}

/// What the reference finds.
pub fn reference_facts(case: &Case) -> Facts {
    reference::facts(&Reference::new(case.book, case.as_of, case.settings, case.rows, &read(case))).facts
}

/// The same rows, the last first, where no two rows have one key.
fn in_another_order(case: &Case, reference: &Reference, expected: &reference::Expected) -> Result<(), String> {
    if reference::set_aside(reference).iter().any(|kind| kind == "duplicate key") {
        return Ok(());
    }
    let backwards: Vec<Vec<Row>> = case.rows.iter().map(|rows| rows.iter().rev().cloned().collect()).collect();
    let found = engine::facts(case, &backwards, 2, true, OnBadRow::SetAside);
    judge(case, reference, expected, found, true).map_err(|difference| format!("rows backwards: {difference}"))
}

/// By default a run stops where a row is bad, and says so of each.
fn refused(case: &Case, reference: &Reference, expected: &reference::Expected) -> Result<(), String> {
    if engine::facts(case, case.rows, 1, false, OnBadRow::SetAside).is_err() {
        return Ok(()); // an overflow: nobody has told which tables are read
    }
    let bad = reference::set_aside(reference);
    let found = engine::facts(case, case.rows, 2, false, OnBadRow::Stop);
    if bad.is_empty() {
        return judge(case, reference, expected, found, false).map_err(|difference| format!("stop: {difference}"));
    }
    match found {
        Ok(_) => Err(format!("stop: bad rows {bad:?} were not refused")),
        Err(mut kinds) => {
            kinds.retain(|kind| kind != "overflow");
            kinds.sort();
            if kinds == bad { Ok(()) } else { Err(format!("stop: bad rows are {bad:?}, the engine says {kinds:?}")) }
        }
    }
}

fn judge(
    case: &Case,
    reference: &Reference,
    expected: &reference::Expected,
    found: Result<Facts, Vec<String>>,
    traced: bool,
) -> Result<(), String> {
    let mut found = match found {
        Err(kinds) if kinds.iter().all(|kind| kind == "overflow") && reference.strained() => return Ok(()),
        Err(kinds) => return Err(format!("the engine stops for {kinds:?}, the reference does not")),
        Ok(found) => found,
    };
    current::judge(case, reference, &mut found)?;
    if let Some(what) = &expected.overflow {
        return Err(format!("{what} overflows in the reference, not in the engine"));
    }
    for (what, value) in &expected.facts {
        if !traced && what.contains(" · ") {
            continue;
        }
        match found.get(what) {
            Some(other) if other == value => {}
            None if expected.optional.iter().any(|start| what.starts_with(start)) => {}
            other => return Err(format!("{what}: reference {value}, engine {}", other.map_or("nothing", |v| v))),
        }
    }
    match found.iter().find(|(what, _)| !expected.facts.contains_key(*what)) {
        Some((what, value)) => Err(format!("{what}: reference nothing, engine {value}")),
        None => Ok(()),
    }
}

fn show(value: Option<&Value>, ty: &Type) -> String {
    value.map_or(UNKNOWN.to_string(), |value| value.plain(ty))
}

/// `customers [c1, 2]`
fn place(book: &Rulebook, table: rubric::model::TableId, key: &[Option<Value>]) -> String {
    let declared = book.table(table);
    let cells: Vec<String> = declared
        .key
        .iter()
        .zip(key)
        .map(|(column, value)| show(value.as_ref(), &declared.columns[column.0].ty))
        .collect();
    format!("{} [{}]", declared.name, cells.join(", "))
}

fn memory<'m>(case: &Case, specs: &'m [rubric::table::TableSpec], rows: &'m [Vec<Row>]) -> Memory<'m> {
    Memory { specs, rows, layout: case.layout }
}

fn planned(case: &Case, purpose: Purpose) -> rubric::plan::Plan {
    plan(case.book, case.as_of, case.settings, purpose)
}

fn tables(case: &Case) -> Vec<rubric::table::TableSpec> {
    specs(case.book)
}
