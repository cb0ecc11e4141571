//! Numbers, amounts, texts and dates as written.
//!
//! Enters: a tree expression that is a constant. Leaves: its value and type, or one diagnostic. Guaranteed: a bare
//! number becomes a count where one is expected, and never money, percent, days or a score.

use super::units::{Unit, Units, called, quoted};
use crate::diagnostic::near::{self, Meant};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{Sources, Span};
use crate::syntax::tree::{Expr, ExprKind, Name};
use crate::value::{Currency, Decimal, Labels, Period, ScoreUnit, Type, Value};

/// A value as written.
#[derive(Clone, Debug)]
pub(super) struct Constant {
    pub(super) ty: Type,
    pub(super) value: Value,
    /// A number without any unit: it adapts to a count
    pub(super) bare: bool,
}

impl Constant {
    fn new(ty: Type, value: Value) -> Constant {
        Constant { ty, value, bare: false }
    }
}

/// Reads constants with the units of one rulebook.
#[derive(Clone, Copy)]
pub(super) struct Literals<'a> {
    pub(super) units: &'a Units,
    pub(super) sources: &'a Sources,
}

impl Literals<'_> {
    /// The constant that `expr` is; `None` where it is anything else.
    pub(super) fn constant(self, expr: &Expr) -> Option<Result<Constant, Diagnostic>> {
        Some(Ok(match &expr.kind {
            ExprKind::Number(n) => Constant { ty: Type::Number, value: Value::Number(*n), bare: true },
            ExprKind::Percent(n) => Constant::new(Type::Percent, Value::Number(*n)),
            ExprKind::Quantity(n, unit) => return Some(self.quantity(*n, unit, expr.span)),
            ExprKind::Text(text) => Constant::new(Type::Text, Value::Text(text.text.as_str().into())),
            ExprKind::Date(date) => Constant::new(Type::Date, Value::Date(*date)),
            ExprKind::YesNo(yes) => Constant::new(Type::YesNo, Value::YesNo(*yes)),
            ExprKind::Negate(inner) => return self.negated(inner),
            _ => return None,
        }))
    }

    fn negated(self, inner: &Expr) -> Option<Result<Constant, Diagnostic>> {
        if matches!(inner.kind, ExprKind::Negate(_)) {
            return None;
        }
        match self.constant(inner)? {
            Ok(mut constant) => {
                constant.value = match constant.value {
                    Value::Number(n) => Value::Number(-n),
                    Value::Period(p) => Value::Period(p.reversed()),
                    _ => return None,
                };
                Some(Ok(constant))
            }
            Err(report) => Some(Err(report)),
        }
    }

    fn quantity(self, n: Decimal, unit: &Name, span: Span) -> Result<Constant, Diagnostic> {
        match self.units.find(&unit.text) {
            Some(Unit::Money) if self.reads_as_thousands(unit, span) => Err(self.thousands(unit, span)),
            Some(Unit::Money) => Ok(Constant::new(Type::Money, Value::Number(n))),
            Some(Unit::Score(score)) => Ok(Constant::new(Type::Score(score), Value::Number(n))),
            Some(Unit::Days(days)) => n
                .times(Decimal::from_int(days))
                .map(|n| Constant::new(Type::Days, Value::Number(n)))
                .map_err(|_| too_long(span)),
            Some(Unit::Months(months)) => self.months(n, months, unit, span),
            Some(Unit::OtherCurrency) => Err(self.other_currency(n, unit, span)),
            None => Err(self.unknown_unit(unit)),
        }
    }

    /// Whether an amount is written as `5.000 EUR`: five to some, five thousand to others.
    fn reads_as_thousands(self, unit: &Name, span: Span) -> bool {
        let written = self.sources.text(span);
        let (whole, decimals) = written.split_once('.').unwrap_or((written, ""));
        let decimals = decimals.trim_end_matches(unit.text.as_str()).trim_end();
        let fine = self.units.currency.as_ref().is_some_and(|own| own.decimals() >= 3);
        !fine && decimals.len() == 3 && whole.len() <= 3 && !whole.starts_with('0')
    }

    fn thousands(self, unit: &Name, span: Span) -> Diagnostic {
        let written = self.sources.text(span);
        let number = written.trim_end_matches(unit.text.as_str()).trim_end();
        let headline = format!("`{number}` is a whole amount to some readers, and one with three decimals to others");
        let (whole, fine) = (number.replace('.', ","), format!("{number}0"));
        Diagnostic::error(codes::NUMBER_FORM, span, headline, "").help(format!(
            "write `{whole} {unit}`, or `{fine} {unit}` if the point stands before decimals",
            unit = unit.text
        ))
    }

    fn months(self, n: Decimal, months: i64, unit: &Name, span: Span) -> Result<Constant, Diagnostic> {
        let total = n.times(Decimal::from_int(months)).ok().filter(|n| n.is_whole());
        let Some(total) = total else {
            let headline = format!("{n} {} is no whole number of months", unit.text);
            return Err(Diagnostic::error(codes::PERIOD_EXPECTED, span, headline, "not a whole number of months")
                .help("the calendar steps by whole months; write the length in months or in days"));
        };
        total
            .to_scaled(0)
            .and_then(|n| i32::try_from(n).ok())
            .filter(|n| n.unsigned_abs() <= 120_000)
            .map(|n| Constant::new(Type::Period, Value::Period(Period::Months(n))))
            .ok_or_else(|| too_long(span))
    }

    fn other_currency(self, n: Decimal, unit: &Name, span: Span) -> Diagnostic {
        let own = self.units.currency.as_ref().map_or("EUR", Currency::code);
        let headline = format!("an amount in {} in a rulebook in {own}", unit.text);
        Diagnostic::error(codes::OTHER_CURRENCY, span, headline, "another currency").help(format!(
            "a rulebook has one currency, the one of its `currency` line; write the amount in {own}, such as `{} {own}`",
            n.grouped(n.scale())
        ))
    }

    fn unknown_unit(self, unit: &Name) -> Diagnostic {
        let headline = format!("`{}` is no unit of this rulebook", unit.text);
        let report = Diagnostic::error(codes::UNKNOWN_UNIT, unit.span, headline, "no such unit");
        let capitals = unit.text.to_uppercase();
        let words = self.units.words();
        if self.units.currency.as_ref().is_some_and(|own| own.code() == capitals) {
            return report.help(format!("write `{capitals}`")).fix(unit.span, capitals);
        }
        if let Some(meant) = abbreviated(&unit.text) {
            return report.help(format!("write `{meant}`")).fix(unit.span, format!(" {meant}"));
        }
        match near::meant(&unit.text, words.iter().copied()) {
            Some(meant) => report.write(unit.span, meant),
            None => report.help(format!("units are `%` and {}; a count has none", listed(&words))),
        }
    }

    /// The value of a constant of exactly this type (a bare number serves as a count, days as a period).
    pub(super) fn expect(self, expr: &Expr, ty: &Type) -> Result<Value, Diagnostic> {
        let Some(constant) = self.constant(expr) else {
            return Err(not_constant(expr.span, ty));
        };
        self.fit(constant?, ty, expr.span)
    }

    /// The value of `constant` as one of type `ty`.
    pub(super) fn fit(self, constant: Constant, ty: &Type, span: Span) -> Result<Value, Diagnostic> {
        if constant.ty == *ty || (constant.bare && *ty == Type::Count) {
            return Ok(constant.value);
        }
        match (&constant.value, ty) {
            (Value::Text(text), Type::OneOf(labels)) => {
                labels.position(text).map(Value::Label).ok_or_else(|| unknown_label(text, labels, span))
            }
            (Value::Number(n), Type::Period) if constant.ty == Type::Days => whole_days(*n, span),
            (Value::Number(n), _) if constant.bare => Err(self.unit_missing(*n, ty, span)),
            _ => Err(wrong_type(&constant.ty, ty, span)),
        }
    }

    /// A bare number where `ty` is expected.
    pub(super) fn unit_missing(self, n: Decimal, ty: &Type, span: Span) -> Diagnostic {
        let written = self.sources.text(span).trim().to_string();
        let Some(corrected) = self.units.with_unit(&written, n, ty) else {
            return wrong_type(&Type::Number, ty, span);
        };
        let headline = format!("`{written}` has no unit, and {} is expected", called(ty));
        Diagnostic::error(codes::UNIT_MISSING, span, headline, "a plain number")
            .help(format!("write `{corrected}`"))
            .fix(span, corrected)
    }

    /// The value of a constant in a score's own unit: its unit may be left out.
    pub(super) fn in_unit(self, expr: &Expr, unit: &ScoreUnit) -> Result<Decimal, Diagnostic> {
        let ty = Type::Score(unit.clone());
        let Some(constant) = self.constant(expr) else {
            return Err(not_constant(expr.span, &ty));
        };
        let constant = constant?;
        match constant.value {
            Value::Number(n) if constant.bare => Ok(n),
            _ => self.fit(constant, &ty, expr.span).map(|value| value.number().unwrap_or_default()),
        }
    }
}

