//! The one layout of an open text.
//!
//! Enters: an open text. Leaves: the edit that lays it out. Guaranteed: a text that can't be read is left as it is; an
//! edit touches no more than the stretch that differs.

use super::analysis::File;
use super::fault::Fault;
use super::world::World;
use crate::syntax::print::layout;
use gen_lsp_types::{DocumentFormattingParams, TextEdit};

/// Answers "format document"; the size of a tab and its like are not the editor's to choose.
pub(super) fn format(world: &mut World, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>, Fault> {
    let spot = world.start(&params.text_document.uri)?;
    let Some(file) = spot.analysis.file(spot.source) else { return Ok(None) };
    Ok(layout(&file.text).ok().map(|printed| changes(file, &printed)))
}

fn changes(file: &File, printed: &str) -> Vec<TextEdit> {
    let text: &str = &file.text;
    if text == printed {
        return Vec::new();
    }
    let start = same(text.char_indices(), printed.chars());
    let (rest, new) = (text.get(start..).unwrap_or(""), printed.get(start..).unwrap_or(""));
    let behind = same_from_behind(rest, new);
    let end = text.len() - behind;
    let new_text = new.get(..new.len() - behind).unwrap_or("").to_string();
    vec![TextEdit { range: file.lines.range(text, start as u32, end as u32), new_text }]
}

/// Bytes at the start that are the same.
fn same(text: impl Iterator<Item = (usize, char)>, mut printed: impl Iterator<Item = char>) -> usize {
    let mut same = 0;
    for (at, c) in text {
        // A line's two ends are one: no edit may begin between them.
        if printed.next() != Some(c) || c == '\r' {
            return at;
        }
        same = at + c.len_utf8();
    }
    same
}

/// Bytes at the end that are the same.
fn same_from_behind(text: &str, printed: &str) -> usize {
    let pairs = text.chars().rev().zip(printed.chars().rev());
    let same: usize = pairs.take_while(|(a, b)| a == b && *a != '\r').map(|(c, _)| c.len_utf8()).sum();
    // An edit may not end between `\r` and `\n` either.
    if text.get(text.len() - same..).is_some_and(|end| end.starts_with('\n')) { same.saturating_sub(1) } else { same }
}
