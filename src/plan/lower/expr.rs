//! Expressions to steps.

use super::{Builder, Scope};
use crate::model::{Arithmetic, Expr, ExprKind};
use crate::plan::Purpose;
use crate::plan::passes::{Pass, fold};
use crate::plan::steps::{Constant, Kind, Step, StepId};
use crate::value::{Comparison, Value};

impl<'a> Builder<'a> {
    /// The register of an expression in a scope. Recursion is as deep as an author can nest, which `syntax` bounds.
    pub(super) fn expr(&mut self, scope: Scope, expr: &'a Expr) -> StepId {
        let step = self.expr_step(scope, expr);
        let observed = self.expressions.get_mut(expr.id.0).filter(|_| self.purpose == Purpose::Observe);
        if let Some(place) = observed {
            *place = Some((scope, step));
        }
        step
    }

    fn expr_step(&mut self, scope: Scope, expr: &'a Expr) -> StepId {
        let kind = Kind::of(&expr.ty);
        match &expr.kind {
            ExprKind::Constant(value) => self.constant(scope, kind, Some(value.clone())),
            ExprKind::Today => self.add(scope, kind, Step::Constant(fold::today(self.today()))),
            ExprKind::Column(column) => self.add(scope, kind, Step::Column(*column)),
            ExprKind::Parameter(parameter) => self.parameter(scope, *parameter),
            ExprKind::Item(item) => self.item(*item),
            ExprKind::Ancestor(table, of) => {
                let of = self.expr((*table).into(), of);
                self.parent(scope, *table, of, kind)
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(scope, aggregate, kind),
            ExprKind::InLast(date, period) => self.in_last(scope, date, period),
            ExprKind::Between(value, low, high) => {
                let (value, low, high) = (self.expr(scope, value), self.expr(scope, low), self.expr(scope, high));
                self.between(scope, [(Comparison::GreaterOrEqual, value, low), (Comparison::LessOrEqual, value, high)])
            }
            _ => {
                let step = self.operator(scope, expr);
                self.add(scope, kind, step)
            }
        }
    }

    /// Those whose operands are simply lowered from the left to the right.
    fn operator(&mut self, scope: Scope, expr: &'a Expr) -> Step {
        match &expr.kind {
            ExprKind::Negate(a) => Step::Negate(self.expr(scope, a)),
            ExprKind::Arithmetic(sign, a, b) => Step::Arithmetic(*sign, self.expr(scope, a), self.expr(scope, b)),
            ExprKind::Pick(pick, list) => Step::Pick(*pick, self.exprs(scope, list)),
            ExprKind::RoundedTo(a, b) => Step::RoundTo(self.expr(scope, a), self.expr(scope, b)),
            ExprKind::AtLeast(a, b) => Step::AtLeast(self.expr(scope, a), self.expr(scope, b)),
            ExprKind::AtMost(a, b) => Step::AtMost(self.expr(scope, a), self.expr(scope, b)),
            ExprKind::Else(list) => Step::Else(self.exprs(scope, list)),
            ExprKind::And(list) => Step::And(self.exprs(scope, list)),
            ExprKind::Or(list) => Step::Or(self.exprs(scope, list)),
            ExprKind::Not(a) => Step::Not(self.expr(scope, a)),
            ExprKind::Compare(comparison, a, b) => Step::Compare(*comparison, self.expr(scope, a), self.expr(scope, b)),
            ExprKind::OneOf(a, values) => Step::OneOf(self.expr(scope, a), values.clone()),
            ExprKind::Known(a, true) => Step::Known(self.expr(scope, a)),
            ExprKind::Known(a, false) => {
                let of = self.expr(scope, a);
                Step::Not(self.add(scope, Kind::YesNo, Step::Known(of)))
            }
            ExprKind::StartsWith(a, b) => Step::StartsWith(self.expr(scope, a), self.expr(scope, b)),
            ExprKind::Contains(a, b) => Step::Contains(self.expr(scope, a), self.expr(scope, b)),
            // Whatever stands for itself is lowered by `expr_step`.
            _ => Step::Constant(Constant { value: None, origin: None }),
        }
    }

    pub(super) fn exprs(&mut self, scope: Scope, list: &'a [Expr]) -> Vec<StepId> {
        list.iter().map(|expr| self.expr(scope, expr)).collect()
    }

    /// A register of an ancestor, for the rows of a scope; its own where the scope is that table.
    pub(super) fn parent(&mut self, scope: Scope, table: crate::model::TableId, of: StepId, kind: Kind) -> StepId {
        if scope == table.into() {
            return of;
        }
        match self.program(table.into()).constant(of).cloned() {
            // Unknown where the row has no such ancestor, so a constant still looks at the row's link.
            Some(constant) if constant.value.is_none() => self.constant(scope, kind, None),
            _ => self.add(scope, kind, Step::Parent(table, of)),
        }
    }

    /// Both comparisons hold.
    fn between(&mut self, scope: Scope, sides: [(Comparison, StepId, StepId); 2]) -> StepId {
        let sides = sides.map(|(comparison, a, b)| self.add(scope, Kind::YesNo, Step::Compare(comparison, a, b)));
        self.add(scope, Kind::YesNo, Step::And(sides.to_vec()))
    }

    /// After today − period, and not after today.
    fn in_last(&mut self, scope: Scope, date: &'a Expr, period: &'a Expr) -> StepId {
        let (date, period) = (self.expr(scope, date), self.expr(scope, period));
        let today = self.add(scope, Kind::Date, Step::Constant(fold::today(self.today())));
        let first = self.add(scope, Kind::Date, Step::Arithmetic(Arithmetic::DateMinus, today, period));
        if let Some(constant) = self.program(scope).constant(first).cloned() {
            let date = fold::describe_value(constant.value.as_ref());
            self.notes.add(Pass::WindowsAsDates, || format!("after {} is after {date}", fold::describe(&constant)));
        }
        self.between(scope, [(Comparison::Greater, date, first), (Comparison::LessOrEqual, date, today)])
    }

    /// A position as a value.
    pub(super) fn position(line: usize) -> Value {
        Value::Label(u16::try_from(line).unwrap_or(u16::MAX))
    }
}
