//! What stood where something else was expected.
//!
//! Enters: a condition that was not met, and all values found for its row. Leaves: the values it speaks of.

use crate::model::{Expr, ExprKind, Item, ItemKind, MetricBody};
use crate::source::Span;
use crate::trace::facts::Quantity;
use crate::trace::record::ObservedTable;
use crate::value::{Decimal, Value};

/// A value that an expectation speaks of.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where it is named
    pub span: Span,
    /// What it is
    pub quantity: Quantity,
    /// The number it was compared with, from which it is told wherever it is printed
    pub bound: Option<Decimal>,
}

/// The values that an expectation's condition compares, in the order written; those of parts that hold are left out.
pub(super) fn found(asked: &Item, table: &ObservedTable) -> Vec<Found> {
    let ItemKind::Metric(metric) = &asked.kind else { return Vec::new() };
    let MetricBody::Expr(condition) = &metric.body else { return Vec::new() };
    let value = |expr: &Expr| table.values.get(&expr.id).and_then(|values| values.first().cloned().flatten());
    let mut found = Vec::new();
    let mut open = vec![condition];
    while let Some(expr) = open.pop() {
        match &expr.kind {
            ExprKind::And(parts) => {
                let failing = parts.iter().filter(|part| value(part) != Some(Value::YesNo(true)));
                open.extend(failing.rev());
            }
            ExprKind::Or(parts) => open.extend(parts.iter().rev()),
            ExprKind::Not(inner) => open.push(inner),
            _ => found.extend(compared(expr).into_iter().map(|(one, other)| Found {
                span: one.span,
                quantity: Quantity { value: value(one), ty: one.ty.clone() },
                bound: other.and_then(&value).and_then(|value| value.number()),
            })),
        }
    }
    found
}

/// What a comparison speaks of, each with what it is compared with.
fn compared(expr: &Expr) -> Vec<(&Expr, Option<&Expr>)> {
    let is_said = |expr: &Expr| matches!(expr.kind, ExprKind::Constant(_) | ExprKind::Today);
    match &expr.kind {
        ExprKind::Compare(_, a, b) | ExprKind::StartsWith(a, b) | ExprKind::Contains(a, b) => {
            let both: [(&Expr, Option<&Expr>); 2] = [(a, Some(b)), (b, Some(a))];
            both.into_iter().filter(|(one, _)| !is_said(one)).collect()
        }
        ExprKind::Between(a, low, high) => {
            let bounds = [low, high].into_iter().filter(|bound| !is_said(bound)).map(|bound| (&**bound, None));
            std::iter::once((&**a, Some(&**low))).chain(bounds).collect()
        }
        ExprKind::OneOf(a, _) | ExprKind::Known(a, _) | ExprKind::InLast(a, _) => vec![(a, None)],
        _ => vec![(expr, None)],
    }
}
