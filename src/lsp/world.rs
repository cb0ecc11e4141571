//! All that the editor works on: open texts, the rulebooks of its folders, and what is known about each.
//!
//! Enters: changes of texts and files. Leaves: the analyses that a file belongs to. Guaranteed: an unsaved text stands
//! for its file; an analysis is made anew only after one of its files has changed; a file without a `rulebook` line is
//! understood by the rulebooks that use it.

use super::analysis::Analysis;
use super::buffers::Buffers;
use super::fault::Fault;
use super::{files, uri};
use crate::source::SourceId;
use gen_lsp_types::{Position, Uri};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the client can do.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Client {
    /// It fills in the blanks of a text
    pub(super) snippets: bool,
    /// It asks to be told about changed files
    pub(super) watches: bool,
}

/// Everything the server knows.
#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) buffers: Buffers,
    pub(super) client: Client,
    folders: Vec<PathBuf>,
    /// Files with a `rulebook` line in the folders
    rulebooks: BTreeSet<PathBuf>,
    analyses: BTreeMap<PathBuf, Arc<Analysis>>,
}

/// A place in a file of an analysis.
pub(super) struct Spot {
    pub(super) analysis: Arc<Analysis>,
    pub(super) source: SourceId,
    pub(super) byte: u32,
}

impl World {
    /// Takes the folders of the editor, and finds the rulebooks in them.
    pub(super) fn enter(&mut self, folders: Vec<PathBuf>) {
        self.folders = folders;
        self.look_again();
    }

    /// Finds the rulebooks of the folders anew.
    pub(super) fn look_again(&mut self) {
        self.rulebooks = files::rulebooks(&self.folders);
    }

    /// Forgets what was known with the help of a file.
    pub(super) fn changed(&mut self, path: &Path) {
        self.analyses.retain(|_, analysis| !analysis.asked.contains(path));
    }

    /// The text of a file as its author sees it.
    pub(super) fn text(&self, path: &Path) -> Result<Arc<str>, String> {
        match self.buffers.get(path) {
            Some(buffer) => Ok(Arc::clone(&buffer.text)),
            None => files::text(path),
        }
    }

    /// What is known about the rulebook at a path.
    pub(super) fn analysis(&mut self, path: &Path, lone: bool) -> Arc<Analysis> {
        if let Some(known) = self.analyses.get(path).filter(|known| known.lone == lone) {
            return Arc::clone(known);
        }
        let made = Arc::new(Analysis::new(path, lone, &|path| self.text(path)));
        self.analyses.insert(path.to_path_buf(), Arc::clone(&made));
        made
    }

    /// The rulebooks that a file is part of; the file alone where there is none. Never empty.
    pub(super) fn analyses_of(&mut self, path: &Path) -> Vec<Arc<Analysis>> {
        let is_rulebook = |text: Result<Arc<str>, String>| text.is_ok_and(|text| files::has_rulebook_line(&text));
        if is_rulebook(self.text(path)) {
            return vec![self.analysis(path, false)];
        }
        let open: Vec<PathBuf> = self.buffers.paths().filter(|p| is_rulebook(self.text(p))).cloned().collect();
        let candidates: BTreeSet<PathBuf> = self.rulebooks.iter().cloned().chain(open).collect();
        let all = candidates.iter().map(|rulebook| self.analysis(rulebook, false)).collect::<Vec<_>>();
        let using: Vec<_> = all.into_iter().filter(|analysis| analysis.source(path).is_some()).collect();
        if using.is_empty() { vec![self.analysis(path, true)] } else { using }
    }

    /// All rulebooks that any open text is part of.
    pub(super) fn open_analyses(&mut self) -> Vec<Arc<Analysis>> {
        let paths: Vec<PathBuf> = self.buffers.paths().cloned().collect();
        let mut found: Vec<Arc<Analysis>> = Vec::new();
        for analysis in paths.iter().flat_map(|path| self.analyses_of(path)) {
            if !found.iter().any(|known| Arc::ptr_eq(known, &analysis)) {
                found.push(analysis);
            }
        }
        found
    }

    /// The places that a position of an open text has in the rulebooks it is part of. Never empty.
    pub(super) fn spots(&mut self, uri: &Uri, position: Position) -> Result<Vec<Spot>, Fault> {
        let path = uri::path(uri);
        if self.buffers.get(&path).is_none() {
            return Err(Fault::refused(format!("{} is not open", uri.0)));
        }
        let analyses = self.analyses_of(&path).into_iter();
        let spots = analyses.filter_map(|analysis| {
            let source = analysis.source(&path)?;
            Some(Spot { byte: analysis.byte(source, position), analysis, source })
        });
        Ok(spots.collect())
    }

    /// The first of them.
    pub(super) fn spot(&mut self, uri: &Uri, position: Position) -> Result<Spot, Fault> {
        let first = self.spots(uri, position)?.into_iter().next();
        first.ok_or_else(|| Fault::refused(format!("{} can't be read", uri.0)))
    }

    /// An open text in the first rulebook that it is part of.
    pub(super) fn start(&mut self, uri: &Uri) -> Result<Spot, Fault> {
        self.spot(uri, Position::default())
    }
}
