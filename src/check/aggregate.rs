//! Aggregates: many rows become one value.
//!
//! Enters: `FUNCTION of [ARGUMENT in] ROWS [where CONDITION]` in the scope of a row, or of the portfolio. Leaves: a
//! typed aggregate with all conditions written out. Guaranteed: its rows belong to the row in scope by exactly one
//! chain of parents; argument and conditions are read for the aggregated row.

use super::checker::{Checker, Scope, Typed};
use super::program::Symbol;
use super::units::called;
use super::unknown::{Cause, Facts, RowSet, row_set};
use super::ways::Way;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Aggregate, Expr, ExprKind, RowsId, TableId};
use crate::source::Span;
use crate::syntax::tree::{self, Name};
use crate::value::{Function, Type};

/// Where an aggregate's rows come from.
#[derive(Clone, Copy)]
pub(super) struct Origin {
    pub(super) table: TableId,
    pub(super) rows: Option<RowsId>,
}

impl<'t> Checker<'t> {
    /// The table or rows of a name.
    pub(super) fn origin(&mut self, name: &Name) -> Option<Origin> {
        match self.names.get(&name.text) {
            Some(Symbol::Table(table)) => Some(Origin { table, rows: None }),
            Some(Symbol::Rows(rows)) => self.rows.get(rows.0)?.table.map(|table| Origin { table, rows: Some(rows) }),
            _ if self.names.is_damaged(&name.text) => None,
            found => self.no_rows(name, found.is_some()),
        }
    }

    fn no_rows(&mut self, name: &Name, is_other: bool) -> Option<Origin> {
        let why = if is_other { "is neither a table nor rows" } else { "is not declared" };
        let headline = format!("`{}` {why}", name.text);
        let report = Diagnostic::error(codes::UNKNOWN_TABLE, name.span, headline, "no table and no rows");
        let known = self.names.iter().filter(|(_, s)| matches!(s, Symbol::Table(_) | Symbol::Rows(_))).map(|(n, _)| n);
        self.fail(match self.meant(&name.text, known) {
            Some(meant) => report.write(name.span, meant),
            None => report.help(format!("declare it: `rows {} = TABLE where CONDITION`", name.text)),
        })
    }

    /// The conditions of an origin, written out for a use at `span`.
    pub(super) fn origin_filter(&mut self, origin: Origin, span: Span) -> Option<(Vec<Expr>, u32)> {
        let Some(rows) = origin.rows else { return Some((Vec::new(), 0)) };
        let fact = self.rows.get(rows.0)?;
        let (filter, depth) = (fact.model.as_ref()?.filter.clone(), fact.depth);
        Some((self.renew(&filter, span)?, depth))
    }

    pub(super) fn aggregate(&mut self, decl: &'t tree::Aggregate, span: Span, scope: Scope) -> Option<Typed> {
        let origin = self.origin(&decl.rows)?;
        let belongs = self.belongs(scope.row, origin.table, &decl.rows);
        if scope.row == Some(origin.table) {
            // Told: what is read of these rows would be told once more.
            return None;
        }
        let inner = Scope { row: Some(origin.table), among: origin.rows };
        let argument = decl.argument.as_ref().map(|argument| self.lower(argument, inner));
        let own_filter = decl.filter.as_ref().map(|filter| self.condition(filter, inner));
        let by = if scope.row.is_none() { self.group_column(inner) } else { Some(()) };
        let argument = match argument {
            Some(typed) => Some(typed?),
            None => None,
        };
        let ty = self.aggregate_type(decl, argument.as_ref(), origin, span)?;
        let own_filter = match own_filter {
            Some(typed) => Some(typed?),
            None => None,
        };
        belongs?;
        by?;
        let facts = self.aggregate_facts(decl, scope, origin, argument.as_ref(), span);
        let (mut filter, mut depth) = self.origin_filter(origin, decl.rows.span)?;
        depth = depth.max(argument.as_ref().map_or(0, |a| a.depth)).max(own_filter.as_ref().map_or(0, |f| f.depth));
        filter.extend(own_filter.map(|typed| typed.expr));
        let aggregate = Aggregate {
            function: decl.function,
            table: origin.table,
            rows: origin.rows,
            into: scope.row,
            argument: argument.map(|typed| typed.expr),
            filter,
        };
        self.build(ty, span, ExprKind::Aggregate(Box::new(aggregate)), depth, facts)
    }

