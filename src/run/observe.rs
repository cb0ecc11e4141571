//! Observations: after all passes, the values of every expression for the rows that concern one row.
//!
//! Enters: a [`State`] after all passes of a plan made to observe. Leaves: an [`Observation`]. Guaranteed: values are
//! those of the run, made by the same steps; rows of other customers are read, but none is kept.

use super::evaluate::{self, Registers};
use super::kernels::take::NOBODY;
use super::keys;
use super::origins::Origins;
use super::read::Reading;
use super::rows::{RowLeaves, Rows};
use super::state::State;
use crate::model::{ExprId, ItemId, ItemKind, TableId};
use crate::plan::steps::StepId;
use crate::plan::{Role, RuleSteps, Scope, ScoreSteps, result_roots};
use crate::table::Column;
use crate::trace::record::{NO_LINE, Observation, ObservedRule, ObservedScore, ObservedTable, Outcome};
use crate::value::{Decimal, Value};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Rows of one table that are observed.
#[derive(Default)]
struct Observed {
    rows: Rows,
    /// Of a resident table: their numbers there
    numbers: Vec<u32>,
}

/// Records everything about the row with this key.
pub fn observe(state: &State, table: TableId, key: &[Value]) -> Option<Observation> {
    let resident = state.resident(table)?;
    let wanted: Vec<Option<Value>> = key.iter().cloned().map(Some).collect();
    let row = (0..resident.rows.rows).find(|row| keys::values(&resident.key, *row) == wanted)?;
    let all = chosen(state, table, row as u32);
    let tables = all.iter().enumerate().map(|(t, observed)| record(state, TableId(t), observed, &all)).collect();
    Some(Observation { as_of: state.plan.as_of, table, tables })
}

/// The row itself, all rows that descend from it, and all ancestors of these.
fn chosen(state: &State, table: TableId, row: u32) -> Vec<Observed> {
    let count = state.rulebook.tables.len();
    let mut all: Vec<Observed> = (0..count).map(|_| Observed::default()).collect();
    let mut numbers: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); count];
    for (t, observed) in all.iter_mut().enumerate().filter(|(t, _)| *t != table.0) {
        let id = TableId(t);
        match state.plan.table(id).role {
            Role::Streamed => observed.rows = streamed(state, id, table, row),
            Role::Resident => {
                if let (Some(resident), Some(numbers)) = (state.resident(id), numbers.get_mut(t)) {
                    numbers.extend(descending(state, id, &resident.rows, table, row));
                }
            }
            Role::Unread => {}
        }
    }
    add_ancestors(state, table, row, &all, &mut numbers);
    for (t, (observed, numbers)) in all.iter_mut().zip(numbers).enumerate() {
        let own = (t == table.0).then_some(row);
        observed.numbers.extend(own);
        observed.numbers.extend(numbers.into_iter().filter(|number| Some(*number) != own));
        if let Some(resident) = state.resident(TableId(t)) {
            observed.rows = resident.rows.pick(&observed.numbers);
        }
    }
    all
}

/// Which of some rows descend from the one.
fn descending(state: &State, id: TableId, rows: &Rows, table: TableId, row: u32) -> Vec<u32> {
    let leaves = RowLeaves { state, table: id, rows, numbers: None };
    if !state.plan.table(id).chains.iter().any(|(ancestor, _)| *ancestor == table) {
        return Vec::new();
    }
    let slots = leaves.ancestor(table);
    slots.iter().enumerate().filter(|(_, slot)| **slot == row).map(|(i, _)| i as u32).collect()
}

/// Reads a streamed table once more and keeps the rows that descend from the one.
fn streamed(state: &State, id: TableId, table: TableId, row: u32) -> Rows {
    let columns = &state.plan.table(id).columns;
    let reading = Reading { state, table: id, columns, counting: false, raw: false };
    let (found, _) = reading.run(Vec::new, |found: &mut Vec<(usize, Rows)>, delivery| {
        let positions = descending(state, id, &delivery.rows, table, row);
        if !positions.is_empty() {
            found.push((delivery.part, delivery.rows.pick(&positions)));
        }
    });
    let mut found: Vec<(usize, Rows)> = found.into_iter().flatten().collect();
    found.sort_by_key(|(part, rows)| (*part, rows.origins.at(0).1));
    joined(found.into_iter().map(|(_, rows)| rows).collect())
}

