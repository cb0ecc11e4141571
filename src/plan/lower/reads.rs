//! What a condition reads: the operands of its comparisons, whose being known makes a rule measured.

use super::{Builder, Scope};
use crate::model::{Expr, ExprKind};
use crate::plan::steps::StepId;

/// The operands of all comparisons in a condition, in the order written.
pub fn operands(condition: &Expr) -> Vec<&Expr> {
    let mut out = Vec::new();
    collect(condition, &mut out);
    out
}

fn collect<'e>(condition: &'e Expr, out: &mut Vec<&'e Expr>) {
    match &condition.kind {
        ExprKind::And(list) | ExprKind::Or(list) => list.iter().for_each(|part| collect(part, out)),
        ExprKind::Not(a) => collect(a, out),
        ExprKind::Compare(_, a, b) => out.extend([&**a, &**b]),
        ExprKind::StartsWith(a, b) | ExprKind::Contains(a, b) | ExprKind::InLast(a, b) => out.extend([&**a, &**b]),
        ExprKind::Between(a, b, c) => out.extend([&**a, &**b, &**c]),
        ExprKind::OneOf(a, _) | ExprKind::Known(a, _) => out.push(a),
        _ => out.push(condition),
    }
}

impl<'a> Builder<'a> {
    /// The registers that a condition reads.
    pub(super) fn reads(&mut self, scope: Scope, condition: &'a Expr) -> Vec<StepId> {
        // The operands have been lowered with the condition: finding them again is no sharing worth a note.
        let notes = self.notes.clone();
        let reads = operands(condition).into_iter().map(|operand| self.expr(scope, operand)).collect();
        self.notes = notes;
        reads
    }
}
