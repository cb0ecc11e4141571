//! Conditions: comparisons by signs and by words, `and`, `or`, `not`.
//!
//! Enters: a tree expression that is no value. Leaves: a yes/no expression, or one diagnostic with the corrected text.
//! Guaranteed: signs compare numbers, words compare the rest; both sides are of one unit.

use super::checker::{Checker, Scope, Typed};
use super::habits::is_label;
use super::units::called;
use super::unknown::Facts;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::ExprKind;
use crate::source::Span;
use crate::syntax::tree::{self, ExprKind as T};
use crate::value::{Comparison, Decimal, Type, Value};

impl<'t> Checker<'t> {
    /// An expression that must be yes or no.
    pub(super) fn condition(&mut self, expr: &'t tree::Expr, scope: Scope) -> Option<Typed> {
        let typed = self.lower(expr, scope)?;
        if *typed.ty() == Type::YesNo {
            return Some(typed);
        }
        let written = self.quote(expr.span);
        let headline = format!("a condition is yes or no, and `{written}` is {}", called(typed.ty()));
        let help = match typed.ty() {
            Type::Text | Type::OneOf(_) => format!("compare it, such as `{written} is \"…\"`"),
            Type::Date => format!("compare it, such as `{written} is before today`"),
            ty => {
                let zero = self.units.with_unit("0", Decimal::ZERO, ty).unwrap_or_else(|| "0".to_string());
                format!("compare it, such as `{written} > {zero}`, or ask `{written} is known`")
            }
        };
        self.fail(Diagnostic::error(codes::NOT_A_CONDITION, expr.span, headline, called(typed.ty())).help(help))
    }

    pub(super) fn lower_condition(&mut self, expr: &'t tree::Expr, scope: Scope) -> Option<Typed> {
        let span = expr.span;
        match &expr.kind {
            T::And(parts) => self.connected(parts, true, span, scope),
            T::Or(parts) => self.connected(parts, false, span, scope),
            T::Not(inner) => {
                let inner = self.condition(inner, scope)?;
                self.not(inner, span)
            }
            T::Compare(a, sign, b) => {
                let sides = self.lower_two(a, b, scope)?;
                self.compare(sides, *sign, span)
            }
            T::Is(a, negated, b) => self.is(a, *negated, b, span, scope),
            T::OneOf(a, negated, list) => self.one_of(a, *negated, list, span, scope),
            T::Known(a, known) => self.known(a, *known, span, scope),
            T::DateIs(a, sign, b) => {
                let sides = self.lower_two(a, b, scope)?;
                self.date_is(sides, *sign, span)
            }
            T::Between(a, low, high) => self.between(a, low, high, span, scope),
            T::StartsWith(a, b) => self.in_text(a, b, true, span, scope),
            T::Contains(a, b) => self.in_text(a, b, false, span, scope),
            T::Change(_, change) => self.change_outside(change, span),
            T::InLast(a, period) => self.in_last(a, period, span, scope),
            _ => None,
        }
    }

    fn yes_no(&mut self, span: Span, kind: ExprKind, depth: u32, facts: Facts) -> Option<Typed> {
        self.build(Type::YesNo, span, kind, depth, facts)
    }

    fn connected(&mut self, parts: &'t [tree::Expr], is_and: bool, span: Span, scope: Scope) -> Option<Typed> {
        self.values_joined(parts, span)?;
        let lowered: Vec<Option<Typed>> = parts.iter().map(|part| self.condition(part, scope)).collect();
        let parts: Vec<Typed> = lowered.into_iter().collect::<Option<_>>()?;
        let facts: Vec<Facts> = parts.iter().map(|p| p.facts.clone()).collect();
        let facts = if is_and { Facts::and(&facts) } else { Facts::or(&facts) };
        let depth = parts.iter().map(|p| p.depth).max().unwrap_or(0);
        let exprs = parts.into_iter().map(|p| p.expr).collect();
        self.yes_no(span, if is_and { ExprKind::And(exprs) } else { ExprKind::Or(exprs) }, depth, facts)
    }

    fn not(&mut self, inner: Typed, span: Span) -> Option<Typed> {
        self.yes_no(span, ExprKind::Not(Box::new(inner.expr)), inner.depth, inner.facts.not())
    }

    pub(super) fn compare(&mut self, (left, right): (Typed, Typed), sign: Comparison, span: Span) -> Option<Typed> {
        if !(left.ty().is_numeric() && right.ty().is_numeric()) {
            return self.sign_misused(&left, sign, &right, span);
        }
        let (parts, _) = self.unify(vec![left, right], "compared")?;
        let [left, right]: [Typed; 2] = parts.try_into().ok()?;
        let mut facts = Facts::any([&left.facts, &right.facts]);
        if let (Some(set), Some(Value::Number(n))) = (&left.facts.counts, right.constant()) {
            let zero = Decimal::ZERO;
            facts.holds_if_empty.extend(sign.holds(zero.cmp(n)).then(|| set.clone()));
        }
        self.compared(left, sign, right, span, facts)
    }

