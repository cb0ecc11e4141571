//! Where the rows of a pass are gathered.
//!
//! Enters: a pass's accumulators, and batch by batch the registers of its rows. Leaves: what each accumulator came to,
//! in the [`State`]. Guaranteed: what one cell of 64 bits can hold stands in a [`Ledger`] that threads share; all else
//! in a [`Store`] a thread, and these are merged; both together are exact.

use super::{exports, overflow};
use crate::model::TableId;
use crate::plan::steps::{AccumulatorId, Kind, Step, StepId};
use crate::plan::{Accumulator, Into, PassPlan, Plan, Scope};
use crate::run::evaluate::{OverflowAt, Registers};
use crate::run::gather::{
    Adding, Budget, Cell, Chosen, Closed, Counted, Finished, Gathering, Groups, Ledger, Order, Places, Sorted, Store,
};
use crate::run::register::{Each, Known, Register};
use crate::run::rows::RowLeaves;
use crate::run::state::{Gathered, GatheredValues, Overflow, State};
use crate::table::Column;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// An accumulator of a pass.
struct Home<'p> {
    id: AccumulatorId,
    accumulator: &'p Accumulator,
    /// How the argument's values are held
    kind: Kind,
    scale: Option<u8>,
    places: usize,
    /// Its ledger and its cell there, where it has one
    cell: Option<(usize, usize)>,
}

/// What the threads of one reading share.
pub struct Homes<'p> {
    homes: Vec<Home<'p>>,
    ledgers: Vec<(TableId, Ledger)>,
    threads: usize,
}

/// What one thread makes in a pass.
pub struct Sinks {
    /// By accumulator; those with a cell have a store only where rows did not fit the cell
    stores: Vec<Option<Store>>,
    /// By ledger and cell
    budgets: Vec<Vec<Budget>>,
    groups: HashMap<StepId, Groups>,
    /// For each accumulator into groups: whether a row of the group counts
    counted: Vec<Counted>,
    /// Counts batches, so that threads don't begin with the same range of a ledger
    turn: usize,
    /// Chunks with what descendants read of them
    pub exports: Vec<(usize, Vec<Arc<Column>>)>,
    /// Numbers out of range
    pub overflows: Vec<Overflow>,
}

/// What accumulators share: for whom they gather, their mask, and what must be known.
type Selection = (Into, Option<StepId>, Option<StepId>);

impl<'p> Homes<'p> {
    /// Empty ones.
    pub fn of(plan: &'p Plan, state: &State, pass: &PassPlan) -> Homes<'p> {
        let program = plan.program(pass.table);
        let accumulators = pass.accumulators.iter().filter_map(|id| plan.accumulators.get(id.0).map(|a| (*id, a)));
        let home = |(id, accumulator): (AccumulatorId, &'p Accumulator)| {
            let facts = accumulator.argument.map(|argument| program.facts(argument));
            let (kind, scale) = facts.map_or((Kind::Number, None), |facts| (facts.kind, facts.scale));
            Home { id, accumulator, kind, scale, places: places(state, accumulator), cell: None }
        };
        let mut homes: Vec<Home> = accumulators.map(home).collect();
        let ledgers = settle(state, &mut homes);
        Homes { homes, ledgers, threads: state.options.threads }
    }

    /// Those of one thread.
    pub fn sinks(&self) -> Sinks {
        let store = |home: &Home<'p>| home.cell.is_none().then(|| home.store());
        let budget = |home: &Home<'p>| {
            Cell::of(home.accumulator, home.kind, home.scale).map(|cell| Budget::of(cell, self.threads))
        };
        let budgets = |ledger: usize| self.of_ledger(ledger).filter_map(|(_, home)| budget(home)).collect();
        Sinks {
            stores: self.homes.iter().map(store).collect(),
            budgets: (0..self.ledgers.len()).map(budgets).collect(),
            groups: HashMap::new(),
            counted: vec![Counted::default(); self.homes.len()],
            turn: 0,
            exports: Vec::new(),
            overflows: Vec::new(),
        }
    }

    /// The accumulators of a ledger, in the order of its cells.
    fn of_ledger(&self, ledger: usize) -> impl Iterator<Item = (usize, &Home<'p>)> {
        let homes = self.homes.iter().enumerate();
        homes.filter(move |(_, home)| home.cell.is_some_and(|(of, _)| of == ledger))
    }

