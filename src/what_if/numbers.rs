//! Values in steps that people count in: a cent, a hundredth of a percent, a day.

use crate::model::Rulebook;
use crate::value::{Date, Decimal, Type, Value};

/// Beyond this nobody counts.
const FAR: i64 = 1_000_000_000_000;
/// Days around a date within which another is looked for.
const FAR_DAYS: i128 = 10_000;

/// Values as numbers of steps.
#[derive(Clone, Copy, Debug)]
pub enum Steps {
    /// So many units of 10⁻¹² each
    Numbers(i128),
    /// One day each, around a date
    Dates(i32),
}

impl Steps {
    /// The steps of a type; none where its values are not in a row.
    pub fn of(rulebook: &Rulebook, ty: &Type, today: Date) -> Option<Steps> {
        let part = |decimals: u8| Decimal::from_scaled(1, decimals).map_or(Decimal::ONE, |step| step).units();
        Some(Steps::Numbers(match ty {
            Type::Money => part(rulebook.currency.decimals()),
            Type::Percent => part(4),
            Type::Number | Type::Score(_) => part(2),
            Type::Count | Type::Days => part(0),
            Type::Date => return Some(Steps::Dates(today.days())),
            Type::Text | Type::YesNo | Type::OneOf(_) | Type::Period => return None,
        }))
    }

    /// The last step that is not above a value.
    pub fn below(self, value: &Value) -> Option<i128> {
        match (self, value) {
            (Steps::Numbers(step), Value::Number(number)) => Some(number.units().div_euclid(step)),
            (Steps::Dates(_), Value::Date(date)) => Some(i128::from(date.days())),
            _ => None,
        }
    }

    /// The first step that is not below a value.
    pub fn above(self, value: &Value) -> Option<i128> {
        match (self, value) {
            (Steps::Numbers(step), Value::Number(number)) => Some(-(-number.units()).div_euclid(step)),
            _ => self.below(value),
        }
    }

    /// The value at a step.
    pub fn at(self, position: i128) -> Option<Value> {
        match self {
            Steps::Numbers(step) => Decimal::from_units(position.checked_mul(step)?).ok().map(Value::Number),
            Steps::Dates(_) => Date::from_days(i64::try_from(position).ok()?).map(Value::Date),
        }
    }

    /// Where one begins while nothing is known.
    pub fn origin(self) -> i128 {
        match self {
            Steps::Numbers(_) => 0,
            Steps::Dates(today) => i128::from(today),
        }
    }

    /// The first and last step that are looked at.
    pub fn ends(self) -> (i128, i128) {
        match self {
            Steps::Numbers(step) => {
                let far = Decimal::from_int(FAR).units() / step.max(1);
                (-far, far)
            }
            Steps::Dates(today) => (i128::from(today) - FAR_DAYS, i128::from(today) + FAR_DAYS),
        }
    }
}
