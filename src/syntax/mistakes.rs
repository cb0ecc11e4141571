//! What an author probably did where a declaration does not fit the grammar.
//!
//! Enters: a declaration, and where it stopped fitting. Leaves: one diagnostic. Guaranteed: a typical mistake gets the
//! message about it; any other gets what was found and what was expected.

use super::example_slips;
use super::expected;
use super::foreign;
use super::from_pairs::{Refusal, Rule};
use super::hints;
use super::words;
use crate::diagnostic::near::{Meant, meant};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{SourceId, Span};

/// The words that begin an aggregate, before `of`.
pub(super) const AGGREGATES: [&str; 8] = ["sum", "average", "min", "max", "median", "count", "earliest", "latest"];

/// The place where a declaration stopped fitting.
pub(super) struct Found<'a> {
    source: SourceId,
    offset: usize,
    /// The first byte that does not fit, in the declaration
    pub at: usize,
    /// All before it, without the blanks at its end
    pub before: &'a str,
    /// All from it on
    pub rest: &'a str,
    /// The word, number, text or sign that stands there; empty at the end of a line
    pub token: &'a str,
    /// The rules that would have fitted
    pub expected: &'a [Rule],
}

impl<'a> Found<'a> {
    fn new(source: SourceId, offset: usize, text: &'a str, refusal: &'a Refusal) -> Found<'a> {
        let rest = text.get(refusal.at..).unwrap_or("");
        let rest = rest.trim_start_matches([' ', '\t']);
        let at = text.len() - rest.len();
        let before = text.get(..at).unwrap_or("").trim_end();
        Found { source, offset, at, before, rest, token: token(rest), expected: &refusal.expected }
    }

    /// The place of the token; where the line ends, the end of what stands before it.
    pub fn span(&self) -> Span {
        if self.token.is_empty() {
            return self.place(self.before.len(), 0);
        }
        self.place(self.at, self.token.len())
    }

    /// A place of some bytes, counted from the declaration's start.
    pub fn place(&self, at: usize, length: usize) -> Span {
        let start = self.offset + at;
        super::span(self.source, start..start + length)
    }

    /// The word that ends what stands before.
    pub fn last_word(&self) -> &'a str {
        let start = self.before.rfind(|c: char| !(c.is_alphanumeric() || c == '_'));
        let start = start.and_then(|i| self.before.get(i..)?.chars().next().map(|c| i + c.len_utf8()));
        self.before.get(start.unwrap_or(0)..).unwrap_or("")
    }

    /// Whether one of these would have fitted.
    pub fn expects(&self, rules: &[Rule]) -> bool {
        rules.iter().any(|rule| self.expected.contains(rule))
    }

    fn is_word(&self) -> bool {
        self.token.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

fn token(rest: &str) -> &str {
    let word = words::leading(rest);
    let length = match rest.chars().next() {
        None | Some('\n') => 0,
        Some(c) if c.is_ascii_digit() => {
            rest.find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).unwrap_or(rest.len())
        }
        Some('"') => rest.get(1..).and_then(|inside| inside.find('"')).map_or(1, |end| end + 2),
        Some(_) if !word.is_empty() => word.len(),
        Some(c) => c.len_utf8(),
    };
    rest.get(..length).unwrap_or("")
}

/// One diagnostic for a declaration that does not fit.
pub(super) fn explain(source: SourceId, offset: usize, text: &str, refusal: &Refusal) -> Diagnostic {
    let found = Found::new(source, offset, text, refusal);
    example_slips::explain(&found)
        .or_else(|| foreign::operator(&found))
        .or_else(|| foreign::comparison(&found))
        .or_else(|| foreign::word(&found))
        .or_else(|| foreign::number(&found))
        .or_else(|| foreign::thousands(&found))
        .or_else(|| foreign::function(&found))
        .or_else(|| separator(&found))
        .or_else(|| reserved(&found))
        .or_else(|| result_last(&found))
        .or_else(|| unquoted(&found))
        .or_else(|| without_of(&found))
        .or_else(|| misspelt(&found))
        .or_else(|| character(&found))
        .unwrap_or_else(|| unexpected(&found))
}

fn unexpected(found: &Found) -> Diagnostic {
    let expected = expected::describe(found.expected);
    let label = if expected.is_empty() { String::new() } else { format!("expected {expected}") };
    let headline = match found.token {
        "" => "something is missing at the end of this line".to_string(),
        token => format!("{} does not fit here", shown(token)),
    };
    let diagnostic = Diagnostic::error(codes::UNEXPECTED, found.span(), headline, label);
    match hints::hint(found) {
        Some(hint) => diagnostic.help(hint),
        None => diagnostic,
    }
}

/// Something quoted for a message, not too long.
pub(super) fn shown(token: &str) -> String {
    let short: String = token.chars().take(40).collect();
    if short.len() < token.len() { format!("`{short}…`") } else { format!("`{short}`") }
}

/// `sum amount in posted`: the word of the aggregate was taken for a name.
fn without_of(found: &Found) -> Option<Diagnostic> {
    let last = found.last_word();
    if !AGGREGATES.contains(&last) || found.token == "of" || !(found.is_word() || found.token == "(") {
        return None;
    }
    let headline = format!("`of` is missing behind `{last}`");
    let form = if last == "count" { "count of ROWS".to_string() } else { format!("{last} of X in ROWS") };
    Some(
        Diagnostic::error(codes::UNEXPECTED, found.span(), headline, "expected `of`")
            .help(format!("an aggregate is written `{form}`"))
            .fix(found.place(found.at, 0), "of "),
    )
}

