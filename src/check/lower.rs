//! Expressions: from tree to model, each with its type.
//!
//! Enters: a tree expression and whose row it is read for. Leaves: a typed expression, or `None` after one diagnostic.
//! Guaranteed: every part is looked at even where another part is wrong, so independent mistakes are all told.

use super::checker::{Checker, Scope, Typed};
use super::habits::quoted_date;
use super::units::{called, short};
use super::unknown::Facts;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Arithmetic, Expr, ExprKind};
use crate::source::Span;
use crate::syntax::tree;
use crate::value::{Decimal, Pick, Type, Value};

impl<'t> Checker<'t> {
    /// Lowers one expression.
    pub(super) fn lower(&mut self, expr: &'t tree::Expr, scope: Scope) -> Option<Typed> {
        if let Some(constant) = self.literals().constant(expr) {
            return match constant {
                Ok(constant) => {
                    let kind = ExprKind::Constant(constant.value);
                    let built = self.build(constant.ty, expr.span, kind, 0, Facts::default())?;
                    Some(Typed { bare: constant.bare, ..built })
                }
                Err(report) => self.fail(report),
            };
        }
        self.nested(expr.span, |this| this.lower_compound(expr, scope))
    }

    fn lower_compound(&mut self, expr: &'t tree::Expr, scope: Scope) -> Option<Typed> {
        use tree::ExprKind as T;
        let span = expr.span;
        match &expr.kind {
            T::Today => self.build(Type::Date, span, ExprKind::Today, 0, Facts::default()),
            T::Name(name) => self.name(name, scope),
            T::Path(table, name) => self.path(table, name, span, scope),
            T::Negate(inner) => self.negate(inner, span, scope),
            T::Chain(first, rest) => self.chain(first, rest, scope).map(|typed| typed.at(span)),
            T::DaysSince(date) => self.days_since(date, span, scope),
            T::Pick(pick, parts) => self.pick(*pick, parts, span, scope),
            T::RoundedTo(value, step) => self.rounded_to(value, step, span, scope),
            T::AtLeast(value, bound) => self.clamp(value, bound, true, span, scope),
            T::AtMost(value, bound) => self.clamp(value, bound, false, span, scope),
            T::Else(parts) => self.first_known(parts, span, scope),
            T::Aggregate(aggregate) => self.aggregate(aggregate, span, scope),
            T::PointsOf(of) => self.rule_points(&of.0, &of.1, span, scope),
            _ => self.lower_condition(expr, scope),
        }
    }

    /// Lowers several, each whatever becomes of the others.
    pub(super) fn lower_all(&mut self, parts: &'t [tree::Expr], scope: Scope) -> Option<Vec<Typed>> {
        let lowered: Vec<Option<Typed>> = parts.iter().map(|part| self.lower(part, scope)).collect();
        lowered.into_iter().collect()
    }

    /// Lowers two.
    pub(super) fn lower_two(&mut self, a: &'t tree::Expr, b: &'t tree::Expr, scope: Scope) -> Option<(Typed, Typed)> {
        let (a, b) = (self.lower(a, scope), self.lower(b, scope));
        a.zip(b)
    }

    /// What is made of two values, and unknown where either is.
    pub(super) fn of_two(
        &mut self,
        ty: Type,
        (a, b): (Typed, Typed),
        span: Span,
        make: fn(Box<Expr>, Box<Expr>) -> ExprKind,
    ) -> Option<Typed> {
        let (depth, facts) = (a.depth.max(b.depth), Facts::any([&a.facts, &b.facts]));
        self.build(ty, span, make(Box::new(a.expr), Box::new(b.expr)), depth, facts)
    }

    /// A number where only a number will do.
    pub(super) fn numeric(&mut self, typed: &Typed, doing: &str) -> Option<()> {
        if typed.ty().is_numeric() {
            return Some(());
        }
        let headline = format!("{} is {}, and {doing} needs a number", self.code(typed), called(typed.ty()));
        let help = match typed.ty() {
            Type::Date => "count its days first, such as `days since DATE`, or `today - DATE`",
            Type::YesNo => "count the rows where it is yes, such as `count of ROWS where NAME`",
            _ => "numbers are money, percent, days, counts, plain numbers and scores",
        };
        self.fail(Diagnostic::error(codes::NOT_A_NUMBER, typed.expr.span, headline, called(typed.ty())).help(help))
    }

