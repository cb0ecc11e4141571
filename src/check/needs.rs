//! Which rows and items each body reads, and the order that follows.
//!
//! Enters: tree bodies with the tables of rows and items known. Leaves: an order in which everything read comes before
//! its reader; circles are told and marked. Guaranteed: no recursion; a name that can't be read here makes no circle.

use super::checker::Checker;
use super::circles::{self, Step, Telling};
use super::graph::{circle, groups};
use super::program::{ItemDecl, Symbol};
use crate::diagnostic::codes;
use crate::model::{ItemId, RowsId, TableId};
use crate::source::Span;
use crate::syntax::tree::{Body, DecisionList, Expr, ExprKind};

const CIRCLE: Telling = Telling {
    code: codes::CIRCLE,
    what: "values need each other in a circle",
    verb: "needs",
    help: "a value can't be worked out from itself; let one of them read something else",
};

/// What is lowered in this order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    Rows(RowsId),
    Item(ItemId),
}

/// The order, each node with whether it is part of a circle.
pub(super) fn order(checker: &mut Checker) -> Vec<(Node, bool)> {
    let graph = Graph::new(checker);
    let edges: Vec<Vec<usize>> = graph.needs.iter().map(|list| list.iter().map(|(to, _)| *to).collect()).collect();
    let mut order = Vec::with_capacity(edges.len());
    for group in groups(&edges) {
        let way = circle(&edges, &group);
        if !way.is_empty() {
            let steps = graph.steps(&way);
            let report = circles::report(&steps, &CIRCLE);
            checker.reports.extend(report);
        }
        order.extend(group.iter().map(|node| (graph.node(*node), !way.is_empty())));
    }
    order
}

/// Rows first, then items; for each what it reads, and where.
struct Graph {
    rows: usize,
    names: Vec<String>,
    needs: Vec<Vec<(usize, Span)>>,
}

impl Graph {
    fn new(checker: &Checker) -> Graph {
        let rows = checker.program.rows.len();
        let mut names = Vec::new();
        let mut needs = Vec::new();
        for (i, decl) in checker.program.rows.iter().enumerate() {
            let mut walk = Walk { checker, rows, needs: Vec::new() };
            walk.symbol(&decl.of.text, decl.of.span);
            walk.all(decl.filter.iter(), checker.rows.get(i).and_then(|fact| fact.table));
            names.push(decl.name.text.clone());
            needs.push(walk.needs);
        }
        for (i, decl) in checker.program.items.iter().enumerate() {
            let mut walk = Walk { checker, rows, needs: Vec::new() };
            if let Some(of) = decl.of() {
                walk.symbol(&of.text, of.span);
            }
            walk.all(parts(*decl).into_iter(), checker.items.get(i).and_then(|fact| fact.table));
            names.push(decl.name().text.clone());
            needs.push(walk.needs);
        }
        Graph { rows, names, needs }
    }

    fn node(&self, index: usize) -> Node {
        if index < self.rows { Node::Rows(RowsId(index)) } else { Node::Item(ItemId(index - self.rows)) }
    }

    fn steps(&self, way: &[usize]) -> Vec<Step> {
        let step = |i: usize, node: &usize| {
            let next = way.get(i + 1).or(way.first())?;
            let reads = self.needs.get(*node)?.iter().find(|(to, _)| to == next)?.1;
            Some(Step { name: self.names.get(*node)?.clone(), reads })
        };
        way.iter().enumerate().filter_map(|(i, node)| step(i, node)).collect()
    }
}

/// All expressions of an item's body.
pub(super) fn parts(decl: ItemDecl<'_>) -> Vec<&Expr> {
    match decl {
        ItemDecl::Metric(metric) => match &metric.body {
            Body::Expr(expr) => vec![expr],
            Body::List(list) => list.lines.iter().map(|line| &line.result).chain(conditions(list)).collect(),
        },
        ItemDecl::Segment(segment) => conditions(&segment.list).collect(),
        ItemDecl::Score(score) => super::score::rules(score)
            .flat_map(|rule| {
                let measured = rule.list.lines.iter().filter_map(|line| line.result.per.as_ref().map(|per| &per.of));
                measured.chain(conditions(&rule.list))
            })
            .collect(),
    }
}

