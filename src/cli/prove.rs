//! `rubric prove`: what is certain about a rulebook, and a customer for each of its lines.
//!
//! Enters: a rulebook. Leaves: ranges as comments and customers as examples on stdout, so that all of it can be pasted into
//! a rulebook; what is wrong on stderr. Guaranteed: no data are read; each customer was judged by the engine.

use super::console::{self, Failure};
use super::paths;
use super::rulebook::{self, Texts};
use crate::diagnostic::Severity;
use crate::model::{ItemId, ItemKind, Rulebook};
use crate::prove::{LineProof, Proven, Winner, prove as proofs};
use crate::source::Sources;
use crate::value::Type;
use clap::Args;
use std::fmt::Write;
use std::path::PathBuf;

/// Arguments of `rubric prove`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric prove rules/customer-rating
  rubric prove rating.rubric > winners.rubric    examples to paste")]
pub struct Arguments {
    /// The rulebook, or the folder of the only one
    rulebook: PathBuf,
}

/// Prints what is proven.
pub fn prove(arguments: &Arguments) -> Result<(), Failure> {
    let path = paths::rulebook(&arguments.rulebook)?;
    let checked = rulebook::proven(&path, &Texts::new())?;
    let style = console::stderr_style();
    if !checked.diagnostics.is_empty() {
        console::note(console::diagnostics(&checked.sources, &checked.diagnostics, style).trim_end());
    }
    let Some(book) = &checked.rulebook else { return Err(Failure::Refused) };
    let proven = proofs(book, &checked.diagnostics);
    let mut text = ranges(book, &proven);
    let winners = proven.winners(book);
    for proof in &winners {
        text.push_str(&line(book, &checked.sources, &proven, proof));
    }
    console::print(&text)?;
    let warnings = checked.diagnostics.iter().filter(|found| found.severity == Severity::Warning).count();
    console::note(&summary(&winners, warnings));
    Ok(())
}

fn ranges(book: &Rulebook, proven: &Proven) -> String {
    let mut text = format!("# What is proven of \"{}\", version \"{}\", ", book.name, book.version);
    text.push_str("whatever the data, the date and the parameters.\n#\n");
    let width = book.items.iter().map(|item| item.name.chars().count()).max().unwrap_or(0);
    for (position, item) in book.items.iter().enumerate() {
        let id = ItemId(position);
        let range = proven.item(id, &item.ty).words(&item.ty, &book.currency);
        let _ = write!(text, "#   {:<width$}  {range}", item.name);
        if let (ItemKind::Score(_), Some(points)) = (&item.kind, proven.points(id)) {
            let _ = write!(text, "; points {}", points.words(&Type::Number, &book.currency));
        }
        text.push('\n');
    }
    text
}

fn line(book: &Rulebook, sources: &Sources, proven: &Proven, proof: &LineProof) -> String {
    let item = book.item(proof.item);
    let rule = match (&item.kind, proof.rule) {
        (ItemKind::Score(score), Some(rule)) => score.rules.get(rule).map(|rule| format!(".{}", rule.name)),
        _ => None,
    };
    let written = sources.text(proof.span).split_whitespace().collect::<Vec<_>>().join(" ");
    let head = format!("\n# {}{}, line {}: {written}\n", item.name, rule.unwrap_or_default(), proof.line + 1);
    match (&proof.winner, proof.example(book, proven)) {
        (_, Some(example)) => head + &example,
        (Winner::Nobody, _) => head + "# Nobody wins this line.\n",
        _ => head + "# No customer was found, and nothing says that there is none.\n",
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
        let _ = write!(text, ", {open} left open");
    }
    let _ = write!(text, "; {warnings} {}", if warnings == 1 { "warning" } else { "warnings" });
    text
}
