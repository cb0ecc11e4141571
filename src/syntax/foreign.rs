//! Habits from other languages.
//!
//! Enters: where a declaration stopped fitting. Leaves: the message about an operator, a word or a number that is written
//! otherwise here, if that is what stands there. Guaranteed: the fix, where there is one, is what a rulebook would say.

use super::mistakes::{AGGREGATES, Found, shown};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

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
const WORDS: [(&str, &str); 17] = [
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
    ("exceeds", "`>`"),
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

/// Words that compare in other languages, with what ends them, and the sign that a rulebook uses.
const COMPARISONS: [(&str, &str); 6] = [
    (">=", "at least"),
    ("<=", "at most"),
    (">", "more than, greater than, higher than, larger than, bigger than, above, over"),
    ("<", "less than, lower than, fewer than, smaller than, below, under"),
    ("=", "equal to, exactly"),
    (">=", "no less than, not less than"),
];

/// `is more than`, `is at least`, `is above`
pub(super) fn comparison(found: &Found) -> Option<Diagnostic> {
    let is = found.before.rfind(" is ")? + 1;
    let said = found.before.get(is + 3..)?.trim();
    let (sign, words) = COMPARISONS.iter().find_map(|(sign, all)| {
        let words = all.split(", ").find(|words| *words == said || *words == format!("{said} {}", found.token))?;
        Some((*sign, words))
    })?;
    let length = if words == said { found.before.len() - is } else { found.at + found.token.len() - is };
    let span = found.place(is, length);
    let headline = format!("numbers are compared with signs, not with `is {words}`");
    Some(Diagnostic::error(codes::SIGNS_COMPARE, span, headline, "").help(format!("write `{sign}`")).fix(span, sign))
}

/// Words that are called like functions elsewhere, and how a rulebook says them.
const FUNCTIONS: [(&str, &str); 9] = [
    ("round", "`X rounded to 0.01 EUR`, with the step to round to"),
    ("abs", "`higher of (X, -X)`"),
    ("coalesce", "`X else 0 EUR`"),
    ("ifnull", "`X else 0 EUR`"),
    ("greatest", "`higher of (A, B)`"),
    ("least", "`lower of (A, B)`"),
    ("max", "`higher of (A, B)` for several values, or `max of X in ROWS`"),
    ("min", "`lower of (A, B)` for several values, or `min of X in ROWS`"),
    ("avg", "`average of X in ROWS`"),
];

/// `round(`, `max(`
pub(super) fn function(found: &Found) -> Option<Diagnostic> {
    let last = found.last_word();
    let small = last.to_lowercase();
    let (_, meant) = FUNCTIONS.iter().find(|(name, _)| *name == small && found.token == "(")?;
    let span = found.place(found.before.len() - last.len(), last.len());
    let headline = format!("`{last}(…)` is not a form of this language");
    Some(Diagnostic::error(codes::FOREIGN_WORD, span, headline, "").help(format!("write {meant}")))
}

/// `5k EUR`
pub(super) fn thousands(found: &Found) -> Option<Diagnostic> {
    let last = found.last_word();
    let number = last.strip_suffix(['k', 'K']).filter(|n| n.parse::<u32>().is_ok_and(|n| n > 0))?;
    let span = found.place(found.before.len() - last.len(), last.len());
    let headline = format!("`{last}` is written in full");
    let corrected = if number.len() <= 3 { format!("{number},000") } else { format!("{number}000") };
    Some(
        Diagnostic::error(codes::NUMBER_FORM, span, headline, "")
            .help(format!("write `{corrected}`"))
            .fix(span, corrected),
    )
}

/// `SUM of`, `Count of`
fn capitals(found: &Found) -> Option<Diagnostic> {
    let last = found.last_word();
    let small = last.to_lowercase();
    if found.token != "of" || small == last || !AGGREGATES.contains(&small.as_str()) {
        return None;
    }
    Some(small_letters(last, small, found.place(found.before.len() - last.len(), last.len())))
}

fn small_letters(word: &str, small: String, place: Span) -> Diagnostic {
    let headline = format!("`{word}` is written in small letters");
    Diagnostic::error(codes::FOREIGN_WORD, place, headline, "").help(format!("write `{small}`")).fix(place, small)
}

/// `else if`, `then`, `AND`
pub(super) fn word(found: &Found) -> Option<Diagnostic> {
    if let Some(capitals) = capitals(found) {
        return Some(capitals);
    }
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
        return Some(small_letters(word, small, place));
    }
    let (_, meant) = WORDS.iter().find(|(foreign, _)| *foreign == word)?;
    let meant = if word == "if" && found.before.contains('{') { "`when`" } else { meant };
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
