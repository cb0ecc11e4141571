//! Figures: what was gathered over all rows, or by group, put together.
//!
//! Enters: a [`State`] after all passes. Leaves: one value a figure, or one for each group. Guaranteed: groups ascend,
//! the unknown one is last; a group stands only where an
//! aggregate counts a row of it, and counts as no rows for the others.

use super::evaluate::{self, Leaves, Registers};
use super::kernels::take::NOBODY;
use super::keys::compare_values;
use super::register::Register;
use super::state::{Gathered, Overflow, State};
use crate::model::{ColumnId, TableId};
use crate::plan::steps::{AccumulatorId, Kind, Step, StepId};
use crate::plan::{FigureSteps, Gather};
use crate::table::Column;
use crate::trace::record::FigureValue;
use crate::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// All figures, in the order declared.
pub fn all(state: &mut State) -> Vec<FigureValue> {
    let mut out = Vec::new();
    let plan = state.plan;
    for (figure, steps) in plan.figures.iter().enumerate() {
        let (values, overflow) = one(state, figure, steps);
        out.extend(values);
        state.overflows.extend(overflow);
    }
    out
}

fn one(state: &State, figure: usize, steps: &FigureSteps) -> (Vec<FigureValue>, Option<Overflow>) {
    let by = state.rulebook.figures.get(figure).is_some_and(|figure| figure.by.is_some());
    let Some(program) = state.plan.programs.get(steps.scope.0) else { return (Vec::new(), None) };
    let closure = program.closure([steps.value]);
    let read: Vec<AccumulatorId> = closure
        .iter()
        .filter_map(|id| if let Step::Gathered(a) = program.step(*id) { Some(*a) } else { None })
        .collect();
    let groups = if by { groups(state, &read) } else { vec![None] };
    let mut overflows = Vec::new();
    let leaves = FigureLeaves { state, groups: by.then_some(&groups) };
    let registers = evaluate::run(program, &closure, groups.len(), &leaves, &mut overflows);
    let kind = program.facts(steps.value).kind;
    let values = values(figure, by, groups, &registers, steps.value, kind);
    let overflow = overflows.first().map(|at| Overflow {
        table: state.rulebook.about.0,
        file: u32::MAX,
        record: 0,
        owner: state.plan.owner(steps.scope, at.step).to_string(),
        key: String::new(),
    });
    (values, overflow)
}

fn values(
    figure: usize,
    by: bool,
    groups: Vec<Option<Value>>,
    registers: &Registers,
    value: StepId,
    kind: Kind,
) -> Vec<FigureValue> {
    let value = |row| registers.get(value).get(row, kind);
    let figures = groups.into_iter().enumerate();
    figures.map(|(row, group)| FigureValue { figure, group: by.then_some(group), value: value(row) }).collect()
}

/// All groups in which any of the aggregates counts a row.
fn groups(state: &State, read: &[AccumulatorId]) -> Vec<Option<Value>> {
    let gathered = read.iter().filter_map(|id| state.gathered.get(id.0).and_then(Option::as_ref));
    let mut groups: Vec<Option<Value>> =
        gathered.flat_map(|gathered| gathered.groups.iter().flatten().cloned()).collect();
    groups.sort_by(compare_values);
    groups.dedup();
    groups
}

struct FigureLeaves<'a> {
    state: &'a State<'a>,
    groups: Option<&'a Vec<Option<Value>>>,
}

impl Leaves for FigureLeaves<'_> {
    fn column(&self, _: ColumnId) -> Register {
        Register::Constant(Kind::Number, None)
    }

    fn parent(&self, _: TableId, _: StepId) -> Register {
        Register::Constant(Kind::Number, None)
    }

    fn gathered(&self, id: AccumulatorId) -> Register {
        let gathered = self.state.gathered.get(id.0).and_then(Option::as_ref);
        let accumulator = self.state.plan.accumulators.get(id.0);
        match (gathered, accumulator, self.groups) {
            (Some(gathered), Some(accumulator), Some(groups)) => {
                Register::Column(Arc::new(by_group(gathered, accumulator.gather, groups)))
            }
            (Some(gathered), _, None) => Register::Column(gathered.all()),
            _ => Register::Constant(Kind::Number, None),
        }
    }
}

/// One value for each of these groups; a group that was not met has that of no rows.
fn by_group(gathered: &Gathered, gather: Gather, groups: &[Option<Value>]) -> Column {
    let places: HashMap<&Option<Value>, u32> =
        gathered.groups.iter().enumerate().filter_map(|(place, group)| Some((group.as_ref()?, place as u32))).collect();
    let positions: Vec<u32> = groups.iter().map(|group| places.get(group).copied().unwrap_or(NOBODY)).collect();
    let column = gathered.picked(&positions);
    if matches!(gather, Gather::Count | Gather::Sum | Gather::Distinct) {
        return Column { known: None, ..column };
    }
    column
}
