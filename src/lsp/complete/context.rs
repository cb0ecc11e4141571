//! Where the cursor is: in which declaration, behind which words.
//!
//! Enters: a place in a text. Leaves: [`Context`]. Guaranteed: nothing in it depends on the declaration under the cursor
//! being readable; a place inside of a comment has no context.

use super::probe;
use super::scope::{Scope, scope};
use crate::check::index::{Entry, Index};
use crate::lsp::analysis::{Analysis, File};
use crate::lsp::lexer::{Kind, Token, is_word, tokens};
use crate::lsp::world::{Spot, World};
use crate::syntax::{Wanted, wanted};
use crate::value::Type;
use std::ops::Range;

/// One word or sign before the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    pub(super) start: usize,
}

/// A place to complete at.
pub(super) struct Context<'a> {
    pub(super) world: &'a World,
    pub(super) analysis: &'a Analysis,
    pub(super) file: &'a File,
    /// The bytes that an offer replaces
    pub(super) replaced: Range<usize>,
    /// The bytes of the declaration under the cursor
    pub(super) declaration: Range<usize>,
    /// Its words before what is being written, without comments
    pub(super) before: Vec<Word<'a>>,
    /// Its text behind the cursor
    pub(super) after: &'a str,
    /// Whether a text in quotes is being written
    pub(super) in_text: bool,
    /// What the grammar takes here
    pub(super) wanted: Wanted,
    /// Whose row a bare name belongs to
    pub(super) scope: Scope,
}

impl<'a> Context<'a> {
    pub(super) fn new(world: &'a World, spot: &'a Spot, file: &'a File) -> Option<Context<'a>> {
        let text: &str = &file.text;
        let cursor = spot.byte as usize;
        let all = tokens(text);
        let inside = all.iter().find(|token| token.start < cursor && cursor <= token.end);
        let in_comment = |token: &Token| token.kind == Kind::Comment;
        if inside.is_some_and(in_comment) {
            return None;
        }
        let quoted = inside.filter(|token| token.kind == Kind::Text && !is_behind(token, text, cursor));
        let replaced = match quoted {
            Some(token) if is_closed(token, text) => token.start..token.end,
            Some(token) => token.start..cursor,
            None => word_start(text, cursor)..cursor,
        };
        let declaration = around(text, replaced.start);
        let before: Vec<Word> = all
            .iter()
            .filter(|t| t.kind != Kind::Comment && t.start >= declaration.start && t.end <= replaced.start)
            .map(|token| Word { kind: token.kind, text: token.of(text), start: token.start })
            .collect();
        let wanted = wanted(text.get(declaration.start..replaced.start).unwrap_or(""));
        let scope = scope(&spot.analysis.inspected.index, &before);
        let after = text.get(cursor..declaration.end).unwrap_or("");
        let in_text = quoted.is_some();
        let analysis = &spot.analysis;
        Some(Context { world, analysis, file, replaced, declaration, before, after, in_text, wanted, scope })
    }

    pub(super) fn index(&self) -> &'a Index {
        &self.analysis.inspected.index
    }

    /// The word that declares what the cursor is in.
    pub(super) fn declares(&self) -> &'a str {
        self.before.first().map_or("", |word| word.text)
    }

    /// The words before the cursor, the last one first, without ends of lines.
    pub(super) fn backwards(&self) -> impl Iterator<Item = Word<'a>> {
        self.before.iter().rev().filter(|word| word.kind != Kind::Line).copied()
    }

    /// The nth word before the cursor, from 0; empty where there is none.
    pub(super) fn back(&self, n: usize) -> &'a str {
        self.backwards().nth(n).map_or("", |word| word.text)
    }

    pub(super) fn is_behind_number(&self) -> bool {
        self.before.last().is_some_and(|word| word.kind == Kind::Number)
    }

    /// Whether an entry is declared by what the cursor is in.
    pub(super) fn is_own(&self, entry: &Entry) -> bool {
        let own = self.analysis.file(entry.span.source).is_some_and(|file| file.path == self.file.path);
        own && entry.owner.is_none() && self.declaration.contains(&(entry.span.start as usize))
    }

    /// Whether nothing but blanks stands before the cursor on its line.
    pub(super) fn begins_line(&self) -> bool {
        self.before.last().is_some_and(|word| word.kind == Kind::Line || matches!(word.text, "{" | ";"))
    }

    /// The type of what stands before the last comparison, where that can be told.
    pub(super) fn type_of(&self, words: &[Word<'a>]) -> Option<Type> {
        probe::type_of(self, words)
    }
}

/// Whether the cursor stands behind a closed text, not in it.
fn is_behind(token: &Token, text: &str, cursor: usize) -> bool {
    cursor == token.end && is_closed(token, text)
}

fn is_closed(token: &Token, text: &str) -> bool {
    token.end - token.start > 1 && token.of(text).ends_with('"')
}

fn word_start(text: &str, cursor: usize) -> usize {
    let before = text.get(..cursor).unwrap_or("");
    let start = before.trim_end_matches(is_word).len();
    // A number is not the beginning of a name: its unit may follow at once.
    let is_number = before.get(start..).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    if is_number { cursor } else { start }
}

/// The bytes of the declaration that a byte is in: from a line with something in column one to the next. In column one
/// itself a new one begins.
fn around(text: &str, byte: usize) -> Range<usize> {
    let before = text.get(..byte).unwrap_or("");
    let own = before.rfind(['\n', '\r']).map_or(0, |i| i + 1);
    let start = if own == byte || begins(text, own) {
        own
    } else {
        line_starts(before).rfind(|at| begins(text, *at)).unwrap_or(0)
    };
    let rest = text.get(byte..).unwrap_or("");
    let end = line_starts(rest).map(|at| byte + at).find(|at| *at > byte && begins(text, *at));
    start..end.unwrap_or(text.len())
}

fn line_starts(text: &str) -> impl DoubleEndedIterator<Item = usize> {
    std::iter::once(0).chain(text.match_indices(['\n', '\r']).map(|(i, _)| i + 1))
}

/// Whether a declaration begins at the start of a line: something stands in column one that closes nothing.
fn begins(text: &str, line: usize) -> bool {
    let first = text.get(line..).and_then(|rest| rest.chars().next());
    first.is_none_or(|c| !c.is_whitespace() && !matches!(c, '}' | ')' | '|' | '#'))
}
