//! One comparison in words.
//!
//! Enters: a test, its truth, and whether it is meant to hold (`false` under `not`). Leaves: what is so, or what is
//! missing and by how much. Guaranteed: each bound says which side of it is closed.

use super::Words;
use crate::trace::facts::{Quantity, Relation, Term, TermKind, Test, Truth};
use crate::value::{Comparison, Decimal, Type, Value};

/// What is so: `total invoiced is 17,250.00 EUR, not at least 20,000.00 EUR`.
pub fn statement(words: Words, test: &Test, truth: Truth, holds: bool) -> String {
    let found = format!("{} is {}", test.left.called, left(words, test));
    let asked = asked(words, test, holds);
    match (truth, is_plain(test.relation, holds)) {
        (Truth::Unknown, _) => format!("{}; asked is {asked}", unknown(words, test)),
        _ if says_all(test.relation) => found,
        (truth, true) if (truth == Truth::Yes) == holds => found,
        (truth, _) if (truth == Truth::Yes) == holds => format!("{found}, {asked}"),
        (_, _) => format!("{found}, not {asked}").replace(", not not ", ", and must not be "),
    }
}

/// What is missing: `total invoiced is 17,250.00 EUR, 2,750.00 EUR short of 20,000.00 EUR (needs at least that)`.
pub fn missing(words: Words, test: &Test, truth: Truth, holds: bool) -> String {
    let asked = asked(words, test, holds);
    if truth == Truth::Unknown {
        return format!("{}, must be {asked}", unknown(words, test));
    }
    let found = format!("{} is {}", test.left.called, left(words, test));
    let gap = if holds { &test.gap } else { &test.gap_to_fail };
    match gap.as_ref().and_then(Quantity::as_number).map(|number| (number, side(test, holds))) {
        None => format!("{found}, must be {asked}").replace(" must be not ", " must not be "),
        Some((gap, _)) if gap.is_zero() => format!("{found}, must be {asked}"),
        Some((gap, Side::Low)) if number_bound(test, holds) => short(words, test, holds, &found, gap),
        Some((gap, side)) => format!("{found}, must be {asked}: {}", off(words, test, gap, side)),
    }
}

/// Which way a value misses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Low,
    High,
}

/// The comparison that must hold: under `not`, its opposite.
fn relation(test: &Test, holds: bool) -> Relation {
    match test.relation {
        Relation::Compare(comparison) if !holds => Relation::Compare(match comparison {
            Comparison::Less => Comparison::GreaterOrEqual,
            Comparison::LessOrEqual => Comparison::Greater,
            Comparison::Greater => Comparison::LessOrEqual,
            Comparison::GreaterOrEqual => Comparison::Less,
            Comparison::Equal => Comparison::NotEqual,
            Comparison::NotEqual => Comparison::Equal,
        }),
        relation => relation,
    }
}

/// Whether saying what is found says all, be it asked or not: `vip is no`.
fn says_all(relation: Relation) -> bool {
    matches!(relation, Relation::Known | Relation::Unknown | Relation::Holds)
}

/// Whether saying what is found says all, where it is as asked: `state is "posted"`.
fn is_plain(relation: Relation, holds: bool) -> bool {
    match relation {
        Relation::Compare(Comparison::Equal) => holds,
        Relation::Compare(Comparison::NotEqual) => !holds,
        _ => false,
    }
}

/// The value found, with enough decimals to be told from its bound.
fn left(words: Words, test: &Test) -> String {
    match (test.relation, &test.left.value.value) {
        (Relation::Known | Relation::Unknown, Some(_)) => format!("known ({})", words.quantity(&test.left.value)),
        (_, Some(Value::Number(number))) => {
            let ty = &test.left.value.ty;
            words.with(*number, ty, words.at_most(*number, ty, decimals(words, test)))
        }
        _ => words.quantity(&test.left.value),
    }
}

/// The decimals at which what was found is told from every bound.
fn decimals(words: Words, test: &Test) -> u8 {
    let ty = &test.left.value.ty;
    let Some(found) = test.left.value.as_number() else { return 0 };
    let bounds = test.right.iter().filter_map(|term| term.value.as_number());
    bounds.map(|bound| words.apart(found, bound, ty)).max().unwrap_or_else(|| words.decimals(found, ty))
}

