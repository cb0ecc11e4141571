//! ISO dates, the times and offsets behind them, and the day of a moment.
//!
//! Enters: text, or seconds of UTC. Leaves: days. Guaranteed: a time without an offset is cut off; a moment becomes a
//! day by the calendar of a zone that was said, or is refused.

use super::date::{DateFlaw, number};
use crate::value::Date;
use chrono::{Datelike, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

/// The day of a moment, given in seconds since 1970-01-01 00:00 UTC, by the calendar of a zone.
pub(in crate::input) fn day_in_zone(seconds: i64, zone: Tz) -> Option<Date> {
    // Beyond these, a zone's offset could leave chrono's own calendar.
    let moment = chrono::DateTime::from_timestamp(seconds, 0).filter(|m| (0..=10_000).contains(&m.year()))?;
    Date::from_calendar(zone.from_utc_datetime(&moment.naive_utc()).date_naive())
}

/// `2026-06-30`, and what may stand behind it: a time, and then an offset.
pub(super) fn iso(text: &str, zone: Option<Tz>) -> Result<Date, DateFlaw> {
    let (day, rest) = text.split_at_checked(10).ok_or(DateFlaw::NotADate)?;
    let date = Date::parse(day).ok_or(DateFlaw::NotADate)?;
    if rest.is_empty() {
        return Ok(date);
    }
    let (time, offset) = time_and_offset(rest).ok_or(DateFlaw::NotADate)?;
    let Some(offset) = offset else { return Ok(date) };
    let zone = zone.ok_or(DateFlaw::NoZone)?;
    // INVARIANT: years 1 to 9999 moved by less than two days stay far within chrono's calendar.
    let moment = (NaiveDateTime::from(date.calendar()) + time) - offset;
    day_in_zone(moment.and_utc().timestamp(), zone).ok_or(DateFlaw::NotADate)
}

/// `T14:05`, ` 14:05:00.25`, `T14:05:00Z`, `T14:05:00+02:00`
fn time_and_offset(text: &str) -> Option<(TimeDelta, Option<TimeDelta>)> {
    let rest = text.strip_prefix(['T', ' '])?;
    let (hour, rest) = number(rest, 2, 2)?;
    let (minute, rest) = number(rest.strip_prefix(':')?, 2, 2)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => number(rest, 2, 2)?,
        None => (0, rest),
    };
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            fraction.strip_prefix(|c: char| c.is_ascii_digit())?.trim_start_matches(|c: char| c.is_ascii_digit())
        }
        None => rest,
    };
    let whole = hour < 24 && minute < 60 && second <= 60;
    let time = whole.then(|| TimeDelta::seconds(i64::from(hour * 3600 + minute * 60 + second)))?;
    Some((time, offset(rest)?))
}

/// The inner `None` where there is no offset, the outer where there is something else.
fn offset(text: &str) -> Option<Option<TimeDelta>> {
    match text.strip_prefix(' ').unwrap_or(text) {
        "" if text.is_empty() => Some(None),
        "Z" | "UTC" => Some(Some(TimeDelta::zero())),
        signed => {
            let sign = if signed.starts_with('-') { -1 } else { 1 };
            let (hours, rest) = number(signed.strip_prefix(['+', '-'])?, 2, 2)?;
            let minutes = if rest.is_empty() { (0, "") } else { number(rest.strip_prefix(':').unwrap_or(rest), 2, 2)? };
            let valid = minutes.1.is_empty() && hours < 24 && minutes.0 < 60;
            valid.then(|| Some(TimeDelta::seconds(sign * i64::from(hours * 3600 + minutes.0 * 60))))
        }
    }
}
