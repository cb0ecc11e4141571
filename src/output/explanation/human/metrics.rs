//! Each metric, down to the rows that made it.

use super::conditions::lines;
use super::layout::Page;
use super::rows::{Seen, aggregate};
use super::scores::hidden;
use super::segments::not_among;
use crate::trace::facts::{
    Condition, ConditionKind, Explanation, LineFacts, LineResult, MetricFacts, MetricFactsBody, Term, TermKind,
};
use crate::trace::words::{Words, formula, statement};

/// All metrics, then the values that conditions read without naming them.
pub(super) fn metrics(page: &mut Page, words: Words, explanation: &Explanation) {
    let mut seen = Seen::default();
    if !explanation.metrics.is_empty() {
        page.heading("Metrics, down to the rows");
    }
    explanation.metrics.iter().for_each(|metric| one(page, words, &mut seen, metric));
    unnamed(page, words, &mut seen, explanation);
}

fn one(page: &mut Page, words: Words, seen: &mut Seen, metric: &MetricFacts) {
    page.blank();
    let value = if metric.scope.applies { words.quantity(&metric.value) } else { String::new() };
    page.ends(2, &metric.title, &value);
    hidden(page, metric.hidden);
    if !metric.scope.applies {
        return not_among(page, words, &metric.scope);
    }
    match &metric.body {
        MetricFactsBody::Formula(term) => term_in_full(page, words, seen, &metric.title, term),
        MetricFactsBody::Lines(all) => {
            lines(page, words, 4, all);
            listed(page, words, seen, &metric.title, all);
        }
    }
}

/// What a metric's tried lines read, each once.
fn listed(page: &mut Page, words: Words, seen: &mut Seen, title: &str, lines: &[LineFacts]) {
    let mut terms = Vec::new();
    for line in lines.iter().filter(|line| line.tried) {
        line.condition.iter().for_each(|condition| operands(condition, &mut terms));
        if let (LineResult::Value(term), true) = (&line.result, line.won) {
            terms.push(term);
        }
    }
    let mut told: Vec<&str> = Vec::new();
    for term in terms {
        if !told.contains(&term.written.as_str()) {
            told.push(&term.written);
            one_read(page, words, seen, title, term);
        }
    }
}

/// One value that a line reads: computed ones with their numbers, aggregates with their rows.
fn one_read(page: &mut Page, words: Words, seen: &mut Seen, title: &str, term: &Term) {
    match &term.kind {
        TermKind::Operation { .. } => page.line(4, &format!("{} = {}", term.called, with_numbers(words, term))),
        TermKind::Aggregate(_) => page.ends(4, &term.called, &words.quantity(&term.value)),
        _ => return,
    }
    parts(page, words, seen, title, term);
}

/// The formula as written, with numbers, and each of its parts.
fn term_in_full(page: &mut Page, words: Words, seen: &mut Seen, title: &str, term: &Term) {
    page.item("    = ", &term.written);
    match &term.kind {
        TermKind::Operation { .. } => page.item("    = ", &with_numbers(words, term)),
        TermKind::Condition(condition) => truths(page, words, condition),
        _ => {}
    }
    parts(page, words, seen, title, term);
}

/// A yes/no metric says how each comparison came out.
fn truths(page: &mut Page, words: Words, condition: &Condition) {
    match &condition.kind {
        ConditionKind::Test(test) => page.line(6, &statement(words, test, condition.truth, true)),
        ConditionKind::Not(part) => truths(page, words, part),
        ConditionKind::All(parts) | ConditionKind::Any(parts) => {
            parts.iter().for_each(|part| truths(page, words, part));
        }
    }
}

fn with_numbers(words: Words, term: &Term) -> String {
    let numbers = formula(words, term).unwrap_or_default();
    format!("{numbers} = {}", words.quantity(&term.value))
}

/// Every value a term is computed from: others by name, aggregates by their rows.
fn parts(page: &mut Page, words: Words, seen: &mut Seen, title: &str, term: &Term) {
    match &term.kind {
        TermKind::Aggregate(facts) => aggregate(page, words, seen, title, term, facts),
        TermKind::Operation { terms, .. } => {
            for part in terms {
                let of_metric = format!("{title}\", {}", part.called);
                if !matches!(part.kind, TermKind::Constant | TermKind::Today | TermKind::Operation { .. }) {
                    page.ends(4, named(part), &words.quantity(&part.value));
                }
                let title = if matches!(part.kind, TermKind::Aggregate(_)) { &of_metric } else { title };
                parts(page, words, seen, title, part);
            }
        }
        TermKind::Condition(condition) => {
            let mut terms = Vec::new();
            operands(condition, &mut terms);
            terms.into_iter().for_each(|term| parts(page, words, seen, title, term));
        }
        _ => {}
    }
}

/// As written; an aggregate without the parentheses around it.
fn named(term: &Term) -> &str {
    if matches!(term.kind, TermKind::Aggregate(_)) { &term.called } else { &term.written }
}

/// Both sides of every comparison.
fn operands<'a>(condition: &'a Condition, found: &mut Vec<&'a Term>) {
    match &condition.kind {
        ConditionKind::All(parts) | ConditionKind::Any(parts) => parts.iter().for_each(|part| operands(part, found)),
        ConditionKind::Not(part) => operands(part, found),
        ConditionKind::Test(test) => found.extend(std::iter::once(&test.left).chain(&test.right)),
    }
}

/// Aggregates that rules and segments read without a metric's name.
fn unnamed(page: &mut Page, words: Words, seen: &mut Seen, explanation: &Explanation) {
    let rules = explanation.scores.iter().flat_map(|s| &s.rules).flat_map(|rule| &rule.lines);
    let lines = rules.chain(explanation.segments.iter().flat_map(|s| &s.lines)).filter(|line| line.tried);
    let mut terms: Vec<&Term> = Vec::new();
    for line in lines {
        line.condition.iter().for_each(|condition| operands(condition, &mut terms));
        if let LineResult::Points(crate::trace::facts::Award::Per(per)) = &line.result {
            terms.push(&per.of);
        }
    }
    let mut told: Vec<&str> = Vec::new();
    for term in
        terms.into_iter().filter(|term| matches!(term.kind, TermKind::Aggregate(_) | TermKind::Operation { .. }))
    {
        if told.contains(&term.written.as_str()) {
            continue;
        }
        if told.is_empty() {
            page.heading("Read by conditions above, without a metric of their own");
        }
        told.push(&term.written);
        page.blank();
        page.ends(2, &term.called, &words.quantity(&term.value));
        if formula(words, term).is_some() {
            page.item("    = ", &with_numbers(words, term));
        }
        parts(page, words, seen, &term.called, term);
    }
}
