//! The names in examples.
//!
//! Enters: example declarations. Leaves: a use for each table, column, parameter and rule that an example speaks of.
//! Guaranteed: a value in a table's cell is data, so nothing in it is a name.

use super::uses::Reader;
use crate::model::TableId;
use crate::syntax::tree::{CellKind, ExampleData, ExampleDecl, ExampleItem, ExampleRows, Expect};

impl Reader<'_, '_, '_> {
    /// Reads an example.
    pub(super) fn example(&mut self, decl: &ExampleDecl) {
        for (name, value) in &decl.settings {
            self.symbol(name);
            self.all(std::iter::once(value), None);
        }
        for item in &decl.items {
            match item {
                ExampleItem::Rows(rows) => self.example_rows(rows),
                ExampleItem::Expect(expect) => self.expect(expect),
            }
        }
    }

    fn example_rows(&mut self, rows: &ExampleRows) {
        self.symbol(&rows.table);
        let table = self.table_named(&rows.table.text);
        match &rows.data {
            ExampleData::Line(pairs) => {
                for (name, cell) in pairs {
                    self.column(name, table);
                    if let CellKind::Value(value) = &cell.kind {
                        self.all(std::iter::once(value), None);
                    }
                }
            }
            ExampleData::Table { header, .. } => header.iter().for_each(|name| self.column(name, table)),
        }
    }

    fn expect(&mut self, expect: &Expect) {
        let table = expect.of.as_ref().and_then(|of| of.table.as_ref());
        let scope: Option<TableId> = match table {
            Some(name) => {
                self.symbol(name);
                self.table_named(&name.text)
            }
            None => self.checker.about,
        };
        self.all(std::iter::once(&expect.condition), scope);
    }

    /// The rule of a score: `points of rating.delay`.
    pub(super) fn rule_of(&self, score: &str, rule: &str) -> Option<super::EntryId> {
        let owner = self.entry_of(score)?;
        let declared = self
            .declared
            .index
            .parts_of(owner)
            .find(|(_, entry)| entry.kind == super::Kind::Rule && entry.name == rule);
        declared.map(|(id, _)| id)
    }
}
