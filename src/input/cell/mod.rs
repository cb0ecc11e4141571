//! One cell becomes one typed value, or is refused with a reason.
//!
//! Enters: a column's spec, how its cells are written ([`Reading`]), and the text of a cell (or the number, day or
//! moment that a typed file holds). Leaves: a typed value, unknown, or a [`Flaw`]. Guaranteed: a cell has one meaning
//! or none: nothing is guessed, and rounded only where `round` was said.
//!
//! What is accepted where nothing is declared: blanks around a cell count only in text and labels; an empty cell is
//! missing; money, counts, days and numbers are digits with a point before the decimals; a percent is `30%`, or
//! the plain ratio `0.3`; dates are `2026-06-30`, with or without a time behind it; yes/no is `yes`, `no`, `true` or
//! `false`, in small or capital letters; labels are exact.

pub(super) mod build;
pub(super) mod date;
pub(super) mod memory;
mod moment;
pub(super) mod number;
pub(super) mod quote;
pub(super) mod usual;
mod words;

pub(super) use words::decimal as decimal_text;

use crate::table::ColumnSpec;
use crate::value::{Date, Decimal, Type, Value};
use chrono_tz::Tz;
use date::{DateFlaw, DateFormat};
use number::{Marks, NumberFlaw, Rounding, Target};
use quote::quoted;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// What a percent without its sign means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PercentReading {
    /// `0.3` is 30%
    OfOne,
    /// `30` is 30%
    OfHundred,
}

/// How the cells of a column are written; `None` where nothing was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// How dates are written; else ISO
    pub date_format: Option<DateFormat>,
    /// The mark before decimals; else a point
    pub decimal_mark: Option<char>,
    /// The mark between thousands; else there is none
    pub thousands_mark: Option<char>,
    /// Words that mean yes
    pub yes: Option<Vec<String>>,
    /// Words that mean no
    pub no: Option<Vec<String>>,
    /// Words that mean unknown, beside the empty cell
    pub missing: Option<Vec<String>>,
    /// The zone by whose calendar a moment becomes a day
    pub zone: Option<Tz>,
    /// How numbers with too many decimals are rounded; else they are refused
    pub round: Option<Rounding>,
    /// What a percent without its sign means; else [`PercentReading::OfOne`]
    pub percent: Option<PercentReading>,
}

impl Reading {
    /// What is said here, and where nothing is said, what is said there.
    pub fn or(&self, other: &Reading) -> Reading {
        let (a, b) = (self.clone(), other.clone());
        Reading {
            date_format: a.date_format.or(b.date_format),
            decimal_mark: a.decimal_mark.or(b.decimal_mark),
            thousands_mark: a.thousands_mark.or(b.thousands_mark),
            yes: a.yes.or(b.yes),
            no: a.no.or(b.no),
            missing: a.missing.or(b.missing),
            zone: a.zone.or(b.zone),
            round: a.round.or(b.round),
            percent: a.percent.or(b.percent),
        }
    }
}

/// One known cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Typed<'a> {
    Fixed(i64),
    Wide(i128),
    Date(i32),
    YesNo(bool),
    Label(u16),
    Text(Cow<'a, str>),
}

/// Why a cell was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What was found, in quotation marks
    pub found: String,
    /// What was expected instead
    pub expected: String,
    /// What to do
    pub help: Option<String>,
}

/// Reads the cells of one column.
#[derive(Clone, Debug)]
pub struct CellReader {
    pub(super) spec: ColumnSpec,
    pub(super) reading: Reading,
    marks: Marks,
    dates: DateFormat,
    values: Vec<(String, Value)>,
}

impl CellReader {
    /// For cells of `spec` written as `reading` says. `values` gives the meaning of a word in the file, as a label
    /// or as `yes` and `no`; an `Err` names the word whose meaning is none of the column's.
    pub fn new(spec: &ColumnSpec, reading: &Reading, values: &[(String, String)]) -> Result<CellReader, Flaw> {
        let marks = words::marks(spec, reading)?;
        let values = values.iter().map(|(word, means)| words::meaning(spec, word, means)).collect::<Result<_, _>>()?;
        Ok(CellReader {
            spec: spec.clone(),
            reading: reading.clone(),
            marks,
            dates: reading.date_format.clone().unwrap_or_default(),
            values,
        })
    }

