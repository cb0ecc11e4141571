//! One row with all rows that its results depend on.
//!
//! Enters: a plan and the tables that it reads. Leaves: [`Case`]: the rows of all tables that can bear on the one row.
//! Guaranteed: the one row is judged in the case as it is among all; each table is read once, parents first, and again
//! only where a row that was read later asks for more.

use crate::model::{ColumnId, Rulebook, TableId};
use crate::plan::{Into, Plan, Role};
use crate::table::{Batch, Problem, Tables};
use crate::value::Value;
use std::collections::{BTreeSet, HashSet};

/// A row: a value for each column of its table. A column that nothing reads is unknown.
pub type Row = Vec<Option<Value>>;

/// The values of a key's columns, all known.
type Key = Vec<Value>;

/// A row and what bears on it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Whose row
    pub table: TableId,
    /// Its key
    pub key: Vec<Value>,
    /// By [`TableId`]: the rows
    pub rows: Vec<Vec<Row>>,
    /// By [`TableId`]: for each row, whether it is the one row or descends from it
    pub own: Vec<Vec<bool>>,
}

/// Reads the case of one row; `None` where there is no such row. An `Err` tells why a table can't be read at all; a row that
/// can't be used is left out, as a run that sets it aside would.
pub fn read(
    rulebook: &Rulebook,
    plan: &Plan,
    tables: &dyn Tables,
    table: TableId,
    key: &[Value],
) -> Result<Option<Case>, Vec<Problem>> {
    let order = parents_first(rulebook, plan);
    let mut sieve = Sieve::new(rulebook, plan, table, key);
    // Each round but the last adds a table that is looked up in from another one.
    for _ in 0..=rulebook.tables.len() {
        sieve.grown = false;
        for id in &order {
            let rows = sieve.read(tables, *id)?;
            if let Some(place) = sieve.rows.get_mut(id.0) {
                *place = rows;
            }
        }
        if !sieve.grown {
            break;
        }
    }
    let own = own(rulebook, &order, &sieve.rows, table, key);
    let found = own.get(table.0).is_some_and(|own| own.contains(&true));
    Ok(found.then(|| Case { table, key: key.to_vec(), rows: sieve.rows, own }))
}

/// The tables that are read; a table behind all that its rows belong to.
fn parents_first(rulebook: &Rulebook, plan: &Plan) -> Vec<TableId> {
    let is_read = |id: TableId| plan.table(id).role != Role::Unread;
    let mut open: Vec<TableId> = (0..rulebook.tables.len()).map(TableId).filter(|id| is_read(*id)).collect();
    let mut order = Vec::new();
    while !open.is_empty() {
        let waits =
            |id: &TableId| rulebook.table(*id).parents.iter().any(|p| p.table != *id && open.contains(&p.table));
        let next = open.iter().copied().find(|id| !waits(id)).or(open.first().copied());
        open.retain(|id| Some(*id) != next);
        order.extend(next);
    }
    order
}

/// Which rows are taken.
struct Sieve<'a> {
    rulebook: &'a Rulebook,
    plan: &'a Plan,
    /// By table: keys of rows that are needed
    wanted: Vec<HashSet<Key>>,
    /// By table: keys of rows of which all descendants are needed, since values are gathered from them
    whole: Vec<HashSet<Key>>,
    /// By table: whether it was read in this round
    done: Vec<bool>,
    /// Whether a table that was read in this round would be read differently now
    grown: bool,
    rows: Vec<Vec<Row>>,
}

