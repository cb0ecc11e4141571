//! A text as words, numbers, texts, signs and comments.
//!
//! Enters: a text, right or wrong. Leaves: its tokens in order. Guaranteed: no text has no tokens; what stands between
//! two tokens is blank. It serves colours and completion; what a text means is `syntax`'s to say.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a keyword
    Word,
    /// A number or a date
    Number,
    /// Text in quotes, the last one maybe missing
    Text,
    /// From `#` to the end of its line
    Comment,
    /// Anything else that can be seen
    Sign,
    /// The end of a line
    Line,
}

/// A stretch of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token {
    /// Its text.
    pub(super) fn of<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// All tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or("");
        let (kind, length) = match c {
            '\n' | '\r' => (Some(Kind::Line), 1),
            '#' => (Some(Kind::Comment), to_line_end(rest)),
            '"' => (Some(Kind::Text), quoted(rest)),
            _ if c.is_ascii_digit() => (Some(Kind::Number), number(rest)),
            _ if is_word(c) => (Some(Kind::Word), word(rest)),
            _ if c.is_whitespace() || c == '\u{FEFF}' => (None, c.len_utf8()),
            _ => (Some(Kind::Sign), sign(rest, c)),
        };
        tokens.extend(kind.map(|kind| Token { kind, start: at, end: at + length }));
        at += length;
    }
    tokens
}

/// Whether a character may stand in a name.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn to_line_end(rest: &str) -> usize {
    rest.find(['\n', '\r']).unwrap_or(rest.len())
}

fn quoted(rest: &str) -> usize {
    let inside = rest.get(1..).unwrap_or("");
    match inside.find(['"', '\n', '\r']) {
        Some(end) if inside.get(end..).is_some_and(|rest| rest.starts_with('"')) => end + 2,
        Some(end) => end + 1,
        None => rest.len(),
    }
}

fn word(rest: &str) -> usize {
    let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
    // The one type that is no word.
    if rest.starts_with("yes/no") && !rest.get(6..).is_some_and(|after| after.starts_with(is_word)) { 6 } else { end }
}

/// Digits with what may stand between them: `1,000.50`, `2026-06-30`.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let is_date = (0..4).all(digit) && bytes.get(4) == Some(&b'-') && digit(5);
    let joins = |b: &u8| matches!(b, b',' | b'.' | b'\'' | b'_') || (is_date && *b == b'-');
    let mut at = 0;
    while digit(at) || (bytes.get(at).is_some_and(joins) && digit(at + 1)) {
        at += 1;
    }
    at
}

fn sign(rest: &str, c: char) -> usize {
    if ["<=", ">=", "!="].iter().any(|pair| rest.starts_with(pair)) { 2 } else { c.len_utf8() }
}

/// All words of the grammar that stand for themselves.
static KEYWORDS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let grammar = include_str!("../../grammar/rubric.pest");
    let rules = grammar.lines().filter(|line| line.starts_with("k_"));
    rules.filter_map(|line| line.split('"').nth(1)).collect()
});

/// Words that never are names.
static RESERVED: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let grammar = include_str!("../../grammar/rubric.pest");
    let rule =
        grammar.split_once("reserved   =").and_then(|(_, rest)| rest.split_once('}')).map_or("", |(rule, _)| rule);
    rule.split('"').skip(1).step_by(2).collect()
});

/// Whether a word stands for itself somewhere.
pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(word)
}

/// Whether a word can't be a name.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(word)
}

#[cfg(test)]
mod tests {
    use super::{Kind, is_keyword, is_reserved, tokens};

    fn words(text: &str) -> Vec<(Kind, &str)> {
        tokens(text).into_iter().map(|token| (token.kind, token.of(text))).collect()
    }

    #[test]
    fn a_line_falls_into_its_parts() {
        use Kind::{Comment, Line, Number, Sign, Text, Word};
        let found = words("vip yes/no \"a # b\" >= 1,000.50 EUR # c\r\nx.y 2026-06-30 \"open");
        let expected = [
            (Word, "vip"),
            (Word, "yes/no"),
            (Text, "\"a # b\""),
            (Sign, ">="),
            (Number, "1,000.50"),
            (Word, "EUR"),
            (Comment, "# c"),
            (Line, "\r"),
            (Line, "\n"),
            (Word, "x"),
            (Sign, "."),
            (Word, "y"),
            (Number, "2026-06-30"),
            (Text, "\"open"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_grammar_says_which_words_stand_for_themselves() {
        assert!(["metric", "when", "otherwise", "yes", "rounded"].into_iter().all(is_keyword));
        assert!(!is_keyword("amount") && is_reserved("today") && !is_reserved("key"));
    }
}
