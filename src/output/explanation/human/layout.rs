//! Lines of text within a width.
//!
//! Enters: phrases, pairs, rows of cells. Leaves: plain text, no line wider than asked (as a terminal counts columns).
//! Guaranteed: nothing is dropped but the tail of a cell that can't fit, which ends in `…`; a control character in the
//! data can't steer the terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Text in the making.
pub(in crate::output) struct Page {
    width: usize,
    text: String,
}

/// Which side of its column a cell keeps to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::output) enum Side {
    Left,
    Right,
}

impl Page {
    /// At least 40 columns wide, so that a table keeps some of each cell.
    pub fn new(width: usize) -> Page {
        Page { width: width.max(40), text: String::new() }
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }

    /// An empty line, unless there is one or nothing is written yet.
    pub fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A heading with a line under it.
    pub fn heading(&mut self, title: &str) {
        self.blank();
        let title = cut(title, self.width);
        let rule = "─".repeat(title.width());
        self.text.push_str(&format!("{title}\n{rule}\n"));
    }

    /// A phrase, its first line after `first`, all others as far in.
    pub fn item(&mut self, first: &str, phrase: &str) {
        let mut lead = self.narrowed(first);
        let indent = lead.width();
        for line in wrap(phrase, self.width - indent) {
            self.push(&format!("{lead}{line}"));
            lead = " ".repeat(indent);
        }
    }

    /// What stands before a phrase takes at most half of the width: blanks give way first.
    fn narrowed(&self, lead: &str) -> String {
        let most = self.width / 2;
        if lead.width() <= most {
            return lead.to_string();
        }
        let text = lead.trim_start();
        format!("{}{}", " ".repeat(most.saturating_sub(text.width())), cut(text, most))
    }

    /// A phrase, all its lines so far in.
    pub fn line(&mut self, indent: usize, phrase: &str) {
        self.item(&" ".repeat(indent), phrase);
    }

    /// Two phrases at both ends of a line; the left one is cut, if both don't fit.
    pub fn ends(&mut self, indent: usize, left: &str, right: &str) {
        let room = self.width.saturating_sub(indent + right.width() + 2);
        if left.width() > room && right.width() > self.width / 2 {
            self.line(indent, left);
            self.item(&" ".repeat(indent + 2), right);
            return;
        }
        let left = cut(left, room);
        let gap = self.width.saturating_sub(indent + left.width() + right.width());
        self.push(&format!("{}{left}{}{right}", " ".repeat(indent), " ".repeat(gap)));
    }

    /// Rows of cells in columns as wide as their widest cell; the widest column gives way where they don't fit.
    pub fn table(&mut self, indent: usize, sides: &[Side], rows: &[Vec<String>]) {
        let widths = self.column_widths(indent, sides.len(), rows);
        for row in rows {
            let mut line = " ".repeat(indent);
            for (i, (side, width)) in sides.iter().zip(&widths).enumerate().filter(|(_, (_, width))| **width > 0) {
                let cell = cut(row.get(i).map_or("", String::as_str), *width);
                let pad = " ".repeat(width - cell.width());
                let cell = if *side == Side::Right { format!("{pad}{cell}") } else { format!("{cell}{pad}") };
                line.push_str(if line.len() > indent { "  " } else { "" });
                line.push_str(&cell);
            }
            self.push(&line);
        }
    }

    fn column_widths(&self, indent: usize, columns: usize, rows: &[Vec<String>]) -> Vec<usize> {
        let widest = |i: usize| rows.iter().filter_map(|row| row.get(i)).map(|cell| cell.width()).max().unwrap_or(0);
        let mut widths: Vec<usize> = (0..columns).map(widest).collect();
        let gaps = 2 * widths.iter().filter(|w| **w > 0).count().saturating_sub(1);
        let room = self.width.saturating_sub(indent + gaps);
        while widths.iter().sum::<usize>() > room {
            match widths.iter_mut().filter(|w| **w > 1).max() {
                Some(widest) => *widest -= 1,
                None => break,
            }
        }
        widths
    }

    fn push(&mut self, line: &str) {
        let visible = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
        self.text.extend(line.trim_end().chars().map(visible));
        self.text.push('\n');
    }
}

/// The beginning of a text that fits, with `…` where something is missing.
pub(in crate::output) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_string();
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + c.width().unwrap_or(0) + 1 > width {
            break;
        }
        out.push(c);
    }
    if width > 0 {
        out.push('…');
    }
    out
}

/// Lines of at most `width` columns, broken at blanks; a word that is wider is broken where it must.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines = vec![String::new()];
    for word in text.split_whitespace().flat_map(|word| pieces(word, width)) {
        let line = lines.last().map_or(0, |line| line.width());
        match lines.last_mut() {
            Some(last) if line == 0 => last.push_str(&word),
            Some(last) if line + 1 + word.width() <= width => {
                last.push(' ');
                last.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

fn pieces(word: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let full = pieces.last().is_none_or(|piece| piece.width() + c.width().unwrap_or(0) > width);
        if full {
            pieces.push(String::new());
        }
        if let Some(last) = pieces.last_mut() {
            last.push(c);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_wide_letters_and_long_cells_stay_within_the_width() {
        let mut page = Page::new(40);
        page.item("   no  ", &format!("{} and 東京都渋谷区東京都渋谷区東京都渋谷区 end", "x".repeat(90)));
        page.ends(2, &"客".repeat(60), "12,345.00 EUR");
        page.table(4, &[Side::Left, Side::Right], &[vec!["k".repeat(60), "1,000.00 EUR".to_string()]]);
        let text = page.finish();
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        assert!(text.contains("12,345.00 EUR") && text.contains('…'), "{text}");
        page = Page::new(40);
        page.table(0, &[Side::Left], &[vec!["a\u{1b}[31m\nb".to_string()]]);
        assert_eq!(page.finish(), "a\u{fffd}[31m\u{fffd}b\n");
    }

    #[test]
    fn a_phrase_goes_on_below_its_own_beginning() {
        let mut page = Page::new(40);
        page.item("  1. ", "one two three four five six seven eight nine ten");
        assert_eq!(page.finish(), "  1. one two three four five six seven\n     eight nine ten\n");
    }
}
