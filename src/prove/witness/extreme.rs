//! Rows with as many points as can be, or as few.
//!
//! Enters: a score. Leaves: suppositions, the most daring first: for each rule its best line that goes with those of the
//! rules before. Guaranteed: nothing; the engine counts the points.

use super::VARIANTS;
use crate::model::{ItemId, ItemKind, Rule, Rulebook};
use crate::prove::build::{Built, LineNodes, RuleNodes};
use crate::prove::domain::{Domain, MOST, ONE};
use crate::prove::graph::NodeId;
use crate::prove::solver::Solver;
use crate::value::Decimal;

/// Awards beyond this are as good as without an end.
const FAR: i128 = 1_000_000 * ONE;

type Suppose = Vec<(NodeId, Domain)>;

/// Which end of the points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Most,
    Fewest,
}

impl Side {
    /// Whether some points lie further towards this end than others.
    pub fn is_better(self, points: Decimal, than: Decimal) -> bool {
        if self == Side::Most { points > than } else { points < than }
    }

    fn end(self, domain: Domain) -> i128 {
        if self == Side::Most { domain.ends().1 } else { domain.ends().0 }
    }
}

/// Suppositions with the variants to try them by; each begins with `base`.
pub fn attempts(
    book: &Rulebook,
    built: &Built,
    solver: &mut Solver,
    (item, side): (ItemId, Side),
    base: &[(NodeId, Domain)],
) -> Vec<(u32, Suppose)> {
    let (ItemKind::Score(score), Some(nodes)) = (&book.item(item).kind, built.items.get(item.0)) else {
        return Vec::new();
    };
    let mut suppose = base.to_vec();
    let made = nodes.score.iter().flat_map(|score| &score.rules);
    let mut rules: Vec<(&Rule, &RuleNodes)> =
        score.rules.iter().zip(made).filter_map(|(rule, made)| Some((rule, made.as_ref()?))).collect();
    let width = |made: &RuleNodes| built.graph.root(made.points).ends();
    rules.sort_by_key(|(_, made)| std::cmp::Reverse(width(made).1.saturating_sub(width(made).0)));
    let mut marks = vec![suppose.len()];
    for (rule, made) in rules {
        choose(built, solver, &mut suppose, rule, made, side);
        marks.push(suppose.len());
    }
    let shorter = [marks.len() - 1, marks.len() * 3 / 4, marks.len() / 2];
    let fewer = shorter.into_iter().filter_map(|mark| Some(suppose.get(..*marks.get(mark)?)?.to_vec()));
    fewer.flat_map(|suppose| (0..VARIANTS).map(move |variant| (variant, suppose.clone()))).collect()
}

/// Supposes the best of a rule that goes with what is supposed already.
fn choose(built: &Built, solver: &mut Solver, suppose: &mut Suppose, rule: &Rule, made: &RuleNodes, side: Side) {
    let mut try_one = |option: &[(NodeId, Domain)]| {
        let mark = suppose.len();
        suppose.extend(option);
        let goes = solver.narrowed(suppose, &[]).is_some();
        if !goes {
            suppose.truncate(mark);
        }
        goes
    };
    if rule.adding {
        for line in &made.lines {
            let is_good = side.end(built.graph.root(line.result).join(Domain::number(0))) != 0;
            let wanted = if is_good { Domain::YES } else { Domain::FAILS };
            if let Some(condition) = line.condition {
                try_one(&[(condition, wanted)]);
            }
        }
        return;
    }
    for option in options(built, made, side) {
        if try_one(&option) {
            return;
        }
    }
}

/// What a rule can do, best first.
fn options(built: &Built, made: &RuleNodes, side: Side) -> Vec<Suppose> {
    let mut all: Vec<(i128, Suppose)> = Vec::new();
    let mut earlier: Suppose = Vec::new();
    for LineNodes { condition, result } in &made.lines {
        let end = side.end(built.graph.root(*result));
        let wins: Suppose = earlier.iter().copied().chain(condition.map(|node| (node, Domain::YES))).collect();
        if end.abs() < FAR {
            let far = if side == Side::Most { Domain::range(end, MOST) } else { Domain::range(-MOST, end) };
            all.push((end, wins.iter().copied().chain([(*result, far)]).collect()));
        }
        all.push((end, wins));
        earlier.extend(condition.map(|node| (node, Domain::FAILS)));
    }
    if made.lines.iter().all(|line| line.condition.is_some()) {
        all.push((0, earlier));
    }
    all.sort_by_key(|(end, _)| if side == Side::Most { -end } else { *end });
    all.into_iter().map(|(_, suppose)| suppose).collect()
}
