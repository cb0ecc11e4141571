//! Files and folders on disk.
//!
//! Enters: paths. Leaves: texts, and the rulebooks below a folder. Guaranteed: hidden folders, `target` and
//! `node_modules` are not searched, links are not followed, and no more than some thousands of entries are looked at.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes of one file.
const LONGEST: u64 = 1 << 28;

/// Entries of folders that are looked at.
const MOST_ENTRIES: usize = 20_000;

/// The text of a file, or in a few words why there is none.
pub(super) fn text(path: &Path) -> Result<Arc<str>, String> {
    let about = fs::metadata(path).map_err(|e| e.to_string())?;
    // A device or a pipe has no end, and a rulebook may name one.
    if !about.is_file() || about.len() > LONGEST {
        return Err("it is no text that a rulebook can have".to_string());
    }
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

/// The files that a file may take by `use`, as it would name them: those without a `rulebook` line in its folder, in
/// the folder above, and in their folders.
pub(super) fn beside(file: &Path) -> Vec<String> {
    let Some(folder) = file.parent() else { return Vec::new() };
    let mut found = Vec::new();
    for (base, prefix) in [(Some(folder), ""), (folder.parent(), "../")] {
        let entries = base.map(entries).unwrap_or_default();
        found.extend(usable(&entries, file).map(|name| format!("{prefix}{name}")));
        for inner in entries.iter().filter(|path| path.is_dir() && *path != folder && is_searched(path)) {
            let name = inner.file_name().unwrap_or_default().to_string_lossy();
            found.extend(usable(&self::entries(inner), file).map(|file| format!("{prefix}{name}/{file}")));
        }
    }
    found
}

/// What a folder holds, sorted; some hundreds at most.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().take(MOST_ENTRIES / 40);
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// The names of the rulebooks' parts among some paths.
fn usable<'a>(paths: &'a [PathBuf], own: &'a Path) -> impl Iterator<Item = String> + 'a {
    let is_part = move |path: &&PathBuf| {
        *path != own && path.extension().is_some_and(|e| e == "rubric") && path.is_file() && !is_rulebook(path)
    };
    paths.iter().filter(is_part).map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
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
