//! Columns: types, defaults and the words behind them.
//!
//! Enters: one column declaration. Leaves: the model's column, and whether its type is sound. Guaranteed: a column is
//! always made, so that its name is known even where its type is not.

use super::literal::Literals;
use crate::diagnostic::{Diagnostic, codes, near};
use crate::model::Column;
use crate::source::Span;
use crate::syntax::tree::{ColumnDecl, ColumnType, Name, Quoted};
use crate::value::{Currency, DECIMALS, Decimal, Labels, Type, Value};

const TYPES: [&str; 11] =
    ["text", "money", "date", "yes/no", "count", "number", "percent", "days", "event", "one of", "money to"];

/// Builds a column.
pub(super) fn column(decl: &ColumnDecl, literals: Literals, reports: &mut Vec<Diagnostic>) -> (Column, bool) {
    let found = column_type(decl, literals, reports);
    let event = decl.ty == ColumnType::Event;
    let sound = found.is_some();
    let (ty, decimals) = found.unwrap_or((Type::Text, 0));
    let mut default = None;
    if let Some(written) = decl.default.as_ref().filter(|_| sound) {
        match literals.expect(written, &ty) {
            Ok(value) if fits_decimals(&value, decimals) => default = Some(value),
            Ok(_) => reports.push(too_fine(&decl.name, written.span, decimals)),
            Err(report) => reports.push(report),
        }
    }
    report_modifiers(decl, reports);
    let column = Column {
        name: decl.name.text.clone(),
        span: decl.name.span,
        ty,
        decimals,
        optional: decl.optional.is_some() || event,
        default,
        current: decl.current.is_some(),
        event,
        known_from: None,
    };
    (column, sound)
}

fn fits_decimals(value: &Value, decimals: u8) -> bool {
    value.number().is_none_or(|n| n.to_scaled(decimals).is_some())
}

fn too_fine(name: &Name, span: Span, decimals: u8) -> Diagnostic {
    let kept = if decimals == 0 { "whole numbers".to_string() } else { format!("{decimals} decimals") };
    let headline = format!("the column `{}` keeps {kept}, and its default has more decimals", name.text);
    Diagnostic::error(codes::COLUMN_MODIFIER, span, headline, "too fine").help("write a default with fewer decimals")
}

fn report_modifiers(decl: &ColumnDecl, reports: &mut Vec<Diagnostic>) {
    let name = &decl.name.text;
    if let (Some(optional), Some(default)) = (decl.optional, &decl.default) {
        let headline = format!("`{name}` has a default, so it is never missing and `optional` says nothing");
        let report = Diagnostic::error(codes::COLUMN_MODIFIER, optional, headline, "without effect");
        reports.push(report.other(default.span, "an empty cell means this").help("keep one of the two"));
    }
    if decl.ty != ColumnType::Event {
        return;
    }
    let spare = [
        (decl.default.as_ref().map(|d| d.span), "default"),
        (decl.optional, "optional"),
        (decl.known_from.as_ref().map(|k| k.span), "known from"),
    ];
    for (span, word) in spare.into_iter().filter_map(|(span, word)| Some((span?, word))) {
        let headline = format!("`{name}` is an event, unknown until its date has come: `{word}` does not fit");
        reports.push(
            Diagnostic::error(codes::COLUMN_MODIFIER, span, headline, "does not fit an event")
                .other(decl.ty_span, "an event")
                .help(format!("take `{word}` away, or declare `{name}` as `date`")),
        );
    }
}

fn column_type(decl: &ColumnDecl, literals: Literals, reports: &mut Vec<Diagnostic>) -> Option<(Type, u8)> {
    let own_decimals = literals.units.currency.as_ref().map_or(2, Currency::decimals);
    match &decl.ty {
        ColumnType::Money(None) => Some((Type::Money, own_decimals)),
        ColumnType::Money(Some((step, currency))) => {
            Some((Type::Money, money_step(*step, currency, decl.ty_span, literals, reports)?))
        }
        ColumnType::OneOf(labels) => Some((Type::OneOf(one_of(labels, decl.ty_span, reports)?), 0)),
        ColumnType::Event => Some((Type::Date, 0)),
        ColumnType::Word(word) => {
            let found = plain(word);
            if found.is_none() {
                reports.push(unknown_type(word, decl.ty_span));
            }
            found
        }
    }
}

