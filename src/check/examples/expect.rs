//! What an example expects: conditions about its rows.
//!
//! Enters: the `expect` lines of an example, and its data. Leaves: an expectation each, whose condition is a hidden
//! yes/no metric. Guaranteed: a condition is typed as any other; the row it is about is the only one that can be meant,
//! and the example gives all that is read for it.

use super::super::checker::{Checker, Scope};
use super::super::program::Symbol;
use super::super::tables::columns_in_words;
use super::data::Data;
use super::expects;
use super::keys::key_words;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Expectation, Expected, Expr, Item, ItemId, ItemKind, Metric, MetricBody, TableId};
use crate::source::Span;
use crate::syntax::tree::{self, ExampleDecl, Expect, OfRow};
use crate::value::{Type, Value};

/// What a line expects, before it is known of which row.
enum Meant {
    /// A condition, and where it stands
    Condition(Expr, Span),
    /// An alert, or none
    Alert(Expected),
}

impl<'t> Checker<'t> {
    /// All expectations of an example; `None` where one is wrong. `data` is `None` where the data are.
    pub(super) fn expectations(&mut self, decl: &'t ExampleDecl, data: Option<&Data>) -> Option<Vec<Expectation>> {
        if expects(decl).next().is_none() {
            let headline = format!("the example \"{}\" expects nothing", decl.title.text);
            return self.fail(
                Diagnostic::error(codes::EXAMPLE_EMPTY, decl.title.span, headline, "says nothing about the result")
                    .help("add a line with what must come out, such as `expect standing is \"VIP\"`"),
            );
        }
        let lines: Vec<&'t Expect> = expects(decl).collect();
        let mut told = Vec::new();
        let found: Vec<Option<Expectation>> =
            lines.into_iter().map(|line| self.expectation(line, data, &mut told)).collect();
        found.into_iter().collect()
    }

    fn expectation(
        &mut self,
        line: &'t Expect,
        data: Option<&Data>,
        told: &mut Vec<(TableId, crate::model::ColumnId)>,
    ) -> Option<Expectation> {
        let table = self.expected_table(line.of.as_ref())?;
        let meant = self.line_means(line, table);
        let data = data?;
        let row = self.row_meant(line.of.as_ref(), line.span, table, data)?;
        let (what, read) = match meant? {
            Meant::Alert(what) => (what, self.looked_at(what)),
            Meant::Condition(condition, span) => {
                self.all_given(std::slice::from_ref(&condition), (table, row), line, data, told)?;
                let what = Expected::Condition(self.ask(self.asked_metric(span, table, condition)));
                (what, Vec::new())
            }
        };
        self.all_given(&read, (table, row), line, data, told)?;
        Some(Expectation { span: line.span, table, row, what })
    }

    /// What a line expects of a row of a table.
    fn line_means(&mut self, line: &'t Expect, table: TableId) -> Option<Meant> {
        match &line.what {
            tree::Expected::Condition(condition) => {
                let lowered = self.condition(condition, Scope::row(table))?;
                Some(Meant::Condition(lowered.expr, condition.span))
            }
            tree::Expected::Alert(name) => {
                self.about_only(line.of.as_ref(), table)?;
                self.alert_named(name).map(|alert| Meant::Alert(Expected::Alert(alert)))
            }
            tree::Expected::NoAlert(name) => {
                self.about_only(line.of.as_ref(), table)?;
                let alert = match name {
                    Some(name) => Some(self.alert_named(name)?),
                    None => None,
                };
                Some(Meant::Alert(Expected::NoAlert(alert)))
            }
        }
    }

    fn expected_table(&mut self, of: Option<&OfRow>) -> Option<TableId> {
        let Some(name) = of.and_then(|of| of.table.as_ref()) else { return self.about };
        match self.names.get(&name.text) {
            Some(Symbol::Table(table)) => Some(table),
            _ if self.names.is_damaged(&name.text) => None,
            _ => self.unknown_table(name, "a row is meant"),
        }
    }

