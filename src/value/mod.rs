//! Exact values and their units, shared by every stage.
//!
//! Enters: text and integers. Leaves: [`Decimal`], [`Date`], [`Period`], [`Type`] and [`Value`]. Guaranteed: no
//! binary float, no clock, no panic; an unknown value is the absence of one (`Option<Value>`).

mod date;
mod decimal;
mod types;
mod words;

pub use date::{Date, Period};
pub use decimal::{DECIMALS, Decimal, Overflow};
pub use types::{Currency, Labels, ScoreUnit, Type};
pub use words::{Better, Comparison, Function, Pick, Severity};

use std::sync::Arc;

/// One known value. Its [`Type`] stands beside it, wherever it goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Money, percent, days, count, number, or a score
    Number(Decimal),
    /// A date
    Date(Date),
    /// A period
    Period(Period),
    /// Text in NFC
    Text(Arc<str>),
    /// yes or no
    YesNo(bool),
    /// The position of a label in its [`Labels`]
    Label(u16),
}

impl Value {
    /// The number in it.
    pub fn number(&self) -> Option<Decimal> {
        if let Value::Number(n) = self { Some(*n) } else { None }
    }

    /// The date in it.
    pub fn date(&self) -> Option<Date> {
        if let Value::Date(d) = self { Some(*d) } else { None }
    }

    /// The exact value as a machine reads it: no unit, no separators, `yes`/`no`, the label's text.
    /// A percent is the plain ratio: 30% is `0.3`.
    pub fn plain(&self, ty: &Type) -> String {
        match (self, ty) {
            (Value::Number(n), _) => n.to_string(),
            (Value::Date(d), _) => d.to_string(),
            (Value::Period(p), _) => p.to_string(),
            (Value::Text(t), _) => t.to_string(),
            (Value::YesNo(b), _) => if *b { "yes" } else { "no" }.to_string(),
            (Value::Label(l), Type::OneOf(labels)) => labels.get(*l).unwrap_or_default().to_string(),
            (Value::Label(l), _) => l.to_string(),
        }
    }
}
