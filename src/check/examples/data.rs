//! The rows of an example, as far as they are given.
//!
//! Enters: an example's lines and tables. Leaves: [`Data`]. Guaranteed: a row has a slot for each column of its table;
//! a name that is no column, a row that is too short and a column given twice are told.

use super::super::checker::Checker;
use super::super::program::Symbol;
use super::super::tables::columns_in_words;
use crate::diagnostic::{Diagnostic, codes, near};
use crate::model::{ColumnId, TableId};
use crate::source::Span;
use crate::syntax::tree::{Cell, ExampleData, ExampleDecl, ExampleItem, ExampleRows, Name};
use crate::value::Value;
use std::collections::BTreeMap;

/// The data of one example.
pub(super) struct Data {
    /// By table
    pub(super) tables: Vec<Vec<Row>>,
}

/// One row.
pub(super) struct Row {
    /// Where it is written; the example's title for a row that is made up
    pub(super) span: Span,
    /// One a column
    pub(super) slots: Vec<Slot>,
}

/// What is known about one value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Slot {
    /// The example says nothing about it
    LeftOut,
    /// Given: a value, or unknown
    Given(Option<Value>),
}

impl Data {
    /// The rows of a table.
    pub(super) fn rows(&self, table: TableId) -> &[Row] {
        self.tables.get(table.0).map_or(&[], Vec::as_slice)
    }

    /// The same, to be completed.
    pub(super) fn rows_mut(&mut self, table: TableId) -> &mut [Row] {
        self.tables.get_mut(table.0).map_or(&mut [], Vec::as_mut_slice)
    }

    /// Whether some row of a table lacks a column.
    pub(super) fn leaves_out(&self, table: TableId, column: ColumnId) -> bool {
        self.rows(table).iter().any(|row| row.is_left_out(column))
    }

    /// All values; what is left out is unknown.
    pub(super) fn values(self) -> Vec<Vec<Vec<Option<Value>>>> {
        let row = |row: Row| row.slots.into_iter().map(Slot::value).collect();
        self.tables.into_iter().map(|rows| rows.into_iter().map(row).collect()).collect()
    }
}

impl Row {
    /// A row of which nothing is given.
    pub(super) fn empty(span: Span, columns: usize) -> Row {
        Row { span, slots: vec![Slot::LeftOut; columns] }
    }

    /// Whether the example says nothing about a column of this row.
    pub(super) fn is_left_out(&self, column: ColumnId) -> bool {
        self.slots.get(column.0) == Some(&Slot::LeftOut)
    }

    /// The value in a column, where one is known.
    pub(super) fn value(&self, column: ColumnId) -> Option<&Value> {
        match self.slots.get(column.0) {
            Some(Slot::Given(value)) => value.as_ref(),
            _ => None,
        }
    }

    /// Fills a column.
    pub(super) fn set(&mut self, column: ColumnId, value: Option<Value>) {
        if let Some(slot) = self.slots.get_mut(column.0) {
            *slot = Slot::Given(value);
        }
    }
}

impl Slot {
    fn value(self) -> Option<Value> {
        if let Slot::Given(value) = self { value } else { None }
    }
}

impl<'t> Checker<'t> {
    /// The data of an example, complete; `None` where something in it is wrong.
    pub(super) fn example_data(&mut self, decl: &'t ExampleDecl) -> Option<Data> {
        let mut data = Data { tables: self.tables.list.iter().map(|_| Vec::new()).collect() };
        let mut sound = true;
        for item in &decl.items {
            let ExampleItem::Rows(rows) = item else { continue };
            sound &= self.example_rows(rows, &mut data).is_some();
        }
        if !sound || self.tables.list.iter().enumerate().any(|(t, _)| self.tables.is_unsure(TableId(t))) {
            return None;
        }
        self.fill_defaults(&mut data);
        self.link_rows(decl, &mut data)?;
        self.complete_keys(&mut data)?;
        Some(data)
    }

    fn example_rows(&mut self, decl: &'t ExampleRows, data: &mut Data) -> Option<()> {
        let table = match self.names.get(&decl.table.text) {
            Some(Symbol::Table(table)) => table,
            _ if self.names.is_damaged(&decl.table.text) => return None,
            _ => return self.no_example_table(&decl.table),
        };
        let rows = match &decl.data {
            ExampleData::Line(pairs) => {
                let names: Vec<&Name> = pairs.iter().map(|(name, _)| name).collect();
                let columns = self.example_columns(table, &names)?;
                vec![self.example_row(table, decl.span, &columns, pairs.iter().map(|(_, cell)| cell))]
            }
            ExampleData::Table { header, rows } => self.example_table(table, header, rows)?,
        };
        let rows: Vec<Row> = rows.into_iter().collect::<Option<_>>()?;
        data.tables.get_mut(table.0)?.extend(rows);
        Some(())
    }