    /// `` `amount` ``
    pub(super) fn code(&self, typed: &Typed) -> String {
        format!("`{}`", self.quote(typed.expr.span))
    }

    fn negate(&mut self, inner: &'t tree::Expr, span: Span, scope: Scope) -> Option<Typed> {
        let inner = self.lower(inner, scope)?;
        self.numeric(&inner, "a minus sign")?;
        let (ty, depth, facts) = (inner.ty().clone(), inner.depth, Facts::any([&inner.facts]));
        self.build(ty, span, ExprKind::Negate(Box::new(inner.expr)), depth, facts)
    }

    fn days_since(&mut self, date: &'t tree::Expr, span: Span, scope: Scope) -> Option<Typed> {
        let date = self.lower(date, scope)?;
        self.must_be(&date, &Type::Date, "`days since` counts from a date")?;
        let today = self.build(Type::Date, span, ExprKind::Today, 0, Facts::default())?;
        let (depth, facts) = (date.depth, Facts::any([&date.facts]));
        let kind = ExprKind::Arithmetic(Arithmetic::DaysBetween, Box::new(today.expr), Box::new(date.expr));
        self.build(Type::Days, span, kind, depth, facts)
    }

    /// Exactly this type, or a message that begins with `rule`.
    pub(super) fn must_be(&mut self, typed: &Typed, ty: &Type, rule: &str) -> Option<()> {
        if typed.ty() == ty {
            return Some(());
        }
        let headline = format!("{rule}, and {} is {}", self.code(typed), called(typed.ty()));
        let report = Diagnostic::error(codes::WRONG_TYPE, typed.expr.span, headline, called(typed.ty()));
        if let Some(date) = quoted_date(typed).filter(|_| *ty == Type::Date) {
            let report = report.help(format!("a date stands without quotes: write `{date}`"));
            return self.fail(report.fix(typed.expr.span, date.to_string()));
        }
        self.fail(report.help(format!("write {} here", if *ty == Type::Date { "a date".into() } else { short(ty) })))
    }

    fn pick(&mut self, pick: Pick, parts: &'t [tree::Expr], span: Span, scope: Scope) -> Option<Typed> {
        let parts = self.lower_all(parts, scope)?;
        let dates = matches!(pick, Pick::Earlier | Pick::Later);
        for part in &parts {
            let fits = if dates { *part.ty() == Type::Date } else { part.ty().is_numeric() };
            if !fits {
                return self.wrong_pick(pick, part);
            }
        }
        let (parts, ty) = self.unify(parts, "chosen from")?;
        let facts: Vec<Facts> = parts.iter().map(|p| p.facts.clone()).collect();
        let depth = parts.iter().map(|p| p.depth).max().unwrap_or(0);
        let exprs = parts.into_iter().map(|p| p.expr).collect();
        self.build(ty, span, ExprKind::Pick(pick, exprs), depth, Facts::first_known(&facts))
    }

    fn wrong_pick(&mut self, pick: Pick, part: &Typed) -> Option<Typed> {
        let (word, other) = match pick {
            Pick::Lower => ("lower of", "earlier of"),
            Pick::Higher => ("higher of", "later of"),
            Pick::Earlier => ("earlier of", "lower of"),
            Pick::Later => ("later of", "higher of"),
        };
        let headline = format!("`{word}` does not take {}", called(part.ty()));
        let report = Diagnostic::error(codes::WRONG_TYPE, part.expr.span, headline, called(part.ty()));
        let other_fits = *part.ty() == Type::Date || part.ty().is_numeric();
        self.fail(if other_fits {
            report.help(format!("for this there is `{other} (…)`"))
        } else {
            report.help("`lower of` and `higher of` take numbers, `earlier of` and `later of` take dates")
        })
    }

