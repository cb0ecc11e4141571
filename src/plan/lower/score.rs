//! Scores to registers: a few for each rule, and how their sum becomes the score.

use super::list::Decision;
use super::{Builder, ItemSteps, RuleSteps, Scope, ScoreSteps};
use crate::model::{Arithmetic, Line, Points, Rule, Scale, Score};
use crate::plan::passes::bands::Zone;
use crate::plan::steps::{Kind, LinePoints, MeasuredOf, OutcomeOf, Per, ScaleTo, Step, StepId, Term};
use crate::value::{Comparison, Decimal, Value};

/// What of a rule has been lowered before its outcome can be.
struct Lowered {
    decision: Decision,
    points: Vec<LinePoints>,
    reads: Vec<Vec<StepId>>,
    adding: bool,
}

impl Lowered {
    /// What each line's points measure.
    fn of(&self) -> Vec<Option<StepId>> {
        self.points.iter().map(|p| if let LinePoints::Measured(step) = p { Some(*step) } else { None }).collect()
    }
}

impl<'a> Builder<'a> {
    pub(super) fn score(&mut self, scope: Scope, score: &'a Score) -> ItemSteps {
        let active = score.rules.iter().enumerate().filter(|(_, rule)| !rule.inactive);
        let rules: Vec<RuleSteps> = active.map(|(i, rule)| self.rule(scope, i, rule)).collect();
        let contributions = rules.iter().map(|r| self.term(scope, r.contribution, Value::number)).collect();
        let points = self.add(scope, Kind::Number, Step::Total(score.starts_at, contributions));
        let weight = |r: &RuleSteps| score.rules.get(r.rule).map_or(Decimal::ZERO, |rule| rule.weight);
        let yes_no = |value: &Value| if let Value::YesNo(flag) = value { Some(*flag) } else { None };
        let flags = rules.iter().map(|r| (self.term(scope, r.measured, yes_no), weight(r))).collect();
        let measured = self.add(scope, Kind::Number, Step::Share(flags));
        let value = self.scaled(scope, score, points, measured);
        ItemSteps { value, mask: None, line: None, score: Some(ScoreSteps { measured, points, rules }) }
    }

    /// What is a constant for each zone is added up by zone: only a trace needs it row by row.
    fn term<T>(&self, scope: Scope, step: StepId, of: impl Fn(&Value) -> Option<T>) -> Term<T> {
        let program = self.program(scope);
        if let Step::Lookup(zone, values) = program.step(step)
            && matches!(program.step(*zone), Step::Zone(..))
            && let Some(values) = values.iter().map(|value| value.as_ref().and_then(&of)).collect()
        {
            return Term::ByZone(*zone, values);
        }
        Term::Of(step)
    }

    /// Mapped, rounded, and unknown where too little was measured.
    fn scaled(&mut self, scope: Scope, score: &Score, points: StepId, measured: StepId) -> StepId {
        let mut value = match score.scale {
            Scale::Points => points,
            Scale::Mapped { from, to, points_from, points_to } => {
                let scale = ScaleTo { points, from, to, points_from, points_to };
                self.add(scope, Kind::Number, Step::Scale(Box::new(scale)))
            }
        };
        if let Some(step) = score.rounded_to {
            let step = self.number(scope, step);
            value = self.add(scope, Kind::Number, Step::RoundTo(value, step));
        }
        if let Some(needs) = score.needs {
            let needs = self.number(scope, needs);
            let enough = Step::Compare(Comparison::GreaterOrEqual, measured, needs);
            let enough = self.add(scope, Kind::YesNo, enough);
            value = self.add(scope, Kind::Number, Step::Only(value, enough));
        }
        value
    }

    fn number(&mut self, scope: Scope, number: Decimal) -> StepId {
        self.constant(scope, Kind::Number, Some(Value::Number(number)))
    }

    fn rule(&mut self, scope: Scope, position: usize, rule: &'a Rule) -> RuleSteps {
        let conditions = self.conditions(scope, &rule.list);
        let (points, mut reads): (Vec<LinePoints>, Vec<Vec<StepId>>) =
            rule.list.lines.iter().map(|line| self.line(scope, line)).unzip();
        let value = reads.first().and_then(|first| first.first()).copied();
        reads.iter_mut().for_each(|line| line.retain(|id| self.program(scope).facts(*id).nullable));
        let decision = self.decide(scope, conditions);
        let lowered = Lowered { decision, points, reads, adding: rule.adding };
        let (outcome, measured, points) = self.judged(scope, &lowered);
        let contribution = self.weighted(scope, points, rule.weight);
        let Decision { line, conditions, .. } = lowered.decision;
        RuleSteps {
            rule: position,
            adding: rule.adding,
            conditions,
            line,
            outcome,
            measured,
            points,
            contribution,
            value,
        }
    }

