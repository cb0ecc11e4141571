//! What holds between aggregates: subsets, disjoint rows, extremes.
//!
//! Enters: a graph without these facts. Leaves: the same graph with them, and narrower roots. Guaranteed: a set is told
//! a subset of another, or disjoint from it, only where its conditions prove it.

use super::domain::{Domain, MOST, ONE};
use super::forward::derive;
use super::graph::{EQUAL, Fact, GREATER, Graph, GroupId, Kind, LESS, Leaf, NodeId};
use super::solver::{Answer, Solver};
use crate::model::TableId;
use crate::value::Function;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Families up to this size are compared pair by pair by proof, larger ones by their written conditions alone.
const MOST_PROVEN: usize = 32;

/// What is known of one group.
struct Gathered {
    group: GroupId,
    rows: NodeId,
    over: Vec<NodeId>,
}

/// Pairs of groups, by position in their family.
#[derive(Default)]
struct Relations {
    within: HashSet<(usize, usize)>,
    apart: HashSet<(usize, usize)>,
}

/// Adds all facts between aggregates, and what follows from them for every row.
pub fn state(graph: &mut Graph) {
    let mut disjoint = HashSet::new();
    for family in families(graph).values() {
        let relations = relate(graph, family);
        for member in family {
            extremes(graph, member);
        }
        for (inner, outer) in sorted(&relations.within) {
            if let (Some(inner), Some(outer)) = (family.get(inner), family.get(outer)) {
                subset(graph, inner, outer);
            }
        }
        parts(graph, family, &relations, &mut disjoint);
    }
    differences(graph);
    orders(graph);
    ratios(graph, &disjoint);
    refresh(graph);
}

fn sorted(pairs: &HashSet<(usize, usize)>) -> Vec<(usize, usize)> {
    let mut all: Vec<_> = pairs.iter().copied().collect();
    all.sort_unstable();
    all
}

/// Groups of one table for one table's rows.
fn families(graph: &Graph) -> BTreeMap<(TableId, TableId), Vec<Gathered>> {
    let mut all: BTreeMap<(TableId, TableId), Vec<Gathered>> = BTreeMap::new();
    let mut over_by: HashMap<GroupId, Vec<NodeId>> = HashMap::new();
    for id in (0..graph.nodes.len()).map(NodeId) {
        if let Kind::Over { group, .. } = graph.kind(id) {
            over_by.entry(*group).or_default().push(id);
        }
    }
    for group in (0..graph.groups.len()).map(GroupId) {
        let Some(rows) = graph.find(&Kind::Leaf(Leaf::Rows(group))) else { continue };
        let over = over_by.remove(&group).unwrap_or_default();
        let of = graph.group(group);
        all.entry((of.table, of.into)).or_default().push(Gathered { group, rows, over });
    }
    all
}

fn relate(graph: &mut Graph, family: &[Gathered]) -> Relations {
    let conditions: Vec<(NodeId, Vec<NodeId>)> = family
        .iter()
        .map(|member| {
            let filter = graph.group(member.group).filter.clone();
            (graph.and(filter.iter().copied()), filter)
        })
        .collect();
    let mut solver = (family.len() <= MOST_PROVEN).then(|| Solver::new(graph, 5_000, 400_000));
    let mut found = Relations::default();
    for (i, (a, a_filter)) in conditions.iter().enumerate() {
        for (j, (b, b_filter)) in conditions.iter().enumerate().filter(|(j, _)| *j != i) {
            let is_written = b_filter.iter().all(|part| a_filter.binary_search(part).is_ok());
            let mut refuted = |b: Domain, id: NodeId| {
                solver.as_mut().is_some_and(|s| s.ask(&[(*a, Domain::YES), (id, b)]) == Answer::Never)
            };
            if is_written || refuted(Domain::FAILS, *b) {
                found.within.insert((i, j));
            } else if i < j && refuted(Domain::YES, *b) {
                found.apart.extend([(i, j), (j, i)]);
            }
        }
    }
    found
}

/// min <= average, median, last <= max; the same of dates.
fn extremes(graph: &mut Graph, member: &Gathered) {
    let of = |graph: &Graph, id: NodeId| match graph.kind(id) {
        Kind::Over { function, argument, count, .. } => Some((*function, *argument, *count)),
        _ => None,
    };
    let mut values: Vec<(Function, NodeId, NodeId)> = Vec::new();
    for id in &member.over {
        let Some((function, argument, count)) = of(graph, *id) else { continue };
        match function {
            Function::Sum => {
                let average = graph.find(&Kind::Quotient(*id, count));
                values.extend(average.map(|average| (Function::Average, argument, average)));
            }
            Function::Count | Function::CountDistinct => {}
            _ => values.push((function, argument, *id)),
        }
    }
    for (function, argument, id) in &values {
        for (_, _, other) in values.iter().filter(|(_, a, other)| a == argument && other != id) {
            match function {
                Function::Min | Function::Earliest => graph.state(Fact::NotAbove(*id, *other)),
                Function::Max | Function::Latest => graph.state(Fact::NotAbove(*other, *id)),
                _ => {}
            }
        }
    }
}

fn subset(graph: &mut Graph, inner: &Gathered, outer: &Gathered) {
    graph.state(Fact::NotAbove(inner.rows, outer.rows));
    for a in &inner.over {
        for b in &outer.over {
            let (Kind::Over { function, argument, of: inside, .. }, Kind::Over { function: f, argument: x, of, .. }) =
                (graph.kind(*a).clone(), graph.kind(*b).clone())
            else {
                continue;
            };
            if (function, argument) == (f, x) {
                subset_values(graph, function, (*a, *b), inside.join(of));
            }
        }
    }
}

