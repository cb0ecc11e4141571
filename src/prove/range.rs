//! What a value can be, for those who read a rulebook.
//!
//! Enters: domains with their types. Leaves: [`Range`]s of values, and words for them. Guaranteed: every value that a row
//! can have is in its range; where no end was found, none is said.

use super::domain::{self, Domain, ONE, Set};
use crate::trace::words::Words;
use crate::value::{Currency, Date, Decimal, Type, Value};

/// Ends further away than this, in units of 10⁻¹², bound nothing that anybody counts.
const FAR: i128 = 1_000_000_000_000_000_000 * ONE;
/// The same in days.
const FAR_DAYS: i128 = 1_000_000 * ONE;
/// The years 1000 and 9000, beyond which a date's end is the calendar's.
const FAR_DATES: (i128, i128) = (-354_285 * ONE, 2_567_400 * ONE);

/// What a value can be, over all rows, dates and allowed parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Whether it may be unknown
    pub unknown: bool,
    /// What it may be where it is known
    pub values: Values,
}

/// Known values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// Numbers or dates between two ends, both included; `None` where no end was found
    Between(Option<Value>, Option<Value>),
    /// One of these labels, by position
    Labels(Vec<u16>),
    /// Yes, no or both
    YesNo {
        /// Whether it may be yes
        yes: bool,
        /// Whether it may be no
        no: bool,
    },
    /// Nothing is established
    Any,
    /// It is never known
    None,
}

impl Range {
    /// The range of a domain.
    pub(super) fn new(domain: Domain, ty: &Type) -> Range {
        let values = match (domain.set, ty) {
            _ if domain.is_void() => Values::None,
            (Set::Picks(_), Type::YesNo) => Values::YesNo { yes: domain.may_hold(), no: domain.may_be_no() },
            (Set::Picks(mask), Type::OneOf(labels)) => {
                let possible = (0..labels.len()).filter(|label| mask & domain::label_pick(*label) != 0);
                Values::Labels(possible.filter_map(|label| u16::try_from(label).ok()).collect())
            }
            (Set::Range(low, high), ty) if ty.is_ordered() => Values::Between(end(low, ty), end(high, ty)),
            _ => Values::Any,
        };
        Range { unknown: domain.unknown, values }
    }

    /// In words: `between 0% and 100%, or unknown`.
    pub fn words(&self, ty: &Type, currency: &Currency) -> String {
        let known = match &self.values {
            Values::None => return "always unknown".to_string(),
            Values::Any => "anything".to_string(),
            Values::YesNo { yes, no } => match (yes, no) {
                (true, false) => "always yes".to_string(),
                (false, _) => "always no".to_string(),
                _ => "yes or no".to_string(),
            },
            Values::Labels(labels) => {
                let names: Vec<String> =
                    labels.iter().map(|label| format!("\"{}\"", Value::Label(*label).plain(ty))).collect();
                names.join(", ")
            }
            Values::Between(low, high) => between(low.as_ref(), high.as_ref(), ty, currency),
        };
        if self.unknown { format!("{known}, or unknown") } else { known }
    }
}

/// An end that bounds something.
fn end(at: i128, ty: &Type) -> Option<Value> {
    match ty {
        Type::Date => {
            let is_near = at > FAR_DATES.0 && at < FAR_DATES.1;
            let date = Date::from_days(i64::try_from(at.div_euclid(ONE)).ok()?);
            date.filter(|_| is_near).map(Value::Date)
        }
        Type::Days if at.abs() >= FAR_DAYS => None,
        _ if at.abs() >= FAR => None,
        _ => Decimal::from_units(at).ok().map(Value::Number),
    }
}

fn between(low: Option<&Value>, high: Option<&Value>, ty: &Type, currency: &Currency) -> String {
    let words = Words { currency, compared: &[] };
    let told = |value: &Value| match value {
        Value::Number(number) => words.exact(*number, ty),
        value => value.plain(ty),
    };
    let (least, most) = if *ty == Type::Date { ("on or after", "on or before") } else { ("at least", "at most") };
    match (low, high) {
        (Some(low), Some(high)) if low == high => format!("always {}", told(low)),
        (Some(low), Some(high)) => format!("between {} and {}", told(low), told(high)),
        (Some(low), None) => format!("{least} {}", told(low)),
        (None, Some(high)) => format!("{most} {}", told(high)),
        (None, None) => "any".to_string(),
    }
}
