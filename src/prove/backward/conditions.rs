//! What the parts of a condition can be, from whether it holds.
//!
//! Enters: a condition, or the order behind one, whose domain has become narrower. Leaves: narrower domains of its parts.
//! Guaranteed: nothing is taken away that the parts could be while the condition is what its domain says.

use super::Done;
use crate::prove::domain::{Domain, MOST, NO, ONE, REST, Set, YES};
use crate::prove::graph::{EQUAL, GREATER, Kind, LESS, NodeId};
use crate::prove::interval::Ends;
use crate::prove::solver::{Conflict, Solver};

impl Solver<'_> {
    pub(super) fn truth_back(&mut self, own: Domain, kind: &Kind) -> Done {
        match kind {
            Kind::Order(a, b) => self.order_back(own, *a, *b),
            Kind::Same(a, b) => self.same_back(own, *a, *b),
            Kind::Among(a, mask) => {
                let allowed = if own.may_hold() { *mask } else { 0 } | if own.may_be_no() { !mask } else { 0 };
                self.narrow(*a, Domain { unknown: own.unknown, set: Set::Picks(allowed) })
            }
            Kind::Known(a) => match (own.may_hold(), own.may_be_no()) {
                (true, false) => self.make_known(*a),
                (false, true) => self.make_unknown(*a),
                _ => Ok(()),
            },
            Kind::And(all) => self.and_back(own, all),
            Kind::Not(a) => {
                let yes = if own.may_be_no() { YES } else { 0 };
                let no = if own.may_hold() { NO } else { 0 };
                self.narrow(*a, Domain { unknown: own.unknown, set: Set::Picks(yes | no) })
            }
            Kind::Window(age, period, sure, most) => {
                self.known_back(own, &[*age, *period])?;
                self.window_back(own, *age, (*sure, *most))
            }
            Kind::Opaque(_, all) => self.strict_back(own, all),
            _ => Ok(()),
        }
    }

    fn order_back(&mut self, own: Domain, a: NodeId, b: NodeId) -> Done {
        self.strict_back(own, &[a, b])?;
        if own.unknown || a == b {
            return Ok(());
        }
        match own.mask() & (LESS | EQUAL | GREATER) {
            LESS => self.not_above(a, b, 1),
            GREATER => self.not_above(b, a, 1),
            EQUAL => {
                self.not_above(a, b, 0)?;
                self.not_above(b, a, 0)
            }
            orders if orders == LESS | EQUAL => self.not_above(a, b, 0),
            orders if orders == GREATER | EQUAL => self.not_above(b, a, 0),
            orders if orders == LESS | GREATER => {
                self.apart(a, b)?;
                self.apart(b, a)
            }
            _ => Ok(()),
        }
    }

    /// a + gap <= b, both known.
    fn not_above(&mut self, a: NodeId, b: NodeId, gap: i128) -> Done {
        let high = self.now(b).ends().1 - gap;
        self.narrow(a, Domain::range(-MOST, high))?;
        let low = self.now(a).ends().0 + gap;
        self.narrow(b, Domain::range(low, MOST))
    }

    /// a is not the one number that b is.
    fn apart(&mut self, a: NodeId, b: NodeId) -> Done {
        let Some(at) = self.now(b).single() else { return Ok(()) };
        let (low, high) = self.now(a).ends();
        self.narrow(a, Domain::range(low + i128::from(low == at), high - i128::from(high == at)))
    }

    fn same_back(&mut self, own: Domain, a: NodeId, b: NodeId) -> Done {
        self.strict_back(own, &[a, b])?;
        if own.unknown {
            return Ok(());
        }
        for (one, other) in [(a, b), (b, a)] {
            let mask = self.now(other).mask();
            let is_one = mask.count_ones() == 1 && mask != 1 << REST;
            match (own.may_hold(), own.may_be_no()) {
                (true, false) => self.narrow(one, Domain::picks(mask))?,
                (false, true) if is_one => self.narrow(one, Domain::picks(!mask))?,
                _ => {}
            }
        }
        Ok(())
    }

    fn and_back(&mut self, own: Domain, all: &[NodeId]) -> Done {
        if !own.may_be_no() {
            let not_no = Domain { unknown: own.unknown, set: Set::Picks(YES) };
            all.iter().try_for_each(|id| self.narrow(*id, not_no))?;
        }
        if own.may_hold() {
            return Ok(());
        }
        let fails = if own.unknown { Domain::FAILS } else { Domain::picks(NO) };
        let can = |solver: &Solver, id: &NodeId| !solver.now(*id).meet(fails).is_empty();
        let mut able = all.iter().filter(|id| can(self, id));
        match (able.next(), able.next()) {
            (None, _) => Err(Conflict),
            (Some(only), None) => self.narrow(*only, fails),
            _ => Ok(()),
        }
    }

    fn window_back(&mut self, own: Domain, age: NodeId, (sure, most): Ends) -> Done {
        if own.unknown {
            return Ok(());
        }
        let (low, high) = self.now(age).ends();
        match (own.may_hold(), own.may_be_no()) {
            (true, false) => self.narrow(age, Domain::range(0, most.saturating_mul(ONE).saturating_sub(1))),
            (false, true) if low >= 0 => self.narrow(age, Domain::range(sure.saturating_mul(ONE), MOST)),
            (false, true) if high < sure.saturating_mul(ONE) => self.narrow(age, Domain::range(-MOST, -1)),
            _ => Ok(()),
        }
    }
}
