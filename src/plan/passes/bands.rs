//! Bands: a decision list all of whose conditions look at one number or date, compared with constants, gives one
//! answer for each zone between (and on) its thresholds, and one for unknown.
//!
//! Enters: the conditions' steps. Leaves: the value, its sorted thresholds, and what wins in each zone. Guaranteed:
//! any mix of comparisons, `is known`, `and`, `or` and `not` is judged by the same three-valued logic as row by row.

use super::scalar;
use crate::plan::steps::{Kind, Program, Step, StepId, Thresholds};
use crate::value::{Comparison, Value};
use std::cmp::Ordering;

/// How deep conditions are followed: deeper ones are left as they are.
const DEPTH: usize = 64;

/// A list over one value.
#[derive(Clone, Debug)]
pub struct Bands {
    /// The value
    pub of: StepId,
    /// Where its zones meet
    pub thresholds: Thresholds,
    /// For each zone, the unknown one last: what becomes of the list
    pub zones: Vec<Zone>,
}

/// What becomes of a list in one zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// The line that wins
    pub line: Option<usize>,
    /// Whether that line has a condition
    pub met: bool,
    /// Whether a tried condition is unknown
    pub unknown: bool,
}

/// The list as bands, if all of its conditions look at one value.
pub fn bands(program: &Program, conditions: &[Option<StepId>]) -> Option<Bands> {
    let mut found = Found::default();
    for condition in conditions.iter().flatten() {
        found.visit(program, *condition, DEPTH)?;
    }
    let of = found.of?;
    if found.values.is_empty() {
        return None;
    }
    let values = found.sorted();
    let thresholds = thresholds(&values, program.facts(of).kind)?;
    let zones = (0..=thresholds.unknown())
        .map(|zone| {
            decide(
                program,
                conditions,
                &|comparison, value, flipped| {
                    if zone == thresholds.unknown() {
                        return None;
                    }
                    let at = 2 * values.binary_search_by(|v| value_order(v, value)).ok()? + 1;
                    let order = if flipped { at.cmp(&zone) } else { zone.cmp(&at) };
                    Some(comparison.holds(order))
                },
                zone != thresholds.unknown(),
            )
        })
        .collect();
    Some(Bands { of, thresholds, zones })
}

#[derive(Default)]
struct Found {
    of: Option<StepId>,
    values: Vec<Value>,
}

impl Found {
    /// Collects the value and its thresholds; `None` where the condition looks at anything else.
    fn visit(&mut self, program: &Program, condition: StepId, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match program.step(condition) {
            Step::Constant(_) => Some(()),
            Step::And(list) | Step::Or(list) => list.iter().try_for_each(|c| self.visit(program, *c, depth)),
            Step::Not(a) => self.visit(program, *a, depth),
            Step::Known(a) => self.value(program, *a),
            Step::Compare(_, a, b) => {
                let (of, constant) = match (program.constant(*a), program.constant(*b)) {
                    (None, Some(constant)) => (*a, constant),
                    (Some(constant), None) => (*b, constant),
                    _ => return None,
                };
                self.values.push(constant.value.clone()?);
                self.value(program, of)
            }
            _ => None,
        }
    }

    fn value(&mut self, program: &Program, of: StepId) -> Option<()> {
        let fits = matches!(program.facts(of).kind, Kind::Number | Kind::Date) && program.constant(of).is_none();
        (fits && *self.of.get_or_insert(of) == of).then_some(())
    }

    fn sorted(self) -> Vec<Value> {
        let mut values = self.values;
        values.sort_by(value_order);
        values.dedup();
        values
    }
}

fn value_order(a: &Value, b: &Value) -> Ordering {
    a.number().cmp(&b.number()).then_with(|| a.date().cmp(&b.date()))
}

fn thresholds(values: &[Value], kind: Kind) -> Option<Thresholds> {
    Some(match kind {
        Kind::Date => Thresholds::Dates(values.iter().map(|v| v.date().map(|d| d.days())).collect::<Option<_>>()?),
        _ => Thresholds::Numbers(values.iter().map(|v| v.number().map(|n| n.units())).collect::<Option<_>>()?),
    })
}

/// The answer of a comparison with a constant in the zone at hand.
type Compare<'a> = dyn Fn(Comparison, &Value, bool) -> Option<bool> + 'a;

fn decide(program: &Program, conditions: &[Option<StepId>], compare: &Compare, known: bool) -> Zone {
    let mut unknown = false;
    for (line, condition) in conditions.iter().enumerate() {
        let holds = condition.map_or(Some(true), |c| evaluate(program, c, compare, known));
        unknown |= holds.is_none();
        if holds == Some(true) {
            return Zone { line: Some(line), met: condition.is_some(), unknown };
        }
    }
    Zone { line: None, met: false, unknown }
}

/// Three-valued; the depth was bounded by [`Found::visit`].
fn evaluate(program: &Program, condition: StepId, compare: &Compare, known: bool) -> Option<bool> {
    match program.step(condition) {
        Step::Constant(constant) => {
            if let Some(Value::YesNo(flag)) = constant.value {
                Some(flag)
            } else {
                None
            }
        }
        Step::And(list) => scalar::and(list.iter().map(|c| evaluate(program, *c, compare, known))),
        Step::Or(list) => scalar::or(list.iter().map(|c| evaluate(program, *c, compare, known))),
        Step::Not(a) => scalar::not(evaluate(program, *a, compare, known)),
        Step::Known(_) => Some(known),
        Step::Compare(comparison, a, b) => match (program.constant(*a), program.constant(*b)) {
            (None, Some(constant)) => compare(*comparison, constant.value.as_ref()?, false),
            (Some(constant), None) => compare(*comparison, constant.value.as_ref()?, true),
            _ => None,
        },
        _ => None,
    }
}
