//! Model to steps: every live expression becomes a step of its table's program.
//!
//! Enters: the rulebook, the as-of date, values set for parameters. Leaves: a [`Builder`] full of programs,
//! accumulators and the registers of items and figures. Guaranteed: equal expressions become one step; a step is made
//! after all that it reads, in whichever program that stands.

mod aggregate;
mod expr;
mod facts;
mod item;
mod list;
mod order;
mod parameter;
mod reads;
mod score;

pub use item::{FigureSteps, ItemSteps, RuleSteps, ScoreSteps};

use super::passes::{Notes, Pass, fold};
use super::steps::{AccumulatorId, Constant, Kind, Program, Step, StepId};
use super::{Accumulator, Purpose};
use crate::model::{Expr, Rulebook, Setting, TableId};
use crate::value::{Date, Value};
use std::collections::HashMap;

/// Whose rows a step is computed for: a table (by its position), or a figure (behind all tables).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scope(pub usize);

impl From<TableId> for Scope {
    fn from(table: TableId) -> Scope {
        Scope(table.0)
    }
}

/// Programs in the making.
pub struct Builder<'a> {
    pub(super) rulebook: &'a Rulebook,
    pub(super) as_of: Date,
    pub(super) settings: &'a [Setting],
    pub(super) purpose: Purpose,
    /// By scope: tables, then figures
    pub(super) programs: Vec<Program>,
    /// By scope and step: the layer in which it can be computed
    pub(super) layers: Vec<Vec<usize>>,
    pub(super) accumulators: Vec<Accumulator>,
    index: HashMap<Accumulator, AccumulatorId>,
    /// Names of what steps are made for
    pub(super) owners: Vec<String>,
    pub(super) items: Vec<Option<ItemSteps>>,
    pub(super) expressions: Vec<Option<(Scope, StepId)>>,
    pub(super) notes: Notes,
    /// Of the figure being lowered: groups of its aggregates, the next one last
    groups: Vec<&'a Expr>,
}

impl<'a> Builder<'a> {
    /// Empty programs.
    pub fn new(rulebook: &'a Rulebook, as_of: Date, settings: &'a [Setting], purpose: Purpose) -> Builder<'a> {
        let scopes = rulebook.tables.len() + rulebook.figures.len();
        Builder {
            rulebook,
            as_of,
            settings,
            purpose,
            programs: vec![Program::default(); scopes],
            layers: vec![Vec::new(); scopes],
            accumulators: Vec::new(),
            index: HashMap::new(),
            owners: Vec::new(),
            items: vec![None; rulebook.items.len()],
            expressions: vec![None; rulebook.expressions],
            notes: Notes::default(),
            groups: Vec::new(),
        }
    }

    /// The program of a scope. INVARIANT: scopes are tables and figures of this rulebook.
    pub(super) fn program(&self, scope: Scope) -> &Program {
        &self.programs[scope.0]
    }

    /// The layer of a step. INVARIANT: `add` notes one for each step of each program.
    pub(super) fn layer(&self, scope: Scope, step: StepId) -> usize {
        self.layers[scope.0][step.0]
    }

    /// Adds a step, or finds its equal.
    pub(super) fn add(&mut self, scope: Scope, kind: Kind, step: Step) -> StepId {
        let step = match fold::fold(self.program(scope), &step) {
            Some(constant) => {
                self.notes.add(Pass::FoldConstants, || fold::describe(&constant));
                Step::Constant(constant)
            }
            None => step,
        };
        self.insert(scope, kind, step)
    }

    fn insert(&mut self, scope: Scope, kind: Kind, step: Step) -> StepId {
        let facts = self.facts(scope, kind, &step);
        let layer = self.layer_of(scope, &step);
        let shared = !matches!(step, Step::Constant(_) | Step::Column(_));
        let pass = if matches!(step, Step::Filter(..)) { Pass::ShareFilters } else { Pass::ShareSteps };
        // INVARIANT: scopes are tables and figures of this rulebook.
        let (id, new) = self.programs[scope.0].add(step, facts);
        if new {
            self.layers[scope.0].push(layer);
        } else if shared {
            let owner = self.owners.last().cloned().unwrap_or_default();
            self.notes.add(pass, || format!("in {owner}"));
        }
        id
    }

    /// A constant without a story.
    pub(super) fn constant(&mut self, scope: Scope, kind: Kind, value: Option<Value>) -> StepId {
        self.insert(scope, kind, Step::Constant(Constant { value, origin: None }))
    }

    /// Names what the next steps are made for.
    pub(super) fn owner(&mut self, name: String) {
        self.owners.push(name);
    }

    /// Children's rows come before their parents' within a layer; a parent's row is read one layer later, unless it
    /// was computed when the parent was loaded (layer 0).
    fn layer_of(&self, scope: Scope, step: &Step) -> usize {
        match step {
            Step::Parent(table, of) => match self.layer((*table).into(), *of) {
                0 => 0,
                layer => layer + 1,
            },
            Step::Gathered(id) => self.accumulators.get(id.0).map_or(1, |a| a.layer),
            _ => step.operands().into_iter().map(|id| self.layer(scope, id)).max().unwrap_or(0),
        }
    }

    /// The accumulator, or its equal.
    pub(super) fn accumulate(&mut self, accumulator: Accumulator) -> AccumulatorId {
        if let Some(id) = self.index.get(&accumulator) {
            let owner = self.owners.last().cloned().unwrap_or_default();
            self.notes.add(Pass::ShareAccumulators, || format!("in {owner}"));
            return *id;
        }
        let id = AccumulatorId(self.accumulators.len());
        self.index.insert(accumulator.clone(), id);
        self.accumulators.push(accumulator);
        id
    }
}