    fn example_table(
        &mut self,
        table: TableId,
        header: &'t [Name],
        rows: &'t [(Span, Vec<Cell>)],
    ) -> Option<Vec<Option<Row>>> {
        let columns = self.example_columns(table, &header.iter().collect::<Vec<_>>())?;
        let mut read = Vec::with_capacity(rows.len());
        for (span, cells) in rows {
            if cells.len() != columns.len() {
                self.report(ragged(*span, cells.len(), header));
                read.push(None);
                continue;
            }
            read.push(self.example_row(table, *span, &columns, cells.iter()));
        }
        Some(read)
    }

    /// The columns that an example names, each once.
    fn example_columns(&mut self, table: TableId, names: &[&'t Name]) -> Option<Vec<ColumnId>> {
        let mut seen: BTreeMap<ColumnId, Span> = BTreeMap::new();
        let mut columns = Some(Vec::new());
        for name in names {
            let Some(column) = self.tables.column(table, &name.text) else {
                self.no_example_column(table, name);
                columns = None;
                continue;
            };
            if let Some(first) = seen.insert(column, name.span) {
                let headline = format!("the column `{}` is given twice", name.text);
                let report = Diagnostic::error(codes::SAID_TWICE, name.span, headline, "a second time");
                self.report(report.other(first, "the first time").help("keep the one that is right"));
                columns = None;
            }
            if let Some(columns) = &mut columns {
                columns.push(column);
            }
        }
        columns
    }

    fn example_row(
        &mut self,
        table: TableId,
        span: Span,
        columns: &[ColumnId],
        cells: impl Iterator<Item = &'t Cell>,
    ) -> Option<Row> {
        let mut row = Row::empty(span, self.tables.list.get(table.0)?.columns.len());
        let mut sound = true;
        for (column, cell) in columns.iter().zip(cells) {
            match (self.example_cell(table, *column, cell), row.slots.get_mut(column.0)) {
                (Some(given), Some(slot)) => *slot = given,
                _ => sound = false,
            }
        }
        sound.then_some(row)
    }

    /// A column with a default is never left out.
    pub(super) fn fill_defaults(&self, data: &mut Data) {
        for (table, rows) in self.tables.list.iter().zip(&mut data.tables) {
            for (id, column) in table.columns.iter().enumerate() {
                let Some(default) = &column.default else { continue };
                rows.iter_mut().filter(|row| row.is_left_out(ColumnId(id))).for_each(|row| {
                    row.set(ColumnId(id), Some(default.clone()));
                });
            }
        }
    }

    fn no_example_column(&mut self, table: TableId, name: &Name) {
        let headline = format!("the table `{}` has no column `{}`", self.tables.name(table), name.text);
        let report = Diagnostic::error(codes::UNKNOWN_COLUMN, name.span, headline, "no such column")
            .other(self.tables.span(table), "the table is declared here");
        let report = match near::meant(&name.text, self.tables.column_names(table)) {
            Some(meant) => report.write(name.span, meant),
            None => report.help("an example gives the columns of its tables, as the data would"),
        };
        self.report(report);
    }

    fn no_example_table<T>(&mut self, name: &Name) -> Option<T> {
        let is_other = self.names.get(&name.text).is_some();
        let why = if is_other { "is not a table" } else { "is not declared" };
        let headline = format!("`{}` {why}, and an example gives rows of tables", name.text);
        let report = Diagnostic::error(codes::UNKNOWN_TABLE, name.span, headline, "no such table");
        let tables = self.tables.list.iter().map(|table| table.name.as_str());
        self.fail(match near::meant(&name.text, tables) {
            Some(meant) => report.write(name.span, meant),
            None => report.help("name a table, then its values: `customers: vip = no`"),
        })
    }
}

fn ragged(span: Span, cells: usize, header: &[Name]) -> Diagnostic {
    let count = |n: usize| if n == 1 { "1 cell".to_string() } else { format!("{n} cells") };
    let headline = format!("this row has {}, and the table has {}", count(cells), columns_in_words(header.len()));
    let first = header.first().map(|name| name.span).unwrap_or(span);
    let last = header.last().map(|name| name.span).unwrap_or(span);
    Diagnostic::error(codes::EXAMPLE_ROW, span, headline, count(cells))
        .other(first.to(last), columns_in_words(header.len()))
        .help("write a cell for each column: `-` for what is unknown, nothing for the default")
}
