//! Passes: tables are loaded or streamed, steps run over their rows, and what they make is gathered and kept.
//!
//! Enters: the plan's passes in order. Leaves: a [`State`] with all that results need. Guaranteed: a table is read once
//! for each of its passes, once more where keys stand twice.

use super::evaluate::{self, OverflowAt, Registers};
use super::gather::{Chosen, Counted, Finished, Gathering, Groups, Order, Places, Store};
use super::kernels::take::{NOBODY, concat};
use super::keys::{self, KeyMap};
use super::parallel;
use super::read::{Delivery, Reading};
use super::register::{Each, Known, Register};
use super::rows::{RowLeaves, Rows};
use super::state::{Gathered, Overflow, Resident, State};
use super::watch::{Part, Work};
use crate::model::TableId;
use crate::plan::steps::{AccumulatorId, Kind, Step, StepId};
use crate::plan::{Accumulator, Into, PassPlan, Plan, Role, Scope};
use crate::table::Column;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

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

/// Reads a table on its first pass, again without duplicates where there are any; keeps the account.
fn read<W: Send>(
    state: &mut State,
    pass: &PassPlan,
    new: impl Fn() -> W + Sync,
    work: impl Fn(&State, &mut W, Delivery) + Sync,
) -> Vec<W> {
    let attempt = |state: &State| {
        let reading = Reading { state, table: pass.table, columns: &pass.columns, counting: pass.first, raw: false };
        reading.run(&new, |w, delivery| work(state, w, delivery))
    };
    let (mut workers, mut account) = attempt(state);
    if !pass.first {
        return workers;
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
            (workers, account) = attempt(state);
            account.hashes = Vec::new();
        }
        account.problems.extend(problems);
    }
    if let Some(place) = state.accounts.get_mut(pass.table.0) {
        *place = account;
    }
    workers
}

/// A batch of a part, with its position in it.
type Piece = (usize, usize, Delivery);

fn load(state: &mut State, pass: &PassPlan) {
    let pieces = read(state, pass, Vec::new, |_, pieces: &mut Vec<Piece>, delivery| {
        let position = pieces.iter().filter(|(part, _, _)| *part == delivery.part).count();
        pieces.push((delivery.part, position, delivery));
    });
    let mut pieces: Vec<Piece> = pieces.into_iter().flatten().collect();
    pieces.sort_by_key(|(part, position, _)| (*part, *position));
    let pieces: Vec<Delivery> = pieces.into_iter().map(|(_, _, delivery)| delivery).collect();
    let rows = pieces.iter().map(|piece| piece.rows.rows).sum();
    let resident = state.watcher.timed(Work::Order, rows, || resident(state, pass.table, pieces));
    if let Some(place) = state.resident.get_mut(pass.table.0) {
        *place = Some(resident);
    }
}

/// Puts the pieces of a table together, in the order of its key.
fn resident(state: &State, table: TableId, pieces: Vec<Delivery>) -> Resident {
    let mut rows = joined(state, table, &pieces);
    let invisible = pieces.into_iter().flat_map(|piece| piece.invisible);
    let columns = &state.rulebook.table(table).key;
    let key_of = |rows: &Rows| columns.iter().filter_map(|c| rows.column(*c).cloned()).collect::<Vec<Arc<Column>>>();
    let key = key_of(&rows);
    if let Some(order) = keys::order(&key, rows.rows) {
        rows = rows.pick(&order);
    }
    let key = key_of(&rows);
    let keys = key_map(&key, rows.rows, invisible);
    Resident { rows, key, keys, exports: HashMap::new() }
}

fn key_map(key: &[Arc<Column>], rows: usize, invisible: impl Iterator<Item = Vec<u8>>) -> KeyMap {
    let mut map = KeyMap::with_capacity(rows);
    let mut bytes = Vec::new();
    for row in 0..rows {
        if !key.is_empty() && keys::encode(key, row, &mut bytes) {
            map.insert(&bytes, row as u32);
        }
    }
    invisible.for_each(|key| map.insert(&key, NOBODY));
    map
}

