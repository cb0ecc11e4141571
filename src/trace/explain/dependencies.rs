//! What a row's results depend on beside rows: parameters in force, and columns that only know today.

use super::scope::{At, Scope};
use crate::model::walk;
use crate::model::{ExprKind, ItemId, Line, Parameter, ParameterId, Setting, TableId};
use crate::trace::facts::{ParameterFacts, Quantity};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What the items of one table read, directly or through other items.
#[derive(Default)]
pub(super) struct Dependencies {
    current: BTreeSet<(usize, usize)>,
    /// Each parameter with a table whose rows read it
    parameters: BTreeMap<ParameterId, Vec<TableId>>,
}

/// Follows all items of a table to the end.
pub(super) fn dependencies(scope: &Scope, table: TableId) -> Dependencies {
    let mut found = Dependencies::default();
    let mut open: Vec<ItemId> = scope.rulebook.items_of(table).map(|(id, _)| id).collect();
    let mut seen: BTreeSet<ItemId> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        walk::item(scope.rulebook.item(id), &mut |table, expr| match expr.kind {
            ExprKind::Item(next) if seen.insert(next) => open.push(next),
            ExprKind::Parameter(parameter) => found.parameters.entry(parameter).or_default().push(table),
            ExprKind::Column(column) => {
                let columns = &scope.rulebook.table(table).columns;
                if columns.get(column.0).is_some_and(|c| c.current) {
                    found.current.insert((table.0, column.0));
                }
            }
            _ => {}
        });
    }
    found
}

impl Dependencies {
    /// Table and column of each that only has today's value.
    pub fn current(&self, scope: &Scope) -> Vec<(String, String)> {
        let name = |(table, column): &(usize, usize)| {
            let table = scope.rulebook.tables.get(*table)?;
            Some((table.name.clone(), table.columns.get(*column)?.name.clone()))
        };
        self.current.iter().filter_map(name).collect()
    }

    /// Each parameter with the value in force for a row.
    pub fn parameters(&self, scope: &Scope, at: At, settings: &[Setting]) -> Vec<ParameterFacts> {
        self.parameters.iter().map(|(id, tables)| parameter(scope, at, *id, tables, settings)).collect()
    }
}

fn parameter(scope: &Scope, at: At, id: ParameterId, tables: &[TableId], settings: &[Setting]) -> ParameterFacts {
    let parameter = scope.rulebook.parameter(id);
    let of_type = |value: Option<Value>| Quantity { value, ty: parameter.ty.clone() };
    let group = group(scope, at, parameter, tables);
    let set = setting(settings, id, group.as_ref().and_then(|(_, g)| g.value.as_ref()));
    let value = set.map(|s| s.value.clone()).or_else(|| recorded(scope, at, id, tables)).or_else(|| plain(parameter));
    ParameterFacts {
        name: parameter.name.clone(),
        title: parameter.title.clone(),
        value: of_type(value),
        by: group,
        bounds: parameter.bounds.clone().map(|(low, high)| (of_type(Some(low)), of_type(Some(high)))),
        set: set.is_some(),
    }
}

/// The setting that is in force: one for this very group goes before one for all; of several the last.
fn setting<'s>(settings: &'s [Setting], id: ParameterId, group: Option<&Value>) -> Option<&'s Setting> {
    let mine = |s: &&Setting| s.parameter == id;
    let exact = settings.iter().rfind(|s| mine(s) && s.only_for.is_some() && s.only_for.as_ref() == group);
    exact.or_else(|| settings.iter().rfind(|s| mine(s) && s.only_for.is_none()))
}

/// The column that chooses a parameter's line and its value: of this row, else of the first row that reads it.
fn group(scope: &Scope, at: At, parameter: &Parameter, tables: &[TableId]) -> Option<(String, Quantity)> {
    let (table, by) = parameter.by.as_ref()?;
    let readers = std::iter::once(at).chain(tables.iter().map(|table| At { table: *table, row: 0 }));
    let row = readers.into_iter().find_map(|reader| scope.ancestor(reader, *table));
    let value = row.and_then(|row| scope.value(row, by));
    Some((scope.written(by.span), Quantity { value, ty: by.ty.clone() }))
}

/// The value that the run recorded, for this row if it reads the parameter itself, else for the first that does.
fn recorded(scope: &Scope, at: At, id: ParameterId, tables: &[TableId]) -> Option<Value> {
    let mut found = None;
    walk::rulebook(scope.rulebook, &mut |table, expr| {
        if matches!(expr.kind, ExprKind::Parameter(p) if p == id) && found.is_none() && tables.contains(&table) {
            let row = if table == at.table { at.row } else { 0 };
            found = scope.value(At { table, row }, expr);
        }
    });
    found
}

/// The rulebook's own value of a parameter that is the same for all.
fn plain(parameter: &Parameter) -> Option<Value> {
    let otherwise = |line: &&Line<Value>| line.condition.is_none();
    let only = parameter.by.is_none().then(|| parameter.list.lines.iter().find(otherwise))?;
    only.map(|line| line.result.clone())
}
