//! Registers of a resident table that its descendants read.
//!
//! Enters: the registers of each chunk. Leaves: one register for all rows. Guaranteed: a column is shared, not copied.

use crate::plan::PassPlan;
use crate::plan::steps::{Step, StepId};
use crate::run::evaluate::Registers;
use crate::run::kernels::take::concat;
use crate::run::register::Register;
use crate::run::state::State;
use crate::table::Column;
use std::sync::Arc;

/// What of a chunk is read by descendants: columns that are computed, in the order of the pass's exports.
pub fn of_chunk(state: &State, pass: &PassPlan, registers: &Registers, rows: usize) -> Vec<Arc<Column>> {
    let program = state.plan.program(pass.table);
    let whole = |step: &StepId| matches!(program.step(*step), Step::Column(_) | Step::Constant(_));
    pass.exports.iter().filter(|step| !whole(step)).map(|step| registers.get(*step).column(rows)).collect()
}

/// Keeps what descendants read: whole columns as they are, all else put together from its chunks.
pub fn keep(state: &mut State, pass: &PassPlan, mut chunks: Vec<(usize, Vec<Arc<Column>>)>) {
    chunks.sort_by_key(|(chunk, _)| *chunk);
    let program = state.plan.program(pass.table);
    let Some(Some(resident)) = state.resident.get_mut(pass.table.0) else { return };
    let mut computed = 0;
    for step in &pass.exports {
        let register = match program.step(*step) {
            Step::Column(column) => resident.rows.column(*column).cloned().map(Register::Column),
            Step::Constant(constant) => Some(Register::Constant(program.facts(*step).kind, constant.value.clone())),
            _ => {
                let parts: Vec<Arc<Column>> =
                    chunks.iter().filter_map(|(_, columns)| columns.get(computed).cloned()).collect();
                computed += 1;
                (!parts.is_empty()).then(|| Register::Column(Arc::new(concat(&parts))))
            }
        };
        if let Some(register) = register {
            resident.exports.insert(*step, register);
        }
    }
}
