//! Folding: a step all of whose operands are constants is a constant.
//!
//! Enters: a step about to be added. Leaves: the constant it equals, with how it came about where the as-of date or a
//! parameter is in it. Guaranteed: nothing that overflows is folded: the run reports it.

use super::scalar;
use crate::model::Arithmetic;
use crate::plan::steps::{Constant, Program, Step, StepId};
use crate::value::{Date, Decimal, Overflow, Period, Pick, Value};
use std::fmt::Write;
use std::sync::Arc;

/// The constant that a step is, if it is one.
pub fn fold(program: &Program, step: &Step) -> Option<Constant> {
    match step {
        Step::And(list) | Step::Or(list) => fold_logic(program, step, list),
        Step::Filter(first, second) => fold_filter(program, *first, *second),
        Step::Compare(comparison, a, b) => {
            let (a, b) = (program.constant(*a)?, program.constant(*b)?);
            let holds = a
                .value
                .as_ref()
                .zip(b.value.as_ref())
                .map(|(a, b)| order(a, b))
                .map(|o| o.map(|o| comparison.holds(o)));
            yes_no(match holds {
                None => None,
                Some(known) => Some(known?),
            })
        }
        Step::Known(a) => fold_known(program, *a),
        Step::Not(a) => yes_no(scalar::not(flag(program.constant(*a)?))),
        Step::Else(list) => fold_else(program, list),
        Step::Pick(pick, list) => fold_pick(program, *pick, list),
        Step::Negate(a) => {
            let a = program.constant(*a)?;
            Some(Constant { value: a.value.as_ref().and_then(Value::number).map(|n| Value::Number(-n)), origin: None })
        }
        Step::Arithmetic(sign, a, b) => fold_arithmetic(*sign, program.constant(*a)?, program.constant(*b)?),
        _ => None,
    }
}

fn yes_no(value: Option<bool>) -> Option<Constant> {
    Some(Constant { value: value.map(Value::YesNo), origin: None })
}

fn flag(constant: &Constant) -> Option<bool> {
    if let Some(Value::YesNo(flag)) = constant.value { Some(flag) } else { None }
}

