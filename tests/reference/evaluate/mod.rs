//! The language evaluated one row at a time, straight from its description: no plan, no columns, no threads.
//!
//! Enters: a checked rulebook, a date, settings, and plain rows. Leaves: any value anybody asks for. An overflow is
//! an answer like any other; `strained` says whether one occurred anywhere, even where nothing needed the value.

mod aggregate;
mod arithmetic;
mod condition;
mod expr;
mod figure;
mod judge;
mod membership;

pub use figure::{Group, aggregates};
pub use judge::{Judged, line_reads};
pub use membership::Fate;

use membership::Standing;
use rubric::model::{Column, ColumnId, ExprId, ItemId, Rulebook, Setting, TableId};
use rubric::value::{Date, Decimal, Overflow, Value};
use std::cell::{Cell as Flag, RefCell};
use std::cmp::Ordering;
use std::collections::HashMap;

/// One row: a value a column, as the file has it, defaults filled in.
pub type Row = Vec<Option<Value>>;

/// A value, unknown, or too large.
pub type Cell = Result<Option<Value>, Overflow>;

/// Where an expression is evaluated.
#[derive(Clone, Copy)]
pub enum Scope<'s> {
    /// A row of a table, or the row that is not there
    Row(TableId, Option<usize>),
    /// All rows, or those of a figure's group
    Portfolio(Option<&'s Group<'s>>),
}

/// A rulebook with its data.
pub struct Reference<'a> {
    /// The rulebook
    pub book: &'a Rulebook,
    /// Today
    pub as_of: Date,
    /// Values given from outside
    pub settings: &'a [Setting],
    /// By table, then row in the order of the file
    pub data: &'a [Vec<Row>],
    /// By table: whether a run reads it at all
    pub read: &'a [bool],
    standing: Vec<Standing>,
    judged: RefCell<HashMap<(ItemId, usize), Judged>>,
    strained: Flag<bool>,
}

impl<'a> Reference<'a> {
    /// Finds out which rows are used and whose they are; evaluates nothing yet.
    pub fn new(
        book: &'a Rulebook,
        as_of: Date,
        settings: &'a [Setting],
        data: &'a [Vec<Row>],
        read: &'a [bool],
    ) -> Reference<'a> {
        let standing = membership::find(book, as_of, data, read);
        let (judged, strained) = (RefCell::default(), Flag::new(false));
        Reference { book, as_of, settings, data, read, standing, judged, strained }
    }

    /// What became of each row of a table.
    pub fn fates(&self, table: TableId) -> &[Fate] {
        &self.standing[table.0].fates
    }

    /// The rows of a table that are used, in the order of the file.
    pub fn used(&self, table: TableId) -> impl Iterator<Item = usize> + '_ {
        self.fates(table).iter().enumerate().filter(|(_, fate)| **fate == Fate::Used).map(|(row, _)| row)
    }

    /// Whether a row belongs to no parent, for a part of that parent's key is unknown.
    pub fn is_alone(&self, table: TableId, row: usize) -> bool {
        let row = &self.data[table.0][row];
        let mut parents = self.book.table(table).parents.iter().filter(|parent| self.read[parent.table.0]);
        parents.any(|parent| parent.by.iter().any(|column| row[column.0].is_none()))
    }

    /// The row's key, as the file has it.
    pub fn key(&self, table: TableId, row: usize) -> Row {
        self.book.table(table).key.iter().map(|column| self.data[table.0][row][column.0].clone()).collect()
    }

    /// The row of an ancestor, along the one chain of parents; itself for its own table.
    pub fn ancestor(&self, table: TableId, row: usize, ancestor: TableId) -> Option<usize> {
        if table == ancestor {
            return Some(row);
        }
        let parents = &self.book.table(table).parents;
        let step = parents.iter().position(|parent| reaches(self.book, parent.table, ancestor))?;
        let parent_row = self.standing[table.0].parents[row][step]?;
        self.ancestor(parents[step].table, parent_row, ancestor)
    }

    /// A column's value as it stood on the as-of date.
    fn column(&self, table: TableId, row: usize, id: ColumnId) -> Option<Value> {
        let column: &Column = &self.book.table(table).columns[id.0];
        let value = self.data[table.0][row][id.0].clone()?;
        let come = |date: Option<Value>| date.and_then(|d| d.date()).is_some_and(|d| d <= self.as_of);
        let event_came = !column.event || come(Some(value.clone()));
        let known = column.known_from.is_none_or(|from| come(self.column(table, row, from)));
        (event_came && known).then_some(value)
    }

    /// Whether any number so far was too large, needed or not.
    pub fn strained(&self) -> bool {
        self.strained.get()
    }

    fn watch<T>(&self, result: Result<T, Overflow>) -> Result<T, Overflow> {
        if result.is_err() {
            self.strained.set(true);
        }
        result
    }

    fn watch_number(&self, result: Result<Decimal, Overflow>) -> Cell {
        self.watch(result).map(|number| Some(Value::Number(number)))
    }
}

/// Whether `ancestor` is the table itself or above it.
fn reaches(book: &Rulebook, table: TableId, ancestor: TableId) -> bool {
    table == ancestor || book.table(table).parents.iter().any(|parent| reaches(book, parent.table, ancestor))
}

/// Values of one type in their order: text by code points, labels as declared, no before yes.
pub fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.chars().cmp(b.chars()),
        (Value::YesNo(a), Value::YesNo(b)) => a.cmp(b),
        (Value::Label(a), Value::Label(b)) => a.cmp(b),
        _ => panic!("values of two types: {a:?} and {b:?}"),
    }
}

/// Keys in their order, what is unknown last.
pub fn order_keys(a: &[Option<Value>], b: &[Option<Value>]) -> Ordering {
    let pairs = a.iter().zip(b).map(|pair| match pair {
        (Some(a), Some(b)) => order(a, b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    pairs.fold(Ordering::Equal, Ordering::then)
}

/// By expression of an aggregate: the column its rows are grouped by.
type Columns<'g> = HashMap<ExprId, &'g rubric::model::Expr>;
