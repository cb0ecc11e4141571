//! Which rows belong to which.
//!
//! Enters: the rows of an example. Leaves: the same, with the judged row where none is written, a parent for whoever
//! needs one, and the parents' keys in the columns that hold them. Guaranteed: a parent that must be guessed is asked
//! for instead.

use super::super::checker::Checker;
use super::data::{Data, Row};
use super::keys::key_words;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Parent, TableId};
use crate::source::Span;
use crate::syntax::tree::ExampleDecl;
use crate::value::Value;
use std::collections::BTreeSet;

impl Checker<'_> {
    /// Adds rows that are implied, and joins rows to their parents.
    pub(super) fn link_rows(&mut self, decl: &ExampleDecl, data: &mut Data) -> Option<()> {
        let order = self.parents_first();
        let title = decl.title.span;
        if let Some(about) = self.about {
            self.imply(about, title, data);
        }
        for table in order.iter().rev() {
            for parent in self.parents(*table) {
                if data.rows(*table).iter().any(|row| self.needs_parent(*table, &parent, row)) {
                    self.imply(parent.table, title, data);
                }
            }
        }
        let mut sound = true;
        for table in order {
            // A parent's key stands before a child's column that holds it.
            sound &= self.make_up_keys(table, data).is_some();
            for parent in self.parents(table) {
                sound &= self.join_rows(table, &parent, data).is_some();
            }
        }
        sound.then_some(())
    }

    fn parents(&self, table: TableId) -> Vec<Parent> {
        self.tables.list.get(table.0).map(|table| table.parents.clone()).unwrap_or_default()
    }

    /// All tables, each behind those it belongs to. Tables belong to each other in no circle, so that each round places
    /// at least one.
    fn parents_first(&self) -> Vec<TableId> {
        let mut placed: BTreeSet<TableId> = BTreeSet::new();
        let mut order = Vec::new();
        for _ in 0..self.tables.list.len() {
            for (t, table) in self.tables.list.iter().enumerate() {
                let ready = table.parents.iter().all(|parent| placed.contains(&parent.table));
                if ready && placed.insert(TableId(t)) {
                    order.push(TableId(t));
                }
            }
        }
        order
    }

    /// One row of a table of which none is written.
    fn imply(&self, table: TableId, title: Span, data: &mut Data) {
        let columns = self.tables.list.get(table.0).map_or(0, |table| table.columns.len());
        if let Some(rows) = data.tables.get_mut(table.0).filter(|rows| rows.is_empty()) {
            rows.push(Row::empty(title, columns));
        }
        self.fill_defaults(data);
    }

    /// Whether a row must belong to a parent and does not say to which.
    fn needs_parent(&self, table: TableId, parent: &Parent, row: &Row) -> bool {
        let columns = parent.by.iter().filter_map(|id| Some((*id, self.tables.list.get(table.0)?.columns.get(id.0)?)));
        columns.into_iter().any(|(id, column)| row.is_left_out(id) && !column.optional)
    }

    fn join_rows(&mut self, table: TableId, parent: &Parent, data: &mut Data) -> Option<()> {
        let key = self.tables.list.get(parent.table.0)?.key.clone();
        let parents: Vec<Vec<Value>> = data
            .rows(parent.table)
            .iter()
            .filter_map(|row| key.iter().map(|column| row.value(*column).cloned()).collect())
            .collect();
        if parents.len() != data.rows(parent.table).len() {
            return None;
        }
        let mut sound = true;
        for row in 0..data.rows(table).len() {
            sound &= self.join_row(table, parent, row, &parents, data).is_some();
        }
        sound.then_some(())
    }

    fn join_row(
        &mut self,
        table: TableId,
        parent: &Parent,
        row: usize,
        parents: &[Vec<Value>],
        data: &mut Data,
    ) -> Option<()> {
        let row = data.rows_mut(table).get_mut(row)?;
        let unknown =
            |row: &Row, i: usize| parent.by.get(i).is_some_and(|id| !row.is_left_out(*id) && row.value(*id).is_none());
        if (0..parent.by.len()).any(|i| unknown(row, i)) {
            return Some(());
        }
        let fits = |key: &&Vec<Value>| {
            parent.by.iter().zip(key.iter()).all(|(id, key)| row.value(*id).is_none_or(|value| value == key))
        };
        let fitting: Vec<&Vec<Value>> = parents.iter().filter(fits).collect();
        let left_out = parent.by.iter().any(|id| row.is_left_out(*id));
        match fitting.as_slice() {
            [one] => {
                for (id, value) in parent.by.iter().zip(one.iter()).filter(|_| left_out) {
                    row.set(*id, Some(value.clone()));
                }
                Some(())
            }
            [] if left_out && parents.is_empty() => Some(()),
            [] => {
                let span = row.span;
                let given: Vec<Value> = parent.by.iter().filter_map(|id| row.value(*id).cloned()).collect();
                self.no_parent(table, parent, &given, span)
            }
            _ => {
                let span = row.span;
                self.which_parent(table, parent, fitting.len(), span)
            }
        }
    }

    fn no_parent(&mut self, table: TableId, parent: &Parent, given: &[Value], span: Span) -> Option<()> {
        let to = self.tables.name(parent.table).to_string();
        let types = self.key_types(parent.table);
        let headline = format!("the example has no row of `{to}` with the key {}", key_words(given, &types));
        let report = Diagnostic::error(codes::EXAMPLE_KEY, span, headline, "belongs to nobody");
        self.fail(report.help(format!(
            "give such a row of `{to}`, or leave {} out: with one row of `{to}`, each row of `{}` belongs to it",
            self.by_words(table, parent),
            self.tables.name(table)
        )))
    }

    fn which_parent(&mut self, table: TableId, parent: &Parent, count: usize, span: Span) -> Option<()> {
        let to = self.tables.name(parent.table);
        let headline = format!("the example has {count} rows of `{to}`, and this row does not say to which it belongs");
        let by = self.by_words(table, parent);
        let report = Diagnostic::error(codes::EXAMPLE_KEY, span, headline, "belongs to which?");
        self.fail(report.help(format!("give it {by}, and the rows of `{to}` their keys")))
    }

    /// `` `customer_id` ``
    fn by_words(&self, table: TableId, parent: &Parent) -> String {
        let columns = self.tables.list.get(table.0).map(|table| &table.columns);
        let names = parent.by.iter().filter_map(|id| Some(format!("`{}`", columns?.get(id.0)?.name)));
        names.collect::<Vec<_>>().join(", ")
    }
}
