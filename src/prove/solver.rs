//! Whether any row can be as a question supposes.
//!
//! Enters: suppositions about nodes. Leaves: [`Answer::Never`] where no row, date or allowed parameter makes them true
//! together, and else the narrowest domains found on the way. Guaranteed: `Never` is a proof: every value is narrowed
//! by what its parts and its readers allow, and where that does not settle it, each case of an open condition is tried.
//! The work is bounded; what is not proven within the bounds is not answered.

use super::domain::{Domain, NO};
use super::forward::derive;
use super::graph::{Graph, Kind, NodeId, named, parts};
use std::collections::{HashSet, VecDeque};

/// The most conditions supposed inside each other.
const MOST_DEEP: usize = 200;

/// Suppositions that can't be true together.
pub struct Conflict;

/// What is known about a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// No row can be so
    Never,
    /// Nothing speaks against it; the leaves as they would have to be
    Maybe(Vec<(NodeId, Domain)>),
    /// Too much to look through
    GaveUp,
}

/// Narrows domains, and takes it back.
pub struct Solver<'g> {
    pub(super) graph: &'g Graph,
    domains: Vec<Domain>,
    loose: Vec<Domain>,
    trail: Vec<(NodeId, Domain)>,
    queue: VecDeque<NodeId>,
    queued: Vec<bool>,
    within: Vec<bool>,
    cone: Vec<NodeId>,
    effort: u64,
    limit: u64,
    most: u64,
    left: u64,
}

