//! Why an alert fires, in a sentence.
//!
//! Enters: what an alert looks at, now and before, and the way to all that this was made of. Leaves: a sentence such as
//! "Customer rating fell from 4 stars to 1.5 stars: Pays on time -25 points (Average payment delay rose from 12 days to
//! 33 days).". Guaranteed: two values that differ differ in print; at most three causes are named, the greatest first,
//! and the others are counted.

use super::{Changed, Sight};
use crate::model::{Alert, Expr, ExprKind, Item, ItemId, ItemKind, List, MetricBody, Points, Rule, Rulebook};
use crate::trace::facts::Quantity;
use crate::trace::words::Words;
use crate::value::{Decimal, Type, Value};

/// Causes that are named.
const MOST: usize = 3;

/// The sentence.
pub(super) fn reason(
    rulebook: &Rulebook,
    alert: &Alert,
    changes: &[Changed],
    now: &dyn Sight,
    before: Option<&dyn Sight>,
) -> String {
    let Some(before) = before else { return first(rulebook, alert, changes) };
    let told = Telling { rulebook, now, before };
    let moved = changes.iter().filter(|change| change.before != change.now);
    let mut sentences: Vec<String> = moved.map(|change| told.subject(change)).collect();
    if sentences.is_empty() {
        sentences.push(format!("{} now, and did not before", condition(rulebook, alert)));
    }
    sentences.join("; ") + "."
}

/// Of a row that is seen for the first time.
fn first(rulebook: &Rulebook, alert: &Alert, changes: &[Changed]) -> String {
    let is = |change: &Changed| {
        let item = rulebook.item(change.item);
        format!("{} is {}", item.title, words(rulebook, change.now.as_ref(), None, &item.ty))
    };
    let all: Vec<String> = changes.iter().map(is).collect();
    let what = if all.is_empty() { condition(rulebook, alert) } else { all.join("; ") };
    format!("{what}, seen for the first time.")
}

/// The author's condition, where an alert looks at no value of the rulebook's own.
fn condition(rulebook: &Rulebook, alert: &Alert) -> String {
    let titles = alert.trigger.items().into_iter().map(|id| format!("`{}`", rulebook.item(id).title));
    format!("{} holds", titles.collect::<Vec<_>>().join(" with "))
}

/// A value; told from another one wherever it is printed.
fn words(rulebook: &Rulebook, value: Option<&Value>, from: Option<&Value>, ty: &Type) -> String {
    let both = value.and_then(Value::number).zip(from.and_then(Value::number));
    let compared: Vec<(Decimal, Decimal)> = both.into_iter().collect();
    let words = Words { currency: &rulebook.currency, compared: &compared };
    words.quantity(&Quantity { value: value.cloned(), ty: ty.clone() })
}

struct Telling<'a> {
    rulebook: &'a Rulebook,
    now: &'a dyn Sight,
    before: &'a dyn Sight,
}

