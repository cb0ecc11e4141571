//! Names: what a bare word or `table.word` means in the scope of a row.
//!
//! Enters: a name and whose row it is read for. Leaves: a column, item, parameter or ancestor's value, or one
//! diagnostic with the corrected text. Guaranteed: a name whose declaration has an error stays silent.

use super::checker::{Checker, Scope, Typed};
use super::program::Symbol;
use super::unknown::{Cause, Facts};
use super::ways::Way;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{ColumnId, ExprKind, ItemId, ParameterId, RowsId, TableId};
use crate::source::Span;
use crate::syntax::tree::Name;

impl<'t> Checker<'t> {
    /// A bare name.
    pub(super) fn name(&mut self, name: &'t Name, scope: Scope) -> Option<Typed> {
        if let Some(column) = scope.row.and_then(|row| self.tables.column(row, &name.text)) {
            return self.column(column, name, scope);
        }
        match self.names.get(&name.text) {
            Some(Symbol::Item(item)) => self.item(item, name, scope),
            Some(Symbol::Parameter(parameter)) => self.parameter(parameter, name, scope),
            Some(other) => self.no_value(other, name, scope),
            None if self.names.is_damaged(&name.text) => None,
            None => self.unknown_name(name, scope),
        }
    }

    fn column(&mut self, id: ColumnId, name: &'t Name, scope: Scope) -> Option<Typed> {
        let row = scope.row?;
        if let Some((table, only)) = self.only_column
            && (row, name.text.as_str()) != (table, only)
        {
            return self.other_than_by(name, only);
        }
        let column = self.tables.sound(row, id)?;
        let why = if column.event {
            Some("an event, unknown until it has come")
        } else if column.known_from.is_some() {
            Some("unknown before a date")
        } else if column.optional && column.default.is_none() {
            Some("may be missing")
        } else {
            None
        };
        let facts = why.map_or_else(Facts::default, |why| Facts::of(cause(name, why)));
        self.build(column.ty.clone(), name.span, ExprKind::Column(id), 0, facts)
    }

    fn item(&mut self, id: ItemId, name: &'t Name, scope: Scope) -> Option<Typed> {
        let fact = self.items.get(id.0)?;
        let table = fact.table?;
        if scope.row != Some(table) {
            return self.other_row(name, table, scope);
        }
        if let Some((_, only)) = self.only_column {
            return self.other_than_by(name, only);
        }
        let ty = fact.ty.clone()?;
        let mut facts = fact.facts.read_as(&name.text, name.span);
        if let Some(among) = fact.among.filter(|among| !self.is_within(scope.among, *among)) {
            let rows = self.program.rows.get(among.0).map_or("", |rows| &rows.name.text);
            facts.add(&[cause(name, &format!("unknown for rows that are not among `{rows}`"))]);
            facts.counts = None;
        }
        self.build(ty, name.span, ExprKind::Item(id), 0, facts)
    }

    /// Whether rows among `inner` are always among `outer`.
    fn is_within(&self, inner: Option<RowsId>, outer: RowsId) -> bool {
        let mut at = inner;
        let mut steps = 0;
        while let Some(rows) = at.filter(|_| steps <= self.rows.len()) {
            if rows == outer {
                return true;
            }
            at = self.rows.get(rows.0).and_then(|fact| fact.of);
            steps += 1;
        }
        false
    }

    fn parameter(&mut self, id: ParameterId, name: &'t Name, scope: Scope) -> Option<Typed> {
        if let Some((_, only)) = self.only_column {
            return self.other_than_by(name, only);
        }
        let fact = self.parameters.get(id.0)?;
        let ty = fact.ty.clone()?;
        let mut facts = Facts::default();
        if let Some(by) = fact.by {
            self.reaches_by(name, by, scope)?;
            if scope.row.is_some_and(|row| row != by && self.may_lack(row, by)) {
                facts = Facts::of(cause(name, "unknown for rows that belong to nobody"));
            }
        }
        self.build(ty, name.span, ExprKind::Parameter(id), 0, facts)
    }

    /// A parameter `by` a column of `by` has a value for rows of that table and of those that belong to it.
    fn reaches_by(&mut self, name: &Name, by: TableId, scope: Scope) -> Option<()> {
        let table = self.tables.name(by).to_string();
        let Some(row) = scope.row else {
            let headline =
                format!("`{}` has a value for each row of `{table}`, not for the whole portfolio", name.text);
            return self.fail(
                Diagnostic::error(codes::PARAMETER_BY, name.span, headline, "which row's value?")
                    .help(format!("read it inside an aggregate, such as `sum of … in ROWS where … {}`", name.text)),
            );
        };
        if row == by {
            return Some(());
        }
        self.one_way(row, by, name.span, &format!("`{}` goes by a column of `{table}`", name.text))
    }

