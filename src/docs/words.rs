//! Small words: units, lists, phrases as they are printed.

use super::page::Inline;
use crate::check::index::EntryId;
use crate::value::{Currency, Type};
use crate::words::{Part, Phrase};

/// A phrase with its names as links; `anchor` says where each leads.
pub fn inlines(phrase: &Phrase, anchor: impl Fn(EntryId) -> Option<String>) -> Vec<Inline> {
    let part = |part: &Part| match part {
        Part::Words(text) => Inline::Words(text.clone()),
        Part::Value(text) => Inline::Value(minus(text)),
        Part::Name { entry, title, name } => {
            let text = title.clone().unwrap_or_else(|| name.replace('_', " "));
            match entry.and_then(&anchor) {
                Some(anchor) => Inline::Link(anchor, text),
                None => Inline::Words(text),
            }
        }
    };
    phrase.0.iter().map(part).collect()
}

/// A text with a capital at its start.
pub fn capitalised(text: &str) -> String {
    let at = text.find(|c: char| c != '(').unwrap_or(0);
    let (before, rest) = text.split_at(at);
    let mut chars = rest.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    before.chars().chain(first).chain(chars).collect()
}

/// The same with a capital at its start.
pub fn capital(mut text: Vec<Inline>) -> Vec<Inline> {
    if let Some(Inline::Words(first) | Inline::Link(_, first)) = text.first_mut() {
        *first = capitalised(first);
    }
    text
}

/// Things behind some words: `A, B and C.`
pub fn listed(mut before: Vec<Inline>, things: Vec<Inline>) -> Vec<Inline> {
    let last = things.len().saturating_sub(1);
    for (position, thing) in things.into_iter().enumerate() {
        match position {
            0 => {}
            _ if position == last => before.push(" and ".into()),
            _ => before.push(", ".into()),
        }
        before.push(thing);
    }
    before.push(".".into());
    before
}

/// Words as a list: `A, B and C`.
pub fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Numbers with the minus sign of print.
pub fn minus(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let is_sign = c == '-' && !before.is_alphanumeric() && rest.peek().is_some_and(char::is_ascii_digit);
        out.push(if is_sign { '−' } else { c });
        before = c;
    }
    out
}

/// What a value is: `an amount in EUR`.
pub fn unit(ty: &Type, currency: &Currency) -> String {
    match ty {
        Type::Money => format!("amount in {}", currency.code()),
        Type::Percent => "percentage".to_string(),
        Type::Count => "whole number".to_string(),
        Type::OneOf(_) => "label".to_string(),
        Type::YesNo => "yes or no".to_string(),
        Type::Days | Type::Number | Type::Score(_) | Type::Date | Type::Period | Type::Text => ty.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::minus;

    #[test]
    fn only_a_sign_becomes_a_minus() {
        assert_eq!(
            minus("between -3.5 and -1,000 EUR on 2026-06-30, A-1"),
            "between −3.5 and −1,000 EUR on 2026-06-30, A-1"
        );
    }
}
