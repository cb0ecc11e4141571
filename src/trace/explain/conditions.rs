//! Conditions with the truth of each part, and how far each comparison is from turning.

use super::scope::{At, Scope};
use super::terms::term;
use crate::model::{Expr, ExprKind};
use crate::trace::facts::{Condition, ConditionKind, Quantity, Relation, Term, TermKind, Test, Window};
use crate::value::{Comparison, Date, Decimal, Period, Type, Value};

/// A condition, part by part.
pub(super) fn condition(scope: &Scope, at: At, expr: &Expr) -> Condition {
    let part = |part: &Expr| condition(scope, at, part);
    let kind = match &expr.kind {
        ExprKind::And(all) => ConditionKind::All(all.iter().map(part).collect()),
        ExprKind::Or(all) => ConditionKind::Any(all.iter().map(part).collect()),
        ExprKind::Not(inner) => ConditionKind::Not(Box::new(part(inner))),
        _ => ConditionKind::Test(Box::new(test(scope, at, expr))),
    };
    Condition { written: scope.written(expr.span), truth: scope.truth(at, expr), kind }
}

fn test(scope: &Scope, at: At, expr: &Expr) -> Test {
    let make = |e: &Expr| term(scope, at, e);
    let (left, relation, right) = match &expr.kind {
        ExprKind::Compare(comparison, a, b) => oriented(*comparison, make(a), make(b)),
        ExprKind::OneOf(a, values) => (make(a), Relation::OneOf, constants(values, &a.ty)),
        ExprKind::Known(a, true) => (make(a), Relation::Known, Vec::new()),
        ExprKind::Known(a, false) => (make(a), Relation::Unknown, Vec::new()),
        ExprKind::Between(a, low, high) => (make(a), Relation::Between, vec![make(low), make(high)]),
        ExprKind::StartsWith(a, b) => (make(a), Relation::StartsWith, vec![make(b)]),
        ExprKind::Contains(a, b) => (make(a), Relation::Contains, vec![make(b)]),
        ExprKind::InLast(a, period) => (make(a), Relation::InLast, vec![make(period)]),
        _ => (standing_alone(scope, at, expr), Relation::Holds, Vec::new()),
    };
    let window = match (&expr.kind, right.first()) {
        (ExprKind::InLast(..), Some(period)) => window(scope, &scope.written(expr.span), period.value.value.as_ref()),
        _ => None,
    };
    let gap = gap(relation, &left, &right, window.as_ref());
    let gap_to_fail = opposite(relation).and_then(|relation| self::gap(relation, &left, &right, None));
    Test { left, relation, right, gap, gap_to_fail, window }
}

/// A yes/no value; one that is computed has no parts to show, as a condition would show itself.
fn standing_alone(scope: &Scope, at: At, expr: &Expr) -> Term {
    match &expr.kind {
        ExprKind::Column(_) | ExprKind::Parameter(_) | ExprKind::Item(_) | ExprKind::Ancestor(..) => {
            term(scope, at, expr)
        }
        ExprKind::Aggregate(_) | ExprKind::Else(_) | ExprKind::Constant(_) => term(scope, at, expr),
        _ => {
            let written = scope.written(expr.span);
            Term { called: written.clone(), written, value: scope.quantity(at, expr), kind: TermKind::Constant }
        }
    }
}

/// The side that can vary stands left, so that a sentence is about it.
fn oriented(comparison: Comparison, left: Term, right: Term) -> (Term, Relation, Vec<Term>) {
    let fixed = |t: &Term| matches!(t.kind, TermKind::Constant | TermKind::Parameter { .. } | TermKind::Today);
    if fixed(&left) && !fixed(&right) {
        return (right, Relation::Compare(mirrored(comparison)), vec![left]);
    }
    (left, Relation::Compare(comparison), vec![right])
}