impl<'g> Solver<'g> {
    /// A solver that looks at no more than `most` nodes for a question, and at `effort` in all its life.
    pub fn new(graph: &'g Graph, most: u64, effort: u64) -> Solver<'g> {
        let roots: Vec<Domain> = graph.nodes.iter().map(|node| node.root).collect();
        Solver {
            graph,
            loose: roots.clone(),
            queued: vec![false; roots.len()],
            within: vec![false; roots.len()],
            domains: roots,
            trail: Vec::new(),
            queue: VecDeque::new(),
            cone: Vec::new(),
            effort: 0,
            limit: 0,
            most,
            left: effort,
        }
    }

    /// The domain of a node as far as it is narrowed now. INVARIANT: ids are made by the solver's graph.
    pub(super) fn now(&self, id: NodeId) -> Domain {
        self.domains[id.0]
    }

    /// Whether a row can be so.
    pub fn ask(&mut self, suppose: &[(NodeId, Domain)]) -> Answer {
        if self.left == 0 {
            return Answer::GaveUp;
        }
        let answer = self.begin(suppose).map_or(Answer::Never, |()| self.search(suppose, 0));
        self.end();
        answer
    }

    /// What some nodes can still be where a supposition holds; `None` where it can't.
    pub fn narrowed(&mut self, suppose: &[(NodeId, Domain)], wanted: &[NodeId]) -> Option<Vec<Domain>> {
        let all: Vec<_> = suppose.iter().copied().chain(wanted.iter().map(|id| (*id, self.graph.root(*id)))).collect();
        let found = self.begin(&all).and_then(|()| self.propagate());
        let domains = found.is_ok().then(|| wanted.iter().map(|id| self.now(*id)).collect());
        self.end();
        domains
    }

    fn begin(&mut self, suppose: &[(NodeId, Domain)]) -> Result<(), Conflict> {
        self.limit = self.left.min(self.most);
        self.effort = 0;
        self.gather_cone(suppose);
        for (id, domain) in suppose {
            self.enqueue(*id);
            self.narrow(*id, *domain)?;
        }
        Ok(())
    }

    /// Everything as if nothing had been asked.
    fn end(&mut self) {
        self.left = self.left.saturating_sub(self.effort);
        self.undo(0);
        for id in std::mem::take(&mut self.cone) {
            if let Some(flag) = self.within.get_mut(id.0) {
                *flag = false;
            }
        }
    }

    /// The supposed nodes and all that they are made of, parts first.
    fn gather_cone(&mut self, suppose: &[(NodeId, Domain)]) {
        let mut open: Vec<NodeId> = suppose.iter().map(|(id, _)| *id).collect();
        while let Some(id) = open.pop() {
            if let Some(flag) = self.within.get_mut(id.0).filter(|flag| !**flag) {
                *flag = true;
                self.cone.push(id);
                open.extend(parts(self.graph.kind(id)));
            }
        }
        self.cone.sort_unstable();
        self.effort += self.cone.len() as u64 / 4;
    }

    fn is_within(&self, id: NodeId) -> bool {
        self.within.get(id.0).copied().unwrap_or(false)
    }

    fn enqueue(&mut self, id: NodeId) {
        if let Some(flag) = self.queued.get_mut(id.0).filter(|flag| !**flag) {
            *flag = true;
            self.queue.push_back(id);
        }
    }

    /// Leaves of a node only what is also in `domain`.
    pub(super) fn narrow(&mut self, id: NodeId, domain: Domain) -> Result<(), Conflict> {
        let before = self.now(id);
        let after = before.meet(domain).aligned(self.graph.node(id).step);
        if after.is_empty() {
            return Err(Conflict);
        }
        if after == before || !self.is_within(id) {
            return Ok(());
        }
        self.trail.push((id, before));
        if let Some(place) = self.domains.get_mut(id.0) {
            *place = after;
        }
        self.enqueue(id);
        let graph = self.graph;
        for reader in graph.node(id).readers.iter().filter(|reader| self.within[reader.0]).copied().collect::<Vec<_>>()
        {
            self.enqueue(reader);
        }
        Ok(())
    }

    fn undo(&mut self, mark: usize) {
        while self.trail.len() > mark {
            if let Some((id, domain)) = self.trail.pop()
                && let Some(place) = self.domains.get_mut(id.0)
            {
                *place = domain;
            }
        }
        while let Some(id) = self.queue.pop_front() {
            if let Some(flag) = self.queued.get_mut(id.0) {
                *flag = false;
            }
        }
    }

    /// Narrows until nothing changes, or the effort is spent: then less is known, and nothing wrong.
    fn propagate(&mut self) -> Result<(), Conflict> {
        while let Some(id) = self.queue.pop_front() {
            if let Some(flag) = self.queued.get_mut(id.0) {
                *flag = false;
            }
            self.effort += 1;
            if self.effort < self.limit {
                self.look(id)?;
            }
        }
        Ok(())
    }

    fn look(&mut self, id: NodeId) -> Result<(), Conflict> {
        let graph = self.graph;
        let kind = graph.kind(id);
        let found = derive(kind, &|part| self.now(part), &|part| graph.node(part).step);
        if let Some(domain) = found {
            self.narrow(id, domain)?;
        }
        self.backward(id)?;
        for fact in graph.facts_of.get(&id).into_iter().flatten() {
            if let Some(fact) =
                graph.facts.get(*fact).filter(|fact| named(fact).iter().all(|node| self.is_within(*node)))
            {
                self.hold(fact)?;
            }
        }
        Ok(())
    }

    /// Tries each case of an open condition, until one stands or all are refuted.
    fn search(&mut self, suppose: &[(NodeId, Domain)], depth: usize) -> Answer {
        if self.propagate().is_err() {
            return Answer::Never;
        }
        if self.effort >= self.limit || depth >= MOST_DEEP {
            return Answer::GaveUp;
        }
        let Some(condition) = self.open_condition(suppose) else { return Answer::Maybe(self.leaves()) };
        let mark = self.trail.len();
        let mut answer = Answer::Never;
        for case in [Domain::YES, Domain::picks(NO), Domain::YES.nothing_known()] {
            if self.now(condition).meet(case).is_empty() {
                continue;
            }
            let found = match self.narrow(condition, case) {
                Ok(()) => self.search(suppose, depth + 1),
                Err(Conflict) => Answer::Never,
            };
            self.undo(mark);
            match found {
                Answer::Never => {}
                Answer::GaveUp => answer = Answer::GaveUp,
                maybe => return maybe,
            }
            if self.effort >= self.limit {
                return Answer::GaveUp;
            }
        }
        answer
    }

    fn leaves(&self) -> Vec<(NodeId, Domain)> {
        let is_leaf = |id: &&NodeId| matches!(self.graph.kind(**id), Kind::Leaf(_) | Kind::Over { .. });
        self.cone.iter().filter(is_leaf).map(|id| (*id, self.now(*id))).collect()
    }

    /// A condition that is not settled, and on which it depends whether the suppositions hold.
    fn open_condition(&mut self, suppose: &[(NodeId, Domain)]) -> Option<NodeId> {
        self.loosen();
        let mut seen: HashSet<NodeId> = HashSet::new();
        let mut stack: Vec<NodeId> = suppose.iter().rev().map(|(id, _)| *id).collect();
        let mut found = None;
        while let Some(id) = stack.pop() {
            if !seen.insert(id) {
                continue;
            }
            if is_condition(self.graph.kind(id)) && !self.now(id).is_settled() {
                found = Some(id);
            }
            if self.is_open(id) {
                let mut inside = parts(self.graph.kind(id));
                inside.reverse();
                stack.extend(inside);
            } else if found.is_some() {
                return found;
            }
        }
        found
    }

    /// What follows for every node from the leaves alone, as they are narrowed now.
    fn loosen(&mut self) {
        let graph = self.graph;
        self.effort += self.cone.len() as u64;
        for id in &self.cone {
            let found = derive(graph.kind(*id), &|part| self.loose[part.0], &|part| graph.node(part).step);
            let domain = found.map_or(self.domains[id.0], |domain| domain.meet(graph.root(*id)));
            if let Some(place) = self.loose.get_mut(id.0) {
                *place = domain;
            }
        }
    }

    /// Whether a node's domain is narrower than what its parts say for sure.
    fn is_open(&self, id: NodeId) -> bool {
        !self.loose[id.0].is_within(self.domains[id.0])
    }
}

/// Whether a node is yes, no or unknown.
fn is_condition(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::And(_)
            | Kind::Not(_)
            | Kind::Among(..)
            | Kind::Known(_)
            | Kind::Window(..)
            | Kind::Opaque(..)
            | Kind::Same(..)
    )
}
