//! Segments and metrics.

use super::conditions::condition;
use super::lists::lines;
use super::scope::{At, Scope};
use super::terms::term;
use super::why_not::need;
use crate::model::{Expr, Item, ItemId, MetricBody, Segment};
use crate::trace::facts::{
    Condition, LineResult, MetricFacts, MetricFactsBody, Quantity, ScopeFacts, SegmentFacts, Truth,
};

/// Which rows an item is for.
pub(super) fn scope_facts(scope: &Scope, at: At, item: &Item, applies: bool) -> ScopeFacts {
    let conditions: Vec<Condition> = item.filter.iter().map(|c| condition(scope, at, c)).collect();
    ScopeFacts {
        among: item.among.map(|rows| scope.rulebook.subset(rows).name.clone()),
        applies,
        missing: conditions.iter().filter_map(|condition| need(condition, true)).collect(),
        conditions,
    }
}

/// Whether all conditions of an item's rows hold.
fn applies(scope: &Scope, at: At, item: &Item) -> bool {
    item.filter.iter().all(|c| scope.truth(at, c) == Truth::Yes)
}

/// The line of a list that was taken.
fn won(scope: &Scope, at: At, id: ItemId) -> Vec<usize> {
    let lines = scope.observed(at.table).and_then(|t| t.lines.get(&id));
    lines.and_then(|lines| *lines.get(at.row)?).into_iter().collect()
}

/// How a segment chose its label.
pub(super) fn segment(scope: &Scope, at: At, id: ItemId, item: &Item, segment: &Segment) -> SegmentFacts {
    let label = |position: &u16| LineResult::Label(segment.labels.get(*position).unwrap_or_default().to_string());
    let (won, applies) = (won(scope, at, id), applies(scope, at, item));
    let lines = if applies { lines(scope, at, &segment.list, &won, false, &mut |r| label(r)) } else { Vec::new() };
    SegmentFacts {
        name: item.name.clone(),
        title: item.title.clone(),
        hidden: item.hidden,
        value: Quantity { value: scope.item(at, id), ty: item.ty.clone() },
        scope: scope_facts(scope, at, item, applies),
        lines,
    }
}

/// How a metric was measured.
pub(super) fn metric(scope: &Scope, at: At, id: ItemId, item: &Item, body: &MetricBody) -> MetricFacts {
    let body = match body {
        MetricBody::Expr(expr) => MetricFactsBody::Formula(term(scope, at, expr)),
        MetricBody::List(list) => {
            let mut value = |expr: &Expr| LineResult::Value(term(scope, at, expr));
            MetricFactsBody::Lines(lines(scope, at, list, &won(scope, at, id), false, &mut value))
        }
    };
    MetricFacts {
        name: item.name.clone(),
        title: item.title.clone(),
        hidden: item.hidden,
        value: Quantity { value: scope.item(at, id), ty: item.ty.clone() },
        scope: scope_facts(scope, at, item, applies(scope, at, item)),
        body,
    }
}