fn mirrored(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

fn constants(values: &[Value], ty: &Type) -> Vec<Term> {
    let term = |value: &Value| {
        let written = value.plain(ty);
        let value = Quantity { value: Some(value.clone()), ty: ty.clone() };
        Term { called: written.clone(), written, value, kind: TermKind::Constant }
    };
    values.iter().map(term).collect()
}

/// The days of `in last P`: today − P is the last day that does not belong.
pub(super) fn window(scope: &Scope, written: &str, period: Option<&Value>) -> Option<Window> {
    let last = scope.observation.as_of;
    let period = match period? {
        Value::Period(period) => *period,
        Value::Number(days) => Period::Days(i32::try_from(days.trunc().to_scaled(0)?).ok()?),
        _ => return None,
    };
    let before = last.plus(period.reversed())?;
    Some(Window { written: written.to_string(), first: before.plus(Period::Days(1))?, last })
}

/// The comparison that holds exactly where this does not.
fn opposite(relation: Relation) -> Option<Relation> {
    let Relation::Compare(comparison) = relation else { return None };
    Some(Relation::Compare(match comparison {
        Comparison::Less => Comparison::GreaterOrEqual,
        Comparison::LessOrEqual => Comparison::Greater,
        Comparison::Greater => Comparison::LessOrEqual,
        Comparison::GreaterOrEqual => Comparison::Less,
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
    }))
}

/// How far a comparison is from holding.
fn gap(relation: Relation, left: &Term, right: &[Term], window: Option<&Window>) -> Option<Quantity> {
    let found = left.value.value.as_ref()?;
    if let (Value::Date(date), Some(window)) = (found, window) {
        return outside(i64::from(date.days()), span_of(window)).map(days);
    }
    let first = right.first()?.value.value.as_ref()?;
    match (relation, found, first) {
        (Relation::Compare(c), Value::Number(l), Value::Number(r)) => {
            distance(c, *l, *r).map(|gap| Quantity::number(gap, &left.value.ty))
        }
        (Relation::Compare(c), Value::Date(l), Value::Date(r)) => date_distance(c, *l, *r).map(days),
        (Relation::Between, Value::Number(v), Value::Number(low)) => {
            let high = right.get(1)?.value.as_number()?;
            let gap = if v < low { low.minus(*v) } else { v.minus(high) };
            gap.ok().filter(|gap| *gap > Decimal::ZERO).map(|gap| Quantity::number(gap, &left.value.ty))
        }
        (Relation::Between, Value::Date(v), Value::Date(low)) => {
            let high = right.get(1)?.value.value.as_ref()?.date()?;
            outside(i64::from(v.days()), (i64::from(low.days()), i64::from(high.days()))).map(days)
        }
        _ => None,
    }
}

fn span_of(window: &Window) -> (i64, i64) {
    (i64::from(window.first.days()), i64::from(window.last.days()))
}

fn outside(day: i64, (first, last): (i64, i64)) -> Option<i64> {
    let gap = if day < first { first - day } else { day - last };
    (gap > 0).then_some(gap)
}

fn days(n: i64) -> Quantity {
    Quantity::number(Decimal::from_int(n), &Type::Days)
}

fn distance(comparison: Comparison, left: Decimal, right: Decimal) -> Option<Decimal> {
    let (short, over) = (right.minus(left).ok()?, left.minus(right).ok()?);
    match comparison {
        Comparison::GreaterOrEqual => (left < right).then_some(short),
        Comparison::Greater => (left <= right).then_some(short),
        Comparison::LessOrEqual => (left > right).then_some(over),
        Comparison::Less => (left >= right).then_some(over),
        Comparison::Equal => (left != right).then_some(short.abs()),
        Comparison::NotEqual => None,
    }
}

/// Days are whole, so the day after a bound is one day beyond it.
fn date_distance(comparison: Comparison, left: Date, right: Date) -> Option<i64> {
    let (short, over) = (i64::from(right.days() - left.days()), i64::from(left.days() - right.days()));
    match comparison {
        Comparison::GreaterOrEqual => (left < right).then_some(short),
        Comparison::Greater => (left <= right).then_some(short + 1),
        Comparison::LessOrEqual => (left > right).then_some(over),
        Comparison::Less => (left >= right).then_some(over + 1),
        Comparison::Equal => (left != right).then_some(short.abs()),
        Comparison::NotEqual => None,
    }
}
