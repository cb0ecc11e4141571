//! What can be wrong with a rulebook, and how it is said.
//!
//! Enters: places in the source and words. Leaves: [`Diagnostic`], a plain record that a terminal, a CI format or an
//! editor can show. Guaranteed: every diagnostic has a code with a page in `docs/diagnostics/`, a headline in the
//! language's own words, and a place; the order of a list is by place, then code.

pub mod codes;
mod excerpt;
pub mod near;
pub mod render;

use crate::source::Span;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The rulebook can't run
    Error,
    /// It runs, and probably does not do what its author thinks
    Warning,
    /// Worth knowing
    Note,
}

/// A stable code such as `R0203`; the page of that name in `docs/diagnostics/` explains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

/// A second place that belongs to the mistake: the declaration, the earlier line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where
    pub span: Span,
    /// A few words under the underline
    pub text: String,
}

/// A correction: replace the text under `span` by `replacement`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What to replace; empty to insert
    pub span: Span,
    /// The corrected text
    pub replacement: String,
    /// Whether nothing else can be meant, so that a program may make it; else a person decides
    pub certain: bool,
}

/// One mistake, told once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of mistake
    pub code: Code,
    /// How much it matters
    pub severity: Severity,
    /// One sentence without a full stop: what was found, and why that can't be
    pub headline: String,
    /// The author's own words that are wrong
    pub primary: Label,
    /// The other parties
    pub others: Vec<Label>,
    /// What to do
    pub help: Option<String>,
    /// The corrected text, where there is one
    pub fix: Option<Fix>,
    /// One or several `example` blocks, each line as it is to be pasted: rows that show what is wrong
    pub example: Option<Box<str>>,
}

impl Diagnostic {
    /// An error at `span`; `label` stands under the underline and may be empty.
    pub fn error(code: Code, span: Span, headline: impl Into<String>, label: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            headline: headline.into(),
            primary: Label { span, text: label.into() },
            others: Vec::new(),
            help: None,
            fix: None,
            example: None,
        }
    }

    /// The same as a warning.
    pub fn warning(code: Code, span: Span, headline: impl Into<String>, label: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, headline, label) }
    }

    /// The same as a note.
    pub fn note(code: Code, span: Span, headline: impl Into<String>, label: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Note, ..Diagnostic::error(code, span, headline, label) }
    }

    /// Adds another party.
    #[must_use]
    pub fn other(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.others.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help = Some(text.into());
        self
    }

    /// Gives the one correction, which a program may make.
    #[must_use]
    pub fn fix(self, span: Span, replacement: impl Into<String>) -> Diagnostic {
        self.correct(span, replacement, true)
    }

    /// Gives a correction that a person decides on.
    #[must_use]
    pub fn suggest(self, span: Span, replacement: impl Into<String>) -> Diagnostic {
        self.correct(span, replacement, false)
    }

    /// Gives a correction.
    #[must_use]
    pub fn correct(mut self, span: Span, replacement: impl Into<String>, certain: bool) -> Diagnostic {
        self.fix = Some(Fix { span, replacement: replacement.into(), certain });
        self
    }

    /// Says to write the name that is meant, and gives it as the correction.
    #[must_use]
    pub fn write(self, span: Span, meant: near::Meant) -> Diagnostic {
        self.help(format!("write `{}`", meant.name)).correct(span, meant.name, meant.certain)
    }
}

/// By place, then by code: the order in which they are shown.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| (a.primary.span, a.code, &a.headline).cmp(&(b.primary.span, b.code, &b.headline)));
    diagnostics.dedup();
}
