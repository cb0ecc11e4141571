//! What is wrong with a `sources.ron`, said by line.

use super::Sources;
use crate::diagnostic::near::nearest;
use crate::table::{Place, Problem, ProblemKind};
use ron::error::{Error, SpannedError};
use ron::extensions::Extensions;

/// Reads a `sources.ron` that the user knows as `name`.
pub(in crate::input) fn parse(name: &str, text: &str) -> Result<Sources, Box<Problem>> {
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .from_str(text)
        .map_err(|error| Box::new(problem(name, &error)))
}

fn problem(name: &str, error: &SpannedError) -> Problem {
    let (found, expected, help) = words(&error.code);
    let at = error.span.start;
    Problem {
        place: Place { file: Some(name.to_string()), line: Some(at.line as u64), ..Place::default() },
        kind: ProblemKind::BadSource,
        found: format!("{found} (at character {} of the line)", at.col),
        expected,
        help,
    }
}

fn words(error: &Error) -> (String, String, Option<String>) {
    match error {
        Error::NoSuchStructField { expected, found, .. } => option(found, expected, "there is no such option"),
        Error::NoSuchEnumVariant { expected, found, .. } => option(found, expected, "there is no such value"),
        Error::InvalidValueForType { expected, found } => (found.clone(), expected.clone(), None),
        Error::DuplicateStructField { field, .. } => (format!("`{field}` twice"), "each option once".to_string(), None),
        Error::ExpectedStructLikeEnd | Error::ExpectedMapEnd | Error::ExpectedArrayEnd | Error::ExpectedComma => {
            ("something else".to_string(), "a comma, or the closing bracket".to_string(), None)
        }
        Error::ExpectedStructLike => {
            ("something else".to_string(), "options in parentheses: (name: value)".to_string(), None)
        }
        Error::ExpectedMap => ("something else".to_string(), "entries in braces: {\"name\": …}".to_string(), None),
        Error::ExpectedBoolean => {
            ("something else".to_string(), "true or false, without quotation marks".to_string(), None)
        }
        Error::Eof => ("the end of the file".to_string(), "the rest of it: a bracket may be open".to_string(), None),
        Error::Message(text) => (text.clone(), "each name once".to_string(), None),
        other => (lower_first(&other.to_string()), "RON, as the reference describes sources.ron".to_string(), None),
    }
}

fn option(found: &str, expected: &[&'static str], why: &str) -> (String, String, Option<String>) {
    let near = nearest(found, expected.iter().copied()).map(|near| format!("did you mean `{near}`?"));
    let listed: Vec<String> = expected.iter().map(|name| format!("`{name}`")).collect();
    (format!("`{found}`: {why}"), format!("one of {}", listed.join(", ")), near)
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

/// The line of the entry that the keys lead to, from the outermost inwards: `["invoices", "columns", "amount"]`.
pub(in crate::input) fn line_of_key(text: &str, keys: &[&str]) -> Option<u64> {
    let mut at = 0;
    for key in keys {
        at = key_behind(text, at, key)?;
    }
    Some(text.get(..at)?.matches('\n').count() as u64 + 1)
}

/// Where `"key":` or `key:` stands at `from` or behind.
fn key_behind(text: &str, from: usize, key: &str) -> Option<usize> {
    let rest = text.get(from..)?;
    rest.match_indices(key).map(|(i, _)| (from + i, from + i + key.len())).find_map(|(start, end)| {
        let behind = text.get(end..)?;
        let before = text.get(..start)?;
        let quoted = before.ends_with('"') && behind.starts_with('"');
        let behind = if quoted { behind.get(1..)? } else { behind };
        let whole = quoted || !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"');
        (whole && behind.trim_start().starts_with(':')).then_some(start)
    })
}