    pub(super) fn compared(&mut self, a: Typed, sign: Comparison, b: Typed, span: Span, facts: Facts) -> Option<Typed> {
        let depth = a.depth.max(b.depth);
        self.yes_no(span, ExprKind::Compare(sign, Box::new(a.expr), Box::new(b.expr)), depth, facts)
    }

    fn is(&mut self, a: &'t tree::Expr, negated: bool, b: &'t tree::Expr, span: Span, scope: Scope) -> Option<Typed> {
        let left = self.lower(a, scope);
        if !is_label(left.as_ref(), b) {
            self.foreign_value(a, negated, b, span, scope)?;
        }
        self.unquoted(left.as_ref(), b, scope)?;
        let right = self.lower(b, scope);
        let (left, right) = left.zip(right)?;
        if left.ty().is_numeric() && right.ty().is_numeric() {
            let sign = if negated { "!=" } else { "=" };
            return self.words_misused(&left, sign, &right, span);
        }
        if matches!(right.constant(), Some(Value::YesNo(_))) || matches!(left.constant(), Some(Value::YesNo(_))) {
            return self.yes_no_compared(&left, negated, &right, span);
        }
        if *left.ty() == Type::Period || *right.ty() == Type::Period {
            return self.period_compared(&left, &right, span);
        }
        let (parts, _) = self.unify(vec![left, right], "compared")?;
        let [left, right]: [Typed; 2] = parts.try_into().ok()?;
        let facts = Facts::any([&left.facts, &right.facts]);
        self.compared(left, if negated { Comparison::NotEqual } else { Comparison::Equal }, right, span, facts)
    }

    fn one_of(
        &mut self,
        a: &'t tree::Expr,
        negated: bool,
        list: &'t [tree::Expr],
        span: Span,
        scope: Scope,
    ) -> Option<Typed> {
        let value = self.lower(a, scope);
        let mut values = Vec::new();
        let value = value?;
        if *value.ty() == Type::YesNo {
            return self.yes_no_compared(&value, negated, &value, span);
        }
        let mut sound = true;
        for item in list {
            match self.literals().expect(item, value.ty()) {
                Ok(found) => values.push(found),
                Err(report) => {
                    sound = false;
                    self.report(report.other(value.expr.span, called(value.ty())));
                }
            }
        }
        let (depth, facts) = (value.depth, Facts::any([&value.facts]));
        if !sound {
            return None;
        }
        let inner = self.yes_no(span, ExprKind::OneOf(Box::new(value.expr), values), depth, facts)?;
        if negated { self.not(inner, span) } else { Some(inner) }
    }

    fn known(&mut self, a: &'t tree::Expr, known: bool, span: Span, scope: Scope) -> Option<Typed> {
        let value = self.lower(a, scope)?;
        let names: Vec<String> = value.facts.causes.iter().map(|c| c.name.clone()).collect();
        let mut facts = Facts { asks_unknown: true, ..Facts::default() };
        *(if known { &mut facts.known_if_yes } else { &mut facts.known_if_no }) = names;
        self.yes_no(span, ExprKind::Known(Box::new(value.expr), known), value.depth, facts)
    }

    fn date_is(&mut self, (left, right): (Typed, Typed), sign: Comparison, span: Span) -> Option<Typed> {
        if left.ty().is_numeric() && right.ty().is_numeric() {
            return self.words_misused(&left, sign.sign(), &right, span);
        }
        let rule = format!("`{}` compares dates", date_words(sign));
        self.must_be(&left, &Type::Date, &rule)?;
        self.must_be(&right, &Type::Date, &rule)?;
        let facts = Facts::any([&left.facts, &right.facts]);
        self.compared(left, sign, right, span, facts)
    }

    fn between(
        &mut self,
        a: &'t tree::Expr,
        low: &'t tree::Expr,
        high: &'t tree::Expr,
        span: Span,
        scope: Scope,
    ) -> Option<Typed> {
        let lowered = [self.lower(a, scope), self.lower(low, scope), self.lower(high, scope)];
        let parts: Vec<Typed> = lowered.into_iter().collect::<Option<_>>()?;
        if let Some(part) = parts.iter().find(|p| !p.ty().is_ordered()) {
            let headline =
                format!("`between` needs numbers or dates, and {} is {}", self.code(part), called(part.ty()));
            let report = Diagnostic::error(codes::WRONG_TYPE, part.expr.span, headline, called(part.ty()));
            return self.fail(report.help("for text and labels write `is one of (\"A\", \"B\")`"));
        }
        let (parts, _) = self.unify(parts, "compared")?;
        let [value, low, high]: [Typed; 3] = parts.try_into().ok()?;
        self.in_order(&low, &high)?;
        let facts = Facts::any([&value.facts, &low.facts, &high.facts]);
        let depth = value.depth.max(low.depth).max(high.depth);
        let kind = ExprKind::Between(Box::new(value.expr), Box::new(low.expr), Box::new(high.expr));
        self.yes_no(span, kind, depth, facts)
    }

