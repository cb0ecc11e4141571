//! Names that don't mean what they should: what to write instead.
//!
//! Enters: a name that can't be read where it stands. Leaves: one diagnostic. Guaranteed: a name that exists for a
//! parent's row comes with its path, one of a child's row with an aggregate, a misspelt one with the nearest.

use super::checker::{Checker, Scope, Typed};
use super::program::Symbol;
use crate::diagnostic::near::{self, Meant};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::TableId;
use crate::source::Span;
use crate::syntax::tree::Name;
use crate::value::Type;

/// After so many messages, names are no longer compared with all others.
const MOST_SUGGESTIONS: usize = 300;

impl<'t> Checker<'t> {
    /// The nearest name, while there are not too many messages already.
    pub(super) fn meant<'n>(&self, found: &str, names: impl IntoIterator<Item = &'n str>) -> Option<Meant<'n>> {
        if self.reports.len() > MOST_SUGGESTIONS { None } else { near::meant(found, names) }
    }

    /// A table, rows or a figure where a value is read.
    pub(super) fn no_value(&mut self, symbol: Symbol, name: &Name, scope: Scope) -> Option<Typed> {
        if let Some(report) = scope.row.and_then(|row| self.elsewhere(name, row)) {
            return self.fail(report);
        }
        let (what, help) = match symbol {
            Symbol::Table(_) => ("a table", format!("count its rows: `count of {}`", name.text)),
            Symbol::Rows(_) => ("rows, not one value", format!("count them: `count of {}`", name.text)),
            _ => ("a figure of the whole portfolio", "only a row's own values can be read here".to_string()),
        };
        let headline = format!("`{}` is {what}", name.text);
        let mut report = Diagnostic::error(codes::NOT_A_VALUE, name.span, headline, "not a value");
        if let Some(place) = self.names.place(&name.text) {
            report = report.other(place, "declared here");
        }
        self.fail(report.help(help))
    }

    /// A name that nothing in scope has.
    pub(super) fn unknown_name(&mut self, name: &Name, scope: Scope) -> Option<Typed> {
        if let Some(report) = scope.row.and_then(|row| self.elsewhere(name, row)) {
            return self.fail(report);
        }
        let Some(row) = scope.row else { return self.unknown_in_portfolio(name) };
        let table = self.tables.name(row);
        let headline = format!("there is no `{}` for a row of `{table}`", name.text);
        let report = Diagnostic::error(codes::UNKNOWN_NAME, name.span, headline, "no such name");
        let readable = self.names.iter().filter(|(_, symbol)| self.is_readable(*symbol, row)).map(|(n, _)| n);
        let meant = self.meant(&name.text, self.tables.column_names(row).chain(readable));
        let report = match meant {
            Some(meant) => report.write(name.span, meant),
            None => report
                .other(self.tables.span(row), "its columns are declared here")
                .help(format!("columns of `{table}`: {}", some_of(self.tables.column_names(row)))),
        };
        self.fail(report)
    }

    fn unknown_in_portfolio(&mut self, name: &Name) -> Option<Typed> {
        let owner = (0..self.tables.list.len()).map(TableId).find(|t| self.tables.column(*t, &name.text).is_some());
        let report = if let Some(owner) = owner {
            self.not_of_portfolio(name, owner)
        } else {
            let headline = format!("there is no `{}`", name.text);
            Diagnostic::error(codes::UNKNOWN_NAME, name.span, headline, "no such name")
                .help("a figure is made of aggregates, such as `sum of residual in ROWS`, and of parameters")
        };
        self.fail(report)
    }

    fn not_of_portfolio(&self, name: &Name, owner: TableId) -> Diagnostic {
        let table = self.tables.name(owner);
        let headline = format!("`{}` is a value of each row of `{table}`, and a figure is of all of them", name.text);
        let ty = self.type_of(owner, &name.text);
        Diagnostic::error(codes::OTHER_ROW, name.span, headline, "of one row")
            .help(format!("aggregate it: `{}`", aggregate_of(&name.text, table, ty.as_ref())))
    }

    fn is_readable(&self, symbol: Symbol, row: TableId) -> bool {
        match symbol {
            Symbol::Parameter(_) => true,
            Symbol::Item(item) => self.items.get(item.0).is_some_and(|fact| fact.table == Some(row)),
            _ => false,
        }
    }

    /// An item of another table, read as if it were this row's.
    pub(super) fn other_row(&mut self, name: &Name, owner: TableId, scope: Scope) -> Option<Typed> {
        let Some(row) = scope.row else {
            let report = self.not_of_portfolio(name, owner);
            return self.fail(report);
        };
        let report = self.elsewhere(name, row).unwrap_or_else(|| {
            let (own, other) = (self.tables.name(row), self.tables.name(owner));
            let headline = format!("`{}` is a value of `{other}`, and this is a row of `{own}`", name.text);
            Diagnostic::error(codes::OTHER_ROW, name.span, headline, "another table's")
                .help(format!("rows of `{own}` and of `{other}` don't belong to each other"))
        });
        self.fail(report)
    }

    /// What to write where a parent's or a child's row has the name.
    fn elsewhere(&self, name: &Name, row: TableId) -> Option<Diagnostic> {
        if self.reports.len() > MOST_SUGGESTIONS {
            return None;
        }
        let own = self.tables.name(row);
        let ancestors = self.tables.ways.ancestors(row);
        let mut having = ancestors.keys().filter(|ancestor| self.has(**ancestor, &name.text));
        if let Some(ancestor) = having.next() {
            let table = self.tables.name(*ancestor);
            let corrected = format!("{table}.{}", name.text);
            let headline = format!("`{}` is a value of `{table}`, and this is a row of `{own}`", name.text);
            let report = Diagnostic::error(codes::OTHER_ROW, name.span, headline, format!("of `{table}`"));
            let certain = having.next().is_none();
            return Some(report.help(format!("write `{corrected}`")).correct(name.span, corrected, certain));
        }
        let below = (0..self.tables.list.len())
            .map(TableId)
            .find(|t| self.has(*t, &name.text) && self.tables.ways.ancestors(*t).contains_key(&row))?;
        let table = self.tables.name(below);
        let headline = format!("`{}` is a value of each row of `{table}`, and a row of `{own}` has many", name.text);
        let ty = self.type_of(below, &name.text);
        let corrected = aggregate_of(&name.text, table, ty.as_ref());
        Some(
            Diagnostic::error(codes::OTHER_ROW, name.span, headline, format!("of `{table}`"))
                .help(format!("aggregate it: `{corrected}`")),
        )
    }

    /// `invoices.amount` read for a customer.
    pub(super) fn descendant(&mut self, name: &Name, row: TableId, below: TableId, span: Span) -> Option<Typed> {
        let (own, table) = (self.tables.name(row), self.tables.name(below));
        let headline = format!("a row of `{own}` has many rows of `{table}`, not one");
        let ty = self.type_of(below, &name.text);
        let corrected = aggregate_of(&name.text, table, ty.as_ref());
        let report = Diagnostic::error(codes::OTHER_ROW, span, headline, "which of them?");
        self.fail(report.help(format!("aggregate them: `{corrected}`")))
    }

    /// Whether a table's rows have a value of this name.
    pub(super) fn has(&self, table: TableId, name: &str) -> bool {
        let is_item = || {
            matches!(self.names.get(name), Some(Symbol::Item(item))
            if self.items.get(item.0).is_some_and(|fact| fact.table == Some(table)))
        };
        self.tables.column(table, name).is_some() || is_item()
    }

    fn type_of(&self, table: TableId, name: &str) -> Option<Type> {
        if let Some(column) = self.tables.column(table, name) {
            return self.tables.sound(table, column).map(|c| c.ty.clone());
        }
        match self.names.get(name) {
            Some(Symbol::Item(item)) => self.items.get(item.0)?.ty.clone(),
            _ => None,
        }
    }

    /// A name that is no table, where a table must stand.
    pub(super) fn unknown_table<T>(&mut self, name: &Name, doing: &str) -> Option<T> {
        let headline = format!("{doing} of `{}`, which is no table", name.text);
        let report = Diagnostic::error(codes::UNKNOWN_TABLE, name.span, headline, "no table has this name");
        let tables = self.tables.list.iter().map(|t| t.name.as_str());
        self.fail(match self.meant(&name.text, tables) {
            Some(meant) => report.write(name.span, meant),
            None => report.help("a path begins with the name of a table that the row belongs to"),
        })
    }

    /// A parameter's condition that reads something else than its column.
    pub(super) fn other_than_by(&mut self, name: &Name, only: &str) -> Option<Typed> {
        let headline = format!("a parameter by `{only}` is chosen by `{only}` alone, not by `{}`", name.text);
        self.fail(
            Diagnostic::error(codes::PARAMETER_BY, name.span, headline, "not the column behind `by`")
                .help("what depends on more than one column is a metric: `metric NAME \"…\" hidden { … }`"),
        )
    }
}

fn aggregate_of(name: &str, table: &str, ty: Option<&Type>) -> String {
    match ty {
        Some(Type::Date) => format!("latest of {name} in {table}"),
        Some(Type::YesNo) => format!("count of {table} where {name}"),
        Some(Type::Text | Type::OneOf(_)) => format!("count of distinct {name} in {table}"),
        _ => format!("sum of {name} in {table}"),
    }
}

fn some_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let shown: Vec<String> = names.iter().take(12).map(|name| format!("`{name}`")).collect();
    let cut = if names.len() > shown.len() { ", …" } else { "" };
    format!("{}{cut}", shown.join(", "))
}
