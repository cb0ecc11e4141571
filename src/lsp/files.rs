//! Files and folders on disk.
//!
//! Enters: paths. Leaves: texts, and the rulebooks below a folder. Guaranteed: hidden folders, `target` and
//! `node_modules` are not searched, links are not followed, and no more than some thousands of entries are looked at.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Entries of folders that are looked at.
const MOST_ENTRIES: usize = 20_000;

/// The text of a file, or in a few words why there is none.
pub(super) fn text(path: &Path) -> Result<Arc<str>, String> {
    let bytes = fs::read(path).map_err(|e| e.to_string())?;
    String::from_utf8(bytes).map(Arc::from).map_err(|_| "it is not UTF-8 text".to_string())
}

/// Every `*.rubric` with a `rulebook` line below these folders.
pub(super) fn rulebooks(folders: &[PathBuf]) -> BTreeSet<PathBuf> {
    let (mut found, mut open, mut looked) = (BTreeSet::new(), folders.to_vec(), 0);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            looked += 1;
            if looked > MOST_ENTRIES {
                return found;
            }
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) && is_searched(&path) {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rubric") && is_rulebook(&path) {
                found.insert(path);
            }
        }
    }
    found
}

fn is_searched(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with('.') && name != "target" && name != "node_modules"
}

fn is_rulebook(path: &Path) -> bool {
    text(path).is_ok_and(|text| has_rulebook_line(&text))
}

/// Whether a declaration `rulebook` stands in a text; declarations begin in column one.
pub(super) fn has_rulebook_line(text: &str) -> bool {
    let is_header = |line: &str| line.strip_prefix("rulebook").is_some_and(|rest| rest.starts_with([' ', '\t', '"']));
    text.trim_start_matches('\u{feff}').split(['\n', '\r']).any(is_header)
}
