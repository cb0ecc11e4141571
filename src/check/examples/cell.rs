//! Cells: a value of the column's type, or its absence.
//!
//! Enters: a cell and its column. Leaves: a value that data could hold, or one diagnostic. Guaranteed: a number keeps to
//! the decimals that its column stores; what is no text is read exactly as a constant in a condition is.

use super::super::checker::Checker;
use super::super::literal::{Constant, example_of, unknown_label};
use super::super::units::called;
use super::data::Slot;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Column, ColumnId, TableId};
use crate::source::Span;
use crate::syntax;
use crate::syntax::tree::{Cell, CellKind};
use crate::value::{Type, Value};

impl Checker<'_> {
    /// What a cell gives; `None` where it is wrong.
    pub(super) fn example_cell(&mut self, table: TableId, id: ColumnId, cell: &Cell) -> Option<Slot> {
        let tables = self.tables;
        let column = tables.sound(table, id)?;
        let value = match &cell.kind {
            CellKind::Empty => self.empty_cell(column, cell.span)?,
            CellKind::Unknown => self.unknown_cell(column, cell.span)?,
            CellKind::Value(expr) => Some(self.read_cell(self.literals().expect(expr, &column.ty), column)?),
            CellKind::Quoted(text) => {
                let constant = Constant { ty: Type::Text, value: Value::Text(text.as_str().into()), bare: false };
                Some(self.read_cell(self.literals().fit(constant, &column.ty, cell.span), column)?)
            }
            CellKind::Bare(text) => {
                let read = self.bare_cell(text, column, cell.span);
                Some(self.read_cell(read, column)?)
            }
        };
        if let Some(value) = &value {
            self.storable(value, column, cell.span)?;
        }
        Some(Slot::Given(value))
    }

    fn read_cell(&mut self, read: Result<Value, Diagnostic>, column: &Column) -> Option<Value> {
        match read {
            Ok(value) => Some(value),
            Err(report) => self.fail(report.other(column.span, "the column is declared here")),
        }
    }

    fn empty_cell(&mut self, column: &Column, span: Span) -> Option<Option<Value>> {
        if column.default.is_some() || column.optional {
            return Some(column.default.clone());
        }
        let headline = format!("an empty cell means the column's default, and `{}` has none", column.name);
        self.fail(
            Diagnostic::error(codes::EXAMPLE_CELL, span, headline, "empty")
                .other(column.span, "the column is declared here")
                .help(format!("write {}, or leave the column out of the table", example_of(&column.ty))),
        )
    }

    fn unknown_cell(&mut self, column: &Column, span: Span) -> Option<Option<Value>> {
        if column.optional {
            return Some(None);
        }
        let headline = format!("`-` says that `{}` is unknown, and in data it never is", column.name);
        self.fail(
            Diagnostic::error(codes::EXAMPLE_CELL, span, headline, "unknown")
                .other(column.span, "neither `optional` nor an event")
                .help(format!("write {}, or declare the column `optional`", example_of(&column.ty))),
        )
    }

    fn bare_cell(&self, text: &str, column: &Column, span: Span) -> Result<Value, Diagnostic> {
        match &column.ty {
            Type::Text => return Ok(Value::Text(text.into())),
            Type::OneOf(labels) => {
                let label = labels.position(text).map(Value::Label);
                return label.ok_or_else(|| unknown_label(text, labels, span));
            }
            _ => {}
        }
        match syntax::cell(span, text) {
            Some(Ok(expr)) => self.literals().expect(&expr, &column.ty),
            Some(Err(reports)) => Err(reports.into_iter().next().unwrap_or_else(|| unreadable(text, column, span))),
            None => Err(unreadable(text, column, span)),
        }
    }

    /// Tells a number with more decimals than the column stores, or too large to be stored.
    fn storable(&mut self, value: &Value, column: &Column, span: Span) -> Option<()> {
        let Value::Number(number) = value else { return Some(()) };
        let stored = number.to_scaled(column.decimals);
        let fits = match column.ty {
            Type::Money | Type::Count | Type::Days => stored.is_some_and(|n| i64::try_from(n).is_ok()),
            _ => stored.is_some(),
        };
        if fits {
            return Some(());
        }
        let (headline, label) = match stored {
            Some(_) => (format!("this is more than the column `{}` can hold", column.name), "too large"),
            None if column.decimals == 0 => (format!("the column `{}` keeps whole numbers", column.name), "too fine"),
            None => (format!("the column `{}` keeps {} decimals", column.name, column.decimals), "too fine"),
        };
        let report = Diagnostic::error(codes::EXAMPLE_CELL, span, headline, label);
        self.fail(report.other(column.span, "the column is declared here").help("write a value that data could hold"))
    }
}

fn unreadable(text: &str, column: &Column, span: Span) -> Diagnostic {
    let short: String = text.chars().take(40).collect();
    let headline = format!("`{short}` is not {}", called(&column.ty));
    let help = match text {
        "unknown" | "null" | "none" | "?" => "what is unknown is written `-`".to_string(),
        _ => format!("write {}", example_of(&column.ty)),
    };
    Diagnostic::error(codes::EXAMPLE_CELL, span, headline, format!("{} is expected", called(&column.ty))).help(help)
}