    /// The position of the row that is meant by a line at `span`.
    pub(super) fn row_meant(
        &mut self,
        of: Option<&'t OfRow>,
        span: Span,
        table: TableId,
        data: &Data,
    ) -> Option<usize> {
        let count = data.rows(table).len();
        let of = of.filter(|of| !of.key.is_empty());
        match (of, count) {
            (Some(of), _) => self.row_of_key(of, table, data),
            (None, 1) => Some(0),
            (None, 0) => {
                let headline = format!("the example has no row of `{}`", self.tables.name(table));
                let report = Diagnostic::error(codes::EXAMPLE_WHICH_ROW, span, headline, "about which row?");
                self.fail(report.help(format!("give one: `{}: COLUMN = VALUE`", self.tables.name(table))))
            }
            (None, count) => self.which_row(span, table, count, data),
        }
    }

    fn which_row(&mut self, span: Span, table: TableId, count: usize, data: &Data) -> Option<usize> {
        let name = self.tables.name(table);
        let headline = format!("the example has {count} rows of `{name}`, and this does not say which is meant");
        let report = Diagnostic::error(codes::EXAMPLE_WHICH_ROW, span, headline, "about which row?");
        let of = if Some(table) == self.about { String::new() } else { format!("{name} ") };
        let first = self.keys(table, data).into_iter().next().unwrap_or_default();
        let is_before = self.sources.text(span).starts_with("before");
        self.fail(match is_before {
            true => report.help(format!("name its key: `before of {first}: …`")),
            false => report.help(format!("name its key: `expect of {of}{first} …`")),
        })
    }

    fn row_of_key(&mut self, of: &OfRow, table: TableId, data: &Data) -> Option<usize> {
        let types = self.key_types(table);
        if types.len() != of.key.len() {
            let columns = columns_in_words(types.len());
            let headline =
                format!("the key of `{}` has {columns}, and {} given", self.tables.name(table), is_are(of.key.len()));
            let report = Diagnostic::error(codes::EXAMPLE_WHICH_ROW, of.span, headline, "not a key");
            return self.fail(report.help("write a value for each column, with commas between"));
        }
        let mut wanted: Vec<Value> = Vec::new();
        for (expr, ty) in of.key.iter().zip(&types) {
            match self.literals().expect(expr, ty) {
                Ok(value) => wanted.push(value),
                Err(report) => return self.fail(report),
            }
        }
        let words = key_words(&wanted, &types);
        let keys = self.keys(table, data);
        keys.iter().position(|key| *key == words).or_else(|| {
            let headline = format!("the example has no row of `{}` with the key {words}", self.tables.name(table));
            let report = Diagnostic::error(codes::EXAMPLE_WHICH_ROW, of.span, headline, "no such row");
            let known: Vec<&str> = keys.iter().take(12).map(String::as_str).collect();
            self.fail(report.help(format!("its keys are {}", known.join("; "))))
        })
    }

    /// The keys of a table's rows, in words.
    fn keys(&self, table: TableId, data: &Data) -> Vec<String> {
        let types = self.key_types(table);
        let Some(key) = self.tables.list.get(table.0).map(|table| &table.key) else { return Vec::new() };
        let words = |row: &super::data::Row| {
            key_words(&key.iter().filter_map(|id| row.value(*id).cloned()).collect::<Vec<_>>(), &types)
        };
        data.rows(table).iter().map(words).collect()
    }

    /// A hidden metric that is yes where an expectation is met.
    fn asked_metric(&self, span: Span, table: TableId, condition: Expr) -> Item {
        Item {
            name: self.words(span),
            title: self.words(span),
            span,
            table,
            among: None,
            filter: Vec::new(),
            ty: Type::YesNo,
            hidden: true,
            kind: ItemKind::Metric(Metric { body: MetricBody::Expr(condition) }),
        }
    }

    /// Adds what only this example asks for, and gives it an id behind all items of the rulebook.
    pub(super) fn ask(&mut self, item: Item) -> ItemId {
        let asked = self.asked.get_or_insert_default();
        asked.push(item);
        ItemId(self.program.items.len() + self.watches.len() + asked.len() - 1)
    }
}

fn is_are(n: usize) -> String {
    if n == 1 { "1 value is".to_string() } else { format!("{n} values are") }
}
