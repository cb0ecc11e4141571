//! What a value can be, from what its parts can be.
//!
//! Enters: a kind of node and the domains of its parts. Leaves: the domain of the whole; `None` for a leaf, which has
//! no parts. Guaranteed: whatever values the parts take within their domains, the whole is within its own.

use super::domain::{Domain, MOST, NO, ONE, REST, Set, YES, day};
use super::graph::{EQUAL, GREATER, Kind, LESS, NodeId};
use super::interval::{self, Ends};
use crate::value::{Date, Function};

/// Days that can be looked back from any as-of date that findings hold for.
const MOST_WINDOW: i128 = 360_000;

/// Domains of nodes.
pub type Read<'r> = dyn Fn(NodeId) -> Domain + 'r;

/// The domain of a node made of others; of a leaf everything there is of numbers.
pub fn forward(kind: &Kind, read: &Read, step: &dyn Fn(NodeId) -> i128) -> Domain {
    derive(kind, read, step).unwrap_or(Domain::ANY)
}

/// The same, and `None` where the parts say nothing: for a leaf, and where nobody asks.
pub fn derive(kind: &Kind, read: &Read, step: &dyn Fn(NodeId) -> i128) -> Option<Domain> {
    Some(match kind {
        Kind::Leaf(_) => return None,
        Kind::Given(condition, _) if read(*condition).may_fail() => return None,
        Kind::Given(_, value) => read(*value),
        Kind::Constant(domain) => *domain,
        Kind::Over { function, count, of, .. } => over(*function, read(*count), *of),
        Kind::Sum(terms) => sum(terms, read),
        Kind::Quotient(a, b) => quotient(read(*a), read(*b), step(*b)),
        Kind::Product(a, b) => numbers(&[read(*a), read(*b)], |e| interval::product(e(0), e(1))),
        Kind::Truncated(a) => numbers(&[read(*a)], |e| interval::truncated(e(0))),
        Kind::Rounded(a, to) => numbers(&[read(*a)], |e| interval::rounded(e(0), *to)),
        Kind::AtLeast(a, b) => numbers(&[read(*a), read(*b)], |e| (e(0).0.max(e(1).0), e(0).1.max(e(1).1))),
        Kind::AtMost(a, b) => numbers(&[read(*a), read(*b)], |e| (e(0).0.min(e(1).0), e(0).1.min(e(1).1))),
        Kind::Scaled(a, key) => {
            let score = |points| interval::scaled(points, &key.scale(), key.step);
            numbers(&[read(*a)], |e| (score(e(0).0), score(e(0).1)))
        }
        Kind::Shifted(date, by, low, high) => shifted(read(*date), read(*by), (*low, *high)),
        Kind::Pick(least, all) => pick(*least, all, read),
        Kind::First(all) => first(all, read),
        Kind::List(lines) => list(lines, read),
        Kind::When(condition, value) => when(read(*condition), read(*value)),
        _ => truth(kind, read),
    })
}

/// A condition, or the order behind one.
fn truth(kind: &Kind, read: &Read) -> Domain {
    match kind {
        Kind::Order(a, b) if a == b => strict(&[read(*a)], Set::Picks(EQUAL)),
        Kind::Order(a, b) => order(read(*a), read(*b)),
        Kind::Same(a, b) if a == b => strict(&[read(*a)], Set::Picks(YES)),
        Kind::Same(a, b) => same(read(*a), read(*b)),
        Kind::Among(a, mask) => {
            let picks = read(*a).mask();
            strict(&[read(*a)], Set::Picks(flags(picks & mask != 0, picks & !mask != 0)))
        }
        Kind::Known(a) => Domain::picks(flags(!read(*a).is_void(), read(*a).unknown)),
        Kind::And(all) => and(all, read),
        Kind::Not(a) => {
            let a = read(*a);
            Domain { unknown: a.unknown, set: Set::Picks(flags(a.may_be_no(), a.may_hold())) }
        }
        Kind::Window(age, period, sure, most) => {
            let (low, high) = read(*age).ends();
            let inside = low < most * ONE && high >= 0;
            let outside = low < 0 || high >= sure * ONE;
            // A window that leaves the calendar is unknown.
            let unknown = *most > MOST_WINDOW;
            strict(&[read(*age), read(*period)], Set::Picks(flags(inside, outside))).or_unknown(unknown)
        }
        Kind::Opaque(_, all) => strict(&all.iter().map(|id| read(*id)).collect::<Vec<_>>(), Set::Picks(NO | YES)),
        _ => Domain::ANY,
    }
}

fn flags(yes: bool, no: bool) -> u128 {
    if yes {
        YES | if no { NO } else { 0 }
    } else if no {
        NO
    } else {
        0
    }
}

/// Unknown exactly where a part is.
fn strict(parts: &[Domain], set: Set) -> Domain {
    let domain = Domain { unknown: parts.iter().any(|part| part.unknown), set };
    if parts.iter().any(|part| part.is_void()) { domain.nothing_known() } else { domain }
}

fn numbers(parts: &[Domain], ends: impl Fn(&dyn Fn(usize) -> Ends) -> Ends) -> Domain {
    let (low, high) = ends(&|part| parts.get(part).map_or((-MOST, MOST), |domain| domain.ends()));
    strict(parts, Set::Range(low, high))
}

