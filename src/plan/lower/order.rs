//! The order in which items are lowered: what an item reads comes before it. Chains of items may be as long as an
//! author likes, so the walk keeps its own stack.

use crate::model::{Aggregate, Expr, ExprKind, Item, ItemId, ItemKind, MetricBody, Points, Rulebook};

/// All items that these need, themselves too, each after those it reads.
pub fn needed(rulebook: &Rulebook, roots: impl IntoIterator<Item = ItemId>) -> Vec<ItemId> {
    let mut order = Vec::new();
    let mut seen = vec![false; rulebook.items.len()];
    for root in roots {
        walk(rulebook, root, &mut seen, &mut order);
    }
    order
}

fn walk(rulebook: &Rulebook, root: ItemId, seen: &mut [bool], order: &mut Vec<ItemId>) {
    let mut stack = vec![(root, false)];
    while let Some((id, done)) = stack.pop() {
        if done {
            order.push(id);
            continue;
        }
        match seen.get_mut(id.0) {
            Some(flag) if !*flag => *flag = true,
            _ => continue,
        }
        stack.push((id, true));
        let mut reads = Vec::new();
        item_reads(rulebook, rulebook.item(id), &mut reads);
        stack.extend(reads.into_iter().rev().map(|id| (id, false)));
    }
}

/// The items that an expression reads.
pub fn expr_reads(rulebook: &Rulebook, expr: &Expr, out: &mut Vec<ItemId>) {
    match &expr.kind {
        ExprKind::Item(item) => out.push(*item),
        ExprKind::Parameter(id) => {
            let parameter = rulebook.parameter(*id);
            for condition in parameter.list.lines.iter().filter_map(|line| line.condition.as_ref()) {
                expr_reads(rulebook, condition, out);
            }
        }
        ExprKind::Aggregate(aggregate) => aggregate_reads(rulebook, aggregate, out),
        ExprKind::Ancestor(_, inner) => expr_reads(rulebook, inner, out),
        _ => expr.parts().into_iter().for_each(|child| expr_reads(rulebook, child, out)),
    }
}

fn aggregate_reads(rulebook: &Rulebook, aggregate: &Aggregate, out: &mut Vec<ItemId>) {
    for expr in aggregate.filter.iter().chain(&aggregate.argument) {
        expr_reads(rulebook, expr, out);
    }
}

fn item_reads(rulebook: &Rulebook, item: &Item, out: &mut Vec<ItemId>) {
    let mut read = |expr: &Expr| expr_reads(rulebook, expr, out);
    item.filter.iter().for_each(&mut read);
    match &item.kind {
        ItemKind::Metric(metric) => match &metric.body {
            MetricBody::Expr(expr) => read(expr),
            MetricBody::List(list) => {
                list.lines.iter().for_each(|line| line.condition.iter().chain([&line.result]).for_each(&mut read));
            }
        },
        ItemKind::Segment(segment) => {
            segment.list.lines.iter().filter_map(|line| line.condition.as_ref()).for_each(read);
        }
        ItemKind::Score(score) => {
            for line in score.rules.iter().filter(|rule| !rule.inactive).flat_map(|rule| &rule.list.lines) {
                line.condition.iter().for_each(&mut read);
                if let Points::Per { of, .. } = &line.result {
                    read(of);
                }
            }
        }
    }
}
