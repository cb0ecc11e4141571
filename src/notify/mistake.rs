//! What is wrong with a `notify.ron`, with its line underlined.
//!
//! Enters: the text, where the mistake is, what to do. Leaves: [`Mistake`], which is shown with line and column.
//! Guaranteed: no value of a secret's option is repeated.

use crate::diagnostic::near::nearest;
use ron::error::{Error, SpannedError};
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;
use std::fmt;

/// A mistake in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    file: String,
    /// Both from 1
    place: Option<(usize, usize)>,
    /// The line, and how many of its characters are underlined
    line: String,
    length: usize,
    found: String,
    help: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((line, column)) = self.place else {
            return write!(f, "{}: {}; expected {}", self.file, self.found, self.help);
        };
        writeln!(f, "{}, line {line}, column {column}: {}", self.file, self.found)?;
        let number = line.to_string();
        let blanks = " ".repeat(number.len());
        // Tabs stay tabs, so that what is underlined stands below.
        let before = self.line.chars().take(column - 1).map(|c| if c == '\t' { '\t' } else { ' ' });
        writeln!(f, "  {number} | {}", self.line)?;
        writeln!(f, "  {blanks} | {}{}", before.collect::<String>(), "^".repeat(self.length.max(1)))?;
        write!(f, "  {blanks} = {}", self.help)
    }
}

/// Reads a file of options.
pub fn parse<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, Mistake> {
    let extensions = Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES;
    let options = ron::Options::default().with_default_extension(extensions);
    options.from_str(text).map_err(|error| unread(name, text, &error))
}

impl Mistake {
    /// A mistake about what the keys lead to, from the outermost inwards: `["audiences", "finance", "mail"]`.
    pub fn at(file: &str, text: &str, keys: &[&str], found: String, help: String) -> Mistake {
        let place = place_of(text, keys);
        let length = place.map_or(0, |(_, length)| length);
        let place = place.map(|(at, _)| position(text, at));
        Mistake { file: file.to_string(), line: line(text, place, false), place, length, found, help }
    }
}

/// The line and the column of a byte, from 1.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

/// The line of a place as it is shown; `all` hides each text behind the place.
fn line(text: &str, place: Option<(usize, usize)>, all: bool) -> String {
    let Some((line, column)) = place else { return String::new() };
    let line = text.lines().nth(line - 1).unwrap_or_default();
    hidden(line, if all { column } else { usize::MAX })
}

/// Options that a secret may have been typed into.
const SECRET: [&str; 3] = ["password", "secret", "url_from"];