fn joined(state: &State, table: TableId, pieces: &[Delivery]) -> Rows {
    let declared = state.rulebook.table(table);
    let mut columns = vec![None; declared.columns.len()];
    for id in &state.plan.table(table).columns {
        let parts: Vec<Arc<Column>> = pieces.iter().filter_map(|p| p.rows.column(*id).cloned()).collect();
        let empty = || {
            declared
                .columns
                .get(id.0)
                .map(|c| Column { values: crate::table::Values::empty(&c.ty, c.decimals), known: None })
        };
        let whole = if parts.is_empty() { empty() } else { Some(concat(&parts)) };
        if let Some(place) = columns.get_mut(id.0) {
            *place = whole.map(Arc::new);
        }
    }
    let slots = state.plan.table(table).linked.iter().enumerate().map(|(parent, linked)| {
        let part = |piece: &Delivery| piece.rows.slots.get(parent).cloned().flatten().unwrap_or_default();
        linked.then(|| pieces.iter().flat_map(part).collect())
    });
    Rows {
        rows: pieces.iter().map(|piece| piece.rows.rows).sum(),
        columns,
        slots: slots.collect(),
        files: pieces.iter().flat_map(|piece| piece.rows.files.iter().copied()).collect(),
        records: pieces.iter().flat_map(|piece| piece.rows.records.iter().copied()).collect(),
        first: Some(0),
    }
}

/// What one thread makes in a pass.
struct Sinks {
    stores: Vec<Store>,
    groups: HashMap<StepId, Groups>,
    /// For each accumulator into groups: whether a row of the group counts
    counted: Vec<Counted>,
    exports: Vec<(usize, Vec<Arc<Column>>)>,
    overflows: Vec<Overflow>,
}

fn accumulators<'s>(state: &'s State, pass: &'s PassPlan) -> impl Iterator<Item = (AccumulatorId, &'s Accumulator)> {
    pass.accumulators.iter().filter_map(|id| state.plan.accumulators.get(id.0).map(|a| (*id, a)))
}

/// How many places an accumulator has, where that is known before its rows are.
fn places(state: &State, accumulator: &Accumulator) -> usize {
    match accumulator.into {
        Into::Table(table) => state.resident(table).map_or(0, |t| t.rows.rows),
        Into::All => 1,
        Into::Groups(_) => 0,
    }
}

fn stream(state: &mut State, pass: &PassPlan) {
    let plan = state.plan;
    let places = all_places(state, pass);
    let workers = read(
        state,
        pass,
        || fresh(plan, pass, &places),
        |state, sinks: &mut Sinks, delivery| {
            compute(state, pass, &delivery.rows, sinks);
        },
    );
    merge_all(state, pass, workers);
}

fn all_places(state: &State, pass: &PassPlan) -> Vec<usize> {
    accumulators(state, pass).map(|(_, accumulator)| places(state, accumulator)).collect()
}

fn fresh(plan: &Plan, pass: &PassPlan, places: &[usize]) -> Sinks {
    let program = plan.program(pass.table);
    let store = |(id, places): (&AccumulatorId, &usize)| {
        let accumulator = plan.accumulators.get(id.0)?;
        let facts = accumulator.argument.map(|argument| program.facts(argument));
        let kind = facts.map_or(Kind::Number, |facts| facts.kind);
        let mut store = Store::new(accumulator.gather, kind, facts.and_then(|facts| facts.scale));
        store.grow(*places);
        Some(store)
    };
    let stores = pass.accumulators.iter().zip(places).filter_map(store).collect();
    let counted = vec![Counted::default(); places.len()];
    Sinks { stores, groups: HashMap::new(), counted, exports: Vec::new(), overflows: Vec::new() }
}

