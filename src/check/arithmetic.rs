//! `+ - * /`, and values that must be of one unit.
//!
//! Enters: typed operands. Leaves: the typed result, by the algebra of units. Guaranteed: a bare number adapts to a
//! count; a count beside a plain number is a plain number; nothing else is converted.

use super::checker::{Checker, Scope, Typed};
use super::units::called;
use super::unknown::{Cause, Facts};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Arithmetic, ExprKind};
use crate::source::Span;
use crate::syntax::tree::{self, Operator};
use crate::value::{Type, Value};

impl<'t> Checker<'t> {
    /// `a + b - c` or `a * b / c`, from the left.
    pub(super) fn chain(
        &mut self,
        first: &'t tree::Expr,
        rest: &'t [(Operator, tree::Expr)],
        scope: Scope,
    ) -> Option<Typed> {
        let mut left = self.lower(first, scope);
        for (operator, operand) in rest {
            let right = self.lower(operand, scope);
            left = match left.zip(right) {
                Some((left, right)) => self.operate(left, *operator, right),
                None => None,
            };
        }
        left
    }

    fn operate(&mut self, left: Typed, operator: Operator, right: Typed) -> Option<Typed> {
        match operator {
            Operator::Add | Operator::Subtract => self.sum(left, operator == Operator::Add, right),
            Operator::Multiply => self.product(left, right),
            Operator::Divide => self.quotient(left, right),
        }
    }

    fn binary(&mut self, ty: Type, op: Arithmetic, left: Typed, right: Typed, facts: Facts) -> Option<Typed> {
        let span = left.expr.span.to(right.expr.span);
        let depth = left.depth.max(right.depth);
        let kind = ExprKind::Arithmetic(op, Box::new(left.expr), Box::new(right.expr));
        self.build(ty, span, kind, depth, facts)
    }

    fn sum(&mut self, left: Typed, is_plus: bool, right: Typed) -> Option<Typed> {
        let facts = Facts::any([&left.facts, &right.facts]);
        let steps = |ty: &Type| matches!(ty, Type::Days | Type::Period);
        match (left.ty(), right.ty()) {
            (Type::Date, Type::Date) if !is_plus => {
                return self.binary(Type::Days, Arithmetic::DaysBetween, left, right, facts);
            }
            (Type::Date, ty) if steps(ty) => {
                let op = if is_plus { Arithmetic::DatePlus } else { Arithmetic::DateMinus };
                return self.binary(Type::Date, op, left, right, facts);
            }
            (ty, Type::Date) if is_plus && steps(ty) => {
                return self.binary(Type::Date, Arithmetic::DatePlus, right, left, facts);
            }
            (Type::Date, _) => return self.wrong_step(&left, &right, is_plus),
            _ => {}
        }
        let doing = if is_plus { "adding" } else { "subtracting" };
        self.numeric(&left, doing)?;
        self.numeric(&right, doing)?;
        let (parts, ty) = self.unify(vec![left, right], if is_plus { "added" } else { "subtracted" })?;
        let [left, right]: [Typed; 2] = parts.try_into().ok()?;
        self.binary(ty, if is_plus { Arithmetic::Add } else { Arithmetic::Subtract }, left, right, facts)
    }

    fn wrong_step(&mut self, date: &Typed, step: &Typed, is_plus: bool) -> Option<Typed> {
        if let (true, Some(Value::Number(n))) = (step.bare, step.constant()) {
            let report = self.literals().unit_missing(*n, &Type::Days, step.expr.span);
            return self.fail(report.other(date.expr.span, "a date moves by days, weeks, months or years"));
        }
        let sign = if is_plus { "+" } else { "-" };
        let headline = format!("a date {sign} {} has no meaning", called(step.ty()));
        let help = if is_plus {
            "a date moves by a length of time, such as `+ 30 days` or `+ 1 month`"
        } else {
            "from a date, subtract another date (which gives days) or a length of time, such as `30 days`"
        };
        let report = Diagnostic::error(codes::WRONG_TYPE, step.expr.span, headline, called(step.ty()));
        self.fail(report.other(date.expr.span, "a date").help(help))
    }

    fn product(&mut self, left: Typed, right: Typed) -> Option<Typed> {
        self.numeric(&left, "multiplying")?;
        self.numeric(&right, "multiplying")?;
        let facts = Facts::any([&left.facts, &right.facts]);
        let ty = match (left.ty(), right.ty()) {
            (Type::Number, Type::Count) if left.bare => Some(Type::Count),
            (Type::Count, Type::Number) if right.bare => Some(Type::Count),
            (a, b) => product_type(a, b),
        };
        match ty {
            Some(ty) => self.binary(ty, Arithmetic::Multiply, left, right, facts),
            None => self.no_product(&left, &right, "times"),
        }
    }

    fn quotient(&mut self, left: Typed, right: Typed) -> Option<Typed> {
        self.numeric(&left, "dividing")?;
        self.numeric(&right, "dividing")?;
        let Some(ty) = quotient_type(left.ty(), right.ty()) else {
            return self.no_product(&left, &right, "divided by");
        };
        let mut facts = Facts::any([&left.facts, &right.facts]);
        match right.constant().and_then(Value::number) {
            Some(n) if n.is_zero() => return self.division_by_zero(&right),
            Some(_) => {}
            None => facts.add(&[self.zero_divisor(&left, &right)]),
        }
        self.binary(ty, Arithmetic::Divide, left, right, facts)
    }

