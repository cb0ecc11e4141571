//! Aggregates: a filter and an argument in the rows' program, an accumulator, and its result in the parent's.

use super::{Builder, Scope};
use crate::model::{Aggregate, Arithmetic, Expr, ExprKind};
use crate::plan::passes::Pass;
use crate::plan::steps::{Kind, Step, StepId};
use crate::plan::{Accumulator, Gather, Into, Purpose};
use crate::value::Function;

impl<'a> Builder<'a> {
    /// The register of an aggregate, of the values' own kind.
    pub(super) fn aggregate(&mut self, scope: Scope, aggregate: &'a Aggregate, kind: Kind) -> StepId {
        let from: Scope = aggregate.table.into();
        let mask = self.filter(from, &aggregate.filter);
        let argument = aggregate.argument.as_ref().map(|expr| self.expr(from, expr));
        let into = self.target(aggregate);
        if aggregate.function == Function::Average {
            return self.average(scope, from, into, mask, argument);
        }
        let gather = Gather::of(aggregate.function);
        self.gathered(scope, kind, Accumulator { from: aggregate.table, into, gather, argument, mask, layer: 1 })
    }

    fn target(&mut self, aggregate: &'a Aggregate) -> Into {
        if let Some(table) = aggregate.into {
            return Into::Table(table);
        }
        match self.groups.pop() {
            Some(group) => {
                let step = self.expr(aggregate.table.into(), group);
                Into::Groups(step)
            }
            None => Into::All,
        }
    }

    /// Adds the accumulator, in the layer in which the rows' registers are there, and the step that reads it.
    fn gathered(&mut self, scope: Scope, kind: Kind, mut accumulator: Accumulator) -> StepId {
        let from: Scope = accumulator.from.into();
        let group = if let Into::Groups(step) = accumulator.into { Some(step) } else { None };
        let reads = [accumulator.argument, accumulator.mask, group];
        accumulator.layer = reads.into_iter().flatten().map(|id| self.layer(from, id)).max().unwrap_or(0).max(1);
        let id = self.accumulate(accumulator);
        self.add(scope, kind, Step::Gathered(id))
    }

    /// Sum ÷ count of the known ones.
    fn average(
        &mut self,
        scope: Scope,
        from: Scope,
        into: Into,
        mask: Option<StepId>,
        argument: Option<StepId>,
    ) -> StepId {
        let owner = self.owners.last().cloned().unwrap_or_default();
        self.notes.add(Pass::SplitAverages, || format!("in {owner}"));
        let nullable = argument.is_some_and(|id| self.program(from).facts(id).nullable);
        let table = crate::model::TableId(from.0);
        let make = |gather, argument| Accumulator { from: table, into, gather, argument, mask, layer: 1 };
        let counted = if nullable { argument } else { None };
        let sum = self.gathered(scope, Kind::Number, make(Gather::Sum, argument));
        let count = self.gathered(scope, Kind::Number, make(Gather::Count, counted));
        self.add(scope, Kind::Number, Step::Arithmetic(Arithmetic::Divide, sum, count))
    }

    /// One register that is yes where each condition is; `None` where there is none.
    pub(super) fn filter(&mut self, scope: Scope, conditions: &'a [Expr]) -> Option<StepId> {
        let mut mask = None;
        for condition in conditions {
            if self.purpose == Purpose::Observe {
                self.expr(scope, condition);
            }
            mask = self.narrow(scope, mask, condition);
        }
        mask
    }

    /// A condition that is an `and` narrows by each of its parts.
    fn narrow(&mut self, scope: Scope, mask: Option<StepId>, condition: &'a Expr) -> Option<StepId> {
        if let ExprKind::And(parts) = &condition.kind {
            return parts.iter().fold(mask, |mask, part| self.narrow(scope, mask, part));
        }
        let condition = self.expr(scope, condition);
        Some(self.add(scope, Kind::YesNo, Step::Filter(mask, condition)))
    }
}
