//! Reading a rulebook from files.
//!
//! Enters: a path. Leaves: what the checker made of it. Guaranteed: files named by `use` are read from the rulebook's
//! folder; a file that can't be read is said, never skipped.

use super::console::{self, Failure};
use super::paths::{self, shown};
use crate::check::{Checked, check};
use crate::diagnostic::{self, Severity};
use crate::model::Rulebook;
use crate::prove::prove;
use crate::source::Sources;
use std::fs;
use std::path::{Path, PathBuf};

/// A rulebook that can run.
#[derive(Debug)]
pub struct Loaded {
    /// The file, as the user named it
    pub path: PathBuf,
    /// Its folder
    pub folder: PathBuf,
    /// All its files
    pub sources: Sources,
    /// What it says
    pub rulebook: Rulebook,
}

/// Reads and checks the rulebook at a path.
pub fn checked(path: &Path) -> Result<Checked, Failure> {
    let text = text(path).map_err(|why| Failure::usage(format!("can't read {}: {why}", shown(path))))?;
    let folder = folder(path);
    Ok(check(&shown(path), &text, &mut |used| self::text(&folder.join(used))))
}

/// The same, and where nothing is wrong, what can be proven of it.
pub fn proven(path: &Path) -> Result<Checked, Failure> {
    let mut checked = checked(path)?;
    if let Some(rulebook) = &checked.rulebook {
        let mut findings = prove(rulebook, &checked.diagnostics).findings;
        checked.diagnostics.append(&mut findings);
        diagnostic::sort(&mut checked.diagnostics);
    }
    Ok(checked)
}

/// Reads the rulebook at a path, or says all that is wrong with it.
pub fn load(path: &Path) -> Result<Loaded, Failure> {
    let path = paths::rulebook(path)?;
    let checked = checked(&path)?;
    let folder = folder(&path);
    match checked.rulebook {
        Some(rulebook) => {
            let warnings = checked.diagnostics.iter().filter(|d| d.severity == Severity::Warning).count();
            if warnings > 0 {
                let times = if warnings == 1 { "1 warning".to_string() } else { format!("{warnings} warnings") };
                console::note(&format!("{}: {times}; `rubric check` shows them", shown(&path)));
            }
            Ok(Loaded { path, folder, sources: checked.sources, rulebook })
        }
        None => {
            let style = console::stderr_style();
            console::note(console::diagnostics(&checked.sources, &checked.diagnostics, style).trim_end());
            Err(Failure::Refused)
        }
    }
}

fn folder(path: &Path) -> PathBuf {
    path.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The text of a file, or in a few words why it can't be had.
pub fn text(path: &Path) -> Result<String, String> {
    if path.is_dir() {
        return Err("it is a folder".to_string());
    }
    utf8(fs::read(path).map_err(|e| e.to_string())?)
}

/// Bytes as text, or in a few words why they are none.
pub fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|e| format!("it is not UTF-8 text (byte {})", e.utf8_error().valid_up_to() + 1))
}
