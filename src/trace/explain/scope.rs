//! Where a value stands in an observation.
//!
//! Enters: expressions, tables and rows. Leaves: values, ancestors and descendants as the run recorded them. Guaranteed:
//! nothing is evaluated anew but constants and today; what was not recorded is unknown.

use crate::model::walk;
use crate::model::{ColumnId, Expr, ExprId, ExprKind, ItemId, Rulebook, TableId};
use crate::source::{Sources, Span};
use crate::trace::facts::{Named, Quantity, Truth};
use crate::trace::record::{Observation, ObservedTable};
use crate::value::Value;
use std::collections::BTreeMap;

/// One row of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    /// The table
    pub table: TableId,
    /// The row in its observed table
    pub row: usize,
}

/// A rulebook, its texts, and what was observed.
pub(super) struct Scope<'a> {
    /// The rulebook
    pub rulebook: &'a Rulebook,
    /// Its texts
    pub sources: &'a Sources,
    /// What was observed
    pub observation: &'a Observation,
    columns: BTreeMap<(TableId, ColumnId), ExprId>,
}

impl<'a> Scope<'a> {
    /// Notes which expressions are plain columns, so that a row's columns can be shown.
    pub fn new(rulebook: &'a Rulebook, sources: &'a Sources, observation: &'a Observation) -> Scope<'a> {
        let mut columns = BTreeMap::new();
        walk::rulebook(rulebook, &mut |table, expr| {
            if let ExprKind::Column(column) = expr.kind {
                let recorded = observation.tables.get(table.0).is_some_and(|t| t.values.contains_key(&expr.id));
                if recorded {
                    columns.entry((table, column)).or_insert(expr.id);
                }
            }
        });
        Scope { rulebook, sources, observation, columns }
    }

    /// The rows of a table.
    pub fn observed(&self, table: TableId) -> Option<&'a ObservedTable> {
        self.observation.tables.get(table.0)
    }

    /// The value of an expression for a row.
    pub fn value(&self, at: At, expr: &Expr) -> Option<Value> {
        match &expr.kind {
            ExprKind::Constant(value) => Some(value.clone()),
            ExprKind::Today => Some(Value::Date(self.observation.as_of)),
            ExprKind::Item(item) => self.item(at, *item),
            ExprKind::Ancestor(table, inner) => self.ancestor(at, *table).and_then(|above| self.value(above, inner)),
            _ => self.observed(at.table)?.values.get(&expr.id)?.get(at.row)?.clone(),
        }
    }

    /// The value of an expression with its type.
    pub fn quantity(&self, at: At, expr: &Expr) -> Quantity {
        Quantity { value: self.value(at, expr), ty: expr.ty.clone() }
    }

    /// The value of a metric, score or segment.
    pub fn item(&self, at: At, item: ItemId) -> Option<Value> {
        self.observed(at.table)?.items.get(&item)?.get(at.row)?.clone()
    }

    /// Whether the run judged an item at all: a hidden one that nothing reads is left out.
    pub fn is_judged(&self, table: TableId, item: ItemId) -> bool {
        self.observed(table).is_some_and(|observed| observed.items.contains_key(&item))
    }

    /// The value of a column, where anything in the rulebook reads it.
    pub fn column(&self, at: At, column: ColumnId) -> Option<Value> {
        let expr = self.columns.get(&(at.table, column))?;
        self.observed(at.table)?.values.get(expr)?.get(at.row)?.clone()
    }

    /// Whether a condition holds for a row.
    pub fn truth(&self, at: At, condition: &Expr) -> Truth {
        match self.value(at, condition) {
            Some(Value::YesNo(true)) => Truth::Yes,
            Some(_) => Truth::No,
            None => Truth::Unknown,
        }
    }

    /// The row of an ancestor table (or of the table itself) that a row belongs to.
    pub fn ancestor(&self, at: At, table: TableId) -> Option<At> {
        self.ancestor_within(at, table, self.rulebook.tables.len())
    }

    fn ancestor_within(&self, at: At, table: TableId, steps: usize) -> Option<At> {
        if at.table == table {
            return Some(at);
        }
        let steps = steps.checked_sub(1)?;
        let parents = &self.rulebook.tables.get(at.table.0)?.parents;
        let rows = &self.observed(at.table)?.parents;
        parents.iter().zip(rows).find_map(|(parent, rows)| {
            let row = (*rows.get(at.row)?)?;
            self.ancestor_within(At { table: parent.table, row }, table, steps)
        })
    }

    /// The rows of `table` that belong to a row of another table.
    pub fn descendants(&self, table: TableId, of: At) -> Vec<At> {
        let rows = self.observed(table).map_or(0, |t| t.keys.len().max(t.places.len()));
        let all = (0..rows).map(|row| At { table, row });
        all.filter(|at| self.ancestor(*at, of.table) == Some(of)).collect()
    }

    /// The key of a row, column by column.
    pub fn key(&self, at: At) -> Vec<Named> {
        let table = self.rulebook.table(at.table);
        let values = self.observed(at.table).and_then(|t| t.keys.get(at.row));
        let columns = table.key.iter().filter_map(|id| table.columns.get(id.0));
        let named = columns.enumerate().map(|(i, column)| Named {
            name: column.name.clone(),
            value: Quantity { value: values.and_then(|v| v.get(i)?.clone()), ty: column.ty.clone() },
        });
        named.collect()
    }

    /// Every column of a row that the rulebook reads, but for those of the key.
    pub fn columns(&self, at: At) -> Vec<Named> {
        let table = self.rulebook.table(at.table);
        let columns = table.columns.iter().enumerate().map(|(i, column)| (ColumnId(i), column));
        let read = columns.filter(|(id, _)| !table.key.contains(id) && self.columns.contains_key(&(at.table, *id)));
        let named = read.map(|(id, column)| Named {
            name: column.name.clone(),
            value: Quantity { value: self.column(at, id), ty: column.ty.clone() },
        });
        named.collect()
    }

    /// What is written at a place, on one line and without comments.
    pub fn written(&self, span: Span) -> String {
        one_line(self.sources.text(span))
    }
}

/// Text without comments, each stretch of blanks as one blank; what stands between quotes is kept.
fn one_line(text: &str) -> String {
    let mut out = String::new();
    let (mut quoted, mut comment) = (false, false);
    for c in text.chars() {
        match c {
            '\n' => (comment, quoted) = (false, false),
            _ if comment => continue,
            '"' => quoted = !quoted,
            '#' if !quoted => comment = true,
            _ => {}
        }
        if comment || (c.is_whitespace() && !quoted) {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    out.trim().replace("( ", "(").replace(" )", ")")
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_condition_over_several_lines_is_shown_on_one_without_its_comments() {
        assert_eq!(one_line("a >= 1 # why: \"x\"\n    and (\n  b is \"# 1\"\n)"), "a >= 1 and (b is \"# 1\")");
    }
}
