//! Examples: judged by the very engine that judges customers.
//!
//! Enters: a checked rulebook and one of its examples. Leaves: a [`Verdict`]: what came of each expectation, what stood
//! there instead, and why; and which lines of decision lists won. Guaranteed: the example's rows go through the same
//! plan, run and trace as a table of data; nothing is judged here.

mod alerts;
mod coverage;
mod failure;
mod found;
mod memory;

pub use coverage::{Coverage, Line, List, ListKind};
pub use failure::{diagnostics, problem};
pub use found::Found;
pub use memory::Memory;

use crate::model::{Alert, Example, Expectation, Expected, ItemId, Rulebook, TableId};
use crate::plan::{self, Purpose};
use crate::run::{self, Fault, OnBadRow, Options, Sink};
use crate::source::Sources;
use crate::table::Problem;
use crate::trace;
use crate::trace::facts::Explanation;
use crate::trace::record::{Chunk, Observation, ObservedTable};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What came of an example.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// One for each expectation, in their order; none where the data could not be judged
    pub outcomes: Vec<Outcome>,
    /// Why each row was judged as it was about which an expectation was not met: each once
    pub explanations: Vec<Explanation>,
    /// Why the data could not be judged: a number was out of range
    pub problems: Vec<Problem>,
    /// The lines of decision lists that won
    won: BTreeSet<(usize, usize)>,
}

/// What came of an expectation.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Whether it was met
    pub held: Held,
    /// Where it was not: the values that it speaks of
    pub found: Vec<Found>,
    /// Where it was about alerts, and not met: positions of those that fired
    pub fired: Vec<usize>,
}

impl Outcome {
    fn of(held: Held) -> Outcome {
        Outcome { held, found: Vec::new(), fired: Vec::new() }
    }
}

/// Whether an expectation was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// It was
    Yes,
    /// It was not
    No,
    /// It can't be told, since a value is unknown
    Unknown,
    /// Its row is not there yet on the example's date
    NoRow,
}

impl Verdict {
    /// Whether everything came out as expected.
    pub fn passed(&self) -> bool {
        self.problems.is_empty() && self.outcomes.iter().all(|outcome| outcome.held == Held::Yes)
    }
}

/// A row of an example: its table and its position there.
type Row = (TableId, usize);

/// Judges one example of a rulebook.
pub fn judge(rulebook: &Rulebook, sources: &Sources, example: &Example) -> Verdict {
    let lists = coverage::lists(rulebook);
    let (whole, asked) = with_questions(rulebook, example, &lists);
    let specs = plan::specs(&whole);
    let tables = Memory { specs: &specs, rows: &example.tables, title: &example.title };
    match run_through(&whole, example, &tables).and_then(|()| observe(&whole, example, &tables)) {
        Ok(observed) => {
            let mut won = BTreeSet::new();
            observed.values().for_each(|seen| coverage::note(&lists, &asked, seen, &mut won));
            let fired = alerts::fired(&whole, example, &observed);
            fired.values().flatten().for_each(|alert| coverage::note_alert(&lists, *alert, &mut won));
            let outcomes = example.expectations.iter().map(|one| outcome(&whole, one, &observed, &fired)).collect();
            let explanations = explanations(rulebook, sources, example, &observed, &outcomes);
            Verdict { outcomes, explanations, problems: Vec::new(), won }
        }
        Err(problems) => Verdict { outcomes: Vec::new(), explanations: Vec::new(), problems, won: BTreeSet::new() },
    }
}

/// The rulebook with all that the example asks for. What is asked for is no hidden value, so that its table is judged.
/// Beside it: the items that tell which line of a parameter's list is taken, by the list's position.
fn with_questions(rulebook: &Rulebook, example: &Example, lists: &[List]) -> (Rulebook, coverage::Asked) {
    let mut items = rulebook.items.clone();
    items.extend(rulebook.watches.iter().chain(&example.items).cloned());
    items.iter_mut().skip(rulebook.items.len()).for_each(|item| item.hidden = false);
    let mut watching: Vec<_> = rulebook.alerts.iter().flat_map(Alert::items).collect();
    watching.sort_unstable();
    watching.dedup();
    let mut whole = Rulebook {
        name: rulebook.name.clone(),
        version: rulebook.version.clone(),
        owner: rulebook.owner.clone(),
        currency: rulebook.currency.clone(),
        about: rulebook.about,
        tables: rulebook.tables.clone(),
        parameters: rulebook.parameters.clone(),
        rows: rulebook.rows.clone(),
        items,
        figures: Vec::new(),
        alerts: rulebook.alerts.clone(),
        watches: Vec::new(),
        watching,
        examples: Vec::new(),
        expressions: rulebook.expressions,
    };
    let asked = coverage::ask(&mut whole, example, lists);
    (whole, asked)
}

