//! Items: whose rows they judge, metrics, segments.
//!
//! Enters: metric, score and segment declarations. Leaves: a model item each. Guaranteed: the type of a score and of a
//! segment is known from its head, so that readers are checked even where its body is wrong.

use super::arithmetic::is_text;
use super::checker::{Checker, ItemFact, Scope, Typed};
use super::columns::label_twice;
use super::list::Kind;
use super::parameter::mixed_results;
use super::program::ItemDecl;
use super::units::quoted;
use super::unknown::Facts;
use crate::diagnostic::{Diagnostic, codes, near};
use crate::model::{Item, ItemId, ItemKind, Line, List, Metric, MetricBody, Segment};
use crate::source::Span;
use crate::syntax::tree::{self, Body, DecisionList, MetricDecl, Quoted, ScoreDecl, SegmentDecl};
use crate::value::{Labels, ScoreUnit, Type};
use std::collections::{BTreeMap, BTreeSet};

impl<'t> Checker<'t> {
    /// What the head of an item says: its table and, but for a metric, its type.
    pub(super) fn head(&mut self, decl: ItemDecl<'t>) -> ItemFact {
        let ty = match decl {
            ItemDecl::Metric(_) => None,
            ItemDecl::Score(score) => Some(Type::Score(unit_of(score))),
            ItemDecl::Segment(segment) => Some(Type::OneOf(labels_of(segment))),
        };
        let (table, among) = match decl.of() {
            None => (self.about, None),
            Some(of) => self.origin(of).map_or((None, None), |origin| (Some(origin.table), origin.rows)),
        };
        if let Some(column) = table.and_then(|table| Some((table, self.tables.column(table, &decl.name().text)?))) {
            let name = decl.name();
            let place = self.tables.list.get(column.0.0).and_then(|t| t.columns.get(column.1.0)).map(|c| c.span);
            self.report(name_is_column(name, self.tables.name(column.0), place.unwrap_or(name.span)));
        }
        ItemFact { table, among, ty, facts: Facts::default(), model: None }
    }

    /// Tells tables that are judged and have no key, and parameters that have the name of a column.
    pub(super) fn check_keys(&mut self) {
        let mut told = BTreeSet::new();
        for (i, decl) in self.program.items.iter().enumerate().filter(|(_, decl)| !decl.hidden()) {
            let Some(table) = self.items.get(i).and_then(|fact| fact.table) else { continue };
            let has_key = self.program.tables.get(table.0).is_none_or(|decl| !decl.key.is_empty());
            if !has_key && told.insert(table) {
                self.report(judged_without_key(decl.name(), self.tables.name(table), self.tables.span(table)));
            }
        }
        self.check_parameter_names();
    }

    fn check_parameter_names(&mut self) {
        let mut columns: BTreeMap<&str, (&str, Span)> = BTreeMap::new();
        for table in &self.tables.list {
            for column in &table.columns {
                columns.entry(&column.name).or_insert((&table.name, column.span));
            }
        }
        for decl in &self.program.parameters {
            if let Some((table, column)) = columns.get(decl.name.text.as_str()) {
                self.reports.push(name_is_column(&decl.name, table, *column));
            }
        }
    }

    /// Lowers an item; what it reads is lowered already.
    pub(super) fn lower_item(&mut self, id: ItemId) -> Option<()> {
        let decl = *self.program.items.get(id.0)?;
        let fact = self.items.get(id.0)?;
        let (table, among) = (fact.table?, fact.among);
        let scope = Scope { row: Some(table), among };
        let (kind, ty, facts) = match decl {
            ItemDecl::Metric(metric) => self.metric(metric, scope)?,
            ItemDecl::Score(score) => self.score(score, scope)?,
            ItemDecl::Segment(segment) => self.segment(segment, scope)?,
        };
        let fact = self.items.get_mut(id.0)?;
        fact.ty = Some(ty.clone());
        fact.facts = facts;
        let origin = super::aggregate::Origin { table, rows: among };
        let (filter, _) = self.origin_filter(origin, decl.name().span)?;
        let item = Item {
            name: decl.name().text.clone(),
            title: decl.title(),
            span: decl.name().span,
            table,
            among,
            filter,
            ty,
            hidden: decl.hidden(),
            kind,
        };
        self.items.get_mut(id.0)?.model = Some(item);
        Some(())
    }

    fn metric(&mut self, decl: &'t MetricDecl, scope: Scope) -> Option<(ItemKind, Type, Facts)> {
        let (body, ty, facts) = match &decl.body {
            Body::Expr(expr) => {
                let typed = self.lower(expr, scope)?;
                let ty = typed.ty().clone();
                (MetricBody::Expr(typed.expr), ty, typed.facts)
            }
            Body::List(list) => self.metric_list(list, scope)?,
        };
        Some((ItemKind::Metric(Metric { body }), ty, facts))
    }

    fn metric_list(&mut self, list: &'t DecisionList<tree::Expr>, scope: Scope) -> Option<(MetricBody, Type, Facts)> {
        let results: Vec<Option<Typed>> = list.lines.iter().map(|line| self.lower(&line.result, scope)).collect();
        let conditions = self.conditions(list, Kind::Closed, "the metric's list", scope);
        let results: Vec<Typed> = results.into_iter().collect::<Option<_>>()?;
        let (results, ty) = self.one_type(results)?;
        let facts = Facts::any(results.iter().map(|r| &r.facts));
        let mut lines = Vec::new();
        for ((line, condition), result) in list.lines.iter().zip(conditions).zip(results) {
            lines.push(Line { result: result.expr, condition: condition?.expr, span: line.span });
        }
        Some((MetricBody::List(List { lines }), ty, facts))
    }

