//! Verdicts for a program.

use super::Tested;
use super::coverage::written;
use crate::diagnostic::Diagnostic;
use crate::examples::{Held, List};
use crate::output::SCHEMA_VERSION;
use crate::source::{Sources, Span};
use serde::Serialize;

#[derive(Serialize)]
struct Report<'a> {
    schema_version: u32,
    passed: bool,
    rulebooks: Vec<RulebookPart<'a>>,
}

#[derive(Serialize)]
struct RulebookPart<'a> {
    file: &'a str,
    /// Whether it has no errors; else no example was judged
    sound: bool,
    passed: bool,
    errors: Vec<Message>,
    examples: Vec<ExamplePart<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<CoveragePart<'a>>,
}

#[derive(Serialize)]
struct ExamplePart<'a> {
    title: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    as_of: String,
    passed: bool,
    expectations: Vec<ExpectationPart<'a>>,
    failures: Vec<Message>,
}

/// Line and column from 1, columns in characters.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct ExpectationPart<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    /// As written
    text: String,
    /// `yes`, `no`, `unknown` or `no row`
    met: &'static str,
}

#[derive(Serialize)]
struct Message {
    code: &'static str,
    line: usize,
    column: usize,
    file: String,
    headline: String,
    help: Option<String>,
}

#[derive(Serialize)]
struct CoveragePart<'a> {
    lines: usize,
    won: usize,
    /// Whole percents, rounded down
    percent: usize,
    lists: Vec<ListPart<'a>>,
}

#[derive(Serialize)]
struct ListPart<'a> {
    kind: &'static str,
    name: &'a str,
    title: &'a str,
    lines: Vec<LinePart<'a>>,
}

#[derive(Serialize)]
struct LinePart<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: String,
    /// In how many examples it won
    won_by: usize,
}

/// All verdicts as one JSON object.
pub fn json(tested: &[Tested]) -> String {
    let rulebooks = tested.iter().map(rulebook).collect();
    let report = Report { schema_version: SCHEMA_VERSION, passed: tested.iter().all(Tested::passed), rulebooks };
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn rulebook<'a>(one: &'a Tested) -> RulebookPart<'a> {
    let message = |said: &Diagnostic| message(one.sources, said);
    let examples = one.cases.iter().map(|(example, verdict)| {
        let outcomes = example.expectations.iter().zip(&verdict.outcomes);
        let expectations = outcomes.map(|(expectation, outcome)| ExpectationPart {
            place: place(one.sources, expectation.span),
            text: written(one.sources, expectation.span),
            met: met(outcome.held),
        });
        ExamplePart {
            title: &example.title,
            place: place(one.sources, example.span),
            as_of: example.on.to_string(),
            passed: verdict.passed(),
            expectations: expectations.collect(),
            failures: one.failure(example, verdict).iter().map(message).collect(),
        }
    });
    RulebookPart {
        file: one.file(),
        sound: one.rulebook.is_some(),
        passed: one.passed(),
        errors: one.errors().iter().map(message).collect(),
        examples: examples.collect(),
        coverage: one.coverage.as_ref().map(|coverage| CoveragePart {
            lines: coverage.lines(),
            won: coverage.won(),
            percent: coverage.percent(),
            lists: coverage.lists.iter().map(|list| list_part(one.sources, list)).collect(),
        }),
    }
}

fn list_part<'a>(sources: &'a Sources, list: &'a List) -> ListPart<'a> {
    let line = |line: &crate::examples::Line| LinePart {
        place: place(sources, line.span),
        text: written(sources, line.span),
        won_by: line.won_by,
    };
    ListPart {
        kind: list.kind.word(),
        name: &list.name,
        title: &list.title,
        lines: list.lines.iter().map(line).collect(),
    }
}

fn met(held: Held) -> &'static str {
    match held {
        Held::Yes => "yes",
        Held::No => "no",
        Held::Unknown => "unknown",
        Held::NoRow => "no row",
    }
}

fn place(sources: &Sources, span: Span) -> Place<'_> {
    let (line, column) = sources.position(span);
    Place { file: sources.get(span.source).map_or("", |file| &*file.name), line, column }
}

fn message(sources: &Sources, said: &Diagnostic) -> Message {
    let Place { file, line, column } = place(sources, said.primary.span);
    Message {
        code: said.code.0,
        line,
        column,
        file: file.to_string(),
        headline: said.headline.clone(),
        help: said.help.clone(),
    }
}
