//! `before: rating = 4 stars`: what was known of a row the time before, and the alerts that are asked about.
//!
//! Enters: the `before` lines of an example, and its data. Leaves: for each row, hidden items with the values before of
//! all that alerts look at. Guaranteed: a condition before is the alert's own, with the given values in place of those of
//! now; what is not given was as it is now.

use super::super::checker::Checker;
use super::super::program::Symbol;
use super::super::units::called;
use super::data::Data;
use crate::diagnostic::{Diagnostic, codes, near};
use crate::model::{
    Alert, Before, ColumnId, Expected, Expr, ExprId, ExprKind, Item, ItemId, ItemKind, Metric, MetricBody, TableId,
};
use crate::source::Span;
use crate::syntax::tree::{self, CellKind, ExampleDecl, ExampleItem, Name, OfRow};
use crate::value::{Date, Decimal, Period, Type, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What a name in `before` stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Item(ItemId),
    Column(ColumnId),
}

impl<'t> Checker<'t> {
    /// What was known the time before, row by row; `None` where something in it is wrong.
    pub(super) fn befores(&mut self, decl: &'t ExampleDecl, data: Option<&Data>) -> Option<Vec<Before>> {
        let mut rows: BTreeMap<usize, Span> = BTreeMap::new();
        let mut befores = Some(Vec::new());
        for item in &decl.items {
            let ExampleItem::Before(line) = item else { continue };
            let before = self.before(line, data);
            if let Some(first) = before.as_ref().and_then(|before| rows.insert(before.row, line.span)) {
                let headline = "what was known of this row before is said twice";
                self.report(
                    Diagnostic::error(codes::SAID_TWICE, line.span, headline, "a second time")
                        .other(first, "the first time")
                        .help("write all of it in one line, with commas between"),
                );
            }
            befores = befores.zip(before).map(|(mut all, before)| {
                all.push(before);
                all
            });
        }
        befores
    }

    fn before(&mut self, line: &'t tree::Before, data: Option<&Data>) -> Option<Before> {
        let about = self.about?;
        let table = line.of.as_ref().and_then(|of| of.table.as_ref());
        if let Some(name) = table.filter(|name| name.text != self.tables.name(about)) {
            let about = self.tables.name(about).to_string();
            return self.not_about(name.span, &about);
        }
        let given: Vec<Option<(Source, ItemId)>> =
            line.values.iter().map(|(name, cell)| self.given(name, cell, about)).collect();
        let row = self.row_meant(line.of.as_ref(), line.span, about, data?)?;
        let given: BTreeMap<Source, ItemId> = given.into_iter().collect::<Option<_>>()?;
        let mut values = Vec::new();
        for id in self.alerts.iter().flatten().flat_map(Alert::items).collect::<BTreeSet<_>>() {
            match given.get(&Source::Item(id)) {
                Some(before) => values.push((id, *before)),
                None => values.extend(self.watch_before(id, &given, line.span)?.map(|before| (id, before))),
            }
        }
        Some(Before { row, values })
    }

    /// A hidden item with the value that a name had before.
    fn given(&mut self, name: &'t Name, cell: &'t tree::Cell, about: TableId) -> Option<(Source, ItemId)> {
        let source = self.looked_at_name(name, about)?;
        let ty = match source {
            Source::Item(id) => self.items.get(id.0)?.ty.clone()?,
            Source::Column(id) => self.tables.sound(about, id)?.ty.clone(),
        };
        let value = match &cell.kind {
            CellKind::Value(expr) => match self.literals().expect(expr, &ty) {
                Ok(value) => Some(value),
                Err(report) => return self.fail(report.other(name.span, called(&ty))),
            },
            _ => None,
        };
        let item = self.item_of(value, ty, cell.span, about)?;
        Some((source, self.ask(item)))
    }

    /// An item of one value, or of none: then no row is among its rows.
    fn item_of(&mut self, value: Option<Value>, ty: Type, span: Span, table: TableId) -> Option<Item> {
        let mut filter = Vec::new();
        if value.is_none() {
            let never = ExprKind::Constant(Value::YesNo(false));
            filter.push(Expr { id: self.fresh(span)?, ty: Type::YesNo, span, kind: never });
        }
        let kind = ExprKind::Constant(value.unwrap_or_else(|| any_of(&ty)));
        let body = Expr { id: self.fresh(span)?, ty: ty.clone(), span, kind };
        Some(hidden(self.words(span), body, filter, table))
    }

