//! What the parts of a value can be, from what the value can be.
//!
//! Enters: a node whose domain has become narrower. Leaves: narrower domains of its parts. Guaranteed: nothing is taken
//! away that the parts could be while the node is what its domain says.

mod conditions;

use super::domain::{Domain, MOST, ONE};
use super::graph::{Fact, Kind, NodeId};
use super::interval::{self, Ends};
use super::solver::{Conflict, Solver};
use crate::value::Function;

type Done = Result<(), Conflict>;

/// Numbers within these ends, or unknown.
fn within(ends: Ends) -> Domain {
    Domain::range(ends.0, ends.1).or_unknown(true)
}

/// Ends of several terms, to add up all but one; an end of the numbers stands for "no bound".
struct Others {
    sum: Option<i128>,
    unbounded: usize,
}

impl Others {
    fn new(ends: impl Iterator<Item = i128> + Clone) -> Others {
        let is_bound = |n: &i128| n.abs() < MOST;
        let unbounded = ends.clone().filter(|n| !is_bound(n)).count();
        Others { sum: ends.filter(is_bound).try_fold(0i128, i128::checked_add), unbounded }
    }

    /// The sum of all but one of them, where all others are bounds.
    fn without(&self, one: i128) -> Option<i128> {
        match (self.unbounded, one.abs() < MOST) {
            (0, true) => self.sum?.checked_sub(one),
            (1, false) => self.sum,
            _ => None,
        }
    }
}

