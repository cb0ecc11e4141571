//! Which rows belong to which.
//!
//! Enters: the rows of an example. Leaves: the same, with the judged row where none is written, a parent for whoever
//! needs one, and the parents' keys in the columns that hold them. Guaranteed: a parent that must be guessed is asked
//! for instead.

use super::super::checker::Checker;
use super::data::{Data, Row};
use super::keys::key_words;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{ColumnId, Parent, TableId};
use crate::source::Span;
use crate::syntax::tree::ExampleDecl;
use crate::value::{Type, Value};
use std::collections::BTreeSet;

/// The rows that others may belong to.
struct Parents {
    keys: Vec<Vec<Value>>,
    /// The same in words
    known: BTreeSet<String>,
    types: Vec<Type>,
}

/// Which of them a row belongs to.
enum Fitting {
    /// The one it names
    Given,
    /// The only one that it can belong to
    One(Vec<Value>),
    /// None has what it names
    None(Vec<Value>),
    Several,
}

impl Parents {
    fn of(&self, parent: &Parent, row: &Row) -> Fitting {
        let given: Vec<Value> = parent.by.iter().filter_map(|id| row.value(*id).cloned()).collect();
        if given.len() == parent.by.len() {
            let is_known = self.known.contains(&key_words(&given, &self.types));
            return if is_known { Fitting::Given } else { Fitting::None(given) };
        }
        let fits = |key: &&Vec<Value>| {
            parent.by.iter().zip(key.iter()).all(|(id, key)| row.value(*id).is_none_or(|value| value == key))
        };
        let mut fitting = self.keys.iter().filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(one), None) => Fitting::One(one.clone()),
            (None, _) => Fitting::None(given),
            _ => Fitting::Several,
        }
    }
}

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
        let keys: Vec<Vec<Value>> = data
            .rows(parent.table)
            .iter()
            .filter_map(|row| key.iter().map(|column| row.value(*column).cloned()).collect())
            .collect();
        if keys.len() != data.rows(parent.table).len() {
            return None;
        }
        let types = self.key_types(parent.table);
        let parents = Parents { known: keys.iter().map(|key| key_words(key, &types)).collect(), keys, types };
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
        parents: &Parents,
        data: &mut Data,
    ) -> Option<()> {
        let row = data.rows_mut(table).get_mut(row)?;
        let is_unknown = |id: &ColumnId| !row.is_left_out(*id) && row.value(*id).is_none();
        if parent.by.iter().any(is_unknown)
            || (parents.keys.is_empty() && parent.by.iter().any(|id| row.is_left_out(*id)))
        {
            return Some(());
        }
        let span = row.span;
        match parents.of(parent, row) {
            Fitting::Given => Some(()),
            Fitting::One(key) => {
                parent.by.iter().zip(key).for_each(|(id, value)| row.set(*id, Some(value)));
                Some(())
            }
            Fitting::None(given) => self.no_parent(table, parent, &given, span),
            Fitting::Several => self.which_parent(table, parent, parents.keys.len(), span),
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
