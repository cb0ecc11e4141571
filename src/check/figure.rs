//! Figures: one value for the portfolio, or for each value of a column.
//!
//! Enters: figure declarations. Leaves: a model figure each. Guaranteed: `by` has one column for each aggregate, all
//! of one type, in the order the aggregates are written.

use super::checker::{Checker, Scope, Typed};
use super::program::{Symbol, title_of};
use super::units::called;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Figure, TableId};
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, FigureDecl, Name};

impl<'t> Checker<'t> {
    /// Lowers a figure; items are lowered already.
    pub(super) fn lower_figure(&mut self, index: usize) -> Option<()> {
        let decl = *self.program.figures.get(index)?;
        let scope = Scope { row: None, among: None };
        if !has_aggregate(&decl.value) {
            self.lower(&decl.value, scope)?;
            return self.no_rows_in_figure(decl);
        }
        self.figure_by = decl.by.as_ref().map(|by| (by, Vec::new()));
        let value = self.lower(&decl.value, scope);
        let by = self.figure_by.take();
        let value = value?;
        let by = match by {
            Some((written, columns)) => Some(self.one_group(written.span, columns)?),
            None => None,
        };
        self.figures.push(Figure {
            name: decl.name.text.clone(),
            title: title_of(&decl.name, decl.title.as_ref()),
            span: decl.name.span,
            ty: value.ty().clone(),
            by,
            value: value.expr,
        });
        Some(())
    }

    fn no_rows_in_figure(&mut self, decl: &FigureDecl) -> Option<()> {
        let headline = format!("the figure `{}` counts or sums no rows", decl.name.text);
        self.fail(
            Diagnostic::error(codes::FIGURE_WITHOUT_ROWS, decl.value.span, headline, "no aggregate")
                .help("a figure is made of aggregates, such as `sum of residual in ROWS` or `count of ROWS`"),
        )
    }

    fn one_group(&mut self, by: Span, columns: Vec<Typed>) -> Option<(crate::value::Type, Vec<crate::model::Expr>)> {
        let ty = columns.first()?.ty().clone();
        if let Some(other) = columns.iter().find(|column| *column.ty() != ty) {
            let headline = format!("`by` divides some rows by {} and others by {}", called(&ty), called(other.ty()));
            let report = Diagnostic::error(codes::BY_COLUMN, by, headline, "two types");
            return self.fail(
                report.help("name a column that all of the figure's rows share, such as `by customers.company`"),
            );
        }
        Some((ty, columns.into_iter().map(|column| column.expr).collect()))
    }

    /// The group of an aggregate's rows, where a figure with `by` is being lowered.
    pub(super) fn group_column(&mut self, rows: Scope) -> Option<()> {
        let Some((by, mut columns)) = self.figure_by.take() else { return Some(()) };
        let column = self.group_of(by, rows);
        let found = column.is_some();
        columns.extend(column);
        self.figure_by = Some((by, columns));
        found.then_some(())
    }

    fn group_of(&mut self, by: &'t Expr, rows: Scope) -> Option<Typed> {
        let table = rows.row?;
        match &by.kind {
            ExprKind::Name(name) => self.group_by_name(name, table, rows),
            ExprKind::Path(of, name) if self.names.get(&of.text) == Some(Symbol::Table(table)) => self.name(name, rows),
            ExprKind::Path(of, name) => self.path(of, name, by.span, rows),
            _ => self.no_group(by.span, table),
        }
    }

    /// A bare name: the rows' own, or the one ancestor's that has it.
    fn group_by_name(&mut self, name: &'t Name, table: TableId, rows: Scope) -> Option<Typed> {
        if self.has(table, &name.text) {
            return self.name(name, rows);
        }
        let ancestors = self.tables.ways.ancestors(table);
        let owners: Vec<TableId> = ancestors.keys().copied().filter(|t| self.has(*t, &name.text)).collect();
        match owners.as_slice() {
            [one] => self.ancestor(*one, name, name.span, rows),
            [] => self.unknown_name(name, rows),
            [first, second, ..] => {
                let (a, b) = (self.tables.name(*first), self.tables.name(*second));
                let headline = format!("`{}` may be that of `{a}` or of `{b}`", name.text);
                let report = Diagnostic::error(codes::BY_COLUMN, name.span, headline, "which one?");
                let report = report.help(format!("write `{a}.{}` or `{b}.{}`", name.text, name.text));
                self.fail(report)
            }
        }
    }

    fn no_group(&mut self, span: Span, table: TableId) -> Option<Typed> {
        let headline =
            format!("a figure is divided by a column of `{}` or of a table it belongs to", self.tables.name(table));
        self.fail(
            Diagnostic::error(codes::BY_COLUMN, span, headline, "not a column")
                .help("name a column, such as `by company` or `by customers.company`"),
        )
    }
}

/// Whether any aggregate stands in it.
fn has_aggregate(expr: &Expr) -> bool {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        if matches!(expr.kind, ExprKind::Aggregate(_)) {
            return true;
        }
        open.extend(super::needs::children(expr));
    }
    false
}
