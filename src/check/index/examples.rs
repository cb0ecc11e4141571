//! The names in examples.
//!
//! Enters: example declarations. Leaves: a use for each table, column, parameter and rule that an example speaks of.
//! Guaranteed: a value in a table's cell is data, so nothing in it is a name.

use super::uses::Reader;
use crate::model::TableId;
use crate::syntax::tree::{
    Before, CellKind, ExampleData, ExampleDecl, ExampleItem, ExampleRows, Expect, Expected, OfRow,
};

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
                ExampleItem::Before(before) => self.before(before),
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
        let scope = self.whose(expect.of.as_ref());
        match &expect.what {
            Expected::Condition(condition) => self.all(std::iter::once(condition), scope),
            Expected::Alert(name) | Expected::NoAlert(Some(name)) => {
                let alert = self.declared.alerts.get(&name.text).copied();
                self.note(name.span, alert);
            }
            Expected::NoAlert(None) => {}
        }
    }

    fn before(&mut self, before: &Before) {
        let scope = self.whose(before.of.as_ref());
        for (name, cell) in &before.values {
            self.value(name, scope);
            if let CellKind::Value(value) = &cell.kind {
                self.all(std::iter::once(value), None);
            }
        }
    }

    /// The table of the row that is meant.
    fn whose(&mut self, of: Option<&OfRow>) -> Option<TableId> {
        match of.and_then(|of| of.table.as_ref()) {
            Some(name) => {
                self.symbol(name);
                self.table_named(&name.text)
            }
            None => self.checker.about,
        }
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