/// A line, character by character, with `*` for texts that may be secret: those of such options, addresses with a
/// password, and all that begin at a column or behind it.
fn hidden(line: &str, from: usize) -> String {
    let (mut out, mut rest) = (String::new(), line);
    while let Some(first) = rest.chars().next() {
        let length = if first == '"' { quoted_length(rest) } else { first.len_utf8() };
        let (piece, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let option = out.trim_end().strip_suffix(':').map(str::trim_end).unwrap_or_default();
        let secret = SECRET.iter().any(|name| option.ends_with(name)) || piece.contains("://") && piece.contains('@');
        let is_hidden = first == '"' && (secret || out.chars().count() + 1 >= from);
        out.extend(piece.chars().map(|c| match c {
            _ if is_hidden && c != '"' => '*',
            '\t' => c,
            _ if c.is_control() => '\u{fffd}',
            _ => c,
        }));
        rest = behind;
    }
    out
}

/// What RON's reader says, in our words.
fn unread(file: &str, text: &str, error: &SpannedError) -> Mistake {
    let (start, end) = (error.span.start, error.span.end);
    let (found, help) = words(&error.code);
    let length = if start.line == end.line { end.col.saturating_sub(start.col) } else { 1 };
    let place = Some((start.line.max(1), start.col.max(1)));
    let typed = matches!(error.code, Error::ExpectedIdentifier);
    Mistake { file: file.to_string(), place, line: line(text, place, typed), length, found, help }
}

fn words(error: &Error) -> (String, String) {
    match error {
        Error::NoSuchStructField { expected, found, .. } => option(found, expected, "there is no such option"),
        Error::NoSuchEnumVariant { expected, found, .. } => option(found, expected, "there is no such word here"),
        Error::MissingStructField { field, .. } => {
            (format!("`{field}` is missing"), format!("write `{field}: …` among these options"))
        }
        Error::DuplicateStructField { field, .. } => (format!("`{field}` stands twice"), "each option once".into()),
        // A secret is the only thing that is written as a word with a text in parentheses, and may have been typed here.
        Error::ExpectedIdentifier => (
            "a word is missing".into(),
            "a channel is mail(…), webhook(…) or file(…); a secret is env(\"NAME\") or file(\"PATH\"), never the secret itself"
                .into(),
        ),
        Error::InvalidValueForType { expected, found } => (format!("this is {found}"), format!("write {expected}")),
        Error::ExpectedStructLikeEnd | Error::ExpectedMapEnd | Error::ExpectedArrayEnd | Error::ExpectedComma => {
            ("something else stands here".into(), "a comma, or the closing bracket".into())
        }
        Error::ExpectedStructLike | Error::ExpectedNamedStructLike(_) => {
            ("something else stands here".into(), "options in parentheses: (name: value)".into())
        }
        Error::ExpectedMap => ("something else stands here".into(), "entries in braces: {\"name\": …}".into()),
        Error::ExpectedInteger => ("this is no number".into(), "a whole number, without quotation marks".into()),
        Error::Message(text) => (text.clone(), "each name once".into()),
        Error::Eof => ("the file ends too early".into(), "the rest of it: a bracket may be open".into()),
        other => (other.to_string(), "RON, as docs/delivery.md describes notify.ron".into()),
    }
}

fn option(found: &str, expected: &[&'static str], why: &str) -> (String, String) {
    let near = nearest(found, expected.iter().copied());
    let listed: Vec<String> = expected.iter().map(|name| format!("`{name}`")).collect();
    let help = near.map_or_else(|| format!("one of {}", listed.join(", ")), |near| format!("did you mean `{near}`?"));
    (format!("`{found}`: {why}"), help)
}

/// The first byte of the last key, and how many characters it has; of the key before, where the last is not there.
fn place_of(text: &str, keys: &[&str]) -> Option<(usize, usize)> {
    let bare = uncommented(text);
    let (mut at, mut found) = (0, None);
    for key in keys.iter().filter(|key| !key.is_empty()) {
        let Some((start, end)) = word_behind(&bare, at, key) else { break };
        found = Some((start, bare.get(start..end)?.chars().count()));
        at = end;
    }
    found
}

/// Where a word, bare or between quotation marks, stands at `from` or behind: with its quotation marks.
fn word_behind(text: &str, from: usize, word: &str) -> Option<(usize, usize)> {
    let quoted = format!("{word:?}");
    let bare = |start: usize| {
        let (before, behind) =
            (text.get(..start).unwrap_or_default(), text.get(start + word.len()..).unwrap_or_default());
        let part = |c: char| c.is_alphanumeric() || c == '_' || c == '"';
        !before.ends_with(part) && behind.trim_start().starts_with(':')
    };
    let rest = text.get(from..)?;
    let quoted_at = rest.find(&quoted).map(|i| (from + i, from + i + quoted.len()));
    let mut all = rest.match_indices(word).map(|(i, _)| from + i);
    let bare_at = all.find(|start| bare(*start)).map(|start| (start, start + word.len()));
    [quoted_at, bare_at].into_iter().flatten().min()
}

/// The same text, byte by byte, with blanks for comments.
fn uncommented(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => quoted_length(rest),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            _ => first.len_utf8(),
        };
        let (piece, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        if piece.starts_with("//") || piece.starts_with("/*") {
            out.extend(piece.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        } else {
            out.push_str(piece);
        }
        rest = behind;
    }
    out
}

fn quoted_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}
