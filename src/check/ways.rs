//! Chains of parents from a table to its ancestors.
//!
//! Enters: tables with their parents. Leaves: whether none, one or several chains join two tables. Guaranteed: linear
//! in the tables for each table asked about, however many chains there are; tables in a circle have no chain.

use crate::model::{Table, TableId};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How one table reaches another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// No chain of parents leads there
    None,
    /// Exactly one does
    One,
    /// Two of the chains, as table names from the lower to the upper
    Two(String, String),
}

/// Answers about ancestors; each table's are worked out once.
pub(super) struct Ways {
    parents: Vec<Vec<TableId>>,
    names: Vec<String>,
    /// For each table the count of chains from it to each ancestor, at most 2
    counts: RefCell<BTreeMap<TableId, Rc<BTreeMap<TableId, u8>>>>,
}

impl Ways {
    /// `tables` have no circle of parents.
    pub(super) fn new(tables: &[Table]) -> Ways {
        Ways {
            parents: tables.iter().map(|t| t.parents.iter().map(|p| p.table).collect()).collect(),
            names: tables.iter().map(|t| t.name.clone()).collect(),
            counts: RefCell::default(),
        }
    }

    /// How `from` reaches its ancestor `to`.
    pub(super) fn find(&self, from: TableId, to: TableId) -> Way {
        match self.ancestors(from).get(&to) {
            None => Way::None,
            Some(1) => Way::One,
            Some(_) => self.two(from, to),
        }
    }

    /// All ancestors of a table, by id, each with its count of chains (2 for several).
    pub(super) fn ancestors(&self, from: TableId) -> Rc<BTreeMap<TableId, u8>> {
        if let Some(known) = self.counts.borrow().get(&from) {
            return Rc::clone(known);
        }
        let counts = Rc::new(self.count(from));
        self.counts.borrow_mut().insert(from, Rc::clone(&counts));
        counts
    }

    fn parents_of(&self, table: TableId) -> &[TableId] {
        self.parents.get(table.0).map_or(&[], Vec::as_slice)
    }

    /// Adds the chains of each table to its parents', lower tables first.
    fn count(&self, from: TableId) -> BTreeMap<TableId, u8> {
        let mut counts = BTreeMap::from([(from, 1u8)]);
        for table in self.lower_first(from) {
            let here = counts.get(&table).copied().unwrap_or(0);
            for parent in self.parents_of(table) {
                let there = counts.entry(*parent).or_insert(0);
                *there = there.saturating_add(here).min(2);
            }
        }
        counts.remove(&from);
        counts
    }

    /// `from` and its ancestors, each before its parents.
    fn lower_first(&self, from: TableId) -> Vec<TableId> {
        let mut order = Vec::new();
        let mut seen = std::collections::BTreeSet::from([from]);
        let mut open = vec![(from, 0)];
        while let Some((table, next)) = open.last_mut() {
            let parent = self.parents_of(*table).get(*next).copied();
            *next += 1;
            match parent {
                Some(parent) if seen.insert(parent) => open.push((parent, 0)),
                Some(_) => {}
                None => {
                    order.push(*table);
                    open.pop();
                }
            }
        }
        order.reverse();
        order
    }

    fn two(&self, from: TableId, to: TableId) -> Way {
        Way::Two(self.chain(from, to, false), self.chain(from, to, true))
    }

    /// The first chain, or the last one, taking at each table the first or last parent that leads on.
    fn chain(&self, from: TableId, to: TableId, last: bool) -> String {
        let mut names = vec![self.name(from)];
        let mut at = from;
        while at != to {
            let mut on = self.parents_of(at).iter().filter(|p| **p == to || self.ancestors(**p).contains_key(&to));
            let Some(next) = (if last { on.next_back() } else { on.next() }) else { break };
            at = *next;
            names.push(self.name(at));
        }
        names.join(" → ")
    }

    fn name(&self, table: TableId) -> &str {
        self.names.get(table.0).map_or("", String::as_str)
    }
}
