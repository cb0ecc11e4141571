//! Alerts that can never fire, and conditions of alerts that ask nothing.
//!
//! Enters: the rulebook's alerts. Leaves: warnings. Guaranteed: an alert is told of only where no row, date or allowed
//! parameter makes what it waits for: neither what must be so now, nor what must have been so the time before, which
//! was judged by the same rules.

use super::Prover;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Alert, Expr, ItemId, Trigger};
use crate::prove::domain::{Domain, NO, Set};
use crate::prove::graph::NodeId;
use crate::prove::range::Range;
use crate::source::Span;

/// Ways to fire that are looked at; an alert with more is left alone.
const MOST_WAYS: usize = 64;

/// What is so of a row.
type State = Vec<(NodeId, Domain)>;

/// Why one way to fire is closed: where it is written, and in words.
struct Closed {
    at: Span,
    words: String,
}

impl Closed {
    fn new(at: Span, words: &str) -> Closed {
        Closed { at, words: words.to_string() }
    }
}

impl Prover<'_> {
    /// Tells of alerts that can't fire, of parts of them that can't, and of conditions in them that ask nothing.
    pub(super) fn alerts(&mut self) {
        let book = self.book;
        for alert in &book.alerts {
            let Some(ways) = ways(&alert.trigger) else { continue };
            let closed: Vec<Option<Closed>> = ways.iter().map(|way| self.closed(alert, way)).collect();
            let is_silent = closed.iter().all(Option::is_some);
            let closed: Vec<Closed> = closed.into_iter().flatten().collect();
            match is_silent {
                true => self.silent(alert, &closed),
                false => self.partly_silent(alert, closed),
            }
            // Of all who come, what always holds tells by itself.
            let tells_of_all = alert.first_seen && matches!(alert.trigger, Trigger::Begins(_));
            if !is_silent && !tells_of_all {
                self.parts_of(&alert.trigger);
            }
            if !is_silent {
                self.until(alert);
            }
        }
    }

    /// Why a row can never be such that all of these are met; `None` where it may.
    fn closed(&mut self, alert: &Alert, way: &[&Trigger]) -> Option<Closed> {
        let needs_before = !alert.first_seen || way.iter().any(|part| !part.can_begin());
        for part in way {
            let at = self.place(alert, part);
            let single: State = self.now(part).into_iter().collect();
            if self.is_refuted(&single) {
                return Some(Closed { at, words: self.because(never(part), part) });
            }
            let single: State = self.before(part).into_iter().filter(|_| needs_before).collect();
            if self.is_refuted(&single) {
                return Some(Closed { at, words: self.because(always(part), part) });
            }
        }
        let now: State = way.iter().filter_map(|part| self.now(part)).collect();
        let before: State = way.iter().filter_map(|part| self.before(part)).filter(|_| needs_before).collect();
        if self.is_refuted(&now) || self.is_refuted(&before) {
            return Some(Closed::new(alert.when, "never all of it at once"));
        }
        way.iter().find_map(|part| self.unmoved(alert, part, (&now, &before)))
    }

    /// The same with what the value is instead, where that is known.
    fn because(&self, words: &str, part: &Trigger) -> String {
        match self.watched(part).and_then(|condition| self.range_of(condition)) {
            Some((_, range)) => format!("{words}: it is {range}"),
            None => words.to_string(),
        }
    }

    /// A change that no two states of a row are apart enough for.
    fn unmoved(&mut self, alert: &Alert, part: &Trigger, (now, before): (&State, &State)) -> Option<Closed> {
        let (id, step) = match part {
            Trigger::Changes(id) => (*id, None),
            Trigger::ChangesBy(id, step) => (*id, Some(self.built.value(*step)?)),
            _ => return None,
        };
        let node = self.built.value(id)?;
        let (is, was) = (self.domain(now, node)?, self.domain(before, node)?);
        let at = self.place(alert, part);
        let Some(step) = step else {
            return (is_one(is) && is.known() == was.known()).then(|| Closed::new(at, "never changes"));
        };
        let (Set::Range(low, high), Set::Range(from, to)) = (is.set, was.set) else { return None };
        let furthest = high.saturating_sub(from).max(to.saturating_sub(low));
        let ty = &self.book.watched_item(id).ty;
        let range = Range::new(is.join(was).known(), ty).words(ty, &self.book.currency);
        (furthest < self.built.graph.root(step).ends().0)
            .then(|| Closed::new(at, &format!("never moves so far: it is {range}")))
    }

    fn domain(&mut self, state: &State, node: NodeId) -> Option<Domain> {
        self.solver.narrowed(state, &[node])?.first().copied()
    }

    /// What must be so now.
    fn now(&self, part: &Trigger) -> Option<(NodeId, Domain)> {
        match part {
            Trigger::All(_) | Trigger::Any(_) => None,
            Trigger::Holds(id) | Trigger::Begins(id) | Trigger::Crosses(id) => {
                Some((self.built.value(*id)?, Domain::YES))
            }
            Trigger::Ends(id) => Some((self.built.value(*id)?, Domain::picks(NO))),
            Trigger::Changes(id) | Trigger::ChangesBy(id, _) => self.known(*id),
        }
    }

    /// What must have been so the time before.
    fn before(&self, part: &Trigger) -> Option<(NodeId, Domain)> {
        match part {
            Trigger::All(_) | Trigger::Any(_) | Trigger::Holds(_) => None,
            Trigger::Begins(id) => Some((self.built.value(*id)?, Domain::FAILS)),
            Trigger::Crosses(id) => Some((self.built.value(*id)?, Domain::picks(NO))),
            Trigger::Ends(id) => Some((self.built.value(*id)?, Domain::YES)),
            Trigger::Changes(id) | Trigger::ChangesBy(id, _) => self.known(*id),
        }
    }

    fn known(&self, id: ItemId) -> Option<(NodeId, Domain)> {
        let node = self.built.value(id)?;
        Some((node, self.built.graph.root(node).known()))
    }

    /// The condition that a part asks.
    fn watched(&self, part: &Trigger) -> Option<&'_ Expr> {
        let id = part.items().first().copied()?;
        self.book.watched_item(id).expressions().first().copied().filter(|_| id.0 >= self.built.items.len())
    }

    fn place(&self, alert: &Alert, part: &Trigger) -> Span {
        self.watched(part).map_or(alert.when, |condition| condition.span)
    }

    fn silent(&mut self, alert: &Alert, closed: &[Closed]) {
        let Some(first) = closed.first() else { return };
        let headline = format!("the alert `{}` can never fire", alert.name);
        let mut report = Diagnostic::warning(codes::NEVER_FIRES, first.at, headline, first.words.clone());
        for more in closed.iter().skip(1).filter(|more| more.at != first.at).take(3) {
            report = report.other(more.at, more.words.clone());
        }
        self.tell(report.help("change what it waits for, or take it away"));
    }

    fn partly_silent(&mut self, alert: &Alert, closed: Vec<Closed>) {
        for one in closed {
            let headline = format!("the alert `{}` can never fire because of this part", alert.name);
            let report = Diagnostic::warning(codes::NEVER_FIRES, one.at, headline, one.words);
            self.tell(report.help("change it, or take it away"));
        }
    }

    /// Conditions of an alert that always hold, or of which a part does.
    fn parts_of(&mut self, trigger: &Trigger) {
        match trigger {
            Trigger::All(parts) | Trigger::Any(parts) => parts.iter().for_each(|part| self.parts_of(part)),
            Trigger::Holds(id) | Trigger::Begins(id) => {
                let Some((node, condition)) = self.built.value(*id).zip(self.watched(trigger).cloned()) else { return };
                if self.is_refuted(&[(node, Domain::YES)]) {
                    return;
                }
                if self.is_refuted(&[(node, Domain::FAILS)]) {
                    return self.always_part(&condition);
                }
                self.condition_parts(&[], &condition);
            }
            _ => {}
        }
    }

    /// An `until` that never comes.
    fn until(&mut self, alert: &Alert) {
        let until = alert.until.filter(|id| id.0 >= self.built.items.len());
        let Some((node, id)) = until.and_then(|id| Some((self.built.value(id)?, id))) else { return };
        let Some(condition) = self.book.watched_item(id).expressions().first().copied().cloned() else { return };
        if !self.is_refuted(&[(node, Domain::YES)]) {
            return self.condition_parts(&[], &condition);
        }
        let headline = "this never holds, so once the alert has told of a row it is silent about it for good";
        let mut report = Diagnostic::warning(codes::NEVER_HOLDS, condition.span, headline, "never holds");
        if let Some((at, words)) = self.range_of(&condition) {
            report = report.other(at, words);
        }
        self.tell(report.help("let `until` name what is reached again"));
    }
}

