//! The rules that cost most, against the best line of each.

use super::why_not::need;
use crate::trace::facts::{Award, Cost, LineFacts, LineResult, Need, RuleFacts};
use crate::value::Decimal;

/// The most points a rule can award: its best line, or for `adding` all lines that give points.
pub(super) fn best(lines: &[LineFacts], adding: bool, got: Decimal) -> Decimal {
    let most = lines.iter().map(most);
    let best = if adding {
        most.filter(|p| *p > Decimal::ZERO).fold(Decimal::ZERO, |sum, p| sum.plus(p).unwrap_or(sum))
    } else {
        let open = lines.last().is_none_or(|line| line.condition.is_some());
        most.chain(open.then_some(Decimal::ZERO)).max().unwrap_or(Decimal::ZERO)
    };
    best.max(got)
}

/// The most points of one line. Points per amount without an upper bound have no most: what they give counts.
fn most(line: &LineFacts) -> Decimal {
    match &line.result {
        LineResult::Points(Award::Fixed(points)) => *points,
        LineResult::Points(Award::Per(per)) => match per.at_most {
            Some(most) => most,
            None if per.points.is_negative() => per.at_least.map_or(Decimal::ZERO, |least| least.max(Decimal::ZERO)),
            None => per.awarded.unwrap_or(Decimal::ZERO),
        },
        LineResult::Label(_) | LineResult::Value(_) => Decimal::ZERO,
    }
}

/// Every rule that contributed less than it could have, the dearest first; equal ones as declared.
pub(super) fn costs(rules: &[RuleFacts]) -> Vec<Cost> {
    let mut costs: Vec<Cost> = rules.iter().enumerate().filter_map(|(i, rule)| cost(i, rule)).collect();
    costs.sort_by_key(|cost| std::cmp::Reverse(cost.cost));
    costs
}

fn cost(position: usize, rule: &RuleFacts) -> Option<Cost> {
    let cost = rule.best.times(rule.weight).ok()?.minus(rule.contribution).ok()?;
    if cost <= Decimal::ZERO {
        return None;
    }
    let line = if rule.adding || no_line_is_best(rule) { None } else { best_line(rule) };
    let missing = match line.and_then(|line| line.condition.as_ref()).and_then(|c| need(c, true)) {
        Some(missing) => Some(missing),
        None if rule.adding => adding(rule),
        None => in_the_way(rule, line),
    };
    Some(Cost { rule: position, cost, best_line: line.map(|l| l.number), missing })
}

/// Whether nothing but penalties is declared: then it is best if no line holds.
fn no_line_is_best(rule: &RuleFacts) -> bool {
    rule.best.is_zero() && rule.lines.last().is_none_or(|line| line.condition.is_some())
}

/// The first line that gives the best; one that was taken goes first, since nothing else has to hold for it.
fn best_line(rule: &RuleFacts) -> Option<&LineFacts> {
    let mut best = rule.lines.iter().filter(|line| most(line) == rule.best);
    let taken = best.clone().find(|line| line.won);
    taken.or_else(|| best.next())
}

/// The taken line that must not hold, for another or none to be taken.
fn in_the_way(rule: &RuleFacts, best: Option<&LineFacts>) -> Option<Need> {
    let taken = rule.lines.iter().find(|line| line.won && best.is_none_or(|best| line.number < best.number))?;
    need(taken.condition.as_ref()?, false)
}

/// An `adding` rule loses on each line that gives points and did not hold.
fn adding(rule: &RuleFacts) -> Option<Need> {
    let lost = rule.lines.iter().filter(|line| !line.won && most(line) > Decimal::ZERO);
    let needs: Vec<Need> = lost.filter_map(|line| need(line.condition.as_ref()?, true)).collect();
    (!needs.is_empty()).then_some(Need::All(needs))
}
