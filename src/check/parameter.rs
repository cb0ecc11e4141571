//! Parameters: a constant or a list of constants by one column, and bounds.
//!
//! Enters: parameter declarations. Leaves: the type of each, and its model. Guaranteed: all values are constants of the
//! parameter's type within its bounds; conditions read the column behind `by` and nothing else.

use super::checker::{Checker, Scope};
use super::condition::is_window;
use super::list::Kind;
use super::program::{Symbol, title_of};
use super::units::called;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Expr, Line, List, Parameter, ParameterId, TableId};
use crate::source::Span;
use crate::syntax::tree::{self, Body, DecisionList, ExprKind, ParameterDecl};
use crate::value::{Period, Type, Value};
use std::cmp::Ordering;

impl<'t> Checker<'t> {
    /// Lowers a parameter.
    pub(super) fn lower_parameter(&mut self, id: ParameterId) -> Option<()> {
        let decl = *self.program.parameters.get(id.0)?;
        let by = decl.by.as_ref().map(|by| self.parameter_by(by));
        let (ty, list) = match &decl.body {
            Body::Expr(value) => self.single(value, &decl.by)?,
            Body::List(list) => self.parameter_list(decl, list, by.as_ref().and_then(Option::as_ref))?,
        };
        self.parameters.get_mut(id.0)?.ty = Some(ty.clone());
        let bounds = match &decl.bounds {
            Some((low, high)) => Some(self.bounds(low, high, &ty, &list, written(&decl.body))?),
            None => None,
        };
        let by = match by {
            Some(by) => Some(by?),
            None => None,
        };
        let fact = self.parameters.get_mut(id.0)?;
        fact.by = by.as_ref().map(|(table, _)| *table);
        fact.model = Some(Parameter {
            name: decl.name.text.clone(),
            title: title_of(&decl.name, decl.title.as_ref()),
            span: decl.name.span,
            ty,
            by,
            list,
            bounds,
        });
        Some(())
    }

    fn single(&mut self, value: &'t tree::Expr, by: &Option<tree::Expr>) -> Option<(Type, List<Value>)> {
        if let Some(by) = by {
            let headline = "a parameter by a column chooses among lines, and this has one value";
            self.report(
                Diagnostic::error(codes::PARAMETER_BY, by.span, headline, "chooses nothing")
                    .help("write lines between braces, such as `{ 20 days when company is \"Globex\"; 30 days otherwise }`, or take `by` away"),
            );
        }
        let (ty, found) = self.parameter_value(value)?;
        let line = Line { result: found, condition: None, span: value.span };
        Some((ty, List { lines: vec![line] }))
    }

    fn parameter_value(&mut self, value: &'t tree::Expr) -> Option<(Type, Value)> {
        match self.literals().constant(value) {
            Some(Ok(constant)) => Some((constant.ty, constant.value)),
            Some(Err(report)) => self.fail(report),
            None => {
                let headline = "a parameter is a value as written, not something to be worked out";
                let report = Diagnostic::error(codes::NOT_CONSTANT, value.span, headline, "not a constant");
                self.fail(report.help("write a number, an amount, a date or text; what is worked out is a `metric`"))
            }
        }
    }

    /// The table and column behind `by`.
    fn parameter_by(&mut self, by: &'t tree::Expr) -> Option<(TableId, Expr)> {
        let (table, name) = match &by.kind {
            ExprKind::Name(name) => (self.about?, name),
            ExprKind::Path(table, name) => match self.names.get(&table.text) {
                Some(Symbol::Table(id)) => (id, name),
                _ if self.names.is_damaged(&table.text) => return None,
                _ => return self.unknown_table(table, "a column"),
            },
            _ => return self.no_by_column(by.span),
        };
        let Some(column) = self.tables.column(table, &name.text) else {
            if self.names.get(&name.text).is_some() {
                return self.no_by_column(by.span);
            }
            self.unknown_name(name, Scope::row(table));
            return None;
        };
        let ty = self.tables.sound(table, column)?.ty.clone();
        let kind = crate::model::ExprKind::Column(column);
        let typed = self.build(ty, by.span, kind, 0, super::unknown::Facts::default())?;
        Some((table, typed.expr))
    }

    fn no_by_column<T>(&mut self, span: Span) -> Option<T> {
        let headline = "a parameter goes by a column of a table";
        let report = Diagnostic::error(codes::BY_COLUMN, span, headline, "not a column");
        self.fail(report.help("name a column, such as `by company`, or `by customers.company` for another table's"))
    }

