//! Text to tree.
//!
//! Enters: the text of one file. Leaves: a [`tree::Document`] of every declaration that could be read, and one
//! diagnostic for each that could not. Guaranteed: an error in one declaration hides no other; no input panics.

pub mod tree;

use crate::diagnostic::Diagnostic;
use crate::source::SourceId;

/// Reads one file.
pub fn parse(source: SourceId, text: &str) -> (tree::Document, Vec<Diagnostic>) {
    let _ = (source, text);
    (tree::Document::default(), Vec::new())
}