/// A resident table's rows, a chunk at a time.
fn sweep(state: &mut State, pass: &PassPlan) {
    if pass.steps.is_empty() && pass.accumulators.is_empty() {
        return;
    }
    let chunks = chunks(state, pass.table);
    let places = all_places(state, pass);
    let shared: &State = state;
    let workers = parallel::share(
        chunks.len(),
        state.options.threads,
        || fresh(shared.plan, pass, &places),
        |sinks, chunk| {
            let rows = chunks.get(chunk).and_then(|range| part(shared, pass, range.clone()));
            if let Some(rows) = rows {
                let registers = compute(shared, pass, &rows, sinks);
                keep_exports(shared, pass, &registers, chunk, rows.rows, sinks);
            }
        },
    );
    merge_all(state, pass, workers);
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
fn compute(state: &State, pass: &PassPlan, rows: &Rows, sinks: &mut Sinks) -> Registers {
    let leaves = RowLeaves { state, table: pass.table, rows, numbers: None };
    let program = state.plan.program(pass.table);
    let mut overflows = Vec::new();
    let began = state.watcher.stamp();
    let registers = evaluate::run(program, &pass.steps, rows.rows, &leaves, &mut overflows);
    state.watcher.done(Work::Compute, began, rows.rows);
    sinks.overflows.extend(overflows.iter().map(|at| overflow(state, pass.table, rows, at)));
    state.watcher.timed(Work::Gather, rows.rows, || gather(state, pass, &leaves, &registers, sinks));
    registers
}

/// What accumulators share: for whom they gather, their mask, and what must be known.
type Selection = (Into, Option<StepId>, Option<StepId>);

/// Hands the rows of a batch to all accumulators of a pass; accumulators that take the same rows share the choice.
fn gather(state: &State, pass: &PassPlan, leaves: &RowLeaves, registers: &Registers, sinks: &mut Sinks) {
    let rows = leaves.rows;
    let table = state.rulebook.table(pass.table);
    let key: Vec<Arc<Column>> = table.key.iter().filter_map(|column| rows.column(*column).cloned()).collect();
    let dated = table.dated.and_then(|column| rows.column(column).cloned()).map(Register::Column);
    let dates = dated.as_ref().map_or(Each::One(0), Register::dates);
    let order = Order { dates, key: &key, files: &rows.files, records: &rows.records };
    let mut places: HashMap<Into, Cow<[u32]>> = HashMap::new();
    let mut chosen: HashMap<Selection, Chosen> = HashMap::new();
    for (position, (_, accumulator)) in accumulators(state, pass).enumerate() {
        let (into, mask) = (accumulator.into, accumulator.mask);
        let places = places.entry(into).or_insert_with(|| places_of(state, leaves, registers, into, sinks));
        let places = if into == Into::All { Places::One } else { Places::Each(places) };
        let argument = accumulator.argument.map(|argument| registers.get(argument));
        let known = argument.map_or(Known::All, Register::known);
        let choose = |known| Chosen::of(rows.rows, places, mask.map(|mask| registers.get(mask)), known);
        let (Some(store), Some(counted)) = (sinks.stores.get_mut(position), sinks.counted.get_mut(position)) else {
            continue;
        };
        if let Into::Groups(step) = into {
            store.grow(sinks.groups.get(&step).map_or(0, |groups| groups.values().len()));
            counted.add(chosen.entry((into, mask, None)).or_insert_with(|| choose(Known::All)));
        }
        let unknown = accumulator.argument.filter(|_| !matches!(known, Known::All));
        let chosen = chosen.entry((into, mask, unknown)).or_insert_with(|| choose(known));
        store.add(&Gathering { chosen, argument, order });
    }
}

/// For each row the place it goes to; for one place for all, nothing.
fn places_of<'a>(
    state: &State,
    leaves: &'a RowLeaves,
    registers: &Registers,
    into: Into,
    sinks: &mut Sinks,
) -> Cow<'a, [u32]> {
    match into {
        Into::All => Cow::Owned(Vec::new()),
        Into::Table(table) => leaves.ancestor(table),
        Into::Groups(step) => {
            let kind = state.plan.program(leaves.table).facts(step).kind;
            let groups = sinks.groups.entry(step).or_default();
            Cow::Owned(groups.places(leaves.rows.rows, registers.get(step), kind))
        }
    }
}

fn keep_exports(state: &State, pass: &PassPlan, registers: &Registers, chunk: usize, rows: usize, sinks: &mut Sinks) {
    let program = state.plan.program(pass.table);
    let whole = |step: &StepId| matches!(program.step(*step), Step::Column(_) | Step::Constant(_));
    let exports = pass.exports.iter().filter(|step| !whole(step)).map(|step| registers.get(*step).column(rows));
    sinks.exports.push((chunk, exports.collect()));
}

/// A number out of range in a row of a table.
pub fn overflow(state: &State, table: TableId, rows: &Rows, at: &OverflowAt) -> Overflow {
    let reading = Reading { state, table, columns: &[], counting: false, raw: false };
    Overflow {
        table: table.0,
        file: rows.files.get(at.row).copied().unwrap_or(0),
        record: rows.records.get(at.row).copied().unwrap_or(0),
        owner: state.plan.owner(Scope::from(table), at.step).to_string(),
        key: reading.key_text(rows, &state.rulebook.table(table).key, at.row),
    }
}