fn joined(parts: Vec<Rows>) -> Rows {
    let Some(first) = parts.first() else { return Rows::default() };
    let column = |id: usize| {
        let parts: Vec<Arc<Column>> = parts.iter().filter_map(|p| p.columns.get(id).cloned().flatten()).collect();
        (!parts.is_empty()).then(|| Arc::new(super::kernels::take::concat(&parts)))
    };
    let slots = |parent: usize| {
        let parts: Option<Vec<Vec<u32>>> = parts.iter().map(|p| p.slots.get(parent).cloned().flatten()).collect();
        parts.map(|parts| parts.concat())
    };
    Rows {
        rows: parts.iter().map(|p| p.rows).sum(),
        columns: (0..first.columns.len()).map(column).collect(),
        slots: (0..first.slots.len()).map(slots).collect(),
        origins: Origins::joined(parts.iter().map(|part| (&part.origins, part.rows))),
        first: None,
    }
}

/// Parents of what is observed are observed too, up to the last of them. Each round reaches one level up, and there
/// are no more levels than tables.
fn add_ancestors(state: &State, table: TableId, row: u32, all: &[Observed], numbers: &mut [BTreeSet<u32>]) {
    if let Some(own) = numbers.get_mut(table.0) {
        own.insert(row);
    }
    for _ in 0..state.rulebook.tables.len() {
        for (t, observed) in all.iter().enumerate() {
            for (position, parent) in state.rulebook.table(TableId(t)).parents.iter().enumerate() {
                let found: Vec<u32> = match state.resident(TableId(t)) {
                    Some(resident) => {
                        let rows = numbers.get(t).into_iter().flatten();
                        rows.filter_map(|row| slot(&resident.rows, position, *row as usize)).collect()
                    }
                    None => (0..observed.rows.rows).filter_map(|row| slot(&observed.rows, position, row)).collect(),
                };
                if let Some(parents) = numbers.get_mut(parent.table.0) {
                    parents.extend(found);
                }
            }
        }
    }
}

fn slot(rows: &Rows, parent: usize, row: usize) -> Option<u32> {
    let slot = rows.slots.get(parent)?.as_ref()?.get(row).copied()?;
    (slot != NOBODY).then_some(slot)
}

fn record(state: &State, table: TableId, observed: &Observed, all: &[Observed]) -> ObservedTable {
    if observed.rows.rows == 0 {
        return ObservedTable::default();
    }
    let rows = &observed.rows;
    let numbers = state.resident(table).map(|_| observed.numbers.as_slice());
    let leaves = RowLeaves { state, table, rows, numbers };
    let program = state.plan.program(table);
    let steps = program.closure(roots(state, table));
    let registers = evaluate::run(program, &steps, rows.rows, &leaves, &mut Vec::new());
    let made = Record { state, table, rows: rows.rows, registers: &registers };
    let key = state.rulebook.table(table).key.iter().filter_map(|c| rows.column(*c).cloned()).collect::<Vec<_>>();
    ObservedTable {
        keys: (0..rows.rows).map(|row| keys::values(&key, row)).collect(),
        places: (0..rows.rows).map(|row| place(state, table, rows, row)).collect(),
        parents: parents(state, table, rows, all),
        values: made.values(),
        items: made.items(),
        lines: made.lines(),
        scores: made.scores(),
    }
}

fn roots(state: &State, table: TableId) -> Vec<StepId> {
    let scope = Scope::from(table);
    let expressions = state.plan.expressions.iter().flatten().filter(|(s, _)| *s == scope).map(|(_, step)| *step);
    let items = state.plan.table(table).items.iter().filter_map(|id| state.plan.item(*id));
    let items = items.flat_map(|item| {
        let rules = item.score.iter().flat_map(|score| &score.rules);
        let conditions: Vec<StepId> = rules.flat_map(|rule| rule.conditions.iter().flatten().copied()).collect();
        result_roots(item, true).into_iter().chain(conditions)
    });
    expressions.chain(items).collect()
}

/// `invoices.csv, row 12`
fn place(state: &State, table: TableId, rows: &Rows, row: usize) -> String {
    let name = &state.rulebook.table(table).name;
    let (file, record) = rows.origins.at(row);
    let file = file as usize;
    let file = state.tables.file_name(name, file);
    format!("{}, row {}", if file.is_empty() { name } else { &file }, record + 1)
}

