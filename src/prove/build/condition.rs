//! Conditions: yes, no or unknown.

use super::Builder;
use crate::model::{Expr, ExprKind, TableId};
use crate::prove::domain::{Domain, ONE, REST, Set, YES};
use crate::prove::graph::{EQUAL, GREATER, Kind, LESS, NodeId};
use crate::value::{Comparison, Type, Value};

/// Days from today within which no as-of date that findings hold for leaves the calendar.
const NEAR: i128 = 360_000;

impl Builder<'_> {
    /// A condition's node: always one that can be split into yes, no and unknown.
    pub(super) fn condition(&mut self, row: TableId, expr: &Expr) -> NodeId {
        let node = self.expr(row, expr);
        let node = match self.graph.kind(node) {
            Kind::Constant(_) | Kind::And(_) | Kind::Not(_) | Kind::Among(..) | Kind::Known(_) => node,
            Kind::Window(..) | Kind::Opaque(..) | Kind::Same(..) => node,
            _ => self.graph.among(node, YES),
        };
        self.nodes.insert(expr.id, node);
        node
    }

    fn conditions(&mut self, row: TableId, parts: &[Expr]) -> Vec<NodeId> {
        parts.iter().map(|part| self.condition(row, part)).collect()
    }

    /// A yes/no value that is made of others.
    pub(super) fn truth(&mut self, row: TableId, expr: &Expr) -> NodeId {
        match &expr.kind {
            ExprKind::And(parts) => {
                let parts = self.conditions(row, parts);
                self.graph.and(parts)
            }
            ExprKind::Or(parts) => {
                let parts = self.conditions(row, parts);
                self.graph.or(parts)
            }
            ExprKind::Not(a) => {
                let a = self.condition(row, a);
                self.graph.not(a)
            }
            ExprKind::Known(a, wanted) => {
                let a = self.expr(row, a);
                let known = self.graph.known(a);
                if *wanted { known } else { self.graph.not(known) }
            }
            ExprKind::Compare(sign, a, b) => self.compare(row, expr, *sign, a, b),
            ExprKind::Between(value, low, high) => {
                let (value, low, high) = (self.expr(row, value), self.expr(row, low), self.expr(row, high));
                let above = self.ordered(value, low, EQUAL | GREATER);
                let below = self.ordered(value, high, EQUAL | LESS);
                self.graph.and([above, below])
            }
            ExprKind::OneOf(value, list) => self.one_of(row, expr, value, list),
            ExprKind::InLast(date, period) => self.in_last(row, date, period),
            ExprKind::Else(parts) => {
                let parts = parts.iter().map(|part| self.expr(row, part)).collect();
                self.graph.make(Kind::First(parts))
            }
            _ => self.opaque(row, expr),
        }
    }

    /// Nothing is known but what it is made of.
    fn opaque(&mut self, row: TableId, expr: &Expr) -> NodeId {
        let parts = expr.parts().into_iter().map(|part| self.expr(row, part)).collect();
        self.graph.make(Kind::Opaque(expr.id, parts))
    }

    fn compare(&mut self, row: TableId, expr: &Expr, sign: Comparison, a: &Expr, b: &Expr) -> NodeId {
        if a.ty.is_ordered() {
            let (a, b) = (self.expr(row, a), self.expr(row, b));
            return self.ordered(a, b, orders(sign));
        }
        if a.ty == Type::Period {
            return self.opaque(row, expr);
        }
        let (left, right) = (self.expr(row, a), self.expr(row, b));
        let same = match (self.constant_pick(left), self.constant_pick(right)) {
            (_, Some(pick)) if pick != 1 << REST => self.graph.among(left, pick),
            (Some(pick), _) if pick != 1 << REST => self.graph.among(right, pick),
            (None, None) => self.graph.make(Kind::Same(left.min(right), left.max(right))),
            _ => self.opaque(row, expr),
        };
        if sign == Comparison::NotEqual { self.graph.not(same) } else { same }
    }

    /// Two numbers or dates; a date beside one so many days from today is asked for its age, as `days since` would.
    fn ordered(&mut self, a: NodeId, b: NodeId, orders: u128) -> NodeId {
        match (self.days_ahead(a), self.days_ahead(b)) {
            (None, Some(days)) => {
                let today = self.today();
                let (age, least) = (self.days_between(today, a), self.graph.constant(Domain::number(-days)));
                self.graph.compare(least, age, orders)
            }
            (Some(days), None) => {
                let today = self.today();
                let (age, least) = (self.days_between(today, b), self.graph.constant(Domain::number(-days)));
                self.graph.compare(age, least, orders)
            }
            _ => self.graph.compare(a, b, orders),
        }
    }

    /// How far from today a date lies, where that is a constant count of days.
    fn days_ahead(&mut self, date: NodeId) -> Option<i128> {
        let today = self.today();
        match self.graph.kind(date) {
            Kind::Shifted(from, _, low, high) if *from == today && low == high && low.abs() < NEAR => Some(low * ONE),
            _ => (date == today).then_some(0),
        }
    }

    /// The pick of a constant label, text or yes/no value.
    fn constant_pick(&self, id: NodeId) -> Option<u128> {
        match self.graph.kind(id) {
            Kind::Constant(domain) => {
                if let Set::Picks(mask) = domain.set {
                    Some(mask)
                } else {
                    None
                }
            }
            _ => None,
        }
    }

    fn one_of(&mut self, row: TableId, expr: &Expr, value: &Expr, list: &[Value]) -> NodeId {
        let node = self.expr(row, value);
        let constants: Vec<NodeId> = list.iter().map(|value| self.constant(value)).collect();
        if value.ty.is_ordered() {
            let equal: Vec<NodeId> = constants.iter().map(|c| self.graph.compare(node, *c, EQUAL)).collect();
            return self.graph.or(equal);
        }
        let mask = constants.iter().filter_map(|id| self.constant_pick(*id)).fold(0, |mask, pick| mask | pick);
        if mask & (1 << REST) == 0 { self.graph.among(node, mask) } else { self.opaque(row, expr) }
    }

    /// today − period < date <= today
    fn in_last(&mut self, row: TableId, date: &Expr, period: &Expr) -> NodeId {
        let (date, today) = (self.expr(row, date), self.today());
        let age = self.days_between(today, date);
        let (length, (sure, most)) = self.length(row, period);
        self.graph.make(Kind::Window(age, length, sure, most))
    }
}

fn orders(sign: Comparison) -> u128 {
    match sign {
        Comparison::Equal => EQUAL,
        Comparison::NotEqual => LESS | GREATER,
        Comparison::Less => LESS,
        Comparison::LessOrEqual => LESS | EQUAL,
        Comparison::Greater => GREATER,
        Comparison::GreaterOrEqual => GREATER | EQUAL,
    }
}