    /// Hands the rows of a batch to all accumulators; accumulators that take the same rows share the choice.
    pub fn gather(&self, state: &State, leaves: &RowLeaves, registers: &Registers, sinks: &mut Sinks) {
        let homes = self.homes.iter().enumerate();
        let mut stored: Vec<usize> = homes.filter(|(_, home)| home.cell.is_none()).map(|(i, _)| i).collect();
        for (position, (table, ledger)) in self.ledgers.iter().enumerate() {
            stored.extend(self.enter((position, *table, ledger), leaves, registers, sinks));
        }
        if !stored.is_empty() {
            self.store(&stored, state, leaves, registers, sinks);
        }
        sinks.turn += 1;
    }

    /// Adds a batch to a ledger; the accumulators whose rows it refused.
    fn enter(
        &self,
        (position, table, ledger): (usize, TableId, &Ledger),
        leaves: &RowLeaves,
        registers: &Registers,
        sinks: &mut Sinks,
    ) -> Vec<usize> {
        let all = ledger.sorted(&leaves.ancestor(table));
        let homes: Vec<(usize, &Home)> = self.of_ledger(position).collect();
        let mut chosen: HashMap<Selection, Option<Sorted>> = HashMap::new();
        for (_, home) in &homes {
            let (selection, known) = home.selection(registers);
            let mask = selection.1.map(|mask| registers.get(mask));
            chosen.entry(selection).or_insert_with(|| all.only(mask, known));
        }
        let adding = |(_, home): &(usize, &Home)| Adding {
            rows: chosen.get(&home.selection(registers).0).and_then(Option::as_ref).unwrap_or(&all),
            argument: home.accumulator.argument.map(|argument| registers.get(argument)),
        };
        let adding: Vec<Adding> = homes.iter().map(adding).collect();
        let budgets = sinks.budgets.get_mut(position).map(Vec::as_mut_slice).unwrap_or_default();
        let refused = ledger.add(&adding, budgets, sinks.turn);
        refused.into_iter().filter_map(|cell| homes.get(cell).map(|(home, _)| *home)).collect()
    }

    /// Adds a batch to stores.
    fn store(&self, which: &[usize], state: &State, leaves: &RowLeaves, registers: &Registers, sinks: &mut Sinks) {
        let rows = leaves.rows;
        let table = state.rulebook.table(leaves.table);
        let key: Vec<Arc<Column>> = table.key.iter().filter_map(|column| rows.column(*column).cloned()).collect();
        let dated = table.dated.and_then(|column| rows.column(column).cloned()).map(Register::Column);
        let dates = dated.as_ref().map_or(Each::One(0), Register::dates);
        let order = Order { dates, key: &key, origins: &rows.origins };
        let mut places: HashMap<Into, Cow<[u32]>> = HashMap::new();
        let mut chosen: HashMap<Selection, Chosen> = HashMap::new();
        for (position, home) in which.iter().filter_map(|i| Some((*i, self.homes.get(*i)?))) {
            let ((into, mask, unknown), known) = home.selection(registers);
            let places = places.entry(into).or_insert_with(|| places_of(state, leaves, registers, into, sinks));
            let places = if into == Into::All { Places::One } else { Places::Each(places) };
            let choose = |known| Chosen::of(rows.rows, places, mask.map(|mask| registers.get(mask)), known);
            let (Some(store), Some(counted)) = (sinks.stores.get_mut(position), sinks.counted.get_mut(position)) else {
                continue;
            };
            let store = store.get_or_insert_with(|| home.store());
            if let Into::Groups(step) = into {
                store.grow(sinks.groups.get(&step).map_or(0, |groups| groups.values().len()));
                counted.add(chosen.entry((into, mask, None)).or_insert_with(|| choose(Known::All)));
            }
            let chosen = chosen.entry((into, mask, unknown)).or_insert_with(|| choose(known));
            let argument = home.accumulator.argument.map(|argument| registers.get(argument));
            store.add(&Gathering { chosen, argument, order });
        }
    }