    /// Results of one list, all of one type; a text beside labels is one of them.
    fn one_type(&mut self, results: Vec<Typed>) -> Option<(Vec<Typed>, Type)> {
        let lead = results.iter().position(|r| !r.bare && !is_text(r)).unwrap_or(0);
        let first = results.get(lead)?;
        let (ty, span) = (first.ty().clone(), first.expr.span);
        let counts = |t: &Type| matches!(t, Type::Count | Type::Number);
        let periods = |t: &Type| matches!(t, Type::Days | Type::Period);
        let mixes = |a: &Type, b: &Type| a == b || (counts(a) && counts(b)) || (periods(a) && periods(b));
        let mut sound = true;
        let is_label = |r: &Typed| is_text(r) && matches!(ty, Type::OneOf(_));
        for result in results.iter().filter(|r| !r.bare && !is_label(r) && !mixes(r.ty(), &ty)) {
            sound = false;
            self.report(mixed_results(result.expr.span, result.ty(), span, &ty));
        }
        if !sound {
            return None;
        }
        self.unify(results, "results of one list")
    }

    fn segment(&mut self, decl: &'t SegmentDecl, scope: Scope) -> Option<(ItemKind, Type, Facts)> {
        let labels = labels_of(decl);
        let conditions = self.conditions(&decl.list, Kind::Closed, "the segment", scope);
        let ordered = self.worth(decl);
        let mut lines = Vec::new();
        for (line, condition) in decl.list.lines.iter().zip(conditions) {
            let condition = condition?.expr;
            let result = labels.position(&line.result.text)?;
            lines.push(Line { result, condition, span: line.span });
        }
        let ty = Type::OneOf(labels.clone());
        let segment = Segment { labels, ordered: ordered?, list: List { lines } };
        Some((ItemKind::Segment(segment), ty, Facts::default()))
    }

    /// Whether there is an order of worth; it must name exactly the labels of the lines.
    fn worth(&mut self, decl: &SegmentDecl) -> Option<bool> {
        let Some(order) = &decl.order else { return Some(false) };
        let before = self.reports.len();
        let mut named: BTreeMap<&str, Span> = BTreeMap::new();
        for label in &order.labels {
            if let Some(first) = named.insert(&label.text, label.span) {
                self.report(label_twice(label, first));
            }
        }
        let mut told = BTreeSet::new();
        for line in &decl.list.lines {
            let label = &line.result;
            if !named.contains_key(label.text.as_str()) && told.insert(label.text.as_str()) {
                self.report(not_in_order(label, &order.labels, order.span));
            }
        }
        let used: BTreeSet<&str> = decl.list.lines.iter().map(|line| line.result.text.as_str()).collect();
        let is_misspelt = !told.is_empty();
        for label in order.labels.iter().filter(|label| !used.contains(label.text.as_str())) {
            if !is_misspelt {
                self.report(never_given(label));
            }
        }
        (self.reports.len() == before).then_some(true)
    }
}

fn not_in_order(label: &Quoted, order: &[Quoted], span: Span) -> Diagnostic {
    let headline = format!("the label \"{}\" is not in the order of worth", label.text);
    let report = Diagnostic::error(codes::WORTH_ORDER, label.span, headline, "not in the order")
        .other(span, "the order of worth");
    match near::nearest(&label.text, order.iter().map(|l| l.text.as_str())) {
        Some(meant) => report.help(format!("write \"{meant}\", or add \"{}\" to the order", label.text)),
        None => report.help(format!(
            "add \"{}\" where it belongs among {}",
            label.text,
            quoted(order.iter().map(|l| l.text.as_str()))
        )),
    }
}

pub(super) fn judged_without_key(item: &tree::Name, table: &str, place: Span) -> Diagnostic {
    let headline =
        format!("`{}` is a result for each row of `{table}`, which has no key to name the row by", item.text);
    Diagnostic::error(codes::JUDGED_WITHOUT_KEY, item.span, headline, "whose result?")
        .other(place, "declared without a key")
        .help(format!("say which column identifies a row: `table {table} key COLUMN {{ … }}`"))
}

fn never_given(label: &Quoted) -> Diagnostic {
    let headline = format!("no line gives the label \"{}\"", label.text);
    Diagnostic::error(codes::WORTH_ORDER, label.span, headline, "in the order, but never given")
        .help("add a line that gives it, or take it out of the order")
}

/// An item or parameter with the name of a column.
pub(super) fn name_is_column(name: &tree::Name, table: &str, column: Span) -> Diagnostic {
    let headline = format!("`{}` is already a column of `{table}`, so the bare name would mean both", name.text);
    Diagnostic::error(codes::NAME_IS_COLUMN, name.span, headline, "declared again")
        .other(column, "the column")
        .help("give it another name")
}

/// The unit of a score.
pub(super) fn unit_of(score: &ScoreDecl) -> ScoreUnit {
    match &score.scale {
        tree::Scale::FromTo(_, unit) => ScoreUnit::new(&unit.text),
        tree::Scale::Points(_) => ScoreUnit::new("points"),
    }
}

/// The labels of a segment: worst first where there is an order, else as they are first mentioned.
fn labels_of(segment: &SegmentDecl) -> Labels {
    let mut labels: Vec<&str> = Vec::new();
    if let Some(order) = &segment.order {
        labels.extend(order.labels.iter().map(|label| label.text.as_str()));
        if !order.worst_first {
            labels.reverse();
        }
    }
    labels.extend(segment.list.lines.iter().map(|line| line.result.text.as_str()));
    let mut seen = BTreeSet::new();
    Labels::new(labels.into_iter().filter(|label| seen.insert(*label)).take(usize::from(u16::MAX)))
}
