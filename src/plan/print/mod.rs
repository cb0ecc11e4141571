//! The plan in words: which tables are read, what each reading of them does, what the optimiser did.
//!
//! Enters: a plan and its rulebook. Leaves: a [`PrintedPlan`], for a person (its `Display`, at most 100 columns) or for
//! a machine. Guaranteed: names are the author's; no position of the engine's own vectors is shown.

mod fused;
mod human;
mod steps;

use super::passes::Pass;
use super::steps::{AccumulatorId, Step, StepId};
use super::{Accumulator, Into, PassPlan, Plan, Role, result_roots};
use crate::model::{Rulebook, TableId};
use serde::Serialize;
use steps::Words;

/// The version of the printed plan's shape.
pub const SCHEMA_VERSION: u32 = 1;

/// A plan in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrintedPlan {
    /// Version of this shape
    pub schema_version: u32,
    /// The rulebook's name
    pub rulebook: String,
    /// The as-of date; absent where none was given, and dates are then shown by how they come about
    pub as_of: Option<String>,
    /// Tables that are read, in the order declared
    pub tables: Vec<PrintedTable>,
    /// Readings in the order in which they run
    pub passes: Vec<PrintedPass>,
    /// Passes of the optimiser
    pub optimiser: Vec<PrintedNote>,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrintedTable {
    /// Its name
    pub table: String,
    /// `kept` or `streamed`
    pub held: String,
    /// Whether its rows are judged
    pub judged: bool,
    /// Columns that are read
    pub columns: Vec<String>,
    /// How many are declared
    pub declared: usize,
}

/// One reading of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrintedPass {
    /// The table
    pub table: String,
    /// `load`, `gather` or `results`
    pub kind: String,
    /// The layer: 0 for a load
    pub layer: usize,
    /// How many steps run over its rows
    pub steps: usize,
    /// What is done once for several, and by which pass of the optimiser
    pub fused: Vec<String>,
    /// Conditions that more than one aggregate shares, or that one stands on
    pub filters: Vec<String>,
    /// What is gathered
    pub accumulators: Vec<PrintedAccumulator>,
    /// Decision lists that are searched, each with its thresholds
    pub lists: Vec<String>,
    /// What rows of other tables read of this one later on
    pub kept: Vec<String>,
    /// Items that become results
    pub items: Vec<String>,
}

/// One accumulator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrintedAccumulator {
    /// `sum of amount`
    pub gathers: String,
    /// What it was first made for: `metric total`
    pub made_for: String,
    /// The filter, as a number in `filters`, from 1; absent for all rows
    pub filter: Option<usize>,
    /// For each row of which table, or `all rows`, or `each COLUMN`
    pub for_each: String,
    /// How it is held
    pub held: String,
}

/// What one pass of the optimiser did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrintedNote {
    /// Its name
    pub pass: String,
    /// How often it applied
    pub count: usize,
    /// The first few
    pub examples: Vec<String>,
}

impl Plan {
    /// The plan for a person. Where the as-of date is not known, dates are shown by how they come about.
    pub fn print(&self, rulebook: &Rulebook, as_of_known: bool) -> String {
        self.printed(rulebook, as_of_known).to_string()
    }

    /// The plan in words.
    pub fn printed(&self, rulebook: &Rulebook, as_of_known: bool) -> PrintedPlan {
        let words = Words { plan: self, rulebook, as_of_known };
        let results = self.tables.iter().enumerate().filter(|(_, table)| table.judged);
        let gathered = self.passes.iter().map(|pass| words.pass(pass));
        let passes = gathered.chain(results.map(|(table, _)| words.results(TableId(table)))).collect();
        PrintedPlan {
            schema_version: SCHEMA_VERSION,
            rulebook: rulebook.name.clone(),
            as_of: as_of_known.then(|| self.as_of.to_string()),
            tables: self.printed_tables(rulebook),
            passes,
            optimiser: self.printed_notes(as_of_known),
        }
    }

    fn printed_tables(&self, rulebook: &Rulebook) -> Vec<PrintedTable> {
        let read = rulebook.tables.iter().zip(&self.tables).filter(|(_, plan)| plan.role != Role::Unread);
        let printed = read.map(|(table, plan)| PrintedTable {
            table: table.name.clone(),
            held: if plan.role == Role::Resident { "kept" } else { "streamed" }.to_string(),
            judged: plan.judged,
            columns: plan.columns.iter().filter_map(|c| table.columns.get(c.0)).map(|c| c.name.clone()).collect(),
            declared: table.columns.len(),
        });
        printed.collect()
    }

