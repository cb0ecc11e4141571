//! The four signs, steps, clamps and picks.

use super::super::wide;
use super::{Cell, Reference, order};
use rubric::model::Arithmetic;
use rubric::value::{Date, Decimal, Overflow, Period, Pick, Value};
use std::cmp::Ordering;

impl Reference<'_> {
    pub(super) fn arithmetic(&self, sign: Arithmetic, a: Cell, b: Cell) -> Cell {
        let (Some(a), Some(b)) = (a?, b?) else { return Ok(None) };
        match sign {
            Arithmetic::Add => self.watch_number(total(number(&a), number(&b))),
            Arithmetic::Subtract => self.watch_number(total(number(&a), -number(&b))),
            Arithmetic::Multiply => self.watch_number(wide::times(number(&a), number(&b))),
            Arithmetic::Divide => match wide::over(number(&a), number(&b)) {
                None => Ok(None),
                Some(quotient) => self.watch_number(quotient),
            },
            Arithmetic::DaysBetween => {
                let days = i64::from(date(&a).days()) - i64::from(date(&b).days());
                Ok(Some(Value::Number(Decimal::from_int(days))))
            }
            Arithmetic::DatePlus => self.step(&a, &b, false),
            Arithmetic::DateMinus => self.step(&a, &b, true),
        }
    }

    fn step(&self, from: &Value, by: &Value, back: bool) -> Cell {
        self.watch(stepped(date(from), by, back)).map(|day| Some(Value::Date(day)))
    }

    pub(super) fn pick(&self, pick: Pick, values: Vec<Cell>) -> Cell {
        let known: Vec<Value> = values.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        Ok(match pick {
            Pick::Lower | Pick::Earlier => known.into_iter().min_by(order),
            Pick::Higher | Pick::Later => known.into_iter().max_by(order),
        })
    }

    pub(super) fn clamp(&self, value: Cell, bound: Cell, at_least: bool) -> Cell {
        let (Some(value), Some(bound)) = (value?, bound?) else { return Ok(None) };
        let outside = if at_least { Ordering::Less } else { Ordering::Greater };
        Ok(Some(if order(&value, &bound) == outside { bound } else { value }))
    }

    pub(super) fn rounded(&self, value: Cell, step: Cell) -> Cell {
        let (Some(value), Some(step)) = (value?, step?) else { return Ok(None) };
        self.watch_number(wide::round_to(number(&value), number(&step)))
    }
}

/// A date moved by a period or by days, whose decimals are cut towards zero.
pub fn stepped(from: Date, by: &Value, back: bool) -> Result<Date, Overflow> {
    let period = match by {
        Value::Period(period) => *period,
        days => {
            let whole = number(days).trunc().units() / Decimal::ONE.units();
            Period::Days(i32::try_from(whole).map_err(|_| Overflow)?)
        }
    };
    from.plus(if back { period.reversed() } else { period }).ok_or(Overflow)
}

fn total(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    wide::decimal(&wide::sum([a, b]))
}

/// The number a checked rulebook promised here.
pub fn number(value: &Value) -> Decimal {
    value.number().unwrap_or_else(|| panic!("no number: {value:?}"))
}

/// The date a checked rulebook promised here.
pub fn date(value: &Value) -> Date {
    value.date().unwrap_or_else(|| panic!("no date: {value:?}"))
}
