//! Why a condition never or always holds, in words.

use super::Prover;
use crate::model::{Expr, ExprKind};
use crate::prove::domain::{Domain, ONE, Set, day};
use crate::source::Span;
use crate::trace::words::Words;
use crate::value::{Currency, Date, Decimal, Type};

impl Prover<'_> {
    /// The value that a comparison is about, and what it can be at all.
    pub(super) fn range_of(&self, condition: &Expr) -> Option<(Span, String)> {
        let term = match &condition.kind {
            ExprKind::Compare(_, a, b) if matches!(a.kind, ExprKind::Constant(_)) => b,
            ExprKind::Compare(_, a, b) if matches!(b.kind, ExprKind::Constant(_) | ExprKind::Parameter(_)) => a,
            ExprKind::Between(a, ..) | ExprKind::OneOf(a, _) => a,
            ExprKind::Not(inner) => return self.range_of(inner),
            ExprKind::Known(a, _) => {
                let domain = self.built.graph.root(self.node(a)?);
                let words = if domain.unknown { "always unknown" } else { "always known" };
                return (domain.unknown != domain.is_void() || !domain.unknown).then(|| (a.span, words.to_string()));
            }
            _ => return None,
        };
        let domain = self.built.graph.root(self.node(term)?);
        Some((term.span, format!("always {}", range(&self.book.currency, domain, &term.ty)?)))
    }
}

/// The numbers of a domain in words: `between 0% and 100%`; `None` where they have no bounds.
pub fn range(currency: &Currency, domain: Domain, ty: &Type) -> Option<String> {
    let Set::Range(low, high) = domain.set else { return None };
    if low > high {
        return Some("unknown".to_string());
    }
    let (low, high) = (bound(currency, low, ty), bound(currency, high, ty));
    match (low, high) {
        (Some(low), Some(high)) if low == high => Some(low),
        (Some(low), Some(high)) => Some(format!("between {low} and {high}")),
        (Some(low), None) => {
            Some(if *ty == Type::Date { format!("on or after {low}") } else { format!("at least {low}") })
        }
        (None, Some(high)) => {
            Some(if *ty == Type::Date { format!("on or before {high}") } else { format!("at most {high}") })
        }
        (None, None) => None,
    }
}

/// An end that is one: neither the end of the numbers nor that of what can be counted.
fn bound(currency: &Currency, end: i128, ty: &Type) -> Option<String> {
    let is_bound = match ty {
        Type::Date => end > day(Date::MIN) && end < day(Date::MAX),
        _ => end.abs() < i128::from(i64::MAX) * 1_000,
    };
    exact(currency, end, ty).filter(|_| is_bound)
}

/// A number or a date with its unit and all its decimals.
pub fn exact(currency: &Currency, at: i128, ty: &Type) -> Option<String> {
    if *ty == Type::Date {
        return Some(Date::from_days(i64::try_from(at.div_euclid(ONE)).ok()?)?.to_string());
    }
    let words = Words { currency, compared: &[] };
    Decimal::from_units(at).ok().map(|number| words.exact(number, ty))
}

/// What people count a measure in: one euro, one day, one percent.
pub fn unit(ty: &Type) -> i128 {
    if *ty == Type::Percent { ONE / 100 } else { ONE }
}