    /// What a name stands for, if an alert looks at it.
    fn looked_at_name(&mut self, name: &'t Name, about: TableId) -> Option<Source> {
        let sources = self.sources_of_alerts();
        let own = self.tables.column(about, &name.text).map(Source::Column);
        let found = own.or_else(|| match self.names.get(&name.text) {
            Some(Symbol::Item(id)) => Some(Source::Item(id)),
            _ => None,
        });
        match found {
            Some(source) if sources.contains_key(&source) => Some(source),
            _ if self.names.is_damaged(&name.text) || self.alerts.iter().any(Option::is_none) => None,
            Some(_) => self.not_looked_at(name, &sources),
            None => {
                let headline = format!("there is no `{}` that a row could have had", name.text);
                let report = Diagnostic::error(codes::UNKNOWN_NAME, name.span, headline, "no such name");
                let names: Vec<&str> = sources.values().map(String::as_str).collect();
                self.fail(match near::meant(&name.text, names.iter().copied()) {
                    Some(meant) => report.write(name.span, meant),
                    None => report.help("`before` gives values that alerts look at"),
                })
            }
        }
    }

    fn not_looked_at(&mut self, name: &Name, sources: &BTreeMap<Source, String>) -> Option<Source> {
        let headline = format!("no alert looks at `{}`, so what it was before changes nothing", name.text);
        let report = Diagnostic::error(codes::EXAMPLE_BEFORE, name.span, headline, "not looked at");
        let names: Vec<String> = sources.values().map(|name| format!("`{name}`")).collect();
        self.fail(match names.is_empty() {
            true => report.help("declare an alert, or take this away"),
            false => report.help(format!("alerts look at {}", names.join(", "))),
        })
    }

    /// All items and columns that alerts look at, by name.
    fn sources_of_alerts(&self) -> BTreeMap<Source, String> {
        let mut found = BTreeMap::new();
        let items: Vec<ItemId> = self.alerts.iter().flatten().flat_map(Alert::items).collect();
        for id in items {
            match self.watch_of(id) {
                Some(watch) => self.sources_in(watch, &mut found),
                None => self.source(Source::Item(id), &mut found),
            }
        }
        found
    }

