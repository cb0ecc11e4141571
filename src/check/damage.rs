//! Names whose declaration could not be read.
//!
//! Enters: a text with syntax errors and what was read of it. Leaves: the names that the unread declarations seem to
//! declare. Guaranteed: only a name that no read declaration has, so that a mistake is told once, where it is.

use crate::syntax::tree::{DeclarationKind, Document};
use std::collections::BTreeSet;

const HEADER: [&str; 4] = ["rulebook", "version", "currency", "about"];
const NAMED: [&str; 7] = ["table", "parameter", "rows", "metric", "score", "segment", "figure"];

/// Names behind a declaring word in column one that stand in no declaration read; header words stand for themselves.
pub(super) fn damaged_names(text: &str, document: &Document) -> BTreeSet<String> {
    let read: BTreeSet<u32> = document.declarations.iter().map(|d| d.span.start).collect();
    let mut names = BTreeSet::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !read.contains(&(start as u32)) {
            names.extend(declared(line));
        }
        start += line.len();
    }
    names.retain(|name| !declares(document, name));
    names
}

fn declared(line: &str) -> Option<String> {
    let mut words = line.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty());
    let keyword = words.next().filter(|w| line.starts_with(w))?;
    if HEADER.contains(&keyword) {
        return Some(keyword.to_string());
    }
    if !NAMED.contains(&keyword) {
        return None;
    }
    words.find(|w| *w != "hidden").map(str::to_string)
}

fn declares(document: &Document, name: &str) -> bool {
    document.declarations.iter().any(|d| declared_name(&d.kind).is_some_and(|n| n == name))
}

/// The name under which others know a declaration.
pub(super) fn declared_name(kind: &DeclarationKind) -> Option<&str> {
    Some(match kind {
        DeclarationKind::Table(d) => &d.name.text,
        DeclarationKind::Parameter(d) => &d.name.text,
        DeclarationKind::Rows(d) => &d.name.text,
        DeclarationKind::Metric(d) => &d.name.text,
        DeclarationKind::Score(d) => &d.name.text,
        DeclarationKind::Segment(d) => &d.name.text,
        DeclarationKind::Figure(d) => &d.name.text,
        DeclarationKind::Rulebook(_) => "rulebook",
        DeclarationKind::Version(_) => "version",
        DeclarationKind::Currency(_) => "currency",
        DeclarationKind::About(_) => "about",
        DeclarationKind::Use(_) | DeclarationKind::Later(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::damaged_names;
    use crate::syntax::tree::Document;

    #[test]
    fn a_declaration_that_could_not_be_read_still_gives_its_name() {
        let text = "metric hidden total \"T\" = = 5\nrows a = \n  rows b = c\ncurrency\n";
        let names: Vec<String> = damaged_names(text, &Document::default()).into_iter().collect();
        assert_eq!(names, ["a", "currency", "total"]);
    }
}