fn conditions<R>(list: &DecisionList<R>) -> impl Iterator<Item = &Expr> {
    list.lines.iter().filter_map(|line| line.condition.as_ref())
}

/// Gathers what expressions read.
struct Walk<'c, 't> {
    checker: &'c Checker<'t>,
    rows: usize,
    needs: Vec<(usize, Span)>,
}

impl Walk<'_, '_> {
    fn all<'e>(&mut self, exprs: impl Iterator<Item = &'e Expr>, scope: Option<TableId>) {
        let mut open: Vec<(&Expr, Option<TableId>)> = exprs.map(|expr| (expr, scope)).collect();
        while let Some((expr, scope)) = open.pop() {
            match &expr.kind {
                ExprKind::Name(name) => self.value(&name.text, name.span, scope),
                ExprKind::Path(table, name) => {
                    if let Some(Symbol::Table(table)) = self.checker.names.get(&table.text) {
                        self.value(&name.text, name.span, Some(table));
                    }
                }
                ExprKind::Aggregate(aggregate) => {
                    self.symbol(&aggregate.rows.text, aggregate.rows.span);
                    let inner = self.table_of(&aggregate.rows.text);
                    open.extend(aggregate.argument.iter().chain(&aggregate.filter).map(|expr| (expr, inner)));
                }
                _ => open.extend(children(expr).into_iter().map(|expr| (expr, scope))),
            }
        }
    }

    fn table_of(&self, name: &str) -> Option<TableId> {
        match self.checker.names.get(name)? {
            Symbol::Table(table) => Some(table),
            Symbol::Rows(rows) => self.checker.rows.get(rows.0)?.table,
            _ => None,
        }
    }

    fn symbol(&mut self, name: &str, span: Span) {
        if let Some(Symbol::Rows(rows)) = self.checker.names.get(name) {
            self.needs.push((rows.0, span));
        }
    }

    fn value(&mut self, name: &str, span: Span, scope: Option<TableId>) {
        let Some(table) = scope else { return };
        if self.checker.tables.column(table, name).is_some() {
            return;
        }
        if let Some(Symbol::Item(item)) = self.checker.names.get(name)
            && self.checker.items.get(item.0).is_some_and(|fact| fact.table == Some(table))
        {
            self.needs.push((self.rows + item.0, span));
        }
    }
}

/// The expressions directly inside, but for aggregates, whose parts are another row's.
pub(super) fn children(expr: &Expr) -> Vec<&Expr> {
    use ExprKind as K;
    match &expr.kind {
        K::Number(_) | K::Percent(_) | K::Quantity(..) | K::Text(_) | K::Date(_) | K::YesNo(_) | K::Today => Vec::new(),
        K::Name(_) | K::Path(..) | K::Aggregate(_) | K::PointsOf(..) => Vec::new(),
        K::Negate(a) | K::DaysSince(a) | K::Not(a) | K::Known(a, _) => vec![a],
        K::Chain(first, rest) => std::iter::once(&**first).chain(rest.iter().map(|(_, expr)| expr)).collect(),
        K::Pick(_, parts) | K::Else(parts) | K::And(parts) | K::Or(parts) => parts.iter().collect(),
        K::RoundedTo(a, b) | K::AtLeast(a, b) | K::AtMost(a, b) | K::Compare(a, _, b) => vec![a, b],
        K::Is(a, _, b) | K::DateIs(a, _, b) | K::StartsWith(a, b) | K::Contains(a, b) | K::InLast(a, b) => vec![a, b],
        K::Change(a, change) => std::iter::once(&**a).chain(change.operand()).collect(),
        K::OneOf(a, _, list) => std::iter::once(&**a).chain(list).collect(),
        K::Between(a, b, c) => vec![a, b, c],
    }
}
