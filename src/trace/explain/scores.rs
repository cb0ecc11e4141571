//! Scores: rules, points, and how points become the score.

use super::costs::costs;
use super::items::scope_facts;
use super::lists::lines;
use super::scope::{At, Scope};
use super::terms::term;
use crate::model::{Item, ItemId, Points, Rule, Scale, Score};
use crate::trace::facts::{
    Award, Condition, ConditionKind, LineFacts, LineResult, Mapping, Per, RuleFacts, ScoreFacts, Term, TermKind,
};
use crate::trace::record::{ObservedRule, ObservedScore};
use crate::value::{Decimal, Value};

/// How a score came about for a row.
pub(super) fn score(scope: &Scope, at: At, id: ItemId, item: &Item, score: &Score) -> ScoreFacts {
    let observed = observed(scope, at, id);
    let rules: Vec<RuleFacts> = observed
        .map(|o| o.rules.iter().filter_map(|r| Some(rule(scope, at, score, score.rules.get(r.rule)?, r))).collect())
        .unwrap_or_default();
    let points = observed.map_or(score.starts_at, |o| o.points);
    ScoreFacts {
        name: item.name.clone(),
        title: item.title.clone(),
        hidden: item.hidden,
        unit: item.ty.clone(),
        value: scope.item(at, id).as_ref().and_then(Value::number),
        scope: scope_facts(scope, at, item, observed.is_some()),
        starts_at: score.starts_at,
        costs: costs(&rules),
        rules,
        inactive: score.rules.iter().filter(|r| r.inactive).map(|r| r.title.clone()).collect(),
        points,
        mapping: mapping(&score.scale, points),
        rounded_to: score.rounded_to,
        measured: observed.map_or(Decimal::ZERO, |o| o.measured),
        needs: score.needs,
    }
}

fn observed<'a>(scope: &Scope<'a>, at: At, id: ItemId) -> Option<&'a ObservedScore> {
    scope.observed(at.table)?.scores.get(&id)?.get(at.row)?.as_ref()
}

fn mapping(scale: &Scale, points: Decimal) -> Option<Mapping> {
    let Scale::Mapped { from, to, points_from, points_to } = scale else { return None };
    let (run, rise) = (points_to.minus(*points_from).ok()?, to.minus(*from).ok()?);
    let straight = points.minus(*points_from).ok()?.mul_div_plus(rise, run, *from)?.ok()?;
    let (low, high) = (*from.min(to), *from.max(to));
    Some(Mapping {
        points_from: *points_from,
        points_to: *points_to,
        from: *from,
        to: *to,
        straight,
        clamped: straight.max(low).min(high),
    })
}

fn rule(scope: &Scope, at: At, score: &Score, rule: &Rule, observed: &ObservedRule) -> RuleFacts {
    let mut award = |points: &Points| LineResult::Points(award(scope, at, points));
    let lines = lines(scope, at, &rule.list, &observed.lines, rule.adding, &mut award);
    RuleFacts {
        name: rule.name.clone(),
        title: rule.title.clone(),
        category: rule.category.and_then(|i| score.categories.get(i).cloned()),
        adding: rule.adding,
        outcome: observed.outcome,
        measured: observed.measured,
        reads: reads(&lines),
        best: super::costs::best(&lines, rule.adding, observed.points),
        lines,
        points: observed.points,
        weight: rule.weight,
        contribution: observed.contribution,
    }
}

fn award(scope: &Scope, at: At, points: &Points) -> Award {
    let Points::Per { points, amount, full, of, at_least, at_most } = points else {
        let Points::Fixed(points) = points else { return Award::Fixed(Decimal::ZERO) };
        return Award::Fixed(*points);
    };
    let of = term(scope, at, of);
    let quotient = of.value.as_number().and_then(|n| n.over(*amount)?.ok());
    let quotient = quotient.map(|q| if *full { q.trunc() } else { q });
    let product = quotient.and_then(|q| q.times(*points).ok());
    let raised = product.map(|p| at_least.map_or(p, |least| p.max(least)));
    let awarded = raised.map(|p| at_most.map_or(p, |most| p.min(most)));
    Award::Per(Box::new(Per {
        points: *points,
        amount: *amount,
        full: *full,
        of,
        quotient,
        product,
        at_least: *at_least,
        at_most: *at_most,
        awarded,
    }))
}

/// What the tried lines of a rule read, each once, constants left out.
fn reads(lines: &[LineFacts]) -> Vec<Term> {
    let mut found = Vec::new();
    for line in lines.iter().filter(|line| line.tried) {
        if let Some(condition) = &line.condition {
            operands(condition, &mut found);
        }
        if let LineResult::Points(Award::Per(per)) = &line.result {
            add(&per.of, &mut found);
        }
    }
    found
}

fn operands(condition: &Condition, found: &mut Vec<Term>) {
    match &condition.kind {
        ConditionKind::All(parts) | ConditionKind::Any(parts) => parts.iter().for_each(|part| operands(part, found)),
        ConditionKind::Not(part) => operands(part, found),
        ConditionKind::Test(test) => std::iter::once(&test.left).chain(&test.right).for_each(|term| add(term, found)),
    }
}

fn add(term: &Term, found: &mut Vec<Term>) {
    let fixed = matches!(term.kind, TermKind::Constant | TermKind::Today);
    if !fixed && found.iter().all(|f| f.written != term.written) {
        found.push(term.clone());
    }
}
