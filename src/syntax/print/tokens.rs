//! A file as tokens, each with the comments that belong to it.
//!
//! Enters: a text free of mistakes. Leaves: [`Tokens`]: every word, number, text and sign in the order written, and
//! where lines end. Guaranteed: each comment hangs on exactly one token, or stands at the end of the file; the tokens are
//! the author's own, but for the marks between the thousands of a number.

use super::number;
use super::places::Marks;
use crate::syntax::blank::Blanked;
use crate::syntax::layout::Layout;
use crate::syntax::words;
use std::collections::BTreeSet;
use std::ops::Range;

/// What a token is, as far as its layout goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a keyword, `customers.rating`, a date, a comparison
    Word,
    /// `1,000.50`
    Number,
    /// `"High risk"`
    Text,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// `|` in a row of an example's table
    Bar,
    /// What stands between two bars, without the blanks around it
    Cell,
    /// `%`
    Percent,
    /// `+ - * /` between two values
    Sign,
    /// `-` before one value
    Minus,
    /// The end of a line that is not continued
    End,
    /// A declaration whose body is not read, as written
    Unread,
}

/// A comment on a line of its own.
#[derive(Debug)]
pub(super) struct Comment {
    /// From `#` on, without blanks at its end
    pub text: String,
    /// Whether a blank line stands before it
    pub blank: bool,
}

/// One token.
#[derive(Debug)]
pub(super) struct Token {
    /// As it is printed
    pub text: String,
    /// What it is
    pub kind: Kind,
    /// Its first byte in the author's text
    pub start: usize,
    /// One past its last byte there
    end: usize,
    /// Comments on lines of their own before it
    pub before: Vec<Comment>,
    /// The comment behind it on its line
    pub after: Option<String>,
    /// Whether a blank line stands between it and what is before it, its comments counted
    pub blank: bool,
    /// Whether a part of a table's column begins here
    pub part: bool,
}

/// A file in tokens.
pub(super) struct Tokens {
    /// In order
    pub list: Vec<Token>,
    /// Comments behind the last declaration
    pub tail: Vec<Comment>,
}

/// Cuts a file into tokens.
pub(super) fn tokens(text: &str, blanked: &Blanked, layout: &Layout, marks: &Marks) -> Tokens {
    let mut cutter = Cutter { text: &layout.text, minuses: minuses(&layout.text, marks), list: Vec::new() };
    let mut unread = Vec::new();
    for piece in &layout.pieces {
        let place = piece.place.clone();
        if words::is_later(words::leading(layout.text.get(place.clone()).unwrap_or(""))) {
            cutter.push(as_written(text.get(place.clone()).unwrap_or("")), Kind::Unread, place.clone());
            unread.push(place.clone());
        } else {
            cutter.cut(place.clone());
        }
        cutter.push(String::new(), Kind::End, place.end..place.end);
    }
    let mut list = cutter.list;
    join_types(&mut list, marks);
    mark_parts(&mut list, &layout.text, marks);
    let tail = hang(text, blanked, &unread, &mut list);
    Tokens { list, tail }
}

/// The first bytes of the signs that negate.
fn minuses(text: &str, marks: &Marks) -> BTreeSet<usize> {
    let sign = |at: &usize| {
        let rest = text.get(*at..)?;
        Some(at + rest.len() - rest.trim_start_matches(|c: char| c == '(' || c.is_whitespace()).len())
    };
    marks.negated.iter().filter_map(sign).collect()
}

/// A text with `\n` at the end of each line, and no blanks before it.
fn as_written(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.split('\n').map(str::trim_end).collect::<Vec<_>>().join("\n")
}

struct Cutter<'a> {
    text: &'a str,
    minuses: BTreeSet<usize>,
    list: Vec<Token>,
}

impl Cutter<'_> {
    fn push(&mut self, text: String, kind: Kind, place: Range<usize>) {
        let (before, after) = (Vec::new(), None);
        let Range { start, end } = place;
        self.list.push(Token { text, kind, start, end, before, after, blank: false, part: false });
    }

    fn cut(&mut self, place: Range<usize>) {
        let mut at = place.start;
        while let Some(rest) = self.text.get(at..place.end).filter(|rest| !rest.is_empty()) {
            if rest.starts_with('|') {
                at = self.row(at, rest);
                continue;
            }
            let (length, kind) = next(rest);
            let token = rest.get(..length).unwrap_or(rest);
            let place = at..at + length;
            match kind {
                Some(Kind::Sign) if self.minuses.contains(&at) => self.push(token.to_string(), Kind::Minus, place),
                Some(Kind::Number) => self.push(number::grouped(token), Kind::Number, place),
                Some(kind) => self.push(token.to_string(), kind, place),
                None => {}
            }
            at += length.max(1);
        }
    }
}

impl Cutter<'_> {
    /// The row of a table that begins here, in bars and cells; gives where it ends.
    fn row(&mut self, start: usize, rest: &str) -> usize {
        let row = rest.split('\n').next().unwrap_or(rest).trim_end();
        let mut at = start;
        let mut quoted = false;
        for (i, byte) in row.bytes().enumerate() {
            quoted ^= byte == b'"';
            if byte == b'|' && !quoted {
                self.cell(at..start + i);
                self.push("|".to_string(), Kind::Bar, start + i..start + i + 1);
                at = start + i + 1;
            }
        }
        start + row.len()
    }

    /// What stands between two bars; nothing before the first.
    fn cell(&mut self, place: Range<usize>) {
        let text = self.text.get(place.clone()).unwrap_or("").trim();
        if self.list.last().is_some_and(|token| token.kind == Kind::Bar) {
            self.push(text.to_string(), Kind::Cell, place);
        }
    }
}

