//! What will run, and why it is fast.
//!
//! Enters: a checked rulebook, the as-of date, values set for parameters. Leaves: a [`Plan`] of steps. Guaranteed: the
//! plan computes exactly what the model says; the same inputs give the same plan.

mod gather;
mod layers;
mod lower;
mod passes;
mod print;
pub mod steps;

pub use gather::{Accumulator, Gather, Into};
pub use layers::{PassPlan, Role, TablePlan, result_roots};
pub use lower::{FigureSteps, ItemSteps, RuleSteps, Scope, ScoreSteps};
pub use passes::{Note, Notes, Pass};
pub use print::{PrintedAccumulator, PrintedNote, PrintedPass, PrintedPlan, PrintedTable};

use crate::model::{ColumnId, ItemId, Rulebook, Setting, TableId};
use crate::table::{ColumnSpec, TableSpec};
use crate::value::Date;
use steps::{Program, StepId};

/// What must be kept beside the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Results (and, if asked for at run time, the trace)
    Run,
    /// The value of every expression, for one row's explanation
    Observe,
}

/// The steps of a run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The as-of date
    pub as_of: Date,
    /// What it was made for
    pub purpose: Purpose,
    /// By [`TableId`]: every table, read or not
    pub tables: Vec<TablePlan>,
    /// By scope: the steps of tables, then of figures
    pub programs: Vec<Program>,
    /// What is gathered from rows
    pub accumulators: Vec<Accumulator>,
    /// By [`ItemId`]; `None` where nothing needs the item
    pub items: Vec<Option<ItemSteps>>,
    /// In the order declared
    pub figures: Vec<FigureSteps>,
    /// Readings of tables, in the order in which they run
    pub passes: Vec<PassPlan>,
    /// By [`crate::model::ExprId`]: the register of each live expression, for [`Purpose::Observe`]
    pub expressions: Vec<Option<(Scope, StepId)>>,
    /// What steps were first made for: `metric total`
    pub owners: Vec<String>,
    /// What the optimiser did
    pub notes: Notes,
}

/// Makes the plan.
pub fn plan(rulebook: &Rulebook, as_of: Date, settings: &[Setting], purpose: Purpose) -> Plan {
    let mut builder = lower::Builder::new(rulebook, as_of, settings, purpose);
    builder.items();
    let figures = builder.figures();
    layers::arrange(builder, figures)
}

/// Positions of the tables that a plan reads, ascending.
pub fn tables_read(plan: &Plan) -> Vec<usize> {
    let read = plan.tables.iter().enumerate().filter(|(_, table)| table.role != Role::Unread);
    read.map(|(position, _)| position).collect()
}

/// What the data of each table must have, in the order of [`Rulebook::tables`].
pub fn specs(rulebook: &Rulebook) -> Vec<TableSpec> {
    rulebook.tables.iter().map(spec).collect()
}

fn spec(table: &crate::model::Table) -> TableSpec {
    let columns = table.columns.iter().map(|column| ColumnSpec {
        name: column.name.clone(),
        ty: column.ty.clone(),
        decimals: column.decimals,
        optional: column.optional || column.event,
        default: column.default.clone(),
    });
    TableSpec {
        name: table.name.clone(),
        columns: columns.collect(),
        key: table.key.iter().map(|column| column.0).collect(),
    }
}

impl Plan {
    /// The program of a table. INVARIANT: a plan is run with the rulebook it was made from.
    pub fn program(&self, table: TableId) -> &Program {
        &self.programs[table.0]
    }

    /// The plan of a table. INVARIANT: a plan is run with the rulebook it was made from.
    pub fn table(&self, table: TableId) -> &TablePlan {
        &self.tables[table.0]
    }

    /// The registers of an item, where anything needs it.
    pub fn item(&self, item: ItemId) -> Option<&ItemSteps> {
        self.items.get(item.0).and_then(Option::as_ref)
    }

    /// What a step was first made for, in the author's words.
    pub fn owner(&self, scope: Scope, step: StepId) -> &str {
        let owner = self.programs.get(scope.0).map(|program| program.facts(step).owner);
        owner.and_then(|owner| self.owners.get(owner)).map_or("", String::as_str)
    }

    /// Columns of a table that hold a register's leaves.
    pub fn columns_of(&self, table: TableId, steps: &[StepId]) -> Vec<ColumnId> {
        let program = self.program(table);
        steps
            .iter()
            .filter_map(|id| if let steps::Step::Column(c) = program.step(*id) { Some(*c) } else { None })
            .collect()
    }
}
