//! Dates as files write them.
//!
//! Enters: a pattern such as `DD-MM-YYYY`, and the text of cells. Leaves: days since 1970-01-01. Guaranteed: a pattern
//! that could be read in two ways is refused when it is read, so that a cell has one meaning or none.

use super::moment::iso;
use crate::value::Date;
use chrono::NaiveDate;
use chrono_tz::Tz;

/// How a column's dates are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DateFormat {
    /// `2026-06-30`, or a time behind it: `2026-06-30 14:05:00`, `2026-06-30T14:05:00.25+02:00`
    #[default]
    Iso,
    /// By a pattern
    Pattern(Pattern),
}

/// A pattern: `YYYY`, `MM` or `M`, `DD` or `D`, `MMM` (Jan), `MMMM` (January), `HH` or `H`, `mm`, `ss`; all else
/// stands for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    tokens: Vec<Token>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Literal(char),
    Number { part: Part, least: usize, most: usize },
    MonthName { long: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Why a cell is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) enum DateFlaw {
    /// It is not written as one, or there is no such day
    NotADate,
    /// It is a moment with an offset from UTC, and no zone says which day that is
    NoZone,
}

impl DateFormat {
    /// Reads a pattern; an `Err` is a sentence that says what is wrong with it.
    pub fn parse(text: &str) -> Result<DateFormat, String> {
        if text == "YYYY-MM-DD" {
            return Ok(DateFormat::Iso);
        }
        let tokens = tokens(text)?;
        check(&tokens)?;
        Ok(DateFormat::Pattern(Pattern { text: text.to_string(), tokens }))
    }

    /// How it is written, for messages.
    pub fn pattern(&self) -> &str {
        match self {
            DateFormat::Iso => "YYYY-MM-DD",
            DateFormat::Pattern(pattern) => &pattern.text,
        }
    }

    /// 30 June 2026 as this format writes it, for messages.
    pub fn example(&self) -> String {
        match self {
            DateFormat::Iso => "2026-06-30".to_string(),
            DateFormat::Pattern(pattern) => pattern.tokens.iter().map(|token| token.example()).collect(),
        }
    }

    /// The day that a cell names.
    pub(in crate::input) fn day(&self, text: &str, zone: Option<Tz>) -> Result<Date, DateFlaw> {
        match self {
            DateFormat::Iso => iso(text, zone),
            DateFormat::Pattern(pattern) => pattern.day(text).ok_or(DateFlaw::NotADate),
        }
    }
}

fn tokens(pattern: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let run = rest.len() - rest.trim_start_matches(first).len();
        if first.is_ascii_alphabetic() && !(first == 'T' && run == 1) {
            // INVARIANT: `run` counts whole characters at the start of `rest`.
            tokens.push(token(&rest[..run])?);
            rest = &rest[run..];
        } else if first.is_ascii_digit() || first == '%' {
            return Err(format!("`{first}` has no place in it"));
        } else {
            tokens.push(Token::Literal(first));
            rest = &rest[first.len_utf8()..]; // INVARIANT: `first` is the first character of `rest`
        }
    }
    Ok(tokens)
}

fn token(word: &str) -> Result<Token, String> {
    let number = |part, least, most| Ok(Token::Number { part, least, most });
    match word {
        "YYYY" => number(Part::Year, 4, 4),
        "MM" => number(Part::Month, 2, 2),
        "M" => number(Part::Month, 1, 2),
        "DD" => number(Part::Day, 2, 2),
        "D" => number(Part::Day, 1, 2),
        "HH" => number(Part::Hour, 2, 2),
        "H" => number(Part::Hour, 1, 2),
        "mm" => number(Part::Minute, 2, 2),
        "ss" => number(Part::Second, 2, 2),
        "MMM" => Ok(Token::MonthName { long: false }),
        "MMMM" => Ok(Token::MonthName { long: true }),
        "YY" => Err("`YY` leaves the century open; only years of four digits, `YYYY`, are read".to_string()),
        "yyyy" | "yy" | "dd" | "d" => Err(format!("`{word}` is not a part of a date; years and days are YYYY and DD")),
        _ => Err(format!("`{word}` is not a part of a date")),
    }
}

/// Each part at most once, a whole date, and no number of open length right before another number.
fn check(tokens: &[Token]) -> Result<(), String> {
    for (part, name) in
        [(Part::Year, "the year, `YYYY`,"), (Part::Month, "the month, `MM`,"), (Part::Day, "the day, `DD`,")]
    {
        match tokens.iter().filter(|token| token.part() == Some(part)).count() {
            1 => {}
            0 if part == Part::Month && tokens.iter().any(|token| token.part() == Some(Part::Minute)) => {
                return Err("the month is missing: `mm` are minutes, months are `MM`".to_string());
            }
            0 => return Err(format!("{name} is missing")),
            _ if part == Part::Month => return Err("the month stands twice: minutes are `mm`".to_string()),
            _ => return Err(format!("{name} stands twice")),
        }
    }
    let open = |token: &Token| matches!(token, Token::Number { least, most, .. } if least != most);
    let ambiguous = tokens.windows(2).any(|pair| matches!(pair, [a, Token::Number { .. }] if open(a)));
    let again = |part| tokens.iter().filter(|token| token.part() == Some(part)).count() > 1;
    if ambiguous {
        return Err("a number of one or two digits right before another number can be read in two ways".to_string());
    }
    if again(Part::Hour) || again(Part::Minute) || again(Part::Second) {
        return Err("a part of the time stands twice".to_string());
    }
    Ok(())
}