    fn printed_notes(&self, as_of_known: bool) -> Vec<PrintedNote> {
        let dated = |pass: Pass| matches!(pass, Pass::WindowsAsDates) && !as_of_known;
        let applied = self.notes.iter().filter(|(_, note)| note.count > 0);
        let printed = applied.map(|(pass, note)| {
            let example = |text: &String| match text.split_once(" is after ") {
                Some((symbolic, _)) if dated(pass) => symbolic.to_string(),
                _ => text.clone(),
            };
            let mut examples: Vec<String> = note.examples.iter().map(example).collect();
            examples.dedup();
            PrintedNote { pass: pass.name().to_string(), count: note.count, examples }
        });
        printed.collect()
    }
}

/// `1 step`, `2 steps`
pub(super) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

impl Words<'_> {
    fn pass(&self, pass: &PassPlan) -> PrintedPass {
        let kind = if pass.layer == 0 { "load" } else { "gather" };
        let ids = pass.accumulators.iter().filter_map(|id| Some((*id, self.plan.accumulators.get(id.0)?)));
        let (ids, gathered): (Vec<AccumulatorId>, Vec<&Accumulator>) = ids.unzip();
        let mut masks: Vec<StepId> = gathered.iter().filter_map(|a| a.mask).collect();
        masks.sort();
        masks.dedup();
        let accumulators = gathered.iter().zip(&ids).map(|(a, id)| self.accumulator(a, *id, &masks)).collect();
        let filters = masks.iter().map(|mask| self.step(pass.table, *mask)).collect();
        let kept = pass.exports.iter().map(|step| self.step(pass.table, *step)).collect();
        PrintedPass {
            table: self.table_name(pass.table),
            kind: kind.to_string(),
            layer: pass.layer,
            steps: pass.steps.len(),
            fused: fused::of_pass(&gathered, &masks),
            filters,
            accumulators,
            lists: self.lists(pass.table, &pass.steps),
            kept,
            items: Vec::new(),
        }
    }

    fn results(&self, table: TableId) -> PrintedPass {
        let ids = &self.plan.table(table).items;
        let items = ids.iter().filter_map(|id| self.plan.item(*id));
        let steps = self.plan.program(table).closure(items.flat_map(|item| result_roots(item, true)));
        let lists = self.lists(table, &steps);
        PrintedPass {
            table: self.table_name(table),
            kind: "results".to_string(),
            layer: self.plan.passes.iter().map(|pass| pass.layer).max().unwrap_or(0) + 1,
            steps: steps.len(),
            fused: fused::of_results(lists.len()),
            filters: Vec::new(),
            accumulators: Vec::new(),
            lists,
            kept: Vec::new(),
            items: ids.iter().map(|id| self.rulebook.item(*id).name.clone()).collect(),
        }
    }

    fn lists(&self, table: TableId, steps: &[StepId]) -> Vec<String> {
        let program = self.plan.program(table);
        let zones = steps.iter().filter_map(|id| match program.step(*id) {
            Step::Zone(of, thresholds) => Some(self.zone(table, *of, thresholds)),
            _ => None,
        });
        zones.collect()
    }

    fn accumulator(&self, accumulator: &Accumulator, id: AccumulatorId, masks: &[StepId]) -> PrintedAccumulator {
        let made_for = self.made_for(accumulator, id);
        let from = accumulator.from;
        let argument = accumulator.argument.map(|argument| self.step(from, argument));
        let gathers = match argument {
            Some(argument) => format!("{} of {argument}", accumulator.gather.word()),
            None => accumulator.gather.word().to_string(),
        };
        let for_each = match accumulator.into {
            Into::Table(table) => format!("each of {}", self.table_name(table)),
            Into::All => "all rows".to_string(),
            Into::Groups(step) => format!("each {}", self.step(from, step)),
        };
        let filter = accumulator.mask.and_then(|mask| masks.iter().position(|m| *m == mask)).map(|i| i + 1);
        PrintedAccumulator { gathers, made_for, filter, for_each, held: self.held(accumulator) }
    }
}
