//! Decision lists and conditions, part by part.

use super::layout::Page;
use crate::trace::facts::{Condition, ConditionKind, LineFacts, Need, Truth};
use crate::trace::words::{Words, missing, statement};

/// All lines of a list: what became of each, as written, and why.
pub(super) fn lines(page: &mut Page, words: Words, indent: usize, lines: &[LineFacts]) {
    for line in lines.iter().filter(|line| line.tried) {
        page.item(&format!("{}{:<9}", " ".repeat(indent), state(line)), &line.written);
        if let Some(condition) = &line.condition {
            parts(page, words, indent + 9, condition);
        }
    }
    let rest: Vec<String> = lines.iter().filter(|l| !l.tried).map(|l| l.number.to_string()).collect();
    match rest.as_slice() {
        [] => {}
        [one] => page.line(indent, &format!("Line {one} was not tried, since the line before it was taken.")),
        [first, .., last] => {
            page.line(indent, &format!("Lines {first} to {last} were not tried, since a line before them was taken."));
        }
    }
}

/// What became of a line, in one word.
fn state(line: &LineFacts) -> &'static str {
    match &line.condition {
        _ if line.won => "taken",
        Some(condition) => condition.truth.word(),
        None => "no",
    }
}

/// The parts of a condition: one comparison stands by itself, several each with its truth.
pub(super) fn parts(page: &mut Page, words: Words, indent: usize, condition: &Condition) {
    match &condition.kind {
        ConditionKind::All(all) => all.iter().for_each(|part| one(page, words, indent, part, true)),
        ConditionKind::Test(test) => page.line(indent, &statement(words, test, condition.truth, true)),
        ConditionKind::Any(any) => {
            page.line(indent, "at least one of:");
            any.iter().for_each(|part| one(page, words, indent, part, true));
        }
        ConditionKind::Not(part) => denied(page, words, indent, part),
    }
}

/// What stands behind the only `not` of a condition.
fn denied(page: &mut Page, words: Words, indent: usize, part: &Condition) {
    match &part.kind {
        ConditionKind::Test(test) => page.line(indent, &statement(words, test, part.truth, false)),
        _ => one(page, words, indent, part, false),
    }
}

/// One part of several; `holds` is false under an odd count of `not`.
fn one(page: &mut Page, words: Words, indent: usize, condition: &Condition, holds: bool) {
    let truth = turned(condition.truth, holds);
    let lead = format!("{}{:<9}", " ".repeat(indent), truth.word());
    match (&condition.kind, holds) {
        (ConditionKind::Test(test), _) => page.item(&lead, &statement(words, test, condition.truth, holds)),
        (ConditionKind::Not(part), _) => one(page, words, indent, part, !holds),
        (ConditionKind::All(parts), true) | (ConditionKind::Any(parts), false) => {
            page.item(&lead, "all of:");
            parts.iter().for_each(|part| one(page, words, indent + 4, part, holds));
        }
        (ConditionKind::Any(parts), true) | (ConditionKind::All(parts), false) => {
            page.item(&lead, "at least one of:");
            parts.iter().for_each(|part| one(page, words, indent + 4, part, holds));
        }
    }
}

fn turned(truth: Truth, holds: bool) -> Truth {
    match truth {
        Truth::Yes if !holds => Truth::No,
        Truth::No if !holds => Truth::Yes,
        same => same,
    }
}

/// What would have to change, each part on lines of its own after `lead`.
pub(super) fn need(page: &mut Page, words: Words, lead: &str, need: &Need) {
    let inner = " ".repeat(lead.chars().count());
    match need {
        Need::Test { test, truth, holds } => page.item(lead, &missing(words, test, *truth, *holds)),
        Need::All(parts) => parts.iter().for_each(|part| self::need(page, words, lead, part)),
        Need::Any(parts) => {
            page.item(lead, "any one of these would do:");
            parts.iter().for_each(|part| alternative(page, words, &format!("{inner}- "), part));
        }
    }
}

/// One of several ways; where it asks for several things, all of them are needed.
fn alternative(page: &mut Page, words: Words, lead: &str, part: &Need) {
    let Need::All(parts) = part else { return need(page, words, lead, part) };
    page.item(lead, "all of these together:");
    let inner = format!("{}- ", " ".repeat(lead.chars().count()));
    parts.iter().for_each(|part| need(page, words, &inner, part));
}