/// Results that nobody asks for.
struct Unwritten;

impl Sink for Unwritten {
    fn chunk(&mut self, _: Chunk) -> std::io::Result<()> {
        Ok(())
    }
}

/// Runs the rows as a run would: what would end that, such as a number out of range, ends the example.
fn run_through(whole: &Rulebook, example: &Example, tables: &Memory) -> Result<(), Vec<Problem>> {
    let plan = plan::plan(whole, example.on, &example.settings, Purpose::Run);
    let options = Options { threads: 1, trace: false, on_bad_row: OnBadRow::Stop };
    match run::run(&plan, whole, tables, &options, &mut Unwritten) {
        Err(Fault::Data(problems)) => Err(problems),
        _ => Ok(()),
    }
}

/// All rows about which something is expected, and all rows of tables that are judged.
fn observe(whole: &Rulebook, example: &Example, tables: &Memory) -> Result<BTreeMap<Row, Observation>, Vec<Problem>> {
    let mut wanted: BTreeSet<Row> = example.expectations.iter().map(|one| (one.table, one.row)).collect();
    for table in whole.items.iter().map(|item| item.table) {
        wanted.extend((0..example.tables.get(table.0).map_or(0, Vec::len)).map(|row| (table, row)));
    }
    // A table without a key is judged, if at all, by way of the rows it belongs to.
    wanted.retain(|(table, _)| !whole.table(*table).key.is_empty());
    let wanted: Vec<(Row, Vec<Value>)> = wanted.into_iter().map(|row| (row, key(whole, example, row))).collect();
    let rows: Vec<(TableId, Vec<Value>)> = wanted.iter().map(|((table, _), key)| (*table, key.clone())).collect();
    let plan = plan::plan(whole, example.on, &example.settings, Purpose::Observe);
    match run::observe_each(&plan, whole, tables, &rows) {
        Ok(seen) => Ok(wanted.into_iter().zip(seen).filter_map(|((row, _), seen)| Some((row, seen?))).collect()),
        Err(Fault::Data(problems)) => Err(problems),
        // Nothing is written while rows are observed.
        Err(Fault::Output(_)) => Ok(BTreeMap::new()),
    }
}

fn key(rulebook: &Rulebook, example: &Example, (table, row): Row) -> Vec<Value> {
    let row = example.tables.get(table.0).and_then(|rows| rows.get(row));
    let key = rulebook.table(table).key.iter();
    key.filter_map(|column| row?.get(column.0)?.clone()).collect()
}

fn outcome(
    whole: &Rulebook,
    expectation: &Expectation,
    observed: &BTreeMap<Row, Observation>,
    fired: &alerts::Fired,
) -> Outcome {
    let row = (expectation.table, expectation.row);
    let seen = observed.get(&row).and_then(|seen| seen.tables.get(expectation.table.0));
    let Some(table) = seen else { return Outcome::of(Held::NoRow) };
    match expectation.what {
        Expected::Condition(condition) => condition_outcome(whole, condition, table),
        Expected::Alert(_) | Expected::NoAlert(_) => alerts::outcome(expectation, fired),
    }
}

fn condition_outcome(whole: &Rulebook, condition: ItemId, table: &ObservedTable) -> Outcome {
    let value = table.items.get(&condition).and_then(|values| values.first().cloned().flatten());
    let held = match value {
        Some(Value::YesNo(true)) => return Outcome::of(Held::Yes),
        Some(_) => Held::No,
        None => Held::Unknown,
    };
    Outcome { found: found::found(whole.item(condition), table), ..Outcome::of(held) }
}

fn explanations(
    rulebook: &Rulebook,
    sources: &Sources,
    example: &Example,
    observed: &BTreeMap<Row, Observation>,
    outcomes: &Vec<Outcome>,
) -> Vec<Explanation> {
    let failed = example.expectations.iter().zip(outcomes).filter(|(_, outcome)| outcome.held != Held::Yes);
    let rows: BTreeSet<Row> = failed.map(|(one, _)| (one.table, one.row)).collect();
    let seen = rows.iter().filter_map(|row| observed.get(row));
    seen.map(|seen| trace::explain(rulebook, sources, &example.settings, seen)).collect()
}