    /// Merges what the threads made and keeps it.
    pub fn finish(self, state: &mut State, pass: &PassPlan, workers: Vec<Sinks>) {
        let mut workers = workers.into_iter();
        let Some(mut all) = workers.next() else { return };
        for other in workers {
            self.merge(&mut all, other);
        }
        state.overflows.append(&mut all.overflows);
        exports::keep(state, pass, std::mem::take(&mut all.exports));
        let closed: Vec<Arc<Closed>> = self.ledgers.into_iter().map(|(_, ledger)| Arc::new(ledger.close())).collect();
        for ((home, store), counted) in self.homes.iter().zip(all.stores).zip(all.counted) {
            let groups = if let Into::Groups(step) = home.accumulator.into { all.groups.get(&step) } else { None };
            let places = groups.map_or(home.places, |groups| groups.values().len());
            let cell = home.cell.and_then(|(ledger, cell)| Some((closed.get(ledger)?, cell)));
            let (values, overflow) = home.finished(store, cell, places);
            state.overflows.extend(overflow.map(|place| sum_overflow(state, home, place)));
            let groups = groups.map(|groups| counted.only(groups)).unwrap_or_default();
            state.set_gathered(home.id, Gathered { values, groups });
        }
    }

    fn merge(&self, all: &mut Sinks, other: Sinks) {
        let mut to: HashMap<StepId, Vec<u32>> = HashMap::new();
        for (step, groups) in &other.groups {
            to.insert(*step, all.groups.entry(*step).or_default().merge(groups));
        }
        let pairs = all.stores.iter_mut().zip(other.stores);
        let counted = all.counted.iter_mut().zip(other.counted);
        for ((home, (store, other)), (counted, theirs)) in self.homes.iter().zip(pairs).zip(counted) {
            let Some(other) = other else { continue };
            let store = store.get_or_insert_with(|| home.store());
            match home.accumulator.into {
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
}

impl Home<'_> {
    fn store(&self) -> Store {
        let mut store = Store::new(self.accumulator.gather, self.kind, self.scale);
        store.grow(self.places);
        store
    }

    /// Which rows it takes: accumulators with the same selection take the same.
    fn selection<'r>(&self, registers: &'r Registers) -> (Selection, Known<'r>) {
        let known = self.accumulator.argument.map_or(Known::All, |argument| registers.get(argument).known());
        let unknown = self.accumulator.argument.filter(|_| !matches!(known, Known::All));
        ((self.accumulator.into, self.accumulator.mask, unknown), known)
    }

    /// Its values, and the first place where one is out of range: those of its cell, of its store, or of both.
    fn finished(
        &self,
        store: Option<Store>,
        cell: Option<(&Arc<Closed>, usize)>,
        places: usize,
    ) -> (GatheredValues, Option<usize>) {
        let mut store = match (store, cell) {
            (None, Some((ledger, cell))) => return (GatheredValues::Cell(Arc::clone(ledger), cell), None),
            (store, _) => store.unwrap_or_else(|| self.store()),
        };
        if let Some((ledger, cell)) = cell {
            store.add_closed(&ledger.column(cell, 0..places));
        }
        let Finished { column, overflow } = store.finish(places);
        (GatheredValues::Column(Arc::new(column)), overflow)
    }
}

/// Gives a cell to each accumulator that fits one.
fn settle(state: &State, homes: &mut [Home]) -> Vec<(TableId, Ledger)> {
    let mut ledgers: Vec<(TableId, Vec<Cell>)> = Vec::new();
    for home in homes {
        let cell = Cell::of(home.accumulator, home.kind, home.scale);
        if let (Into::Table(table), Some(cell)) = (home.accumulator.into, cell) {
            let known = ledgers.iter().position(|(of, _)| *of == table);
            let position = known.unwrap_or(ledgers.len());
            if known.is_none() {
                ledgers.push((table, Vec::new()));
            }
            if let Some((_, cells)) = ledgers.get_mut(position) {
                home.cell = Some((position, cells.len()));
                cells.push(cell);
            }
        }
    }
    let rows = |table: TableId| state.resident(table).map_or(0, |resident| resident.rows.rows);
    ledgers.into_iter().map(|(table, cells)| (table, Ledger::new(cells, rows(table)))).collect()
}

/// How many places an accumulator has, where that is known before its rows are.
fn places(state: &State, accumulator: &Accumulator) -> usize {
    match accumulator.into {
        Into::Table(table) => state.resident(table).map_or(0, |t| t.rows.rows),
        Into::All => 1,
        Into::Groups(_) => 0,
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

/// A sum out of range is told for the row (or the group) it was gathered for.
fn sum_overflow(state: &State, home: &Home, place: usize) -> Overflow {
    let (id, accumulator) = (home.id, home.accumulator);
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
