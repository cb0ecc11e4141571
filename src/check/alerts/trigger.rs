//! What stands behind `when`: changes and conditions, joined by `and` and `or`.
//!
//! Enters: the tree of an alert's condition. Leaves: a [`Trigger`], and what it looks at. Guaranteed: conditions that
//! stand beside each other without a change are one condition, so that `a or b` begins to hold once.

use super::super::checker::{Checker, Scope, Typed};
use super::super::unknown::Facts;
use super::has_change;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Expr as Model, ExprKind as M, ItemId, Trigger};
use crate::source::Span;
use crate::syntax::tree::{Change, Expr, ExprKind};
use crate::value::Type;

impl<'t> Checker<'t> {
    /// When an alert fires.
    pub(super) fn trigger(&mut self, when: &'t Expr, scope: Scope, subjects: &mut Vec<ItemId>) -> Option<Trigger> {
        if !has_change(when) {
            let condition = self.condition(when, scope)?;
            return Some(Trigger::Begins(self.asked(condition, subjects)));
        }
        self.nested(when.span, |this| match &when.kind {
            ExprKind::And(parts) => this.all_of(parts, scope, subjects),
            ExprKind::Or(parts) => this.any_of(parts, scope, subjects),
            ExprKind::Change(of, change) => this.change(of, change, when.span, scope, subjects),
            ExprKind::Not(inner) => this.denied(inner, when.span),
            _ => this.condition(when, scope).and(None),
        })
    }

    /// Conditions beside a change must hold now.
    fn all_of(&mut self, parts: &'t [Expr], scope: Scope, subjects: &mut Vec<ItemId>) -> Option<Trigger> {
        let part = |this: &mut Self, part: &'t Expr, subjects: &mut Vec<ItemId>| match has_change(part) {
            true => this.trigger(part, scope, subjects),
            false => {
                let condition = this.condition(part, scope)?;
                let span = condition.expr.span;
                Some(Trigger::Holds(this.watch(condition, span)))
            }
        };
        let lowered: Vec<Option<Trigger>> = parts.iter().map(|one| part(self, one, subjects)).collect();
        lowered.into_iter().collect::<Option<_>>().map(Trigger::All)
    }

    /// Conditions beside a change are one condition, which begins to hold.
    fn any_of(&mut self, parts: &'t [Expr], scope: Scope, subjects: &mut Vec<ItemId>) -> Option<Trigger> {
        let (changes, plain): (Vec<&'t Expr>, Vec<&'t Expr>) = parts.iter().partition(|part| has_change(part));
        let conditions: Vec<Option<Typed>> = plain.into_iter().map(|part| self.condition(part, scope)).collect();
        let changes: Vec<Option<Trigger>> =
            changes.into_iter().map(|part| self.trigger(part, scope, subjects)).collect();
        let mut any: Vec<Trigger> = changes.into_iter().collect::<Option<_>>()?;
        let conditions: Vec<Typed> = conditions.into_iter().collect::<Option<_>>()?;
        if let Some(condition) = self.either(conditions) {
            any.push(Trigger::Begins(self.asked(condition, subjects)));
        }
        Some(Trigger::Any(any))
    }

    fn either(&mut self, mut conditions: Vec<Typed>) -> Option<Typed> {
        if conditions.len() < 2 {
            return conditions.pop();
        }
        let span = conditions.first()?.expr.span.to(conditions.last()?.expr.span);
        let depth = conditions.iter().map(|condition| condition.depth).max().unwrap_or(0);
        let parts = conditions.into_iter().map(|condition| condition.expr).collect();
        self.build(Type::YesNo, span, M::Or(parts), depth, Facts::default())
    }

    /// Watches a condition, and notes the items that it reads.
    fn asked(&mut self, condition: Typed, subjects: &mut Vec<ItemId>) -> ItemId {
        let mut open = vec![&condition.expr];
        while let Some(expr) = open.pop() {
            if let M::Item(id) = expr.kind {
                subjects.push(id);
            }
            open.extend(expr.parts().into_iter().rev());
        }
        let span = condition.expr.span;
        self.watch(condition, span)
    }

    fn denied(&mut self, inner: &Expr, span: Span) -> Option<Trigger> {
        let headline = "an alert tells of a change that has come, not of one that has not";
        let mut report = Diagnostic::error(codes::CHANGE_PLACE, span, headline, "denies a change");
        if let ExprKind::Change(of, change) = &inner.kind {
            let value = self.quote(of.span);
            report = match &**change {
                Change::Becomes(label) => report.help(format!("write `{value} leaves {}`", self.quote(label.span))),
                Change::Leaves(label) => report.help(format!("write `{value} becomes {}`", self.quote(label.span))),
                _ => report.help(format!("say what must be so, such as `{value} is known`")),
            };
        } else {
            report = report.help("say what must be so, as a condition");
        }
        self.fail(report)
    }

    /// A change where only a condition fits.
    pub(in super::super) fn change_outside(&mut self, change: &Change, span: Span) -> Option<Typed> {
        let headline = format!("`{}` compares with the time before, as only an alert does", change.words());
        let report = Diagnostic::error(codes::CHANGE_PLACE, span, headline, "a change");
        self.fail(report.help(
            "a change stands behind an alert's `when`, alone or between `and` and `or`; elsewhere ask for a state, such as `is \"…\"` or `>= 2`",
        ))
    }

    /// The item that an expression is, or a hidden one with its value.
    pub(super) fn value_item(&mut self, typed: Typed) -> ItemId {
        match &typed.expr {
            Model { kind: M::Item(id), .. } => *id,
            _ => {
                let span = typed.expr.span;
                self.watch(typed, span)
            }
        }
    }
}
