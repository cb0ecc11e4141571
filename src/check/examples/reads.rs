//! Columns that an expectation reads, and the example leaves out.
//!
//! Enters: the condition of an expectation, and the data. Leaves: a diagnostic for each column that is read, left out,
//! and neither optional nor defaulted. Guaranteed: whatever values are read on the way are followed, each once.

use super::super::checker::Checker;
use super::data::Data;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{ColumnId, Expr, ExprKind, ItemId, ParameterId, TableId};
use crate::syntax::tree::Expect;
use std::collections::{BTreeMap, BTreeSet};

impl Checker<'_> {
    /// Tells what an expectation of these expressions reads and the example leaves out; `told` holds what has been told
    /// before.
    pub(super) fn all_given(
        &mut self,
        read: &[Expr],
        (table, row): (TableId, usize),
        line: &Expect,
        data: &Data,
        told: &mut Vec<(TableId, ColumnId)>,
    ) -> Option<()> {
        let mut reads =
            Reads { checker: self, data, columns: BTreeMap::new(), items: BTreeSet::new(), open: Vec::new() };
        let own = Scope { table, own: true };
        reads.row(own, None);
        reads.open.extend(read.iter().map(|expr| (expr, own, None)));
        reads.follow();
        let is_left_out = |scope: Scope, column: ColumnId| match scope.own {
            true => data.rows(table).get(row).is_some_and(|row| row.is_left_out(column)),
            false => data.leaves_out(scope.table, column),
        };
        let missing: Vec<(TableId, ColumnId, Option<String>)> = reads
            .columns
            .into_iter()
            .filter(|((scope, column), _)| is_left_out(*scope, *column))
            .map(|((scope, column), by)| (scope.table, column, by))
            .collect();
        let mut sound = true;
        for (table, column, by) in missing {
            let Some(model) = self.tables.list.get(table.0).and_then(|table| table.columns.get(column.0)) else {
                continue;
            };
            if model.optional || model.default.is_some() {
                continue;
            }
            sound = false;
            if told.contains(&(table, column)) {
                continue;
            }
            told.push((table, column));
            let of = self.tables.name(table).to_string();
            let reader = by.map_or_else(|| "this".to_string(), |by| format!("`{by}`"));
            let headline = format!("{reader} reads `{}` of `{of}`, and the example leaves it out", model.name);
            let report = Diagnostic::error(codes::EXAMPLE_LEFT_OUT, line.span, headline, "expected here")
                .other(model.span, "neither `optional` nor with a default");
            self.report(report.help(format!("give `{}` in the rows of `{of}`", model.name)));
        }
        sound.then_some(())
    }
}

/// Whose row something is read for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Scope {
    table: TableId,
    /// The row that the expectation is about, and no other one of the table
    own: bool,
}

impl Scope {
    fn any(table: TableId) -> Scope {
        Scope { table, own: false }
    }
}

/// A walk through everything that is read for one condition.
struct Reads<'c, 'm> {
    checker: &'c Checker<'m>,
    data: &'c Data,
    /// Each column with the value that reads it first
    columns: BTreeMap<(Scope, ColumnId), Option<String>>,
    items: BTreeSet<(Scope, ItemId)>,
    /// What is still to be looked at: an expression, whose row it is read for, and for which value
    open: Vec<(&'c Expr, Scope, Option<&'c str>)>,
}

impl<'c> Reads<'c, '_> {
    fn follow(&mut self) {
        while let Some((expr, scope, by)) = self.open.pop() {
            match &expr.kind {
                ExprKind::Column(id) => self.column(scope, *id, by),
                ExprKind::Parameter(id) => self.parameter(scope, *id, by),
                ExprKind::Item(id) => self.item(scope, *id),
                ExprKind::Ancestor(of, inner) => self.open.push((inner, Scope::any(*of), by)),
                // Of no rows nothing is read.
                ExprKind::Aggregate(aggregate) if self.data.rows(aggregate.table).is_empty() => {}
                ExprKind::Aggregate(aggregate) => {
                    let rows = Scope::any(aggregate.table);
                    self.row(rows, by);
                    let inner = aggregate.argument.iter().chain(&aggregate.filter);
                    self.open.extend(inner.map(|expr| (expr, rows, by)));
                }
                _ => self.open.extend(expr.parts().into_iter().map(|part| (part, scope, by))),
            }
        }
    }

    fn column(&mut self, scope: Scope, id: ColumnId, by: Option<&str>) {
        self.columns.entry((scope, id)).or_insert_with(|| by.map(str::to_string));
        let model = self.checker.tables.list.get(scope.table.0).and_then(|table| table.columns.get(id.0));
        if let Some(from) = model.and_then(|column| column.known_from) {
            self.columns.entry((scope, from)).or_insert_with(|| by.map(str::to_string));
        }
    }

    /// The column that says whether a row of a table is seen at all.
    fn row(&mut self, scope: Scope, by: Option<&str>) {
        if let Some(dated) = self.checker.tables.list.get(scope.table.0).and_then(|table| table.dated) {
            self.column(scope, dated, by);
        }
    }

    fn parameter(&mut self, scope: Scope, id: ParameterId, by: Option<&'c str>) {
        let parameter = self.checker.parameters.get(id.0).and_then(|fact| fact.model.as_ref());
        if let Some((table, column)) = parameter.and_then(|parameter| parameter.by.as_ref()) {
            let by_row = if *table == scope.table { scope } else { Scope::any(*table) };
            self.open.push((column, by_row, by));
        }
    }

    fn item(&mut self, scope: Scope, id: ItemId) {
        let checker = self.checker;
        let own = checker.items.len() + checker.watches.len();
        let asked = checker.asked.as_ref().and_then(|asked| asked.get(id.0.checked_sub(own)?));
        let Some(item) = checker.items.get(id.0).and_then(|fact| fact.model.as_ref()).or(asked) else { return };
        if self.items.insert((scope, id)) {
            let by = Some(item.name.as_str());
            self.open.extend(item.expressions().into_iter().map(|expr| (expr, scope, by)));
        }
    }
}
