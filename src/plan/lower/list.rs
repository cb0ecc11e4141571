//! Decision lists to steps: which line won, and what it gives.

use super::{Builder, Scope};
use crate::model::{Line, List};
use crate::plan::passes::Pass;
use crate::plan::passes::bands::{Bands, bands};
use crate::plan::steps::{Kind, Step, StepId};
use crate::value::Value;

/// A decision list whose conditions have been lowered.
pub struct Decision {
    /// The register of the line that won
    pub line: StepId,
    /// Of each line
    pub conditions: Vec<Option<StepId>>,
    /// Where the list looks at one value only: the zones of that value, and the register that says which
    pub bands: Option<(StepId, Bands)>,
}

impl<'a> Builder<'a> {
    /// The conditions of a list.
    pub(super) fn conditions<R>(&mut self, scope: Scope, list: &'a List<R>) -> Vec<Option<StepId>> {
        list.lines.iter().map(|line: &'a Line<R>| line.condition.as_ref().map(|c| self.expr(scope, c))).collect()
    }

    /// The line that wins.
    pub(super) fn decide(&mut self, scope: Scope, conditions: Vec<Option<StepId>>) -> Decision {
        let Some(bands) = bands(self.program(scope), &conditions) else {
            let line = self.add(scope, Kind::Label, Step::Choose(conditions.clone()));
            return Decision { line, conditions, bands: None };
        };
        let zone = self.add(scope, Kind::Label, Step::Zone(bands.of, bands.thresholds.clone()));
        let lines = bands.zones.iter().map(|z| Some(Self::position(z.line.unwrap_or(usize::MAX)))).collect();
        let line = self.add(scope, Kind::Label, Step::Lookup(zone, lines));
        let owner = self.owners.last().cloned().unwrap_or_default();
        let count = bands.thresholds.len();
        self.notes.add(Pass::ListsAsThresholds, || format!("{owner}: {count} thresholds"));
        Decision { line, conditions, bands: Some((zone, bands)) }
    }

    /// What the winning line gives, where that is an expression each.
    pub(super) fn select(&mut self, scope: Scope, kind: Kind, decision: &Decision, results: &[StepId]) -> StepId {
        let constants: Option<Vec<Option<Value>>> =
            results.iter().map(|id| self.program(scope).constant(*id).map(|c| c.value.clone())).collect();
        match constants {
            Some(values) => self.lookup(scope, kind, decision, &values),
            None => self.add(scope, kind, Step::Select(decision.line, results.to_vec())),
        }
    }

    /// What the winning line gives, where that is a constant each: by zone where there are zones.
    pub(super) fn lookup(&mut self, scope: Scope, kind: Kind, decision: &Decision, values: &[Option<Value>]) -> StepId {
        match &decision.bands {
            Some((zone, bands)) => {
                let of = |line: usize| values.get(line).cloned().flatten();
                let values = bands.zones.iter().map(|z| z.line.and_then(of)).collect();
                self.add(scope, kind, Step::Lookup(*zone, values))
            }
            None => self.add(scope, kind, Step::Lookup(decision.line, values.to_vec())),
        }
    }

    /// A list of constants of which nothing depends on the row is its winning constant.
    pub(super) fn settled(&self, scope: Scope, conditions: &[Option<StepId>]) -> Option<usize> {
        for (line, condition) in conditions.iter().enumerate() {
            let Some(condition) = condition else { return Some(line) };
            let constant = self.program(scope).constant(*condition)?;
            if constant.value == Some(Value::YesNo(true)) {
                return Some(line);
            }
        }
        None
    }
}
