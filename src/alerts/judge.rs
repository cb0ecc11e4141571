//! Which alerts fire of one row.
//!
//! Enters: the watched values of a row now and before, and each alert's [`Memory`]. Leaves: [`Judged`]. Guaranteed: a row
//! that was never seen before fires nothing but `or when first seen`; an alert that is raised, or told of less than its
//! days ago, is silent.

use crate::model::{Alert, ItemId, Rulebook, Trigger};
use crate::value::{Date, Value};
use std::collections::BTreeMap;

/// What an alert remembers of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// When it has last told somebody
    pub told: Option<Date>,
    /// Whether it stays silent until its `until` holds
    pub waiting: bool,
}

/// What came of the alerts for one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Positions in [`Rulebook::alerts`] of those that fire, ascending
    pub fired: Vec<usize>,
    /// What each alert remembers now, in the order of [`Rulebook::alerts`]
    pub memory: Vec<Memory>,
}

/// The alerts of a rulebook, made ready for many rows.
#[derive(Clone, Debug)]
pub struct Judge<'r> {
    alerts: &'r [Alert],
    items: Vec<ItemId>,
    places: BTreeMap<ItemId, usize>,
}

/// The values of a row by their places in [`Judge::items`].
type Values<'v> = &'v [Option<Value>];

impl<'r> Judge<'r> {
    /// The alerts of a rulebook.
    pub fn new(rulebook: &'r Rulebook) -> Judge<'r> {
        let mut items: Vec<ItemId> = rulebook.alerts.iter().flat_map(Alert::items).collect();
        items.sort_unstable();
        items.dedup();
        let places = items.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        Judge { alerts: &rulebook.alerts, items, places }
    }

    /// The items whose values are watched, in the order in which a row's values are given: of the rulebook that
    /// [`Rulebook::watched`] makes.
    pub fn items(&self) -> &[ItemId] {
        &self.items
    }

    /// Judges a row on a day. `before` is `None` for a row that was not there the time before. An alert without memory
    /// has never told of the row.
    pub fn judge(&self, today: Date, now: Values, before: Option<Values>, memory: &[Memory]) -> Judged {
        let mut judged = Judged::default();
        for (position, alert) in self.alerts.iter().enumerate() {
            let memory = memory.get(position).copied().unwrap_or_default();
            let (fires, memory) = self.one(alert, today, now, before, memory);
            judged.fired.extend(fires.then_some(position));
            judged.memory.push(memory);
        }
        judged
    }

    /// Whether one alert fires, and what it remembers.
    fn one(
        &self,
        alert: &Alert,
        today: Date,
        now: Values,
        before: Option<Values>,
        mut memory: Memory,
    ) -> (bool, Memory) {
        // An alert that waits may have lost its `until` since.
        let goes_on = alert.until.is_some_and(|until| !self.is_yes(until, now));
        memory.waiting &= goes_on;
        let met = !memory.waiting
            && match before {
                Some(before) => self.met(&alert.trigger, now, before),
                None => alert.first_seen && self.met_first(&alert.trigger, now),
            };
        if !met {
            return (false, memory);
        }
        memory.waiting = goes_on;
        let rests = |told: Date| alert.once_every.is_some_and(|days| today.days() - told.days() < days);
        if memory.told.is_some_and(rests) {
            return (false, memory);
        }
        memory.told = Some(today);
        (true, memory)
    }

    fn met(&self, trigger: &Trigger, now: Values, before: Values) -> bool {
        match trigger {
            Trigger::All(parts) => parts.iter().all(|part| self.met(part, now, before)),
            Trigger::Any(parts) => parts.iter().any(|part| self.met(part, now, before)),
            Trigger::Holds(id) => self.is_yes(*id, now),
            Trigger::Begins(id) => self.is_yes(*id, now) && !self.is_yes(*id, before),
            Trigger::Crosses(id) => self.is_yes(*id, now) && self.is_no(*id, before),
            Trigger::Ends(id) => self.is_no(*id, now) && self.is_yes(*id, before),
            Trigger::Changes(id) => {
                let both = self.value(*id, now).zip(self.value(*id, before));
                both.is_some_and(|(now, before)| now != before)
            }
            Trigger::ChangesBy(id, step) => self.is_apart(*id, *step, now, before),
        }
    }

    /// Of a row that was not there before.
    fn met_first(&self, trigger: &Trigger, now: Values) -> bool {
        match trigger {
            Trigger::All(parts) => parts.iter().all(|part| self.met_first(part, now)),
            Trigger::Any(parts) => parts.iter().any(|part| self.met_first(part, now)),
            Trigger::Holds(id) | Trigger::Begins(id) | Trigger::Crosses(id) => self.is_yes(*id, now),
            Trigger::Ends(_) | Trigger::Changes(_) | Trigger::ChangesBy(..) => false,
        }
    }

    /// Whether a number has moved by a step or more, either way. A step is above zero.
    fn is_apart(&self, id: ItemId, step: ItemId, now: Values, before: Values) -> bool {
        let number = |id: ItemId, of: Values| self.value(id, of).and_then(Value::number).map(|n| n.units());
        let both = number(id, now).zip(number(id, before));
        both.zip(number(step, now)).is_some_and(|((now, before), step)| now.abs_diff(before) >= step.unsigned_abs())
    }

    fn value<'v>(&self, id: ItemId, of: Values<'v>) -> Option<&'v Value> {
        of.get(*self.places.get(&id)?)?.as_ref()
    }

    fn is_yes(&self, id: ItemId, of: Values) -> bool {
        self.value(id, of) == Some(&Value::YesNo(true))
    }

    fn is_no(&self, id: ItemId, of: Values) -> bool {
        self.value(id, of) == Some(&Value::YesNo(false))
    }
}