impl Token {
    fn part(self) -> Option<Part> {
        match self {
            Token::Literal(_) => None,
            Token::Number { part, .. } => Some(part),
            Token::MonthName { .. } => Some(Part::Month),
        }
    }

    fn example(self) -> String {
        match self {
            Token::Literal(character) => character.to_string(),
            Token::MonthName { long: true } => "June".to_string(),
            Token::MonthName { long: false } => "Jun".to_string(),
            Token::Number { part, least, .. } => format!("{:0least$}", part.example()),
        }
    }
}

impl Part {
    fn example(self) -> u32 {
        match self {
            Part::Year => 2026,
            Part::Month => 6,
            Part::Day => 30,
            Part::Hour => 14,
            Part::Minute => 5,
            Part::Second => 0,
        }
    }
}

/// What has been read of a cell so far.
#[derive(Default)]
struct Parts {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
}

impl Parts {
    fn set(&mut self, part: Part, value: u32) {
        *match part {
            Part::Year => &mut self.year,
            Part::Month => &mut self.month,
            Part::Day => &mut self.day,
            Part::Hour => &mut self.hour,
            Part::Minute => &mut self.minute,
            Part::Second => &mut self.second,
        } = value;
    }

    /// A second of 60 is a leap second.
    fn day(&self) -> Option<NaiveDate> {
        let time = self.hour < 24 && self.minute < 60 && self.second <= 60;
        NaiveDate::from_ymd_opt(i32::try_from(self.year).ok()?, self.month, self.day).filter(|_| time)
    }
}

impl Pattern {
    fn day(&self, text: &str) -> Option<Date> {
        let mut parts = Parts::default();
        let mut rest = text;
        for token in &self.tokens {
            rest = match *token {
                Token::Literal(character) => rest.strip_prefix(character)?,
                Token::Number { part, least, most } => {
                    let (value, behind) = number(rest, least, most)?;
                    parts.set(part, value);
                    behind
                }
                Token::MonthName { long } => {
                    let (month, behind) = month_name(rest, long)?;
                    parts.month = month;
                    behind
                }
            };
        }
        rest.is_empty().then(|| parts.day()).flatten().and_then(Date::from_calendar)
    }
}

pub(super) fn number(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    (length >= least).then_some(())?;
    let (digits, rest) = text.split_at_checked(length)?;
    Some((digits.parse().ok()?, rest))
}

fn month_name(text: &str, long: bool) -> Option<(u32, &str)> {
    (1..).zip(MONTHS).find_map(|(month, name)| {
        let name = if long { name } else { name.get(..3)? };
        let (head, rest) = text.split_at_checked(name.len())?;
        head.eq_ignore_ascii_case(name).then_some((month, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pattern: &str, text: &str) -> Option<String> {
        let format = DateFormat::parse(pattern).unwrap();
        format.day(text, None).ok().map(|day| day.to_string())
    }

    #[test]
    fn patterns_read_what_they_show() {
        for pattern in ["DD-MM-YYYY", "M/D/YYYY", "YYYYMMDD", "D MMM YYYY", "MMMM D, YYYY", "DD.MM.YYYY HH:mm:ss"] {
            let format = DateFormat::parse(pattern).unwrap();
            assert_eq!(read(pattern, &format.example()).as_deref(), Some("2026-06-30"), "{pattern}");
        }
        assert_eq!(read("M/D/YYYY", "12/3/2012").as_deref(), Some("2012-12-03"));
        for bad in ["13/3/2012", "2/30/2012", "1/2/12", "1/2/2012 ", "1-2-2012", "001/2/2012", ""] {
            assert_eq!(read("M/D/YYYY", bad), None, "{bad}");
        }
        assert_eq!(read("DD-MM-YYYY", "1-02-2020"), None);
    }

    #[test]
    fn patterns_that_can_be_read_in_two_ways_are_refused() {
        for bad in [
            "YY-MM-DD",
            "DD-MM",
            "dd-mm-yyyy",
            "YYYY-mm-DD",
            "MDYYYY",
            "%Y-%m-%d",
            "MM-MM-DD-YYYY",
            "",
            "HH:MM DD-MM-YYYY",
        ] {
            assert!(DateFormat::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn times_without_an_offset_are_cut_and_moments_need_a_zone() {
        let day = |text: &str, zone| DateFormat::Iso.day(text, zone).map(|d| d.to_string());
        assert_eq!(day("2018-01-18 19:12:30", None).as_deref(), Ok("2018-01-18"));
        assert_eq!(day("2018-01-18T23:30:00Z", None), Err(DateFlaw::NoZone));
        assert_eq!(day("2018-01-18T23:30:00Z", Some(Tz::Europe__Vienna)).as_deref(), Ok("2018-01-19"));
        assert_eq!(day("2018-01-18T23:30:00.5-02:00", Some(Tz::America__New_York)).as_deref(), Ok("2018-01-18"));
        for bad in
            ["2018-01-18T25:00:00", "2018-01-18 ", "2018-01-18T10", "2018-1-18", "2018-01-18T10:00:00+2", "éé2018-01-1"]
        {
            assert_eq!(day(bad, None), Err(DateFlaw::NotADate), "{bad}");
        }
    }
}