/// The unit that a letter behind a number stands for in other programs.
fn abbreviated(word: &str) -> Option<&'static str> {
    Some(match word {
        "d" | "D" => "days",
        "w" | "W" | "wk" | "wks" => "weeks",
        "mo" | "mos" | "mth" | "mths" => "months",
        "y" | "Y" | "yr" | "yrs" => "years",
        _ => return None,
    })
}

fn whole_days(n: Decimal, span: Span) -> Result<Value, Diagnostic> {
    let days = n.is_whole().then(|| n.to_scaled(0)).flatten().and_then(|n| i32::try_from(n).ok());
    days.map(|n| Value::Period(Period::Days(n))).ok_or_else(|| {
        let headline = format!("{n} days is no whole number of days");
        Diagnostic::error(codes::PERIOD_EXPECTED, span, headline, "not a whole number of days")
            .help("the calendar steps by whole days")
    })
}

fn too_long(span: Span) -> Diagnostic {
    Diagnostic::error(codes::PERIOD_EXPECTED, span, "a length of time beyond 10,000 years", "too long")
        .help("write a shorter length")
}

fn not_constant(span: Span, ty: &Type) -> Diagnostic {
    let headline = format!("here stands {} as written, not something to be worked out", called(ty));
    Diagnostic::error(codes::NOT_CONSTANT, span, headline, "not a constant").help("write the value itself")
}

