//! Steps of a score, such as half stars, that nobody gets although there are some who get less and some who get more.
//!
//! Enters: a score that is rounded. Leaves: a warning. Guaranteed: no row has points that make such a step; a score of
//! more steps than stars are painted is left alone, since nobody expects each of 100 marks to be given.

use super::Prover;
use super::words::exact;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Item, ItemId, ItemKind, Scale, Score};
use crate::prove::build::{ItemNodes, ScoreNodes};
use crate::prove::domain::Domain;
use crate::prove::interval;
use crate::prove::spread::{self, Spread};
use crate::prove::witness::{Finding, Request, Shows};
use crate::value::Decimal;

/// Half stars from 0 to 10.
const MOST_STEPS: i128 = 21;

/// How many steps on each side are looked for, the nearest first: not each that may be had is.
const MOST_BESIDE: usize = 3;

impl Prover<'_> {
    /// Tells of steps of a score that nobody gets.
    pub(super) fn steps(&mut self, id: ItemId, item: &Item, nodes: &ItemNodes) {
        let (ItemKind::Score(score), Some(made)) = (&item.kind, &nodes.score) else { return };
        let Some((steps, step)) = self.steps_of(score, made) else { return };
        let points = spread::spread(&self.built.graph, made.points);
        let reached: Vec<bool> = steps.iter().map(|at| self.is_reached(score, nodes, &points, *at, step)).collect();
        let missing: Vec<i128> =
            steps.iter().zip(&reached).filter(|(_, reached)| !**reached).map(|(at, _)| *at).collect();
        let Some(first) = missing.first().and_then(|missing| steps.iter().position(|at| at == missing)) else { return };
        let is_reached = |at: &usize| reached.get(*at) == Some(&true);
        let below = (0..first).rev().filter(is_reached).map(Some).chain(std::iter::repeat(None));
        let above = (first..steps.len()).filter(is_reached).map(Some).chain(std::iter::repeat(None));
        let beside = below.zip(above).take(MOST_BESIDE).flat_map(|(below, above)| [below, above]);
        let beside = beside.flatten().filter_map(|at| steps.get(at)).copied().collect();
        self.missing(id, item, score, nodes, &missing, beside);
    }

    /// The steps between the least and the most that can be had, both included.
    fn steps_of(&self, score: &Score, made: &ScoreNodes) -> Option<(Vec<i128>, Decimal)> {
        let step = score.rounded_to.filter(|step| *step > Decimal::ZERO)?;
        let Scale::Mapped { .. } = score.scale else { return None };
        let (fewest, most) = self.built.graph.root(made.points).ends();
        let least = interval::scaled(fewest, &score.scale, Some(step));
        let best = interval::scaled(most, &score.scale, Some(step));
        let count = (best.saturating_sub(least)) / step.units() + 1;
        let steps = (0..count).map(|at| least + at * step.units());
        (count <= MOST_STEPS).then(|| (steps.collect(), step))
    }

    fn is_reached(&mut self, score: &Score, nodes: &ItemNodes, points: &Spread, at: i128, step: Decimal) -> bool {
        let (low, high) = spread::points_for(at, &score.scale, step);
        points.meets(low, high) && !self.is_refuted(&[(nodes.among, Domain::YES), (nodes.value, Domain::number(at))])
    }

    fn missing(
        &mut self,
        id: ItemId,
        item: &Item,
        score: &Score,
        nodes: &ItemNodes,
        missing: &[i128],
        beside: Vec<i128>,
    ) {
        let words = |at: &i128| exact(&self.book.currency, *at, &item.ty);
        let Some(names) = missing.iter().map(words).collect::<Option<Vec<String>>>() else { return };
        let list = match names.as_slice() {
            [all @ .., last] if !all.is_empty() => format!("{} or {last}", all.join(", ")),
            all => all.concat(),
        };
        let headline = format!("nobody can get {list}: no sum of points comes to that");
        let report = Diagnostic::warning(codes::OUT_OF_REACH, score.scale_span, headline, "out of reach")
            .help("let `rounded to` take a wider step, or let rules award what is missing");
        let shown_by = beside.into_iter().filter_map(|at| {
            let title = format!("nobody gets {} of {}: this one gets {}", names.first()?, item.name, words(&at)?);
            let suppose = vec![(nodes.among, Domain::YES), (nodes.value, Domain::number(at))];
            let shows = Shows::Score(Decimal::from_units(at).ok()?, title);
            Some(Request { item: id, rule: None, suppose, shows })
        });
        let shown_by = shown_by.collect();
        self.findings.push(Finding { report, shown_by });
    }
}
