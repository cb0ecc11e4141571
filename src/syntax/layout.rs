//! A file cut into declarations.
//!
//! Enters: a blanked text. Leaves: [`Layout`]: its declarations, each on a stretch of the text in which a continued
//! line is one line. Guaranteed: one pass, no recursion; a declaration without `trouble` is nested 64 deep at most.

use super::brackets::Brackets;
use super::words;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{SourceId, Span};
use std::ops::Range;

/// One declaration, or what stands where one should.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Its bytes, from its first word to its last
    pub place: Range<usize>,
    /// What is wrong with its brackets or its characters; it is not read then
    pub trouble: Option<Box<Diagnostic>>,
}

/// A file in pieces.
pub(super) struct Layout {
    /// Continued lines are joined: the newline is a blank
    pub text: String,
    /// In order
    pub pieces: Vec<Piece>,
    /// About columns
    pub diagnostics: Vec<Diagnostic>,
}

/// Cuts a blanked text; `marked` says that a byte order mark, now blank, stands before it.
pub(super) fn cut(source: SourceId, blanked: &str, marked: bool) -> Layout {
    let mut cutter = Cutter {
        source,
        text: blanked,
        joints: Vec::new(),
        pieces: Vec::new(),
        diagnostics: Vec::new(),
        brackets: Brackets::new(source),
        declares: "",
        later: false,
        unindented: None,
        troubles: 0,
        margin: if marked { 3 } else { 0 },
    };
    let mut start = 0;
    for line in blanked.split('\n') {
        cutter.line(start, line);
        start += line.len() + 1;
    }
    cutter.close();
    let text = join(blanked, &cutter.joints);
    Layout { text, pieces: cutter.pieces, diagnostics: cutter.diagnostics }
}

/// Replaces the stretches, which hold nothing but blanks and newlines, by blanks.
fn join(text: &str, joints: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for joint in joints {
        out.push_str(text.get(done..joint.start).unwrap_or(""));
        out.extend(std::iter::repeat_n(' ', joint.len()));
        done = joint.end;
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out
}

struct Cutter<'a> {
    source: SourceId,
    text: &'a str,
    joints: Vec<Range<usize>>,
    pieces: Vec<Piece>,
    diagnostics: Vec<Diagnostic>,
    brackets: Brackets,
    /// The first word of the current piece
    declares: &'a str,
    /// The current piece is of a kind whose body is not read
    later: bool,
    /// About a line of the current piece that stands in column one
    unindented: Option<Diagnostic>,
    /// Pieces with trouble: a file with too many of them is not cut to its end
    troubles: usize,
    /// Bytes before column one of the first line
    margin: usize,
}

/// How a line belongs to those before it.
enum Role {
    /// The first line of a declaration
    Begins,
    /// The same, but not in column one
    BeginsIndented,
    /// Goes on with the sentence of the line before
    GoesOn,
    /// A line of its own in the declaration
    Within,
    /// The same, but in column one
    WithinUnindented,
}

impl Cutter<'_> {
    fn line(&mut self, start: usize, line: &str) {
        let content = line.trim();
        if content.is_empty() || self.troubles > super::MOST_MISTAKES {
            return;
        }
        let first = start + (line.len() - line.trim_start().len());
        let column_one = first == if start == 0 { self.margin } else { start };
        match self.role(content, column_one) {
            Role::Begins => self.begin(first),
            Role::BeginsIndented => {
                self.begin(first);
                self.diagnostics.push(indented(self.span(first, content), start, first));
            }
            Role::GoesOn => self.join_before(first),
            Role::Within => self.brackets.new_line(),
            Role::WithinUnindented => {
                self.brackets.new_line();
                self.unindented(first, content);
            }
        }
        // The cells of a table hold any text.
        if !is_row(content) {
            self.scan(first, content);
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.place.end = first + content.len();
        }
    }

    fn role(&self, content: &str, column_one: bool) -> Role {
        let word = words::leading(content);
        let declares = words::rule_of(word).is_some();
        let inside = self.brackets.depth() > 0;
        if inside && is_row(content) {
            return Role::Within;
        }
        if self.pieces.is_empty() {
            return if declares && !column_one { Role::BeginsIndented } else { Role::Begins };
        }
        let goes_on = self.brackets.in_parenthesis() || words::goes_on(word, self.declares) || content.starts_with('{');
        if goes_on && !self.later && !(column_one && declares) {
            return Role::GoesOn;
        }
        match (column_one, declares) {
            (true, true) => Role::Begins,
            (true, false) if content.starts_with(['}', ')']) || is_row(content) => Role::Within,
            (true, false) if !inside || words::nearest_declaration(word).is_some() => Role::Begins,
            (true, false) if self.later => Role::Within,
            (true, false) => Role::WithinUnindented,
            (false, true) if !inside && !self.later => Role::BeginsIndented,
            (false, _) => Role::Within,
        }
    }

    fn begin(&mut self, first: usize) {
        self.close();
        self.pieces.push(Piece { place: first..first, trouble: None });
        let word = words::leading(self.text.get(first..).unwrap_or(""));
        self.declares = word;
        self.later = words::is_later(word);
    }

    /// Ends the current piece.
    fn close(&mut self) {
        let unclosed = self.brackets.finish();
        self.trouble(unclosed);
        // Where a brace is not closed, what follows is not its content.
        let unindented = self.unindented.take();
        if self.pieces.last().is_some_and(|piece| piece.trouble.is_none()) {
            self.diagnostics.extend(unindented);
        }
    }

    fn join_before(&mut self, first: usize) {
        if let Some(piece) = self.pieces.last() {
            self.joints.push(piece.place.end..first);
        }
    }

    fn scan(&mut self, first: usize, content: &str) {
        let found = self.brackets.scan(first, content, self.text);
        self.trouble(found);
    }

    /// Keeps the first message about the brackets of a piece that is read.
    fn trouble(&mut self, found: Option<Diagnostic>) {
        if let Some(piece) = self.pieces.last_mut().filter(|piece| !self.later && piece.trouble.is_none()) {
            self.troubles += usize::from(found.is_some());
            piece.trouble = found.map(Box::new);
        }
    }

    fn unindented(&mut self, first: usize, content: &str) {
        let span = self.span(first, words::leading(content));
        self.unindented.get_or_insert_with(|| {
            let headline = "this line stands in column one, where only declarations begin";
            Diagnostic::error(codes::INDENTED_DECLARATION, span, headline, "")
                .help("put two blanks before each line between braces")
                .fix(Span { end: span.start, ..span }, "  ")
        });
    }

    fn span(&self, first: usize, text: &str) -> Span {
        let word = words::leading(text);
        let length = if word.is_empty() { text.chars().next().map_or(0, char::len_utf8) } else { word.len() };
        super::span(self.source, first..first + length)
    }
}

/// Whether a line is a row of an example's table.
fn is_row(content: &str) -> bool {
    content.starts_with('|')
}

fn indented(span: Span, line_start: usize, first: usize) -> Diagnostic {
    let blanks = Span { start: line_start as u32, end: first as u32, ..span };
    Diagnostic::error(
        codes::INDENTED_DECLARATION,
        span,
        "a declaration begins in column one",
        "this one has blanks before it",
    )
    .help("take away the blanks before this word")
    .fix(blanks, "")
}
