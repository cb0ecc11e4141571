//! Names where only a name may stand: tables, rows, columns, categories.
//!
//! Enters: a context whose grammar wants a bare word. Leaves: the declared names that fit behind the words before it.
//! Guaranteed: where a new name is to be made up, none is offered.

use super::context::{Context, Word};
use super::offer::{Fit, Offers};
use super::scope::{Scope, descendants, named, table_named};
use super::values;
use crate::check::index::{Entry, EntryId, Kind};
use crate::lsp::lexer::{Kind as TokenKind, tokens};
use crate::source::Span;
use crate::syntax::tree::DeclarationKind as Declared;
use gen_lsp_types::CompletionItemKind;
use std::collections::BTreeSet;

/// Offers what fits where a bare word is wanted.
pub(super) fn names(context: &Context, offers: &mut Offers) {
    match (context.declares(), context.back(0)) {
        ("about", _) => tables(context, offers, |kind| kind == Kind::Table),
        ("currency", _) => currencies(offers),
        ("use" | "rulebook" | "version" | "owner", _) => {}
        ("table", _) => in_table(context, offers),
        ("example", _) => in_example(context, offers),
        ("score", "in") if context.back(2) == "rule" || is_rule_head(context) => categories(context, offers),
        ("score", number) if number.starts_with(|c: char| c.is_ascii_digit()) => {}
        (_, "of") if context.before.len() == 3 => tables(context, offers, |_| true),
        ("rows", "=") => tables(context, offers, |_| true),
        (_, "of" | "in") => gatherable(context, offers),
        ("alert", "to" | ",") => audiences(context, offers),
        ("figure" | "parameter", "by") => values::values(context, offers),
        _ => {}
    }
}

fn is_rule_head(context: &Context) -> bool {
    let line = context.backwards().take_while(|word| !matches!(word.text, "{" | "}" | ";"));
    line.into_iter().any(|word| word.text == "rule")
}

fn currencies(offers: &mut Offers) {
    for code in ["EUR", "USD", "GBP", "CHF", "JPY", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "INR"] {
        offers.plain(Fit::Good, CompletionItemKind::Unit, code, "currency");
    }
}

/// Offers the types of columns.
pub(super) fn column_types(offers: &mut Offers) {
    const TYPES: [(&str, &str); 11] = [
        ("text", "any text"),
        ("money", "an amount in the rulebook's currency"),
        ("date", "a calendar date"),
        ("event", "a date that is unknown until it has come"),
        ("yes/no", "yes or no"),
        ("count", "a whole number of things"),
        ("number", "a number without a unit"),
        ("percent", "a share"),
        ("days", "a length of time"),
        ("one of", "one of the labels that follow"),
        ("money to", "finer amounts than the currency's own, such as `money to 0.001 EUR`"),
    ];
    for (name, detail) in TYPES {
        offers.plain(Fit::Good, CompletionItemKind::TypeParameter, name, detail);
    }
}

/// Tables, and rows where they may stand too.
fn tables(context: &Context, offers: &mut Offers, fits: impl Fn(Kind) -> bool) {
    let all = context.index().entries.iter();
    let fitting = all.filter(|entry| matches!(entry.kind, Kind::Table | Kind::Rows) && fits(entry.kind));
    for entry in fitting.filter(|entry| !context.is_own(entry)) {
        offers.plain(Fit::Good, CompletionItemKind::Class, &entry.name, entry.kind.word());
    }
}

/// The tables and rows that an aggregate here may stand over.
fn gatherable(context: &Context, offers: &mut Offers) {
    let index = context.index();
    let within: Option<Vec<EntryId>> = match context.scope {
        Scope::Row(table) | Scope::Gathered(Some(table)) => Some(descendants(index, table)),
        _ => None,
    };
    for (id, entry) in index.entries.iter().enumerate() {
        let is_rows = matches!(entry.kind, Kind::Table | Kind::Rows) && !context.is_own(entry);
        let table = index.table_of(id);
        if is_rows && within.as_ref().is_none_or(|within| table.is_some_and(|table| within.contains(&table))) {
            let of = table.filter(|table| *table != id).and_then(|table| index.get(table));
            let detail = of.map_or_else(|| "table".to_string(), |of| format!("rows of {}", of.name));
            offers.plain(Fit::Good, CompletionItemKind::Class, &entry.name, &detail);
        }
    }
}

fn in_table(context: &Context, offers: &mut Offers) {
    let is_parent = context.back(0) == "to" || (context.back(0) == "," && behind_belongs(context));
    match context.back(0) {
        "table" => {}
        _ if is_parent => tables(context, offers, |kind| kind == Kind::Table),
        "key" | "by" | "dated" | "from" | "(" | "," => own_columns(context, offers),
        _ => {}
    }
}

/// Whether a comma stands between parents, not between the columns of a key.
fn behind_belongs(context: &Context) -> bool {
    let mut depth = 0;
    for word in context.backwards().skip(1) {
        match word.text {
            ")" => depth += 1,
            "(" if depth == 0 => return false,
            "(" => depth -= 1,
            "belongs" => return true,
            "key" | "dated" | "table" => return false,
            _ => {}
        }
    }
    false
}

