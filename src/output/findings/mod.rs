//! What `rubric check` found, for other programs to read.
//!
//! Enters: the diagnostics of some rulebooks. Leaves: JSON, GitHub's annotations, SARIF 2.1.0 and JUnit's XML.
//! Guaranteed: nothing that a rulebook says can end a message early or begin another; the same findings give the same
//! bytes; lines and columns count from 1, and columns count characters.

mod github;
mod json;
mod junit;
mod sarif;

pub use github::github;
pub use json::json;
pub use junit::junit;
pub use sarif::sarif;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Sources, Span};
use std::collections::BTreeSet;

/// What was found in one rulebook and the files it uses.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'a> {
    /// All its files, the rulebook first
    pub sources: &'a Sources,
    /// In order of place
    pub diagnostics: &'a [Diagnostic],
    /// Whether it can run
    pub sound: bool,
}

/// One finding in its file.
#[derive(Clone, Copy)]
struct Finding<'a> {
    sources: &'a Sources,
    diagnostic: &'a Diagnostic,
}

/// Every finding once, though several rulebooks use its file; in order of rulebook and place.
fn distinct<'a>(all: &[Findings<'a>]) -> Vec<Finding<'a>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for Findings { sources, diagnostics, .. } in all {
        for diagnostic in *diagnostics {
            let finding = Finding { sources, diagnostic };
            let span = diagnostic.primary.span;
            if seen.insert((finding.file(span), span.start, span.end, diagnostic.code, &diagnostic.headline)) {
                found.push(finding);
            }
        }
    }
    found
}

impl<'a> Finding<'a> {
    /// The name of a place's file.
    fn file(&self, span: Span) -> &'a str {
        self.sources.get(span.source).map_or("", |file| &*file.name)
    }

    /// All that is said, a sentence a line.
    fn words(&self) -> String {
        let Diagnostic { headline, primary, help, fix, example, .. } = self.diagnostic;
        let write = fix.as_ref().filter(|_| help.is_none()).map(|fix| format!("write `{}`", fix.replacement));
        let parts = [Some(headline), Some(&primary.text), help.as_ref(), write.as_ref()];
        let parts = parts.into_iter().flatten().map(String::as_str).chain(example.as_deref());
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        parts.join("\n")
    }

    /// The line and column of a place's start, and those one past its end.
    fn region(&self, span: Span) -> [(usize, usize); 2] {
        [self.sources.position(span), self.sources.position(Span { start: span.end, ..span })]
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
