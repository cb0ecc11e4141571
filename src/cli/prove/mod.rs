//! `rubric prove`: what is certain about a rulebook, and a customer for each of its lines.
//!
//! Enters: a rulebook. Leaves: ranges as comments and customers as examples on stdout, so that all of it can be pasted into
//! a rulebook; what is wrong on stderr. Guaranteed: no data are read; each customer was judged by the engine.

mod human;
mod json;

use super::console::{self, Failure};
use super::paths;
use super::rulebook::{self, Texts};
use crate::diagnostic::Severity;
use crate::model::Rulebook;
use crate::prove::{LineProof, Proven, Winner};
use crate::source::Sources;
use clap::{Args, ValueEnum};
use std::fmt::Write;
use std::path::PathBuf;

/// Arguments of `rubric prove`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric prove rules/customer-rating
  rubric prove rating.rubric > winners.rubric    examples to paste
  rubric prove rating.rubric --output-format json     for a script to read")]
pub struct Arguments {
    /// The rulebook, or the folder of the only one
    rulebook: PathBuf,
    /// How to say it
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    output_format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Ranges as comments, customers as examples to paste
    Human,
    /// One JSON document
    Json,
}

/// All that is said about one rulebook.
struct Proofs<'a> {
    book: &'a Rulebook,
    sources: &'a Sources,
    proven: &'a Proven,
    winners: &'a [LineProof],
    warnings: usize,
}

/// Prints what is proven.
pub fn prove(arguments: &Arguments) -> Result<(), Failure> {
    let path = paths::rulebook(&arguments.rulebook)?;
    let (checked, proven) = rulebook::with_proofs(&path, &Texts::new())?;
    let style = console::stderr_style();
    if !checked.diagnostics.is_empty() {
        console::note(console::diagnostics(&checked.sources, &checked.diagnostics, style).trim_end());
    }
    let (Some(book), Some(proven)) = (&checked.rulebook, &proven) else { return Err(Failure::Refused) };
    let winners = proven.winners(book);
    let warnings = checked.diagnostics.iter().filter(|found| found.severity == Severity::Warning).count();
    let proofs = Proofs { book, sources: &checked.sources, proven, winners: &winners, warnings };
    console::print(&match arguments.output_format {
        Format::Human => human::human(&proofs, console::stdout_style().width),
        Format::Json => json::json(&proofs),
    })?;
    console::note(&summary(&winners, warnings));
    Ok(())
}

impl Proofs<'_> {
    /// A line as its author wrote it, on one line.
    fn written(&self, proof: &LineProof) -> String {
        self.sources.text(proof.span).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn summary(winners: &[LineProof], warnings: usize) -> String {
    let count = |is: fn(&Winner) -> bool| winners.iter().filter(|proof| is(&proof.winner)).count();
    let shown = count(|winner| matches!(winner, Winner::Row(_)));
    let nobody = count(|winner| matches!(winner, Winner::Nobody));
    let open = winners.len() - shown - nobody;
    let mut text = format!("{} lines of lists: {shown} won by a customer that is shown", winners.len());
    if nobody > 0 {
        let _ = write!(text, ", {nobody} won by nobody");
    }
    if open > 0 {
        let _ = write!(text, ", {open} not established");
    }
    let _ = write!(text, "; {warnings} {}", if warnings == 1 { "warning" } else { "warnings" });
    text
}
