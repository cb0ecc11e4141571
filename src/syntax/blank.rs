//! What stands between the words of a file: comments, blanks, quotes.
//!
//! Enters: the text of a file. Leaves: [`Blanked`], the same text, byte for byte as long, in which comments and odd
//! blanks are spaces and every line ends in one `\n`. Guaranteed: one pass; the places of comments and of the
//! characters that can't stand are told in order.

use std::ops::Range;

/// Characters in which the partner of an odd quote is looked for.
const LONGEST_TEXT: usize = 200;

/// A text with its comments blanked.
pub(super) struct Blanked {
    /// As long as the original
    pub text: String,
    /// Places of the comments, each from `#` to the end of its line
    pub comments: Vec<Range<usize>>,
    /// What can't stand where it does
    pub slips: Vec<Slip>,
}

/// Something wrong with the characters themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub place: Range<usize>,
    pub kind: SlipKind,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SlipKind {
    /// `"` without another one on its line
    UnclosedQuote,
    /// `“VIP”`, `'VIP'`: whether the other one was found on the line, the place holds both
    OddQuote(bool),
    /// A control character, or one that can't be seen
    Character(char),
}

/// Blanks a file.
pub(super) fn blank(text: &str) -> Blanked {
    let out = String::with_capacity(text.len());
    let mut blanker = Blanker { text, out, comments: Vec::new(), slips: Vec::new(), line: Line::Blank };
    let mut at = 0;
    while let Some(c) = blanker.char_at(at) {
        at = blanker.step(at, c);
    }
    Blanked { text: blanker.out, comments: blanker.comments, slips: blanker.slips }
}

struct Blanker<'a> {
    text: &'a str,
    out: String,
    comments: Vec<Range<usize>>,
    slips: Vec<Slip>,
    line: Line,
}

/// What the current line is, as far as it has been read.
#[derive(Clone, Copy, PartialEq)]
enum Line {
    /// Nothing but blanks
    Blank,
    /// A row of an example's table, in whose cells an apostrophe is one
    Row,
    /// Anything else
    Other,
}

impl Line {
    fn then(self, c: char) -> Line {
        match (self, c) {
            (_, '\n' | '\r') => Line::Blank,
            (Line::Blank, '|') => Line::Row,
            (Line::Blank, c) if !c.is_whitespace() => Line::Other,
            (line, _) => line,
        }
    }
}

