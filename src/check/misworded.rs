//! Comparisons said in the wrong words: the corrected text.
//!
//! Enters: two typed sides and how they were compared. Leaves: one diagnostic. Guaranteed: where the other words would
//! be right, the whole corrected condition is given.

use super::checker::{Checker, Scope, Typed};
use super::condition::date_words;
use super::units::called;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::tree;
use crate::value::{Comparison, Type, Value};

impl Checker<'_> {
    /// A sign between what is compared with words.
    pub(super) fn sign_misused(&mut self, a: &Typed, sign: Comparison, b: &Typed, span: Span) -> Option<Typed> {
        let (left, right) = (self.quote(a.expr.span), self.quote(b.expr.span));
        let is_date = |t: &Typed| *t.ty() == Type::Date;
        if is_date(a) && is_date(b) {
            let corrected = format!("{left} {} {right}", date_words(sign));
            let headline = format!("dates are compared with words, not with `{}`", sign.sign());
            return self.fail(corrected_by(codes::DATES_COMPARE, span, headline, corrected));
        }
        if is_yes_no(a) || is_yes_no(b) {
            return self.yes_no_compared(a, sign == Comparison::NotEqual, b, span);
        }
        if *a.ty() == Type::Period || *b.ty() == Type::Period {
            return self.period_compared(a, b, span);
        }
        let textual = |t: &Typed| matches!(t.ty(), Type::Text | Type::OneOf(_));
        if textual(a) && textual(b) {
            let words = match sign {
                Comparison::Equal => "is",
                Comparison::NotEqual => "is not",
                _ => return self.no_order(a, sign, span),
            };
            let corrected = format!("{left} {words} {right}");
            let headline = format!("text and labels are compared with words, not with `{}`", sign.sign());
            return self.fail(corrected_by(codes::WORDS_COMPARE, span, headline, corrected));
        }
        self.incomparable(a, b)
    }

    fn incomparable(&mut self, a: &Typed, b: &Typed) -> Option<Typed> {
        let headline = format!("{} and {} can't be compared", called(a.ty()), called(b.ty()));
        let report = Diagnostic::error(codes::UNITS_DIFFER, b.expr.span, headline, called(b.ty()));
        self.fail(report.other(a.expr.span, called(a.ty())).help("compare values of one kind"))
    }

    fn no_order(&mut self, a: &Typed, sign: Comparison, span: Span) -> Option<Typed> {
        let headline = format!("`{}` asks for an order, and {} has none", sign.sign(), called(a.ty()));
        let left = self.quote(a.expr.span);
        self.fail(
            Diagnostic::error(codes::WORDS_COMPARE, span, headline, "no order")
                .help(format!("name what may stand there: `{left} is one of (\"A\", \"B\")`")),
        )
    }

    /// Words between numbers.
    pub(super) fn words_misused(&mut self, a: &Typed, sign: &str, b: &Typed, span: Span) -> Option<Typed> {
        let corrected = format!("{} {sign} {}", self.quote(a.expr.span), self.quote(b.expr.span));
        let headline = "numbers and amounts are compared with signs, not with words";
        self.fail(corrected_by(codes::SIGNS_COMPARE, span, headline.to_string(), corrected))
    }

    /// `vip is yes`, `vip = no`.
    pub(super) fn yes_no_compared(&mut self, a: &Typed, negated: bool, b: &Typed, span: Span) -> Option<Typed> {
        let (value, wanted) = match (a.constant(), b.constant()) {
            (_, Some(Value::YesNo(yes))) => (a, Some(*yes)),
            (Some(Value::YesNo(yes)), _) => (b, Some(*yes)),
            _ => (a, None),
        };
        if *value.ty() != Type::YesNo {
            return self.incomparable(a, b);
        }
        let written = self.quote(value.expr.span);
        let headline = "a yes/no value stands for itself".to_string();
        let Some(wanted) = wanted else {
            let report = Diagnostic::error(codes::YES_NO_COMPARED, span, headline, "");
            return self.fail(report.help(format!("write `{written}` or `not {written}`, joined by `and` or `or`")));
        };
        let corrected = if wanted != negated { written } else { format!("not {written}") };
        self.fail(corrected_by(codes::YES_NO_COMPARED, span, headline, corrected))
    }

    /// A bare word that nothing declares, beside text or a label: a quoted one is meant.
    pub(super) fn unquoted(&mut self, beside: Option<&Typed>, word: &tree::Expr, scope: Scope) -> Option<()> {
        let (tree::ExprKind::Name(name), Some(beside)) = (&word.kind, beside) else { return Some(()) };
        if self.is_declared(&name.text, scope) {
            return Some(());
        }
        let fits = match beside.ty() {
            Type::Text => true,
            Type::OneOf(labels) => labels.position(&name.text).is_some(),
            _ => false,
        };
        if !fits {
            return Some(());
        }
        let corrected = format!("\"{}\"", name.text);
        let headline = format!("there is no `{}`; text and labels stand in quotes", name.text);
        self.fail(
            Diagnostic::error(codes::UNKNOWN_NAME, name.span, headline, "a bare word is a name")
                .other(beside.expr.span, called(beside.ty()))
                .help(format!("write `{corrected}`"))
                .fix(name.span, corrected),
        )
    }

    /// Two lengths of which one is in months.
    pub(super) fn period_compared(&mut self, a: &Typed, b: &Typed, span: Span) -> Option<Typed> {
        if *a.ty() != Type::Period && *a.ty() != Type::Days {
            return self.incomparable(b, a);
        }
        if *b.ty() != Type::Period && *b.ty() != Type::Days {
            return self.incomparable(a, b);
        }
        let report = Diagnostic::error(
            codes::UNITS_DIFFER,
            span,
            "months have no fixed length, so they can't be compared",
            "a length in months",
        );
        self.fail(
            report.help(
                "compare a number of days, such as `days since DATE > 365 days`, or ask `DATE in last 12 months`",
            ),
        )
    }
}

fn is_yes_no(typed: &Typed) -> bool {
    *typed.ty() == Type::YesNo
}

fn corrected_by(code: crate::diagnostic::Code, span: Span, headline: String, corrected: String) -> Diagnostic {
    Diagnostic::error(code, span, headline, "").help(format!("write `{corrected}`")).fix(span, corrected)
}
