//! Aggregates: values over a group of rows.

use super::Builder;
use crate::model::{Aggregate, TableId};
use crate::prove::domain::{Domain, MOST, ONE};
use crate::prove::forward::forward;
use crate::prove::graph::{Group, GroupId, Kind, Leaf, NodeId};
use crate::prove::solver::Solver;
use crate::value::Function;

/// Beyond so many groups or nodes, arguments are taken as they are without their rows' conditions.
const MOST_GROUPS: usize = 400;
const MOST_NODES: usize = 20_000;

impl Builder<'_> {
    /// The node of an aggregate gathered for a row.
    pub(super) fn aggregate(&mut self, row: TableId, aggregate: &Aggregate) -> NodeId {
        let table = aggregate.table;
        let conditions: Vec<NodeId> = aggregate.filter.iter().map(|part| self.condition(table, part)).collect();
        let all = self.graph.and(conditions);
        let filter = match self.graph.kind(all) {
            Kind::And(parts) => parts.clone(),
            Kind::Constant(domain) if *domain == Domain::YES => Vec::new(),
            _ => vec![all],
        };
        let into = aggregate.into.unwrap_or(row);
        let (group, _) = self.graph.add_group(Group { table, into, filter });
        let argument = aggregate.argument.as_ref().map(|argument| self.expr(table, argument));
        let rows = self.rows(group);
        match argument {
            None => rows,
            Some(argument) => self.over(aggregate.function, group, rows, argument),
        }
    }

    /// How many rows a group has.
    fn rows(&mut self, group: GroupId) -> NodeId {
        let kind = Kind::Leaf(Leaf::Rows(group));
        if let Some(found) = self.graph.find(&kind) {
            return found;
        }
        let most = if self.inside(group, &[]).is_some() { MOST } else { 0 };
        self.graph.add(kind, Domain::range(0, most), ONE)
    }

    /// What some nodes are in the rows of a group; `None` where it has none.
    fn inside(&self, group: GroupId, wanted: &[NodeId]) -> Option<Vec<Domain>> {
        if self.graph.groups.len() > MOST_GROUPS || self.graph.nodes.len() > MOST_NODES {
            return Some(wanted.iter().map(|id| self.graph.root(*id)).collect());
        }
        let filter = self.graph.group(group).filter.iter().map(|id| (*id, Domain::YES));
        Solver::new(&self.graph, 3_000, 3_000).narrowed(&filter.collect::<Vec<_>>(), wanted)
    }

    fn over(&mut self, function: Function, group: GroupId, rows: NodeId, argument: NodeId) -> NodeId {
        let inside = self.inside(group, &[argument]).and_then(|found| found.first().copied());
        let of = inside.unwrap_or(self.graph.root(argument).nothing_known());
        let count = if of.unknown {
            self.gathered(Kind::Over { function: Function::Count, group, argument, count: rows, of }, ONE)
        } else {
            rows
        };
        let step = self.graph.node(argument).step;
        let kind = |function| Kind::Over { function, group, argument, count, of };
        match function {
            Function::Count => count,
            Function::CountDistinct => self.gathered(kind(Function::CountDistinct), ONE),
            Function::Average => {
                let sum = self.gathered(kind(Function::Sum), step);
                let average = self.graph.make(Kind::Quotient(sum, count));
                self.graph.learn(average, of.or_unknown(true));
                average
            }
            Function::Median => self.gathered(kind(function), 1),
            _ => self.gathered(kind(function), step),
        }
    }

    fn gathered(&mut self, kind: Kind, step: i128) -> NodeId {
        if let Some(found) = self.graph.find(&kind) {
            return found;
        }
        let root = forward(&kind, &|id| self.graph.root(id), &|id| self.graph.node(id).step);
        self.graph.add(kind, root, step)
    }
}
