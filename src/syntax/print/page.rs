//! Printed rows, and the breaking of those that are too wide.
//!
//! Enters: tokens and where their row begins. Leaves: rows of at most [`WIDTH`] columns, as far as the language allows a
//! line to go on. Guaranteed: what is printed depends on the tokens and their comments alone, never on how they were laid
//! out; a row breaks only where its line goes on.

use super::breaks::{between_braces, between_parentheses, closing};
use super::tokens::{Kind, Token};
use unicode_width::UnicodeWidthStr;

/// Columns of a row, if it can be broken at all.
pub(super) const WIDTH: usize = 100;

/// Blanks before what stands inside something else.
pub(super) const STEP: usize = 2;

/// One printed row.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// Blanks before its first word
    pub indent: usize,
    /// Without its indent and its comment; empty for a blank row
    pub text: String,
    /// The comment at its end
    pub comment: Option<String>,
    /// Whether it is printed as its author wrote it, or is nothing but a comment
    pub fixed: bool,
}

impl Row {
    /// Columns up to its comment.
    pub fn width(&self) -> usize {
        self.indent + self.text.width()
    }
}

/// Rows while they are printed.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    /// All rows that are finished
    pub rows: Vec<Row>,
    row: Row,
    /// The token before on the row
    last: Option<Kind>,
    /// Whether parentheses did not fit on their row
    pub opened: bool,
}

impl Page {
    /// A page whose first row begins at a column.
    pub fn new(indent: usize) -> Page {
        Page { row: Row { indent, ..Row::default() }, ..Page::default() }
    }

    /// Ends the last row, and gives all.
    pub fn finish(mut self) -> Vec<Row> {
        self.rows.push(self.row);
        self.rows
    }

    /// Text that has been laid out, with the blanks behind it.
    pub fn put(&mut self, text: &str) {
        self.row.text.push_str(text);
        self.last = None;
    }

    /// Ends the row; the next begins at a column.
    pub fn newline(&mut self, indent: usize) {
        let row = std::mem::replace(&mut self.row, Row { indent, ..Row::default() });
        self.rows.push(row);
        self.last = None;
    }

    /// One token with its comments; a row that a comment ends goes on at `indent`.
    fn token(&mut self, token: &Token, indent: usize) {
        let begun = !self.row.text.is_empty();
        if self.row.comment.is_some() || (begun && !token.before.is_empty()) {
            self.newline(indent);
        }
        for comment in &token.before {
            self.row.text.clone_from(&comment.text);
            self.row.fixed = true;
            self.newline(self.row.indent);
        }
        if self.last.is_some_and(|last| is_apart(last, token.kind)) {
            self.row.text.push(' ');
        }
        self.row.text.push_str(&token.text);
        self.row.comment.clone_from(&token.after);
        self.last = Some(token.kind);
    }

    /// Whether tokens fit on the row with `room` columns behind them.
    fn fits(&self, tokens: &[Token], room: usize) -> bool {
        let first = tokens.first().map_or(Kind::End, |token| token.kind);
        let blank = usize::from(self.last.is_some_and(|last| is_apart(last, first)));
        self.row.comment.is_none()
            && flat(tokens).is_some_and(|text| self.row.width() + blank + text.width() + room <= WIDTH)
    }

    /// Tokens between braces or after `=`; rows that go on begin at `indent`.
    pub fn lay(&mut self, tokens: &[Token], indent: usize) {
        self.lay_at(tokens, indent, 0, &between_braces);
    }

    fn lay_at(&mut self, tokens: &[Token], indent: usize, room: usize, breaks: &dyn Fn(&[Token]) -> Vec<usize>) {
        let places = if self.fits(tokens, room) { Vec::new() } else { breaks(tokens) };
        let Some(&first) = places.first() else { return self.walk(tokens, indent, room) };
        self.lay_at(tokens.get(..first).unwrap_or_default(), indent + STEP, 0, breaks);
        let ends = places.iter().skip(1).copied().chain([tokens.len()]);
        for (&start, end) in places.iter().zip(ends) {
            self.newline(indent);
            let room = if end == tokens.len() { room } else { 0 };
            self.lay_at(tokens.get(start..end).unwrap_or_default(), indent + STEP, room, breaks);
        }
    }

    /// Tokens one after the other; parentheses that don't fit are opened.
    pub fn walk(&mut self, tokens: &[Token], indent: usize, room: usize) {
        let mut rest = tokens;
        while let Some((token, behind)) = rest.split_first() {
            rest = behind;
            if token.kind != Kind::Open {
                self.token(token, indent);
                continue;
            }
            let (inside, after) = behind.split_at(closing(behind));
            let next = after.iter().position(|token| token.kind == Kind::Open);
            let shown = tokens.len() - behind.len() - 1..tokens.len() - after.len() + next.unwrap_or(after.len());
            let room = if next.is_none() { room } else { 0 };
            let fits = self.fits(tokens.get(shown).unwrap_or_default(), room);
            self.token(token, indent);
            match fits {
                true => inside.iter().for_each(|token| self.token(token, indent)),
                false => self.open(inside, indent),
            }
            rest = after;
        }
    }

    /// What stands between parentheses, on rows of its own; the row of the opening one says how far they are indented,
    /// `indent` if it is the first.
    fn open(&mut self, inside: &[Token], indent: usize) {
        self.opened = true;
        let indent = if self.rows.is_empty() { indent } else { self.row.indent };
        self.newline(indent + STEP);
        self.lay_at(inside, indent + STEP, 0, &between_parentheses);
        self.newline(indent);
    }
}

/// The text of tokens on one row; none where a comment stands between them.
pub(super) fn flat(tokens: &[Token]) -> Option<String> {
    let mut out = String::new();
    for (i, token) in tokens.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| tokens.get(i));
        if before.is_some_and(|before| before.after.is_some() || !token.before.is_empty()) {
            return None;
        }
        if before.is_some_and(|before| is_apart(before.kind, token.kind)) {
            out.push(' ');
        }
        out.push_str(&token.text);
    }
    Some(out)
}

/// Whether a blank stands between two tokens.
fn is_apart(before: Kind, token: Kind) -> bool {
    let closed = matches!(token, Kind::Close | Kind::Comma | Kind::Colon | Kind::Percent);
    !closed && !matches!(before, Kind::Open | Kind::Minus)
}
