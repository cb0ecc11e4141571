//! Bytes and the protocol's positions.
//!
//! Enters: a text. Leaves: [`Lines`], which turns a byte into line and character and back. Guaranteed: characters are
//! counted in UTF-16 units; `\n`, `\r\n` and `\r` end a line; a position outside of the text is the nearest one inside,
//! and one inside of a character is that character's start.

use gen_lsp_types::{Position, Range};

/// Where the lines of a text begin.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    /// Finds the lines of a text of at most 4 GiB.
    pub(super) fn new(text: &str) -> Lines {
        let mut starts = vec![0];
        let bytes = text.as_bytes();
        for (i, byte) in bytes.iter().enumerate() {
            let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
            starts.extend(ends.then_some(i as u32 + 1));
        }
        Lines { starts }
    }

    /// The line of a byte.
    pub(super) fn line(&self, byte: u32) -> u32 {
        self.starts.partition_point(|start| *start <= byte).saturating_sub(1) as u32
    }

    /// The position of a byte.
    pub(super) fn position(&self, text: &str, byte: u32) -> Position {
        let line = self.line(byte);
        let start = self.starts.get(line as usize).copied().unwrap_or(0) as usize;
        let before = text.get(start..floor(text, byte)).unwrap_or("");
        let character = before.chars().map(char::len_utf16).sum::<usize>();
        Position { line, character: character as u32 }
    }

    /// The range between two bytes.
    pub(super) fn range(&self, text: &str, start: u32, end: u32) -> Range {
        Range { start: self.position(text, start), end: self.position(text, end) }
    }

    /// The byte of a position.
    pub(super) fn byte(&self, text: &str, position: Position) -> u32 {
        let line = position.line as usize;
        let Some(start) = self.starts.get(line).copied() else { return text.len() as u32 };
        let end = self.starts.get(line + 1).copied().map_or(text.len(), |end| end as usize);
        let content = text.get(start as usize..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        let mut units = 0;
        for (i, c) in content.char_indices() {
            units += c.len_utf16() as u32;
            if units > position.character {
                return start + i as u32;
            }
        }
        start + content.len() as u32
    }
}

/// Positions of bytes that come in order, so that a long line is counted once.
pub(super) struct Walk<'a> {
    text: &'a str,
    lines: &'a Lines,
    byte: usize,
    at: Position,
}

impl<'a> Walk<'a> {
    /// From the start of a text.
    pub(super) fn new(text: &'a str, lines: &'a Lines) -> Walk<'a> {
        Walk { text, lines, byte: 0, at: Position::default() }
    }

    /// The position of a byte that is not before the last one asked about.
    pub(super) fn to(&mut self, byte: usize) -> Position {
        let line = self.lines.line(byte as u32);
        if line != self.at.line {
            self.byte = self.lines.starts.get(line as usize).copied().unwrap_or(0) as usize;
            self.at = Position { line, character: 0 };
        }
        let between = self.text.get(self.byte..byte).unwrap_or("");
        self.at.character += between.chars().map(char::len_utf16).sum::<usize>() as u32;
        self.byte = byte;
        self.at
    }
}

/// The nearest boundary of a character at or before a byte.
fn floor(text: &str, byte: u32) -> usize {
    let mut at = (byte as usize).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{Lines, Position, Walk};

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn characters_outside_of_the_first_plane_count_twice() {
        let text = "a😀b\r\nö\rx\n";
        let lines = Lines::new(text);
        let found: Vec<Position> = [0, 1, 5, 6, 8, 10, 11, 13].map(|b| lines.position(text, b)).to_vec();
        assert_eq!(found, [at(0, 0), at(0, 1), at(0, 3), at(0, 4), at(1, 0), at(1, 1), at(2, 0), at(3, 0)]);
        assert_eq!([at(0, 1), at(0, 2), at(0, 3)].map(|p| lines.byte(text, p)), [1, 1, 5]);
    }

    #[test]
    fn a_walk_finds_the_same_positions() {
        let text = "a😀b\r\nö\rx\n";
        let lines = Lines::new(text);
        let mut walk = Walk::new(text, &lines);
        for byte in [0, 1, 5, 5, 8, 10, 11, 12, 13] {
            assert_eq!(walk.to(byte), lines.position(text, byte as u32), "{byte}");
        }
    }

    #[test]
    fn a_position_outside_is_the_nearest_inside() {
        let text = "ab\r\ncd";
        let lines = Lines::new(text);
        assert_eq!([at(0, 99), at(1, 99), at(9, 9)].map(|p| lines.byte(text, p)), [2, 6, 6]);
        assert_eq!(lines.position(text, 99), at(1, 2));
        assert_eq!(lines.position("", 3), at(0, 0));
    }
}