/// All ways to fire: of each, what must come together. `None` where there are too many.
fn ways(trigger: &Trigger) -> Option<Vec<Vec<&Trigger>>> {
    let all = match trigger {
        Trigger::Any(parts) => parts.iter().map(ways).collect::<Option<Vec<_>>>()?.concat(),
        Trigger::All(parts) => {
            let mut all: Vec<Vec<&Trigger>> = vec![Vec::new()];
            for part in parts {
                let more = ways(part)?;
                if all.len() * more.len() > MOST_WAYS {
                    return None;
                }
                all = all.iter().flat_map(|one| more.iter().map(|two| [one.as_slice(), two].concat())).collect();
            }
            all
        }
        part => vec![vec![part]],
    };
    (all.len() <= MOST_WAYS).then_some(all)
}

/// Whether it can be one known value only.
fn is_one(domain: Domain) -> bool {
    match domain.set {
        Set::Range(low, high) => low == high,
        Set::Picks(mask) => mask.count_ones() == 1 && mask != 1 << crate::prove::domain::REST,
    }
}

/// Of what can't be so now.
fn never(part: &Trigger) -> &'static str {
    match part {
        Trigger::Holds(_) => "never holds",
        Trigger::Crosses(_) => "never gets there",
        Trigger::Ends(_) => "never anything else, so that nobody leaves it",
        Trigger::Changes(_) | Trigger::ChangesBy(..) => "always unknown",
        _ => "never comes about",
    }
}

/// Of what can't have been so before.
fn always(part: &Trigger) -> &'static str {
    match part {
        Trigger::Crosses(_) => "always beyond it, so that nobody crosses it",
        Trigger::Ends(_) => "never so, so that nobody leaves it",
        Trigger::Changes(_) | Trigger::ChangesBy(..) => "always unknown",
        _ => "always so, so that it never begins",
    }
}