fn separator(found: &Found) -> Option<Diagnostic> {
    let dangling = found.before.ends_with([',', ';']) && matches!(found.token, "" | ")" | "}");
    let (span, mark) = match found.token {
        "," | ";" => (found.span(), found.token),
        _ if dangling => (found.place(found.before.len() - 1, 1), found.before.get(found.before.len() - 1..)?),
        _ => return None,
    };
    let help = match mark {
        ";" => "`;` stands only between two lines between braces, where they are written on one line",
        _ => "`,` stands only between two parts of a list; a line ends without it",
    };
    let headline = format!("a `{mark}` too many");
    Some(Diagnostic::error(codes::SEPARATOR, span, headline, "").help(help).fix(span, ""))
}

fn reserved(found: &Found) -> Option<Diagnostic> {
    let wants_name =
        found.expects(&[Rule::name, Rule::names, Rule::parent, Rule::column]) && !found.expects(&[Rule::sign]);
    // A column named `when` seems to go on with the line before it.
    let column = found.expects(&[Rule::k_optional, Rule::optional]) && words::goes_on(found.token, "");
    ((wants_name || column) && words::RESERVED.contains(&found.token)).then(|| {
        let headline = format!("`{}` is a reserved word, and can't be a name", found.token);
        Diagnostic::error(codes::RESERVED_WORD, found.span(), headline, "")
            .help(format!("choose another name, such as `{}_`", found.token))
    })
}

/// `when total > 5 EUR "VIP"`: a line begins with its result.
fn result_last(found: &Found) -> Option<Diagnostic> {
    if !found.before.ends_with(['{', ';']) || !matches!(found.token, "when" | "otherwise") {
        return None;
    }
    let headline = format!("a line begins with its result, and `{}` stands behind it", found.token);
    Some(
        Diagnostic::error(codes::UNEXPECTED, found.span(), headline, "")
            .help("write `RESULT when CONDITION`, and last `RESULT otherwise`"),
    )
}

fn unquoted(found: &Found) -> Option<Diagnostic> {
    let wants_text =
        found.expects(&[Rule::text, Rule::labels, Rule::label_line]) && !found.expects(&[Rule::name, Rule::sign]);
    if !wants_text || !found.is_word() {
        return None;
    }
    let text = bare_text(found.rest);
    let quoted = format!("\"{text}\"");
    let span = found.place(found.at, text.len());
    Some(
        Diagnostic::error(codes::UNQUOTED_TEXT, span, "text and labels stand between quotes", "a bare word is a name")
            .help(format!("write `{quoted}`"))
            .suggest(span, quoted),
    )
}

/// Words up to what goes on with the sentence.
fn bare_text(rest: &str) -> &str {
    let end = rest.find([',', ';', '\n', '{', '}', ')', '"', '=']).unwrap_or(rest.len());
    let words = rest.get(..end).unwrap_or("");
    let stop = [" when ", " otherwise", " and ", " or ", " optional", " default ", " current"]
        .iter()
        .filter_map(|word| words.find(word))
        .min();
    words.get(..stop.unwrap_or(words.len())).unwrap_or("").trim_end()
}

fn misspelt(found: &Found) -> Option<Diagnostic> {
    if !found.is_word() || found.token.chars().count() < 3 {
        return None;
    }
    let phrase = expected::describe(found.expected);
    // Only the words of the phrase, in backquotes, can be meant.
    let keywords: Vec<&str> = phrase.split('`').skip(1).step_by(2).collect();
    let words = keywords.iter().filter(|word| word.chars().all(|c| c.is_ascii_lowercase())).copied();
    let Meant { name, certain } = meant(found.token, words)?;
    let headline = format!("`{}` does not fit here", found.token);
    let span = found.span();
    Some(
        Diagnostic::error(codes::UNEXPECTED, span, headline, format!("expected {phrase}"))
            .help(format!("did you mean `{name}`?"))
            .correct(span, name, certain),
    )
}

fn character(found: &Found) -> Option<Diagnostic> {
    let c = found.token.chars().next()?;
    let known = c.is_alphanumeric() || "\"{}()+-*/=<>!,;.%_|:".contains(c);
    (!known).then(|| {
        let headline = format!("`{c}` has no place in a rulebook");
        let diagnostic = Diagnostic::error(codes::BAD_CHARACTER, found.span(), headline, "");
        match c {
            '€' | '$' | '£' | '¥' => {
                diagnostic.help("write the currency by its code behind the number: `20,000 EUR`")
            }
            _ => {
                diagnostic.help("outside of quotes there are names, numbers, and the signs + - * / = < > ( ) { } , ; %")
            }
        }
    })
}

/// A line in column one that begins with no declaration word; `known` is the word it probably means.
pub(super) fn no_declaration(source: SourceId, at: usize, text: &str, known: Option<Meant>) -> Diagnostic {
    let token = token(text);
    let span = super::span(source, at..at + token.len());
    let headline = format!("{} begins no declaration", shown(token));
    let diagnostic = Diagnostic::error(codes::UNKNOWN_DECLARATION, span, headline, "");
    match (known, token) {
        (Some(known), _) => diagnostic.help(format!("did you mean `{}`?", known.name)).correct(span, known.name, known.certain),
        (None, "rule" | "points" | "needs" | "categories" | "starts" | "rounded") => {
            diagnostic.help("this is a part of a `score`: it stands between its braces, with blanks before it")
        }
        (None, _) => diagnostic.help(
            "a line in column one begins with one of rulebook, version, owner, currency, about, use, table, parameter, rows, \
             metric, score, segment, figure, alert, worklist, advisor, example; the lines of a declaration have blanks before them",
        ),
    }
}
