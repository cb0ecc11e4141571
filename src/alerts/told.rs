//! An alert that somebody is told.
//!
//! Enters: an alert that fires, the row, what is known of it now and before. Leaves: [`Told`]. Guaranteed: the same alert
//! about the same row, date and values has the same identity, whatever was known before; told twice, it is recognised.

use super::{Sight, identity, reason};
use crate::model::{Alert, ItemId, Rulebook};
use crate::value::{Date, Value};

/// An alert with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// 32 hexadecimal digits: of the rulebook's and the alert's name, the key, the date, and the values looked at
    pub identity: String,
    /// What it looks at, in the order written: what it was and is
    pub changes: Vec<Changed>,
    /// Why it fires: a sentence
    pub reason: String,
}

/// One value that an alert looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Which
    pub item: ItemId,
    /// What it was; `None` where that is unknown, or the row is seen for the first time
    pub before: Option<Value>,
    /// What it is
    pub now: Option<Value>,
}

/// Of which row, and when.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// The rulebook that [`Rulebook::watched`] makes
    pub rulebook: &'a Rulebook,
    /// The as-of date
    pub as_of: Date,
    /// The key of the row in one text
    pub key: &'a str,
}

/// Tells of a row. `before` is `None` for one that is seen for the first time.
pub fn tell(occasion: Occasion, alert: &Alert, now: &dyn Sight, before: Option<&dyn Sight>) -> Told {
    let changed = |item: &ItemId| Changed {
        item: *item,
        before: before.and_then(|before| before.value(*item)),
        now: now.value(*item),
    };
    let changes: Vec<Changed> = alert.subjects.iter().map(changed).collect();
    let words = |change: &Changed| match &change.now {
        Some(value) => value.plain(&occasion.rulebook.item(change.item).ty),
        None => String::new(),
    };
    let values: Vec<String> = changes.iter().map(words).collect();
    let date = occasion.as_of.to_string();
    let mut parts = vec![occasion.rulebook.name.as_str(), &alert.name, occasion.key, &date];
    parts.extend(values.iter().map(String::as_str));
    let identity = identity::of(&parts);
    let reason = reason::reason(occasion.rulebook, alert, &changes, now, before);
    Told { identity, changes, reason }
}
