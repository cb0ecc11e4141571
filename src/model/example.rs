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
    /// What must come out, in the order written
    pub expectations: Vec<Expectation>,
    /// What only this example asks for, to be judged behind [`Rulebook::items`](super::Rulebook::items): the first of
    /// them has the id one past the rulebook's last. All are hidden.
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
    /// A yes/no metric of that table among [`Example::items`]: it must be yes
    pub condition: ItemId,
}