    /// The points of a line, and what the line reads.
    fn line(&mut self, scope: Scope, line: &'a Line<Points>) -> (LinePoints, Vec<StepId>) {
        let mut reads = line.condition.as_ref().map(|c| self.reads(scope, c)).unwrap_or_default();
        match &line.result {
            Points::Fixed(points) => (LinePoints::Fixed(*points), reads),
            Points::Per { points, amount, full, of, at_least, at_most } => {
                let of = self.expr(scope, of);
                reads.push(of);
                let (points, amount, full) = (*points, *amount, *full);
                let per = Per { of, points, amount, full, at_least: *at_least, at_most: *at_most };
                (LinePoints::Measured(self.add(scope, Kind::Number, Step::Per(Box::new(per)))), reads)
            }
        }
    }

    /// Outcome, measured, points: by zone where one value decides everything, else step by step.
    fn judged(&mut self, scope: Scope, rule: &Lowered) -> (StepId, StepId, StepId) {
        if let Some(steps) = self.judged_by_zone(scope, rule) {
            return steps;
        }
        let (line, conditions, adding) = (rule.decision.line, rule.decision.conditions.clone(), rule.adding);
        let outcome = OutcomeOf { line, conditions: conditions.clone(), of: rule.of(), adding };
        let outcome = self.add(scope, Kind::Label, Step::Outcome(Box::new(outcome)));
        let measured = MeasuredOf { line, reads: rule.reads.clone(), adding };
        let measured = self.add(scope, Kind::YesNo, Step::Measured(Box::new(measured)));
        let points = match adding {
            true => Step::AddedPoints(conditions, rule.points.clone()),
            false => Step::Points(line, rule.points.clone()),
        };
        (outcome, measured, self.add(scope, Kind::Number, points))
    }

    /// All three as a constant for each zone.
    fn judged_by_zone(&mut self, scope: Scope, rule: &Lowered) -> Option<(StepId, StepId, StepId)> {
        let (zone, bands) = rule.decision.bands.as_ref()?;
        let fixed = |p: &LinePoints| if let LinePoints::Fixed(points) = p { Some(*points) } else { None };
        let fixed: Vec<Decimal> = rule.points.iter().map(fixed).collect::<Option<_>>()?;
        if rule.adding || rule.reads.iter().flatten().any(|id| *id != bands.of) {
            return None;
        }
        let unknown = bands.thresholds.unknown();
        let outcomes = bands.zones.iter().map(|z| Some(Self::position(outcome(z)))).collect();
        let measured = |(i, z): (usize, &Zone)| i != unknown || !reads_something(&rule.reads, z.line);
        let measured = bands.zones.iter().enumerate().map(|z| Some(Value::YesNo(measured(z)))).collect();
        let points = |z: &Zone| z.line.and_then(|l| fixed.get(l)).copied().unwrap_or(Decimal::ZERO);
        let points = bands.zones.iter().map(|z| Some(Value::Number(points(z)))).collect();
        Some((
            self.add(scope, Kind::Label, Step::Lookup(*zone, outcomes)),
            self.add(scope, Kind::YesNo, Step::Lookup(*zone, measured)),
            self.add(scope, Kind::Number, Step::Lookup(*zone, points)),
        ))
    }

    /// Points × weight: of points that are a constant for each zone, so is the product.
    fn weighted(&mut self, scope: Scope, points: StepId, weight: Decimal) -> StepId {
        if weight == Decimal::ONE {
            return points;
        }
        if let Some(products) = self.products(scope, points, weight) {
            return self.add(scope, Kind::Number, products);
        }
        let weight = self.number(scope, weight);
        self.add(scope, Kind::Number, Step::Arithmetic(Arithmetic::Multiply, points, weight))
    }

    /// `None` where one is out of range, which is to be found out row by row.
    fn products(&self, scope: Scope, points: StepId, weight: Decimal) -> Option<Step> {
        let Step::Lookup(zone, values) = self.program(scope).step(points) else { return None };
        let times = |value: &Option<Value>| value.as_ref()?.number()?.times(weight).ok().map(Value::Number);
        let products: Option<Vec<Value>> = values.iter().map(times).collect();
        products.map(|products| Step::Lookup(*zone, products.into_iter().map(Some).collect()))
    }
}

/// The position of an `Outcome`: 0 not met, 1 met, 2 unknown.
fn outcome(zone: &Zone) -> usize {
    match (zone.line.is_some() && zone.met, zone.unknown) {
        (true, _) => 1,
        (false, true) => 2,
        (false, false) => 0,
    }
}

/// Whether any line up to the winner (all, where none won) reads a value that may be unknown.
fn reads_something(reads: &[Vec<StepId>], winner: Option<usize>) -> bool {
    reads.iter().take(winner.map_or(reads.len(), |line| line + 1)).any(|line| !line.is_empty())
}
