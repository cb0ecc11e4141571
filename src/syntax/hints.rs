//! What to do about a few things that fit nearly.
//!
//! Enters: where a declaration stopped fitting. Leaves: help for the message, where there is any. Guaranteed: the help
//! names words of this language alone.

use super::from_pairs::Rule;
use super::mistakes::{AGGREGATES, Found};
use super::words;

/// Help for what stands where it does not fit.
pub(super) fn hint(found: &Found) -> Option<String> {
    aggregate_hint(found)
        .or_else(|| path_hint(found))
        .or_else(|| score_hint(found))
        .or_else(|| alert_hint(found))
        .or_else(|| declaration_hint(found).or_else(|| condition_hint(found)).map(str::to_string))
}

/// `score rating from 0 to 5 {`
fn score_hint(found: &Found) -> Option<String> {
    let number = found.last_word();
    let ends = found.before.starts_with("score") && number.starts_with(|c: char| c.is_ascii_digit());
    (ends && found.token == "{").then(|| format!("name the unit of the score: `to {number} stars`"))
}

/// `alert a to finance vip becomes yes`, `when rating changes by 5 stars`, `when vip or first seen`
fn alert_hint(found: &Found) -> Option<String> {
    if !found.before.starts_with("alert") {
        return None;
    }
    let hint = match (found.last_word(), found.token) {
        ("most", _) if found.expects(&[Rule::k_once]) => "days of silence are said as in `at most once every 30 days`",
        (_, "seen") => "it stands at the end, as in `when standing becomes \"VIP\" or when first seen`",
        ("or", "when") => "`or when first seen` stands before `until`",
        (_, "") if found.expects(&[Rule::k_or]) && is_step(found) => {
            "a step is said as in `changes by 0.5 stars or more`"
        }
        _ if found.expects(&[Rule::k_severity, Rule::k_when]) => {
            "say when it fires, as in `when standing becomes \"High risk\"` or `when rating falls below 2 stars`"
        }
        _ => return None,
    };
    Some(hint.to_string())
}

/// Whether `changes by` stands before, and nothing but its step behind that.
fn is_step(found: &Found) -> bool {
    let behind = found.before.rsplit_once("changes by").map(|(_, behind)| behind);
    behind.is_some_and(|behind| !behind.contains("more"))
}

/// Parts of declarations, and of their lists.
fn declaration_hint(found: &Found) -> Option<&'static str> {
    match (found.last_word(), found.token) {
        (_, "else") if found.before.contains('{') => Some("the last line of a list is `RESULT otherwise`"),
        ("money", "(") => Some("finer amounts than the currency's own are `money to 0.001 EUR`"),
        (_, "by") if found.before.starts_with("parameter") => {
            Some("a value for each company is a list: `parameter NAME \"…\" by company { … otherwise }`")
        }
        (_, "where") if found.expects(&[Rule::sign]) => {
            Some("`where` ends an aggregate or `rows`; a second condition is joined with `and`")
        }
        (_, "when" | "otherwise") if found.expects(&[Rule::sign]) => {
            Some("lines with `when` stand between `{` and `}`, without `=`")
        }
        _ => None,
    }
}

/// Comparisons.
fn condition_hint(found: &Found) -> Option<&'static str> {
    match (found.last_word(), found.token) {
        ("in", "(") => Some("to compare with several values, write `is one of (…)`"),
        ("in", _) if found.expects(&[Rule::k_last]) => Some("a stretch of time is written `in last 30 days`"),
        (_, "unknown" | "known") if found.before.ends_with(['=', '<', '>']) => {
            Some("whether a value is known is asked with `is known` or `is unknown`")
        }
        (_, "=" | "<" | ">") if found.expects(&[Rule::k_and, Rule::joiner]) && !found.expects(&[Rule::comparison]) => {
            Some("two comparisons are joined with `and`, or written `between A and B`")
        }
        _ => None,
    }
}

/// `sum of count of …`
fn aggregate_hint(found: &Found) -> Option<String> {
    let word = found.token;
    let of = words::leading(found.rest.strip_prefix(word)?.trim_start()) == "of";
    let nested = of && matches!(found.last_word(), "of" | "since");
    (nested && AGGREGATES.contains(&word))
        .then(|| format!("put parentheses around what is worked out first: `({word} of …)`"))
}

/// `sum of posted.amount`
fn path_hint(found: &Found) -> Option<String> {
    let line = found.before.rsplit('\n').next()?;
    let (word, path) = AGGREGATES.iter().find_map(|word| Some((word, line.rsplit_once(&format!("{word} of "))?.1)))?;
    let (rows, column) = path.split_once('.')?;
    let is_name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
    (found.expects(&[Rule::k_in]) && is_name(rows) && is_name(column))
        .then(|| format!("write `{word} of {column} in {rows}`"))
}
