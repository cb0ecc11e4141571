//! What is known of a register when the plan is made: whether it may be unknown, whether it fits 64 bits.

use super::{Builder, Scope};
use crate::model::{Arithmetic, ColumnId, TableId};
use crate::plan::Gather;
use crate::plan::steps::{AccumulatorId, Facts, Kind, Step, StepId};
use crate::value::{Date, Type};

impl Builder<'_> {
    pub(super) fn facts(&self, scope: Scope, kind: Kind, step: &Step) -> Facts {
        let owner = self.owners.len().saturating_sub(1);
        Facts { kind, nullable: self.nullable(scope, step), scale: self.scale(scope, step), owner }
    }

    fn nullable(&self, scope: Scope, step: &Step) -> bool {
        let of = |id: &StepId| self.program(scope).facts(*id).nullable;
        match step {
            Step::Constant(constant) => constant.value.is_none(),
            Step::Column(column) => self.column_nullable(scope, *column),
            Step::Parent(..) | Step::Only(..) | Step::Lookup(..) | Step::Select(..) => true,
            Step::Gathered(id) => self.gathered_nullable(*id),
            Step::Arithmetic(Arithmetic::Divide | Arithmetic::DatePlus | Arithmetic::DateMinus, ..) => true,
            Step::Else(list) => list.iter().all(of),
            Step::Pick(_, list) => list.iter().all(of),
            Step::Known(_) | Step::Filter(..) | Step::Choose(_) | Step::Zone(..) | Step::Outcome(_) => false,
            Step::Measured(_) | Step::Points(..) | Step::AddedPoints(..) | Step::Total(..) | Step::Share(_) => false,
            _ => step.operands().iter().any(of),
        }
    }

    fn column_nullable(&self, scope: Scope, column: ColumnId) -> bool {
        let declared = self.rulebook.tables.get(scope.0).and_then(|t| t.columns.get(column.0));
        declared.is_none_or(|c| (c.optional && c.default.is_none()) || c.event || c.known_from.is_some())
    }

    fn gathered_nullable(&self, id: AccumulatorId) -> bool {
        let gather = self.accumulators.get(id.0).map(|a| a.gather);
        !matches!(gather, Some(Gather::Count | Gather::Sum | Gather::Distinct))
    }

    /// Decimals of a register whose values fit 64 bits.
    fn scale(&self, scope: Scope, step: &Step) -> Option<u8> {
        match step {
            Step::Column(column) => self.column_scale(TableId(scope.0), *column),
            Step::Parent(table, of) => self.program((*table).into()).facts(*of).scale,
            Step::Only(of, _) => self.program(scope).facts(*of).scale,
            Step::Arithmetic(Arithmetic::DaysBetween, ..) => Some(0),
            Step::Gathered(id) => match self.accumulators.get(id.0)?.gather {
                Gather::Count | Gather::Distinct => Some(0),
                _ => None,
            },
            _ => None,
        }
    }

    fn column_scale(&self, table: TableId, column: ColumnId) -> Option<u8> {
        let column = self.rulebook.tables.get(table.0)?.columns.get(column.0)?;
        matches!(column.ty, Type::Money | Type::Count | Type::Days).then_some(column.decimals)
    }

    /// Today, for `days since`, windows and masks.
    pub(super) fn today(&self) -> Date {
        self.as_of
    }
}
