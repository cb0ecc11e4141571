//! The pages about messages, as files that an editor can open.
//!
//! Enters: the pages that the program carries. Leaves: the address of one. Guaranteed: a page is written when it is first
//! asked for, into a folder of this program's own that goes away with it; where that can't be, there is no address.

use super::uri;
use crate::diagnostic::Code;
use gen_lsp_types::Uri;
use std::fs;
use tempfile::TempDir;

/// Pages by their code.
#[derive(Debug)]
pub(super) struct Pages {
    pages: &'static [(&'static str, &'static str)],
    folder: Option<TempDir>,
}

impl Pages {
    pub(super) fn new(pages: &'static [(&'static str, &'static str)]) -> Pages {
        Pages { pages, folder: None }
    }

    /// The address of a code's page.
    pub(super) fn address(&mut self, code: Code) -> Option<Uri> {
        let (_, text) = self.pages.iter().find(|(name, _)| *name == code.0)?;
        if self.folder.is_none() {
            self.folder = tempfile::Builder::new().prefix("rubric-messages-").tempdir().ok();
        }
        let path = self.folder.as_ref()?.path().join(format!("{}.md", code.0));
        if !path.exists() {
            fs::write(&path, text).ok()?;
        }
        Some(uri::uri(&path))
    }
}
