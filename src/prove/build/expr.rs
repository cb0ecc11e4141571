//! Expressions: what a value is made of.

use super::Builder;
use crate::model::{Arithmetic, Expr, ExprKind, TableId};
use crate::prove::domain::{Domain, of_value};
use crate::prove::graph::{Fact, Kind, NodeId};
use crate::value::{Decimal, Pick, Type, Value};

impl Builder<'_> {
    /// The node of an expression in the scope of a row. The depth of expressions is bounded by the checker.
    pub(super) fn expr(&mut self, row: TableId, expr: &Expr) -> NodeId {
        let node = self.expr_node(row, expr);
        self.nodes.insert(expr.id, node);
        node
    }

    fn expr_node(&mut self, row: TableId, expr: &Expr) -> NodeId {
        match &expr.kind {
            ExprKind::Constant(Value::Period(_)) => self.length(row, expr).0,
            ExprKind::Constant(value) => self.constant(value),
            ExprKind::Today => self.today(),
            ExprKind::Column(id) => self.column(row, *id),
            ExprKind::Parameter(id) => self.parameter(row, *id),
            ExprKind::Item(id) => match self.items.get(id) {
                Some(nodes) => nodes.value,
                None => self.anything(expr),
            },
            ExprKind::Ancestor(table, inner) => {
                let (value, present) = (self.expr(*table, inner), self.present(row, *table));
                self.graph.when(present, value)
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(row, aggregate),
            _ if expr.ty == Type::YesNo => self.truth(row, expr),
            _ => self.computed(row, expr),
        }
    }

    /// A value that nothing is known about.
    fn anything(&mut self, expr: &Expr) -> NodeId {
        let kind = Kind::Leaf(crate::prove::graph::Leaf::Unique(expr.id));
        self.graph.add(kind, Domain::of_type(&expr.ty).or_unknown(true), 1)
    }

    pub(super) fn constant(&mut self, value: &Value) -> NodeId {
        let pick = if let Value::Text(text) = value { self.text(text) } else { 0 };
        self.graph.constant(of_value(value, |_| pick))
    }

    fn all(&mut self, row: TableId, parts: &[Expr]) -> Vec<NodeId> {
        parts.iter().map(|part| self.expr(row, part)).collect()
    }

    fn computed(&mut self, row: TableId, expr: &Expr) -> NodeId {
        match &expr.kind {
            ExprKind::Negate(a) => {
                let a = self.expr(row, a);
                self.graph.sum(&[(true, a)])
            }
            ExprKind::Arithmetic(sign, a, b) => self.arithmetic(row, *sign, a, b),
            ExprKind::Pick(pick, parts) => {
                let least = matches!(pick, Pick::Lower | Pick::Earlier);
                let parts = self.all(row, parts);
                self.graph.make(Kind::Pick(least, parts))
            }
            ExprKind::RoundedTo(a, step) => {
                let (a, step) = (self.expr(row, a), self.expr(row, step));
                match self.graph.root(step).single().filter(|step| *step > 0) {
                    Some(step) => self.graph.make(Kind::Rounded(a, step)),
                    None => self.anything(expr),
                }
            }
            ExprKind::AtLeast(a, b) => {
                let (a, b) = (self.expr(row, a), self.expr(row, b));
                self.graph.make(Kind::AtLeast(a, b))
            }
            ExprKind::AtMost(a, b) => {
                let (a, b) = (self.expr(row, a), self.expr(row, b));
                self.graph.make(Kind::AtMost(a, b))
            }
            ExprKind::Else(parts) => {
                let parts = self.all(row, parts);
                self.graph.make(Kind::First(parts))
            }
            _ => self.anything(expr),
        }
    }

    fn arithmetic(&mut self, row: TableId, sign: Arithmetic, a: &Expr, b: &Expr) -> NodeId {
        match sign {
            Arithmetic::DatePlus => return self.moved(row, a, b, false),
            Arithmetic::DateMinus => return self.moved(row, a, b, true),
            _ => {}
        }
        let (a, b) = (self.expr(row, a), self.expr(row, b));
        match sign {
            Arithmetic::Add => self.graph.sum(&[(false, a), (false, b)]),
            Arithmetic::Subtract => self.graph.sum(&[(false, a), (true, b)]),
            Arithmetic::Multiply => self.graph.make(Kind::Product(a.min(b), a.max(b))),
            Arithmetic::Divide => self.graph.make(Kind::Quotient(a, b)),
            _ => self.days_between(a, b),
        }
    }

    /// Days from b to a; a date that has come lies no later than today.
    pub(super) fn days_between(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let node = self.graph.sum(&[(false, a), (true, b)]);
        let today = self.today();
        if a == today && self.has_come(b, 0) {
            self.graph.learn(node, Domain::range(0, crate::prove::domain::MOST).or_unknown(true));
        }
        node
    }

    /// Whether a date, where it is known, is never after today.
    pub(super) fn has_come(&mut self, date: NodeId, depth: usize) -> bool {
        let today = self.today();
        if date == today || self.graph.facts.contains(&Fact::NotAbove(date, today)) {
            return true;
        }
        match self.graph.kind(date).clone() {
            Kind::Over { argument, .. } if depth < 16 => self.has_come(argument, depth + 1),
            Kind::When(_, value) if depth < 16 => self.has_come(value, depth + 1),
            _ => false,
        }
    }

    /// A date moved by a length.
    fn moved(&mut self, row: TableId, date: &Expr, by: &Expr, back: bool) -> NodeId {
        let date = self.expr(row, date);
        let (length, (low, high)) = self.length(row, by);
        let (low, high) = if back { (-high, -low) } else { (low, high) };
        self.graph.make(Kind::Shifted(date, length, low, high))
    }

    /// A number of the language as a node.
    pub(super) fn number(&mut self, number: Decimal) -> NodeId {
        self.graph.number(number)
    }
}
