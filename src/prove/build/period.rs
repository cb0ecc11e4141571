//! Lengths of time: by the calendar a length has no single count of days.
//!
//! Enters: expressions of type period or days. Leaves: a node for the length, and the least and most days it spans.

use super::Builder;
use crate::model::{Expr, ExprKind, TableId};
use crate::prove::domain::{Domain, ONE, days_of};
use crate::prove::graph::{Kind, Leaf, NodeId};
use crate::value::{Period, Value};

/// Further than the calendar goes.
const ENDLESS: (i128, i128) = (-8_000_000, 8_000_000);

impl Builder<'_> {
    /// A length's node, and its days.
    pub(super) fn length(&mut self, row: TableId, expr: &Expr) -> (NodeId, (i128, i128)) {
        match &expr.kind {
            ExprKind::Constant(value) => (self.length_constant(value), days(value)),
            ExprKind::Parameter(id) => {
                let bounds = self.book.parameter(*id).bounds.as_ref();
                let span = bounds.map_or(ENDLESS, |(low, high)| (days(low).0, days(high).1));
                (self.parameter(row, *id), span)
            }
            _ => {
                let node = self.expr(row, expr);
                let (low, high) = self.graph.root(node).ends();
                let is_days = expr.ty == crate::value::Type::Days;
                (node, if is_days { (low.div_euclid(ONE), high.div_euclid(ONE) + 1) } else { ENDLESS })
            }
        }
    }

    fn length_constant(&mut self, value: &Value) -> NodeId {
        match value {
            Value::Period(period) => self.graph.add(Kind::Leaf(Leaf::Period(*period)), Domain::ANY, 1),
            value => {
                let domain = Domain::number(value.number().map_or(0, |n| n.units()));
                self.graph.constant(domain)
            }
        }
    }
}

/// The days of a constant; decimals of days are cut towards zero.
fn days(value: &Value) -> (i128, i128) {
    match value {
        Value::Period(period) => days_of(*period),
        Value::Number(n) => {
            let whole = n.trunc().units() / ONE;
            i32::try_from(whole).map_or(ENDLESS, |days| days_of(Period::Days(days)))
        }
        _ => ENDLESS,
    }
}
