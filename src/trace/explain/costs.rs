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
    costs.sort_by(|a, b| b.cost.cmp(&a.cost));
    costs
}

fn cost(position: usize, rule: &RuleFacts) -> Option<Cost> {
    let cost = rule.best.times(rule.weight).ok()?.minus(rule.contribution).ok()?;
    if cost <= Decimal::ZERO {
        return None;
    }
    let line = if rule.adding { None } else { rule.lines.iter().find(|line| most(line) == rule.best) };
    let missing = match line {
        Some(line) => line.condition.as_ref().and_then(|c| need(c, true)),
        None if rule.adding => adding(rule),
        None => None,
    };
    Some(Cost { rule: position, cost, best_line: line.map(|l| l.number), missing })
}

/// An `adding` rule loses on each line that gives points and did not hold.
fn adding(rule: &RuleFacts) -> Option<Need> {
    let lost = rule.lines.iter().filter(|line| !line.won && most(line) > Decimal::ZERO);
    let needs: Vec<Need> = lost.filter_map(|line| need(line.condition.as_ref()?, true)).collect();
    (!needs.is_empty()).then_some(Need::All(needs))
}