fn sum(terms: &[(bool, NodeId)], read: &Read) -> Domain {
    let parts: Vec<Domain> = terms.iter().map(|(_, id)| read(*id)).collect();
    let ends = terms.iter().zip(&parts).fold((0, 0), |all, ((minus, _), part)| {
        interval::sum(all, if *minus { interval::negative(part.ends()) } else { part.ends() })
    });
    strict(&parts, Set::Range(ends.0, ends.1))
}

fn quotient(a: Domain, b: Domain, step: i128) -> Domain {
    if a.is_void() || b.is_void() {
        return Domain::ANY.nothing_known();
    }
    let (low, high) = b.ends();
    let unknown = a.unknown || b.unknown || (low <= 0 && high >= 0);
    match interval::quotient(a.ends(), b.ends(), step) {
        Some((low, high)) => Domain::range(low, high).or_unknown(unknown),
        None => Domain::ANY.nothing_known(),
    }
}

/// Out of the calendar there is no date.
fn shifted(date: Domain, by: Domain, days: Ends) -> Domain {
    let (low, high) = interval::sum(date.ends(), (days.0.saturating_mul(ONE), days.1.saturating_mul(ONE)));
    let (first, last) = (day(Date::MIN), day(Date::MAX));
    let leaves = low < first || high > last;
    strict(&[date, by], Set::Range(low.max(first), high.min(last))).or_unknown(leaves)
}

fn pick(least: bool, all: &[NodeId], read: &Read) -> Domain {
    let parts: Vec<Domain> = all.iter().map(|id| read(*id)).filter(|part| !part.is_void()).collect();
    let turned = |ends: Ends| if least { ends } else { interval::negative(ends) };
    let ends: Vec<(Ends, bool)> = parts.iter().map(|part| (turned(part.ends()), !part.unknown)).collect();
    let Some(low) = ends.iter().map(|(ends, _)| ends.0).min() else { return Domain::ANY.nothing_known() };
    let sure = ends.iter().filter(|(_, sure)| *sure).map(|(ends, _)| ends.1).min();
    let high = sure.or(ends.iter().map(|(ends, _)| ends.1).max()).unwrap_or(MOST);
    let (low, high) = turned((low, high));
    Domain::range(low, high).or_unknown(sure.is_none())
}

fn first(all: &[NodeId], read: &Read) -> Domain {
    let mut found: Option<Domain> = None;
    for id in all {
        let part = read(*id);
        found = Some(found.map_or(part, |before| before.known().join(part)));
        if !part.unknown {
            break;
        }
    }
    found.unwrap_or(Domain::ANY.nothing_known())
}

fn list(lines: &[(Option<NodeId>, NodeId)], read: &Read) -> Domain {
    let mut found: Option<Domain> = None;
    for (condition, result) in lines {
        let condition = condition.map_or(Domain::YES, read);
        if condition.may_hold() {
            found = Some(found.map_or(read(*result), |before| before.join(read(*result))));
        }
        if !condition.may_fail() {
            return found.unwrap_or(Domain::ANY.nothing_known());
        }
    }
    let unknown = lines.first().map_or(Domain::ANY, |(_, result)| read(*result)).nothing_known();
    found.map_or(unknown, |found| found.or_unknown(true))
}

fn when(condition: Domain, value: Domain) -> Domain {
    if !condition.may_hold() { value.nothing_known() } else { value.or_unknown(condition.may_fail()) }
}

fn order(a: Domain, b: Domain) -> Domain {
    let ((a_low, a_high), (b_low, b_high)) = (a.ends(), b.ends());
    let pick = |possible: bool, pick| if possible { pick } else { 0 };
    let orders =
        pick(a_low < b_high, LESS) | pick(a_low <= b_high && b_low <= a_high, EQUAL) | pick(a_high > b_low, GREATER);
    strict(&[a, b], Set::Picks(orders))
}

fn same(a: Domain, b: Domain) -> Domain {
    let both = a.mask() & b.mask();
    let one = a.mask() == b.mask() && a.mask().count_ones() == 1 && a.mask() != 1 << REST;
    strict(&[a, b], Set::Picks(flags(both != 0, !one)))
}

fn and(all: &[NodeId], read: &Read) -> Domain {
    let parts = || all.iter().map(|id| read(*id));
    let yes = parts().all(Domain::may_hold);
    let no = parts().any(Domain::may_be_no);
    let not_no = |part: Domain| part.unknown || part.may_hold();
    let unknown = parts().any(|part| part.unknown) && parts().all(not_no);
    Domain { unknown, set: Set::Picks(flags(yes, no)) }
}

/// An aggregate of so many known arguments.
fn over(function: Function, count: Domain, of: Domain) -> Domain {
    let (fewest, most) = count.ends();
    match function {
        Function::Sum if of.is_void() => Domain::number(0),
        Function::Sum => {
            let (low, high) = interval::product(of.ends(), (fewest, most));
            Domain::range(low, high)
        }
        Function::Count if of.is_void() => Domain::number(0),
        Function::Count => Domain::range(if of.unknown { 0 } else { fewest }, most),
        Function::CountDistinct => Domain::range(fewest.min(ONE), most),
        _ if most <= 0 || of.is_void() => of.nothing_known(),
        _ => of.known().or_unknown(fewest <= 0),
    }
}
