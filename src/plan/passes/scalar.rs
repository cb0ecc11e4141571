//! The meaning of operators on single values, unknown ones included: what folding and thresholds are made with.

use crate::value::Comparison;
use std::cmp::Ordering;

/// Whether a comparison holds for two values that stand in this order.
pub fn compare(comparison: Comparison, order: Ordering) -> bool {
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

/// No if any is no, else unknown if any is.
pub fn and(values: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut unknown = false;
    for value in values {
        match value {
            Some(false) => return Some(false),
            Some(true) => {}
            None => unknown = true,
        }
    }
    if unknown { None } else { Some(true) }
}

/// Yes if any is yes, else unknown if any is.
pub fn or(values: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    not(and(values.into_iter().map(not)))
}

/// Unknown stays unknown.
pub fn not(value: Option<bool>) -> Option<bool> {
    value.map(|v| !v)
}
