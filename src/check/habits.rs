//! Habits of speech that the grammar lets through: `grade is "A" or "B"`, `limit is empty`.
//!
//! Enters: the tree of a condition. Leaves: one diagnostic with the whole corrected text, or nothing where the
//! condition is none of these. Guaranteed: a word that the rulebook declares is never taken for a habit.

use super::checker::{Checker, Scope, Typed};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind};
use crate::value::{Date, Type, Value};

/// Words of other languages for an unknown value.
const UNKNOWN: [&str; 8] = ["blank", "empty", "missing", "none", "nothing", "null", "nil", "unset"];

impl Checker<'_> {
    /// `grade is "A" or "B"`: a list of values behind one comparison.
    pub(super) fn values_joined(&mut self, parts: &[Expr], span: Span) -> Option<()> {
        let Some((first, rest)) = parts.split_first() else { return Some(()) };
        let ExprKind::Is(value, negated, _) = &first.kind else { return Some(()) };
        let texts: Vec<&str> = rest.iter().filter_map(text).collect();
        let Some(told) = compared_text(first).filter(|_| texts.len() == rest.len()) else { return Some(()) };
        let list: Vec<String> = std::iter::once(told).chain(texts).map(|text| format!("\"{text}\"")).collect();
        let words = if *negated { "is not one of" } else { "is one of" };
        let corrected = format!("{} {words} ({})", self.quote(value.span), list.join(", "));
        let headline = "`and` and `or` join whole conditions, not the values of one";
        self.fail(
            Diagnostic::error(codes::NOT_A_CONDITION, span, headline, "")
                .help(format!("write `{corrected}`"))
                .fix(span, corrected),
        )
    }

    /// `limit is empty`, `vip is true`.
    pub(super) fn foreign_value(
        &mut self,
        value: &Expr,
        negated: bool,
        word: &Expr,
        span: Span,
        scope: Scope,
    ) -> Option<()> {
        let ExprKind::Name(name) = &word.kind else { return Some(()) };
        let small = name.text.to_lowercase();
        let value = self.quote(value.span);
        let corrected = match small.as_str() {
            "true" if !negated => value,
            "false" if negated => value,
            "true" | "false" => format!("not {value}"),
            word if UNKNOWN.contains(&word) => format!("{value} is {}", if negated { "known" } else { "unknown" }),
            _ => return Some(()),
        };
        if self.is_declared(&name.text, scope) {
            return Some(());
        }
        let headline = format!("`{}` is not a word of this language", name.text);
        self.fail(
            Diagnostic::error(codes::FOREIGN_WORD, name.span, headline, "")
                .help(format!("write `{corrected}`"))
                .fix(span, corrected),
        )
    }

    /// Whether a name means something for a row in scope.
    pub(super) fn is_declared(&self, name: &str, scope: Scope) -> bool {
        self.names.get(name).is_some()
            || self.names.is_damaged(name)
            || scope.row.is_some_and(|row| self.tables.column(row, name).is_some())
    }

    /// `count of posted in last 30 days`: rows have no date of their own, their columns have.
    pub(super) fn rows_in_last(&mut self, rows: &Expr, period: &Expr, span: Span) -> Option<()> {
        let ExprKind::Aggregate(aggregate) = &rows.kind else { return Some(()) };
        if aggregate.argument.is_some() || aggregate.filter.is_some() {
            return Some(());
        }
        let origin = self.origin(&aggregate.rows)?;
        let dated = self.tables.dated(origin.table).unwrap_or("DATE");
        let corrected = format!("{} where {dated} in last {}", self.quote(rows.span), self.quote(period.span));
        let headline = "`in last` asks about a date, and rows may have several";
        self.fail(
            Diagnostic::error(codes::WRONG_TYPE, span, headline, "which date?")
                .help(format!("say which date: `{corrected}`")),
        )
    }
}

/// The date that a text in quotes would be without them.
pub(super) fn quoted_date(typed: &Typed) -> Option<Date> {
    match typed.constant()? {
        Value::Text(text) => Date::parse(text),
        _ => None,
    }
}

/// Whether a bare word would be a label of the value beside it, if it stood in quotes.
pub(super) fn is_label(beside: Option<&Typed>, word: &Expr) -> bool {
    match (beside.map(Typed::ty), &word.kind) {
        (Some(Type::OneOf(labels)), ExprKind::Name(name)) => labels.position(&name.text).is_some(),
        _ => false,
    }
}

fn text(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Text(text) => Some(&text.text),
        _ => None,
    }
}

fn compared_text(is: &Expr) -> Option<&str> {
    match &is.kind {
        ExprKind::Is(_, _, with) => text(with),
        _ => None,
    }
}