fn plain(word: &str) -> Option<(Type, u8)> {
    Some(match word {
        "text" => (Type::Text, 0),
        "date" => (Type::Date, 0),
        "yes/no" => (Type::YesNo, 0),
        "count" => (Type::Count, 0),
        "days" => (Type::Days, 0),
        "number" => (Type::Number, DECIMALS as u8),
        "percent" => (Type::Percent, DECIMALS as u8),
        _ => return None,
    })
}

/// What people coming from elsewhere write, and what they mean.
fn meant(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "string" | "str" | "varchar" | "char" => "text",
        "bool" | "boolean" | "yesno" | "yes" | "flag" => "yes/no",
        "int" | "integer" => "count",
        "float" | "double" | "decimal" | "numeric" => "number",
        "amount" | "currency" => "money",
        "datetime" | "timestamp" | "day" => "date",
        "percentage" => "percent",
        "enum" => "one of",
        _ => return None,
    })
}

fn unknown_type(word: &str, span: Span) -> Diagnostic {
    let headline = format!("`{word}` is no type");
    let report = Diagnostic::error(codes::COLUMN_TYPE, span, headline, "no such type");
    match meant(word).or_else(|| near::nearest(word, TYPES)) {
        Some("one of") => report.help("write `one of \"A\", \"B\"` with the labels that may stand there"),
        Some(type_word) => report.help(format!("write `{type_word}`")).suggest(span, type_word),
        None => report.help(
            "types are `text`, `money`, `date`, `event`, `yes/no`, `count`, `number`, `percent`, `days` and `one of \"A\", \"B\"`",
        ),
    }
}

fn money_step(
    step: Decimal,
    currency: &Name,
    span: Span,
    literals: Literals,
    reports: &mut Vec<Diagnostic>,
) -> Option<u8> {
    if let Some(own) = literals.units.currency.as_ref().filter(|own| own.code() != currency.text) {
        let headline = format!("a column in {} in a rulebook in {}", currency.text, own.code());
        reports.push(
            Diagnostic::error(codes::OTHER_CURRENCY, currency.span, headline, "another currency")
                .help(format!("write `{}`", own.code()))
                .suggest(currency.span, own.code()),
        );
        return None;
    }
    let decimals = step.scale();
    let is_power_of_ten = Decimal::from_scaled(1, decimals) == Ok(step);
    if !is_power_of_ten {
        let headline = format!("money is kept to a power of ten such as 0.01 or 0.001, not to {step}");
        reports.push(
            Diagnostic::error(codes::MONEY_STEP, span, headline, "no power of ten from 1 down to 0.000000000001")
                .help(format!("write `money to 0.001 {}` for three decimals", currency.text)),
        );
        return None;
    }
    Some(decimals)
}

fn one_of(labels: &[Quoted], span: Span, reports: &mut Vec<Diagnostic>) -> Option<Labels> {
    let mut seen = std::collections::BTreeMap::new();
    for label in labels {
        if let Some(first) = seen.insert(label.text.as_str(), label.span) {
            reports.push(label_twice(label, first));
        }
    }
    if seen.len() > usize::from(u16::MAX) {
        let headline = format!("{} labels are more than the 65,535 that a column may have", seen.len());
        reports
            .push(Diagnostic::error(codes::TOO_LARGE, span, headline, "too many").help("declare the column as `text`"));
        return None;
    }
    let mut kept = std::collections::BTreeSet::new();
    Some(Labels::new(labels.iter().map(|label| label.text.as_str()).filter(|label| kept.insert(*label))))
}

/// A label for the second time.
pub(super) fn label_twice(label: &Quoted, first: Span) -> Diagnostic {
    let headline = format!("the label \"{}\" stands twice", label.text);
    Diagnostic::error(codes::LABEL_TWICE, label.span, headline, "again")
        .other(first, "first here")
        .help("name each label once")
}
