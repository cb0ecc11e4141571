//! The texts that are open in the editor.
//!
//! Enters: what the editor says about its texts. Leaves: the text of a file as its author sees it, saved or not.
//! Guaranteed: a change is applied to the text it was made to; one to a text that is not open is left out.

use super::position::Lines;
use super::uri;
use gen_lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One open text.
#[derive(Debug)]
pub(super) struct Buffer {
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) text: Arc<str>,
}

/// All open texts.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    open: BTreeMap<PathBuf, Buffer>,
}

impl Buffers {
    pub(super) fn get(&self, path: &Path) -> Option<&Buffer> {
        self.open.get(path)
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.open.keys()
    }

    pub(super) fn open(&mut self, item: TextDocumentItem) -> PathBuf {
        let path = uri::path(&item.uri);
        let buffer = Buffer { uri: item.uri, version: item.version, text: item.text.into() };
        self.open.insert(path.clone(), buffer);
        path
    }

    pub(super) fn close(&mut self, uri: &Uri) -> PathBuf {
        let path = uri::path(uri);
        self.open.remove(&path);
        path
    }

    /// Applies changes in order.
    pub(super) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    ) -> Option<PathBuf> {
        let path = uri::path(uri);
        let buffer = self.open.get_mut(&path)?;
        buffer.version = version;
        let text = changes.into_iter().fold(buffer.text.to_string(), changed);
        buffer.text = text.into();
        Some(path)
    }
}

fn changed(mut text: String, change: TextDocumentContentChangeEvent) -> String {
    use TextDocumentContentChangeEvent as Change;
    match change {
        Change::TextDocumentContentChangeWholeDocument(whole) => whole.text,
        Change::TextDocumentContentChangePartial(part) => {
            let lines = Lines::new(&text);
            let start = lines.byte(&text, part.range.start) as usize;
            let end = lines.byte(&text, part.range.end) as usize;
            // INVARIANT: `Lines::byte` gives boundaries of characters within the text.
            text.replace_range(start.min(end)..end.max(start), &part.text);
            text
        }
    }
}
