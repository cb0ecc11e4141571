//! What came of examples, for a person, a program, and the machines that run them on every change.
//!
//! Enters: rulebooks with the verdicts about their examples. Leaves: text in the form asked for. Guaranteed: no time and
//! no order but that of the files stands in it, so that the same rulebooks give the same bytes.

mod coverage;
mod github;
mod human;
mod json;
mod junit;
mod lcov;

pub use coverage::table as coverage_table;
pub use github::github;
pub use human::human;
pub use json::json;
pub use junit::junit;
pub use lcov::lcov;

use crate::diagnostic::{Diagnostic, Severity};
use crate::examples::{Coverage, Verdict, diagnostics};
use crate::model::{Example, Rulebook};
use crate::source::Sources;

/// One rulebook with what came of its examples.
pub struct Tested<'a> {
    /// Its files, the rulebook first
    pub sources: &'a Sources,
    /// What the checker said of it
    pub said: &'a [Diagnostic],
    /// The rulebook; `None` where it has errors, and nothing was judged
    pub rulebook: Option<&'a Rulebook>,
    /// The examples that were judged, in their order
    pub cases: Vec<(&'a Example, Verdict)>,
    /// Which lines these examples reach; where it is asked for
    pub coverage: Option<Coverage>,
}

impl Tested<'_> {
    /// The rulebook's file.
    pub fn file(&self) -> &str {
        self.sources.iter().next().map_or("", |(_, file)| &*file.name)
    }

    /// Whether the rulebook is sound, and all examples came out as expected.
    pub fn passed(&self) -> bool {
        self.rulebook.is_some() && self.cases.iter().all(|(_, verdict)| verdict.passed())
    }

    /// The examples that did not come out as expected.
    pub fn failures(&self) -> usize {
        self.cases.iter().filter(|(_, verdict)| !verdict.passed()).count()
    }

    /// What is said of a case that did not come out as expected.
    fn failure(&self, example: &Example, verdict: &Verdict) -> Vec<Diagnostic> {
        self.rulebook.map_or_else(Vec::new, |rulebook| diagnostics(rulebook, self.sources, example, verdict))
    }

    /// The errors that keep the rulebook from being judged.
    fn errors(&self) -> Vec<Diagnostic> {
        self.said.iter().filter(|said| said.severity == Severity::Error).cloned().collect()
    }
}

/// `1 example`, `2 examples`
pub(super) fn counted(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}
