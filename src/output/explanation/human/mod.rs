//! An explanation for a person at a terminal.
//!
//! Enters: facts and a width. Leaves: plain text without colours: results first, then what lowered them, then how each
//! came about, down to the rows. Guaranteed: no line is wider than asked (40 columns at least).

mod conditions;
pub(in crate::output) mod layout;
mod metrics;
mod rows;
mod scores;
mod segments;
mod why_not;

use crate::trace::facts::{Explanation, Named, ScopeFacts, ScoreFacts};
use crate::trace::words::{Words, compared};
use crate::value::{Type, Value};
use layout::Page;

/// The explanation as text of at most `width` columns.
pub fn human(explanation: &Explanation, width: usize) -> String {
    let compared = compared(explanation);
    let words = Words { currency: &explanation.currency, compared: &compared };
    let mut page = Page::new(width);
    headline(&mut page, words, explanation);
    why_not::why_not(&mut page, words, explanation);
    scores::costs(&mut page, words, explanation);
    scores::scores(&mut page, words, explanation);
    segments::segments(&mut page, words, explanation);
    metrics::metrics(&mut page, words, explanation);
    parameters(&mut page, words, explanation);
    current(&mut page, explanation);
    page.finish()
}

/// Who, when, by which rulebook, and the results.
fn headline(page: &mut Page, words: Words, explanation: &Explanation) {
    let key: Vec<String> = explanation.key.iter().map(|named| named_value(words, named)).collect();
    let who = format!("{}: {}", explanation.table, key.join(", "));
    page.ends(0, &who, &format!("as of {}", explanation.as_of));
    page.line(0, &format!("judged by \"{}\", version {}", explanation.rulebook, explanation.version));
    let columns: Vec<String> = explanation.columns.iter().map(|named| named_value(words, named)).collect();
    if !columns.is_empty() {
        page.item("its own data: ", &columns.join(", "));
    }
    page.blank();
    for score in &explanation.scores {
        page.item(&format!("  {}: ", score.title), &score_result(words, score));
    }
    for segment in &explanation.segments {
        let result = match &segment.value.value {
            Some(value) => value.plain(&segment.value.ty),
            None => not_for_this(&segment.scope),
        };
        page.item(&format!("  {}: ", segment.title), &result);
    }
}

/// `2.5 stars (on a scale from 0 to 5 stars)`, or why there is none.
fn score_result(words: Words, score: &ScoreFacts) -> String {
    let scale = match &score.mapping {
        Some(mapping) => {
            format!(" (on a scale from {} to {})", mapping.from, words.number(mapping.to, &score.unit))
        }
        None => String::new(),
    };
    match score.value {
        Some(value) => format!("{}{scale}", words.exact(value, &score.unit)),
        None if !score.scope.applies => not_for_this(&score.scope),
        None => format!("unknown: {}", too_little(words, score)),
    }
}

/// Why too little was measured for a score.
fn too_little(words: Words, score: &ScoreFacts) -> String {
    let needs = score.needs.unwrap_or_default();
    let decimals = words.apart(score.measured, needs, &Type::Percent);
    format!(
        "only {} of the weight could be measured, at least {} is needed",
        words.with(score.measured, &Type::Percent, decimals),
        words.number(needs, &Type::Percent)
    )
}

fn not_for_this(scope: &ScopeFacts) -> String {
    match &scope.among {
        Some(rows) => format!("does not apply (only to \"{rows}\", and this is not one of them)"),
        None => "does not apply".to_string(),
    }
}

/// `number INV-7`, without quotes: keys are read as they stand in the data.
fn named_value(words: Words, named: &Named) -> String {
    format!("{} {}", named.name, bare(words, named))
}

/// A value without quotes.
fn bare(words: Words, named: &Named) -> String {
    match &named.value.value {
        Some(Value::Number(number)) if named.value.ty == Type::Count || named.value.ty == Type::Number => {
            number.to_string()
        }
        Some(value @ (Value::Text(_) | Value::Label(_))) => value.plain(&named.value.ty),
        _ => words.quantity(&named.value),
    }
}

/// The values the business has turned.
fn parameters(page: &mut Page, words: Words, explanation: &Explanation) {
    if explanation.parameters.is_empty() {
        return;
    }
    page.heading("Parameters in force");
    for parameter in &explanation.parameters {
        page.ends(2, &parameter.title, &words.quantity(&parameter.value));
        let by = parameter.by.iter().map(|(column, value)| format!("since {column} is {}", words.quantity(value)));
        let bounds = parameter.bounds.iter().map(|(low, high)| {
            format!("may be from {} to {}, both included", words.quantity(low), words.quantity(high))
        });
        let set = parameter.set.then(|| "set for this run, in place of the rulebook's value".to_string());
        let notes: Vec<String> =
            [format!("named {}", parameter.name)].into_iter().chain(by).chain(bounds).chain(set).collect();
        page.line(4, &notes.join("; "));
    }
}

/// A warning about columns that only have today's value.
fn current(page: &mut Page, explanation: &Explanation) {
    if explanation.current.is_empty() {
        return;
    }
    page.heading("Note");
    let columns: Vec<String> =
        explanation.current.iter().map(|(table, column)| format!("{column} of {table}")).collect();
    let phrase = format!(
        "Only the latest value is kept of {}. What is said above of {} holds for the day the data were taken; if that \
         day is after {}, it may have been different then.",
        columns.join(", "),
        if columns.len() == 1 { "it" } else { "them" },
        explanation.as_of,
    );
    page.line(2, &phrase);
}