/// How two values of one type stand to each other; `None` for values that have no order but equality.
fn order(a: &Value, b: &Value) -> Option<std::cmp::Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::YesNo(a), Value::YesNo(b)) => Some(a.cmp(b)),
        (Value::Label(a), Value::Label(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// A single constant decides where it is the one that settles the matter.
fn fold_logic(program: &Program, step: &Step, list: &[StepId]) -> Option<Constant> {
    let settles = matches!(step, Step::Or(_));
    let constants: Vec<Option<&Constant>> = list.iter().map(|id| program.constant(*id)).collect();
    if constants.iter().flatten().any(|c| flag(c) == Some(settles)) {
        return yes_no(Some(settles));
    }
    let all: Option<Vec<Option<bool>>> = constants.into_iter().map(|c| c.map(flag)).collect();
    yes_no(if settles { scalar::or(all?) } else { scalar::and(all?) })
}

fn fold_filter(program: &Program, first: Option<StepId>, second: StepId) -> Option<Constant> {
    let first = first.map(|id| program.constant(id).map(flag));
    let second = program.constant(second).map(flag);
    match (first, second) {
        (Some(Some(flag)), _) if flag != Some(true) => yes_no(Some(false)),
        (_, Some(flag)) if flag != Some(true) => yes_no(Some(false)),
        (None | Some(Some(_)), Some(_)) => yes_no(Some(true)),
        _ => None,
    }
}

fn fold_known(program: &Program, a: StepId) -> Option<Constant> {
    if let Some(constant) = program.constant(a) {
        return yes_no(Some(constant.value.is_some()));
    }
    if program.facts(a).nullable { None } else { yes_no(Some(true)) }
}

fn fold_else(program: &Program, list: &[StepId]) -> Option<Constant> {
    list.iter().find_map(|id| match program.constant(*id) {
        Some(constant) if constant.value.is_none() => None,
        other => Some(other.cloned()),
    })?
}

fn fold_pick(program: &Program, pick: Pick, list: &[StepId]) -> Option<Constant> {
    let constants: Option<Vec<&Constant>> = list.iter().map(|id| program.constant(*id)).collect();
    let least = matches!(pick, Pick::Lower | Pick::Earlier);
    let mut best: Option<&Constant> = None;
    for constant in constants?.into_iter().filter(|c| c.value.is_some()) {
        let better = match (best.and_then(|b| b.value.as_ref()), &constant.value) {
            (Some(a), Some(b)) => order(b, a).is_some_and(|o| if least { o.is_lt() } else { o.is_gt() }),
            _ => true,
        };
        best = if better { Some(constant) } else { best };
    }
    Some(best.cloned().unwrap_or(Constant { value: None, origin: None }))
}

fn fold_arithmetic(sign: Arithmetic, a: &Constant, b: &Constant) -> Option<Constant> {
    let origin = arithmetic_origin(sign, a, b);
    let value = match (&a.value, &b.value) {
        (Some(a), Some(b)) => calculate(sign, a, b)?.ok()?,
        _ => None,
    };
    Some(Constant { value, origin })
}

/// The result, unknown as `None`; an outer `None` where the operands are not of the sign's types.
fn calculate(sign: Arithmetic, a: &Value, b: &Value) -> Option<Result<Option<Value>, Overflow>> {
    match sign {
        Arithmetic::DaysBetween => {
            let days = i64::from(a.date()?.days()) - i64::from(b.date()?.days());
            Some(Ok(Some(Value::Number(Decimal::from_int(days)))))
        }
        Arithmetic::DatePlus => Some(Ok(a.date()?.plus(period(b)?).map(Value::Date))),
        Arithmetic::DateMinus => Some(Ok(a.date()?.plus(period(b)?.reversed()).map(Value::Date))),
        _ => {
            let (a, b) = (a.number()?, b.number()?);
            let result = match sign {
                Arithmetic::Add => a.plus(b),
                Arithmetic::Subtract => a.minus(b),
                Arithmetic::Multiply => a.times(b),
                _ => match a.over(b) {
                    Some(quotient) => quotient,
                    None => return Some(Ok(None)),
                },
            };
            Some(result.map(|n| Some(Value::Number(n))))
        }
    }
}

/// A period, or whole days of a number, decimals cut.
fn period(value: &Value) -> Option<Period> {
    match value {
        Value::Period(period) => Some(*period),
        Value::Number(days) => Some(Period::Days(whole_days(*days))),
        _ => None,
    }
}

/// Days of a number, decimals cut towards zero, kept within what a date can be moved by.
fn whole_days(days: Decimal) -> i32 {
    let limit = i128::from(i32::MAX);
    let whole = days.trunc().to_scaled(0).unwrap_or(0).clamp(-limit, limit);
    i32::try_from(whole).unwrap_or(i32::MAX)
}

fn arithmetic_origin(sign: Arithmetic, a: &Constant, b: &Constant) -> Option<Arc<str>> {
    if a.origin.is_none() && b.origin.is_none() {
        return None;
    }
    let word = match sign {
        Arithmetic::Add | Arithmetic::DatePlus => "+",
        Arithmetic::Subtract | Arithmetic::DateMinus | Arithmetic::DaysBetween => "-",
        Arithmetic::Multiply => "*",
        Arithmetic::Divide => "/",
    };
    let mut text = describe(a);
    // Writing to a String never fails.
    let _ = write!(text, " {word} {}", describe(b));
    Some(text.into())
}

/// A constant in words: how it came about, else its value.
pub fn describe(constant: &Constant) -> String {
    constant.origin.as_ref().map_or_else(|| describe_value(constant.value.as_ref()), |origin| origin.to_string())
}

/// A value without its unit.
pub fn describe_value(value: Option<&Value>) -> String {
    match value {
        None => "unknown".to_string(),
        Some(Value::Text(text)) => format!("\"{text}\""),
        Some(Value::Label(label)) => format!("label {}", usize::from(*label) + 1),
        Some(other) => other.plain(&crate::value::Type::Number),
    }
}

/// The as-of date as a constant.
pub fn today(as_of: Date) -> Constant {
    Constant { value: Some(Value::Date(as_of)), origin: Some("today".into()) }
}
