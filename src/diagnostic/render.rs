//! Turns diagnostics into text; with `excerpt`, the sole user of miette.
//!
//! Enters: diagnostics and the sources they speak of. Leaves: text for a person ([`render`]) or one line each for a
//! machine ([`plain`]). Guaranteed: the same bytes for the same width; any span can be shown, in time that does not
//! depend on the size of the file, after one look at each file.

use super::excerpt::{File, Mark, harmless};
use super::{Diagnostic, Label, Severity};
use crate::source::{SourceId, Sources, Span};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan};
use std::collections::BTreeMap;
use std::fmt;

/// What stands before an example.
const SHOWN_BY: &str = "  this shows it, and can be pasted into the rulebook:";

/// How a text for a person looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether to colour it by ANSI sequences
    pub colour: bool,
    /// Columns of the terminal; less than 40 counts as 40
    pub width: usize,
}

impl Default for Options {
    /// No colour, 100 columns.
    fn default() -> Options {
        Options { colour: false, width: 100 }
    }
}

/// All diagnostics in the order given, each with the author's lines.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, options: Options) -> String {
    let theme = if options.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(options.width.max(40)).with_links(false);
    let files = Files::new(diagnostics, sources);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let report = Report::new(diagnostic, &files);
        if handler.render_report(&mut out, &report).is_err() {
            out.push_str(&line(diagnostic, &files));
        }
        out.push('\n');
        if let Some(example) = &diagnostic.example {
            out.push_str(&shown(example));
        }
    }
    // What miette leaves at the ends of lines only blurs a comparison.
    out.lines().map(|line| line.trim_end().to_string() + "\n").collect()
}

/// Nothing stands before a line of an example and no line is folded, so that it can be copied as it is.
fn shown(example: &str) -> String {
    format!("{SHOWN_BY}\n\n{}\n\n", harmless(example).trim_end())
}

/// One line each: `rating.rubric:12:3: error[R0203]: headline (help)`.
pub fn plain(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let files = Files::new(diagnostics, sources);
    diagnostics.iter().map(|diagnostic| line(diagnostic, &files)).collect()
}

fn line(diagnostic: &Diagnostic, files: &Files) -> String {
    let place = files.place(diagnostic.primary.span);
    let help = help(diagnostic).map_or(String::new(), |help| format!(" ({})", help.replace('\n', " ")));
    let (severity, code) = (severity(diagnostic.severity), diagnostic.code.0);
    format!("{place}: {severity}[{code}]: {}{help}\n", harmless(&diagnostic.headline))
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The help; where there is none, the fix.
fn help(diagnostic: &Diagnostic) -> Option<String> {
    let fix = diagnostic.fix.as_ref().filter(|fix| !fix.replacement.trim().is_empty());
    diagnostic
        .help
        .clone()
        .or_else(|| fix.map(|fix| format!("write `{}`", fix.replacement)))
        .map(|help| harmless(&help))
}

/// The files that some diagnostics speak of.
struct Files(BTreeMap<SourceId, File>);

impl Files {
    fn new(diagnostics: &[Diagnostic], sources: &Sources) -> Files {
        let mut files = BTreeMap::new();
        for diagnostic in diagnostics {
            for label in std::iter::once(&diagnostic.primary).chain(&diagnostic.others) {
                if let Some(source) = sources.get(label.span.source) {
                    files.entry(label.span.source).or_insert_with(|| File::new(source));
                }
            }
        }
        Files(files)
    }

    /// `rating.rubric:12:3`
    fn place(&self, span: Span) -> String {
        match self.0.get(&span.source) {
            Some(file) => {
                let (line, column) = file.position(file.mark(span).start);
                format!("{}:{line}:{column}", file.name())
            }
            None => "?".to_string(),
        }
    }
}

/// A diagnostic as miette wants it.
struct Report<'a> {
    diagnostic: &'a Diagnostic,
    file: Option<&'a File>,
    labels: Vec<LabeledSpan>,
    help: Option<String>,
}

impl<'a> Report<'a> {
    fn new(diagnostic: &'a Diagnostic, files: &'a Files) -> Report<'a> {
        let file = files.0.get(&diagnostic.primary.span.source);
        let mut labels = Vec::new();
        let mut notes = Vec::new();
        if let Some(file) = file {
            let primary = file.mark(diagnostic.primary.span);
            labels.push(labeled(&diagnostic.primary, primary, true));
            for other in &diagnostic.others {
                let mark = file.mark(other.span);
                if other.span.source == diagnostic.primary.span.source && !file.apart(primary, mark) {
                    labels.push(labeled(other, mark, false));
                } else {
                    notes.push(format!("{}: {}", files.place(other.span), harmless(&other.text)));
                }
            }
        }
        notes.extend(help(diagnostic));
        let help = (!notes.is_empty()).then(|| notes.join("\n"));
        Report { diagnostic, file, labels, help }
    }
}

fn labeled(label: &Label, mark: Mark, primary: bool) -> LabeledSpan {
    let text = (!label.text.is_empty()).then(|| harmless(&label.text));
    let place = (mark.start, mark.length);
    if primary { LabeledSpan::new_primary_with_span(text, place) } else { LabeledSpan::new_with_span(text, place) }
}

impl miette::Diagnostic for Report<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new(self.diagnostic.code.0))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.file.map(|file| file as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl std::error::Error for Report<'_> {}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&harmless(&self.diagnostic.headline))
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
