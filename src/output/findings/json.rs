//! Findings as one JSON document, rulebook by rulebook.

use super::{Findings, severity};
use crate::diagnostic::Diagnostic;
use crate::output::SCHEMA_VERSION;
use crate::source::{Sources, Span};
use serde::Serialize;

#[derive(Serialize)]
struct Report<'a> {
    schema_version: u32,
    rulebooks: Vec<RulebookPart<'a>>,
}

#[derive(Serialize)]
struct RulebookPart<'a> {
    file: &'a str,
    sound: bool,
    diagnostics: Vec<DiagnosticPart<'a>>,
}

#[derive(Serialize)]
struct DiagnosticPart<'a> {
    code: &'a str,
    severity: &'static str,
    headline: &'a str,
    primary: PlacePart<'a>,
    others: Vec<PlacePart<'a>>,
    help: Option<&'a str>,
    fix: Option<FixPart<'a>>,
    example: Option<&'a str>,
}

/// Lines and columns from 1, columns in characters; bytes from 0, `end` not included.
#[derive(Serialize)]
struct PlacePart<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    start: u32,
    end: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct FixPart<'a> {
    replace: PlacePart<'a>,
    by: &'a str,
    certain: bool,
}

/// All findings as one document.
pub fn json(all: &[Findings]) -> String {
    let rulebooks = all.iter().map(|one| RulebookPart {
        file: one.sources.iter().next().map_or("", |(_, file)| &*file.name),
        sound: one.sound,
        diagnostics: one.diagnostics.iter().map(|d| diagnostic(one.sources, d)).collect(),
    });
    let report = Report { schema_version: SCHEMA_VERSION, rulebooks: rulebooks.collect() };
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn diagnostic<'a>(sources: &'a Sources, d: &'a Diagnostic) -> DiagnosticPart<'a> {
    let fix = d.fix.as_ref();
    DiagnosticPart {
        code: d.code.0,
        severity: severity(d.severity),
        headline: &d.headline,
        primary: place(sources, d.primary.span, &d.primary.text),
        others: d.others.iter().map(|label| place(sources, label.span, &label.text)).collect(),
        help: d.help.as_deref(),
        fix: fix.map(|f| FixPart { replace: place(sources, f.span, ""), by: &f.replacement, certain: f.certain }),
        example: d.example.as_deref(),
    }
}

fn place<'a>(sources: &'a Sources, span: Span, text: &'a str) -> PlacePart<'a> {
    let (line, column) = sources.position(span);
    let file = sources.get(span.source).map_or("", |file| &*file.name);
    PlacePart { file, line, column, start: span.start, end: span.end, text }
}
