//! Why a condition never or always holds, in words.

use super::Prover;
use crate::model::{Expr, ExprKind};
use crate::prove::domain::ONE;
use crate::prove::range::{Range, Values};
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
        let domain = self.built.graph.root(self.node(term)?).known();
        let range = Range::new(domain, &term.ty);
        match range.values {
            Values::Any | Values::Between(None, None) => None,
            Values::Labels(labels) if matches!(&term.ty, Type::OneOf(all) if labels.len() == all.len()) => None,
            Values::YesNo { .. } => None,
            _ => Some((term.span, always(&range.words(&term.ty, &self.book.currency)))),
        }
    }
}

fn always(words: &str) -> String {
    match words {
        words if words.starts_with("always") => words.to_string(),
        words if words.starts_with('"') && words.contains("\", \"") => format!("always one of {words}"),
        words => format!("always {words}"),
    }
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
