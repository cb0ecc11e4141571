//! From the model to the graph of values.
//!
//! Enters: a checked rulebook. Leaves: [`Built`]: the graph, and for each item the nodes of its lists. Guaranteed: each
//! item is built after all that it reads; a metric, score or segment read twice is one node.

mod aggregate;
mod condition;
mod expr;
mod judge;
mod order;
mod period;

use super::domain::{Domain, REST, day};
use super::graph::{Graph, Kind, Leaf, NodeId};
use crate::model::{ColumnId, ExprId, ItemId, ParameterId, Rulebook, TableId};
use crate::value::{Date, Type};
use std::collections::HashMap;
use std::sync::Arc;

/// The first and last as-of date that findings hold for, in days: years 1000 to 8999.
const DATES: (i64, i64) = (-354_285, 2_567_400);

/// The nodes of a rulebook.
#[derive(Debug)]
pub struct Built {
    /// All values
    pub graph: Graph,
    /// By [`ItemId`]
    pub items: Vec<ItemNodes>,
    /// What alerts look at, by position in [`Rulebook::watches`]; a yes/no value is a condition
    pub watches: Vec<NodeId>,
    /// The node of each expression that was built; a condition's is the condition
    pub nodes: HashMap<ExprId, NodeId>,
    /// The pick of each text that the rulebook speaks of
    pub texts: HashMap<Arc<str>, u32>,
}

/// The nodes of one item.
#[derive(Clone, Debug)]
pub struct ItemNodes {
    /// Its value, unknown for rows that are not among its rows
    pub value: NodeId,
    /// Whether the row is among its rows
    pub among: NodeId,
    /// The lines of a segment or of a list metric
    pub lines: Vec<LineNodes>,
    /// Of a score
    pub score: Option<ScoreNodes>,
}

/// One line of a decision list.
#[derive(Clone, Copy, Debug)]
pub struct LineNodes {
    /// `None` for `otherwise`
    pub condition: Option<NodeId>,
    /// What it gives; of a rule its points before the weight
    pub result: NodeId,
}

/// The nodes of a score.
#[derive(Clone, Debug)]
pub struct ScoreNodes {
    /// Starts at and all contributions
    pub points: NodeId,
    /// By position in the score's rules; `None` for an inactive one
    pub rules: Vec<Option<RuleNodes>>,
}

/// The nodes of a rule.
#[derive(Clone, Debug)]
pub struct RuleNodes {
    /// Its lines
    pub lines: Vec<LineNodes>,
    /// Its points before the weight
    pub points: NodeId,
}

/// Builds the graph of a rulebook.
pub fn build(book: &Rulebook) -> Built {
    let mut builder =
        Builder { book, graph: Graph::default(), items: HashMap::new(), texts: HashMap::new(), nodes: HashMap::new() };
    for id in order::order(book) {
        let nodes = builder.item(book.item(id));
        builder.items.insert(id, nodes);
    }
    for rows in &book.rows {
        for part in &rows.filter {
            builder.condition(rows.table, part);
        }
    }
    let watches = book.watches.iter().map(|watch| builder.watch(watch)).collect();
    let Builder { mut graph, items: mut found, nodes, texts, .. } = builder;
    super::facts::state(&mut graph);
    let items = (0..book.items.len()).filter_map(|i| found.remove(&ItemId(i))).collect();
    Built { graph, items, watches, nodes, texts }
}

impl Built {
    /// The value of an item, or of what an alert looks at; `None` for an id of another rulebook.
    pub fn value(&self, id: ItemId) -> Option<NodeId> {
        let watch = || self.watches.get(id.0.checked_sub(self.items.len())?).copied();
        self.items.get(id.0).map(|item| item.value).or_else(watch)
    }
}

/// Adds nodes to the graph.
struct Builder<'b> {
    book: &'b Rulebook,
    graph: Graph,
    items: HashMap<ItemId, ItemNodes>,
    texts: HashMap<Arc<str>, u32>,
    nodes: HashMap<ExprId, NodeId>,
}

