//! Ends of scores that nobody reaches, and points that go against their rule's direction.

use super::Prover;
use super::words::{exact, unit};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Expr, ExprKind, Item, ItemId, ItemKind, Points, Rule, Scale, Score};
use crate::prove::build::{ItemNodes, LineNodes, RuleNodes};
use crate::prove::domain::{Domain, MOST};
use crate::prove::graph::{Kind, Leaf, NodeId};
use crate::prove::witness::{Finding, Request, Shows, Side};
use crate::source::Span;
use crate::value::{Better, Decimal, Type, Value};
use std::collections::BTreeSet;

/// One end of a score: which, the score there, the points it takes, and the points that are proven to be the end.
struct End {
    id: ItemId,
    side: Side,
    score: Decimal,
    needed: Decimal,
    points: i128,
}

/// A value of a rule's measure, with the points it gets and the line that awards them.
struct Award {
    at: i128,
    points: i128,
    line: Option<Span>,
}

impl Prover<'_> {
    /// Tells what is wrong with a score beyond its lists.
    pub(super) fn score(&mut self, id: ItemId, item: &Item, nodes: &ItemNodes) {
        let (ItemKind::Score(score), Some(made)) = (&item.kind, &nodes.score) else { return };
        for (position, (rule, made)) in score.rules.iter().zip(&made.rules).enumerate() {
            if let (Some(made), Some(better)) = (made, rule.better) {
                self.direction((id, position), (rule, made), nodes.among, better);
            }
        }
        if let Scale::Mapped { from, to, points_from, points_to } = score.scale {
            let ends = self.built.graph.root(made.points).ends();
            let top = End { id, side: Side::Most, score: to, needed: points_to, points: ends.1 };
            self.end(item, score, nodes, &top);
            let bottom = End { id, side: Side::Fewest, score: from, needed: points_from, points: ends.0 };
            self.end(item, score, nodes, &bottom);
        }
    }

    /// Whether one end of a score can be reached.
    fn end(&mut self, item: &Item, score: &Score, nodes: &ItemNodes, end: &End) {
        let wanted = match end.side {
            Side::Most => Domain::range(end.score.units(), MOST),
            Side::Fewest => Domain::range(-MOST, end.score.units()),
        };
        if !self.is_refuted(&[(nodes.among, Domain::YES), (nodes.value, wanted)]) {
            return;
        }
        let currency = &self.book.currency;
        let Some(words) = exact(currency, end.score.units(), &item.ty) else { return };
        let needed = end.needed;
        let is_bounded = match end.side {
            Side::Most => end.points < needed.units(),
            Side::Fewest => end.points > needed.units(),
        };
        let reached = exact(currency, end.points, &Type::Number).filter(|_| is_bounded);
        let headline = match (&reached, end.side) {
            (Some(reached), Side::Most) => {
                format!("nobody can get {words}: it takes {needed} points, and nobody has more than {reached}")
            }
            (Some(reached), Side::Fewest) => {
                format!(
                    "nobody can get {words}: it takes {needed} points or fewer, and everybody has at least {reached}"
                )
            }
            (None, _) => format!("nobody can get {words}: nobody has the {needed} points that it takes"),
        };
        let word = if end.side == Side::Most { "at most" } else { "at least" };
        let label = reached.map_or("out of reach".to_string(), |reached| format!("points are {word} {reached}"));
        let report = Diagnostic::warning(codes::OUT_OF_REACH, score.scale_span, headline, label)
            .help("let `points from … to …` end where the points do, or let rules award what is missing");
        let proven = Decimal::from_units(end.points).unwrap_or_default();
        let shows = Shows::Extreme(end.side, proven);
        let known = (nodes.value, self.built.graph.root(nodes.value).known());
        let suppose = vec![(nodes.among, Domain::YES), known];
        let request = Request { item: end.id, rule: None, suppose, shows };
        self.findings.push(Finding { report, shown_by: vec![request] });
    }

    /// Tells where points fall although the measure moves the good way.
    fn direction(
        &mut self,
        place: (ItemId, usize),
        (rule, made): (&Rule, &RuleNodes),
        among: NodeId,
        (better, span): (Better, Span),
    ) {
        let mut reads = Reads::default();
        let is_plain = rule.list.lines.iter().all(|line| {
            let of = if let Points::Per { of, .. } = &line.result { reads.term(self, of) } else { true };
            of && line.condition.as_ref().is_none_or(|condition| reads.condition(self, condition))
        });
        let [measure] = reads.measures.as_slice() else { return };
        if !is_plain {
            return;
        }
        let (measure, ty) = measure.clone();
        let mut before: Option<Award> = None;
        for at in self.samples(measure, &reads.constants, &ty) {
            let Some(award) = self.award(rule, made, measure, at) else { continue };
            let moves = before.as_ref().map_or(0, |before| (award.points - before.points).signum());
            let is_wrong = if better == Better::Higher { moves < 0 } else { moves > 0 };
            if let (true, Some(before)) = (is_wrong, &before) {
                let mut suppose = vec![(among, Domain::YES)];
                suppose.extend(self.defaults(made));
                let Some(report) = self.against(before, &award, &ty, (better, span)) else { return };
                let shown_by = [before, &award].map(|award| self.at(place, &suppose, (measure, &ty), award)).into();
                return self.findings.push(Finding { report, shown_by });
            }
            before = Some(award);
        }
    }

    /// Values of a measure at and beside the constants it is compared with, as far as it can have them.
    fn samples(&self, measure: NodeId, constants: &BTreeSet<i128>, ty: &Type) -> BTreeSet<i128> {
        let node = self.built.graph.node(measure);
        let near = |at: &i128| [at.saturating_sub(unit(ty)), *at, at.saturating_add(unit(ty))];
        let is_possible = |at: &i128| !Domain::number(*at).meet(node.root).aligned(node.step).is_empty();
        constants.iter().flat_map(near).filter(is_possible).collect()
    }

    /// The points for one value of the measure, with parameters as they are written.
    fn award(&mut self, rule: &Rule, made: &RuleNodes, measure: NodeId, at: i128) -> Option<Award> {
        let mut suppose = vec![(measure, Domain::number(at))];
        suppose.extend(self.defaults(made));
        let points = self.solver.narrowed(&suppose, &[made.points])?.first()?.single()?;
        let mut line = None;
        for (nodes, declared) in made.lines.iter().zip(&rule.list.lines) {
            let holds = match nodes.condition {
                Some(node) => self.solver.narrowed(&suppose, &[node])?.first() == Some(&Domain::YES),
                None => true,
            };
            if holds {
                line = Some(declared.span);
                break;
            }
        }
        Some(Award { at, points, line })
    }

    /// Every parameter that a rule reads, at the value written for all that is left.
    fn defaults(&self, made: &RuleNodes) -> Vec<(NodeId, Domain)> {
        let graph = &self.built.graph;
        let mut open: Vec<NodeId> = made.lines.iter().filter_map(|line: &LineNodes| line.condition).collect();
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        while let Some(id) = open.pop().filter(|_| seen.len() < 10_000) {
            if !seen.insert(id) {
                continue;
            }
            if let Kind::Leaf(Leaf::Parameter(parameter)) = graph.kind(id) {
                let written = self.book.parameter(*parameter).list.lines.last().map(|line| &line.result);
                if let Some(Value::Number(number)) = written {
                    found.push((id, Domain::number(number.units())));
                }
            }
            open.extend(crate::prove::graph::parts(graph.kind(id)));
        }
        found
    }

    /// A row with an award.
    fn at<'b>(
        &self,
        (item, rule): (ItemId, usize),
        suppose: &[(NodeId, Domain)],
        (measure, ty): (NodeId, &Type),
        award: &Award,
    ) -> Request<'b> {
        let words = exact(&self.book.currency, award.at, ty).unwrap_or_default();
        let suppose = suppose.iter().copied().chain([(measure, Domain::number(award.at))]).collect();
        let points = Decimal::from_units(award.points).unwrap_or_default();
        Request { item, rule: Some(rule), suppose, shows: Shows::Points(points, words) }
    }

    fn against(&self, before: &Award, after: &Award, ty: &Type, (better, span): (Better, Span)) -> Option<Diagnostic> {
        let currency = &self.book.currency;
        let points = |award: &Award| exact(currency, award.points, &Type::Number);
        let at = |award: &Award| exact(currency, award.at, ty);
        let all = (points(before), at(before), points(after), at(after));
        let (Some(points), Some(at), Some(then), Some(later)) = all else { return None };
        let (moves, good) = match better {
            Better::Higher => ("fewer", "higher"),
            Better::Lower => ("more", "lower"),
        };
        let headline =
            format!("there are {moves} points for {later} than for {at}, though {good} is said to be better");
        let mut report = Diagnostic::warning(codes::AGAINST_DIRECTION, span, headline, "not so for all values");
        let lines = [(before.line, points, at), (after.line, then, later)];
        for (line, points, at) in lines {
            if let Some(line) = line.filter(|line| report.others.iter().all(|other| other.span != *line)) {
                report = report.other(line, format!("{points} points for {at}"));
            }
        }
        Some(report.help("turn the direction around, or the points"))
    }
}

