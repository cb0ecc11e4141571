//! Nodes made of others.
//!
//! Enters: nodes of a graph. Leaves: the node of a sum, a condition, a comparison. Guaranteed: what means the same is one
//! node, whatever order it is written in; its root domain and its step follow from those of its parts.

use super::{EQUAL, GREATER, Graph, Kind, LESS, NodeId};
use crate::prove::domain::{Domain, NO, ONE, YES};
use crate::value::Decimal;

/// Constructors that know what a part means, so that equal conditions are one node.
impl Graph {
    /// A constant.
    pub fn constant(&mut self, domain: Domain) -> NodeId {
        let step = domain.single().map_or(1, i128::abs);
        self.add(Kind::Constant(domain), domain, step)
    }

    /// A constant number.
    pub fn number(&mut self, number: Decimal) -> NodeId {
        self.constant(Domain::number(number.units()))
    }

    /// Yes or no.
    pub fn truth(&mut self, yes: bool) -> NodeId {
        self.constant(Domain::picks(if yes { YES } else { NO }))
    }

    /// A node made of others, with the domain that follows from theirs.
    pub fn make(&mut self, kind: Kind) -> NodeId {
        if let Some(found) = self.find(&kind) {
            return found;
        }
        let root = crate::prove::forward::forward(&kind, &|id| self.root(id), &|id| self.node(id).step);
        let step = self.step_of(&kind);
        self.add(kind, root, step)
    }

    fn step_of(&self, kind: &Kind) -> i128 {
        let step = |id: &NodeId| self.node(*id).step;
        match kind {
            Kind::Sum(terms) => terms.iter().fold(0, |all, (_, id)| common_step(all, step(id))),
            Kind::AtLeast(a, b) | Kind::AtMost(a, b) => common_step(step(a), step(b)),
            Kind::Pick(_, all) | Kind::First(all) => all.iter().fold(0, |sum, id| common_step(sum, step(id))),
            Kind::List(lines) => lines.iter().fold(0, |all, (_, id)| common_step(all, step(id))),
            Kind::When(_, a) => step(a),
            Kind::Rounded(_, to) => *to,
            Kind::Truncated(_) => ONE,
            Kind::Scaled(_, key) => key.step.map_or(1, Decimal::units),
            Kind::Product(a, b) => self.step_of_product(*a, *b),
            _ => 1,
        }
    }

    /// A whole multiple of a step stays one.
    fn step_of_product(&self, a: NodeId, b: NodeId) -> i128 {
        let (value, factor) = match (self.root(a).single(), self.root(b).single()) {
            (_, Some(factor)) => (a, factor),
            (Some(factor), _) => (b, factor),
            _ => return 1,
        };
        match self.node(value).step.checked_mul(factor) {
            Some(units) if units % ONE == 0 => (units / ONE).abs(),
            _ => 1,
        }
    }

    /// a + b, a − b and their like; sums of sums are one.
    pub fn sum(&mut self, terms: &[(bool, NodeId)]) -> NodeId {
        let mut flat = Vec::new();
        for (minus, id) in terms {
            match self.kind(*id) {
                Kind::Sum(inner) if inner.len() < 64 => flat.extend(inner.iter().map(|(m, id)| (m != minus, *id))),
                _ => flat.push((*minus, *id)),
            }
        }
        flat.sort();
        match flat.as_slice() {
            [(false, only)] => *only,
            _ => self.make(Kind::Sum(flat)),
        }
    }

    /// All hold.
    pub fn and(&mut self, all: impl IntoIterator<Item = NodeId>) -> NodeId {
        let mut flat: Vec<NodeId> = Vec::new();
        for id in all {
            match self.kind(id) {
                Kind::And(inner) => flat.extend(inner.iter().copied()),
                _ => flat.push(id),
            }
        }
        flat.retain(|id| self.root(*id) != Domain::YES);
        flat.sort();
        flat.dedup();
        match flat.as_slice() {
            [] => self.truth(true),
            [only] => *only,
            _ => self.make(Kind::And(flat)),
        }
    }

    /// One holds: not all fail to.
    pub fn or(&mut self, all: impl IntoIterator<Item = NodeId>) -> NodeId {
        let turned: Vec<NodeId> = all.into_iter().map(|id| self.not(id)).collect();
        let none = self.and(turned);
        self.not(none)
    }

    /// The condition turned around.
    pub fn not(&mut self, id: NodeId) -> NodeId {
        match self.kind(id).clone() {
            Kind::Not(inner) => inner,
            Kind::Among(of, mask) => self.among(of, !mask),
            Kind::Constant(domain) if domain == Domain::YES => self.truth(false),
            Kind::Constant(domain) if domain == Domain::picks(NO) => self.truth(true),
            _ => self.make(Kind::Not(id)),
        }
    }

    /// Whether the pick is among these; nobody asks so about a value that shares the last pick with others.
    pub fn among(&mut self, of: NodeId, mask: u128) -> NodeId {
        self.make(Kind::Among(of, mask))
    }

    /// A value that is there only where a condition holds.
    pub fn when(&mut self, condition: NodeId, value: NodeId) -> NodeId {
        if self.root(condition) == Domain::YES { value } else { self.make(Kind::When(condition, value)) }
    }

    /// Whether a value is known.
    pub fn known(&mut self, id: NodeId) -> NodeId {
        if self.is_sure(id) { self.truth(true) } else { self.make(Kind::Known(id)) }
    }

    /// Whether two numbers or dates stand in one of these orders.
    pub fn compare(&mut self, a: NodeId, b: NodeId, orders: u128) -> NodeId {
        let is_constant = |id: NodeId| matches!(self.kind(id), Kind::Constant(_));
        let turned = is_constant(a) || (!is_constant(b) && b < a);
        let (a, b, orders) = if turned { (b, a, mirrored(orders)) } else { (a, b, orders) };
        let order = self.make(Kind::Order(a, b));
        self.among(order, orders)
    }
}

/// The orders seen from the other side.
fn mirrored(orders: u128) -> u128 {
    (orders & EQUAL) | if orders & LESS != 0 { GREATER } else { 0 } | if orders & GREATER != 0 { LESS } else { 0 }
}

/// The greatest step of which both are multiples.
fn common_step(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.saturating_abs(), b.saturating_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
