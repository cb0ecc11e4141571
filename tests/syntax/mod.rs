//! Text to tree: every construct, every typical mistake, and texts that no author would write.

mod hostile;
pub mod print;
mod trees;

use rubric::diagnostic::Diagnostic;
use rubric::source::SourceId;
use rubric::syntax::{parse, tree::Document};

/// The tree of a text.
fn read(text: &str) -> (Document, Vec<Diagnostic>) {
    parse(SourceId(0), text)
}