/// What the lines of a rule compare.
#[derive(Default)]
struct Reads {
    measures: Vec<(NodeId, Type)>,
    constants: BTreeSet<i128>,
}

impl Reads {
    /// Whether a condition compares nothing but numbers and dates, or asks whether they are known.
    fn condition(&mut self, prover: &Prover, condition: &Expr) -> bool {
        match &condition.kind {
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().all(|part| self.condition(prover, part)),
            ExprKind::Not(inner) => self.condition(prover, inner),
            ExprKind::Compare(_, a, b) => self.term(prover, a) && self.term(prover, b),
            ExprKind::Between(a, b, c) => self.term(prover, a) && self.term(prover, b) && self.term(prover, c),
            ExprKind::Known(a, _) => self.term(prover, a),
            _ => false,
        }
    }

    fn term(&mut self, prover: &Prover, term: &Expr) -> bool {
        let Some(node) = prover.node(term).filter(|_| term.ty.is_ordered()) else { return false };
        match &term.kind {
            ExprKind::Constant(_) => self.constants.extend(prover.built.graph.root(node).single()),
            ExprKind::Parameter(id) => {
                let lines = &prover.book.parameter(*id).list.lines;
                let numbers = lines.iter().filter_map(|line| line.result.number());
                self.constants.extend(numbers.map(Decimal::units));
            }
            _ if self.measures.iter().any(|(measure, _)| *measure == node) => {}
            _ => self.measures.push((node, term.ty.clone())),
        }
        true
    }
}
