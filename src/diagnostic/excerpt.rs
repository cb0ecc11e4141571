//! The lines of a file that a message shows.
//!
//! Enters: a source file and spans, whatever they are. Leaves: [`File`], which answers miette's questions by an index of
//! lines. Guaranteed: a question costs no more than the lines it shows; a line is shown as far as 400 bytes around what
//! is underlined; no character that would steer a terminal gets through.

use crate::source::{Source, Span};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// Bytes underlined at most.
const UNDERLINED: usize = 200;
/// Bytes shown before and behind the underlined ones.
const AROUND: usize = 100;

/// A file ready to be shown.
pub(super) struct File {
    name: String,
    /// Ends in a newline
    text: String,
    /// First byte of each line
    lines: Vec<usize>,
}

/// What is underlined: a stretch of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub start: usize,
    pub length: usize,
}

impl File {
    pub(super) fn new(source: &Source) -> File {
        let mut text = harmless(&source.text);
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let mut lines = vec![0];
        lines.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(i, _)| i + 1));
        lines.pop();
        File { name: source.name.to_string(), text, lines }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The part of a span that can be underlined: on character boundaries, on the first of its lines.
    pub(super) fn mark(&self, span: Span) -> Mark {
        let written = self.text.trim_end().len();
        let mut start = self.boundary((span.start as usize).min(self.text.len() - 1));
        if start > written {
            start = written;
        }
        let line_end = self.line_end(self.line(start));
        let end = self.boundary((span.end as usize).clamp(start, line_end).min(start + UNDERLINED));
        Mark { start, length: end.saturating_sub(start) }
    }

    /// Line and column, both from 1; columns count characters.
    pub(super) fn position(&self, start: usize) -> (usize, usize) {
        let line = self.line(start);
        let before = self.text.get(self.line_start(line)..start).unwrap_or("");
        (line + 1, before.chars().count() + 1)
    }

    /// Whether two marks stand so far apart on one line that they can't be shown together.
    pub(super) fn apart(&self, a: Mark, b: Mark) -> bool {
        a.start.abs_diff(b.start) > 2 * UNDERLINED && self.line(a.start) == self.line(b.start)
    }

    /// The last character boundary that is not behind `at`.
    fn boundary(&self, at: usize) -> usize {
        (0..=at).rev().find(|i| self.text.is_char_boundary(*i)).unwrap_or(0)
    }

    /// The line of a byte, from 0.
    fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at).saturating_sub(1)
    }

    fn line_start(&self, line: usize) -> usize {
        self.lines.get(line).copied().unwrap_or(0)
    }

    /// The newline that ends a line.
    fn line_end(&self, line: usize) -> usize {
        self.lines.get(line + 1).map_or(self.text.len(), |next| *next).saturating_sub(1)
    }
}

impl SourceCode for File {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let start = self.boundary(span.offset().min(self.text.len() - 1));
        let end = self.boundary((span.offset() + span.len()).min(self.text.len() - 1)).max(start);
        let (first, last) = (self.line(start), self.line(end));
        let from = self.boundary(self.line_start(first).max(start.saturating_sub(AROUND)));
        let to = (self.line_end(last) + 1).min(self.boundary((end + AROUND).min(self.text.len())));
        let data = self.text.get(from..to).unwrap_or("").as_bytes();
        let (line, column) = self.position(start);
        let place = SourceSpan::from((from, to.saturating_sub(from)));
        let contents =
            MietteSpanContents::new_named(self.name.clone(), data, place, line - 1, column - 1, last + 1 - first);
        Ok(Box::new(contents))
    }
}

/// As many bytes, with a `?` for each byte of a character that steers a terminal or the direction of writing.
pub(super) fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            '\r' | '\u{FEFF}' => out.extend(std::iter::repeat_n(' ', c.len_utf8())),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => {
                out.extend(std::iter::repeat_n('?', c.len_utf8()));
            }
            _ if c.is_control() => out.extend(std::iter::repeat_n('?', c.len_utf8())),
            _ => out.push(c),
        }
    }
    out
}