    fn rounded_to(&mut self, value: &'t tree::Expr, step: &'t tree::Expr, span: Span, scope: Scope) -> Option<Typed> {
        let value = self.lower(value, scope);
        let literals = self.literals();
        if literals.constant(step).is_none() {
            let headline = "`rounded to` takes a step as written, such as `0.01 EUR`";
            return self.fail(
                Diagnostic::error(codes::ROUNDING_STEP, step.span, headline, "not a constant")
                    .help("write the step itself"),
            );
        }
        let value = value?;
        self.numeric(&value, "rounding")?;
        self.digits_for_step(&value, step)?;
        let found = match literals.expect(step, value.ty()) {
            Ok(found) => found,
            Err(report) => return self.fail(report),
        };
        if found.number().is_none_or(|n| n <= Decimal::ZERO) {
            let headline = "a step to round to is above zero";
            return self.fail(
                Diagnostic::error(codes::ROUNDING_STEP, step.span, headline, "not above zero")
                    .help("write the step, such as `0.01 EUR`, never a count of digits"),
            );
        }
        let ty = value.ty().clone();
        let step = self.build(ty.clone(), step.span, ExprKind::Constant(found), 0, Facts::default())?;
        self.of_two(ty, (value, step), span, ExprKind::RoundedTo)
    }

    /// `rounded to 2` counts digits, which no step does.
    fn digits_for_step(&mut self, value: &Typed, step: &tree::Expr) -> Option<()> {
        let tree::ExprKind::Number(n) = step.kind else { return Some(()) };
        if matches!(value.ty(), Type::Number | Type::Count) {
            return Some(());
        }
        let digits = n.to_scaled(0).and_then(|n| u8::try_from(n).ok()).filter(|n| (1..=12).contains(n));
        let meant = digits.and_then(|digits| Decimal::from_scaled(1, digits).ok()).unwrap_or(n);
        let corrected = match value.ty() {
            Type::Percent if digits.is_some() => format!("{}%", meant.times(Decimal::HUNDRED).unwrap_or(meant)),
            ty => self.units.with_unit(&meant.to_string(), meant, ty).unwrap_or_else(|| meant.to_string()),
        };
        let headline = format!("`rounded to` takes a step in the value's own unit, {}", called(value.ty()));
        self.fail(
            Diagnostic::error(codes::ROUNDING_STEP, step.span, headline, "a plain number")
                .help(format!("write a step, such as `{corrected}`, never a count of digits")),
        )
    }

    fn clamp(
        &mut self,
        value: &'t tree::Expr,
        bound: &'t tree::Expr,
        is_least: bool,
        span: Span,
        scope: Scope,
    ) -> Option<Typed> {
        let (value, bound) = self.lower_two(value, bound, scope)?;
        self.numeric(&value, if is_least { "`at least`" } else { "`at most`" })?;
        let (parts, ty) = self.unify(vec![value, bound], "held against each other")?;
        let [value, bound]: [Typed; 2] = parts.try_into().ok()?;
        self.clamp_order(&value, &bound, is_least)?;
        let kind = if is_least { ExprKind::AtLeast } else { ExprKind::AtMost };
        self.of_two(ty, (value, bound), span, kind)
    }

    /// `x at least 5 at most 3` leaves nothing between.
    fn clamp_order(&mut self, value: &Typed, bound: &Typed, is_least: bool) -> Option<()> {
        let inner = match &value.expr.kind {
            ExprKind::AtLeast(_, inner) if !is_least => inner,
            ExprKind::AtMost(_, inner) if is_least => inner,
            _ => return Some(()),
        };
        let ExprKind::Constant(Value::Number(other)) = inner.kind else { return Some(()) };
        let Some(own) = bound.constant().and_then(Value::number) else { return Some(()) };
        let (least, most) = if is_least { (own, other) } else { (other, own) };
        if least <= most {
            return Some(());
        }
        self.fail(
            Diagnostic::error(codes::BOUNDS_REVERSED, bound.expr.span, "`at least` is above `at most`", "")
                .other(inner.span, "the other bound")
                .help("write the lower bound behind `at least` and the higher one behind `at most`"),
        )
    }

    fn first_known(&mut self, parts: &'t [tree::Expr], span: Span, scope: Scope) -> Option<Typed> {
        let parts = self.lower_all(parts, scope)?;
        let (parts, ty) = self.unify(parts, "alternatives of one another")?;
        let facts: Vec<Facts> = parts.iter().map(|p| p.facts.clone()).collect();
        let depth = parts.iter().map(|p| p.depth).max().unwrap_or(0);
        let exprs = parts.into_iter().map(|p| p.expr).collect();
        self.build(ty, span, ExprKind::Else(exprs), depth, Facts::first_known(&facts))
    }
}
