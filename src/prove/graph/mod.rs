//! The values of one row, as a graph: what each is made of.
//!
//! Enters: nodes, from what they are made of upwards. Leaves: [`Graph`], where equal values are one node, so that what
//! is learnt about a value is known wherever it is read. Guaranteed: a node stands behind all nodes it is made of, and
//! its root domain holds for every row, every date and every allowed parameter.

mod make;

use super::domain::Domain;
use crate::model::{ColumnId, ExprId, ParameterId, Scale, TableId};
use crate::value::{Decimal, Function, Period};
use std::collections::HashMap;
use std::sync::Arc;

/// Position of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub usize);

/// Position of a group of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub usize);

/// The order of two values, as picks.
pub const LESS: u128 = 1;
/// Equal values.
pub const EQUAL: u128 = 2;
/// The first is the greater.
pub const GREATER: u128 = 4;

/// Where a value comes from that no other value of the row makes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Leaf {
    /// The as-of date
    Today,
    /// A column of a row of the table
    Column(TableId, ColumnId),
    /// A parameter
    Parameter(ParameterId),
    /// Whether the row of the first table has its row of the second
    Present(TableId, TableId),
    /// How many rows there are
    Rows(GroupId),
    /// A length of time by the calendar
    Period(Period),
    /// Anything, told apart by the expression
    Unique(ExprId),
}

/// What makes a node. Where nothing else is said, it is unknown exactly where a part is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A constant: its domain says which
    Constant(Domain),
    /// Comes from outside of the row
    Leaf(Leaf),
    /// An aggregate of an argument over a group of which so many rows have it known; the domain is the argument's
    Over {
        /// Which
        function: Function,
        /// Whose rows
        group: GroupId,
        /// What is aggregated
        argument: NodeId,
        /// Rows where the argument is known
        count: NodeId,
        /// What the argument is in these rows
        of: Domain,
    },
    /// The exact sum; `true` subtracts
    Sum(Vec<(bool, NodeId)>),
    /// ×
    Product(NodeId, NodeId),
    /// ÷, unknown also by zero
    Quotient(NodeId, NodeId),
    /// Cut to a whole number
    Truncated(NodeId),
    /// To the nearest multiple
    Rounded(NodeId, i128),
    /// The greater of two
    AtLeast(NodeId, NodeId),
    /// The lesser of two
    AtMost(NodeId, NodeId),
    /// The extreme of those that are known (`true`: the least)
    Pick(bool, Vec<NodeId>),
    /// The first that is known
    First(Vec<NodeId>),
    /// Points to a score
    Scaled(NodeId, ScaleKey),
    /// A date moved by a length that lies between two counts of days
    Shifted(NodeId, NodeId, i128, i128),
    /// Which of two is the greater: [`LESS`], [`EQUAL`] or [`GREATER`]
    Order(NodeId, NodeId),
    /// Whether two labels, texts or yes/no values are the same
    Same(NodeId, NodeId),
    /// Whether the picks are among these
    Among(NodeId, u128),
    /// Whether it is known
    Known(NodeId),
    /// Whether all hold
    And(Vec<NodeId>),
    /// Turned around
    Not(NodeId),
    /// Whether an age in days lies in a window of a length (the second), whose days lie between two counts
    Window(NodeId, NodeId, i128, i128),
    /// Yes or no, nobody knows which; unknown where a part is
    Opaque(ExprId, Vec<NodeId>),
    /// The second where the first is yes, else unknown
    When(NodeId, NodeId),
    /// The second, as it is where the first holds; elsewhere nobody asks for it
    Given(NodeId, NodeId),
    /// The result of the first line that holds; unknown where none does
    List(Vec<(Option<NodeId>, NodeId)>),
}

/// How points become a score, comparable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ScaleKey {
    ends: Option<[Decimal; 4]>,
    /// `rounded to`
    pub step: Option<Decimal>,
}

impl ScaleKey {
    /// From a score's declaration.
    pub fn new(scale: &Scale, step: Option<Decimal>) -> ScaleKey {
        let ends = match scale {
            Scale::Points => None,
            Scale::Mapped { from, to, points_from, points_to } => Some([*from, *to, *points_from, *points_to]),
        };
        ScaleKey { ends, step }
    }

    /// The scale again.
    pub fn scale(&self) -> Scale {
        match self.ends {
            None => Scale::Points,
            Some([from, to, points_from, points_to]) => Scale::Mapped { from, to, points_from, points_to },
        }
    }
}

/// One value of the row.
#[derive(Clone, Debug)]
pub struct Node {
    /// What makes it
    pub kind: Arc<Kind>,
    /// Its numbers are multiples of this; 0 where it is always zero
    pub step: i128,
    /// What it can be at all
    pub root: Domain,
    /// The nodes made of it
    pub readers: Vec<NodeId>,
}

/// Rows of a table, gathered for a row of another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Group {
    /// Whose rows
    pub table: TableId,
    /// For whose row
    pub into: TableId,
    /// Conditions that all hold, in the scope of `table`, sorted
    pub filter: Vec<NodeId>,
}