    fn in_order(&mut self, low: &Typed, high: &Typed) -> Option<()> {
        let reversed = match (low.constant(), high.constant()) {
            (Some(Value::Number(a)), Some(Value::Number(b))) => a > b,
            (Some(Value::Date(a)), Some(Value::Date(b))) => a > b,
            _ => false,
        };
        if !reversed {
            return Some(());
        }
        let (a, b) = (self.quote(low.expr.span), self.quote(high.expr.span));
        let span = low.expr.span.to(high.expr.span);
        let headline = format!("nothing lies between {a} and {b}: the lower bound stands first");
        self.fail(
            Diagnostic::error(codes::BOUNDS_REVERSED, span, headline, "in the wrong order")
                .help(format!("write `between {b} and {a}`"))
                .fix(span, format!("{b} and {a}")),
        )
    }

    fn in_text(
        &mut self,
        a: &'t tree::Expr,
        b: &'t tree::Expr,
        is_start: bool,
        span: Span,
        scope: Scope,
    ) -> Option<Typed> {
        let (value, part) = self.lower_two(a, b, scope)?;
        let word = if is_start { "starts with" } else { "contains" };
        for typed in [&value, &part] {
            if *typed.ty() != Type::Text {
                let headline = format!("`{word}` looks into text, and {} is {}", self.code(typed), called(typed.ty()));
                let report = Diagnostic::error(codes::NOT_TEXT, typed.expr.span, headline, called(typed.ty()));
                return self.fail(match typed.ty() {
                    Type::OneOf(_) => report.help("labels are compared with `is`, or `is one of (\"A\", \"B\")`"),
                    _ => report.help("only a column of type `text` can be searched"),
                });
            }
        }
        let kind = if is_start { ExprKind::StartsWith } else { ExprKind::Contains };
        self.of_two(Type::YesNo, (value, part), span, kind)
    }

    fn in_last(&mut self, a: &'t tree::Expr, period: &'t tree::Expr, span: Span, scope: Scope) -> Option<Typed> {
        self.rows_in_last(a, period, span)?;
        let value = self.lower(a, scope);
        let period = self.window(period, scope);
        let (value, period) = value.zip(period)?;
        self.must_be(&value, &Type::Date, "`in last` asks about a date")?;
        self.of_two(Type::YesNo, (value, period), span, ExprKind::InLast)
    }

    /// The length behind `in last`: a constant or a parameter.
    fn window(&mut self, written: &'t tree::Expr, scope: Scope) -> Option<Typed> {
        let period = self.lower(written, scope)?;
        let span = period.expr.span;
        if !matches!(period.expr.kind, ExprKind::Constant(_) | ExprKind::Parameter(_)) {
            let headline = "`in last` takes a length of time as written, or a parameter";
            let report = Diagnostic::error(codes::PERIOD_EXPECTED, span, headline, "something to be worked out");
            return self.fail(report.help("declare it: `parameter window \"…\" = 12 months`"));
        }
        if let (true, Some(Value::Number(n))) = (period.bare, period.constant()) {
            let headline = format!("`{n}` of what? `in last` takes a length of time");
            let report = Diagnostic::error(codes::PERIOD_EXPECTED, span, headline, "a plain number");
            return self.fail(report.help(format!("write `{n} days`, `{n} weeks`, `{n} months` or `{n} years`")));
        }
        if !matches!(period.ty(), Type::Days | Type::Period) {
            let headline =
                format!("`in last` takes a length of time, and {} is {}", self.code(&period), called(period.ty()));
            let report = Diagnostic::error(codes::PERIOD_EXPECTED, span, headline, called(period.ty()));
            return self.fail(report.help("write a length such as `30 days` or `12 months`"));
        }
        let is_whole = match &period.expr.kind {
            ExprKind::Parameter(id) => self.is_window_parameter(*id),
            _ => period.constant().is_none_or(is_window),
        };
        if !is_whole {
            let headline = "`in last` looks back over whole days or months, at least one";
            let report = Diagnostic::error(codes::PERIOD_EXPECTED, span, headline, "not a length to look back over");
            return self.fail(report.help("write a length such as `30 days` or `12 months`"));
        }
        Some(period)
    }
}

/// Whether a value is a whole, positive length of time.
pub(super) fn is_window(value: &Value) -> bool {
    match value {
        Value::Number(n) => n.is_whole() && !n.is_negative() && !n.is_zero(),
        Value::Period(crate::value::Period::Days(n) | crate::value::Period::Months(n)) => *n > 0,
        _ => false,
    }
}

/// `is on or before`
pub(super) fn date_words(sign: Comparison) -> &'static str {
    match sign {
        Comparison::Equal => "is",
        Comparison::NotEqual => "is not",
        Comparison::Less => "is before",
        Comparison::LessOrEqual => "is on or before",
        Comparison::Greater => "is after",
        Comparison::GreaterOrEqual => "is on or after",
    }
}
