//! Alerts: when somebody must be told, and what of.

use super::{Item, ItemId, TableId};
use crate::source::Span;
use crate::value::Severity;

/// Tells somebody of a row of the table that the rulebook is about.
#[derive(Clone, Debug)]
pub struct Alert {
    /// Its name
    pub name: String,
    /// Its title, or its name
    pub title: String,
    /// Where it is declared
    pub span: Span,
    /// Where it says when it fires: behind `when`, up to its end
    pub when: Span,
    /// How much it matters
    pub severity: Severity,
    /// Who is told, in the order written
    pub to: Vec<String>,
    /// `at most once every N days`; at least 1
    pub once_every: Option<i32>,
    /// When it fires
    pub trigger: Trigger,
    /// `until`: a yes/no item; the alert stays raised, and silent, until it has been yes
    pub until: Option<ItemId>,
    /// `or when first seen`
    pub first_seen: bool,
    /// What it looks at: the items whose values before and now say why it fired, in the order written
    pub subjects: Vec<ItemId>,
}

/// When an alert fires: of what is yes now, and of what was yes the time before. Each item is either one of the
/// rulebook's or a hidden one among [`Rulebook::watches`](super::Rulebook::watches).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// All of them
    All(Vec<Trigger>),
    /// Any of them
    Any(Vec<Trigger>),
    /// A condition beside a change: it is yes now
    Holds(ItemId),
    /// A condition alone, or `becomes`: it is yes now, and was not before (it was no, or unknown)
    Begins(ItemId),
    /// `rises above`, `falls below`: it is yes now, and was no before
    Crosses(ItemId),
    /// `leaves`: it is no now, and was yes before
    Ends(ItemId),
    /// `changes`: both values are known, and they are not the same
    Changes(ItemId),
    /// `changes by N or more`: both numbers are known, and at least the second item's value apart
    ChangesBy(ItemId, ItemId),
}

impl Trigger {
    /// The items that it looks at, in the order written.
    pub fn items(&self) -> Vec<ItemId> {
        match self {
            Trigger::All(parts) | Trigger::Any(parts) => parts.iter().flat_map(Trigger::items).collect(),
            Trigger::Holds(id) | Trigger::Begins(id) | Trigger::Crosses(id) => vec![*id],
            Trigger::Ends(id) | Trigger::Changes(id) => vec![*id],
            Trigger::ChangesBy(id, by) => vec![*id, *by],
        }
    }

    /// Whether it can fire of a row that was never seen before: `leaves` and `changes` need a value before.
    pub fn can_begin(&self) -> bool {
        match self {
            Trigger::All(parts) => parts.iter().all(Trigger::can_begin),
            Trigger::Any(parts) => parts.iter().any(Trigger::can_begin),
            Trigger::Holds(_) | Trigger::Begins(_) | Trigger::Crosses(_) => true,
            Trigger::Ends(_) | Trigger::Changes(_) | Trigger::ChangesBy(..) => false,
        }
    }
}

impl Alert {
    /// All items that it looks at: each once, ascending.
    pub fn items(&self) -> Vec<ItemId> {
        let mut items = self.trigger.items();
        items.extend(self.until);
        items.extend(&self.subjects);
        items.sort_unstable();
        items.dedup();
        items
    }
}

impl super::Rulebook {
    /// The rulebook with all that its alerts look at among its items, to be worked out whether or not it is shown.
    pub fn watched(&self) -> super::Rulebook {
        let mut items: Vec<Item> = self.items.clone();
        items.extend(self.watches.iter().cloned());
        let mut watching: Vec<ItemId> = self.alerts.iter().flat_map(Alert::items).collect();
        watching.sort_unstable();
        watching.dedup();
        super::Rulebook { items, watching, ..self.clone() }
    }

    /// An item, or one that an alert looks at. INVARIANT: ids are made for this very rulebook, by `check`.
    pub fn watched_item(&self, id: ItemId) -> &Item {
        self.items.get(id.0).unwrap_or_else(|| &self.watches[id.0 - self.items.len()])
    }

    /// Whether the results of a table are worked out: something of it is shown, or watched.
    pub fn judges(&self, table: TableId) -> bool {
        self.items_of(table).any(|(id, item)| !item.hidden || self.watching.binary_search(&id).is_ok())
    }
}
