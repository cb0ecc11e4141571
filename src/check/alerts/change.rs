//! One change: `becomes`, `leaves`, `rises above`, `falls below`, `changes`, `changes by`.
//!
//! Enters: a value and what it is held against. Leaves: a [`Trigger`] over watched items. Guaranteed: both are of one
//! unit; a step is above zero.

use super::super::checker::{Checker, Scope, Typed};
use super::super::habits::is_label;
use super::super::units::called;
use super::super::unknown::Facts;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{ExprKind, ItemId, Trigger};
use crate::source::Span;
use crate::syntax::tree::{Change, Expr};
use crate::value::{Comparison, Decimal, Value};

impl<'t> Checker<'t> {
    /// A change of the value `of`, which stands at `span` as a whole.
    pub(super) fn change(
        &mut self,
        of: &'t Expr,
        change: &'t Change,
        span: Span,
        scope: Scope,
        subjects: &mut Vec<ItemId>,
    ) -> Option<Trigger> {
        let trigger = match change {
            Change::Becomes(to) => Trigger::Begins(self.is_now(of, to, span, scope)?),
            Change::Leaves(from) => Trigger::Ends(self.is_now(of, from, span, scope)?),
            Change::RisesAbove(bound) => Trigger::Crosses(self.beyond(of, change, bound, span, scope)?),
            Change::FallsBelow(bound) => Trigger::Crosses(self.beyond(of, change, bound, span, scope)?),
            Change::Changes => {
                let value = self.lower(of, scope)?;
                let item = self.value_item(value);
                subjects.push(item);
                return Some(Trigger::Changes(item));
            }
            Change::ChangesBy(step) => return self.changes_by(of, step, scope, subjects),
        };
        let value = self.lower(of, scope)?;
        subjects.push(self.value_item(value));
        Some(trigger)
    }

    /// Whether a value is what it becomes or leaves.
    fn is_now(&mut self, of: &'t Expr, what: &'t Expr, span: Span, scope: Scope) -> Option<ItemId> {
        let left = self.lower(of, scope);
        if !is_label(left.as_ref(), what) {
            self.foreign_value(of, false, what, span, scope)?;
        }
        self.unquoted(left.as_ref(), what, scope)?;
        let right = self.lower(what, scope);
        let (left, right) = left.zip(right)?;
        let (parts, _) = self.unify(vec![left, right], "compared")?;
        let [left, right]: [Typed; 2] = parts.try_into().ok()?;
        let facts = Facts::any([&left.facts, &right.facts]);
        let is = self.compared(left, Comparison::Equal, right, span, facts)?;
        Some(self.watch(is, span))
    }

    /// Whether a number is above, or below, its bound.
    fn beyond(&mut self, of: &'t Expr, change: &Change, bound: &'t Expr, span: Span, scope: Scope) -> Option<ItemId> {
        let sides = self.lower_two(of, bound, scope)?;
        self.must_be_number(&sides.0, change)?;
        let sign = if matches!(change, Change::RisesAbove(_)) { Comparison::Greater } else { Comparison::Less };
        let beyond = self.compare(sides, sign, span)?;
        Some(self.watch(beyond, span))
    }

    fn must_be_number(&mut self, value: &Typed, change: &Change) -> Option<()> {
        if value.ty().is_numeric() {
            return Some(());
        }
        let (words, code) = (change.words(), self.code(value));
        let headline = format!("`{words}` needs a number, and {code} is {}", called(value.ty()));
        let report = Diagnostic::error(codes::NOT_A_NUMBER, value.expr.span, headline, called(value.ty()));
        self.fail(report.help("of labels, text, dates and yes/no write `changes`, `becomes …` or `leaves …`"))
    }

    fn changes_by(
        &mut self,
        of: &'t Expr,
        step: &'t Expr,
        scope: Scope,
        subjects: &mut Vec<ItemId>,
    ) -> Option<Trigger> {
        let (value, by) = self.lower_two(of, step, scope)?;
        self.must_be_number(&value, &Change::Changes)?;
        let (parts, _) = self.unify(vec![value, by], "compared")?;
        let [value, by]: [Typed; 2] = parts.try_into().ok()?;
        let is_step = match &by.expr.kind {
            ExprKind::Constant(Value::Number(step)) => *step > Decimal::ZERO,
            kind => matches!(kind, ExprKind::Parameter(_)),
        };
        if !is_step {
            let headline = "`changes by` takes a step above zero as written, or a parameter";
            let report = Diagnostic::error(codes::CHANGE_STEP, step.span, headline, "not a step");
            return self.fail(
                report.help("write it without a sign, such as `changes by 0.5 stars or more`: it counts both ways"),
            );
        }
        let item = self.value_item(value);
        subjects.push(item);
        let by = self.watch(by, step.span);
        Some(Trigger::ChangesBy(item, by))
    }
}
