//! Expressions with their values.

use super::aggregates;
use super::conditions;
use super::scope::{At, Scope};
use crate::model::{Arithmetic, ColumnId, Expr, ExprKind};
use crate::trace::facts::{Operator, Quantity, Term, TermKind};
use crate::value::{Pick, Type};

/// An expression, its value, and what it comes from.
pub(super) fn term(scope: &Scope, at: At, expr: &Expr) -> Term {
    if let ExprKind::Ancestor(table, inner) = &expr.kind {
        return above(scope, scope.ancestor(at, *table), expr, inner);
    }
    let written = scope.written(expr.span);
    let called = called(scope, at, expr).unwrap_or_else(|| bare(&written).to_string());
    Term { called, written, value: scope.quantity(at, expr), kind: kind(scope, at, expr) }
}

/// A value of the row a row belongs to: `customers.credit_limit`.
fn above(scope: &Scope, at: Option<At>, expr: &Expr, inner: &Expr) -> Term {
    let written = scope.written(expr.span);
    match at {
        Some(at) => {
            let inner = term(scope, at, inner);
            let name = &scope.rulebook.table(at.table).name;
            Term { called: format!("{} of {}", inner.called, plain_name(name)), written, ..inner }
        }
        None => Term {
            called: written.clone(),
            written,
            value: Quantity { value: None, ty: expr.ty.clone() },
            kind: TermKind::Operation { operator: Operator::Else, terms: Vec::new() },
        },
    }
}

/// What a sentence calls an expression that has a name.
fn called(scope: &Scope, at: At, expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Today => Some("today".to_string()),
        ExprKind::Column(column) => Some(plain_name(&column_of(scope, at, *column)?.name)),
        ExprKind::Parameter(id) => Some(spoken(&scope.rulebook.parameter(*id).title)),
        ExprKind::Item(id) => Some(spoken(&scope.rulebook.item(*id).title)),
        _ => None,
    }
}

fn column_of<'a>(scope: &Scope<'a>, at: At, column: ColumnId) -> Option<&'a crate::model::Column> {
    scope.rulebook.tables.get(at.table.0)?.columns.get(column.0)
}

/// A title inside a sentence: `Total invoiced` becomes `total invoiced`, `VIP customer` stays.
fn spoken(title: &str) -> String {
    let mut chars = title.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => plain_name(title),
    }
}

/// A name inside a sentence: `credit_limit` becomes `credit limit`.
fn plain_name(name: &str) -> String {
    name.replace('_', " ")
}

/// Without the parentheses around all of it.
fn bare(text: &str) -> &str {
    let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) else { return text };
    let mut open = 0i32;
    let closes_early = inner.chars().any(|c| {
        open += i32::from(c == '(') - i32::from(c == ')');
        open < 0
    });
    if closes_early { text } else { inner.trim() }
}

fn kind(scope: &Scope, at: At, expr: &Expr) -> TermKind {
    match &expr.kind {
        ExprKind::Constant(_) => TermKind::Constant,
        ExprKind::Today => TermKind::Today,
        ExprKind::Column(column) => column_kind(scope, at, *column),
        ExprKind::Parameter(id) => TermKind::Parameter { name: scope.rulebook.parameter(*id).name.clone() },
        ExprKind::Item(id) => item_kind(scope, *id),
        ExprKind::Aggregate(aggregate) => {
            TermKind::Aggregate(Box::new(aggregates::aggregate(scope, at, aggregate, scope.value(at, expr).as_ref())))
        }
        _ if expr.ty == Type::YesNo && operator(expr).is_none() => {
            TermKind::Condition(Box::new(conditions::condition(scope, at, expr)))
        }
        _ => operation(scope, at, expr),
    }
}

fn column_kind(scope: &Scope, at: At, column: ColumnId) -> TermKind {
    let table = scope.rulebook.table(at.table).name.clone();
    match column_of(scope, at, column) {
        Some(column) => TermKind::Column { table, column: column.name.clone(), current: column.current },
        None => TermKind::Column { table, column: String::new(), current: false },
    }
}

fn item_kind(scope: &Scope, id: crate::model::ItemId) -> TermKind {
    let item = scope.rulebook.item(id);
    TermKind::Item { table: scope.rulebook.table(item.table).name.clone(), name: item.name.clone() }
}

fn operation(scope: &Scope, at: At, expr: &Expr) -> TermKind {
    let terms = expr.parts().into_iter().map(|child| term(scope, at, child)).collect();
    TermKind::Operation { operator: operator(expr).unwrap_or(Operator::Else), terms }
}

fn operator(expr: &Expr) -> Option<Operator> {
    Some(match &expr.kind {
        ExprKind::Negate(_) => Operator::Negate,
        ExprKind::Arithmetic(arithmetic, ..) => match arithmetic {
            Arithmetic::Add | Arithmetic::DatePlus => Operator::Add,
            Arithmetic::Subtract | Arithmetic::DaysBetween | Arithmetic::DateMinus => Operator::Subtract,
            Arithmetic::Multiply => Operator::Multiply,
            Arithmetic::Divide => Operator::Divide,
        },
        ExprKind::Pick(Pick::Lower | Pick::Earlier, _) => Operator::Least,
        ExprKind::Pick(Pick::Higher | Pick::Later, _) => Operator::Greatest,
        ExprKind::RoundedTo(..) => Operator::RoundedTo,
        ExprKind::AtLeast(..) => Operator::AtLeast,
        ExprKind::AtMost(..) => Operator::AtMost,
        ExprKind::Else(_) => Operator::Else,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{bare, spoken};

    #[test]
    fn names_in_sentences() {
        assert_eq!(spoken("Total invoiced"), "total invoiced");
        assert_eq!(spoken("VIP rating"), "VIP rating");
        assert_eq!(spoken("total_invoiced"), "total invoiced");
        assert_eq!(bare("(a - b)"), "a - b");
        assert_eq!(bare("(a) - (b)"), "(a) - (b)");
    }
}