fn merge_all(state: &mut State, pass: &PassPlan, workers: Vec<Sinks>) {
    state.watcher.timed(Work::Merge, 0, || finish(state, pass, workers));
}

/// Merges what the threads made and keeps it.
fn finish(state: &mut State, pass: &PassPlan, workers: Vec<Sinks>) {
    let mut workers = workers.into_iter();
    let Some(mut all) = workers.next() else { return };
    for other in workers {
        merge(state, pass, &mut all, other);
    }
    state.overflows.append(&mut all.overflows);
    export(state, pass, all.exports);
    let finished: Vec<(AccumulatorId, Accumulator)> =
        accumulators(state, pass).map(|(id, accumulator)| (id, accumulator.clone())).collect();
    for (((id, accumulator), store), counted) in finished.into_iter().zip(all.stores).zip(all.counted) {
        let of_groups = if let Into::Groups(step) = accumulator.into { all.groups.get(&step) } else { None };
        let places = of_groups.map_or_else(|| places(state, &accumulator), |groups| groups.values().len());
        let groups = of_groups.map(|groups| counted.only(groups)).unwrap_or_default();
        let Finished { column, overflow } = store.finish(places);
        if let Some(place) = overflow {
            let overflow = sum_overflow(state, id, &accumulator, place);
            state.overflows.push(overflow);
        }
        state.set_gathered(id, Gathered { column: Arc::new(column), groups });
    }
}

fn merge(state: &State, pass: &PassPlan, all: &mut Sinks, other: Sinks) {
    let mut to: HashMap<StepId, Vec<u32>> = HashMap::new();
    for (step, groups) in &other.groups {
        to.insert(*step, all.groups.entry(*step).or_default().merge(groups));
    }
    let pairs = all.stores.iter_mut().zip(other.stores);
    let counted = all.counted.iter_mut().zip(other.counted);
    for (((_, accumulator), (store, other)), (counted, theirs)) in accumulators(state, pass).zip(pairs).zip(counted) {
        match accumulator.into {
            Into::Groups(step) => {
                let to = to.get(&step).map(Vec::as_slice);
                store.grow(all.groups.get(&step).map_or(0, |groups| groups.values().len()));
                store.merge(other, to);
                counted.merge(&theirs, to.unwrap_or_default());
            }
            _ => store.merge(other, None),
        }
    }
    all.exports.extend(other.exports);
    all.overflows.extend(other.overflows);
}

/// Keeps what descendants read: whole columns as they are, all else put together from its chunks.
fn export(state: &mut State, pass: &PassPlan, mut chunks: Vec<(usize, Vec<Arc<Column>>)>) {
    chunks.sort_by_key(|(chunk, _)| *chunk);
    let program = state.plan.program(pass.table);
    let Some(Some(resident)) = state.resident.get_mut(pass.table.0) else { return };
    let mut computed = 0;
    for step in &pass.exports {
        let register = match program.step(*step) {
            Step::Column(column) => resident.rows.column(*column).cloned().map(Register::Column),
            Step::Constant(constant) => Some(Register::Constant(program.facts(*step).kind, constant.value.clone())),
            _ => {
                let parts: Vec<Arc<Column>> =
                    chunks.iter().filter_map(|(_, columns)| columns.get(computed).cloned()).collect();
                computed += 1;
                (!parts.is_empty()).then(|| Register::Column(Arc::new(concat(&parts))))
            }
        };
        if let Some(register) = register {
            resident.exports.insert(*step, register);
        }
    }
}

/// A sum out of range is told for the row (or the group) it was gathered for.
fn sum_overflow(state: &State, id: AccumulatorId, accumulator: &Accumulator, place: usize) -> Overflow {
    let reader = state.plan.programs.iter().enumerate().find_map(|(scope, program)| {
        let mut steps = program.iter();
        steps.find(|(_, step)| **step == Step::Gathered(id)).map(|(step, _)| (Scope(scope), step))
    });
    let owner = reader.map_or("", |(scope, step)| state.plan.owner(scope, step)).to_string();
    let table = if let Into::Table(table) = accumulator.into { Some(table) } else { None };
    match table.and_then(|table| state.resident(table).map(|resident| (table, resident))) {
        Some((table, resident)) => {
            let at = OverflowAt { row: place, step: StepId(0) };
            Overflow { owner, ..overflow(state, table, &resident.rows, &at) }
        }
        None => Overflow { table: accumulator.from.0, file: u32::MAX, record: 0, owner, key: String::new() },
    }
}
