//! All sums that awards can come to.
//!
//! Enters: a node of points. Leaves: [`Spread`]: stretches of numbers, apart from each other. Guaranteed: whatever points a
//! row has lie in a stretch; rules are taken as if each could go its own way, so a stretch may be one that no row is in.

use super::domain::{Domain, MOST};
use super::graph::{Graph, Kind, NodeId};
use super::interval::{self, Ends};

/// The most stretches; the nearest become one.
const MOST_PARTS: usize = 128;
/// How deep sums of sums are looked into.
const MOST_DEEP: usize = 8;

/// Stretches of numbers, ascending, apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread(Vec<Ends>);

impl Spread {
    fn one(at: i128) -> Spread {
        Spread(vec![(at, at)])
    }

    fn of(domain: Domain) -> Spread {
        let (low, high) = domain.ends();
        Spread(if low <= high { vec![(low, high)] } else { Vec::new() })
    }

    /// Ascending, apart, and few.
    fn tidy(mut parts: Vec<Ends>) -> Spread {
        parts.sort_unstable();
        let mut all: Vec<Ends> = Vec::with_capacity(parts.len());
        for (low, high) in parts {
            match all.last_mut().filter(|last| low <= last.1) {
                Some(last) => last.1 = last.1.max(high),
                None => all.push((low, high)),
            }
        }
        if all.len() > MOST_PARTS {
            all = nearest_joined(&all);
        }
        Spread(all)
    }

    fn join(self, other: Spread) -> Spread {
        Spread::tidy([self.0, other.0].concat())
    }

    fn plus(&self, other: &Spread) -> Spread {
        let sums = self.0.iter().flat_map(|a| other.0.iter().map(|b| interval::sum(*a, *b)));
        Spread::tidy(sums.collect())
    }

    /// What becomes of it in a function that never falls, or never rises.
    fn map(self, function: impl Fn(Ends) -> Ends) -> Spread {
        Spread::tidy(self.0.into_iter().map(function).collect())
    }

    /// Whether a number from the first to the second may be in it.
    pub fn meets(&self, low: i128, high: i128) -> bool {
        self.0.iter().any(|part| part.0 <= high && low <= part.1)
    }
}

/// Stretches with the smallest gaps between them filled.
fn nearest_joined(all: &[Ends]) -> Vec<Ends> {
    let gap = |pair: &[Ends]| pair.last().zip(pair.first()).map_or(0, |(b, a)| b.0.saturating_sub(a.1));
    let mut gaps: Vec<i128> = all.windows(2).map(gap).collect();
    gaps.sort_unstable_by(|a, b| b.cmp(a));
    let kept = gaps.get(MOST_PARTS - 1).copied().unwrap_or(0);
    let mut joined: Vec<Ends> = Vec::with_capacity(MOST_PARTS);
    for part in all {
        match joined.last_mut().filter(|last| part.0.saturating_sub(last.1) <= kept) {
            Some(last) => last.1 = part.1,
            None => joined.push(*part),
        }
    }
    joined
}

/// All that a node may be where it is known.
pub fn spread(graph: &Graph, id: NodeId) -> Spread {
    inside(graph, id, 0)
}

fn inside(graph: &Graph, id: NodeId, depth: usize) -> Spread {
    let root = graph.root(id);
    let within = |part: &NodeId| inside(graph, *part, depth + 1);
    let found = match graph.kind(id) {
        _ if depth > MOST_DEEP => return Spread::of(root),
        Kind::Sum(terms) => terms.iter().fold(Spread::one(0), |all, (minus, part)| {
            let part = within(part);
            all.plus(&if *minus { part.map(interval::negative) } else { part })
        }),
        Kind::List(lines) => lines_of(graph, lines, depth),
        Kind::First(all) => all.iter().map(within).fold(Spread(Vec::new()), Spread::join),
        Kind::Given(_, part) | Kind::When(_, part) => within(part),
        Kind::Product(a, b) => match (graph.root(*a).single(), graph.root(*b).single()) {
            (_, Some(factor)) => within(a).map(|part| interval::product(part, (factor, factor))),
            (Some(factor), _) => within(b).map(|part| interval::product(part, (factor, factor))),
            _ => return Spread::of(root),
        },
        _ => return Spread::of(root),
    };
    let (low, high) = root.ends();
    let met = found.0.into_iter().map(|part| (part.0.max(low), part.1.min(high)));
    Spread(met.filter(|part| part.0 <= part.1).collect())
}

/// The results of the lines that may win.
fn lines_of(graph: &Graph, lines: &[(Option<NodeId>, NodeId)], depth: usize) -> Spread {
    let mut found = Spread(Vec::new());
    for (condition, result) in lines {
        let condition = condition.map_or(Domain::YES, |condition| graph.root(condition));
        if condition.may_hold() {
            found = found.join(inside(graph, *result, depth + 1));
        }
        if !condition.may_fail() {
            break;
        }
    }
    found
}

/// The least and the most points that make a score of exactly this.
pub fn points_for(score: i128, scale: &crate::model::Scale, step: crate::value::Decimal) -> Ends {
    let all = (-MOST, MOST);
    let low = interval::fewest(all, score, scale, Some(step));
    (low, interval::fewest(all, score.saturating_add(1), scale, Some(step)).saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_awards_leave_gaps() {
        let awards = |all: &[i128]| Spread::tidy(all.iter().map(|at| (*at, *at)).collect());
        let sum = awards(&[0, 20, 40]).plus(&awards(&[-5, 0])).plus(&Spread(vec![(1, 3)]));
        assert_eq!(sum.0, [(-4, -2), (1, 3), (16, 18), (21, 23), (36, 38), (41, 43)]);
        assert!(sum.meets(3, 10) && !sum.meets(4, 15));
    }

    #[test]
    fn too_many_stretches_become_fewer_and_lose_nothing() {
        let many: Vec<Ends> = (0..1_000).map(|i| (i * i, i * i)).collect();
        let fewer = Spread::tidy(many.clone());
        assert!(fewer.0.len() <= MOST_PARTS);
        assert!(many.iter().all(|(at, _)| fewer.meets(*at, *at)));
        assert!(!fewer.meets(999 * 999 - 100, 999 * 999 - 50));
    }
}
