//! Tokens as lines, and lines between braces.
//!
//! Enters: the tokens of a file. Leaves: its [`Line`]s, each with the block that it opens. Guaranteed: no token and no
//! comment is dropped, but for the signs that end lines; recursion goes no deeper than the braces that `brackets` has
//! counted.

use super::tokens::{Comment, Kind, Token};
use std::iter::Peekable;
use std::vec::IntoIter;

/// A declaration, a column, a line of a list: what one newline ends.
pub(super) struct Line {
    /// Without its braces; there is at least one
    pub tokens: Vec<Token>,
    /// What stands between its braces
    pub block: Option<Block>,
}

/// Lines between braces.
pub(super) struct Block {
    /// `{`, with nothing but the comment behind it
    pub open: Token,
    /// In order
    pub lines: Vec<Line>,
    /// `}`
    pub close: Token,
}

/// The lines of a file.
pub(super) fn lines(tokens: Vec<Token>) -> Vec<Line> {
    let mut tokens = tokens.into_iter().peekable();
    read(&mut tokens)
}

/// Lines up to a closing brace, which is left.
fn read(tokens: &mut Peekable<IntoIter<Token>>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    while let Some(token) = tokens.next_if(|token| token.kind != Kind::CloseBrace) {
        match token.kind {
            Kind::End => finish(&mut lines, &mut line),
            Kind::OpenBrace => {
                let block = block(token, line.last_mut(), tokens);
                lines.push(Line { tokens: std::mem::take(&mut line), block });
            }
            _ => line.push(token),
        }
    }
    finish(&mut lines, &mut line);
    lines
}

fn finish(lines: &mut Vec<Line>, line: &mut Vec<Token>) {
    if !line.is_empty() {
        lines.push(Line { tokens: std::mem::take(line), block: None });
    }
}

/// The block that a brace opens. Comments before the brace move behind it: the first of them stays at the end of its
/// line, the others go on lines of their own.
fn block(mut open: Token, before: Option<&mut Token>, tokens: &mut Peekable<IntoIter<Token>>) -> Option<Block> {
    let mut moved = std::mem::take(&mut open.before);
    if let Some(first) = before.and_then(|token| token.after.take()) {
        moved.extend(open.after.replace(first).map(own_line));
    } else if !moved.is_empty() {
        moved.extend(open.after.take().map(own_line));
    }
    let mut lines = read(tokens);
    let mut close = tokens.next()?;
    let next = lines.first_mut().and_then(|line| line.tokens.first_mut()).unwrap_or(&mut close);
    next.before.splice(0..0, moved);
    Some(Block { open, lines, close })
}

fn own_line(text: String) -> Comment {
    Comment { text, blank: false }
}

impl Line {
    /// Its first word.
    pub fn word(&self) -> &str {
        self.tokens.first().map_or("", |token| token.text.as_str())
    }
}
