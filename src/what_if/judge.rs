//! One row judged again, with a change.
//!
//! Enters: a case and a change. Leaves: what every metric, score and segment of the row is then. Guaranteed: the engine
//! that judges all rows judges this one, by a plan made for it.

use super::case::{Case, Row};
use crate::examples::Memory;
use crate::model::{Expr, ExprId, ExprKind, ItemId, ItemKind, Metric, MetricBody, Rulebook, Setting, TableId};
use crate::plan::{self, Purpose};
use crate::run::{self, OnBadRow, Options, Sink};
use crate::source::Span;
use crate::table::TableSpec;
use crate::trace::record::{Chunk, Observation};
use crate::value::{Date, Value};
use std::collections::BTreeMap;

/// What the items of the row's table are for the row; `None` is unknown.
pub type Results = BTreeMap<ItemId, Option<Value>>;

/// What is different.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Metrics of the row that have a value whatever their formula says
    pub metrics: Vec<(ItemId, Value)>,
    /// Values of columns: table, row of the case, column, value
    pub cells: Vec<(TableId, usize, usize, Option<Value>)>,
    /// Rows that come to a table
    pub rows: Vec<(TableId, Row)>,
    /// The as-of date, if another
    pub as_of: Option<Date>,
}

/// Judges one case again and again.
pub struct Judge<'a> {
    book: Rulebook,
    settings: &'a [Setting],
    as_of: Date,
    case: &'a Case,
    specs: Vec<TableSpec>,
    always: Vec<(ItemId, Value)>,
}

impl<'a> Judge<'a> {
    /// `always` are metrics that have a value in every change, too.
    pub fn new(
        rulebook: &Rulebook,
        settings: &'a [Setting],
        as_of: Date,
        case: &'a Case,
        always: &[(ItemId, Value)],
    ) -> Judge<'a> {
        let mut book = Rulebook { figures: Vec::new(), examples: Vec::new(), ..rulebook.clone() };
        // Items of other tables are worked out where this row needs them.
        book.items.iter_mut().for_each(|item| item.hidden = item.table != case.table);
        let specs = plan::specs(&book);
        Judge { book, settings, as_of, case, specs, always: always.to_vec() }
    }

    /// The rulebook that judges.
    pub fn book(&self) -> &Rulebook {
        &self.book
    }

    /// The date of the case.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// The row and what bears on it.
    pub fn case(&self) -> &Case {
        self.case
    }

    /// The results after a change; `None` where it can't be judged, since a number is out of range, or where the row is not
    /// there.
    pub fn results(&self, change: &Change) -> Option<Results> {
        let rows = self.rows(change);
        let book = self.changed(change);
        let plan = plan::plan(&book, change.as_of.unwrap_or(self.as_of), self.settings, Purpose::Run);
        let tables = Memory { specs: &self.specs, rows: &rows, title: "" };
        let options = Options { threads: 1, trace: false, on_bad_row: OnBadRow::SetAside };
        let mut one = One { case: self.case, found: None };
        run::run(&plan, &book, &tables, &options, &mut one).ok()?;
        one.found
    }

    /// The values of all expressions, as things are.
    pub fn observed(&self) -> Option<Observation> {
        let change = Change::default();
        let book = self.changed(&change);
        let plan = plan::plan(&book, self.as_of, self.settings, Purpose::Observe);
        let tables = Memory { specs: &self.specs, rows: &self.case.rows, title: "" };
        run::observe(&plan, &book, &tables, self.case.table, &self.case.key).ok().flatten()
    }

    fn rows(&self, change: &Change) -> Vec<Vec<Row>> {
        let mut rows = self.case.rows.clone();
        for (table, row, column, value) in &change.cells {
            let cell = rows.get_mut(table.0).and_then(|rows| rows.get_mut(*row)).and_then(|row| row.get_mut(*column));
            cell.into_iter().for_each(|cell| cell.clone_from(value));
        }
        for (table, row) in &change.rows {
            rows.get_mut(table.0).into_iter().for_each(|rows| rows.push(row.clone()));
        }
        rows
    }

    /// The rulebook, some of its metrics constants.
    fn changed(&self, change: &Change) -> Rulebook {
        let mut book = self.book.clone();
        for (id, value) in self.always.iter().chain(&change.metrics) {
            let expression = ExprId(book.expressions);
            book.expressions += 1;
            if let Some(item) = book.items.get_mut(id.0) {
                let kind = ExprKind::Constant(value.clone());
                let body = Expr { id: expression, ty: item.ty.clone(), span: Span::default(), kind };
                item.kind = ItemKind::Metric(Metric { body: MetricBody::Expr(body) });
            }
        }
        book
    }
}

/// Takes the results of the one row.
struct One<'a> {
    case: &'a Case,
    found: Option<Results>,
}

impl Sink for One<'_> {
    fn chunk(&mut self, chunk: Chunk) -> std::io::Result<()> {
        if chunk.table != self.case.table {
            return Ok(());
        }
        let is_it = |row: &usize| {
            chunk.key.iter().zip(&self.case.key).all(|(column, key)| column.get(*row).as_ref() == Some(key))
        };
        if let Some(row) = (0..chunk.rows).find(is_it) {
            self.found = Some(chunk.items.iter().map(|(id, column)| (*id, column.get(row))).collect());
        }
        Ok(())
    }
}
