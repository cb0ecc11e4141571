//! What a run has computed so far: resident tables, gathered values, the account of rows.

use super::account::Account;
use super::gather::Closed;
use super::kernels::take::{slice, take};
use super::key_map::Keys;
use super::register::Register;
use super::rows::Rows;
use super::watch::Watcher;
use super::{OnBadRow, Options};
use crate::model::{Rulebook, TableId};
use crate::plan::Plan;
use crate::plan::steps::{AccumulatorId, StepId};
use crate::table::{Column, Place, Problem, ProblemKind, Tables};
use crate::value::Value;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// A table whose rows are kept, in the order of its key.
#[derive(Debug)]
pub struct Resident {
    /// All of its visible rows
    pub rows: Rows,
    /// Its key's columns
    pub key: Vec<Arc<Column>>,
    /// Rows by key; invisible ones too
    pub keys: Keys,
    /// Registers that descendants read, for all rows
    pub exports: HashMap<StepId, Register>,
}

/// What an accumulator came to.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// One value a row of the ancestor, a group, or one for all
    pub values: GatheredValues,
    /// The value of each group, where there are groups; the outer `None` for one without a row that counts
    pub groups: Vec<Option<Option<Value>>>,
}

/// Where the values of an accumulator stand.
#[derive(Clone, Debug)]
pub enum GatheredValues {
    /// By place
    Column(Arc<Column>),
    /// In a cell of each record
    Cell(Arc<Closed>, usize),
}

impl Gathered {
    /// The values of consecutive places.
    pub fn range(&self, places: Range<usize>) -> Arc<Column> {
        match &self.values {
            GatheredValues::Column(column) => slice(column, places),
            GatheredValues::Cell(ledger, cell) => Arc::new(ledger.column(*cell, places)),
        }
    }

    /// The values of these places; that of no rows for [`NOBODY`](super::kernels::take::NOBODY).
    pub fn picked(&self, places: &[u32]) -> Column {
        match &self.values {
            GatheredValues::Column(column) => take(column, places),
            GatheredValues::Cell(ledger, cell) => ledger.picked(*cell, places),
        }
    }

    /// All values.
    pub fn all(&self) -> Arc<Column> {
        match &self.values {
            GatheredValues::Column(column) => Arc::clone(column),
            GatheredValues::Cell(ledger, _) => self.range(0..ledger.places()),
        }
    }
}

/// A run in progress.
pub struct State<'a> {
    /// The plan
    pub plan: &'a Plan,
    /// What it was made from
    pub rulebook: &'a Rulebook,
    /// The data
    pub tables: &'a dyn Tables,
    /// What the caller decided
    pub options: Options,
    /// By table
    pub resident: Vec<Option<Resident>>,
    /// By accumulator
    pub gathered: Vec<Option<Gathered>>,
    /// By table: rows that are left out as duplicates, by file and record
    pub excluded: Vec<HashSet<(usize, u64)>>,
    /// By table
    pub accounts: Vec<Account>,
    /// Numbers out of range, the first of each place they were found in
    pub overflows: Vec<Overflow>,
    /// What keeps the data from being read at all
    pub broken: Vec<Problem>,
    /// Who is told how long things take, for the part that runs
    pub watcher: Watcher<'a>,
}

/// A number out of range: where, in an order that no thread changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overflow {
    /// The table whose row it is
    pub table: usize,
    /// Position of the row's file
    pub file: u32,
    /// The record in the file
    pub record: u64,
    /// What was computed
    pub owner: String,
    /// The row's key
    pub key: String,
}

impl<'a> State<'a> {
    /// Nothing read yet.
    pub fn new(plan: &'a Plan, rulebook: &'a Rulebook, tables: &'a dyn Tables, options: Options) -> State<'a> {
        let count = rulebook.tables.len();
        State {
            plan,
            rulebook,
            tables,
            options,
            resident: (0..count).map(|_| None).collect(),
            gathered: vec![None; plan.accumulators.len()],
            excluded: vec![HashSet::new(); count],
            accounts: vec![Account::default(); count],
            overflows: Vec::new(),
            broken: Vec::new(),
            watcher: Watcher::new(None),
        }
    }

    /// A table whose rows are kept.
    pub fn resident(&self, table: TableId) -> Option<&Resident> {
        self.resident.get(table.0).and_then(Option::as_ref)
    }

    /// Takes what an accumulator came to.
    pub fn set_gathered(&mut self, id: AccumulatorId, gathered: Gathered) {
        if let Some(place) = self.gathered.get_mut(id.0) {
            *place = Some(gathered);
        }
    }

    /// A row's place in the data.
    pub fn place(&self, table: TableId, file: usize, record: Option<u64>) -> Place {
        let name = &self.rulebook.table(table).name;
        let file_name = self.tables.file_name(name, file);
        Place {
            table: name.clone(),
            file: (!file_name.is_empty()).then_some(file_name),
            file_index: file,
            record,
            line: None,
            column: None,
        }
    }

    /// All that ends the run: what is broken, bad rows unless they are set aside, the first number out of range.
    pub fn faults(&self) -> Vec<Problem> {
        let mut problems = self.broken.clone();
        let rows = self.accounts.iter().flat_map(|account| &account.problems);
        let stop = self.options.on_bad_row == OnBadRow::Stop;
        problems.extend(rows.filter(|p| stop || !p.kind.is_of_a_row()).cloned());
        problems.extend(self.overflows.iter().min().map(|overflow| self.overflow(overflow)));
        problems.sort();
        problems.dedup();
        problems
    }

    fn overflow(&self, overflow: &Overflow) -> Problem {
        let of_row = overflow.file != u32::MAX;
        let mut place = self.place(TableId(overflow.table), 0, None);
        if of_row {
            place = self.place(TableId(overflow.table), overflow.file as usize, Some(overflow.record));
        }
        let whose = if overflow.key.is_empty() { String::new() } else { format!(" for {}", overflow.key) };
        Problem {
            place,
            kind: ProblemKind::Overflow,
            found: format!("{}{whose} of more than 26 digits before the point", overflow.owner),
            expected: "a number of at most 26 digits before the point".to_string(),
            help: Some("Look at the numbers of this row: one of them is too large to be right.".to_string()),
        }
    }
}
