//! `and`, `or`, `not`, and what compares.

use super::parts::{all, first_rule, one};
use super::{Pair, Reader, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind};
use crate::value::Comparison;

impl Reader {
    /// `a and b`, `a or b`
    pub(super) fn logic(&mut self, pair: Pair) -> Option<Expr> {
        let span = self.span(&pair);
        let joiners: Vec<Pair> = all(&pair, Rule::joiner).collect();
        let is_and = |joiner: &Pair| first_rule(joiner) == Some(Rule::k_and);
        let first_and = joiners.first().is_some_and(is_and);
        if let Some(other) = joiners.iter().find(|joiner| is_and(joiner) != first_and) {
            let first = joiners.first()?;
            self.wrong(mixed(&pair, self.span(first), self.span(other)));
        }
        let mut operands =
            all(&pair, Rule::condition).map(|condition| self.condition(condition)).collect::<Option<Vec<_>>>()?;
        self.limit(operands.len(), span);
        Some(match operands.len() {
            1 => operands.pop()?,
            _ if first_and => Expr { span, kind: ExprKind::And(operands) },
            _ => Expr { span, kind: ExprKind::Or(operands) },
        })
    }

    /// `not a`, `a >= b`
    fn condition(&mut self, pair: Pair) -> Option<Expr> {
        let span = self.span(&pair);
        let not = one(&pair, Rule::negation).map(|not| self.span(&not));
        let mut parts = pair.into_inner().filter(|part| part.as_rule() != Rule::negation);
        let value = self.value(parts.next()?)?;
        let positive = match parts.next() {
            Some(tail) => Expr { span: value.span.to(span), kind: self.tail(value, tail)? },
            None => value,
        };
        Some(match not {
            Some(_) => Expr { span, kind: ExprKind::Not(Box::new(positive)) },
            None => positive,
        })
    }

    /// What is asked about a value.
    fn tail(&mut self, value: Expr, pair: Pair) -> Option<ExprKind> {
        let value = Box::new(value);
        Some(match pair.as_rule() {
            Rule::compare => {
                let comparison = comparison(one(&pair, Rule::comparison)?.as_str());
                ExprKind::Compare(value, comparison, self.only_value(&pair)?)
            }
            Rule::is_tail => self.is_tail(value, &pair)?,
            Rule::between_tail => {
                let mut ends = all(&pair, Rule::arith);
                ExprKind::Between(value, Box::new(self.arith(ends.next()?)?), Box::new(self.arith(ends.next()?)?))
            }
            Rule::starts_tail => ExprKind::StartsWith(value, self.only_value(&pair)?),
            Rule::contains_tail => ExprKind::Contains(value, self.only_value(&pair)?),
            Rule::change_tail => ExprKind::Change(value, Box::new(self.change(&pair)?)),
            Rule::in_last_tail => ExprKind::InLast(value, Box::new(self.only_arith(&pair)?)),
            _ => return None,
        })
    }

    fn is_tail(&mut self, value: Box<Expr>, pair: &Pair) -> Option<ExprKind> {
        if let Some(test) = one(pair, Rule::date_test) {
            return Some(ExprKind::DateIs(value, date_comparison(&test), self.only_value(pair)?));
        }
        let negated = one(pair, Rule::negation).is_some();
        if let Some(test) = one(pair, Rule::known_test) {
            return Some(ExprKind::Known(value, (first_rule(&test)? == Rule::k_known) != negated));
        }
        if let Some(test) = one(pair, Rule::one_of_test) {
            let values = all(&test, Rule::value).map(|value| self.value(value)).collect::<Option<Vec<_>>>()?;
            return Some(ExprKind::OneOf(value, negated, values));
        }
        Some(ExprKind::Is(value, negated, self.only_value(pair)?))
    }

    pub(super) fn only_value(&mut self, pair: &Pair) -> Option<Box<Expr>> {
        self.value(one(pair, Rule::value)?).map(Box::new)
    }
}

fn comparison(sign: &str) -> Comparison {
    match sign {
        "=" => Comparison::Equal,
        "!=" => Comparison::NotEqual,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        _ => Comparison::GreaterOrEqual,
    }
}

/// `before` is `<`, `on or after` is `>=`.
fn date_comparison(test: &Pair) -> Comparison {
    let open = one(test, Rule::k_on).is_none();
    let before = one(test, Rule::k_before).is_some();
    match (before, open) {
        (true, true) => Comparison::Less,
        (true, false) => Comparison::LessOrEqual,
        (false, true) => Comparison::Greater,
        (false, false) => Comparison::GreaterOrEqual,
    }
}

/// Both ways in which a mix of `and` and `or` can be meant.
fn mixed(pair: &Pair, first: Span, other: Span) -> Diagnostic {
    let (and_first, or_first) = (grouped(pair, Rule::k_or), grouped(pair, Rule::k_and));
    Diagnostic::error(
        codes::MIXED_AND_OR,
        other,
        "`and` and `or` stand side by side, and which of them goes first is not said",
        "",
    )
    .other(first, "beside this one")
    .help(format!("write `{and_first}` or `{or_first}`, whichever is meant"))
}

/// The conditions of a chain, in parentheses between the joiners of one kind.
fn grouped(pair: &Pair, between: Rule) -> String {
    let mut groups: Vec<Vec<String>> = vec![Vec::new()];
    let mut word = "";
    for part in pair.clone().into_inner() {
        if part.as_rule() == Rule::joiner {
            let splits = first_rule(&part) == Some(between);
            if splits {
                groups.push(Vec::new());
            } else if let Some(last) = groups.last_mut() {
                word = part.as_str().trim_end();
                last.push(word.to_string());
            }
        } else if let Some(last) = groups.last_mut() {
            last.push(part.as_str().split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    let outer = if word == "and" { " or " } else { " and " };
    let groups: Vec<String> = groups
        .into_iter()
        .map(|group| if group.len() > 1 { format!("({})", group.join(" ")) } else { group.join(" ") })
        .collect();
    groups.join(outer)
}
