//! Calendar dates and periods.
//!
//! Enters: ISO text, counts of days. Leaves: [`Date`] (days since 1970-01-01, which is what columns hold) and
//! [`Period`]. Guaranteed: months step by the calendar and stop at the month's end; nothing reads a clock.

use chrono::{Datelike, Days, Months, NaiveDate};
use std::fmt;

/// A day, counted from 1970-01-01; from year 0001 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

const EPOCH: NaiveDate = match NaiveDate::from_ymd_opt(1970, 1, 1) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

impl Date {
    /// The first day that can be written: 0001-01-01.
    pub const MIN: Date = Date(-719_162);
    /// The last day that can be written: 9999-12-31.
    pub const MAX: Date = Date(2_932_896);

    /// The day `days` after 1970-01-01, where its year has one to four digits.
    pub fn from_days(days: i64) -> Option<Date> {
        let days = i32::try_from(days).ok()?;
        (Date::MIN.0..=Date::MAX.0).contains(&days).then_some(Date(days))
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// From a calendar date.
    pub fn from_calendar(date: NaiveDate) -> Option<Date> {
        Date::from_days(i64::from(date.num_days_from_ce()) - i64::from(EPOCH.num_days_from_ce()))
    }

    /// As a calendar date.
    pub fn calendar(self) -> NaiveDate {
        let distance = Days::new(u64::from(self.0.unsigned_abs()));
        let date = if self.0 < 0 { EPOCH.checked_sub_days(distance) } else { EPOCH.checked_add_days(distance) };
        date.unwrap_or(EPOCH)
    }

    /// Reads `2026-06-30` and nothing else.
    pub fn parse(text: &str) -> Option<Date> {
        Date::from_iso(text.as_bytes().try_into().ok()?)
    }

    /// Reads the characters of `2026-06-30`.
    #[inline]
    pub fn from_iso(text: &[u8; 10]) -> Option<Date> {
        // What is left of each byte is its digit, and nothing of a `-`; a byte too many shows in the highest bit.
        let (first, [d1, d2]) = text.split_first_chunk::<8>().and_then(|(a, b)| Some((a, b.first_chunk::<2>()?)))?;
        let left = u64::from_le_bytes(*first) ^ u64::from_le_bytes(*b"0000-00-");
        let (d1, d2) = (d1.wrapping_sub(b'0'), d2.wrapping_sub(b'0'));
        let most = u64::from_le_bytes([0x76, 0x76, 0x76, 0x76, 0x7F, 0x76, 0x76, 0x7F]);
        if (left | left.wrapping_add(most)) & 0x8080_8080_8080_8080 != 0 || d1 > 9 || d2 > 9 {
            return None;
        }
        let digit = |i: u32| (left >> (8 * i)) as u8 as i32;
        let year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3);
        let (month, day) = (digit(5) * 10 + digit(6), i32::from(d1) * 10 + i32::from(d2));
        let leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0));
        let (before, length) = *MONTHS.get(usize::from(leap))?.get(month as usize)?;
        let valid = (year > 0) & (day > 0) & (day <= length);
        let years = year - 1;
        let days = 365 * years + years / 4 - years / 100 + years / 400 + before + day - 1;
        valid.then_some(Date(Date::MIN.0 + days))
    }

    /// This day moved by a period; `None` outside of years 1 to 9999.
    pub fn plus(self, period: Period) -> Option<Date> {
        match period {
            Period::Days(days) => Date::from_days(i64::from(self.0) + i64::from(days)),
            Period::Months(months) => {
                let step = Months::new(months.unsigned_abs());
                let date = self.calendar();
                let moved = if months < 0 { date.checked_sub_months(step) } else { date.checked_add_months(step) };
                moved.filter(|d| (1..=9999).contains(&d.year())).and_then(Date::from_calendar)
            }
        }
    }
}

/// For each month the days of the year before it, and its own; of a year without a leap day, and with one. A month
/// that is none has no days.
const MONTHS: [[(i32, i32); 13]; 2] = [months(28), months(29)];

const fn months(february: i32) -> [(i32, i32); 13] {
    let lengths = [0, 31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut months = [(0, 0); 13];
    let (mut month, mut before) = (1, 0);
    while month < 13 {
        months[month] = (before, lengths[month]); // INVARIANT: both have 13 items
        before += lengths[month];
        month += 1;
    }
    months
}

/// `2026-06-30`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.calendar().format("%Y-%m-%d"))
    }
}

/// A stretch of time: whole days (a week is 7), or whole calendar months (a year is 12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// `30 days`, `2 weeks`
    Days(i32),
    /// `12 months`, `1 year`
    Months(i32),
}

impl Period {
    /// The same stretch backwards.
    pub fn reversed(self) -> Period {
        match self {
            Period::Days(n) => Period::Days(n.saturating_neg()),
            Period::Months(n) => Period::Months(n.saturating_neg()),
        }
    }
}

/// `30 days`, `1 month`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, one, many) = match self {
            Period::Days(n) => (n, "day", "days"),
            Period::Months(n) => (n, "month", "months"),
        };
        write!(f, "{n} {}", if n.abs() == 1 { one } else { many })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_stop_at_the_end_of_the_month() {
        let day = Date::parse("2026-03-31").unwrap();
        assert_eq!(day.plus(Period::Months(-1)).unwrap().to_string(), "2026-02-28");
        assert_eq!(day.plus(Period::Days(1)).unwrap().to_string(), "2026-04-01");
    }

    #[test]
    fn every_day_is_read_as_the_day_that_it_is_printed_as() {
        for days in (Date::MIN.0..=Date::MAX.0).step_by(13).chain(-800..40_000) {
            let date = Date(days);
            let (calendar, text) = (date.calendar(), date.to_string());
            assert_eq!(Date::parse(&text), Some(date));
            let ends = calendar.with_day(29).is_none();
            assert_eq!(Date::parse(&format!("{}29", &text[..8])).is_none(), ends, "{text}");
            let ends = calendar.with_day(31).is_none();
            assert_eq!(Date::parse(&format!("{}31", &text[..8])).is_none(), ends, "{text}");
        }
        for bad in ["2026-00-10", "2026-13-10", "2026-01-00", "2026-01-32", "0000-01-01", "2026-0:-10", "2026-01-1 "] {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_ends_of_the_calendar() {
        assert_eq!(Date::MIN.to_string(), "0001-01-01");
        assert_eq!(Date::MAX.to_string(), "9999-12-31");
        assert_eq!(Date::MAX.plus(Period::Days(1)), None);
        assert_eq!(Date::parse("2026-6-30"), None);
        assert_eq!(Date::parse("2026-02-29"), None);
    }
}
