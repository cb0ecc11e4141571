//! Links that lead nowhere become plain words: a column that only an example reads has no place of its own.

use super::page::{Block, Inline, Page};
use std::collections::BTreeSet;

/// Takes away what can't be followed.
pub fn unlink_lost(page: &mut Page) {
    let mut places = BTreeSet::new();
    anchors(&page.blocks, &mut places);
    page.facts.iter_mut().for_each(|(_, text)| unlink(text, &places));
    blocks(&mut page.blocks, &places);
}

fn anchors(blocks: &[Block], places: &mut BTreeSet<String>) {
    for block in blocks {
        match block {
            Block::Heading(heading) => drop(places.insert(heading.anchor.clone())),
            Block::Table(table) => places.extend(table.rows.iter().map(|row| row.anchor.clone())),
            Block::Card { blocks } => anchors(blocks, places),
            Block::Paragraph { .. } | Block::List { .. } => {}
        }
    }
}

fn blocks(all: &mut [Block], places: &BTreeSet<String>) {
    for block in all {
        match block {
            Block::Heading(heading) => unlink(&mut heading.note, places),
            Block::Paragraph { text, .. } => unlink(text, places),
            Block::List { items } => items.iter_mut().for_each(|item| unlink(item, places)),
            Block::Table(table) => {
                table.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| unlink(cell, places));
            }
            Block::Card { blocks: inner } => blocks(inner, places),
        }
    }
}

fn unlink(text: &mut [Inline], places: &BTreeSet<String>) {
    for part in text {
        if let Inline::Link(anchor, word) = part
            && !places.contains(anchor)
        {
            *part = Inline::Words(std::mem::take(word));
        }
    }
}
