//! Three-valued logic.

use super::arithmetic::{date, stepped};
use super::{Cell, Reference, order};
use rubric::value::{Comparison, Overflow, Value};
use std::cmp::Ordering;

/// Yes, no, unknown, or not to be had for an overflow.
pub type Truth = Result<Option<bool>, Overflow>;

/// A condition's value as a truth.
pub fn truth(cell: Cell) -> Truth {
    cell.map(|value| match value {
        None => None,
        Some(Value::YesNo(yes)) => Some(yes),
        Some(other) => panic!("no yes/no: {other:?}"),
    })
}

/// A truth as a condition's value.
pub fn cell(truth: Truth) -> Cell {
    truth.map(|known| known.map(Value::YesNo))
}

/// No if any is no, else unknown if any is unknown.
pub fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
    settled_by(false, truths)
}

/// Yes if any is yes, else unknown if any is unknown.
pub fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
    settled_by(true, truths)
}

fn settled_by(decisive: bool, truths: impl IntoIterator<Item = Truth>) -> Truth {
    let mut result = Some(!decisive);
    for truth in truths {
        match truth? {
            Some(known) if known == decisive => return Ok(Some(decisive)),
            Some(_) => {}
            None => result = None,
        }
    }
    Ok(result)
}

/// Unknown where either side is.
pub fn compare(comparison: Comparison, a: Cell, b: Cell) -> Truth {
    let (Some(a), Some(b)) = (a?, b?) else { return Ok(None) };
    let order = order(&a, &b);
    Ok(Some(match comparison {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::NotEqual => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    }))
}

/// Low <= value <= high, both ends belong: no as soon as one of the two is no.
pub fn between(value: Cell, low: Cell, high: Cell) -> Truth {
    all([compare(Comparison::GreaterOrEqual, value.clone(), low), compare(Comparison::LessOrEqual, value, high)])
}

/// One text within another.
pub fn texts(a: Cell, b: Cell, holds: fn(&str, &str) -> bool) -> Truth {
    let (Some(a), Some(b)) = (a?, b?) else { return Ok(None) };
    match (&a, &b) {
        (Value::Text(a), Value::Text(b)) => Ok(Some(holds(a, b))),
        _ => panic!("no text: {a:?} and {b:?}"),
    }
}

impl Reference<'_> {
    /// today − period < value <= today
    pub(super) fn in_last(&self, value: Cell, period: Cell) -> Truth {
        let (Some(value), Some(period)) = (value?, period?) else { return Ok(None) };
        let start = self.watch(stepped(self.as_of, &period, true))?;
        let day = date(&value);
        Ok(Some(start < day && day <= self.as_of))
    }
}