    fn sources_in(&self, expr: &Expr, found: &mut BTreeMap<Source, String>) {
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            match expr.kind {
                ExprKind::Item(id) => self.source(Source::Item(id), found),
                ExprKind::Column(id) => self.source(Source::Column(id), found),
                _ => open.extend(expr.parts()),
            }
        }
    }

    fn source(&self, source: Source, found: &mut BTreeMap<Source, String>) {
        let name = match source {
            Source::Item(id) => self.program.items.get(id.0).map(|decl| decl.name().text.clone()),
            Source::Column(id) => {
                let table = self.about.and_then(|about| self.tables.list.get(about.0));
                table.and_then(|table| table.columns.get(id.0)).map(|column| column.name.clone())
            }
        };
        found.extend(name.map(|name| (source, name)));
    }

    /// The expression of a hidden item that only alerts look at.
    fn watch_of(&self, id: ItemId) -> Option<&Expr> {
        let watch = self.watches.get(id.0.checked_sub(self.program.items.len())?)?;
        match &watch.kind {
            ItemKind::Metric(Metric { body: MetricBody::Expr(expr) }) => Some(expr),
            _ => None,
        }
    }

    /// An item with what a watched expression was before; the inner `None` where it reads nothing that is given.
    fn watch_before(&mut self, id: ItemId, given: &BTreeMap<Source, ItemId>, span: Span) -> Option<Option<ItemId>> {
        let Some(watch) = self.watch_of(id).cloned() else { return Some(None) };
        let mut copy = self.renew(std::slice::from_ref(&watch), span)?.pop()?;
        if !put(&mut copy, given) {
            return Some(None);
        }
        let about = self.about?;
        let item = hidden(self.words(watch.span), copy, Vec::new(), about);
        Some(Some(self.ask(item)))
    }

    /// Expressions of all that an expected alert looks at.
    pub(super) fn looked_at(&mut self, what: Expected) -> Vec<Expr> {
        let ids: Vec<ItemId> = match what {
            Expected::Alert(at) | Expected::NoAlert(Some(at)) => {
                self.alerts.get(at).and_then(Option::as_ref).map(Alert::items).unwrap_or_default()
            }
            Expected::NoAlert(None) => self.alerts.iter().flatten().flat_map(Alert::items).collect(),
            Expected::Condition(_) => Vec::new(),
        };
        let expr = |id: &ItemId| match self.watch_of(*id) {
            Some(expr) => Some(expr.clone()),
            None => {
                let item = self.items.get(id.0)?.model.as_ref()?;
                // Only what it reads matters: this expression is never worked out.
                Some(Expr { id: ExprId(0), ty: item.ty.clone(), span: item.span, kind: ExprKind::Item(*id) })
            }
        };
        ids.iter().filter_map(expr).collect()
    }

    /// The alert that an example names.
    pub(super) fn alert_named(&mut self, name: &Name) -> Option<usize> {
        let names: Vec<&'t str> = self.program.alerts.iter().map(|alert| alert.name.text.as_str()).collect();
        if let Some(at) = names.iter().position(|known| *known == name.text) {
            return self.alerts.get(at).and_then(Option::as_ref).map(|_| at);
        }
        if self.names.is_damaged(&name.text) {
            return None;
        }
        let headline = format!("there is no alert `{}`", name.text);
        let report = Diagnostic::error(codes::UNKNOWN_NAME, name.span, headline, "no such alert");
        self.fail(match near::meant(&name.text, names.iter().copied()) {
            Some(meant) => report.write(name.span, meant),
            None if names.is_empty() => report.help("declare it: `alert NAME \"…\" when …`"),
            None => report.help(format!("the alerts are {}", names.join(", "))),
        })
    }

    /// Alerts tell of rows of the table that the rulebook is about, and of no others.
    pub(super) fn about_only(&mut self, of: Option<&OfRow>, table: TableId) -> Option<()> {
        let about = self.about?;
        match of.and_then(|of| of.table.as_ref()).filter(|_| table != about) {
            Some(name) => {
                let about = self.tables.name(about).to_string();
                self.not_about(name.span, &about)
            }
            None => Some(()),
        }
    }

    fn not_about<T>(&mut self, span: Span, about: &str) -> Option<T> {
        let headline = format!("alerts tell of rows of `{about}`, which the rulebook is about");
        let report = Diagnostic::error(codes::OTHER_ROW, span, headline, "another table");
        self.fail(report.help(format!("leave the table out, and name the key of a row of `{about}`")))
    }
}

fn hidden(name: String, body: Expr, filter: Vec<Expr>, table: TableId) -> Item {
    Item {
        title: name.clone(),
        name,
        span: body.span,
        table,
        among: None,
        filter,
        ty: body.ty.clone(),
        hidden: true,
        kind: ItemKind::Metric(Metric { body: MetricBody::Expr(body) }),
    }
}

/// Puts given values in place of those of now; whether any was read.
fn put(expr: &mut Expr, given: &BTreeMap<Source, ItemId>) -> bool {
    let mut open = vec![expr];
    let mut found = false;
    while let Some(expr) = open.pop() {
        let source = match expr.kind {
            ExprKind::Item(id) => Some(Source::Item(id)),
            ExprKind::Column(id) => Some(Source::Column(id)),
            // A row of another table, whose names are its own.
            ExprKind::Ancestor(..) | ExprKind::Aggregate(_) => continue,
            _ => None,
        };
        match source.and_then(|source| given.get(&source)) {
            Some(before) => {
                expr.kind = ExprKind::Item(*before);
                found = true;
            }
            None => open.extend(expr.children_mut()),
        }
    }
    found
}

/// Some value of a type.
fn any_of(ty: &Type) -> Value {
    match ty {
        Type::Date => Value::Date(Date::MIN),
        Type::Period => Value::Period(Period::Days(0)),
        Type::Text => Value::Text("".into()),
        Type::YesNo => Value::YesNo(false),
        Type::OneOf(_) => Value::Label(0),
        _ => Value::Number(Decimal::ZERO),
    }
}