fn parents(state: &State, table: TableId, rows: &Rows, all: &[Observed]) -> Vec<Vec<Option<usize>>> {
    let of_parent = |(position, parent): (usize, &crate::model::Parent)| {
        let places: HashMap<u32, usize> = all
            .get(parent.table.0)
            .map(|observed| observed.numbers.iter().enumerate().map(|(place, number)| (*number, place)).collect())
            .unwrap_or_default();
        (0..rows.rows).map(|row| slot(rows, position, row).and_then(|s| places.get(&s).copied())).collect()
    };
    state.rulebook.table(table).parents.iter().enumerate().map(of_parent).collect()
}

/// Registers as values.
struct Record<'a> {
    state: &'a State<'a>,
    table: TableId,
    rows: usize,
    registers: &'a Registers,
}

impl Record<'_> {
    fn get(&self, step: StepId, row: usize) -> Option<Value> {
        let kind = self.state.plan.program(self.table).facts(step).kind;
        self.registers.get(step).get(row, kind)
    }

    fn each<T>(&self, of: impl Fn(usize) -> T) -> Vec<T> {
        (0..self.rows).map(of).collect()
    }

    fn values(&self) -> HashMap<ExprId, Vec<Option<Value>>> {
        let scope = Scope::from(self.table);
        let expressions = self.state.plan.expressions.iter().enumerate();
        let own = expressions.filter_map(|(id, place)| place.filter(|(s, _)| *s == scope).map(|(_, step)| (id, step)));
        own.map(|(id, step)| (ExprId(id), self.each(|row| self.get(step, row)))).collect()
    }

    fn steps(&self) -> impl Iterator<Item = (ItemId, &crate::plan::ItemSteps)> {
        let items = self.state.plan.table(self.table).items.iter();
        items.filter_map(|id| self.state.plan.item(*id).map(|item| (*id, item)))
    }

    fn items(&self) -> HashMap<ItemId, Vec<Option<Value>>> {
        self.steps().map(|(id, item)| (id, self.each(|row| self.get(item.value, row)))).collect()
    }

    fn lines(&self) -> HashMap<ItemId, Vec<Option<usize>>> {
        let lists = self.steps().filter(|(id, _)| !matches!(self.state.rulebook.item(*id).kind, ItemKind::Score(_)));
        let lists = lists.filter_map(|(id, item)| item.line.map(|line| (id, line)));
        lists.map(|(id, line)| (id, self.each(|row| self.line(line, row)))).collect()
    }

    fn line(&self, step: StepId, row: usize) -> Option<usize> {
        match self.get(step, row) {
            Some(Value::Label(line)) if line != NO_LINE => Some(usize::from(line)),
            _ => None,
        }
    }

    fn scores(&self) -> HashMap<ItemId, Vec<Option<ObservedScore>>> {
        let scores = self.steps().filter_map(|(id, item)| item.score.as_ref().map(|score| (id, score)));
        scores.map(|(id, score)| (id, self.each(|row| self.score(score, row)))).collect()
    }

    /// `None` where the row is not among the score's rows.
    fn score(&self, score: &ScoreSteps, row: usize) -> Option<ObservedScore> {
        Some(ObservedScore {
            measured: self.get(score.measured, row)?.number()?,
            points: self.get(score.points, row)?.number()?,
            rules: score.rules.iter().map(|rule| self.rule(rule, row)).collect(),
        })
    }

    fn rule(&self, rule: &RuleSteps, row: usize) -> ObservedRule {
        let number = |step| self.get(step, row).and_then(|v| v.number()).unwrap_or(Decimal::ZERO);
        ObservedRule {
            rule: rule.rule,
            lines: self.held(rule, row),
            outcome: match self.get(rule.outcome, row) {
                Some(Value::Label(1)) => Outcome::Met,
                Some(Value::Label(2)) => Outcome::Unknown,
                _ => Outcome::NotMet,
            },
            measured: self.get(rule.measured, row) == Some(Value::YesNo(true)),
            points: number(rule.points),
            contribution: number(rule.contribution),
        }
    }

    /// The winner; of an adding rule, all lines that hold.
    fn held(&self, rule: &RuleSteps, row: usize) -> Vec<usize> {
        let winner = self.line(rule.line, row);
        if !rule.adding {
            return winner.into_iter().collect();
        }
        let holds = |condition: &Option<StepId>| match condition {
            Some(condition) => self.get(*condition, row) == Some(Value::YesNo(true)),
            None => true,
        };
        rule.conditions.iter().enumerate().filter(|(_, condition)| holds(condition)).map(|(line, _)| line).collect()
    }
}