impl<'a> Sieve<'a> {
    fn new(rulebook: &'a Rulebook, plan: &'a Plan, table: TableId, key: &[Value]) -> Sieve<'a> {
        let count = rulebook.tables.len();
        let mut sieve = Sieve {
            rulebook,
            plan,
            wanted: vec![HashSet::new(); count],
            whole: vec![HashSet::new(); count],
            done: vec![false; count],
            grown: false,
            rows: vec![Vec::new(); count],
        };
        sieve.want(table, key.to_vec());
        sieve.done = vec![false; count];
        sieve
    }

    /// Asks for a row and, where its own rows make its values, for these.
    fn want(&mut self, table: TableId, key: Key) {
        let gathers = self.plan.accumulators.iter().any(|one| one.into == Into::Table(table));
        if gathers && let Some(whole) = self.whole.get_mut(table.0) {
            whole.insert(key.clone());
        }
        let is_new = self.wanted.get_mut(table.0).is_some_and(|wanted| wanted.insert(key));
        self.grown |= is_new && self.done.get(table.0).copied().unwrap_or(false);
    }

    fn read(&mut self, tables: &dyn Tables, table: TableId) -> Result<Vec<Row>, Vec<Problem>> {
        let columns = self.columns(table);
        let name = &self.rulebook.table(table).name;
        let mut rows = Vec::new();
        for part in 0..tables.parts(name)? {
            let mut part = tables.open(name, part, &columns)?;
            // What is wrong with a row is told by the run that judges all.
            while let Some(batch) = part.next(&mut Vec::new()).map_err(|problem| vec![*problem])? {
                self.sift(table, &columns, &batch, &mut rows);
            }
        }
        if let Some(done) = self.done.get_mut(table.0) {
            *done = true;
        }
        Ok(rows)
    }

    /// Every column that some pass reads, and those by which rows are found.
    fn columns(&self, table: TableId) -> Vec<usize> {
        let (declared, planned) = (self.rulebook.table(table), self.plan.table(table));
        let passes = self.plan.passes.iter().filter(|pass| pass.table == table).flat_map(|pass| &pass.columns);
        let links = declared.parents.iter().zip(&planned.linked).filter(|(_, linked)| **linked);
        let links = links.flat_map(|(parent, _)| &parent.by);
        let keys = declared.key.iter().filter(|_| planned.role == Role::Resident);
        let all = planned.columns.iter().chain(passes).chain(links).chain(keys);
        all.map(|column| column.0).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn sift(&mut self, table: TableId, columns: &[usize], batch: &Batch, rows: &mut Vec<Row>) {
        let at = |row: usize, column: ColumnId| {
            let position = columns.iter().position(|at| *at == column.0)?;
            batch.columns.get(position)?.get(row)
        };
        for row in 0..batch.rows {
            if !self.takes(table, |column| at(row, column)) {
                continue;
            }
            let mut whole: Row = vec![None; self.rulebook.table(table).columns.len()];
            for (position, column) in columns.iter().zip(&batch.columns) {
                if let Some(place) = whole.get_mut(*position) {
                    *place = column.get(row);
                }
            }
            self.follow(table, &whole);
            rows.push(whole);
        }
    }

    fn takes(&self, table: TableId, at: impl Fn(ColumnId) -> Option<Value>) -> bool {
        let (declared, planned) = (self.rulebook.table(table), self.plan.table(table));
        let holds = |set: Option<&HashSet<Key>>, columns: &[ColumnId]| {
            let set = set.filter(|set| !set.is_empty() && !columns.is_empty());
            set.is_some_and(|set| {
                columns.iter().map(|c| at(*c)).collect::<Option<Key>>().is_some_and(|k| set.contains(&k))
            })
        };
        let links = declared.parents.iter().zip(&planned.linked).filter(|(_, linked)| **linked);
        holds(self.wanted.get(table.0), &declared.key)
            || links.into_iter().any(|(parent, _)| holds(self.whole.get(parent.table.0), &parent.by))
    }

    /// Asks for what a row belongs to, and for what belongs to it.
    fn follow(&mut self, table: TableId, row: &Row) {
        let rulebook = self.rulebook;
        let declared = rulebook.table(table);
        if let Some(key) = key(row, &declared.key).filter(|key| !key.is_empty()) {
            let was = std::mem::replace(&mut self.grown, false);
            self.want(table, key);
            self.grown = was;
        }
        for (parent, linked) in declared.parents.iter().zip(&self.plan.table(table).linked) {
            if let Some(key) = key(row, &parent.by).filter(|_| *linked) {
                self.want(parent.table, key);
            }
        }
    }
}

/// The values of some columns, if all are known.
pub fn key(row: &Row, columns: &[ColumnId]) -> Option<Key> {
    columns.iter().map(|column| row.get(column.0).cloned().flatten()).collect()
}

/// Which rows are the one row or descend from it.
fn own(rulebook: &Rulebook, order: &[TableId], rows: &[Vec<Row>], table: TableId, of: &[Value]) -> Vec<Vec<bool>> {
    let mut keys: Vec<HashSet<Key>> = vec![HashSet::new(); rulebook.tables.len()];
    let mut own: Vec<Vec<bool>> = vec![Vec::new(); rulebook.tables.len()];
    for id in order {
        let declared = rulebook.table(*id);
        for row in rows.get(id.0).into_iter().flatten() {
            let its = key(row, &declared.key);
            let belongs = |parent: &crate::model::Parent| {
                key(row, &parent.by).is_some_and(|by| keys.get(parent.table.0).is_some_and(|keys| keys.contains(&by)))
            };
            let is_own = match *id == table {
                true => its.as_deref() == Some(of),
                false => declared.parents.iter().any(belongs),
            };
            own.get_mut(id.0).into_iter().for_each(|own| own.push(is_own));
            if let (true, Some(its), Some(keys)) = (is_own, its, keys.get_mut(id.0)) {
                keys.insert(its);
            }
        }
    }
    own
}
