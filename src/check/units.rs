//! Units: what a value counts, how it is called, and what a number lacks beside it.
//!
//! Enters: types and words. Leaves: words for messages, the unit behind a number, the corrected text of a number
//! without its unit. Guaranteed: words are those an author writes.

use crate::value::{Currency, Decimal, ScoreUnit, Type};
use std::collections::BTreeMap;

/// The units that this rulebook knows beside those of the language.
#[derive(Clone, Debug, Default)]
pub(super) struct Units {
    /// `None` where the header lacks it: then any currency passes
    pub(super) currency: Option<Currency>,
    /// Of all scores, by their plural and by their singular
    pub(super) scores: BTreeMap<String, ScoreUnit>,
}

/// What a word behind a number means: so many of a type's units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Money,
    Days(i64),
    Months(i64),
    Score(ScoreUnit),
    OtherCurrency,
}

impl Units {
    /// The units of one currency and of these scores; a unit that already means something else is left out.
    pub(super) fn new(currency: Option<Currency>, scores: impl Iterator<Item = ScoreUnit>) -> Units {
        let mut units = Units { currency, scores: BTreeMap::new() };
        for score in scores.filter(|score| !is_taken(score.plural())) {
            units.scores.insert(score.singular().to_string(), score.clone());
            units.scores.insert(score.plural().to_string(), score);
        }
        units
    }

    /// The same, and points beside them.
    pub(super) fn with_points(&self) -> Units {
        let points = self.scores.values().cloned().chain([ScoreUnit::new("points")]);
        Units::new(self.currency.clone(), points)
    }

    /// The unit a word names.
    pub(super) fn find(&self, word: &str) -> Option<Unit> {
        if let Some(unit) = time(word) {
            return Some(unit);
        }
        if let Some(score) = self.scores.get(word) {
            return Some(Unit::Score(score.clone()));
        }
        Currency::new(word).map(|found| match &self.currency {
            Some(own) if *own != found => Unit::OtherCurrency,
            _ => Unit::Money,
        })
    }

    /// All words that `find` knows, for help with a misspelt one.
    pub(super) fn words(&self) -> Vec<&str> {
        let mut words = vec!["day", "days", "week", "weeks", "month", "months", "year", "years"];
        words.extend(self.currency.iter().map(Currency::code));
        words.extend(self.scores.keys().take(100).map(String::as_str));
        words
    }

    /// `20 EUR` for `20` as money: the number as written with the unit of `ty`, where that can be said.
    pub(super) fn with_unit(&self, written: &str, number: Decimal, ty: &Type) -> Option<String> {
        match ty {
            Type::Money => Some(format!("{written} {}", self.currency.as_ref().map_or("EUR", Currency::code))),
            Type::Percent if number.abs() < Decimal::ONE && !number.is_whole() => {
                Some(format!("{}%", number.times(Decimal::HUNDRED).unwrap_or(number)))
            }
            Type::Percent => Some(format!("{written}%")),
            Type::Days => Some(format!("{written} {}", counted(number, "day", "days"))),
            Type::Period => Some(format!("{written} {}", counted(number, "month", "months"))),
            Type::Score(unit) => Some(format!("{written} {}", counted(number, unit.singular(), unit.plural()))),
            _ => None,
        }
    }
}

fn counted<'a>(number: Decimal, one: &'a str, many: &'a str) -> &'a str {
    if number == Decimal::ONE { one } else { many }
}

fn time(word: &str) -> Option<Unit> {
    Some(match word {
        "day" | "days" => Unit::Days(1),
        "week" | "weeks" => Unit::Days(7),
        "month" | "months" => Unit::Months(1),
        "year" | "years" => Unit::Months(12),
        _ => return None,
    })
}

/// Whether a score can't have this unit, since it already means something.
pub(super) fn is_taken(word: &str) -> bool {
    const WORDS: [&str; 6] = ["percent", "money", "count", "number", "date", "text"];
    time(word).is_some() || Currency::new(word).is_some() || WORDS.contains(&word)
}

/// A type as a message names it: `money`, `a percent`, `a length in days`, `stars`.
pub(super) fn called(ty: &Type) -> String {
    match ty {
        Type::Money => "money".to_string(),
        Type::Percent => "a percent".to_string(),
        Type::Days => "a length in days".to_string(),
        Type::Count => "a count".to_string(),
        Type::Number => "a plain number".to_string(),
        Type::Score(unit) => format!("a score in {}", unit.plural()),
        Type::Date => "a date".to_string(),
        Type::Period => "a length in months".to_string(),
        Type::Text => "text".to_string(),
        Type::YesNo => "yes or no".to_string(),
        Type::OneOf(labels) => format!("one of {}", quoted(labels.iter())),
    }
}

/// `"A", "B"`; a long list is cut.
pub(super) fn quoted<'a>(labels: impl ExactSizeIterator<Item = &'a str>) -> String {
    let rest = labels.len().saturating_sub(12);
    let mut list: Vec<String> = labels.take(12).map(|label| format!("\"{label}\"")).collect();
    if rest > 0 {
        list.push(format!("and {rest} more"));
    }
    list.join(", ")
}

/// `money`, `percent`: the word a column would be declared with.
pub(super) fn short(ty: &Type) -> String {
    match ty {
        Type::OneOf(_) => "a label".to_string(),
        Type::YesNo => "yes/no".to_string(),
        other => called(other),
    }
}
