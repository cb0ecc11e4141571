//! A formula with the numbers in place of the names.

use super::Words;
use crate::trace::facts::{Operator, Term, TermKind};

/// `1 ÷ 3`; `None` where the term is not computed from others.
pub fn formula(words: Words, term: &Term) -> Option<String> {
    let TermKind::Operation { operator, terms } = &term.kind else { return None };
    let part = |(i, part): (usize, &Term)| operand(words, *operator, i, part);
    let parts: Vec<String> = terms.iter().enumerate().map(part).collect();
    Some(match operator {
        Operator::Add => parts.join(" + "),
        Operator::Subtract => parts.join(" − "),
        Operator::Multiply => parts.join(" × "),
        Operator::Divide => parts.join(" ÷ "),
        Operator::Negate => format!("− {}", parts.join("")),
        Operator::Least => format!("the least known of {}", parts.join(", ")),
        Operator::Greatest => format!("the greatest known of {}", parts.join(", ")),
        Operator::RoundedTo => parts.join(" rounded to the nearest "),
        Operator::AtLeast => parts.join(", but at least "),
        Operator::AtMost => parts.join(", but at most "),
        Operator::Else if parts.is_empty() => "unknown".to_string(),
        Operator::Else => format!("the first known of {}", parts.join(", ")),
    })
}

/// One part, in parentheses where it is computed itself and doesn't begin a sum.
fn operand(words: Words, operator: Operator, position: usize, term: &Term) -> String {
    let sum = matches!(operator, Operator::Add | Operator::Subtract);
    let inner_sum = matches!(&term.kind, TermKind::Operation { operator: Operator::Add | Operator::Subtract, .. });
    match formula(words, term) {
        Some(inner) if sum && position == 0 && inner_sum => inner,
        Some(inner) => format!("({inner})"),
        None => words.quantity(&term.value),
    }
}
