//! Who needs whom: order and circles.
//!
//! Enters: for each node the nodes it needs. Leaves: groups of nodes, what is needed first; a group of several nodes
//! (or of one that needs itself) is a circle. Guaranteed: linear, and no recursion however long a chain is.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The working state of Tarjan's algorithm.
struct Search<'e> {
    edges: &'e [Vec<usize>],
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    /// Nodes being visited, each with the position of its next edge
    open: Vec<(usize, usize)>,
    next: usize,
    groups: Vec<Vec<usize>>,
}

/// Strongly connected groups, each after all groups that it needs; members ascending.
pub(super) fn groups(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let n = edges.len();
    let mut search = Search {
        edges,
        index: vec![None; n],
        low: vec![0; n],
        on_stack: vec![false; n],
        stack: Vec::new(),
        open: Vec::new(),
        next: 0,
        groups: Vec::new(),
    };
    for node in 0..n {
        search.visit(node);
    }
    search.groups
}

// INVARIANT: every node is below `edges.len()`, the length of all vectors indexed here: callers make edges from
// positions in the very list they number.
impl Search<'_> {
    fn visit(&mut self, root: usize) {
        if self.index[root].is_some() {
            return;
        }
        self.enter(root);
        while let Some((node, next)) = self.open.last_mut() {
            let node = *node;
            let edge = self.edges[node].get(*next).copied();
            *next += 1;
            match edge {
                Some(to) if self.index[to].is_none() => self.enter(to),
                Some(to) if self.on_stack[to] => self.low[node] = self.low[node].min(self.index[to].unwrap_or(0)),
                Some(_) => {}
                None => self.leave(node),
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.index[node] = Some(self.next);
        self.low[node] = self.next;
        self.next += 1;
        self.stack.push(node);
        self.on_stack[node] = true;
        self.open.push((node, 0));
    }

    fn leave(&mut self, node: usize) {
        self.open.pop();
        if let Some((parent, _)) = self.open.last() {
            self.low[*parent] = self.low[*parent].min(self.low[node]);
        }
        if self.index[node] == Some(self.low[node]) {
            let start = self.stack.iter().rposition(|n| *n == node).unwrap_or(0);
            let mut group = self.stack.split_off(start);
            group.iter().for_each(|n| self.on_stack[*n] = false);
            group.sort_unstable();
            self.groups.push(group);
        }
    }
}

/// A shortest circle through the first node of a group: `a, b, c` where a needs b, b needs c, c needs a. Empty where
/// the group is no circle.
pub(super) fn circle(edges: &[Vec<usize>], group: &[usize]) -> Vec<usize> {
    let Some(start) = group.first().copied() else { return Vec::new() };
    let members: BTreeSet<usize> = group.iter().copied().collect();
    let mut came: BTreeMap<usize, usize> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for to in edges.get(node).into_iter().flatten().filter(|to| members.contains(to)) {
            if *to == start {
                return back(&came, start, node);
            }
            if !came.contains_key(to) {
                came.insert(*to, node);
                queue.push_back(*to);
            }
        }
    }
    Vec::new()
}

fn back(came: &BTreeMap<usize, usize>, start: usize, last: usize) -> Vec<usize> {
    let mut way = vec![last];
    let mut at = last;
    while at != start {
        let Some(before) = came.get(&at) else { break };
        at = *before;
        way.push(at);
    }
    way.reverse();
    way
}

#[cfg(test)]
mod tests {
    use super::{circle, groups};

    #[test]
    fn what_is_needed_comes_first_and_a_circle_is_one_group() {
        let edges = vec![vec![1], vec![2, 3], vec![1], vec![]];
        assert_eq!(groups(&edges), [vec![3], vec![1, 2], vec![0]]);
        assert_eq!(circle(&edges, &[1, 2]), [1, 2]);
        assert_eq!(circle(&edges, &[3]), [0usize; 0]);
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_needs_no_stack() {
        let edges: Vec<Vec<usize>> = (0..100_000).map(|i| if i == 0 { vec![] } else { vec![i - 1] }).collect();
        assert_eq!(groups(&edges).len(), 100_000);
    }
}