impl<'a> Blanker<'a> {
    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// Takes what begins at `at`, and says where the next begins.
    fn step(&mut self, at: usize, c: char) -> usize {
        let end = at + c.len_utf8();
        self.line = self.line.then(c);
        match c {
            '\n' => self.out.push('\n'),
            // A `\r` alone ended a line on old machines.
            '\r' => self.out.push(if self.char_at(end) == Some('\n') { ' ' } else { '\n' }),
            '#' => return self.comment(at),
            '"' => return self.quoted(at),
            '\'' if self.inside_number(end) => self.out.push(c),
            '\'' | '‘' | '’' if self.line == Line::Row => self.out.push(c),
            '\'' | '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '‟' | '«' | '»' => {
                return self.odd_quoted(at, c);
            }
            '\u{FEFF}' if at == 0 => self.spaces(c.len_utf8()),
            _ if is_unseen(c) || misleads(c) => {
                self.slips.push(Slip { place: at..end, kind: SlipKind::Character(c) });
                self.spaces(c.len_utf8());
            }
            _ if c.is_whitespace() => self.spaces(c.len_utf8()),
            _ => self.out.push(c),
        }
        end
    }

    /// Whether the mark before `end` stands between digits, as in `1'000`.
    fn inside_number(&self, end: usize) -> bool {
        self.out.ends_with(|c: char| c.is_ascii_digit()) && self.char_at(end).is_some_and(|c| c.is_ascii_digit())
    }

    fn spaces(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
    }

    /// The rest of the line from `at`.
    fn line_rest(&self, at: usize) -> &'a str {
        let rest = self.text.get(at..).unwrap_or("");
        rest.split(['\n', '\r']).next().unwrap_or("")
    }

    fn comment(&mut self, at: usize) -> usize {
        let rest = self.line_rest(at);
        self.comments.push(at..at + rest.len());
        self.misleading(at, rest);
        self.spaces(rest.len());
        at + rest.len()
    }

    fn quoted(&mut self, at: usize) -> usize {
        let inside = self.text.get(at + 1..).unwrap_or("");
        let end = inside.find(['"', '\n', '\r']).unwrap_or(inside.len());
        let closed = inside.get(end..).is_some_and(|rest| rest.starts_with('"'));
        let length = end + 1 + usize::from(closed);
        let quoted = self.text.get(at..at + length).unwrap_or("");
        if !closed {
            self.slips.push(Slip { place: at..at + quoted.trim_end().len(), kind: SlipKind::UnclosedQuote });
        }
        self.misleading(at, quoted);
        self.out.push_str(quoted);
        at + length
    }

    /// A quote of another kind, with the text up to its partner.
    fn odd_quoted(&mut self, at: usize, open: char) -> usize {
        let inside = self.text.get(at + open.len_utf8()..).unwrap_or("");
        let near = inside.char_indices().take(LONGEST_TEXT).take_while(|(_, c)| !matches!(c, '\n' | '\r'));
        let partner = near.into_iter().find(|(_, c)| closes(open, *c));
        let length = partner.map_or(open.len_utf8(), |(i, c)| open.len_utf8() + i + c.len_utf8());
        self.slips.push(Slip { place: at..at + length, kind: SlipKind::OddQuote(partner.is_some()) });
        self.stand_in(length);
        at + length
    }

    /// Straight quotes of the same length, so that a text still stands there.
    fn stand_in(&mut self, length: usize) {
        let inside = length.saturating_sub(2);
        self.out.push('"');
        self.out.extend(std::iter::repeat_n('.', inside));
        self.out.extend((length > 1).then_some('"'));
    }

    /// Characters inside quotes or a comment that make a line look different from what it says.
    fn misleading(&mut self, at: usize, text: &str) {
        for (i, c) in text.char_indices() {
            if misleads(c) || (c.is_control() && c != '\t') {
                self.slips.push(Slip { place: at + i..at + i + c.len_utf8(), kind: SlipKind::Character(c) });
            }
        }
    }
}

fn closes(open: char, c: char) -> bool {
    match open {
        '\'' | '‘' | '’' | '‚' | '‛' => matches!(c, '\'' | '‘' | '’'),
        '«' | '»' => matches!(c, '«' | '»' | '"'),
        _ => matches!(c, '“' | '”' | '‟' | '"'),
    }
}

/// Control characters that are no blank, and characters without width.
fn is_unseen(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// Characters that turn the direction of writing, so that a reader sees another text than the one that counts.
fn misleads(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blanked_text_is_as_long_and_keeps_what_counts() {
        let text = "\u{FEFF}metric a\u{A0}= 1 # größe\r\n  \"a # b\" 'x'\r";
        let blanked = blank(text);
        assert_eq!(blanked.text.len(), text.len());
        assert!(blanked.text.starts_with("   metric a  = 1 ") && blanked.text.ends_with(" \n  \"a # b\" \".\"\n"));
        assert_eq!(blanked.comments.len(), 1);
        assert_eq!(&text[blanked.comments[0].clone()], "# größe");
        assert_eq!(blanked.slips[0].kind, SlipKind::OddQuote(true));
    }

    #[test]
    fn characters_that_mislead_are_found_inside_quotes_and_comments() {
        let slips = blank("a \"b\u{202E}c\" # \u{2066}").slips;
        assert_eq!(slips.len(), 2);
        assert_eq!(slips[0].kind, SlipKind::Character('\u{202E}'));
    }
}
