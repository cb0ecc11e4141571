//! Items: metrics, scores with their rules, segments.

use super::{Builder, ItemNodes, LineNodes, RuleNodes, ScoreNodes};
use crate::model::{Expr, ExprKind, Item, ItemKind, Line, List, MetricBody, Points, Rule, Score, TableId};
use crate::prove::domain::{Domain, label_pick};
use crate::prove::graph::{EQUAL, GREATER, Kind, NodeId, ScaleKey};
use crate::prove::solver::Solver;
use crate::value::{Decimal, Type};

/// In larger graphs a result is taken as it is without its condition.
const MOST_NODES: usize = 5_000;

impl Builder<'_> {
    /// Builds an item; what it reads is built already.
    pub(super) fn item(&mut self, item: &Item) -> ItemNodes {
        let table = item.table;
        let filter: Vec<NodeId> = item.filter.iter().map(|part| self.condition(table, part)).collect();
        let among = self.graph.and(filter);
        let (value, lines, score) = match &item.kind {
            ItemKind::Metric(metric) => match &metric.body {
                MetricBody::Expr(expr) => (self.expr(table, expr), Vec::new(), None),
                MetricBody::List(list) => {
                    let lines = self.lines(table, list, |this, result| this.expr(table, result));
                    (self.list(&lines, None), lines, None)
                }
            },
            ItemKind::Segment(segment) => {
                let label =
                    |this: &mut Self, label: &u16| this.graph.constant(Domain::picks(label_pick(usize::from(*label))));
                let lines = self.lines(table, &segment.list, label);
                (self.list(&lines, None), lines, None)
            }
            ItemKind::Score(score) => {
                let (value, nodes) = self.score(table, score);
                (value, Vec::new(), Some(nodes))
            }
        };
        ItemNodes { value: self.graph.when(among, value), among, lines, score }
    }

    /// What an alert looks at: one expression of every row.
    pub(super) fn watch(&mut self, item: &Item) -> NodeId {
        match item.expressions().as_slice() {
            [condition] if item.ty == Type::YesNo => self.condition(item.table, condition),
            [value] => self.expr(item.table, value),
            _ => self.item(item).value,
        }
    }

    fn lines<R>(
        &mut self,
        table: TableId,
        list: &List<R>,
        mut result: impl FnMut(&mut Self, &R) -> NodeId,
    ) -> Vec<LineNodes> {
        let mut lines = Vec::with_capacity(list.lines.len());
        for line in &list.lines {
            let condition = line.condition.as_ref().map(|condition| self.condition(table, condition));
            let result = result(self, &line.result);
            lines.push(LineNodes { condition, result: self.given(condition, result) });
        }
        lines
    }

    /// A result where its condition holds: the condition may bound what is measured.
    fn given(&mut self, condition: Option<NodeId>, result: NodeId) -> NodeId {
        let is_bounded = matches!(self.graph.kind(result), Kind::Constant(_) | Kind::Leaf(_));
        let Some(condition) = condition.filter(|_| !is_bounded && self.graph.nodes.len() < MOST_NODES) else {
            return result;
        };
        let found = Solver::new(&self.graph, 3_000, 3_000).narrowed(&[(condition, Domain::YES)], &[result]);
        let Some(domain) = found.and_then(|found| found.first().copied()) else { return result };
        if domain == self.graph.root(result) {
            return result;
        }
        let step = self.graph.node(result).step;
        self.graph.add(Kind::Given(condition, result), domain, step)
    }

    /// The result of the first line that holds, else `open`.
    fn list(&mut self, lines: &[LineNodes], open: Option<NodeId>) -> NodeId {
        let all = lines.iter().map(|line| (line.condition, line.result)).chain(open.map(|open| (None, open)));
        let all: Vec<_> = all.collect();
        match all.as_slice() {
            [(None, only)] => *only,
            _ => self.graph.make(Kind::List(all)),
        }
    }

    fn score(&mut self, table: TableId, score: &Score) -> (NodeId, ScoreNodes) {
        let mut rules = Vec::with_capacity(score.rules.len());
        let starts_at = self.number(score.starts_at);
        let mut terms = vec![(false, starts_at)];
        let (mut measured, mut weights) = (Vec::new(), Decimal::ZERO);
        for rule in &score.rules {
            if rule.inactive {
                rules.push(None);
                continue;
            }
            let nodes = self.rule(table, rule);
            terms.push((false, self.weighted(nodes.points, rule.weight)));
            measured.push(self.measured(table, rule, &nodes));
            weights = weights.plus(rule.weight).unwrap_or(weights);
            rules.push(Some(nodes));
        }
        let points = self.graph.sum(&terms);
        let scaled = self.graph.make(Kind::Scaled(points, ScaleKey::new(&score.scale, score.rounded_to)));
        let value = match score.needs.filter(|needs| !needs.is_zero() && !weights.is_zero()) {
            Some(needs) => {
                let share = self.share(&measured, score, weights);
                let (needs, least) = (self.number(needs), EQUAL | GREATER);
                let enough = self.graph.compare(share, needs, least);
                self.graph.when(enough, scaled)
            }
            None => scaled,
        };
        (value, ScoreNodes { points, rules })
    }

    fn weighted(&mut self, points: NodeId, weight: Decimal) -> NodeId {
        if weight == Decimal::ONE {
            return points;
        }
        let weight = self.number(weight);
        self.graph.make(Kind::Product(points.min(weight), points.max(weight)))
    }

    fn rule(&mut self, table: TableId, rule: &Rule) -> RuleNodes {
        let zero = self.number(Decimal::ZERO);
        let lines = self.lines(table, &rule.list, |this, points| this.award(table, points, zero));
        let points = if rule.adding {
            let each: Vec<_> = lines.iter().map(|line| (false, self.list(&[*line], Some(zero)))).collect();
            self.graph.sum(&each)
        } else {
            let is_open = rule.list.lines.iter().all(|line| line.condition.is_some());
            self.list(&lines, is_open.then_some(zero))
        };
        RuleNodes { lines, points }
    }

    /// What a line awards: none where what it counts is unknown.
    fn award(&mut self, table: TableId, points: &Points, zero: NodeId) -> NodeId {
        match points {
            Points::Fixed(points) => self.number(*points),
            Points::Per { points, amount, full, of, at_least, at_most } => {
                let (of, amount) = (self.expr(table, of), self.number(*amount));
                let mut award = self.graph.make(Kind::Quotient(of, amount));
                if *full {
                    award = self.graph.make(Kind::Truncated(award));
                }
                award = self.weighted(award, *points);
                if let Some(least) = at_least {
                    let least = self.number(*least);
                    award = self.graph.make(Kind::AtLeast(award, least));
                }
                if let Some(most) = at_most {
                    let most = self.number(*most);
                    award = self.graph.make(Kind::AtMost(award, most));
                }
                if self.graph.is_sure(award) { award } else { self.graph.make(Kind::First(vec![award, zero])) }
            }
        }
    }

    /// Whether all that the tried lines of a rule read is known.
    fn measured(&mut self, table: TableId, rule: &Rule, nodes: &RuleNodes) -> NodeId {
        let mut known = Vec::new();
        let mut lines = Vec::new();
        for (line, made) in rule.list.lines.iter().zip(&nodes.lines) {
            for read in line_reads(line) {
                let node = self.expr(table, read);
                known.push(self.graph.known(node));
            }
            let so_far = self.graph.and(known.iter().copied());
            lines.push(LineNodes { condition: made.condition, result: so_far });
        }
        let all = self.graph.and(known);
        if rule.adding || self.graph.root(all) == Domain::YES { all } else { self.list(&lines, Some(all)) }
    }

    /// The share of the weight that is measured.
    fn share(&mut self, measured: &[NodeId], score: &Score, weights: Decimal) -> NodeId {
        let zero = self.number(Decimal::ZERO);
        let active = score.rules.iter().filter(|rule| !rule.inactive);
        let mut terms = Vec::new();
        for (rule, measured) in active.zip(measured) {
            let weight = self.number(rule.weight);
            let line =
                LineNodes { condition: Some(self.graph.among(*measured, crate::prove::domain::YES)), result: weight };
            let is_sure = self.graph.root(*measured) == Domain::YES;
            terms.push((false, if is_sure { weight } else { self.list(&[line], Some(zero)) }));
        }
        let (sum, weights) = (self.graph.sum(&terms), self.number(weights));
        self.graph.make(Kind::Quotient(sum, weights))
    }
}

/// What a line reads: each side of its comparisons, and what its points count.
fn line_reads(line: &Line<Points>) -> Vec<&Expr> {
    let mut found = Vec::new();
    let mut open: Vec<&Expr> = line.condition.iter().collect();
    while let Some(condition) = open.pop() {
        match &condition.kind {
            ExprKind::And(parts) | ExprKind::Or(parts) => open.extend(parts),
            ExprKind::Not(inner) => open.push(inner),
            ExprKind::Compare(_, a, b)
            | ExprKind::StartsWith(a, b)
            | ExprKind::Contains(a, b)
            | ExprKind::InLast(a, b) => found.extend([&**a, &**b]),
            ExprKind::Between(value, low, high) => found.extend([&**value, &**low, &**high]),
            ExprKind::OneOf(value, _) | ExprKind::Known(value, _) => found.push(value),
            _ => found.push(condition),
        }
    }
    if let Points::Per { of, .. } = &line.result {
        found.push(of);
    }
    found
}
