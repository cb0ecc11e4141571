//! What is said of an example that does not come out as expected.
//!
//! Enters: an example and its verdict. Leaves: a diagnostic for each expectation that was not met.

use super::{Found, Held, Outcome, Verdict};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Example, Expectation, Expected, ItemId, Rulebook};
use crate::source::{Sources, Span};
use crate::table::Problem;
use crate::trace::words::Words;
use crate::value::Decimal;

/// A diagnostic for each expectation that was not met, in their order.
pub fn diagnostics(rulebook: &Rulebook, sources: &Sources, example: &Example, verdict: &Verdict) -> Vec<Diagnostic> {
    let refused = verdict.problems.iter().map(|problem| self::problem(example, problem));
    let outcomes = example.expectations.iter().zip(&verdict.outcomes);
    let failed = outcomes.filter(|(_, outcome)| outcome.held != Held::Yes);
    refused.chain(failed.map(|(one, outcome)| failure(rulebook, sources, example, one, outcome))).collect()
}

/// What keeps an example's data from being judged.
pub fn problem(example: &Example, problem: &Problem) -> Diagnostic {
    let headline = format!("the example can't be judged: found {}, expected {}", problem.found, problem.expected);
    let report = Diagnostic::error(codes::EXPECTATION, example.span, headline, "in this example");
    report.help(problem.help.clone().unwrap_or_else(|| "write smaller numbers".to_string()))
}

fn failure(
    rulebook: &Rulebook,
    sources: &Sources,
    example: &Example,
    expectation: &Expectation,
    outcome: &Outcome,
) -> Diagnostic {
    let condition = match expectation.what {
        Expected::Condition(id) => written(sources, condition_span(rulebook, example, expectation, id)),
        Expected::Alert(alert) => format!("the alert `{}`", name_of(rulebook, alert)),
        Expected::NoAlert(Some(alert)) => format!("no alert `{}`", name_of(rulebook, alert)),
        Expected::NoAlert(None) => "no alert".to_string(),
    };
    let found = match expectation.what {
        Expected::Condition(_) => words(rulebook, sources, &outcome.found),
        _ => alerts(rulebook, &outcome.fired),
    };
    let headline = match outcome.held {
        Held::NoRow => format!("expected {condition}, and the row is not there on {}", example.on),
        _ => format!("expected {condition}, found {found}"),
    };
    let label = format!("in the example \"{}\"", example.title);
    let report = Diagnostic::error(codes::EXPECTATION, expectation.span, headline, label);
    match outcome.held {
        Held::NoRow => {
            let table = &rulebook.table(expectation.table).name;
            report.help(format!("a row of `{table}` is seen from the date behind `dated` on"))
        }
        Held::No if matches!(expectation.what, Expected::Alert(_)) && first_seen(example, expectation) => report.help(
            "without a `before` line the row is seen for the first time, of which only `or when first seen` tells",
        ),
        _ => report,
    }
}

/// Whether nothing is said about the row before.
fn first_seen(example: &Example, expectation: &Expectation) -> bool {
    !example.before.iter().any(|before| before.row == expectation.row)
}

fn name_of(rulebook: &Rulebook, alert: usize) -> &str {
    rulebook.alerts.get(alert).map_or("", |alert| alert.name.as_str())
}

/// `the alerts a and b`, `none`
fn alerts(rulebook: &Rulebook, fired: &[usize]) -> String {
    let names: Vec<String> = fired.iter().map(|alert| format!("`{}`", name_of(rulebook, *alert))).collect();
    match names.as_slice() {
        [] => "none".to_string(),
        [one] => format!("the alert {one}"),
        several => format!("the alerts {}", several.join(", ")),
    }
}

/// Where the condition of an expectation stands.
fn condition_span(rulebook: &Rulebook, example: &Example, expectation: &Expectation, condition: ItemId) -> Span {
    let asked = condition.0.checked_sub(rulebook.items.len() + rulebook.watches.len());
    let asked = asked.and_then(|at| example.items.get(at));
    asked.map_or(expectation.span, |item| item.span)
}

/// The author's words on one line.
fn written(sources: &Sources, span: Span) -> String {
    let words: Vec<&str> = sources.text(span).split_whitespace().collect();
    format!("`{}`", words.join(" "))
}

/// `"VIP"`, or, of several, `standing` is "VIP", `rating` is 2 stars.
fn words(rulebook: &Rulebook, sources: &Sources, found: &[Found]) -> String {
    let value = |one: &Found| {
        let compared: Vec<(Decimal, Decimal)> =
            one.quantity.value.as_ref().and_then(|value| value.number()).zip(one.bound).into_iter().collect();
        Words { currency: &rulebook.currency, compared: &compared }.quantity(&one.quantity)
    };
    match found {
        [one] => value(one),
        several => {
            let each = several.iter().map(|one| format!("{} is {}", written(sources, one.span), value(one)));
            each.collect::<Vec<_>>().join(", ")
        }
    }
}
