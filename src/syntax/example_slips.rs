//! Mistakes that are made between the braces of an example.
//!
//! Enters: where an example stopped fitting the grammar. Leaves: the message about it, if it is a typical mistake.
//! Guaranteed: other declarations are left to others.

use super::from_pairs::Rule;
use super::mistakes::{Found, shown};
use crate::diagnostic::near::nearest;
use crate::diagnostic::{Diagnostic, codes};

/// What an author probably did.
pub(super) fn explain(found: &Found) -> Option<Diagnostic> {
    if !found.before.starts_with("example") {
        return None;
    }
    date(found).or_else(|| row(found)).or_else(|| value(found)).or_else(|| line(found))
}

fn unexpected(found: &Found, label: &str, help: impl Into<String>) -> Diagnostic {
    let headline = match found.token {
        "" => "something is missing at the end of this line".to_string(),
        token => format!("{} does not fit here", shown(token)),
    };
    Diagnostic::error(codes::UNEXPECTED, found.span(), headline, label).help(help)
}

/// `example "…" {`, `example "…" on 30.06.2026 {`
fn date(found: &Found) -> Option<Diagnostic> {
    let form = "an example is judged on a date: `example \"…\" on 2026-06-30 { … }`";
    if found.expects(&[Rule::k_on]) && !found.before.contains('{') {
        return Some(unexpected(found, "expected `on` and a date", form));
    }
    (found.expects(&[Rule::date]) && found.last_word() == "on" && !found.before.contains('{'))
        .then(|| unexpected(found, "expected a date", "a date is year, month, day: `2026-06-30`"))
}

/// `customers: | vip |`, `| no | Bob`
fn row(found: &Found) -> Option<Diagnostic> {
    let line = found.before.rsplit('\n').next().unwrap_or("").trim_start();
    if line.starts_with('|') {
        return Some(unexpected(found, "expected `|`", "a row begins and ends with `|`: `| 2026-01-10 | 5 EUR |`"));
    }
    (found.token == "|" || found.token == "||").then(|| {
        let headline = "a row of a table stands on a line of its own";
        Diagnostic::error(codes::UNEXPECTED, found.span(), headline, "begins in the middle of a line")
            .help("write `invoices:`, then each row on a line that begins and ends with `|`")
    })
}

/// `customers: vip is no`, `customers: vip = unknown`
fn value(found: &Found) -> Option<Diagnostic> {
    let line = found.before.rsplit(['\n', ';', '{']).next().unwrap_or("").trim_start();
    let is_data = line.contains(':');
    if is_data && found.expects(&[Rule::equals]) {
        return Some(unexpected(found, "expected `=`", "a column's value stands behind `=`: `vip = no`"));
    }
    (is_data && line.ends_with('=') && found.token == "unknown")
        .then(|| unexpected(found, "expected a value", "what is unknown is written `-`").fix(found.span(), "-"))
}

/// `expected vip`, `customers vip = no`
fn line(found: &Found) -> Option<Diagnostic> {
    if !found.expects(&[Rule::colon]) {
        return None;
    }
    let word = found.last_word();
    if word != "expect" && nearest(word, ["expect"]).is_some() {
        let place = found.place(found.before.len() - word.len(), word.len());
        let headline = format!("{} begins no line of an example", shown(word));
        let report = Diagnostic::error(codes::UNEXPECTED, place, headline, "");
        return Some(report.help("did you mean `expect`?").fix(place, "expect"));
    }
    let help = "a line gives rows, as in `customers: vip = no`, or expects something, as in `expect vip`";
    Some(unexpected(found, "expected `:`", help))
}
