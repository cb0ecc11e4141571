//! The files of a rulebook: itself and all it takes by `use`.
//!
//! Enters: the rulebook's name and text, and a way to read a file. Leaves: [`Files`], every file parsed once, a used
//! file before its user. Guaranteed: files that use each other are named, never read forever, nor do links between
//! folders lead to ever more files; depth costs no stack.

use super::Load;
use super::damage::damaged_names;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{SourceId, Sources, Span};
use crate::syntax;
use crate::syntax::tree::{DeclarationKind, Document, Quoted};
use std::collections::{BTreeMap, BTreeSet};

/// Files of one rulebook.
const MOST_FILES: usize = 256;

/// All files, parsed.
pub(super) struct Files {
    /// Names and texts, the rulebook first
    pub(super) sources: Sources,
    /// A used file before its user, the rulebook last
    pub(super) documents: Vec<(SourceId, Document)>,
    /// Names whose declaration has a syntax error: whoever reads them is not told again
    pub(super) damaged: BTreeSet<String>,
    /// First words of lines in column one that could not be read
    pub(super) reports: Vec<Diagnostic>,
}

/// A file whose `use` lines are being followed.
struct Open {
    id: SourceId,
    path: String,
    document: Document,
    uses: Vec<Quoted>,
    next: usize,
}

/// Reads and parses the rulebook and all it uses.
pub(super) fn files(name: &str, text: &str, load: &mut Load) -> Files {
    let mut files =
        Files { sources: Sources::default(), documents: Vec::new(), damaged: BTreeSet::new(), reports: Vec::new() };
    let mut known = BTreeMap::new();
    let (folder, own) = name.rsplit_once('/').map_or(("", name), |(folder, own)| (folder, own));
    known.insert(own.to_string(), SourceId(0));
    let mut open = vec![files.open(name, own, text)];
    while let Some(top) = open.last_mut() {
        let Some(used) = top.uses.get(top.next).cloned() else {
            if let Some(done) = open.pop() {
                files.documents.push((done.id, done.document));
            }
            continue;
        };
        top.next += 1;
        let path = join(&top.path, &used.text);
        if let Some(id) = known.get(&path) {
            report_circle(&open, *id, &used, &mut files.reports);
        } else if known.len() == MOST_FILES {
            files.reports.push(too_many(&used));
            return files.without(open);
        } else if let Some(text) = files.read(&path, &used, load) {
            let shown = if folder.is_empty() { path.clone() } else { join(&format!("{folder}/"), &path) };
            let next = files.open(&shown, &path, &text);
            known.insert(path, next.id);
            open.push(next);
        }
    }
    files
}

impl Files {
    fn open(&mut self, shown: &str, path: &str, text: &str) -> Open {
        let id = self.sources.add(shown, text);
        let (document, mut reports) = syntax::parse(id, text);
        self.damaged.extend(damaged_names(&document));
        self.reports.append(&mut reports);
        let uses = uses(&document);
        Open { id, path: path.to_string(), document, uses, next: 0 }
    }

    /// With the files whose `use` lines are not followed any further.
    fn without(mut self, open: Vec<Open>) -> Files {
        self.documents.extend(open.into_iter().rev().map(|left| (left.id, left.document)));
        self
    }

    fn read(&mut self, path: &str, used: &Quoted, load: &mut Load) -> Option<String> {
        match load(path) {
            Ok(text) => Some(text),
            Err(why) => {
                let headline = format!("the file \"{}\" can't be read", used.text);
                self.reports.push(
                    Diagnostic::error(codes::USE_UNREADABLE, used.span, headline, why)
                        .help("the path starts at the folder of the file that says `use`, with `/` between folders"),
                );
                None
            }
        }
    }
}

fn too_many(used: &Quoted) -> Diagnostic {
    let headline = format!("a rulebook has at most {MOST_FILES} files, and this is one more");
    Diagnostic::error(codes::USE_UNREADABLE, used.span, headline, "")
        .help("put what belongs together into one file; a link between folders may lead to ever more files")
}

fn uses(document: &Document) -> Vec<Quoted> {
    let used = document.declarations.iter().filter_map(|d| match &d.kind {
        DeclarationKind::Use(path) => Some(path.clone()),
        _ => None,
    });
    used.collect()
}

/// A file used again while its own `use` lines are followed is a circle; used again later, it is simply taken once.
fn report_circle(open: &[Open], id: SourceId, used: &Quoted, reports: &mut Vec<Diagnostic>) {
    let Some(start) = open.iter().position(|o| o.id == id) else { return };
    let way: Vec<&str> = open.iter().skip(start).map(|o| o.path.as_str()).collect();
    let headline = match way.as_slice() {
        [one] => format!("\"{one}\" uses itself"),
        [first, ..] => format!("files use each other in a circle: {} → {first}", way.join(" → ")),
        [] => return,
    };
    let mut report = Diagnostic::error(codes::USE_CIRCLE, used.span, headline, "this closes the circle");
    for step in open.iter().skip(start).take(open.len().saturating_sub(start + 1)) {
        if let Some(via) = step.uses.get(step.next.saturating_sub(1)) {
            report = report.other(via.span, "which is used here");
        }
    }
    reports.push(report.help("move what both need into a file of its own, and let both use that one"));
}

/// `path` as seen from the file `from`, without `.` and without any `..` that can be resolved.
fn join(from: &str, path: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let absolute = path.starts_with('/') || (!path.is_empty() && folder.is_empty() && from.starts_with('/'));
    let base = if path.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(path.split('/')).filter(|p| !p.is_empty() && *p != ".") {
        if part == ".." && parts.last().is_some_and(|last| *last != "..") {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    let lead = if absolute || base.starts_with('/') { "/" } else { "" };
    format!("{lead}{}", parts.join("/"))
}

/// The place at the start of the rulebook, for what is missing from it.
pub(super) fn start() -> Span {
    Span::default()
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn a_path_starts_at_the_folder_of_its_file() {
        assert_eq!(join("a.rubric", "shared/t.rubric"), "shared/t.rubric");
        assert_eq!(join("shared/t.rubric", "../b.rubric"), "b.rubric");
        assert_eq!(join("shared/t.rubric", "./u.rubric"), "shared/u.rubric");
        assert_eq!(join("a.rubric", "../../up.rubric"), "../../up.rubric");
        assert_eq!(join("../x/a.rubric", "../y.rubric"), "../y.rubric");
        assert_eq!(join("/home/a.rubric", "y.rubric"), "/home/y.rubric");
    }
}