impl Telling<'_> {
    /// What became of a value, and what moved it.
    fn subject(&self, change: &Changed) -> String {
        let item = self.rulebook.item(change.item);
        let causes = match &item.kind {
            ItemKind::Score(score) => self.rules(change.item, &score.rules),
            _ => named(self.moved(read_by(item)), "value"),
        };
        let became = self.became(&item.title, &item.ty, change.before.as_ref(), change.now.as_ref());
        if causes.is_empty() { became } else { format!("{became}: {causes}") }
    }

    /// `Customer rating fell from 4 stars to 1.5 stars`
    fn became(&self, title: &str, ty: &Type, before: Option<&Value>, now: Option<&Value>) -> String {
        let (was, is) = (words(self.rulebook, before, now, ty), words(self.rulebook, now, before, ty));
        match (before, now) {
            (Some(Value::Number(a)), Some(Value::Number(b))) if a > b => format!("{title} fell from {was} to {is}"),
            (Some(Value::Number(_)), Some(Value::Number(_))) => format!("{title} rose from {was} to {is}"),
            (Some(_), Some(_)) => format!("{title} went from {was} to {is}"),
            _ => format!("{title} was {was} and is {is}"),
        }
    }

    /// The rules that moved a score: `Pays on time -25 points (…)`.
    fn rules(&self, score: ItemId, rules: &[Rule]) -> String {
        let gap = |position: usize| {
            let before = self.before.contribution(score, position)?;
            self.now.contribution(score, position)?.minus(before).ok().filter(|gap| !gap.is_zero())
        };
        let active = rules.iter().enumerate().filter(|(_, rule)| !rule.inactive);
        let mut moved: Vec<(Decimal, &Rule)> =
            active.filter_map(|(position, rule)| Some((gap(position)?, rule))).collect();
        moved.sort_by_key(|(gap, _)| std::cmp::Reverse(gap.units().unsigned_abs()));
        named(moved.into_iter().map(|(gap, rule)| self.rule(gap, rule)).collect(), "rule")
    }

    fn rule(&self, gap: Decimal, rule: &Rule) -> String {
        let sign = if gap > Decimal::ZERO { "+" } else { "" };
        let unit = if gap.units().unsigned_abs() == Decimal::ONE.units().unsigned_abs() { "point" } else { "points" };
        let points = format!("{} {sign}{} {unit}", rule.title, gap.grouped(gap.scale()));
        let reads = self.moved(items_in(read_by_rule(rule)));
        if reads.is_empty() { points } else { format!("{points} ({})", named(reads, "value")) }
    }

    /// What became of items that moved. Of a hidden one both values must be known: what was not kept looks unknown.
    fn moved(&self, items: Vec<ItemId>) -> Vec<String> {
        let became = |id: ItemId| {
            let item = self.rulebook.item(id);
            let (before, now) = (self.before.value(id), self.now.value(id));
            let moved = before != now && (!item.hidden || before.is_some() && now.is_some());
            moved.then(|| self.became(&item.title, &item.ty, before.as_ref(), now.as_ref()))
        };
        items.into_iter().filter_map(became).collect()
    }
}

/// The first few, and how many more there are.
fn named(all: Vec<String>, what: &str) -> String {
    let more = all.len().saturating_sub(MOST);
    let mut named: Vec<String> = all.into_iter().take(MOST).collect();
    match more {
        0 => {}
        1 => named.push(format!("and 1 more {what}")),
        more => named.push(format!("and {more} more {what}s")),
    }
    named.join(", ")
}

/// The items that a metric or segment reads of its own row, each once, in the order written.
fn read_by(item: &Item) -> Vec<ItemId> {
    let exprs: Vec<&Expr> = match &item.kind {
        ItemKind::Metric(metric) => match &metric.body {
            MetricBody::Expr(expr) => vec![expr],
            MetricBody::List(list) => {
                list.lines.iter().flat_map(|line| line.condition.iter().chain([&line.result])).collect()
            }
        },
        ItemKind::Segment(segment) => conditions(&segment.list).collect(),
        ItemKind::Score(_) => Vec::new(),
    };
    items_in(exprs)
}

fn read_by_rule(rule: &Rule) -> Vec<&Expr> {
    let measured = rule.list.lines.iter().filter_map(|line| match &line.result {
        Points::Per { of, .. } => Some(of),
        Points::Fixed(_) => None,
    });
    conditions(&rule.list).chain(measured).collect()
}

fn conditions<R>(list: &List<R>) -> impl Iterator<Item = &Expr> {
    list.lines.iter().filter_map(|line| line.condition.as_ref())
}

fn items_in(exprs: Vec<&Expr>) -> Vec<ItemId> {
    let mut open: Vec<&Expr> = exprs.into_iter().rev().collect();
    let mut found = Vec::new();
    while let Some(expr) = open.pop() {
        match expr.kind {
            ExprKind::Item(id) if !found.contains(&id) => found.push(id),
            _ => open.extend(expr.parts().into_iter().rev()),
        }
    }
    found
}
