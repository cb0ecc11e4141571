//! Examples: a case with its data, and what must come out.

use super::{Item, ItemId, Setting, TableId};
use crate::source::Span;
use crate::value::{Date, Value};

/// One example. Its data are complete: keys that were left out are made up, rows belong to their parents, no key
/// stands twice.
#[derive(Clone, Debug)]
pub struct Example {
    /// What the case is
    pub title: String,
    /// Where the title is written
    pub span: Span,
    /// The as-of date
    pub on: Date,
    /// Values of parameters
    pub settings: Vec<Setting>,
    /// By [`TableId`]: rows, with a value for each column of the table, in the columns' order. `None` is unknown; it
    /// stands, too, in a column that the example leaves out and nothing expected reads.
    pub tables: Vec<Vec<Vec<Option<Value>>>>,
    /// What was known the time before, by row: for rows of the table that the rulebook is about
    pub before: Vec<Before>,
    /// What must come out, in the order written
    pub expectations: Vec<Expectation>,
    /// What only this example asks for, to be judged behind [`Rulebook::items`](super::Rulebook::items) and
    /// [`Rulebook::watches`](super::Rulebook::watches): the first of them has the id one past the last of these. All are
    /// hidden.
    pub items: Vec<Item>,
}

/// `expect standing is "High risk"`
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The whole line
    pub span: Span,
    /// Whose row is judged
    pub table: TableId,
    /// The position of that row in [`Example::tables`]
    pub row: usize,
    /// What must come out
    pub what: Expected,
}

/// What must come out for a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A yes/no metric of its table among [`Example::items`] must be yes
    Condition(ItemId),
    /// The alert at this position of [`Rulebook::alerts`](super::Rulebook::alerts) must fire
    Alert(usize),
    /// The alert at this position must not fire; none at all where it is not said which
    NoAlert(Option<usize>),
}

/// What was known of a row the time before.
#[derive(Clone, Debug)]
pub struct Before {
    /// The position of the row in [`Example::tables`]
    pub row: usize,
    /// Items that alerts look at, each with the item among [`Example::items`] whose value it had; all others had the
    /// value that they have now
    pub values: Vec<(ItemId, ItemId)>,
}