/// What a test asks for: `at least 20,000.00 EUR`, `before 2026-06-30 (today)`, `one of "A", "B"`.
fn asked(words: Words, test: &Test, holds: bool) -> String {
    let not = if holds { "" } else { "not " };
    let bound = |i: usize| test.right.get(i).map_or_else(String::new, |term| bound(words, test, term));
    match relation(test, holds) {
        Relation::Compare(comparison) => format!("{}{}", compared(comparison, &test.left.value.ty), bound(0)),
        Relation::OneOf => {
            let all: Vec<String> = (0..test.right.len()).map(bound).collect();
            format!("{not}one of {}", all.join(", "))
        }
        Relation::Between => format!("{not}between {} and {}, both included", bound(0), bound(1)),
        Relation::StartsWith => format!("{not}text that starts with {}", bound(0)),
        Relation::Contains => format!("{not}text that contains {}", bound(0)),
        Relation::InLast => match &test.window {
            Some(window) => format!("{not}from {} to {}, both included", window.first, window.last),
            None => format!("{not}in the last {}", bound(0)),
        },
        Relation::Known => if holds { "known" } else { "unknown" }.to_string(),
        Relation::Unknown => if holds { "unknown" } else { "known" }.to_string(),
        Relation::Holds => if holds { "yes" } else { "no" }.to_string(),
    }
}

fn compared(comparison: Comparison, ty: &Type) -> &'static str {
    let date = *ty == Type::Date;
    match comparison {
        Comparison::Equal if ty.is_numeric() => "exactly ",
        Comparison::Equal => "",
        Comparison::NotEqual => "not ",
        Comparison::Less if date => "before ",
        Comparison::Less => "below ",
        Comparison::LessOrEqual if date => "on or before ",
        Comparison::LessOrEqual => "at most ",
        Comparison::Greater if date => "after ",
        Comparison::Greater => "above ",
        Comparison::GreaterOrEqual if date => "on or after ",
        Comparison::GreaterOrEqual => "at least ",
    }
}

/// A bound, and its name where it has one.
fn bound(words: Words, test: &Test, term: &Term) -> String {
    let ty = &term.value.ty;
    let value = match term.value.as_number() {
        Some(number) if test.left.value.as_number().is_none() => words.number(number, ty),
        Some(number) => words.with(number, ty, words.at_most(number, ty, decimals(words, test))),
        None => words.quantity(&term.value),
    };
    match term.kind {
        TermKind::Constant => value,
        _ if test.relation == Relation::InLast => value,
        _ => format!("{value} ({})", term.called),
    }
}

/// What is unknown, by name.
fn unknown(words: Words, test: &Test) -> String {
    let missing = test.right.iter().find(|term| term.value.value.is_none());
    match (&test.left.value.value, missing) {
        (Some(_), Some(bound)) => {
            format!("{} is {}, but {} is unknown", test.left.called, left(words, test), bound.called)
        }
        _ => format!("{} is unknown", test.left.called),
    }
}

/// Which way the value found misses what is asked.
fn side(test: &Test, holds: bool) -> Side {
    let low = match (relation(test, holds), &test.left.value.value) {
        (Relation::Compare(Comparison::Greater | Comparison::GreaterOrEqual), _) => true,
        (Relation::Compare(Comparison::Less | Comparison::LessOrEqual), _) => false,
        (Relation::InLast, Some(Value::Date(date))) => test.window.as_ref().is_some_and(|w| *date < w.first),
        (_, found) => match (found, test.right.first().and_then(|term| term.value.value.as_ref())) {
            (Some(Value::Number(found)), Some(Value::Number(low))) => found < low,
            (Some(Value::Date(found)), Some(Value::Date(low))) => found < low,
            _ => false,
        },
    };
    if low { Side::Low } else { Side::High }
}

/// Whether a number misses a lower bound: `short of` says it best.
fn number_bound(test: &Test, holds: bool) -> bool {
    let lower = matches!(relation(test, holds), Relation::Compare(Comparison::Greater | Comparison::GreaterOrEqual));
    lower && test.left.value.ty.is_numeric()
}

fn short(words: Words, test: &Test, holds: bool, found: &str, gap: Decimal) -> String {
    let needs = match relation(test, holds) {
        Relation::Compare(Comparison::Greater) => "needs more than that",
        _ => "needs at least that",
    };
    let bound = test.right.first().map_or_else(String::new, |term| bound(words, test, term));
    let needs = match bound.strip_suffix(')') {
        Some(named) => format!("{named}; {needs})"),
        None => format!("{bound} ({needs})"),
    };
    format!("{found}, {} short of {needs}", distance(words, test, gap))
}

/// How far a number is off, with the decimals at which it is told from its bound.
fn distance(words: Words, test: &Test, gap: Decimal) -> String {
    let ty = &test.left.value.ty;
    words.gap(gap, ty, words.at_most(gap, ty, decimals(words, test)))
}

/// How far off: `11.2 percentage points too high`, `3 days too late`.
fn off(words: Words, test: &Test, gap: Decimal, side: Side) -> String {
    let ty = &test.left.value.ty;
    let way = match (ty, side) {
        (Type::Date, Side::Low) => "too early",
        (Type::Date, Side::High) => "too late",
        (Type::Days, Side::Low) => "too short",
        (Type::Days, Side::High) => "too long",
        (_, Side::Low) => "too low",
        (_, Side::High) => "too high",
    };
    let gap = if *ty == Type::Date { words.number(gap, &Type::Days) } else { distance(words, test, gap) };
    format!("{gap} {way}")
}
