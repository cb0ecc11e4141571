//! Metrics, scores and segments for one row, with how they came about.

use super::super::wide;
use super::arithmetic::number;
use super::condition::{Truth, all, truth};
use super::{Cell, Reference, Scope};
use rubric::model::{Expr, ExprKind, Item, ItemId, ItemKind, Line, List, MetricBody, Points, Rule, Scale, Score};
use rubric::trace::record::{ObservedRule, ObservedScore, Outcome};
use rubric::value::{Decimal, Overflow, Value};

/// What was found for one row and item.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Whether the row is among the item's rows
    pub among: Result<bool, Overflow>,
    /// Its value
    pub value: Cell,
    /// For a segment or a list metric: the line that won
    pub line: Option<usize>,
    /// For a score: how it came about
    pub score: Option<Result<ObservedScore, Overflow>>,
}

impl Reference<'_> {
    /// One item of one row, evaluated once.
    pub fn judged(&self, id: ItemId, row: usize) -> Judged {
        if let Some(known) = self.judged.borrow().get(&(id, row)) {
            return known.clone();
        }
        let item = self.book.item(id);
        let scope = Scope::Row(item.table, Some(row));
        let filter: Vec<Truth> = item.filter.iter().map(|part| truth(self.expr(scope, part))).collect();
        let among = all(filter).map(|known| known == Some(true));
        let mut judged = self.judge(scope, item);
        if among != Ok(true) {
            judged = Judged { among, value: among.map(|_| None), line: None, score: None };
        }
        self.judged.borrow_mut().insert((id, row), judged.clone());
        judged
    }

    fn judge(&self, scope: Scope, item: &Item) -> Judged {
        let mut judged = Judged { among: Ok(true), value: Ok(None), line: None, score: None };
        match &item.kind {
            ItemKind::Metric(metric) => match &metric.body {
                MetricBody::Expr(expr) => judged.value = self.expr(scope, expr),
                MetricBody::List(list) => {
                    let results: Vec<Cell> = list.lines.iter().map(|line| self.expr(scope, &line.result)).collect();
                    let line = self.first_line(scope, list);
                    judged.value = line.and_then(|line| line.map_or(Ok(None), |line| results[line].clone()));
                    judged.line = line.ok().flatten();
                }
            },
            ItemKind::Segment(segment) => {
                let line = self.first_line(scope, &segment.list);
                judged.value = line.map(|line| line.map(|line| Value::Label(segment.list.lines[line].result)));
                judged.line = line.ok().flatten();
            }
            ItemKind::Score(score) => {
                let account = self.score(scope, score);
                judged.value = account.clone().and_then(|account| self.scaled(score, &account));
                judged.score = Some(account);
            }
        }
        judged
    }

    /// The first line that holds; a line whose condition is unknown does not.
    pub(super) fn first_line<R>(&self, scope: Scope, list: &List<R>) -> Result<Option<usize>, Overflow> {
        let truths: Vec<Truth> = list.lines.iter().map(|line| self.holds(scope, line)).collect();
        for (line, truth) in truths.into_iter().enumerate() {
            if truth? == Some(true) {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    fn holds<R>(&self, scope: Scope, line: &Line<R>) -> Truth {
        line.condition.as_ref().map_or(Ok(Some(true)), |condition| truth(self.expr(scope, condition)))
    }

    fn score(&self, scope: Scope, score: &Score) -> Result<ObservedScore, Overflow> {
        let active = score.rules.iter().enumerate().filter(|(_, rule)| !rule.inactive);
        let rules: Vec<_> = active.map(|(position, rule)| self.rule(scope, position, rule)).collect();
        let rules: Vec<ObservedRule> = rules.into_iter().collect::<Result<_, _>>()?;
        let weight = |rule: &&ObservedRule| score.rules[rule.rule].weight;
        let all = self.watch(wide::decimal(&wide::sum(rules.iter().map(|rule| weight(&rule)))))?;
        let measured = wide::sum(rules.iter().filter(|rule| rule.measured).map(|rule| weight(&rule)));
        let share = wide::over(wide::decimal(&measured)?, all).unwrap_or(Ok(Decimal::ONE))?;
        let contributions = rules.iter().map(|rule| rule.contribution).chain([score.starts_at]);
        let points = self.watch(wide::decimal(&wide::sum(contributions)))?;
        Ok(ObservedScore { measured: share, points, rules })
    }

    fn scaled(&self, score: &Score, account: &ObservedScore) -> Cell {
        let mapped = match &score.scale {
            Scale::Points => account.points,
            Scale::Mapped { from, to, points_from, points_to } => {
                let span = wide::units(*points_to) - wide::units(*points_from);
                let above = wide::units(account.points) - wide::units(*points_from);
                let rise = wide::units(*to) - wide::units(*from);
                let exact = wide::divide(&(wide::units(*from) * &span + above * rise), &span);
                let (low, high) = (wide::units(*from.min(to)), wide::units(*from.max(to)));
                wide::decimal(&exact.max(low).min(high))?
            }
        };
        let rounded = score.rounded_to.map_or(Ok(mapped), |step| self.watch(wide::round_to(mapped, step)))?;
        let enough = score.needs.is_none_or(|needs| account.measured >= needs);
        Ok(enough.then_some(Value::Number(rounded)))
    }

    /// One rule: which lines hold, what they award, what they read.
    pub fn rule(&self, scope: Scope, position: usize, rule: &Rule) -> Result<ObservedRule, Overflow> {
        let lines = &rule.list.lines;
        let truths: Vec<Truth> = lines.iter().map(|line| self.holds(scope, line)).collect();
        let awards: Vec<_> = lines.iter().map(|line| self.award(scope, &line.result)).collect();
        let (mut held, mut tried, mut doubt) = (Vec::new(), 0, false);
        for (i, truth) in truths.into_iter().enumerate() {
            tried = i + 1;
            let truth = truth?;
            doubt |= truth.is_none();
            if truth == Some(true) {
                held.push(i);
                if !rule.adding {
                    break;
                }
            }
        }
        let mut awarded = Vec::new();
        for line in &held {
            awarded.push(awards[*line]?);
        }
        let nothing_to_measure = awarded.iter().any(Option::is_none);
        let met = held.iter().any(|line| lines[*line].condition.is_some());
        let outcome = match (nothing_to_measure, met) {
            (true, _) => Outcome::Unknown,
            (_, true) => Outcome::Met,
            _ if doubt => Outcome::Unknown,
            _ => Outcome::NotMet,
        };
        let points = self.watch(wide::decimal(&wide::sum(awarded.into_iter().flatten())))?;
        let contribution = self.watch(wide::times(points, rule.weight))?;
        let measured = self.measured(scope, &lines[..tried])?;
        Ok(ObservedRule { rule: position, lines: held, outcome, measured, points, contribution })
    }

    /// What a line awards; unknown where what it counts is.
    fn award(&self, scope: Scope, points: &Points) -> Result<Option<Decimal>, Overflow> {
        match points {
            Points::Fixed(points) => Ok(Some(*points)),
            Points::Per { points, amount, full, of, at_least, at_most } => {
                let Some(of) = self.expr(scope, of)? else { return Ok(None) };
                let Some(quotient) = wide::over(number(&of), *amount) else { return Ok(None) };
                let quotient = self.watch(quotient)?;
                let amounts = if *full { quotient.trunc() } else { quotient };
                let mut award = self.watch(wide::times(amounts, *points))?;
                award = at_least.map_or(award, |least| award.max(least));
                award = at_most.map_or(award, |most| award.min(most));
                Ok(Some(award))
            }
        }
    }

    fn measured(&self, scope: Scope, tried: &[Line<Points>]) -> Result<bool, Overflow> {
        for line in tried {
            for read in line_reads(line) {
                if self.expr(scope, read)?.is_none() {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

/// What a line reads, in the order written: operands of its comparisons, then what its points count.
pub fn line_reads(line: &Line<Points>) -> Vec<&Expr> {
    let mut found = Vec::new();
    if let Some(condition) = &line.condition {
        reads(condition, &mut found);
    }
    if let Points::Per { of, .. } = &line.result {
        found.push(of);
    }
    found
}

fn reads<'e>(condition: &'e Expr, found: &mut Vec<&'e Expr>) {
    match &condition.kind {
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().for_each(|part| reads(part, found)),
        ExprKind::Not(inner) => reads(inner, found),
        ExprKind::Compare(_, a, b) | ExprKind::StartsWith(a, b) | ExprKind::Contains(a, b) | ExprKind::InLast(a, b) => {
            found.extend([&**a, &**b])
        }
        ExprKind::Between(value, low, high) => found.extend([&**value, &**low, &**high]),
        ExprKind::OneOf(value, _) | ExprKind::Known(value, _) => found.push(value),
        _ => found.push(condition),
    }
}
