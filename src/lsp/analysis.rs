//! What is known about one rulebook at one moment.
//!
//! Enters: the path of a rulebook and a way to read files. Leaves: [`Analysis`]: what the checker found, the place of
//! every file, and what was proven since. Guaranteed: a new text makes a new one. It remembers all files it asked for,
//! also those that are not there, so that one that appears is noticed.

use super::position::Lines;
use super::uri;
use crate::check::{Allowances, Inspected, inspect};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::ItemId;
use crate::prove::{Proven, Values, prove};
use crate::source::{SourceId, Span};
use crate::syntax::tree::Document;
use crate::value::Type;
use gen_lsp_types::{Location, Position, Range, Uri};
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// One file of a rulebook.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) uri: Uri,
    pub(super) text: Arc<str>,
    pub(super) lines: Lines,
}

/// A rulebook, understood as far as it can be.
#[derive(Debug)]
pub(super) struct Analysis {
    pub(super) inspected: Inspected,
    /// By the number of their `SourceId`
    pub(super) files: Vec<File>,
    /// All paths that were asked for
    pub(super) asked: BTreeSet<PathBuf>,
    /// A file that no rulebook uses: only its syntax can be judged
    pub(super) lone: bool,
    /// What the author allows
    allowances: Allowances,
    /// What the checker found, less what is allowed
    found: Vec<Diagnostic>,
    /// What was proven, once it has been, and all that is told then
    proven: OnceLock<(Proven, Vec<Diagnostic>)>,
}

impl Analysis {
    /// Reads and checks the rulebook at a path.
    pub(super) fn new(path: &Path, lone: bool, read: &dyn Fn(&Path) -> Result<Arc<str>, String>) -> Analysis {
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let mut asked = BTreeSet::from([path.to_path_buf()]);
        let text = read(path).unwrap_or_else(|_| "".into());
        let inspected = inspect(&name, &text, &mut |used| {
            let used = tidy(&folder.join(used));
            let text = read(&used);
            asked.insert(used);
            text.map(|text| text.to_string())
        });
        let files = inspected.checked.sources.iter().map(|(id, source)| {
            let path = if id == SourceId(0) { path.to_path_buf() } else { tidy(&folder.join(&*source.name)) };
            File { uri: uri::uri(&path), path, lines: Lines::new(&source.text), text: source.text.clone() }
        });
        let allowances = Allowances::of(&inspected.checked.sources);
        let mut found = inspected.checked.diagnostics.clone();
        allowances.apply(&mut found, false);
        Analysis { files: files.collect(), allowances, found, inspected, asked, lone, proven: OnceLock::new() }
    }

    /// Whether there is something that has not been proven yet.
    pub(super) fn is_unproven(&self) -> bool {
        self.inspected.checked.rulebook.is_some() && self.proven.get().is_none()
    }

    /// Proves what can be proven. This may take a moment.
    pub(super) fn prove(&self) {
        if let Some(rulebook) = &self.inspected.checked.rulebook {
            self.proven.get_or_init(|| {
                let checked = &self.inspected.checked;
                let proven = prove(rulebook, &checked.sources, &checked.diagnostics);
                let mut told = proven.diagnostics();
                self.allowances.apply(&mut told, true);
                (proven, told)
            });
        }
    }

    /// What the item declared at a place can be, in words, once it is proven; `None` where nothing bounds it.
    pub(super) fn proven_range(&self, declared: Span) -> Option<String> {
        let (proven, _) = self.proven.get()?;
        let book = self.inspected.checked.rulebook.as_ref()?;
        let position = book.items.iter().position(|item| item.span == declared)?;
        let (id, item) = (ItemId(position), book.items.get(position)?);
        let value = (proven.item(id, &item.ty), &item.ty, "");
        let points = proven.points(id).map(|range| (range, &Type::Number, "points "));
        let all = [value].into_iter().chain(points);
        let bounded = all.filter(|(range, ..)| !matches!(range.values, Values::Any | Values::Between(None, None)));
        let words: Vec<String> =
            bounded.map(|(range, ty, what)| format!("{what}{}", range.words(ty, &book.currency))).collect();
        (!words.is_empty()).then(|| words.join("; "))
    }

    /// The number of the file at a path.
    pub(super) fn source(&self, path: &Path) -> Option<SourceId> {
        self.files.iter().position(|file| file.path == path).map(|i| SourceId(i as u32))
    }

    /// A file.
    pub(super) fn file(&self, source: SourceId) -> Option<&File> {
        self.files.get(source.0 as usize)
    }

    /// The tree of a file.
    pub(super) fn document(&self, source: SourceId) -> Option<&Document> {
        self.inspected.documents.iter().find(|(id, _)| *id == source).map(|(_, document)| document)
    }

    /// A place as the protocol says it.
    pub(super) fn range(&self, span: Span) -> Range {
        self.file(span.source).map_or_else(Range::default, |file| file.lines.range(&file.text, span.start, span.end))
    }

    /// The same with its file.
    pub(super) fn location(&self, span: Span) -> Option<Location> {
        self.file(span.source).map(|file| Location { uri: file.uri.clone(), range: self.range(span) })
    }

    /// The byte of a position.
    pub(super) fn byte(&self, source: SourceId, position: Position) -> u32 {
        self.file(source).map_or(0, |file| file.lines.byte(&file.text, position))
    }

    /// What is to be told about a file.
    pub(super) fn diagnostics(&self, source: SourceId) -> impl Iterator<Item = &Diagnostic> {
        let all = self.proven.get().map_or(&self.found, |(_, told)| told).iter();
        all.filter(move |d| d.primary.span.source == source && (!self.lone || is_syntax(d.code)))
    }
}

/// Whether a message needs no other file.
fn is_syntax(code: Code) -> bool {
    code.0.starts_with("R00")
}

/// Without `.` and `..`.
pub(super) fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if tidy.file_name().is_some_and(|name| name != "..") => drop(tidy.pop()),
            other => tidy.push(other),
        }
    }
    tidy
}
