//! Observation to facts.
//!
//! Enters: the rulebook, its texts, the values set for parameters, and all that a run recorded for one row. Leaves: an
//! [`Explanation`]. Guaranteed: no result is computed anew; a level sums exactly to the next, or the run did not.

mod aggregates;
mod conditions;
mod costs;
mod dependencies;
mod items;
mod lists;
mod scope;
mod scores;
mod terms;
mod why_not;

pub use why_not::{UnknownLabel, why_not};

use super::facts::Explanation;
use super::record::Observation;
use crate::model::{ItemKind, Rulebook, Setting};
use crate::source::Sources;
use scope::{At, Scope};

/// Why the observed row was judged as it was.
pub fn explain(rulebook: &Rulebook, sources: &Sources, settings: &[Setting], observation: &Observation) -> Explanation {
    let scope = Scope::new(rulebook, sources, observation);
    let at = At { table: observation.table, row: 0 };
    let dependencies = dependencies::dependencies(&scope, at.table);
    let mut explanation = Explanation {
        rulebook: rulebook.name.clone(),
        version: rulebook.version.clone(),
        currency: rulebook.currency.clone(),
        as_of: observation.as_of,
        table: rulebook.table(at.table).name.clone(),
        key: scope.key(at),
        columns: scope.columns(at),
        scores: Vec::new(),
        segments: Vec::new(),
        metrics: Vec::new(),
        parameters: dependencies.parameters(&scope, at, settings),
        current: dependencies.current(&scope),
        why_not: None,
    };
    items(&scope, at, &mut explanation);
    explanation
}

fn items(scope: &Scope, at: At, into: &mut Explanation) {
    for (id, item) in scope.rulebook.items_of(at.table).filter(|(id, _)| scope.is_judged(at.table, *id)) {
        match &item.kind {
            ItemKind::Metric(metric) => into.metrics.push(items::metric(scope, at, id, item, &metric.body)),
            ItemKind::Score(score) => into.scores.push(scores::score(scope, at, id, item, score)),
            ItemKind::Segment(segment) => into.segments.push(items::segment(scope, at, id, item, segment)),
        }
    }
}
