//! A formula in words.
//!
//! Enters: an expression. Leaves: a phrase with the titles of what it reads. Guaranteed: it says what stands in the
//! rulebook, no more; its depth is that of the expression, which the parser bounds.

use super::analysis::Analysis;
use crate::check::index::Kind;
use crate::source::Span;
use crate::syntax::tree::{Aggregate, Expr, ExprKind as E, Name, Operator};
use crate::value::{Comparison, Function, Pick};

/// The phrase of an expression.
pub(super) fn phrase(analysis: &Analysis, expr: &Expr) -> String {
    let say = |expr: &Expr| phrase(analysis, expr);
    match &expr.kind {
        E::Number(_) | E::Percent(_) | E::Quantity(..) | E::Text(_) | E::Date(_) | E::YesNo(_) => {
            written(analysis, expr.span)
        }
        E::Today => "the as-of date".to_string(),
        E::Name(name) => called(analysis, name),
        E::Path(table, name) => format!("{} of the row's {}", called(analysis, name), called(analysis, table)),
        E::PointsOf(of) => format!("the points of {} in {}", called(analysis, &of.1), called(analysis, &of.0)),
        E::Negate(inner) => format!("minus {}", operand(analysis, inner)),
        E::Chain(first, rest) => chain(analysis, first, rest),
        E::DaysSince(date) => format!("the days from {} to the as-of date", operand(analysis, date)),
        E::Pick(pick, parts) => format!("the {} known of ({})", extreme(*pick), list(analysis, parts, ", ")),
        E::RoundedTo(value, step) => format!("{} rounded to the nearest {}", operand(analysis, value), say(step)),
        E::AtLeast(value, bound) => format!("{}, but at least {}", say(value), operand(analysis, bound)),
        E::AtMost(value, bound) => format!("{}, but at most {}", say(value), operand(analysis, bound)),
        E::Else(parts) => list(analysis, parts, ", or where that is unknown, "),
        E::Aggregate(aggregate) => aggregated(analysis, aggregate),
        _ => condition(analysis, expr),
    }
}

fn condition(analysis: &Analysis, expr: &Expr) -> String {
    let say = |expr: &Expr| operand(analysis, expr);
    match &expr.kind {
        E::And(parts) => list(analysis, parts, " and "),
        E::Or(parts) => list(analysis, parts, " or "),
        E::Not(inner) => format!("not {}", say(inner)),
        E::Compare(a, sign, b) => format!("{} {} {}", say(a), compared(*sign), say(b)),
        E::Is(a, negated, b) => format!("{} is {}{}", say(a), if *negated { "not " } else { "" }, say(b)),
        E::OneOf(a, negated, all) => {
            format!("{} is {} of {}", say(a), if *negated { "none" } else { "one" }, list(analysis, all, ", "))
        }
        E::Known(a, known) => format!("{} is {}", say(a), if *known { "known" } else { "unknown" }),
        E::DateIs(a, sign, b) => format!("{} is {} {}", say(a), dated(*sign), say(b)),
        E::Between(a, low, high) => format!("{} lies between {} and {}, both included", say(a), say(low), say(high)),
        E::StartsWith(a, b) => format!("{} starts with {}", say(a), say(b)),
        E::Contains(a, b) => format!("{} contains {}", say(a), say(b)),
        E::InLast(a, period) => {
            format!("{} lies in the last {}, the as-of date included", say(a), say(period))
        }
        _ => written(analysis, expr.span),
    }
}

/// A part of something larger, in parentheses where it could be misread without.
fn operand(analysis: &Analysis, expr: &Expr) -> String {
    let phrase = phrase(analysis, expr);
    let is_open = match &expr.kind {
        E::Chain(..) | E::Else(_) | E::And(_) | E::Or(_) | E::AtLeast(..) | E::AtMost(..) => true,
        E::Aggregate(aggregate) => aggregate.filter.is_some(),
        _ => false,
    };
    if is_open { format!("({phrase})") } else { phrase }
}

fn list(analysis: &Analysis, parts: &[Expr], between: &str) -> String {
    parts.iter().map(|part| operand(analysis, part)).collect::<Vec<_>>().join(between)
}

fn chain(analysis: &Analysis, first: &Expr, rest: &[(Operator, Expr)]) -> String {
    let mut phrase = operand(analysis, first);
    for (operator, part) in rest {
        let word = match operator {
            Operator::Add => "plus",
            Operator::Subtract => "minus",
            Operator::Multiply => "times",
            Operator::Divide => "divided by",
        };
        phrase = format!("{phrase} {word} {}", operand(analysis, part));
    }
    phrase
}

fn aggregated(analysis: &Analysis, aggregate: &Aggregate) -> String {
    let rows = called(analysis, &aggregate.rows);
    let what = aggregate.argument.as_ref().map(|argument| operand(analysis, argument)).unwrap_or_default();
    let phrase = match aggregate.function {
        Function::Count => format!("the number of {rows}"),
        Function::CountDistinct => format!("the number of different {what} in {rows}"),
        Function::Sum => format!("the sum of {what} over {rows}"),
        Function::Average => format!("the average of {what} over {rows}"),
        Function::Min => format!("the least {what} in {rows}"),
        Function::Max => format!("the greatest {what} in {rows}"),
        Function::Median => format!("the median of {what} over {rows}"),
        Function::Earliest => format!("the earliest {what} in {rows}"),
        Function::Latest => format!("the latest {what} in {rows}"),
        Function::Last => format!("the last {what} in {rows}"),
    };
    match &aggregate.filter {
        Some(filter) => format!("{phrase} where {}", self::phrase(analysis, filter)),
        None => phrase,
    }
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
        Comparison::Equal => "equals",
        Comparison::NotEqual => "differs from",
        Comparison::Less => "is below",
        Comparison::LessOrEqual => "is at most",
        Comparison::Greater => "is above",
        Comparison::GreaterOrEqual => "is at least",
    }
}

fn dated(sign: Comparison) -> &'static str {
    match sign {
        Comparison::Less => "before",
        Comparison::LessOrEqual => "on or before",
        Comparison::Greater => "after",
        Comparison::GreaterOrEqual => "on or after",
        Comparison::Equal => "on",
        Comparison::NotEqual => "not on",
    }
}

/// The title of what a name stands for, or the name.
fn called(analysis: &Analysis, name: &Name) -> String {
    let index = &analysis.inspected.index;
    let found = index.at(name.span.source, name.span.start).and_then(|found| index.get(found.entry?));
    match found.and_then(|entry| entry.title.as_ref().filter(|_| entry.kind != Kind::Column)) {
        Some(title) => format!("*{title}*"),
        None => format!("`{}`", name.text),
    }
}

fn written(analysis: &Analysis, span: Span) -> String {
    analysis.inspected.checked.sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
}
