//! The words that shape a file.
//!
//! Enters: text. Leaves: what its first word is. Guaranteed: the words that begin a declaration are listed here alone.

use super::from_pairs::Rule;
use crate::diagnostic::near::{Meant, meant};

/// The words that begin a declaration, each with its rule.
const DECLARATIONS: [(&str, Rule); 17] = [
    ("rulebook", Rule::rulebook),
    ("version", Rule::version),
    ("owner", Rule::owner),
    ("currency", Rule::currency),
    ("about", Rule::about),
    ("use", Rule::use_file),
    ("table", Rule::table),
    ("parameter", Rule::parameter),
    ("rows", Rule::rows),
    ("metric", Rule::metric),
    ("score", Rule::score),
    ("segment", Rule::segment),
    ("figure", Rule::figure),
    ("alert", Rule::alert),
    ("worklist", Rule::worklist),
    ("advisor", Rule::advisor),
    ("example", Rule::example),
];

/// The words of the header.
pub(super) const HEADER: [&str; 5] = ["rulebook", "version", "owner", "currency", "about"];

/// Words that never are names.
pub(super) const RESERVED: [&str; 17] = [
    "and",
    "or",
    "not",
    "is",
    "in",
    "of",
    "where",
    "when",
    "otherwise",
    "else",
    "between",
    "known",
    "unknown",
    "today",
    "yes",
    "no",
    "last",
];

/// The word at the very start of a text; empty where none is.
pub(super) fn leading(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// The rule of the declaration that a word begins.
pub(super) fn rule_of(word: &str) -> Option<Rule> {
    DECLARATIONS.iter().find(|(name, _)| *name == word).map(|(_, rule)| *rule)
}

/// Whether a word begins a declaration that is read as far as its name.
pub(super) fn is_later(word: &str) -> bool {
    matches!(word, "worklist" | "advisor")
}

/// The declaration that a misspelt word means.
pub(super) fn nearest_declaration(word: &str) -> Option<Meant<'static>> {
    (word.chars().count() > 2).then(|| meant(word, DECLARATIONS.iter().map(|(name, _)| *name)))?
}

/// Whether a line that begins with this word goes on with the line before, in a declaration that `declares` begins.
pub(super) fn goes_on(word: &str, declares: &str) -> bool {
    matches!(word, "and" | "or" | "when" | "where" | "else") || (word == "until" && declares == "alert")
}
