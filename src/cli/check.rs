//! `rubric check`: everything that is wrong with rulebooks.
//!
//! Enters: files and folders. Leaves: diagnostics on stdout, for they are this command's result, and exit code 1 where
//! there is an error. Guaranteed: one rulebook's mistakes hide no other's.

use super::console::{self, Failure};
use super::{paths, rulebook};
use crate::check::Checked;
use crate::diagnostic::{Diagnostic, Severity};
use crate::output::SCHEMA_VERSION;
use crate::source::{Sources, Span};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;

/// Arguments of `rubric check`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric check                              every rulebook in this folder
  rubric check rules/customer-rating        every rulebook in that one
  rubric check rating.rubric --format json  for a program to read

A file without a `rulebook` line is checked where a rulebook uses it.")]
pub struct Arguments {
    /// Files, or folders with rulebooks in them
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to say it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// Checks all rulebooks that the arguments name.
pub fn check(arguments: &Arguments) -> Result<(), Failure> {
    let files = paths::rulebooks(&arguments.paths)?;
    let checked = files.iter().map(|file| rulebook::proven(file)).collect::<Result<Vec<_>, _>>()?;
    match arguments.format {
        Format::Human => human(&checked)?,
        Format::Json => console::print(&json(&checked))?,
    }
    if checked.iter().all(|one| one.rulebook.is_some()) { Ok(()) } else { Err(Failure::Refused) }
}

fn human(checked: &[Checked]) -> Result<(), Failure> {
    let style = console::stdout_style();
    for one in checked.iter().filter(|one| !one.diagnostics.is_empty()) {
        console::print(&console::diagnostics(&one.sources, &one.diagnostics, style))?;
    }
    let all = || checked.iter().flat_map(|one| &one.diagnostics);
    let of = |severity| all().filter(|d| d.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let rulebooks = plural(checked.len(), "rulebook");
    console::note(&format!("{rulebooks} checked: {}, {}", plural(errors, "error"), plural(warnings, "warning")));
    Ok(())
}

fn plural(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}

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
}

fn json(checked: &[Checked]) -> String {
    let rulebooks = checked.iter().map(|one| RulebookPart {
        file: one.sources.iter().next().map_or("", |(_, file)| &*file.name),
        sound: one.rulebook.is_some(),
        diagnostics: one.diagnostics.iter().map(|d| diagnostic(&one.sources, d)).collect(),
    });
    let report = Report { schema_version: SCHEMA_VERSION, rulebooks: rulebooks.collect() };
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn diagnostic<'a>(sources: &'a Sources, d: &'a Diagnostic) -> DiagnosticPart<'a> {
    DiagnosticPart {
        code: d.code.0,
        severity: match d.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        },
        headline: &d.headline,
        primary: place(sources, d.primary.span, &d.primary.text),
        others: d.others.iter().map(|label| place(sources, label.span, &label.text)).collect(),
        help: d.help.as_deref(),
        fix: d.fix.as_ref().map(|fix| FixPart { replace: place(sources, fix.span, ""), by: &fix.replacement }),
    }
}

fn place<'a>(sources: &'a Sources, span: Span, text: &'a str) -> PlacePart<'a> {
    let (line, column) = sources.position(span);
    let file = sources.get(span.source).map_or("", |file| &*file.name);
    PlacePart { file, line, column, start: span.start, end: span.end, text }
}