    fn zero_divisor(&self, left: &Typed, right: &Typed) -> Cause {
        let span = left.expr.span.to(right.expr.span);
        let why = format!("unknown where {} is 0", self.quote(right.expr.span));
        Cause { name: self.quote(span), why, span, empty: right.facts.counts.clone() }
    }

    fn division_by_zero(&mut self, right: &Typed) -> Option<Typed> {
        let headline = "a quotient by zero is always unknown";
        self.fail(
            Diagnostic::error(codes::NO_SUCH_PRODUCT, right.expr.span, headline, "zero")
                .help("divide by something else"),
        )
    }

    fn no_product(&mut self, left: &Typed, right: &Typed, word: &str) -> Option<Typed> {
        let headline = format!("{} {word} {} has no meaning", called(left.ty()), called(right.ty()));
        let report = Diagnostic::error(codes::NO_SUCH_PRODUCT, right.expr.span, headline, called(right.ty()));
        let help = if word == "times" {
            "multiply by a plain number, a count or a percent"
        } else {
            "divide by a value of the same unit (which gives a percent), a count, a plain number or a percent"
        };
        self.fail(report.other(left.expr.span, called(left.ty())).help(help))
    }

    /// Brings values to one type; `doing` completes "can't be …".
    pub(super) fn unify(&mut self, mut parts: Vec<Typed>, doing: &str) -> Option<(Vec<Typed>, Type)> {
        let lead = parts.iter().position(|p| !p.bare && !is_text(p)).unwrap_or(0);
        let mut ty = parts.get(lead)?.ty().clone();
        let widened = parts.iter().any(|p| *p.ty() == Type::Number && !p.bare);
        if ty == Type::Count && widened {
            ty = Type::Number;
        }
        if ty == Type::Days && parts.iter().any(|p| *p.ty() == Type::Period) {
            ty = Type::Period;
        }
        let lead_span = parts.get(lead)?.expr.span;
        let lead_type = parts.get(lead)?.ty().clone();
        let mut sound = true;
        for part in &mut parts {
            sound &= self.adapt(part, &ty, (lead_span, &lead_type), doing).is_some();
        }
        sound.then_some((parts, ty))
    }

    /// Turns `part` into a value of type `ty`, which the value at `lead` has.
    fn adapt(&mut self, part: &mut Typed, ty: &Type, lead: (Span, &Type), doing: &str) -> Option<()> {
        if part.ty() == ty || (*part.ty() == Type::Count && *ty == Type::Number) {
            return Some(());
        }
        if part.bare && *ty == Type::Count {
            part.expr.ty = Type::Count;
            return Some(());
        }
        let fits = part.bare || is_text(part) || (*part.ty() == Type::Days && *ty == Type::Period);
        if let (true, Some(value)) = (fits, part.constant().cloned()) {
            let constant = super::literal::Constant { ty: part.ty().clone(), value, bare: part.bare };
            return match self.literals().fit(constant, ty, part.expr.span) {
                Ok(value) => {
                    part.expr.kind = ExprKind::Constant(value);
                    part.expr.ty = ty.clone();
                    Some(())
                }
                Err(report) => self.fail(report.other(lead.0, called(lead.1))),
            };
        }
        let headline = format!("{} and {} can't be {doing}", called(lead.1), called(part.ty()));
        let report = Diagnostic::error(codes::UNITS_DIFFER, part.expr.span, headline, called(part.ty()));
        self.fail(report.other(lead.0, called(lead.1)).help(one_unit_help(lead.1, part.ty())))
    }
}

fn one_unit_help(a: &Type, b: &Type) -> &'static str {
    match (a, b) {
        (Type::Percent, _) | (_, Type::Percent) => "a percent of a value is a product, such as `VALUE * 5%`",
        (Type::Days | Type::Period, _) | (_, Type::Days | Type::Period) => {
            "a length of time goes with a length of time, or moves a date"
        }
        _ => "only values of one unit go together; a quotient of two of one unit is a percent",
    }
}

pub(super) fn is_text(part: &Typed) -> bool {
    *part.ty() == Type::Text && part.constant().is_some()
}

/// The unit of a product; `None` where it has no meaning.
fn product_type(a: &Type, b: &Type) -> Option<Type> {
    use Type::{Count, Number, Percent};
    Some(match (a, b) {
        (Percent, Count) | (Count, Percent) | (Count, Number) | (Number, Count) => Number,
        (Percent, Number) | (Number, Percent) => Number,
        (Count, Count) => Count,
        (Percent, Percent) => Percent,
        (Percent | Number | Count, other) | (other, Percent | Number | Count) => other.clone(),
        _ => return None,
    })
}

/// The unit of a quotient; `None` where it has no meaning.
fn quotient_type(a: &Type, b: &Type) -> Option<Type> {
    use Type::{Count, Number, Percent};
    if a == b {
        return Some(if *a == Number { Number } else { Percent });
    }
    matches!(b, Number | Count | Percent).then(|| a.clone())
}