    /// Reports where `row` has no way, or two ways, to its ancestor `to`.
    fn one_way(&mut self, row: TableId, to: TableId, span: Span, what: &str) -> Option<()> {
        let (own, other) = (self.tables.name(row).to_string(), self.tables.name(to).to_string());
        match self.tables.ways.find(row, to) {
            Way::One => Some(()),
            Way::None if self.tables.is_unsure(row) => None,
            Way::None => {
                let headline = format!("{what}, and rows of `{own}` don't belong to `{other}`");
                let report = Diagnostic::error(codes::NO_WAY, span, headline, "not reached from here");
                self.fail(report.help(format!("if they do, say so: `table {own} … belongs to {other} by COLUMN`")))
            }
            Way::Two(first, second) => {
                let headline = format!("rows of `{own}` belong to `{other}` in two ways");
                let report = Diagnostic::error(codes::TWO_WAYS, span, headline, "which way is meant?");
                self.fail(report.help(format!("one way is {first}, the other {second}; take one `belongs to` away")))
            }
        }
    }

    /// Whether a row may have no ancestor, since a column on the way is optional.
    pub(super) fn may_lack(&self, row: TableId, ancestor: TableId) -> bool {
        let mut at = row;
        while at != ancestor {
            let Some(table) = self.tables.list.get(at.0) else { return true };
            let leads = |t: TableId| t == ancestor || self.tables.ways.ancestors(t).contains_key(&ancestor);
            let Some(parent) = table.parents.iter().find(|p| leads(p.table)) else { return true };
            let columns = parent.by.iter().filter_map(|id| table.columns.get(id.0));
            if columns.into_iter().any(|c| (c.optional && c.default.is_none()) || c.known_from.is_some()) {
                return true;
            }
            at = parent.table;
        }
        false
    }

    /// `customers.credit_limit`
    pub(super) fn path(&mut self, table: &'t Name, name: &'t Name, span: Span, scope: Scope) -> Option<Typed> {
        let to = match self.names.get(&table.text) {
            Some(Symbol::Table(to)) => to,
            _ if self.names.is_damaged(&table.text) => return None,
            _ => return self.unknown_table(table, "a value is read"),
        };
        let Some(row) = scope.row else {
            let headline = format!("a figure is of the whole portfolio, so it has no row of `{}`", table.text);
            return self.fail(
                Diagnostic::error(codes::OTHER_ROW, span, headline, "whose?")
                    .help(format!("aggregate: `sum of {} in {}`", name.text, table.text)),
            );
        };
        if row == to {
            return self.own_path(table, name, span, scope);
        }
        if self.tables.ways.ancestors(to).contains_key(&row) {
            return self.descendant(name, row, to, span);
        }
        self.ancestor(to, name, span, scope)
    }

    /// A value of the one row of `to` that the row in scope belongs to.
    pub(super) fn ancestor(&mut self, to: TableId, name: &'t Name, span: Span, scope: Scope) -> Option<Typed> {
        let row = scope.row?;
        let table = self.tables.name(to).to_string();
        self.one_way(row, to, span, &format!("`{}` reads a row of `{table}`", self.quote(span)))?;
        let inner = self.ancestor_value(name, to, span)?;
        let mut facts = inner.facts.read_as(&self.quote(span), span);
        if self.may_lack(row, to) {
            let why = format!("unknown for rows without {table}");
            facts.add(&[Cause { name: self.quote(span), why, span, empty: None }]);
        }
        let ty = inner.ty().clone();
        self.build(ty, span, ExprKind::Ancestor(to, Box::new(inner.expr)), inner.depth, facts)
    }

    fn ancestor_value(&mut self, name: &'t Name, table: TableId, span: Span) -> Option<Typed> {
        let scope = Scope::row(table);
        let is_column = self.tables.column(table, &name.text).is_some();
        if !is_column && let Some(Symbol::Parameter(_)) = self.names.get(&name.text) {
            let headline = format!("`{}` is a parameter, which belongs to no row", name.text);
            let report = Diagnostic::error(codes::NEEDLESS_TABLE, span, headline, "a parameter");
            return self.fail(report.help(format!("write `{}`", name.text)).fix(span, &name.text));
        }
        let mut inner = self.name(name, scope)?;
        inner.facts.counts = None;
        Some(inner)
    }

    fn own_path(&mut self, table: &'t Name, name: &'t Name, span: Span, scope: Scope) -> Option<Typed> {
        if self.only_column.is_none() {
            let headline = format!("a bare `{}` already is the row's own: `{}.` says nothing", name.text, table.text);
            let report = Diagnostic::error(codes::NEEDLESS_TABLE, span, headline, "the row's own value");
            self.report(report.help(format!("write `{}`", name.text)).fix(span, &name.text));
        }
        self.name(name, scope)
    }
}

/// A cause at the place of a name.
pub(super) fn cause(name: &Name, why: &str) -> Cause {
    Cause { name: name.text.clone(), why: why.to_string(), span: name.span, empty: None }
}
