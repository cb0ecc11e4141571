//! A formula or a condition in words.

use super::phrase::{Part, Phrase, phrase};
use crate::check::Inspected;
use crate::check::index::Kind;
use crate::source::Span;
use crate::syntax::tree::{Aggregate, Body, Change, DeclarationKind, Expr, ExprKind as E, Name, Operator, Points};
use crate::value::{Comparison, Function, Pick};

/// Puts the expressions of one rulebook into words.
#[derive(Clone, Copy, Debug)]
pub struct Speaker<'a> {
    /// The rulebook
    pub inspected: &'a Inspected,
}

impl Speaker<'_> {
    /// An expression.
    pub fn expression(&self, expr: &Expr) -> Phrase {
        match &expr.kind {
            E::Number(_) | E::Percent(_) | E::Quantity(..) | E::Text(_) | E::Date(_) | E::YesNo(_) => {
                self.written(expr.span)
            }
            E::Today => "the as-of date".into(),
            E::Name(name) => self.called(name),
            E::Path(table, name) => {
                phrase![self.called(name), " of the ", self.called(table), " row it belongs to"]
            }
            E::PointsOf(of) => phrase!["what ", self.called(&of.1), " in ", self.called(&of.0), " awards"],
            E::Negate(inner) => match inner.kind {
                E::Number(_) | E::Percent(_) | E::Quantity(..) => self.negative(inner),
                _ => phrase!["minus ", self.operand(inner)],
            },
            E::Chain(first, rest) => self.chain(first, rest),
            E::DaysSince(date) => phrase!["the days from ", self.operand(date), " to the as-of date"],
            E::Pick(pick, parts) => phrase!["the ", extreme(*pick), " known of (", self.list(parts, ", "), ")"],
            E::RoundedTo(value, step) => {
                phrase![self.operand(value), " rounded to the nearest ", self.expression(step)]
            }
            E::AtLeast(value, bound) => phrase![self.expression(value), ", but at least ", self.operand(bound)],
            E::AtMost(value, bound) => phrase![self.expression(value), ", but at most ", self.operand(bound)],
            E::Else(parts) => self.list(parts, ", or where that is unknown, "),
            E::Aggregate(aggregate) => self.aggregate(aggregate),
            _ => self.test(expr),
        }
    }

    /// A condition: a yes/no value that stands for itself is asked to be yes.
    pub fn condition(&self, expr: &Expr) -> Phrase {
        if stands_for_itself(expr) { phrase![self.operand(expr), " is yes"] } else { self.expression(expr) }
    }

    /// The conditions that `and` or `or` joins, and that word; the condition itself where none does. Each may stand on
    /// a line of its own.
    pub fn conditions(&self, expr: &Expr) -> (Vec<Phrase>, &'static str) {
        match &expr.kind {
            E::And(parts) => (parts.iter().map(|part| self.clause(part)).collect(), "and"),
            E::Or(parts) => (parts.iter().map(|part| self.clause(part)).collect(), "or"),
            _ => (vec![self.condition(expr)], ""),
        }
    }

    /// What a line of a rule awards: `−2 points for each 1,000 EUR of Debt over 60 days, but at least −20 points`.
    pub fn points(&self, points: &Points) -> Phrase {
        let mut phrase = self.expression(&points.points);
        if let Some(per) = &points.per {
            let each = if per.full { " for each full " } else { " for each " };
            phrase = phrase![phrase, each, self.expression(&per.amount), " of ", self.operand(&per.of)];
        }
        for (bound, word) in [(&points.at_least, ", but at least "), (&points.at_most, ", but at most ")] {
            if let Some(bound) = bound {
                phrase = phrase![phrase, word, self.expression(bound)];
            }
        }
        phrase
    }

    fn test(&self, expr: &Expr) -> Phrase {
        let say = |expr: &Expr| self.operand(expr);
        match &expr.kind {
            E::And(parts) => Phrase::joined(parts.iter().map(|part| self.clause(part)), " and "),
            E::Or(parts) => Phrase::joined(parts.iter().map(|part| self.clause(part)), " or "),
            E::Not(inner) if stands_for_itself(inner) => phrase![say(inner), " is no"],
            E::Not(inner) => phrase!["it is not so that ", self.clause(inner)],
            E::Compare(a, sign, b) => phrase![say(a), compared(*sign), self.bound(b)],
            E::Is(a, negated, b) => phrase![say(a), if *negated { " is not " } else { " is " }, say(b)],
            E::OneOf(a, negated, all) => {
                phrase![say(a), if *negated { " is none of " } else { " is one of " }, self.list(all, ", ")]
            }
            E::Known(a, known) => phrase![say(a), if *known { " is known" } else { " is unknown" }],
            E::DateIs(a, sign, b) => phrase![say(a), dated(*sign), self.bound(b)],
            E::Between(a, low, high) => {
                phrase![say(a), " lies between ", say(low), " and ", say(high), ", both included"]
            }
            E::StartsWith(a, b) => phrase![say(a), " starts with ", say(b)],
            E::Contains(a, b) => phrase![say(a), " contains ", say(b)],
            E::InLast(a, period) => {
                phrase![say(a), " lies in the last ", say(period), ", the as-of date included"]
            }
            E::Change(of, change) => self.change(of, change),
            _ => self.written(expr.span),
        }
    }

    /// What an alert asks of a value and of the one before it.
    fn change(&self, of: &Expr, change: &Change) -> Phrase {
        let words = match change {
            Change::Leaves(_) => "is no longer",
            change => change.words(),
        };
        let phrase = phrase![self.operand(of), " ", words];
        match (change, change.operand()) {
            (Change::ChangesBy(_), Some(step)) => phrase![phrase, " by ", self.operand(step), " or more"],
            (_, Some(operand)) => phrase![phrase, " ", self.operand(operand)],
            (_, None) => phrase,
        }
    }

    /// A part of something larger, in parentheses where it could be misread without.
    fn operand(&self, expr: &Expr) -> Phrase {
        let phrase = self.expression(expr);
        if is_open(expr) { phrase!["(", phrase, ")"] } else { phrase }
    }

    /// The same of a condition.
    fn clause(&self, expr: &Expr) -> Phrase {
        let phrase = self.condition(expr);
        if is_open(expr) && !stands_for_itself(expr) { phrase!["(", phrase, ")"] } else { phrase }
    }

    /// What something is compared with: a sum at the end of a phrase needs no parentheses.
    fn bound(&self, expr: &Expr) -> Phrase {
        if matches!(expr.kind, E::Chain(..)) { self.expression(expr) } else { self.operand(expr) }
    }

    fn list(&self, parts: &[Expr], between: &str) -> Phrase {
        Phrase::joined(parts.iter().map(|part| self.operand(part)), between)
    }

    fn chain(&self, first: &Expr, rest: &[(Operator, Expr)]) -> Phrase {
        let mut phrase = self.operand(first);
        for (operator, part) in rest {
            let word = match operator {
                Operator::Add => " plus ",
                Operator::Subtract => " minus ",
                Operator::Multiply => " times ",
                Operator::Divide => " divided by ",
            };
            phrase = phrase![phrase, word, self.operand(part)];
        }
        phrase
    }

    fn aggregate(&self, aggregate: &Aggregate) -> Phrase {
        let rows = self.called(&aggregate.rows);
        let what = aggregate.argument.as_ref().map(|argument| self.operand(argument)).unwrap_or_default();
        let phrase = match aggregate.function {
            Function::Count => phrase!["the number of ", rows],
            Function::CountDistinct => phrase!["the number of different ", what, " in ", rows],
            Function::Sum => phrase!["the sum of ", what, " over ", rows],
            Function::Average => phrase!["the average of ", what, " over ", rows],
            Function::Min => phrase!["the least ", what, " in ", rows],
            Function::Max => phrase!["the greatest ", what, " in ", rows],
            Function::Median => phrase!["the median of ", what, " over ", rows],
            Function::Earliest => phrase!["the earliest ", what, " in ", rows],
            Function::Latest => phrase!["the latest ", what, " in ", rows],
            Function::Last => phrase!["the last ", what, " in ", rows],
        };
        match &aggregate.filter {
            Some(filter) => phrase![phrase, " where ", self.condition(filter)],
            None => phrase,
        }
    }

    /// What a name stands for. A parameter that is one value is told by it, its title behind.
    pub fn called(&self, name: &Name) -> Phrase {
        let index = &self.inspected.index;
        let entry = index.at(name.span.source, name.span.start).and_then(|found| found.entry);
        let found = entry.and_then(|id| index.get(id));
        let title = found.filter(|entry| entry.kind != Kind::Column).and_then(|entry| entry.title.clone());
        let called = Phrase(vec![Part::Name { entry, title, name: name.text.clone() }]);
        match found.filter(|entry| entry.kind == Kind::Parameter).and_then(|entry| self.value_of(entry.span)) {
            Some(value) => phrase![value, " (", called, ")"],
            None => called,
        }
    }

    /// The value of a parameter that is declared at a place and is the same for all.
    fn value_of(&self, place: Span) -> Option<Phrase> {
        match self.inspected.declaration(place.source, place.start)? {
            DeclarationKind::Parameter(parameter) => match &parameter.body {
                Body::Expr(value) => Some(self.expression(value)),
                Body::List(_) => None,
            },
            _ => None,
        }
    }

    /// A number below zero, with a minus sign as print has it.
    fn negative(&self, number: &Expr) -> Phrase {
        Phrase::value(format!("−{}", self.text(number.span)))
    }

    fn written(&self, span: Span) -> Phrase {
        Phrase::value(self.text(span))
    }

    /// What is written at a place, on one line.
    pub(super) fn text(&self, span: Span) -> String {
        self.inspected.checked.sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn is_open(expr: &Expr) -> bool {
    match &expr.kind {
        E::Chain(..) | E::Else(_) | E::And(_) | E::Or(_) | E::AtLeast(..) | E::AtMost(..) => true,
        E::Aggregate(aggregate) => aggregate.filter.is_some(),
        _ => false,
    }
}

/// Whether a condition is a value that is yes or no.
fn stands_for_itself(expr: &Expr) -> bool {
    matches!(expr.kind, E::Name(_) | E::Path(..) | E::Else(_) | E::Aggregate(_))
}

fn extreme(pick: Pick) -> &'static str {
    match pick {
        Pick::Lower => "lowest",
        Pick::Higher => "highest",
        Pick::Earlier => "earliest",
        Pick::Later => "latest",
    }
}

fn compared(sign: Comparison) -> &'static str {
    match sign {
        Comparison::Equal => " equals ",
        Comparison::NotEqual => " differs from ",
        Comparison::Less => " is below ",
        Comparison::LessOrEqual => " is at most ",
        Comparison::Greater => " is above ",
        Comparison::GreaterOrEqual => " is at least ",
    }
}

fn dated(sign: Comparison) -> &'static str {
    match sign {
        Comparison::Less => " is before ",
        Comparison::LessOrEqual => " is on or before ",
        Comparison::Greater => " is after ",
        Comparison::GreaterOrEqual => " is on or after ",
        Comparison::Equal => " is on ",
        Comparison::NotEqual => " is not on ",
    }
}
