//! Lines that can never win, because one earlier line takes all they would.
//!
//! Enters: the conditions of a list in order. Leaves: a warning for each such line. Guaranteed: only told where it is
//! certain: one comparison with a constant covers another of the same value.

use super::checker::Checker;
use super::list::Condition;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Expr, ExprKind};
use crate::source::Span;
use crate::value::{Comparison, Value};
use std::collections::BTreeMap;

/// The numbers or days from `low` to `high`, each end with whether it belongs.
#[derive(Clone, Copy, Debug)]
struct Range {
    low: Option<(i128, bool)>,
    high: Option<(i128, bool)>,
}

impl Range {
    fn covers(&self, other: &Range) -> bool {
        let low = match (self.low, other.low) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some((a, closed)), Some((b, inner))) => a < b || (a == b && (closed || !inner)),
        };
        let high = match (self.high, other.high) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some((a, closed)), Some((b, inner))) => a > b || (a == b && (closed || !inner)),
        };
        low && high
    }
}

/// At most this many earlier lines over one value are looked at.
const MOST: usize = 64;

impl Checker<'_> {
    /// Warns about each line that an earlier one covers.
    pub(super) fn check_covered(&mut self, conditions: &[Option<Condition>]) {
        let mut earlier: BTreeMap<String, Vec<(Range, Span)>> = BTreeMap::new();
        for condition in conditions {
            let Some(expr) = condition.as_ref().and_then(|c| c.expr.as_ref()) else { continue };
            let parts =
                if let ExprKind::And(parts) = &expr.kind { parts.as_slice() } else { std::slice::from_ref(expr) };
            let ranges: Vec<(String, Range)> = parts.iter().filter_map(|part| self.range(part)).collect();
            let covering = ranges.iter().find_map(|(value, range)| {
                let known = earlier.get(value)?;
                known.iter().find(|(outer, _)| outer.covers(range)).map(|(_, span)| *span)
            });
            if let Some(span) = covering.filter(|span| self.words(*span) != self.words(expr.span)) {
                self.report(covered(expr.span, span));
            }
            if let (1, Some((value, range))) = (parts.len(), ranges.first()) {
                let known = earlier.entry(value.clone()).or_default();
                if known.len() < MOST {
                    known.push((*range, expr.span));
                }
            }
        }
    }

    /// What `expr` allows of which value, if it compares one with a constant.
    fn range(&self, expr: &Expr) -> Option<(String, Range)> {
        match &expr.kind {
            ExprKind::Compare(sign, a, b) => match (point(a), point(b)) {
                (None, Some(at)) => Some((self.words(a.span), half(*sign, at)?)),
                (Some(at), None) => Some((self.words(b.span), half(turned(*sign), at)?)),
                _ => None,
            },
            ExprKind::Between(value, low, high) => {
                let range = Range { low: Some((point(low)?, true)), high: Some((point(high)?, true)) };
                Some((self.words(value.span), range))
            }
            _ => None,
        }
    }
}

fn covered(condition: Span, earlier: Span) -> Diagnostic {
    let headline = "this line never wins, since an earlier line already takes all its rows";
    Diagnostic::warning(codes::LINE_COVERED, condition, headline, "never wins")
        .other(earlier, "this one takes them")
        .help("put the narrower condition first")
}

fn point(expr: &Expr) -> Option<i128> {
    match &expr.kind {
        ExprKind::Constant(Value::Number(n)) => Some(n.units()),
        ExprKind::Constant(Value::Date(d)) => Some(i128::from(d.days())),
        _ => None,
    }
}

fn half(sign: Comparison, at: i128) -> Option<Range> {
    let (low, high) = match sign {
        Comparison::Equal => (Some((at, true)), Some((at, true))),
        Comparison::NotEqual => return None,
        Comparison::Less => (None, Some((at, false))),
        Comparison::LessOrEqual => (None, Some((at, true))),
        Comparison::Greater => (Some((at, false)), None),
        Comparison::GreaterOrEqual => (Some((at, true)), None),
    };
    Some(Range { low, high })
}

fn turned(sign: Comparison) -> Comparison {
    match sign {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}