/// The columns as they are written in the table's braces: the declaration itself can't be read yet.
fn own_columns(context: &Context, offers: &mut Offers) {
    let text = context.file.text.get(context.declaration.clone()).unwrap_or("");
    let all = tokens(text);
    let mut begins = false;
    for token in &all {
        match (token.kind, token.of(text)) {
            (TokenKind::Line, _) | (TokenKind::Sign, ";") => begins |= true,
            (TokenKind::Sign, "{") => begins = true,
            (TokenKind::Word, name) if begins && token.start > text.find('{').unwrap_or(0) => {
                offers.plain(Fit::Good, CompletionItemKind::Field, name, "column");
                begins = false;
            }
            _ => begins = false,
        }
    }
}

/// The score's categories, as they are written in it.
fn categories(context: &Context, offers: &mut Offers) {
    let text = context.file.text.get(context.declaration.clone()).unwrap_or("");
    let all = tokens(text);
    let behind = all.iter().skip_while(|token| token.of(text) != "categories").skip(1);
    for token in behind.take_while(|token| token.kind != TokenKind::Line && token.of(text) != ";") {
        if token.kind == TokenKind::Word {
            offers.plain(Fit::Exact, CompletionItemKind::EnumMember, token.of(text), "category");
        }
    }
}

/// Tables and their columns in an example's data, parameters behind `with`.
fn in_example(context: &Context, offers: &mut Offers) {
    let index = context.index();
    let braces = context.before.iter().any(|word| word.text == "{");
    if !braces {
        let parameters = index.entries.iter().filter(|entry| entry.kind == Kind::Parameter);
        parameters.for_each(|entry| offers.plain(Fit::Good, CompletionItemKind::Constant, &entry.name, "parameter"));
        return;
    }
    if context.begins_line() || context.back(0) == "of" {
        return tables(context, offers, |kind| kind == Kind::Table);
    }
    if context.back(0) == "alert" {
        return alerts(context, offers);
    }
    if is_before(context) {
        return looked_at(context, offers);
    }
    let table =
        context.before.iter().rposition(|word| word.text == ":").and_then(|at| context.before.get(at.checked_sub(1)?));
    let Some(table) = table.and_then(|word| table_named(index, word.text)) else { return };
    for (_, column) in index.parts_of(table) {
        let ty = column.ty.as_ref().map(ToString::to_string).unwrap_or_default();
        offers.plain(Fit::Good, CompletionItemKind::Field, &column.name, &ty);
    }
}

/// The alerts that an example may expect.
fn alerts(context: &Context, offers: &mut Offers) {
    for entry in context.index().entries.iter().filter(|entry| entry.kind == Kind::Alert) {
        let title = entry.title.as_deref().unwrap_or("alert");
        offers.plain(Fit::Exact, CompletionItemKind::Event, &entry.name, title);
    }
}

/// Whether the line is one of what was known before.
fn is_before(context: &Context) -> bool {
    let is_on_line = |word: &&Word| word.kind != TokenKind::Line && !matches!(word.text, "{" | ";");
    let line: Vec<&str> = context.before.iter().rev().take_while(is_on_line).map(|word| word.text).collect();
    let colon = line.iter().position(|text| *text == ":");
    colon.and_then(|at| line.get(at + 1..)).is_some_and(|line| line.iter().take(4).any(|text| *text == "before"))
}

/// What alerts look at: a value of the time before can be given for that alone.
fn looked_at(context: &Context, offers: &mut Offers) {
    let index = context.index();
    let alerts: Vec<&Entry> = index.entries.iter().filter(|entry| entry.kind == Kind::Alert).collect();
    let is_in_alert = |span: Span| {
        let around = |alert: &&Entry| {
            alert.whole.source == span.source && alert.whole.start <= span.start && span.end <= alert.whole.end
        };
        alerts.iter().any(around)
    };
    let read: BTreeSet<EntryId> =
        index.uses.iter().filter(|found| is_in_alert(found.span)).filter_map(|found| found.entry).collect();
    for entry in read.into_iter().filter_map(|id| index.get(id)) {
        let ty = entry.ty.as_ref().map(ToString::to_string).unwrap_or_default();
        match entry.kind {
            Kind::Column => offers.plain(Fit::Good, CompletionItemKind::Field, &entry.name, &ty),
            Kind::Metric | Kind::Score | Kind::Segment => {
                offers.plain(Fit::Good, CompletionItemKind::Variable, &entry.name, &ty);
            }
            _ => {}
        }
    }
}

/// Those whom other alerts tell.
fn audiences(context: &Context, offers: &mut Offers) {
    let declarations = context.analysis.inspected.documents.iter().flat_map(|(_, document)| &document.declarations);
    let told = declarations.flat_map(|declaration| match &declaration.kind {
        Declared::Alert(alert) => alert.to.iter().map(|name| name.text.as_str()).collect(),
        _ => Vec::new(),
    });
    for name in told.collect::<BTreeSet<&str>>() {
        offers.plain(Fit::Good, CompletionItemKind::EnumMember, name, "told by another alert");
    }
}

/// The score that a name stands for.
pub(super) fn score_rules(context: &Context, offers: &mut Offers, score: &str) {
    let index = context.index();
    let Some(id) = named(index, score) else { return };
    for (_, rule) in index.parts_of(id).filter(|(_, part)| part.kind == Kind::Rule) {
        let title = rule.title.as_deref().unwrap_or("rule");
        offers.plain(Fit::Exact, CompletionItemKind::Method, &rule.name, title);
    }
}