impl Builder<'_> {
    /// The pick of a text; texts beyond the picks share the last.
    fn text(&mut self, text: &str) -> u128 {
        let next = u32::try_from(self.texts.len()).unwrap_or(REST).min(REST);
        1 << *self.texts.entry(text.into()).or_insert(next)
    }

    fn today(&mut self) -> NodeId {
        let at = |days| Date::from_days(days).map_or(0, day);
        self.graph.add(Kind::Leaf(Leaf::Today), Domain::range(at(DATES.0), at(DATES.1)), super::domain::ONE)
    }

    /// A column of a used row: its `dated` date has come, an event's has if it is known.
    fn column(&mut self, table: TableId, id: ColumnId) -> NodeId {
        let kind = Kind::Leaf(Leaf::Column(table, id));
        if let Some(found) = self.graph.find(&kind) {
            return found;
        }
        let declared = self.book.table(table);
        let Some(column) = declared.columns.get(id.0) else { return self.graph.constant(Domain::ANY.nothing_known()) };
        let is_dated = declared.dated == Some(id);
        let is_missing = column.optional && column.default.is_none();
        let unknown = !is_dated && (is_missing || column.event || column.known_from.is_some());
        let step = match &column.ty {
            Type::Money | Type::Count | Type::Days => 10i128.pow(12u32.saturating_sub(u32::from(column.decimals))),
            Type::Date => super::domain::ONE,
            _ => 1,
        };
        let node = self.graph.add(kind, Domain::of_type(&column.ty).or_unknown(unknown), step);
        if is_dated || column.event {
            let today = self.today();
            self.graph.state(super::graph::Fact::NotAbove(node, today));
        }
        node
    }

    /// Whether the row of `from` has its row of `to`; sure where nothing on the way can lack it.
    fn present(&mut self, from: TableId, to: TableId) -> NodeId {
        if self.is_present(from, to) {
            return self.graph.truth(true);
        }
        let leaf = self.graph.add(Kind::Leaf(Leaf::Present(from, to)), Domain::TRUTH, 1);
        self.graph.among(leaf, super::domain::YES)
    }

    fn is_present(&self, from: TableId, to: TableId) -> bool {
        let mut at = from;
        for _ in 0..=self.book.tables.len() {
            if at == to {
                return true;
            }
            let table = self.book.table(at);
            let Some(parent) = table.parents.iter().find(|parent| self.leads(parent.table, to)) else { return false };
            let may_lack = parent.by.iter().filter_map(|id| table.columns.get(id.0)).any(|column| {
                (column.optional && column.default.is_none()) || column.event || column.known_from.is_some()
            });
            if may_lack || self.book.table(parent.table).dated.is_some() {
                return false;
            }
            at = parent.table;
        }
        false
    }

    /// Whether `to` is the table or above it.
    fn leads(&self, from: TableId, to: TableId) -> bool {
        let mut open = vec![from];
        let mut steps = 0;
        while let Some(table) = open.pop().filter(|_| steps < 10_000) {
            if table == to {
                return true;
            }
            steps += 1;
            open.extend(self.book.table(table).parents.iter().map(|parent| parent.table));
        }
        false
    }

    /// A parameter: whatever it may be set to.
    fn parameter(&mut self, row: TableId, id: ParameterId) -> NodeId {
        let declared = self.book.parameter(id);
        let domain = match &declared.bounds {
            Some((low, high)) => {
                let end = |value| super::domain::of_value(value, |_| 0).ends();
                match declared.ty {
                    Type::Period => Domain::ANY,
                    _ => Domain::range(end(low).0, end(high).1),
                }
            }
            None => Domain::of_type(&declared.ty),
        };
        let leaf = self.graph.add(Kind::Leaf(Leaf::Parameter(id)), domain, 1);
        if let Some((table, by)) = &declared.by {
            self.expr(*table, by);
        }
        match declared.by {
            Some((table, _)) if table != row => {
                let present = self.present(row, table);
                self.graph.when(present, leaf)
            }
            _ => leaf,
        }
    }
}
