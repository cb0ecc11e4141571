//! Numbers, amounts and dates, and what is said where they could be misread.

use super::parts::one;
use super::{Pair, Reader, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::tree::ExprKind;
use crate::value::{Date, Decimal};

impl Reader {
    /// `20,000 EUR`, `30%`, `5`
    pub(super) fn amount(&mut self, pair: &Pair) -> Option<ExprKind> {
        let number = self.number(&one(pair, Rule::number)?);
        if one(pair, Rule::percent_sign).is_some() {
            return Some(ExprKind::Percent(self.percent(pair, number)));
        }
        Some(match one(pair, Rule::unit) {
            Some(unit) => ExprKind::Quantity(number, self.named(&unit)?),
            None => ExprKind::Number(number),
        })
    }

    /// The hundredth part, which must be exact.
    fn percent(&mut self, pair: &Pair, number: Decimal) -> Decimal {
        if number.units() % 100 != 0 {
            let span = self.span(pair);
            self.wrong(Diagnostic::error(codes::NUMBER_FORM, span, "a percent has at most 10 decimals", ""));
        }
        Decimal::from_units(number.units() / 100).unwrap_or_default()
    }

    /// `1,000.50`; 0 where it can't be read, which has been told.
    pub(super) fn number(&mut self, pair: &Pair) -> Decimal {
        let text = pair.as_str();
        match plain(text) {
            Some(digits) => Decimal::parse(&digits).unwrap_or_else(|| self.too_fine(pair)),
            None => self.misreadable(pair),
        }
    }

    fn too_fine(&mut self, pair: &Pair) -> Decimal {
        let headline = "a number has at most 26 digits before the point and 12 behind it";
        let span = self.span(pair);
        self.wrong(Diagnostic::error(codes::NUMBER_FORM, span, headline, "this one has more"));
        Decimal::ZERO
    }

    fn misreadable(&mut self, pair: &Pair) -> Decimal {
        let (text, span) = (pair.as_str(), self.span(pair));
        if let Some(date) = day_first(text, '.') {
            self.wrong(date_form(Diagnostic::error(codes::DATE_FORM, span, DATE_HEADLINE, ""), Some(date)));
            return Decimal::ZERO;
        }
        let diagnostic =
            Diagnostic::error(codes::NUMBER_FORM, span, format!("`{text}` could be read as different numbers"), "");
        self.wrong(match meant(text) {
            Some(number) if text.contains(',') && !text.contains('.') && text.split(',').count() == 2 => diagnostic.help(format!(
                "a point stands before decimals, and a comma before each three digits: `{number}`. In a list, put a blank after the comma"
            )),
            Some(number) => diagnostic
                .help(format!("a point stands before decimals, and a comma before each three digits: write `{number}`"))
                .suggest(span, number),
            None => diagnostic.help("write it as `1,000.50`: a comma before each three digits, a point before decimals"),
        });
        Decimal::ZERO
    }

    /// `2026-06-30`; the first day of all where it can't be read, which has been told.
    pub(super) fn date(&mut self, pair: &Pair) -> Date {
        let (text, span) = (pair.as_str().trim_end(), self.span(pair));
        if let Some(date) = Date::parse(text) {
            return date;
        }
        let diagnostic = if text.len() == 10 && text.contains('-') {
            Diagnostic::error(codes::DATE_FORM, span, format!("no calendar has a day `{text}`"), "")
                .help("a date is year, month, day: `2026-06-30`")
        } else {
            let headline = Diagnostic::error(codes::DATE_FORM, span, DATE_HEADLINE, "");
            date_form(headline, padded(text).or_else(|| day_first(text, '/')))
        };
        self.wrong(diagnostic);
        Date::MIN
    }
}

const DATE_HEADLINE: &str = "a date is written year, month, day";

fn date_form(diagnostic: Diagnostic, date: Option<Date>) -> Diagnostic {
    let span = diagnostic.primary.span;
    match date {
        Some(date) => diagnostic.help(format!("write `{date}`")).fix(span, date.to_string()),
        None => diagnostic.help("write it as `2026-06-30`, the year first"),
    }
}

/// The number without its commas, if they are in place.
fn plain(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !digits(fraction) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    let sound =
        digits(first) && (!grouped || first.len() <= 3) && groups.all(|group| group.len() == 3 && digits(group));
    sound.then(|| text.replace(',', ""))
}

/// The number that a text of digits and marks most probably means: the last mark stands before decimals, unless it
/// stands several times or exactly three digits follow it.
fn meant(text: &str) -> Option<String> {
    let marks: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !c.is_ascii_digit()).collect();
    let (at, last) = *marks.last()?;
    let repeated = marks.iter().filter(|(_, mark)| *mark == last).count() > 1;
    let behind = text.get(at + 1..)?;
    let decimals = matches!(last, ',' | '.') && !repeated && (behind.len() != 3 || marks.len() > 1);
    let (whole, fraction) = if decimals { (text.get(..at)?, behind) } else { (text, "") };
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let number = Decimal::parse(&if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") })?;
    Some(number.grouped(u8::try_from(fraction.len()).ok()?))
}

/// `30.6.2026` or `6/30/2026`, where only one of the two first numbers can be a month.
fn day_first(text: &str, mark: char) -> Option<Date> {
    let parts: Vec<&str> = text.split(mark).collect();
    let [first, second, year] = parts.as_slice() else { return None };
    if first.len() > 2 || second.len() > 2 || year.len() != 4 {
        return None;
    }
    let day_month = Date::parse(&format!("{year}-{second:0>2}-{first:0>2}"));
    let month_day = Date::parse(&format!("{year}-{first:0>2}-{second:0>2}"));
    match (mark, day_month, month_day) {
        ('.', date, _) => date,
        (_, Some(date), None) | (_, None, Some(date)) => Some(date),
        _ => None,
    }
}

/// `2026-6-30`
fn padded(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    Date::parse(&format!("{year}-{month:0>2}-{day:0>2}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_stand_before_three_digits() {
        for (text, number) in [("20,000", "20000"), ("1,234,567.5", "1234567.5"), ("0.001", "0.001"), ("1000", "1000")]
        {
            assert_eq!(plain(text).as_deref(), Some(number), "{text}");
        }
        for text in ["1000,000", "20.000,00", "1,00", "1'000", "1,0000", "20.000.000"] {
            assert_eq!(plain(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_meant_by_the_marks_of_other_countries() {
        for (text, number) in [
            ("20.000,00", "20,000.00"),
            ("1'000", "1,000"),
            ("1_000_000", "1,000,000"),
            ("20.000.000", "20,000,000"),
            ("1000,000", "1,000,000"),
            ("5,5", "5.5"),
        ] {
            assert_eq!(meant(text).as_deref(), Some(number), "{text}");
        }
    }

    #[test]
    fn dates_of_other_countries_are_understood_where_only_one_reading_is_possible() {
        assert_eq!(day_first("30.06.2026", '.').map(|d| d.to_string()).as_deref(), Some("2026-06-30"));
        assert_eq!(day_first("6/30/2026", '/').map(|d| d.to_string()).as_deref(), Some("2026-06-30"));
        assert_eq!(day_first("6/7/2026", '/'), None);
    }
}
