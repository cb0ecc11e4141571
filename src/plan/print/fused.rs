//! What of a pass is done once for several, and which pass of the optimiser saw to it.
//!
//! Enters: a pass and its filters. Leaves: sentences. Guaranteed: each names its pass of the optimiser.

use super::counted;
use super::steps::Words;
use crate::plan::steps::{AccumulatorId, Step, StepId};
use crate::plan::{Accumulator, Into, Pass, Scope};

/// What a pass over rows shares.
pub fn of_pass(gathered: &[&Accumulator], masks: &[StepId]) -> Vec<String> {
    let mut out = Vec::new();
    if gathered.len() > 1 {
        let by = Pass::FusePasses.name();
        out.push(format!("{} in this one reading ({by})", counted(gathered.len(), "aggregate")));
    }
    for (i, mask) in masks.iter().enumerate() {
        let users = gathered.iter().filter(|accumulator| accumulator.mask == Some(*mask)).count();
        if users > 1 {
            out.push(format!("filter {} is computed once for {users} of them ({})", i + 1, Pass::ShareFilters.name()));
        }
    }
    out
}

/// What results share: lists that are searched instead of tried line by line.
pub fn of_results(lists: usize) -> Vec<String> {
    let by = Pass::ListsAsThresholds.name();
    let searched = format!("{} searched, not tried line by line ({by})", counted(lists, "list"));
    if lists > 0 { vec![searched] } else { Vec::new() }
}

impl Words<'_> {
    /// What an accumulator was first made for: `metric total`.
    pub fn made_for(&self, accumulator: &Accumulator, id: AccumulatorId) -> String {
        let into = match accumulator.into {
            Into::Table(table) => Some(Scope::from(table)),
            Into::All | Into::Groups(_) => None,
        };
        let scopes = self.plan.programs.iter().enumerate();
        let mut scopes = scopes.filter(|(scope, _)| into.is_none_or(|into| into.0 == *scope));
        let reader = scopes.find_map(|(scope, program)| {
            let step = program.iter().find(|(_, step)| **step == Step::Gathered(id))?.0;
            Some(self.plan.owner(Scope(scope), step).to_string())
        });
        reader.unwrap_or_else(|| self.table_name(accumulator.from))
    }
}
