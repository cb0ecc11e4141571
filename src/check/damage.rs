//! Names whose declaration could not be read.
//!
//! Enters: a document with declarations that could not be read. Leaves: the names that these seem to declare.
//! Guaranteed: only a name that no read declaration has, so that a mistake is told once, where it is.

use crate::syntax::tree::{DeclarationKind, Document};
use std::collections::BTreeSet;

const HEADER: [&str; 5] = ["rulebook", "version", "owner", "currency", "about"];

/// The names of broken declarations; header words stand for themselves.
pub(super) fn damaged_names(document: &Document) -> BTreeSet<String> {
    let names = document.broken.iter().filter_map(|broken| match HEADER.contains(&broken.kind.as_str()) {
        true => Some(broken.kind.clone()),
        false => broken.name.as_ref().map(|name| name.text.clone()),
    });
    names.filter(|name| !declares(document, name)).collect()
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
        DeclarationKind::Owner(_) => "owner",
        DeclarationKind::Currency(_) => "currency",
        DeclarationKind::About(_) => "about",
        DeclarationKind::Use(_)
        | DeclarationKind::Alert(_)
        | DeclarationKind::Example(_)
        | DeclarationKind::Later(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::damaged_names;
    use crate::source::SourceId;
    use crate::syntax::parse;

    #[test]
    fn a_declaration_that_could_not_be_read_still_gives_its_name() {
        let text = "metric total \"T\" = = 5\nrows a = \n  rows b = c\ncurrency\nmetrc d = 5\nmetric total = 5\n";
        let (document, _) = parse(SourceId(0), text);
        let names: Vec<String> = damaged_names(&document).into_iter().collect();
        assert_eq!(names, ["a", "currency", "d"]);
    }
}
