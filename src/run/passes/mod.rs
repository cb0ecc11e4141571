//! Passes: tables are loaded or streamed, steps run over their rows, and what they make is gathered and kept.
//!
//! Enters: the plan's passes in order. Leaves: a [`State`] with all that results need. Guaranteed: a table is read once
//! for each of its passes, once more where keys stand twice.

mod exports;
mod load;
mod sinks;

use super::evaluate::{self, OverflowAt, Registers};
use super::parallel;
use super::read::{Delivery, Reading};
use super::rows::{RowLeaves, Rows};
use super::state::{Overflow, State};
use super::watch::{Part, Work};
use crate::model::TableId;
use crate::plan::{PassPlan, Role, Scope};
use load::load;
use sinks::{Homes, Sinks};
use std::ops::Range;

/// Rows computed at a time from a resident table.
pub const CHUNK: usize = 16_384;

/// Runs all passes.
pub fn run_all(state: &mut State) {
    let plan = state.plan;
    for (position, pass) in plan.passes.iter().enumerate() {
        state.watcher = state.watcher.of(Part::Pass(position));
        state.watcher.timed(Work::Whole, 0, || run_one(state, pass));
    }
}

fn run_one(state: &mut State, pass: &PassPlan) {
    match state.plan.table(pass.table).role {
        Role::Unread => {}
        Role::Streamed => stream(state, pass),
        Role::Resident => {
            if pass.first {
                load(state, pass);
            }
            sweep(state, pass);
        }
    }
}

/// Reads a table on its first pass, again without duplicates where there are any; keeps the account. Each reading has
/// something of its own that its threads share.
fn read<S: Sync, W: Send>(
    state: &mut State,
    pass: &PassPlan,
    begin: impl Fn(&State) -> S,
    new: impl Fn(&S) -> W + Sync,
    work: impl Fn(&State, &S, &mut W, Delivery) + Sync,
) -> (S, Vec<W>) {
    let attempt = |state: &State| {
        let reading = Reading { state, table: pass.table, columns: &pass.columns, counting: pass.first, raw: false };
        let shared = begin(state);
        let (workers, account) = reading.run(|| new(&shared), |w, delivery| work(state, &shared, w, delivery));
        ((shared, workers), account)
    };
    let (mut made, mut account) = attempt(state);
    if !pass.first {
        return made;
    }
    let suspects = state.watcher.timed(Work::Duplicates, account.hashes.len(), || account.suspects());
    if !suspects.is_empty() {
        let key = &state.rulebook.table(pass.table).key;
        let reading = Reading { state, table: pass.table, columns: key, counting: false, raw: true };
        let (places, problems) = reading.duplicates(&suspects);
        if let Some(excluded) = state.excluded.get_mut(pass.table.0) {
            excluded.extend(places);
        }
        if !problems.is_empty() {
            (made, account) = attempt(state);
            account.hashes = Vec::new();
        }
        account.problems.extend(problems);
    }
    if let Some(place) = state.accounts.get_mut(pass.table.0) {
        *place = account;
    }
    made
}

fn stream(state: &mut State, pass: &PassPlan) {
    let plan = state.plan;
    let (homes, workers) = read(
        state,
        pass,
        |state| Homes::of(plan, state, pass),
        Homes::sinks,
        |state, homes, sinks: &mut Sinks, delivery| {
            compute(state, pass, homes, &delivery.rows, sinks);
        },
    );
    state.watcher.timed(Work::Merge, 0, || homes.finish(state, pass, workers));
}

/// A resident table's rows, a chunk at a time.
fn sweep(state: &mut State, pass: &PassPlan) {
    if pass.steps.is_empty() && pass.accumulators.is_empty() {
        return;
    }
    let chunks = chunks(state, pass.table);
    let shared: &State = state;
    let homes = Homes::of(shared.plan, shared, pass);
    let workers = parallel::share(
        chunks.len(),
        state.options.threads,
        || homes.sinks(),
        |sinks, chunk| {
            let rows = chunks.get(chunk).and_then(|range| part(shared, pass, range.clone()));
            if let Some(rows) = rows {
                let registers = compute(shared, pass, &homes, &rows, sinks);
                sinks.exports.push((chunk, exports::of_chunk(shared, pass, &registers, rows.rows)));
            }
        },
    );
    state.watcher.timed(Work::Merge, 0, || homes.finish(state, pass, workers));
}

/// Ranges of a resident table's rows.
pub fn chunks(state: &State, table: TableId) -> Vec<Range<usize>> {
    let rows = state.resident(table).map_or(0, |t| t.rows.rows);
    (0..rows.div_ceil(CHUNK)).map(|chunk| chunk * CHUNK..rows.min((chunk + 1) * CHUNK)).collect()
}

fn part(state: &State, pass: &PassPlan, range: Range<usize>) -> Option<Rows> {
    let mut columns = state.plan.columns_of(pass.table, &pass.steps);
    columns.extend(&state.rulebook.table(pass.table).key);
    columns.extend(state.rulebook.table(pass.table).dated);
    state.resident(pass.table).map(|table| table.rows.range(range, &columns))
}

/// Runs a pass's steps over some rows and gathers what they make.
fn compute(state: &State, pass: &PassPlan, homes: &Homes, rows: &Rows, sinks: &mut Sinks) -> Registers {
    let leaves = RowLeaves { state, table: pass.table, rows, numbers: None };
    let program = state.plan.program(pass.table);
    let mut overflows = Vec::new();
    let began = state.watcher.stamp();
    let registers = evaluate::run(program, &pass.steps, rows.rows, &leaves, &mut overflows);
    state.watcher.done(Work::Compute, began, rows.rows);
    sinks.overflows.extend(overflows.iter().map(|at| overflow(state, pass.table, rows, at)));
    state.watcher.timed(Work::Gather, rows.rows, || homes.gather(state, &leaves, &registers, sinks));
    registers
}

/// A number out of range in a row of a table.
pub fn overflow(state: &State, table: TableId, rows: &Rows, at: &OverflowAt) -> Overflow {
    let reading = Reading { state, table, columns: &[], counting: false, raw: false };
    let (file, record) = rows.origins.at(at.row);
    Overflow {
        table: table.0,
        file,
        record,
        owner: state.plan.owner(Scope::from(table), at.step).to_string(),
        key: reading.key_text(rows, &state.rulebook.table(table).key, at.row),
    }
}