impl Solver<'_> {
    /// Narrows the parts of a node.
    pub(super) fn backward(&mut self, id: NodeId) -> Done {
        let graph = self.graph;
        let own = self.now(id);
        match graph.kind(id) {
            Kind::Constant(_) | Kind::Leaf(_) => Ok(()),
            Kind::Over { function, count, of, .. } => self.over_back(*function, own, *count, *of),
            Kind::Sum(terms) => self.sum_back(own, terms),
            Kind::Product(a, b) => self.product_back(own, *a, *b),
            Kind::Quotient(a, b) => self.quotient_back(own, *a, *b),
            Kind::Truncated(a) => self.near(own, *a, ONE),
            Kind::Rounded(a, to) => self.near(own, *a, *to),
            Kind::AtLeast(a, b) => self.clamp_back(own, *a, *b, true),
            Kind::AtMost(a, b) => self.clamp_back(own, *a, *b, false),
            Kind::Scaled(a, key) => self.scaled_back(own, *a, key),
            Kind::Shifted(date, by, low, high) => {
                self.known_back(own, &[*date, *by])?;
                self.shifted_back(own, *date, (*low, *high))
            }
            Kind::Pick(_, all) => self.all_unknown(own, all),
            Kind::First(all) => self.first_back(own, all),
            Kind::Given(condition, _) if self.now(*condition).may_fail() => Ok(()),
            Kind::Given(_, value) => self.narrow(*value, own),
            Kind::When(condition, value) => self.when_back(own, *condition, *value),
            Kind::List(lines) => self.list_back(own, lines),
            kind => self.truth_back(own, kind),
        }
    }

    /// Known only where all parts are.
    fn known_back(&mut self, own: Domain, parts: &[NodeId]) -> Done {
        if own.unknown { Ok(()) } else { parts.iter().try_for_each(|part| self.make_known(*part)) }
    }

    /// Known only where all parts are; unknown only where one is.
    fn strict_back(&mut self, own: Domain, parts: &[NodeId]) -> Done {
        self.known_back(own, parts)?;
        if own.is_void() {
            let mut unsure = parts.iter().filter(|part| self.now(**part).unknown);
            if let (Some(only), None) = (unsure.next(), unsure.next()) {
                return self.make_unknown(*only);
            }
        }
        Ok(())
    }

    fn make_known(&mut self, id: NodeId) -> Done {
        let domain = self.now(id).known();
        self.narrow(id, domain)
    }

    fn make_unknown(&mut self, id: NodeId) -> Done {
        let domain = self.now(id).nothing_known();
        self.narrow(id, domain)
    }

    fn all_unknown(&mut self, own: Domain, all: &[NodeId]) -> Done {
        if own.is_void() { all.iter().try_for_each(|id| self.make_unknown(*id)) } else { Ok(()) }
    }

    /// Each term is the whole less all others.
    fn sum_back(&mut self, own: Domain, terms: &[(bool, NodeId)]) -> Done {
        let parts: Vec<NodeId> = terms.iter().map(|(_, id)| *id).collect();
        self.strict_back(own, &parts)?;
        if own.unknown {
            return Ok(());
        }
        let signed = |solver: &Solver, (minus, id): &(bool, NodeId)| {
            let ends = solver.now(*id).ends();
            if *minus { interval::negative(ends) } else { ends }
        };
        let ends: Vec<Ends> = terms.iter().map(|term| signed(self, term)).collect();
        let (lows, highs) = (Others::new(ends.iter().map(|e| e.0)), Others::new(ends.iter().map(|e| e.1)));
        for (term, (minus, id)) in ends.iter().zip(terms) {
            let least = highs.without(term.1).and_then(|rest| own.ends().0.checked_sub(rest)).unwrap_or(-MOST);
            let most = lows.without(term.0).and_then(|rest| own.ends().1.checked_sub(rest)).unwrap_or(MOST);
            let ends = (least.max(-MOST), most.min(MOST));
            self.narrow(*id, within(if *minus { interval::negative(ends) } else { ends }))?;
        }
        Ok(())
    }

    fn product_back(&mut self, own: Domain, a: NodeId, b: NodeId) -> Done {
        self.strict_back(own, &[a, b])?;
        for (value, factor) in [(a, b), (b, a)] {
            let factor = self.now(factor).single().filter(|factor| *factor != 0 && !own.unknown);
            if let Some(ends) = factor.and_then(|factor| interval::factor(own.ends(), factor)) {
                self.narrow(value, within(ends))?;
            }
        }
        Ok(())
    }

    fn quotient_back(&mut self, own: Domain, a: NodeId, b: NodeId) -> Done {
        if own.is_void() && !self.now(a).unknown && !self.now(b).unknown {
            return self.narrow(b, Domain::number(0));
        }
        if own.unknown {
            return Ok(());
        }
        self.strict_back(own, &[a, b])?;
        let (low, high) = self.now(b).ends();
        self.narrow(b, Domain::range(low + i128::from(low == 0), high - i128::from(high == 0)))?;
        let dividend = interval::dividend(own.ends(), self.now(b).ends());
        self.narrow(a, within(dividend))?;
        match interval::divisor(own.ends(), self.now(a).ends()) {
            Some(ends) => self.narrow(b, within(ends)),
            None => Ok(()),
        }
    }

    /// What rounds or is cut to a value lies less than a step away from it.
    fn near(&mut self, own: Domain, a: NodeId, step: i128) -> Done {
        self.strict_back(own, &[a])?;
        let (low, high) = own.ends();
        self.narrow(a, within((low.saturating_sub(step).max(-MOST), high.saturating_add(step).min(MOST))))
    }

    fn clamp_back(&mut self, own: Domain, a: NodeId, b: NodeId, greater: bool) -> Done {
        self.strict_back(own, &[a, b])?;
        if own.unknown {
            return Ok(());
        }
        let (low, high) = own.ends();
        for (one, other) in [(a, b), (b, a)] {
            let (other_low, other_high) = self.now(other).ends();
            let ends = match greater {
                true => (if other_high < low { low } else { -MOST }, high),
                false => (low, if other_low > high { high } else { MOST }),
            };
            self.narrow(one, within(ends))?;
        }
        Ok(())
    }

    fn scaled_back(&mut self, own: Domain, points: NodeId, key: &super::graph::ScaleKey) -> Done {
        self.strict_back(own, &[points])?;
        let ((low, high), ends, scale) = (own.ends(), self.now(points).ends(), key.scale());
        let score = |points| interval::scaled(points, &scale, key.step);
        let mut fewest = ends;
        if score(ends.0) < low {
            fewest.0 = interval::fewest(ends, low, &scale, key.step);
        }
        if score(ends.1) > high {
            fewest.1 = interval::fewest(ends, high.saturating_add(1), &scale, key.step) - 1;
        }
        self.narrow(points, within(fewest))
    }

    fn shifted_back(&mut self, own: Domain, date: NodeId, days: Ends) -> Done {
        if own.unknown {
            return Ok(());
        }
        let days = (days.0.saturating_mul(ONE), days.1.saturating_mul(ONE));
        self.narrow(date, within(interval::sum(own.ends(), interval::negative(days))))
    }

    fn first_back(&mut self, own: Domain, all: &[NodeId]) -> Done {
        self.all_unknown(own, all)?;
        match all.first() {
            Some(first) if !self.now(*first).unknown => self.narrow(*first, own),
            _ => Ok(()),
        }
    }

    fn when_back(&mut self, own: Domain, condition: NodeId, value: NodeId) -> Done {
        if !own.unknown {
            self.narrow(condition, Domain::YES)?;
        }
        if !self.now(condition).may_fail() {
            return self.narrow(value, own);
        }
        if own.is_void() && !self.now(value).unknown {
            return self.narrow(condition, Domain::FAILS);
        }
        Ok(())
    }

    /// A line that can't have won did not; where only one can have, it did.
    fn list_back(&mut self, own: Domain, lines: &[(Option<NodeId>, NodeId)]) -> Done {
        let mut possible = Vec::new();
        let mut earlier_fail = true;
        let mut falls_through = true;
        for (position, (condition, result)) in lines.iter().enumerate() {
            let fits = !self.now(*result).meet(own).is_empty();
            if let (Some(condition), false, true) = (condition, fits, earlier_fail) {
                self.narrow(*condition, Domain::FAILS)?;
            }
            let now = condition.map_or(Domain::YES, |condition| self.now(condition));
            if now.may_hold() && fits {
                possible.push(position);
            }
            earlier_fail &= !now.may_hold();
            if !now.may_fail() {
                falls_through = false;
                break;
            }
        }
        match possible.as_slice() {
            [] if !(falls_through && own.unknown) => Err(Conflict),
            [only] if !(falls_through && own.unknown) => self.line_won(own, lines, *only),
            _ => Ok(()),
        }
    }

    fn line_won(&mut self, own: Domain, lines: &[(Option<NodeId>, NodeId)], won: usize) -> Done {
        for (condition, _) in lines.iter().take(won) {
            if let Some(condition) = condition {
                self.narrow(*condition, Domain::FAILS)?;
            }
        }
        match lines.get(won) {
            Some((condition, result)) => {
                if let Some(condition) = condition {
                    self.narrow(*condition, Domain::YES)?;
                }
                self.narrow(*result, own)
            }
            None => Ok(()),
        }
    }

    fn over_back(&mut self, function: Function, own: Domain, count: NodeId, of: Domain) -> Done {
        let (low, high) = own.ends();
        match function {
            Function::Sum => {
                let (least, most) = of.ends();
                let fewest = if low > 0 {
                    low / most.max(1)
                } else if high < 0 {
                    high / least.min(-1)
                } else {
                    0
                };
                let some = i128::from(low > 0 || high < 0);
                self.narrow(count, Domain::range(fewest.max(some).saturating_mul(ONE).min(MOST), MOST))
            }
            Function::Count | Function::CountDistinct if high <= 0 && function == Function::CountDistinct => {
                self.narrow(count, Domain::number(0))
            }
            Function::Count | Function::CountDistinct => self.narrow(count, Domain::range(low, MOST)),
            _ if !own.unknown => self.narrow(count, Domain::range(ONE, MOST)),
            _ if own.is_void() && !of.is_void() => self.narrow(count, Domain::number(0)),
            _ => Ok(()),
        }
    }

    /// Narrows the nodes that a fact names.
    pub(super) fn hold(&mut self, fact: &Fact) -> Done {
        match fact {
            Fact::NotAbove(a, b) => {
                let (low, high) = (self.now(*a).ends().0, self.now(*b).ends().1);
                if !self.now(*b).unknown {
                    self.narrow(*a, within((-MOST, high)))?;
                }
                if self.now(*a).unknown { Ok(()) } else { self.narrow(*b, within((low, MOST))) }
            }
            Fact::KnownIfKnown(a, b) => match (self.now(*a).unknown, self.now(*b).is_void()) {
                (false, _) => self.make_known(*b),
                (true, true) => self.make_unknown(*a),
                _ => Ok(()),
            },
            Fact::Parts(parts, whole) => {
                let lows: i128 = parts.iter().map(|part| self.now(*part).ends().0.clamp(0, MOST / 64)).sum();
                self.narrow(*whole, Domain::range(lows, MOST))?;
                let high = self.now(*whole).ends().1;
                parts.iter().try_for_each(|part| {
                    let own = self.now(*part).ends().0.clamp(0, MOST / 64);
                    self.narrow(*part, Domain::range(0, high - (lows - own)))
                })
            }
        }
    }
}
