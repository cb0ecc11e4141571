//! Parentheses and braces of one declaration.
//!
//! Enters: the lines of a declaration, one after the other. Leaves: how deep the end of a line is, and a diagnostic where
//! brackets do not fit. Guaranteed: constant work for each byte; no more than 64 levels are ever accepted, counting a
//! `where` that stands inside another one without parentheses as a level.

use super::words;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{SourceId, Span};

/// Levels inside each other.
const DEEPEST: usize = 64;

/// An opened bracket.
struct Open {
    byte: u8,
    at: usize,
    /// The column of the first word of its line
    column: usize,
    /// `where`s since it was opened that have not ended
    wheres: usize,
}

/// The brackets open at the end of what has been scanned.
pub(super) struct Brackets {
    source: SourceId,
    open: Vec<Open>,
    parentheses: usize,
    wheres: usize,
    /// An opened brace whose `}` seems to be missing, by the columns
    suspect: Option<usize>,
}

impl Brackets {
    pub(super) fn new(source: SourceId) -> Brackets {
        Brackets { source, open: Vec::new(), parentheses: 0, wheres: 0, suspect: None }
    }

    /// How many brackets are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Whether a newline here goes on with the line.
    pub(super) fn in_parenthesis(&self) -> bool {
        self.parentheses > 0
    }

    /// A line of its own: every `where` has ended.
    pub(super) fn new_line(&mut self) {
        self.end_wheres();
    }

    fn end_wheres(&mut self) {
        match self.open.last_mut() {
            Some(open) => {
                self.wheres -= open.wheres;
                open.wheres = 0;
            }
            None => self.wheres = 0,
        }
    }

    /// Forgets everything; says which bracket was not closed.
    pub(super) fn finish(&mut self) -> Option<Diagnostic> {
        let at = self.suspect.take().or(self.open.last().map(|open| open.at));
        let unclosed = at.filter(|_| !self.open.is_empty()).map(|at| {
            let byte = self.open.iter().find(|open| open.at == at).map_or(b'{', |open| open.byte);
            self.unclosed(byte, at)
        });
        self.open.clear();
        (self.parentheses, self.wheres) = (0, 0);
        unclosed
    }

    /// Scans one line that begins at `first`; the first thing that does not fit is told, and the rest not scanned.
    pub(super) fn scan(&mut self, first: usize, line: &str, text: &str) -> Option<Diagnostic> {
        let column = text.get(..first).map_or(0, |before| first - before.rfind('\n').map_or(0, |i| i + 1));
        let bytes = line.as_bytes();
        let mut i = 0;
        while let Some(&byte) = bytes.get(i) {
            let at = first + i;
            let found = match byte {
                b'"' => {
                    i = line.get(i + 1..).and_then(|rest| rest.find('"')).map_or(bytes.len(), |n| i + 1 + n);
                    None
                }
                b'(' | b'{' => self.opened(byte, at, column),
                b')' | b'}' => self.closed(byte, at, (i == 0).then_some(column)),
                b',' | b';' => {
                    self.end_wheres();
                    None
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => {
                    let word = words::leading(line.get(i..).unwrap_or(""));
                    let found = self.word(word, at);
                    i += word.len().saturating_sub(1);
                    found
                }
                _ => None,
            };
            if found.is_some() {
                return found;
            }
            i += 1;
        }
        None
    }

    fn word(&mut self, word: &str, at: usize) -> Option<Diagnostic> {
        match word {
            "where" => {
                self.wheres += 1;
                if let Some(open) = self.open.last_mut() {
                    open.wheres += 1;
                }
                self.deep(at, word.len())
            }
            "else" | "when" => {
                self.end_wheres();
                None
            }
            _ => None,
        }
    }

    fn opened(&mut self, byte: u8, at: usize, column: usize) -> Option<Diagnostic> {
        self.open.push(Open { byte, at, column, wheres: 0 });
        self.parentheses += usize::from(byte == b'(');
        self.deep(at, 1)
    }

    fn deep(&self, at: usize, length: usize) -> Option<Diagnostic> {
        (self.open.len() + self.wheres > DEEPEST).then(|| {
            let headline = format!("more than {DEEPEST} parentheses, braces and `where` stand inside each other here");
            Diagnostic::error(codes::TOO_DEEP, self.span(at, length), headline, "this is one too many")
                .help("give a part of it a name with `metric` or `rows`, and use the name here")
        })
    }

    /// `column` is given for a bracket that is the first of its line.
    fn closed(&mut self, byte: u8, at: usize, column: Option<usize>) -> Option<Diagnostic> {
        let opener = if byte == b')' { b'(' } else { b'{' };
        match self.open.pop() {
            Some(open) if open.byte == opener => {
                self.parentheses -= usize::from(byte == b')');
                self.wheres -= open.wheres;
                if byte == b'}' && column.is_some_and(|column| column < open.column) {
                    self.suspect.get_or_insert(open.at);
                }
                None
            }
            Some(open) if byte == b'}' => Some(
                self.unclosed(open.byte, open.at)
                    .other(self.span(at, 1), "this brace ends the list before it is closed"),
            ),
            _ => Some(self.stray(byte, at)),
        }
    }

    fn unclosed(&self, byte: u8, at: usize) -> Diagnostic {
        let (what, close) = if byte == b'(' { ("parenthesis", ")") } else { ("brace", "}") };
        let headline = format!("this {what} is opened and never closed");
        Diagnostic::error(codes::UNCLOSED_BRACKET, self.span(at, 1), headline, "")
            .help(format!("write `{close}` where it ends"))
    }

    fn stray(&self, byte: u8, at: usize) -> Diagnostic {
        let (what, open) = if byte == b')' { ("parenthesis", "(") } else { ("brace", "{") };
        let headline = format!("this {what} closes nothing");
        Diagnostic::error(codes::STRAY_BRACKET, self.span(at, 1), headline, format!("no `{open}` is open here"))
            .help(format!("take it away, or write the `{open}` that belongs to it"))
    }

    fn span(&self, at: usize, length: usize) -> Span {
        super::span(self.source, at..at + length)
    }
}
