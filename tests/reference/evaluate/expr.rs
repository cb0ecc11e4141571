//! One expression for one row.

use super::condition::{all, any, between, cell, compare, texts, truth};
use super::{Cell, Reference, Scope};
use rubric::model::{Expr, ExprKind, ParameterId, Setting, TableId};
use rubric::value::Value;

impl Reference<'_> {
    /// The value of an expression. All of its parts are evaluated, so that `strained` knows of each; what is not
    /// needed (the rest of an `and` that is no already) can't spoil the value.
    pub fn expr(&self, scope: Scope, expr: &Expr) -> Cell {
        let of = |part: &Expr| self.expr(scope, part);
        let truths = |parts: &[Expr]| parts.iter().map(|part| truth(of(part))).collect::<Vec<_>>();
        match &expr.kind {
            ExprKind::Constant(value) => Ok(Some(value.clone())),
            ExprKind::Today => Ok(Some(Value::Date(self.as_of))),
            ExprKind::Column(id) => Ok(row_of(scope).and_then(|(table, row)| self.column(table, row, *id))),
            ExprKind::Parameter(id) => self.parameter(scope, *id),
            ExprKind::Item(id) => row_of(scope).map_or(Ok(None), |(_, row)| self.judged(*id, row).value),
            ExprKind::Ancestor(table, inner) => self.in_ancestor(scope, *table, inner),
            ExprKind::Negate(inner) => self.arithmetic(rubric::model::Arithmetic::Subtract, zero(), of(inner)),
            ExprKind::Arithmetic(sign, a, b) => self.arithmetic(*sign, of(a), of(b)),
            ExprKind::Pick(pick, parts) => self.pick(*pick, parts.iter().map(of).collect()),
            ExprKind::RoundedTo(value, step) => self.rounded(of(value), of(step)),
            ExprKind::AtLeast(value, bound) => self.clamp(of(value), of(bound), true),
            ExprKind::AtMost(value, bound) => self.clamp(of(value), of(bound), false),
            ExprKind::Else(parts) => first_known(parts.iter().map(of).collect()),
            ExprKind::Aggregate(aggregate) => self.aggregate(scope, expr.id, aggregate),
            ExprKind::And(parts) => cell(all(truths(parts))),
            ExprKind::Or(parts) => cell(any(truths(parts))),
            ExprKind::Not(inner) => cell(truth(of(inner)).map(|known| known.map(|yes| !yes))),
            ExprKind::Compare(comparison, a, b) => cell(compare(*comparison, of(a), of(b))),
            ExprKind::OneOf(value, list) => of(value).map(|known| known.map(|v| Value::YesNo(list.contains(&v)))),
            ExprKind::Known(inner, wanted) => of(inner).map(|known| Some(Value::YesNo(known.is_some() == *wanted))),
            ExprKind::Between(value, low, high) => cell(between(of(value), of(low), of(high))),
            ExprKind::StartsWith(a, b) => cell(texts(of(a), of(b), |a, b| a.starts_with(b))),
            ExprKind::Contains(a, b) => cell(texts(of(a), of(b), |a, b| a.contains(b))),
            ExprKind::InLast(value, period) => cell(self.in_last(of(value), of(period))),
        }
    }

    fn in_ancestor(&self, scope: Scope, table: TableId, inner: &Expr) -> Cell {
        match row_of(scope).and_then(|(from, row)| self.ancestor(from, row, table)) {
            Some(row) => self.expr(Scope::Row(table, Some(row)), inner),
            None => Ok(None),
        }
    }

    /// What was set for this very value, else set for all, else the first line that holds; unknown for a row without
    /// the ancestor that chooses.
    fn parameter(&self, scope: Scope, id: ParameterId) -> Cell {
        let parameter = self.book.parameter(id);
        let mut chosen_by = Scope::Portfolio(None);
        let mut settings: Vec<&Setting> = self.settings.iter().filter(|s| s.parameter == id).collect();
        if let Some((table, by)) = &parameter.by {
            let Some(row) = row_of(scope).and_then(|(from, row)| self.ancestor(from, row, *table)) else {
                return Ok(None);
            };
            chosen_by = Scope::Row(*table, Some(row));
            let value = self.expr(chosen_by, by)?;
            settings.retain(|s| s.only_for.is_none() || s.only_for == value);
            settings.sort_by_key(|s| s.only_for.is_some());
        }
        if let Some(last) = settings.last() {
            return Ok(Some(last.value.clone()));
        }
        let line = self.first_line(chosen_by, &parameter.list)?;
        Ok(line.map(|line| parameter.list.lines[line].result.clone()))
    }
}

fn row_of(scope: Scope) -> Option<(TableId, usize)> {
    if let Scope::Row(table, Some(row)) = scope { Some((table, row)) } else { None }
}

fn zero() -> Cell {
    Ok(Some(Value::Number(rubric::value::Decimal::ZERO)))
}

fn first_known(values: Vec<Cell>) -> Cell {
    for value in values {
        if let Some(known) = value? {
            return Ok(Some(known));
        }
    }
    Ok(None)
}
