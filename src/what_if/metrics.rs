//! The nearest value of one metric that reaches a goal, all else as it is.
//!
//! Guaranteed: the value was tried, and so was the one a step nearer to what the metric is now, which does not reach it.

use super::goal::Goal;
use super::judge::{Change, Judge, Results};
use super::numbers::Steps;
use super::thresholds::{self, Reads};
use super::{Changes, Found, What};
use crate::model::ItemId;
use crate::prove::{Proven, Range, Values};
use crate::value::{Decimal, Type, Value};
use std::collections::BTreeSet;

/// Looks at each metric that the goal depends on.
pub fn search(judge: &Judge, proven: &Proven, goal: &Goal, now: &Results, changes: &mut Changes) {
    let Some(observed) = judge.observed() else { return };
    let mut found: Vec<(Decimal, Found)> = Vec::new();
    for (id, reads) in thresholds::metrics(judge, &observed, goal.item) {
        let ty = &judge.book().item(id).ty;
        let from = now.get(&id).cloned().flatten();
        let probe = Probe { judge, goal, id, range: proven.item(id, ty) };
        match probe.nearest(ty, from.as_ref(), &reads) {
            Some((to, results)) => {
                let change = Change { metrics: vec![(id, to.clone())], ..Change::default() };
                let size = part(from.as_ref(), &to);
                found.push((size, Found { what: What::Metric { item: id, from, to }, change, results }));
            }
            None => changes.idle.push(id),
        }
    }
    found.sort_by_key(|(size, _)| *size);
    changes.metrics = found.into_iter().map(|(_, found)| found).collect();
}

/// How much of a value changes: the difference over the larger of both; of dates over a year. All of it where it can't be
/// told.
fn part(from: Option<&Value>, to: &Value) -> Decimal {
    let share = match (from, to) {
        (Some(Value::Number(from)), Value::Number(to)) => {
            let gap = from.minus(*to).map(Decimal::abs);
            gap.ok().and_then(|gap| gap.over(from.abs().max(to.abs()))).and_then(Result::ok)
        }
        (Some(Value::Date(from)), Value::Date(to)) => {
            let gap = Decimal::from_int(i64::from(from.days()) - i64::from(to.days())).abs();
            gap.over(Decimal::from_int(365)).and_then(Result::ok)
        }
        _ => None,
    };
    share.unwrap_or(Decimal::ONE)
}

/// Tries values of one metric.
struct Probe<'a> {
    judge: &'a Judge<'a>,
    goal: &'a Goal,
    id: ItemId,
    range: Range,
}

impl Probe<'_> {
    fn nearest(&self, ty: &Type, from: Option<&Value>, reads: &Reads) -> Option<(Value, Results)> {
        let Some(steps) = Steps::of(self.judge.book(), ty, self.judge.as_of()) else {
            return self
                .others(ty, from, reads)
                .into_iter()
                .find_map(|value| Some((value.clone(), self.reaches(&value)?)));
        };
        let both = [true, false].map(|up| self.toward(steps, up, from, reads));
        let start = from.cloned().or_else(|| steps.at(steps.origin()));
        let distance = |found: &i128| {
            let value = steps.at(*found);
            value.zip(start.as_ref()).map_or(Decimal::MAX, |(value, start)| gap(start, &value))
        };
        let position = both.into_iter().flatten().min_by_key(distance)?;
        let value = steps.at(position)?;
        let results = self.reaches(&value)?;
        Some((value, results))
    }

    /// All other values, where there are few.
    fn others(&self, ty: &Type, from: Option<&Value>, reads: &Reads) -> Vec<Value> {
        let all: Vec<Value> = match ty {
            Type::YesNo => vec![Value::YesNo(true), Value::YesNo(false)],
            Type::OneOf(labels) => {
                (0..labels.len()).filter_map(|at| u16::try_from(at).ok()).map(Value::Label).collect()
            }
            _ => reads.bounds.clone(),
        };
        all.into_iter().filter(|value| Some(value) != from).collect()
    }

    /// The results, if a value reaches the goal.
    fn reaches(&self, value: &Value) -> Option<Results> {
        let change = Change { metrics: vec![(self.id, value.clone())], ..Change::default() };
        self.judge.results(&change).filter(|results| self.goal.is_reached(results))
    }

    fn is_reached(&self, steps: Steps, position: i128) -> bool {
        steps.at(position).is_some_and(|value| self.reaches(&value).is_some())
    }

    /// The nearest step above or below that reaches the goal: where the metric is compared with something, and, where it
    /// is computed with, ever further away; from there back to the last step that still does.
    fn toward(&self, steps: Steps, up: bool, from: Option<&Value>, reads: &Reads) -> Option<i128> {
        let way = if up { 1 } else { -1 };
        let start = match from {
            Some(from) if up => steps.below(from)?,
            Some(from) => steps.above(from)?,
            // What is unknown is not at the origin yet.
            None => steps.origin() - way,
        };
        let mut fails = start;
        for candidate in self.candidates(steps, up, start, reads) {
            if self.is_reached(steps, candidate) {
                return Some(self.last(steps, fails, candidate));
            }
            fails = candidate;
        }
        None
    }

    /// Steps to try, the nearest first.
    fn candidates(&self, steps: Steps, up: bool, start: i128, reads: &Reads) -> Vec<i128> {
        let (first, last) = self.ends(steps);
        let mut all = BTreeSet::new();
        for bound in &reads.bounds {
            let near = [steps.below(bound), steps.above(bound)].into_iter().flatten();
            all.extend(near.flat_map(|at| [at - 1, at, at + 1]));
        }
        if !reads.only_compared {
            let way = if up { 1 } else { -1 };
            let ladder = std::iter::successors(Some(1i128), |rung| rung.checked_mul(10));
            all.extend(ladder.map(|rung| start + way * rung).take_while(|at| *at >= first && *at <= last));
            all.extend([first, last]);
        }
        let ahead = |at: &i128| (if up { *at > start } else { *at < start }) && *at >= first && *at <= last;
        let mut ahead: Vec<i128> = all.into_iter().filter(ahead).collect();
        if !up {
            ahead.reverse();
        }
        ahead
    }

    /// The first and the last step that the metric can be at.
    fn ends(&self, steps: Steps) -> (i128, i128) {
        let (first, last) = steps.ends();
        let Values::Between(low, high) = &self.range.values else { return (first, last) };
        let low = low.as_ref().and_then(|low| steps.above(low)).unwrap_or(first);
        let high = high.as_ref().and_then(|high| steps.below(high)).unwrap_or(last);
        (first.max(low), last.min(high))
    }

    /// Between a step that fails and one that does: one that does, whose neighbour fails.
    fn last(&self, steps: Steps, mut fails: i128, mut does: i128) -> i128 {
        while (does - fails).abs() > 1 {
            let middle = fails + (does - fails) / 2;
            if self.is_reached(steps, middle) {
                does = middle;
            } else {
                fails = middle;
            }
        }
        does
    }
}

fn gap(a: &Value, b: &Value) -> Decimal {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.minus(*b).map_or(Decimal::MAX, Decimal::abs),
        (Value::Date(a), Value::Date(b)) => Decimal::from_int(i64::from(a.days()) - i64::from(b.days())).abs(),
        _ => Decimal::MAX,
    }
}