/// One type where another is expected.
pub(super) fn wrong_type(found: &Type, expected: &Type, span: Span) -> Diagnostic {
    let headline = format!("{} is expected here, and this is {}", called(expected), called(found));
    Diagnostic::error(codes::WRONG_TYPE, span, headline, called(found)).help(format!("write {}", example_of(expected)))
}

/// What an author writes for a value of a type.
pub(super) fn example_of(ty: &Type) -> String {
    match ty {
        Type::Money => "an amount with its currency".to_string(),
        Type::Percent => "a percent, such as `30%`".to_string(),
        Type::Days => "a length in days, such as `30 days`".to_string(),
        Type::Period => "a length of time, such as `12 months`".to_string(),
        Type::Count => "a number without a unit, such as `5`".to_string(),
        Type::Number => "a number without a unit, such as `1.5`".to_string(),
        Type::Score(unit) => format!("a number of {unit}, such as `2 {unit}`", unit = unit.plural()),
        Type::Date => "a date, such as `2026-06-30`".to_string(),
        Type::Text => "text in quotes, such as `\"Globex\"`".to_string(),
        Type::YesNo => "`yes` or `no`".to_string(),
        Type::OneOf(labels) => format!("one of {}", quoted(labels.iter())),
    }
}

/// A text that is none of the labels.
pub(super) fn unknown_label(text: &str, labels: &Labels, span: Span) -> Diagnostic {
    let headline = format!("\"{text}\" is not one of the labels");
    let report = Diagnostic::error(codes::UNKNOWN_LABEL, span, headline, "no such label");
    let all = quoted(labels.iter());
    match near::meant(text, labels.iter()) {
        Some(Meant { name, certain }) => {
            report.help(format!("write \"{name}\"; the labels are {all}")).correct(span, format!("\"{name}\""), certain)
        }
        None => report.help(format!("the labels are {all}")),
    }
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
