//! Which numbers an explanation compares with which.

use crate::trace::facts::{
    Condition, ConditionKind, Explanation, LineFacts, LineResult, MetricFactsBody, ScopeFacts, Term, TermKind,
};
use crate::value::Decimal;

/// Every pair of numbers that a condition of the explanation compares.
pub fn compared(explanation: &Explanation) -> Vec<(Decimal, Decimal)> {
    let mut pairs = Vec::new();
    for score in &explanation.scores {
        scope(&score.scope, &mut pairs);
        score.rules.iter().for_each(|rule| lines(&rule.lines, &mut pairs));
    }
    for segment in &explanation.segments {
        scope(&segment.scope, &mut pairs);
        lines(&segment.lines, &mut pairs);
    }
    for metric in &explanation.metrics {
        scope(&metric.scope, &mut pairs);
        match &metric.body {
            MetricFactsBody::Formula(formula) => term(formula, &mut pairs),
            MetricFactsBody::Lines(all) => lines(all, &mut pairs),
        }
    }
    pairs.sort();
    pairs.dedup();
    pairs
}

fn scope(of: &ScopeFacts, pairs: &mut Vec<(Decimal, Decimal)>) {
    of.conditions.iter().for_each(|part| condition(part, pairs));
}

fn lines(of: &[LineFacts], pairs: &mut Vec<(Decimal, Decimal)>) {
    for line in of {
        line.condition.iter().for_each(|part| condition(part, pairs));
        if let LineResult::Value(value) = &line.result {
            term(value, pairs);
        }
    }
}

fn condition(of: &Condition, pairs: &mut Vec<(Decimal, Decimal)>) {
    match &of.kind {
        ConditionKind::All(parts) | ConditionKind::Any(parts) => parts.iter().for_each(|part| condition(part, pairs)),
        ConditionKind::Not(part) => condition(part, pairs),
        ConditionKind::Test(test) => {
            let left = test.left.value.as_number();
            let right = test.right.iter().filter_map(|term| term.value.as_number());
            pairs.extend(left.into_iter().flat_map(|left| right.clone().map(move |right| (left, right))));
            std::iter::once(&test.left).chain(&test.right).for_each(|side| term(side, pairs));
        }
    }
}

fn term(of: &Term, pairs: &mut Vec<(Decimal, Decimal)>) {
    match &of.kind {
        TermKind::Operation { terms, .. } => terms.iter().for_each(|part| term(part, pairs)),
        TermKind::Condition(inner) => condition(inner, pairs),
        _ => {}
    }
}