    /// Whether rows of `table` belong to the row in scope, by one way.
    fn belongs(&mut self, row: Option<TableId>, table: TableId, name: &Name) -> Option<()> {
        let Some(row) = row else { return Some(()) };
        let (own, below) = (self.tables.name(row).to_string(), self.tables.name(table).to_string());
        if row == table {
            let headline = format!("a row of `{own}` is one of `{}` itself, so it can't gather them", name.text);
            let report = Diagnostic::error(codes::NO_WAY, name.span, headline, "the row's own table");
            return self.fail(
                report.help(format!("aggregate rows that belong to `{own}`; all of `{own}` together are a `figure`")),
            );
        }
        match self.tables.ways.find(table, row) {
            Way::One => Some(()),
            Way::None if self.tables.is_unsure(table) => None,
            Way::None => {
                let headline = format!("rows of `{below}` don't belong to a row of `{own}`");
                let report = Diagnostic::error(codes::NO_WAY, name.span, headline, format!("rows of `{below}`"));
                let report = report.other(self.tables.span(table), "declared here");
                self.fail(if self.tables.ways.ancestors(row).contains_key(&table) {
                    report.help(format!(
                        "it is the other way round: read the one it belongs to, such as `{below}.COLUMN`"
                    ))
                } else {
                    report.help(format!("if they do, say so: `table {below} … belongs to {own} by COLUMN`"))
                })
            }
            Way::Two(first, second) => {
                let headline =
                    format!("rows of `{below}` belong to `{own}` in two ways, so it is not clear which to gather");
                let report = Diagnostic::error(codes::TWO_WAYS, name.span, headline, "which way is meant?");
                let report = report.other(self.tables.span(table), "declared here");
                self.fail(report.help(format!("one way is {first}, the other {second}; take one `belongs to` away")))
            }
        }
    }

    fn aggregate_type(
        &mut self,
        decl: &tree::Aggregate,
        argument: Option<&Typed>,
        origin: Origin,
        span: Span,
    ) -> Option<Type> {
        use Function as F;
        let Some(argument) = argument else {
            return Some(Type::Count);
        };
        let ty = argument.ty().clone();
        let fits = match decl.function {
            F::Count | F::CountDistinct => return Some(Type::Count),
            F::Sum | F::Average | F::Median | F::Min | F::Max => ty.is_numeric(),
            F::Earliest | F::Latest => ty == Type::Date,
            F::Last => return self.last_type(ty, origin, span),
        };
        if fits {
            return Some(ty);
        }
        let word = function_word(decl.function);
        let headline = format!("`{word}` does not take {}", called(&ty));
        let report = Diagnostic::error(codes::WRONG_FUNCTION, argument.expr.span, headline, called(&ty));
        let report = report.other(decl.function_span, format!("`{word}`"));
        self.fail(report.help(self.better_function(decl, argument)))
    }

    fn better_function(&self, decl: &tree::Aggregate, argument: &Typed) -> String {
        let (what, rows) = (self.quote(argument.expr.span), &decl.rows.text);
        match (argument.ty(), decl.function) {
            (Type::Date, Function::Min) => format!("write `earliest of {what} in {rows}`"),
            (Type::Date, _) => format!("write `latest of {what} in {rows}`, or `earliest of …`"),
            (Type::YesNo, _) => format!("count where it is yes: `count of {rows} where {what}`"),
            (ty, Function::Earliest) if ty.is_numeric() => format!("write `min of {what} in {rows}`"),
            (ty, _) if ty.is_numeric() => format!("write `max of {what} in {rows}`"),
            _ => format!("count its values: `count of distinct {what} in {rows}`"),
        }
    }

    /// `last` goes by `dated` and key, so the table must have both.
    fn last_type(&mut self, ty: Type, origin: Origin, span: Span) -> Option<Type> {
        let table = self.tables.list.get(origin.table.0)?;
        let decl = self.program.tables.get(origin.table.0)?;
        let lacks = match (decl.dated.is_some(), decl.key.is_empty()) {
            (true, false) => return Some(ty),
            (false, _) => "`dated` column",
            (true, true) => "key",
        };
        let headline = format!("`last` goes by date and then by key, and `{}` has no {lacks}", table.name);
        let report = Diagnostic::error(codes::LAST_NEEDS_ORDER, span, headline, "which row is the last?");
        self.fail(
            report
                .other(table.span, "declared here")
                .help(format!("say it: `table {} key COLUMN … dated DATE_COLUMN`", table.name)),
        )
    }

    fn aggregate_facts(
        &self,
        decl: &tree::Aggregate,
        scope: Scope,
        origin: Origin,
        argument: Option<&Typed>,
        span: Span,
    ) -> Facts {
        let set = self.row_set(decl, scope, origin);
        match decl.function {
            Function::Count => Facts { counts: Some(set), ..Facts::default() },
            Function::CountDistinct | Function::Sum => Facts::default(),
            _ => {
                let is_sure = argument.is_some_and(|a| a.facts.causes.is_empty());
                let why = if is_sure {
                    format!("unknown where `{}` has no rows", decl.rows.text)
                } else {
                    format!("unknown where no row of `{}` has a value", decl.rows.text)
                };
                let empty = is_sure.then_some(set);
                Facts::of(Cause { name: self.quote(span), why, span, empty })
            }
        }
    }

    fn row_set(&self, decl: &tree::Aggregate, scope: Scope, origin: Origin) -> RowSet {
        let filter = decl.filter.as_ref().map(|f| self.words(f.span)).unwrap_or_default();
        row_set(scope.row.map(|t| t.0), origin.table.0, origin.rows, &filter)
    }
}

/// The word of a function.
pub(super) fn function_word(function: Function) -> &'static str {
    match function {
        Function::Count => "count of",
        Function::CountDistinct => "count of distinct",
        Function::Sum => "sum of",
        Function::Average => "average of",
        Function::Min => "min of",
        Function::Max => "max of",
        Function::Median => "median of",
        Function::Earliest => "earliest of",
        Function::Latest => "latest of",
        Function::Last => "last",
    }
}
