//! Reading a rulebook from files.
//!
//! Enters: a path. Leaves: what the checker made of it. Guaranteed: files named by `use` are read from the rulebook's
//! folder; a file that can't be read is said, never skipped.

use super::console::{self, Failure};
use super::paths::{self, shown};
use crate::check::{Allowances, Checked, Inspected, check, inspect};
use crate::diagnostic::Severity;
use crate::model::Rulebook;
use crate::prove::{Proven, prove};
use crate::source::Sources;
use std::collections::BTreeMap;
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

impl Loaded {
    /// The same with all that its alerts look at, for a run that is kept.
    pub fn watched(mut self) -> Loaded {
        self.rulebook = self.rulebook.watched();
        self
    }
}

/// Texts that stand for those of files, by canonical path.
pub type Texts = BTreeMap<PathBuf, String>;

/// Reads and checks the rulebook at a path. What its author allows is not told.
pub fn checked(path: &Path) -> Result<Checked, Failure> {
    let mut checked = read(path, &Texts::new())?;
    Allowances::of(&checked.sources).apply(&mut checked.diagnostics, false);
    Ok(checked)
}

fn read(path: &Path, texts: &Texts) -> Result<Checked, Failure> {
    let text = text_in(path, texts).map_err(|why| Failure::usage(format!("can't read {}: {why}", shown(path))))?;
    let folder = folder(path);
    Ok(check(&shown(path), &text, &mut |used| text_in(&folder.join(used), texts)))
}

/// The text that stands for a file's, or its own.
fn text_in(path: &Path, texts: &Texts) -> Result<String, String> {
    let known = if texts.is_empty() { None } else { fs::canonicalize(path).ok().and_then(|path| texts.get(&path)) };
    known.map_or_else(|| text(path), |text| Ok(text.clone()))
}

/// The same, and where nothing is wrong, what can be proven of it; `texts` stand for those of files.
pub fn proven(path: &Path, texts: &Texts) -> Result<Checked, Failure> {
    Ok(with_proofs(path, texts)?.0)
}

/// The same beside the proofs themselves.
pub fn with_proofs(path: &Path, texts: &Texts) -> Result<(Checked, Option<Proven>), Failure> {
    let mut checked = read(path, texts)?;
    let proven = checked.rulebook.as_ref().map(|book| prove(book, &checked.sources, &checked.diagnostics));
    if let Some(proven) = &proven {
        checked.diagnostics = proven.diagnostics();
    }
    Allowances::of(&checked.sources).apply(&mut checked.diagnostics, proven.is_some());
    Ok((checked, proven))
}

/// The same, with its names and all that is proven; nothing is, where there are errors.
pub fn inspected(path: &Path) -> Result<(Inspected, Option<Proven>), Failure> {
    let text = text(path).map_err(|why| Failure::usage(format!("can't read {}: {why}", shown(path))))?;
    let folder = folder(path);
    let mut inspected = inspect(&shown(path), &text, &mut |used| self::text(&folder.join(used)));
    let checked = &mut inspected.checked;
    let proven = checked.rulebook.as_ref().map(|book| prove(book, &checked.sources, &checked.diagnostics));
    if let Some(proven) = &proven {
        checked.diagnostics = proven.diagnostics();
    }
    Allowances::of(&checked.sources).apply(&mut checked.diagnostics, proven.is_some());
    Ok((inspected, proven))
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
