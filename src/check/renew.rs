//! Copies of conditions, each expression with a number of its own.
//!
//! Enters: a lowered condition of named rows. Leaves: a copy for one use of the rows. Guaranteed: no two expressions of
//! a rulebook share an id; no recursion.

use super::checker::Checker;
use crate::model::{Expr, ExprKind};
use crate::source::Span;

impl Checker<'_> {
    /// Copies of all of these for a use at `span`; `None` once there are too many.
    pub(super) fn renew(&mut self, conditions: &[Expr], span: Span) -> Option<Vec<Expr>> {
        let mut copies = Vec::with_capacity(conditions.len());
        for condition in conditions {
            let mut copy = condition.clone();
            let mut open = vec![&mut copy];
            while let Some(expr) = open.pop() {
                expr.id = self.fresh(span)?;
                open.extend(children(&mut expr.kind).into_iter().rev());
            }
            copies.push(copy);
        }
        Some(copies)
    }
}

/// The expressions directly inside, from the left.
pub(super) fn children(kind: &mut ExprKind) -> Vec<&mut Expr> {
    match kind {
        ExprKind::Constant(_) | ExprKind::Today | ExprKind::Column(_) | ExprKind::Parameter(_) | ExprKind::Item(_) => {
            Vec::new()
        }
        ExprKind::Ancestor(_, a) | ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::OneOf(a, _) => vec![a],
        ExprKind::Known(a, _) => vec![a],
        ExprKind::Arithmetic(_, a, b)
        | ExprKind::RoundedTo(a, b)
        | ExprKind::AtLeast(a, b)
        | ExprKind::AtMost(a, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::StartsWith(a, b)
        | ExprKind::Contains(a, b)
        | ExprKind::InLast(a, b) => vec![a, b],
        ExprKind::Between(a, b, c) => vec![a, b, c],
        ExprKind::Pick(_, parts) | ExprKind::Else(parts) | ExprKind::And(parts) | ExprKind::Or(parts) => {
            parts.iter_mut().collect()
        }
        ExprKind::Aggregate(aggregate) => aggregate.argument.iter_mut().chain(&mut aggregate.filter).collect(),
    }
}