    /// Reads a cell; `None` is unknown.
    pub(super) fn read<'a>(&self, text: &'a str) -> Result<Option<Typed<'a>>, Flaw> {
        if self.is_missing(text) {
            return self.missing();
        }
        let blank_counts = matches!(self.spec.ty, Type::Text | Type::OneOf(_));
        let cell = if blank_counts { text } else { text.trim_ascii() };
        let typed = match &self.spec.ty {
            Type::Text => Typed::Text(normal(cell)),
            Type::Date => self.date(cell)?,
            Type::YesNo | Type::OneOf(_) => self.word(cell)?,
            Type::Percent => self.percent(cell)?,
            Type::Money | Type::Count | Type::Days | Type::Number | Type::Score(_) => self.number(cell)?,
            Type::Period => return Err(self.flaw(quoted(cell))),
        };
        Ok(Some(typed))
    }

    /// Whether a cell says nothing.
    fn is_missing(&self, text: &str) -> bool {
        let cell = text.trim_ascii();
        let empty = if self.spec.ty == Type::Text { text.is_empty() } else { cell.is_empty() };
        empty || self.reads_as_missing(cell)
    }

    /// Whether `missing` names this word.
    pub(super) fn reads_as_missing(&self, word: &str) -> bool {
        self.reading.missing.as_ref().is_some_and(|words| words.iter().any(|missing| missing == word))
    }

    /// Reads a number that was printed with a point and without marks between thousands, whatever marks the
    /// column's own text has.
    pub(super) fn read_plain<'a>(&self, text: &'a str) -> Result<Option<Typed<'a>>, Flaw> {
        if !self.spec.ty.is_numeric() {
            return self.read(text);
        }
        let shift = if self.spec.ty == Type::Percent && self.of_hundred() { 2 } else { 0 };
        let plain = Marks { decimal: '.', thousands: None };
        self.stored(number::scaled(text, plain, self.target(shift)), || quoted(text)).map(Some)
    }

    /// What a cell that says nothing means: the default, or unknown, or it is refused.
    pub(super) fn missing(&self) -> Result<Option<Typed<'static>>, Flaw> {
        match &self.spec.default {
            Some(value) => Ok(self.typed(value)),
            None if self.spec.optional => Ok(None),
            None => Err(Flaw {
                found: "an empty cell".to_string(),
                expected: self.expected(),
                help: Some(format!(
                    "where `{}` may be unknown, declare it `optional`, or give it a `default`",
                    self.spec.name
                )),
            }),
        }
    }

    /// A value of the model's as a cell of this column.
    pub(super) fn typed(&self, value: &Value) -> Option<Typed<'static>> {
        match (value, &self.spec.ty) {
            (Value::Number(n), Type::Money | Type::Count | Type::Days) => {
                n.to_scaled(self.spec.decimals).and_then(|units| i64::try_from(units).ok()).map(Typed::Fixed)
            }
            (Value::Number(n), _) => Some(Typed::Wide(n.units())),
            (Value::Date(day), _) => Some(Typed::Date(day.days())),
            (Value::Text(text), _) => Some(Typed::Text(Cow::Owned(text.to_string()))),
            (Value::YesNo(b), _) => Some(Typed::YesNo(*b)),
            (Value::Label(label), _) => Some(Typed::Label(*label)),
            (Value::Period(_), _) => None,
        }
    }

    fn date(&self, cell: &str) -> Result<Typed<'static>, Flaw> {
        match self.dates.day(cell, self.reading.zone) {
            Ok(day) => Ok(Typed::Date(day.days())),
            Err(DateFlaw::NotADate) => Err(self.flaw(quoted(cell))),
            Err(DateFlaw::NoZone) => Err(self.no_zone(quoted(cell))),
        }
    }

    /// A moment in seconds since 1970-01-01 00:00 UTC.
    pub(super) fn moment(&self, seconds: i64) -> Result<Typed<'static>, Flaw> {
        let zone = self.reading.zone.ok_or_else(|| self.no_zone("a moment in UTC".to_string()))?;
        let day = moment::day_in_zone(seconds, zone);
        day.map(|day| Typed::Date(day.days())).ok_or_else(|| self.flaw(format!("a moment {seconds} seconds from 1970")))
    }

    /// Days since 1970-01-01.
    pub(super) fn day(&self, days: i64) -> Result<Typed<'static>, Flaw> {
        let day = Date::from_days(days).ok_or_else(|| self.flaw(format!("a day {days} days from 1970-01-01")))?;
        Ok(Typed::Date(day.days()))
    }

    fn number(&self, cell: &str) -> Result<Typed<'static>, Flaw> {
        self.stored(number::scaled(cell, self.marks, self.target(0)), || quoted(cell))
    }

    /// A number that a typed file holds: mantissa × 10^-scale.
    pub(super) fn mantissa(&self, mantissa: i128, scale: u32) -> Result<Typed<'static>, Flaw> {
        let shift = if self.spec.ty == Type::Percent && self.of_hundred() { 2 } else { 0 };
        self.stored(number::rescaled(mantissa, scale, self.target(shift)), || words::decimal(mantissa, scale))
    }

    fn percent(&self, cell: &str) -> Result<Typed<'static>, Flaw> {
        let (digits, shift) = match cell.strip_suffix('%') {
            Some(digits) => (digits.trim_ascii_end(), 2),
            None => (cell, if self.of_hundred() { 2 } else { 0 }),
        };
        self.stored(number::scaled(digits, self.marks, self.target(shift)), || quoted(cell))
    }

    fn of_hundred(&self) -> bool {
        self.reading.percent == Some(PercentReading::OfHundred)
    }

    fn target(&self, shift: u32) -> Target {
        Target { scale: u32::from(self.spec.decimals), shift, round: self.reading.round }
    }

    fn stored(&self, units: Result<i128, NumberFlaw>, found: impl Fn() -> String) -> Result<Typed<'static>, Flaw> {
        let units = units.map_err(|flaw| self.number_flaw(flaw, found()))?;
        let too_large = || self.number_flaw(NumberFlaw::TooLarge, found());
        match self.spec.ty {
            Type::Money | Type::Count | Type::Days => i64::try_from(units).map(Typed::Fixed).map_err(|_| too_large()),
            _ => {
                Decimal::from_scaled(units, self.spec.decimals).map(|n| Typed::Wide(n.units())).map_err(|_| too_large())
            }
        }
    }

    fn word(&self, cell: &str) -> Result<Typed<'static>, Flaw> {
        let mapped = self.values.iter().find(|(word, _)| word == cell).and_then(|(_, value)| self.typed(value));
        if let Some(typed) = mapped {
            return Ok(typed);
        }
        match &self.spec.ty {
            Type::OneOf(labels) => labels.position(&normal(cell)).map(Typed::Label).ok_or_else(|| self.word_flaw(cell)),
            _ => {
                words::yes_or_no(&self.reading, cell.trim_ascii()).map(Typed::YesNo).ok_or_else(|| self.word_flaw(cell))
            }
        }
    }
}

/// Text in NFC; text that is ASCII already is.
fn normal(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || unicode_normalization::is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}
