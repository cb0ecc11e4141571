//! Numbers as they are printed.
//!
//! Enters: text that begins with a digit. Leaves: how far the number or date goes, and a number with a comma before each
//! three digits. Guaranteed: a number keeps its value and the decimals its author wrote.

use super::tokens::Kind;

/// The bytes of the number or date that a text begins with, and which it is.
pub(super) fn length(rest: &str) -> (usize, Option<Kind>) {
    match date(rest) {
        Some(length) => (length, Some(Kind::Word)),
        None => (number(rest), Some(Kind::Number)),
    }
}

/// `2026-06-30`
fn date(rest: &str) -> Option<usize> {
    let (year, behind) = digits(rest);
    let (month, behind) = digits(behind.strip_prefix('-')?);
    let (day, _) = digits(behind.strip_prefix('-')?);
    let fits = year == 4 && (1..=2).contains(&month) && (1..=2).contains(&day);
    fits.then_some(year + month + day + 2)
}

/// How many digits a text begins with, and what is behind them.
fn digits(text: &str) -> (usize, &str) {
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
    (text.len() - behind.len(), behind)
}

/// Digits, with marks between digits.
fn number(rest: &str) -> usize {
    let (mut length, mut behind) = digits(rest);
    while let Some((more, next)) = behind.strip_prefix([',', '.']).map(digits).filter(|(more, _)| *more > 0) {
        length += 1 + more;
        behind = next;
    }
    length
}

/// The number with a comma before each three digits ahead of its point, and no zero in front of another digit there.
pub(super) fn grouped(number: &str) -> String {
    let (whole, decimals) = number.split_once('.').map_or((number, None), |(whole, decimals)| (whole, Some(decimals)));
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    let mut out = String::from(if digits.is_empty() { "0" } else { "" });
    for (i, digit) in digits.char_indices() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(decimals) = decimals {
        out.push('.');
        out.push_str(decimals);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{grouped, length};

    #[test]
    fn commas_stand_before_three_digits_of_the_whole_part_alone() {
        for (written, printed) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("1,000", "1,000"),
            ("1234567.1234567", "1,234,567.1234567"),
            ("0.50", "0.50"),
            ("007", "7"),
            ("000", "0"),
        ] {
            assert_eq!(grouped(written), printed);
        }
    }

    #[test]
    fn a_number_ends_before_the_comma_of_a_list() {
        assert_eq!(length("1,000, 2").0, 5);
        assert_eq!(length("2026-06-30)").0, 10);
        assert_eq!(length("2026 - 6").0, 4);
        assert_eq!(length("5.").0, 1);
    }
}