/// The same aggregate over a set and over one around it.
fn subset_values(graph: &mut Graph, function: Function, (a, b): (NodeId, NodeId), of: Domain) {
    match function {
        Function::Count | Function::CountDistinct => graph.state(Fact::NotAbove(a, b)),
        Function::Sum if of.ends().0 >= 0 => graph.state(Fact::NotAbove(a, b)),
        Function::Sum if of.ends().1 <= 0 => graph.state(Fact::NotAbove(b, a)),
        Function::Sum => {}
        Function::Max | Function::Latest => {
            graph.state(Fact::NotAbove(a, b));
            graph.state(Fact::KnownIfKnown(a, b));
        }
        Function::Min | Function::Earliest => {
            graph.state(Fact::NotAbove(b, a));
            graph.state(Fact::KnownIfKnown(a, b));
        }
        Function::Average | Function::Median | Function::Last => graph.state(Fact::KnownIfKnown(a, b)),
    }
}

/// Disjoint sets within one: their counts add up to no more than its own.
fn parts(graph: &mut Graph, family: &[Gathered], relations: &Relations, disjoint: &mut HashSet<(NodeId, NodeId)>) {
    for (a, b) in sorted(&relations.apart) {
        if let (Some(a), Some(b)) = (family.get(a), family.get(b)) {
            disjoint.insert((a.rows, b.rows));
        }
    }
    for (whole, outer) in family.iter().enumerate() {
        let inside: Vec<usize> = (0..family.len()).filter(|i| relations.within.contains(&(*i, whole))).collect();
        let mut chosen: HashSet<Vec<usize>> = HashSet::new();
        for first in &inside {
            let mut apart = vec![*first];
            for other in &inside {
                if apart.iter().all(|part| relations.apart.contains(&(*part, *other))) {
                    apart.push(*other);
                }
            }
            apart.sort_unstable();
            if apart.len() > 1 && chosen.insert(apart.clone()) {
                let rows = apart.iter().filter_map(|i| family.get(*i)).map(|member| member.rows);
                graph.state(Fact::Parts(rows.collect(), outer.rows));
            }
        }
    }
}

/// Whether a fact says that the first is never above the second.
fn not_above(graph: &Graph, a: NodeId, b: NodeId) -> bool {
    let facts = graph.facts_of.get(&a).into_iter().flatten();
    a == b || facts.filter_map(|fact| graph.facts.get(*fact)).any(|fact| *fact == Fact::NotAbove(a, b))
}

/// b − a is not negative where a is never above b.
fn differences(graph: &mut Graph) {
    for position in 0..graph.nodes.len() {
        let id = NodeId(position);
        let Kind::Sum(terms) = graph.kind(id) else { continue };
        let ([(false, a), (true, b)] | [(true, b), (false, a)]) = terms.as_slice() else { continue };
        if not_above(graph, *b, *a) {
            graph.learn(id, Domain::range(0, MOST).or_unknown(true));
        }
    }
}

/// Two values of which one is never above the other.
fn orders(graph: &mut Graph) {
    for id in (0..graph.nodes.len()).map(NodeId) {
        let Kind::Order(a, b) = *graph.kind(id) else { continue };
        for (low, high, apart) in [(a, b, LESS), (b, a, GREATER)] {
            if not_above(graph, low, high) {
                graph.learn(id, Domain::picks(apart | EQUAL).or_unknown(true));
            }
        }
    }
}

/// Counts of subsets over the count of the whole: at most 100% for each set of disjoint ones.
fn ratios(graph: &mut Graph, disjoint: &HashSet<(NodeId, NodeId)>) {
    for position in 0..graph.nodes.len() {
        let id = NodeId(position);
        let Kind::Quotient(part, whole) = graph.kind(id) else { continue };
        let terms: Vec<NodeId> = match graph.kind(*part) {
            Kind::Sum(terms) if terms.iter().all(|(minus, _)| !minus) => terms.iter().map(|(_, id)| *id).collect(),
            Kind::Sum(_) => continue,
            _ => vec![*part],
        };
        let is_sound = |term: &NodeId| not_above(graph, *term, *whole) && graph.root(*term).ends().0 >= 0;
        if !terms.iter().all(is_sound) || !terms.iter().chain([whole]).all(|id| graph.is_sure(*id)) {
            continue;
        }
        let mut sets: Vec<Vec<NodeId>> = Vec::new();
        for term in terms {
            let fits = |set: &&mut Vec<NodeId>| set.iter().all(|other| disjoint.contains(&(*other, term)));
            match sets.iter_mut().find(fits) {
                Some(set) => set.push(term),
                None => sets.push(vec![term]),
            }
        }
        let most = i128::try_from(sets.len()).unwrap_or(MOST / ONE).saturating_mul(ONE);
        graph.learn(id, Domain::range(0, most).or_unknown(true));
    }
}

/// Works out every root again from the narrower ones.
fn refresh(graph: &mut Graph) {
    for position in 0..graph.nodes.len() {
        let id = NodeId(position);
        let found = derive(graph.kind(id), &|part| graph.root(part), &|part| graph.node(part).step);
        if let Some(domain) = found {
            graph.learn(id, domain);
        }
    }
}