/// Something that holds between nodes beyond what they are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Where both are known, the first is not above the second
    NotAbove(NodeId, NodeId),
    /// Where the first is known, so is the second
    KnownIfKnown(NodeId, NodeId),
    /// Counts of disjoint sets, together not above the count of a set around them
    Parts(Vec<NodeId>, NodeId),
}

/// All values that the rulebook speaks of.
#[derive(Debug, Default)]
pub struct Graph {
    /// Parts before what is made of them
    pub nodes: Vec<Node>,
    /// Groups of rows
    pub groups: Vec<Group>,
    /// Facts between nodes
    pub facts: Vec<Fact>,
    /// For each node the facts that name it
    pub facts_of: HashMap<NodeId, Vec<usize>>,
    index: HashMap<Arc<Kind>, NodeId>,
    group_index: HashMap<Group, GroupId>,
}

impl Graph {
    /// The node of an id. INVARIANT: ids are made by this very graph.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0]
    }

    /// What a node is made of. INVARIANT: ids are made by this very graph.
    pub fn kind(&self, id: NodeId) -> &Kind {
        &self.nodes[id.0].kind
    }

    /// What a node can be at all. INVARIANT: ids are made by this very graph.
    pub fn root(&self, id: NodeId) -> Domain {
        self.nodes[id.0].root
    }

    /// A group of an id. INVARIANT: ids are made by this very graph.
    pub fn group(&self, id: GroupId) -> &Group {
        &self.groups[id.0]
    }

    /// The node of a kind, if there is one.
    pub fn find(&self, kind: &Kind) -> Option<NodeId> {
        self.index.get(kind).copied()
    }

    /// The node of a kind, made if there is none; `root` and `step` are those of a new one.
    pub fn add(&mut self, kind: Kind, root: Domain, step: i128) -> NodeId {
        if let Some(found) = self.index.get(&kind) {
            return *found;
        }
        let (id, kind) = (NodeId(self.nodes.len()), Arc::new(kind));
        for part in parts(&kind) {
            if let Some(node) = self.nodes.get_mut(part.0) {
                node.readers.push(id);
            }
        }
        let root = root.aligned(step);
        self.nodes.push(Node { kind: kind.clone(), step, root, readers: Vec::new() });
        self.index.insert(kind, id);
        id
    }

    /// Makes a root domain narrower: the caller knows that it holds.
    pub fn learn(&mut self, id: NodeId, domain: Domain) {
        if let Some(node) = self.nodes.get_mut(id.0) {
            node.root = node.root.meet(domain).aligned(node.step);
        }
    }

    /// The id of a group, and whether it is new.
    pub fn add_group(&mut self, group: Group) -> (GroupId, bool) {
        if let Some(found) = self.group_index.get(&group) {
            return (*found, false);
        }
        let id = GroupId(self.groups.len());
        self.groups.push(group.clone());
        self.group_index.insert(group, id);
        (id, true)
    }

    /// Adds a fact.
    pub fn state(&mut self, fact: Fact) {
        let position = self.facts.len();
        for node in named(&fact) {
            self.facts_of.entry(node).or_default().push(position);
        }
        self.facts.push(fact);
    }

    /// Whether a value can never be unknown.
    pub fn is_sure(&self, id: NodeId) -> bool {
        !self.root(id).unknown
    }
}

/// The nodes that a fact names.
pub fn named(fact: &Fact) -> Vec<NodeId> {
    match fact {
        Fact::NotAbove(a, b) | Fact::KnownIfKnown(a, b) => vec![*a, *b],
        Fact::Parts(parts, whole) => parts.iter().chain([whole]).copied().collect(),
    }
}

/// The nodes that a kind is directly made of.
pub fn parts(kind: &Kind) -> Vec<NodeId> {
    match kind {
        Kind::Constant(_) | Kind::Leaf(_) => Vec::new(),
        Kind::Over { count, .. } => vec![*count],
        Kind::Sum(terms) => terms.iter().map(|(_, node)| *node).collect(),
        Kind::Truncated(a)
        | Kind::Rounded(a, _)
        | Kind::Scaled(a, _)
        | Kind::Among(a, _)
        | Kind::Known(a)
        | Kind::Not(a) => vec![*a],
        Kind::Product(a, b)
        | Kind::Quotient(a, b)
        | Kind::AtLeast(a, b)
        | Kind::AtMost(a, b)
        | Kind::Shifted(a, b, ..)
        | Kind::Order(a, b)
        | Kind::Same(a, b)
        | Kind::Window(a, b, ..)
        | Kind::Given(a, b)
        | Kind::When(a, b) => vec![*a, *b],
        Kind::Pick(_, all) | Kind::First(all) | Kind::And(all) | Kind::Opaque(_, all) => all.clone(),
        Kind::List(lines) => {
            lines.iter().flat_map(|(condition, result)| condition.iter().chain([result])).copied().collect()
        }
    }
}