/// The bytes of the token that a text begins with, and what it is; none for blanks.
fn next(rest: &str) -> (usize, Option<Kind>) {
    let Some(first) = rest.chars().next() else { return (0, None) };
    let kind = match first {
        '\n' | ';' => Kind::End,
        '"' => return (quoted(rest), Some(Kind::Text)),
        '(' => Kind::Open,
        ')' => Kind::Close,
        '{' => Kind::OpenBrace,
        '}' => Kind::CloseBrace,
        ',' => Kind::Comma,
        ':' => Kind::Colon,
        '%' => Kind::Percent,
        '+' | '-' | '*' | '/' => Kind::Sign,
        '0'..='9' => return number::length(rest),
        c if c.is_whitespace() => return (c.len_utf8(), None),
        c if in_word(c) => return (word(rest), Some(Kind::Word)),
        _ => return (comparison(rest), Some(Kind::Word)),
    };
    (first.len_utf8(), Some(kind))
}

fn quoted(rest: &str) -> usize {
    rest.get(1..).and_then(|inside| inside.find('"')).map_or(rest.len(), |end| end + 2)
}

/// Blanks and signs are all ASCII once a file is blanked.
fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()
}

/// A name, or two with a point between them.
fn word(rest: &str) -> usize {
    let end = |from: &str| from.find(|c| !in_word(c)).unwrap_or(from.len());
    let first = end(rest);
    match rest.get(first..).and_then(|behind| behind.strip_prefix('.')) {
        Some(second) => first + 1 + end(second),
        None => first,
    }
}

/// `<=`, `=`, or any other character.
fn comparison(rest: &str) -> usize {
    let two = ["!=", "<=", ">="].iter().any(|sign| rest.starts_with(sign));
    if two { 2 } else { rest.chars().next().map_or(0, char::len_utf8) }
}

/// `yes/no` is one word where it is a type.
fn join_types(list: &mut Vec<Token>, marks: &Marks) {
    for parts in &marks.columns {
        let first = list.partition_point(|token| token.start < parts.ty.start);
        let end = list.partition_point(|token| token.start < parts.ty.end);
        let is_yes_no =
            list.get(first..end).is_some_and(|ty| ty.iter().map(|t| t.text.as_str()).eq(["yes", "/", "no"]));
        if is_yes_no {
            list.drain(first + 1..end);
            if let Some(ty) = list.get_mut(first) {
                ty.text = "yes/no".to_string();
            }
        }
    }
}

/// Marks where the parts of each column begin.
fn mark_parts(list: &mut [Token], text: &str, marks: &Marks) {
    let behind = |word: &str, at: usize| text.get(..at)?.trim_end().strip_suffix(word).map(str::len);
    for parts in &marks.columns {
        let default = parts.default.and_then(|at| behind("default", at));
        let known = parts.known_from.and_then(|at| behind("known", behind("from", at)?));
        let starts = [parts.ty.start].into_iter().chain(parts.words.iter().copied()).chain(default).chain(known);
        for start in starts {
            let at = list.partition_point(|token| token.start < start);
            list.get_mut(at).filter(|token| token.start == start).into_iter().for_each(|token| token.part = true);
        }
    }
}

/// Hangs each comment on its token; gives those behind the last one.
fn hang(text: &str, blanked: &Blanked, unread: &[Range<usize>], list: &mut [Token]) -> Vec<Comment> {
    let mut hanger = Hanger { blanked: &blanked.text, list, next: 0, done: 0, waiting: Vec::new() };
    for place in &blanked.comments {
        if unread.iter().any(|unread| unread.contains(&place.start)) {
            continue;
        }
        hanger.tokens_before(place.start);
        hanger.comment(place.clone(), text.get(place.clone()).unwrap_or("").trim_end());
    }
    hanger.tokens_before(usize::MAX);
    hanger.waiting
}

struct Hanger<'a> {
    blanked: &'a str,
    list: &'a mut [Token],
    /// The next token
    next: usize,
    /// One past the last byte of the token or comment before
    done: usize,
    /// Comments for the next token
    waiting: Vec<Comment>,
}

impl Hanger<'_> {
    fn tokens_before(&mut self, place: usize) {
        while let Some(token) = self.list.get_mut(self.next).filter(|token| token.start < place) {
            self.next += 1;
            if token.kind == Kind::End {
                continue;
            }
            token.blank = is_blank(self.blanked, self.done, token.start);
            token.before = std::mem::take(&mut self.waiting);
            self.done = token.end;
        }
    }

    fn comment(&mut self, place: Range<usize>, text: &str) {
        let line = self.blanked.get(..place.start).unwrap_or("");
        let own_line = line.get(line.rfind('\n').map_or(0, |i| i + 1)..).is_none_or(|line| line.trim().is_empty());
        let blank = is_blank(self.blanked, self.done, place.start);
        self.done = place.end;
        let before = self.list.get_mut(..self.next).unwrap_or_default();
        let last = before.iter_mut().rev().find(|token| token.kind != Kind::End);
        match last.filter(|token| !own_line && token.after.is_none() && self.waiting.is_empty()) {
            Some(token) => token.after = Some(text.to_string()),
            None => self.waiting.push(Comment { text: text.to_string(), blank }),
        }
    }
}

/// Whether a line without anything stands between two places.
fn is_blank(blanked: &str, from: usize, to: usize) -> bool {
    blanked.get(from.min(to)..to).is_some_and(|between| between.matches('\n').nth(1).is_some())
}
