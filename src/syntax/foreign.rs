//! Habits from other languages.
//!
//! Enters: where a declaration stopped fitting. Leaves: the message about an operator, a word or a number that is written
//! otherwise here, if that is what stands there. Guaranteed: the fix, where there is one, is what a rulebook would say.

use super::mistakes::{Found, shown};
use crate::diagnostic::{Diagnostic, codes};

/// Signs of other languages, the longer ones first, and how a rulebook says them.
const OPERATORS: [(&str, &str); 24] = [
    ("===", "="),
    ("!==", "!="),
    ("==", "="),
    ("<>", "!="),
    ("=>", ">="),
    ("=<", "<="),
    ("=!", "!="),
    ("&&", "and"),
    ("||", "or"),
    (":=", "="),
    ("~=", "!="),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("×", "*"),
    ("·", "*"),
    ("÷", "/"),
    ("−", "-"),
    ("–", "-"),
    ("—", "-"),
    ("&", "and"),
    ("|", "or"),
    ("^", ""),
    ("!", "not"),
];

/// Words of other languages, and how a rulebook says them.
const WORDS: [(&str, &str); 16] = [
    ("if", "a list between `{` and `}`, with lines such as `5 when A`"),
    ("then", "a list between `{` and `}`, with lines such as `5 when A`"),
    ("elseif", "one more line with `when`"),
    ("elif", "one more line with `when`"),
    ("unless", "`not (…)`"),
    ("case", "a list between `{` and `}`, with lines such as `5 when A`"),
    ("equals", "`=` for numbers, `is` for words"),
    ("isn", "`is not`"),
    ("exists", "`is known`"),
    ("like", "`contains` or `starts with`"),
    ("null", "`is unknown`"),
    ("true", "`yes`"),
    ("false", "`no`"),
    ("always", "`otherwise`"),
    ("default", "`otherwise`"),
    ("greater", "`>`"),
];

/// `==`, `&&`, `> =`
pub(super) fn operator(found: &Found) -> Option<Diagnostic> {
    if let Some(split) = split_comparison(found) {
        return Some(split);
    }
    let (sign, meant) = OPERATORS.iter().find(|(sign, _)| found.rest.starts_with(sign))?;
    let span = found.place(found.at, sign.len());
    let headline = format!("`{sign}` is not a sign of this language");
    let diagnostic = Diagnostic::error(codes::OPERATOR_FORM, span, headline, "");
    Some(match *meant {
        "" => diagnostic.help("a power is written as a product: `a * a`"),
        meant => diagnostic.help(format!("write `{meant}`")).fix(span, meant),
    })
}

/// `> =`
fn split_comparison(found: &Found) -> Option<Diagnostic> {
    let first = found.before.chars().next_back().filter(|c| matches!(c, '<' | '>' | '!'))?;
    let second = found.rest.chars().next()?;
    if second != '=' && (first, second) != ('<', '>') {
        return None;
    }
    let start = found.before.len() - 1;
    let span = found.place(start, found.at + 1 - start);
    let meant = if found.rest.starts_with('>') { "!=".to_string() } else { format!("{first}=") };
    Some(
        Diagnostic::error(codes::OPERATOR_FORM, span, format!("the two halves of `{meant}` stand apart"), "")
            .help(format!("write `{meant}`"))
            .fix(span, meant),
    )
}

/// `else if`, `then`, `AND`
pub(super) fn word(found: &Found) -> Option<Diagnostic> {
    let last = found.last_word();
    let (word, place) = if is_foreign(found.token) {
        (found.token, found.span())
    } else if is_foreign(last) {
        (last, found.place(found.before.len() - last.len(), last.len()))
    } else {
        return None;
    };
    let small = word.to_lowercase();
    if small != word {
        let headline = format!("`{word}` is written in small letters");
        return Some(
            Diagnostic::error(codes::FOREIGN_WORD, place, headline, "")
                .help(format!("write `{small}`"))
                .fix(place, small),
        );
    }
    let (_, meant) = WORDS.iter().find(|(foreign, _)| *foreign == word)?;
    let headline = format!("`{word}` is not a word of this language");
    Some(Diagnostic::error(codes::FOREIGN_WORD, place, headline, "").help(format!("write {meant} instead")))
}

/// Whether a word is one of another language, or one of this language in capitals.
fn is_foreign(word: &str) -> bool {
    let capital = word.chars().all(|c| c.is_ascii_uppercase());
    let small = word.to_lowercase();
    WORDS.iter().any(|(foreign, _)| *foreign == word)
        || (capital && (super::words::RESERVED.contains(&small.as_str()) || small == "if"))
}

/// `20 000`, `EUR 20,000`
pub(super) fn number(found: &Found) -> Option<Diagnostic> {
    if !found.token.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let last = found.last_word();
    let start = found.before.len() - last.len();
    if found.token.len() >= 3 && !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()) {
        let start = found.before.rfind(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).map_or(0, |i| i + 1);
        let span = found.place(start, found.at + found.token.len() - start);
        let number = format!("{},{}", found.before.get(start..)?, found.token);
        let headline = "no blank stands inside a number";
        return Some(
            Diagnostic::error(codes::NUMBER_FORM, span, headline, "")
                .help(format!("write `{number}`"))
                .fix(span, number),
        );
    }
    if last.len() == 3 && last.bytes().all(|b| b.is_ascii_uppercase()) {
        let span = found.place(start, found.at + found.token.len() - start);
        let amount = format!("{} {last}", found.token);
        let headline = format!("a currency stands behind its number, {} before it", shown(last));
        return Some(
            Diagnostic::error(codes::NUMBER_FORM, span, headline, "")
                .help(format!("write `{amount}`"))
                .fix(span, amount),
        );
    }
    None
}
