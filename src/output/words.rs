//! Values as a person reads them.
//!
//! Enters: a value with its type. Leaves: `1,234.50 EUR`, `30%`, `12 days`. Guaranteed: rounding is for the eye only,
//! and only what has more decimals than shown is rounded.

use crate::value::{Currency, Decimal, Type, Value};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A value with its unit; `unknown` where there is none.
pub fn said(value: Option<&Value>, ty: &Type, currency: &Currency) -> String {
    match (value, ty) {
        (None, _) => "unknown".to_string(),
        (Some(Value::Number(n)), Type::Money) => format!("{} {}", n.grouped(currency.decimals()), currency.code()),
        (Some(Value::Number(n)), Type::Percent) => percent(*n),
        (Some(Value::Number(n)), Type::Days) => {
            format!("{} {}", short(*n), if n.abs() == Decimal::ONE { "day" } else { "days" })
        }
        (Some(Value::Number(n)), Type::Score(unit)) => {
            format!("{} {}", short(*n), if n.abs() == Decimal::ONE { unit.singular() } else { unit.plural() })
        }
        (Some(Value::Number(n)), _) => short(*n),
        (Some(value), ty) => value.plain(ty),
    }
}

fn percent(ratio: Decimal) -> String {
    ratio
        .times(Decimal::HUNDRED)
        .map_or_else(|_| format!("{ratio} times"), |n| format!("{}%", n.grouped(n.scale().min(1))))
}

/// At most two decimals.
fn short(n: Decimal) -> String {
    n.grouped(n.scale().min(2))
}

/// `1,234,567`
pub fn count(n: u64) -> String {
    Decimal::from_int(i64::try_from(n).unwrap_or(i64::MAX)).grouped(0)
}

/// The share of `part` in `whole`, in percent with one decimal; a dash where there is no whole.
pub fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "-".to_string();
    }
    let tenths = (u128::from(part) * 2000 + u128::from(whole)) / (u128::from(whole) * 2);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// The text, cut with `…` where it is wider than `width`, and filled with blanks to that width.
pub fn fit(text: &str, width: usize) -> String {
    let cut = cut(text, width);
    let blanks = width.saturating_sub(cut.width());
    cut + &" ".repeat(blanks)
}

/// The text, cut with `…` where it is wider than `width`; control characters are shown as `�`.
pub fn cut(text: &str, width: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.width() <= width {
        return text;
    }
    let (mut out, mut used) = (String::new(), 1);
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    out + "…"
}

/// Lines of at most `width`, each with `indent` blanks before it; words are kept whole where they fit.
pub fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let room = width.saturating_sub(indent).max(20);
    let (mut out, mut line) = (String::new(), String::new());
    for word in text.split_whitespace() {
        if !line.is_empty() && line.width() + 1 + word.width() > room {
            out.push_str(&format!("{}{line}\n", " ".repeat(indent)));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    out + &format!("{}{line}\n", " ".repeat(indent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_to_a_tenth_of_a_percent() {
        assert_eq!(share(1, 3), "33.3%");
        assert_eq!(share(2, 3), "66.7%");
        assert_eq!(share(0, 0), "-");
    }

    #[test]
    fn wide_characters_and_control_characters_keep_the_columns() {
        assert_eq!(fit("日本語", 5), "日本…");
        assert_eq!(fit("a\u{1b}b", 4), "a\u{fffd}b ");
    }

    #[test]
    fn units_are_said() {
        let eur = Currency::new("EUR").unwrap();
        let said = |text: &str, ty: Type| said(Decimal::parse(text).map(Value::Number).as_ref(), &ty, &eur);
        assert_eq!(said("-1234567.5", Type::Money), "-1,234,567.50 EUR");
        assert_eq!(said("0.3", Type::Percent), "30%");
        assert_eq!(said("0.3333", Type::Percent), "33.3%");
        assert_eq!(said("1", Type::Days), "1 day");
    }
}