    fn parameter_list(
        &mut self,
        decl: &'t ParameterDecl,
        list: &'t DecisionList<tree::Expr>,
        by: Option<&(TableId, Expr)>,
    ) -> Option<(Type, List<Value>)> {
        let results: Vec<_> = list.lines.iter().map(|line| self.parameter_value(&line.result)).collect();
        if decl.by.is_none() {
            let headline = format!("the parameter `{}` chooses among lines, but not by what", decl.name.text);
            let report = Diagnostic::error(codes::PARAMETER_BY, decl.name.span, headline, "by which column?");
            return self
                .fail(report.help("name the column the lines ask about, such as `by company` before the brace"));
        }
        let (table, _) = by?;
        let column = match &decl.by.as_ref()?.kind {
            ExprKind::Name(name) | ExprKind::Path(_, name) => name.text.as_str(),
            _ => return None,
        };
        self.only_column = Some((*table, column));
        let conditions = self.conditions(list, Kind::Closed, "the parameter's list", Scope::row(*table));
        self.only_column = None;
        let ty = self.common_type(list, &results)?;
        let mut lines = Vec::new();
        for ((line, condition), result) in list.lines.iter().zip(conditions).zip(results) {
            let constant = result?;
            let constant =
                super::literal::Constant { bare: constant.0 == Type::Number, ty: constant.0, value: constant.1 };
            let result = match self.literals().fit(constant, &ty, line.result.span) {
                Ok(value) => value,
                Err(report) => return self.fail(report),
            };
            lines.push(Line { result, condition: condition?.expr, span: line.span });
        }
        Some((ty, List { lines }))
    }

    /// The type of all lines' values: the first one's, or a period where days and months mix.
    fn common_type(&mut self, list: &DecisionList<tree::Expr>, results: &[Option<(Type, Value)>]) -> Option<Type> {
        let types: Vec<&Type> = results.iter().map(|r| r.as_ref().map(|(ty, _)| ty)).collect::<Option<_>>()?;
        let first = (*types.first()?).clone();
        let mixes = |ty: &Type| matches!(ty, Type::Days | Type::Period);
        if types.iter().all(|ty| mixes(ty)) && types.contains(&&Type::Period) {
            return Some(Type::Period);
        }
        let first_span = list.lines.first().map(|line| line.result.span)?;
        let mut sound = true;
        for (line, ty) in list.lines.iter().zip(&types).filter(|(_, ty)| ***ty != first) {
            sound = false;
            self.report(mixed_results(line.result.span, ty, first_span, &first));
        }
        sound.then_some(first)
    }

    fn bounds(
        &mut self,
        low: &'t tree::Expr,
        high: &'t tree::Expr,
        ty: &Type,
        list: &List<Value>,
        written: Vec<Span>,
    ) -> Option<(Value, Value)> {
        let (least, most) = (self.literals().expect(low, ty), self.literals().expect(high, ty));
        let (least, most) = match (least, most) {
            (Ok(least), Ok(most)) => (least, most),
            (least, most) => {
                self.reports.extend(least.err().into_iter().chain(most.err()));
                return None;
            }
        };
        let span = low.span.to(high.span);
        match order(&least, &most) {
            Some(Ordering::Greater) => {
                let (a, b) = (self.quote(low.span), self.quote(high.span));
                let headline = format!("nothing lies between {a} and {b}: the lower bound stands first");
                let report = Diagnostic::error(codes::BOUNDS_REVERSED, span, headline, "in the wrong order");
                return self
                    .fail(report.help(format!("write `between {b} and {a}`")).fix(span, format!("{b} and {a}")));
            }
            None => {
                let headline =
                    format!("{} has no bounds: only numbers, dates and lengths of time of one kind do", called(ty));
                let report = Diagnostic::error(codes::WRONG_TYPE, span, headline, "no order");
                return self.fail(report.help("take `between … and …` away"));
            }
            Some(_) => {}
        }
        let outside = |(line, _): &(&Line<Value>, Span)| !is_within(&line.result, &least, &most);
        for (_, written) in list.lines.iter().zip(written).filter(outside) {
            let value = self.quote(written);
            let headline = format!("`{value}` is not between {}", self.quote(span));
            let report = Diagnostic::error(codes::OUTSIDE_BOUNDS, written, headline, "outside of the bounds");
            self.report(report.other(span, "the bounds, both included").help("change the value or the bounds"));
        }
        Some((least, most))
    }

    /// Whether all values of a parameter can be looked back over.
    pub(super) fn is_window_parameter(&self, id: ParameterId) -> bool {
        let model = self.parameters.get(id.0).and_then(|fact| fact.model.as_ref());
        model.is_none_or(|parameter| parameter.list.lines.iter().all(|line| is_window(&line.result)))
    }
}

/// Where the values of a parameter are written.
fn written(body: &Body) -> Vec<Span> {
    match body {
        Body::Expr(value) => vec![value.span],
        Body::List(list) => list.lines.iter().map(|line| line.result.span).collect(),
    }
}

/// A result of another type than the first line's.
pub(super) fn mixed_results(span: Span, ty: &Type, first: Span, first_type: &Type) -> Diagnostic {
    let headline = format!("this line gives {}, and the first gives {}", called(ty), called(first_type));
    Diagnostic::error(codes::LIST_TYPES, span, headline, called(ty))
        .other(first, called(first_type))
        .help("all lines of a list give values of one unit")
}

/// The order of two values of one type; `None` where there is none.
pub(super) fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Period(Period::Days(a)), Value::Period(Period::Days(b))) => Some(a.cmp(b)),
        (Value::Period(Period::Months(a)), Value::Period(Period::Months(b))) => Some(a.cmp(b)),
        _ => None,
    }
}

/// Whether a value lies between two bounds, both included.
pub(super) fn is_within(value: &Value, least: &Value, most: &Value) -> bool {
    let low = order(least, value).is_some_and(Ordering::is_le);
    low && order(value, most).is_some_and(Ordering::is_le)
}
