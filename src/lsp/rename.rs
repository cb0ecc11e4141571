//! A new name for a declaration and all that reads it.
//!
//! Enters: a position and a new name. Leaves: edits of every file that has the name. Guaranteed: a new name that is no
//! name, that is taken, or that would make anything mean something else is refused with a sentence that says why.

use super::analysis::Analysis;
use super::fault::Fault;
use super::lexer::{is_reserved, is_word, tokens};
use super::navigate::declared_spots;
use super::world::{Spot, World};
use crate::check::index::{EntryId, Kind};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Span;
use gen_lsp_types::{
    PrepareRenameParams, PrepareRenamePlaceholder, PrepareRenameResult, RenameParams, TextEdit, WorkspaceEdit,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Byte ranges to replace, by file.
type Places = BTreeMap<PathBuf, BTreeSet<(u32, u32)>>;

/// Answers whether there is something to rename.
pub(super) fn prepare(world: &mut World, params: PrepareRenameParams) -> Result<PrepareRenameResult, Fault> {
    let at = params.text_document_position_params;
    let spot = world.spot(&at.text_document.uri, at.position)?;
    let index = &spot.analysis.inspected.index;
    let found = index.at(spot.source, spot.byte).ok_or_else(nothing_here)?;
    let entry = found.entry.and_then(|id| index.get(id)).ok_or_else(nothing_here)?;
    nameable(entry.kind)?;
    let range = spot.analysis.range(found.span);
    Ok(PrepareRenamePlaceholder { range, placeholder: entry.name.clone() }.into())
}

/// Answers a rename.
pub(super) fn rename(world: &mut World, params: RenameParams) -> Result<WorkspaceEdit, Fault> {
    let at = params.text_document_position_params;
    let new = params.new_name.trim();
    is_name(new)?;
    let spots = declared_spots(world, &at.text_document.uri, at.position)?;
    if spots.is_empty() {
        return Err(nothing_here());
    }
    let mut places = Places::new();
    for (spot, _) in &spots {
        gather(spot, &mut places)?;
    }
    for (spot, _) in &spots {
        try_out(world, &spot.analysis, &places, new)?;
    }
    Ok(edit(&spots, &places, new))
}

fn nothing_here() -> Fault {
    Fault::refused("there is no declared name here")
}

fn nameable(kind: Kind) -> Result<(), Fault> {
    if kind == Kind::Other {
        Err(Fault::refused("this has no name that others read: change it in its place"))
    } else {
        Ok(())
    }
}

fn is_name(new: &str) -> Result<(), Fault> {
    let begins = new.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if !begins || !new.chars().all(is_word) {
        let why =
            format!("`{new}` is no name: a name is one word of letters, digits and `_` that begins with a letter");
        return Err(Fault::refused(why));
    }
    if is_reserved(new) { Err(Fault::refused(format!("`{new}` is a word of the language"))) } else { Ok(()) }
}

/// Adds all places of the name in one rulebook.
fn gather(spot: &Spot, places: &mut Places) -> Result<(), Fault> {
    let index = &spot.analysis.inspected.index;
    let id = spot.entry().ok_or_else(nothing_here)?;
    let entry = index.get(id).ok_or_else(nothing_here)?;
    nameable(entry.kind)?;
    let uses: Vec<Span> = index.uses_of(id).map(|found| found.span).collect();
    unreadable(&spot.analysis, &entry.name, &uses)?;
    for span in uses {
        if let Some(file) = spot.analysis.file(span.source) {
            places.entry(file.path.clone()).or_default().insert((span.start, span.end));
        }
    }
    Ok(())
}

/// Refuses where a declaration that can't be read has the word too.
fn unreadable(analysis: &Analysis, name: &str, uses: &[Span]) -> Result<(), Fault> {
    for (source, document) in &analysis.inspected.documents {
        let Some(file) = analysis.file(*source) else { continue };
        for broken in &document.broken {
            let text = file.text.get(broken.span.start as usize..broken.span.end as usize).unwrap_or("");
            let unknown = |start: usize| {
                let start = broken.span.start + start as u32;
                !uses.iter().any(|span| span.source == *source && span.start == start)
            };
            if tokens(text).iter().any(|token| token.of(text) == name && unknown(token.start)) {
                let line = file.lines.position(&file.text, broken.span.start).line + 1;
                let why = format!("`{name}` also stands in line {line}, which can't be read yet: repair that first");
                return Err(Fault::refused(why));
            }
        }
    }
    Ok(())
}

/// Checks the rulebook with the new name: it must have no new mistake, and each name must still mean the same.
fn try_out(world: &World, analysis: &Analysis, places: &Places, new: &str) -> Result<(), Fault> {
    let Some(rulebook) = analysis.files.first() else { return Ok(()) };
    let read = |path: &Path| -> Result<Arc<str>, String> {
        let text = world.text(path)?;
        Ok(places.get(path).map_or_else(|| Arc::clone(&text), |places| replaced(&text, places, new).into()))
    };
    let after = Analysis::new(&rulebook.path, analysis.lone, &read);
    if let Some(mistake) = new_mistake(analysis, &after) {
        return Err(Fault::refused(format!("`{new}` can't be the name: {}", mistake.headline)));
    }
    if meanings(analysis) != meanings(&after) {
        return Err(Fault::refused(format!("`{new}` can't be the name: something else would be read by it")));
    }
    Ok(())
}

fn replaced(text: &str, places: &BTreeSet<(u32, u32)>, new: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (start, end) in places {
        out.push_str(text.get(done..*start as usize).unwrap_or(""));
        out.push_str(new);
        done = *end as usize;
    }
    out + text.get(done..).unwrap_or("")
}

/// The first error of a kind that is more frequent than before.
fn new_mistake<'a>(before: &Analysis, after: &'a Analysis) -> Option<&'a Diagnostic> {
    fn errors(analysis: &Analysis) -> impl Iterator<Item = &Diagnostic> {
        analysis.inspected.checked.diagnostics.iter().filter(|d| d.severity == Severity::Error)
    }
    let count = |analysis: &Analysis, code: Code| errors(analysis).filter(|d| d.code == code).count();
    errors(after).find(|d| count(after, d.code) > count(before, d.code))
}

/// What each name in the rulebook's files means, in order.
fn meanings(analysis: &Analysis) -> Vec<Option<EntryId>> {
    analysis.inspected.index.uses.iter().map(|found| found.entry).collect()
}

fn edit(spots: &[(Spot, Span)], places: &Places, new: &str) -> WorkspaceEdit {
    let files = spots.iter().flat_map(|(spot, _)| &spot.analysis.files);
    let files: BTreeMap<&PathBuf, _> = files.map(|file| (&file.path, file)).collect();
    let edits = places.iter().filter_map(|(path, places)| {
        let file = files.get(path)?;
        let edit = |(start, end): &(u32, u32)| TextEdit {
            range: file.lines.range(&file.text, *start, *end),
            new_text: new.to_string(),
        };
        Some((file.uri.clone(), places.iter().map(edit).collect()))
    });
    WorkspaceEdit { changes: Some(edits.collect()), ..WorkspaceEdit::default() }
}
