//! Rows ready to be computed with: visible, with their columns masked by date and their parents found.
//!
//! Enters: a batch as it was read, or a range of a resident table. Leaves: [`Rows`]. Guaranteed: every column asked
//! for has one value a row; a parent's number is a row of that resident table, or [`NOBODY`].

use super::evaluate::Leaves;
use super::kernels::take::{NOBODY, slice, take, take_register};
use super::origins::Origins;
use super::register::Register;
use super::state::State;
use crate::model::{ColumnId, TableId};
use crate::plan::steps::{AccumulatorId, StepId};
use crate::table::Column;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Some rows of one table.
#[derive(Debug, Default)]
pub struct Rows {
    /// How many
    pub rows: usize,
    /// By column of the table; `None` for those not read
    pub columns: Vec<Option<Arc<Column>>>,
    /// By parent of the table: the parent's row; `None` for parents that are not read
    pub slots: Vec<Option<Vec<u32>>>,
    /// Where each row stands in the data
    pub origins: Origins,
    /// Of a resident table: the number of the first of these rows
    pub first: Option<usize>,
}

impl Rows {
    /// A column; unknown everywhere where it was not read.
    pub fn column(&self, column: ColumnId) -> Option<&Arc<Column>> {
        self.columns.get(column.0).and_then(Option::as_ref)
    }

    /// A part of them, with these columns only.
    pub fn range(&self, range: Range<usize>, columns: &[ColumnId]) -> Rows {
        let mut kept = vec![None; self.columns.len()];
        for id in columns {
            if let (Some(place), Some(column)) = (kept.get_mut(id.0), self.column(*id)) {
                *place = Some(slice(column, range.clone()));
            }
        }
        let part = |slots: &Vec<u32>| slots.get(range.clone()).unwrap_or_default().to_vec();
        Rows {
            rows: range.len(),
            columns: kept,
            slots: self.slots.iter().map(|slots| slots.as_ref().map(part)).collect(),
            origins: self.origins.range(range.clone()),
            first: Some(range.start),
        }
    }

    /// Only the rows at these positions, in that order.
    pub fn pick(&self, positions: &[u32]) -> Rows {
        Rows {
            rows: positions.len(),
            columns: self.columns.iter().map(|c| c.as_ref().map(|c| Arc::new(take(c, positions)))).collect(),
            slots: self.slots.iter().map(|s| s.as_ref().map(|s| pick(s, positions, NOBODY))).collect(),
            origins: self.origins.pick(positions),
            first: None,
        }
    }
}

fn pick(values: &[u32], positions: &[u32], missing: u32) -> Vec<u32> {
    positions.iter().map(|p| values.get(*p as usize).copied().unwrap_or(missing)).collect()
}

/// Rows as leaves of a program.
pub struct RowLeaves<'a> {
    /// What has been computed so far
    pub state: &'a State<'a>,
    /// Whose rows
    pub table: TableId,
    /// The rows
    pub rows: &'a Rows,
    /// For rows that are not a range of a resident table: their numbers there
    pub numbers: Option<&'a [u32]>,
}

impl RowLeaves<'_> {
    /// For each row the number of its ancestor's row.
    pub fn ancestor(&self, table: TableId) -> Cow<'_, [u32]> {
        let chains = &self.state.plan.table(self.table).chains;
        let chain = chains.iter().find(|(ancestor, _)| *ancestor == table).map(|(_, chain)| chain.as_slice());
        let Some((first, rest)) = chain.and_then(<[usize]>::split_first) else {
            return Cow::Owned(vec![NOBODY; self.rows.rows]);
        };
        let own = self.rows.slots.get(*first).and_then(Option::as_deref).unwrap_or_default();
        let mut slots = Cow::Borrowed(own);
        let mut at = self.state.rulebook.table(self.table).parents.get(*first).map(|p| p.table);
        for position in rest {
            let next = at.and_then(|table| self.state.resident(table));
            let up = next.and_then(|t| t.rows.slots.get(*position)).and_then(Option::as_deref).unwrap_or_default();
            slots = Cow::Owned(pick(up, &slots, NOBODY));
            at = at.and_then(|table| self.state.rulebook.table(table).parents.get(*position)).map(|p| p.table);
        }
        slots
    }
}

impl Leaves for RowLeaves<'_> {
    fn column(&self, column: ColumnId) -> Register {
        let ty = self.state.rulebook.table(self.table).columns.get(column.0).map(|c| &c.ty);
        let kind = ty.map_or(crate::plan::steps::Kind::Number, crate::plan::steps::Kind::of);
        self.rows.column(column).map_or(Register::Constant(kind, None), |c| Register::Column(Arc::clone(c)))
    }

    fn parent(&self, table: TableId, step: StepId) -> Register {
        let kind = self.state.plan.program(table).facts(step).kind;
        let export = self.state.resident(table).and_then(|t| t.exports.get(&step));
        export.map_or(Register::Constant(kind, None), |export| take_register(export, &self.ancestor(table)))
    }

    fn gathered(&self, accumulator: AccumulatorId) -> Register {
        let gathered = self.state.gathered.get(accumulator.0).and_then(Option::as_ref);
        let Some(gathered) = gathered else { return Register::Constant(crate::plan::steps::Kind::Number, None) };
        match (self.numbers, self.rows.first) {
            (Some(numbers), _) => Register::Column(Arc::new(gathered.picked(numbers))),
            (None, first) => {
                let first = first.unwrap_or(0);
                Register::Column(gathered.range(first..first + self.rows.rows))
            }
        }
    }
}
