//! `rubric check --fix`: corrections that are certain, made.
//!
//! Enters: rulebooks. Leaves: what is found in them once nothing more can be corrected, and the files corrected.
//! Guaranteed: no rulebook has more errors than before; it ends.

use super::console::{self, Failure};
use super::paths::shown;
use super::replace::replace;
use super::rulebook::{self, Texts};
use crate::check::Checked;
use crate::diagnostic::Severity;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Rounds of correcting and checking again.
const ROUNDS: usize = 100;

/// One correction of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edit {
    file: PathBuf,
    start: usize,
    end: usize,
    text: String,
}

/// Corrects what is certain, writes the files, says so, and gives what is left.
pub fn fixed(files: &[PathBuf]) -> Result<Vec<Checked>, Failure> {
    let start = Stand { files, texts: Texts::new(), checked: check(files, &Texts::new())?, made: BTreeMap::new() };
    let mut seen = BTreeSet::from([start.texts.clone()]);
    let boldly = boldly(start, &mut seen)?;
    let Stand { texts, checked, made, .. } = carefully(boldly, &mut seen)?;
    for (file, times) in made {
        let text = texts.get(&file).map_or("", String::as_str);
        let failed = |e| Failure::usage(format!("can't write {}: {e}", shown(&file)));
        replace(&file, text).map_err(failed)?;
        let mistakes = if times == 1 { "1 mistake".to_string() } else { format!("{times} mistakes") };
        console::note(&format!("{}: {mistakes} corrected", shown(&named(&file))));
    }
    Ok(checked)
}

/// Makes all corrections again and again, since a declaration that can be read shows more mistakes, and gives the last
/// state in which no rulebook has more errors than at the start.
fn boldly<'a>(start: Stand<'a>, seen: &mut BTreeSet<Texts>) -> Result<Stand<'a>, Failure> {
    let limits = start.errors();
    let (mut best, mut ahead) = (start.clone(), start);
    for _ in 0..ROUNDS {
        let edits = ahead.edits();
        if edits.is_empty() {
            break;
        }
        ahead = ahead.with(&edits)?;
        if !seen.insert(ahead.texts.clone()) {
            break;
        }
        if ahead.is_within(&limits) {
            best = ahead.clone();
        }
    }
    Ok(best)
}

/// Makes one correction at a time, as long as one is left that makes nothing worse.
fn carefully<'a>(mut best: Stand<'a>, seen: &mut BTreeSet<Texts>) -> Result<Stand<'a>, Failure> {
    for _ in 0..ROUNDS {
        let limits = best.errors();
        let mut better = None;
        for edit in best.edits() {
            let next = best.with(&[edit])?;
            if seen.insert(next.texts.clone()) && next.is_within(&limits) {
                better = Some(next);
                break;
            }
        }
        match better {
            Some(next) => best = next,
            None => break,
        }
    }
    Ok(best)
}

/// As seen from here, where that is shorter.
fn named(file: &Path) -> PathBuf {
    let here = fs::canonicalize(".").unwrap_or_default();
    file.strip_prefix(here).map(Path::to_path_buf).unwrap_or_else(|_| file.to_path_buf())
}

fn check(files: &[PathBuf], texts: &Texts) -> Result<Vec<Checked>, Failure> {
    files.iter().map(|file| rulebook::proven(file, texts)).collect()
}

/// Rulebooks while they are corrected.
#[derive(Clone)]
struct Stand<'a> {
    files: &'a [PathBuf],
    /// Texts that differ from the files
    texts: Texts,
    /// What is found in them
    checked: Vec<Checked>,
    /// Corrections made, by file
    made: BTreeMap<PathBuf, usize>,
}

impl<'a> Stand<'a> {
    /// The errors of each rulebook.
    fn errors(&self) -> Vec<usize> {
        self.checked.iter().map(errors).collect()
    }

    fn is_within(&self, limits: &[usize]) -> bool {
        self.checked.iter().zip(limits).all(|(checked, limit)| errors(checked) <= *limit)
    }

    /// With these corrections made, which are in order and don't meet.
    fn with(&self, edits: &[Edit]) -> Result<Stand<'a>, Failure> {
        let (mut texts, mut made) = (self.texts.clone(), self.made.clone());
        for edit in edits.iter().rev() {
            let text = texts.entry(edit.file.clone()).or_insert_with(|| rulebook::text(&edit.file).unwrap_or_default());
            if text.get(edit.start..edit.end).is_some() {
                text.replace_range(edit.start..edit.end, &edit.text);
                *made.entry(edit.file.clone()).or_insert(0) += 1;
            }
        }
        let checked = check(self.files, &texts)?;
        Ok(Stand { files: self.files, texts, checked, made })
    }

    /// All certain corrections by file and place, each once; of those that meet, the first.
    fn edits(&self) -> Vec<Edit> {
        let all: BTreeSet<Edit> = self.checked.iter().flat_map(|one| self.edits_of(one)).collect();
        let mut done: Option<(PathBuf, Range<usize>)> = None;
        let mut apart = Vec::new();
        for edit in all {
            let meets = done.as_ref().is_some_and(|(file, place)| *file == edit.file && edit.start <= place.end);
            if !meets {
                done = Some((edit.file.clone(), edit.start..edit.end));
                apart.push(edit);
            }
        }
        apart
    }

    fn edits_of(&self, checked: &Checked) -> Vec<Edit> {
        let fixes = checked.diagnostics.iter().filter_map(|diagnostic| diagnostic.fix.as_ref());
        let edit = |fix: &crate::diagnostic::Fix| {
            let source = checked.sources.get(fix.span.source)?;
            let file = fs::canonicalize(&*source.name).ok()?;
            // A name that leads elsewhere, by way of a link, is not the file that was read.
            let read = match self.texts.get(&file) {
                Some(text) => text.clone(),
                None => rulebook::text(&file).ok()?,
            };
            let edit = Edit {
                file,
                start: fix.span.start as usize,
                end: fix.span.end as usize,
                text: fix.replacement.clone(),
            };
            (*read == *source.text).then_some(edit)
        };
        fixes.filter(|fix| fix.certain).filter_map(edit).collect()
    }
}

fn errors(checked: &Checked) -> usize {
    checked.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
}
