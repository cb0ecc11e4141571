//! Copies of conditions, each expression with a number of its own.
//!
//! Enters: a lowered condition of named rows. Leaves: a copy for one use of the rows. Guaranteed: no two expressions of
//! a rulebook share an id; no recursion.

use super::checker::Checker;
use crate::model::Expr;
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
                open.extend(expr.children_mut().into_iter().rev());
            }
            copies.push(copy);
        }
        Some(copies)
    }
}
