//! The checked rulebook: names are ids, every expression has a type, nothing can fail but overflow.
//!
//! Enters: what `check` built. Leaves: to `plan`, `trace` and the outputs, which read it and never change it.
//! Guaranteed: ids index the vectors of [`Rulebook`]; every `Expr` is well typed and has an [`ExprId`] of its own;
//! there are no cycles; aggregates follow exactly one chain of parents.

mod alert;
mod example;
mod expr;
mod judge;
mod table;
pub mod walk;

pub use alert::{Alert, Trigger};
pub use example::{Before, Example, Expectation, Expected};
pub use expr::{Aggregate, Arithmetic, Expr, ExprId, ExprKind};
pub use judge::{
    Figure, Item, ItemId, ItemKind, Line, List, Metric, MetricBody, Parameter, Points, Rows, Rule, Scale, Score,
    Segment, Setting,
};
pub use table::{Column, Parent, Table};

use crate::value::Currency;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub usize);
    )*};
}

ids! {
    /// Position in [`Rulebook::tables`]
    TableId;
    /// Position in [`Table::columns`] of a table known from the context
    ColumnId;
    /// Position in [`Rulebook::parameters`]
    ParameterId;
    /// Position in [`Rulebook::rows`]
    RowsId;
}

/// A whole rulebook.
#[derive(Clone, Debug)]
pub struct Rulebook {
    /// `rulebook "Customer rating"`
    pub name: String,
    /// `version "2026.2"`
    pub version: String,
    /// `owner "Credit control"`: who decides about the rules
    pub owner: Option<String>,
    /// `currency EUR`
    pub currency: Currency,
    /// `about customers`
    pub about: TableId,
    /// All tables, used or not
    pub tables: Vec<Table>,
    /// All parameters
    pub parameters: Vec<Parameter>,
    /// All named subsets
    pub rows: Vec<Rows>,
    /// Metrics, scores and segments in the order declared, a used file's before its user's
    pub items: Vec<Item>,
    /// All figures
    pub figures: Vec<Figure>,
    /// All alerts
    pub alerts: Vec<Alert>,
    /// Hidden items that only alerts look at; the first of them has the id one past the last of `items`
    pub watches: Vec<Item>,
    /// Items that are worked out though nothing shows or reads them, ascending; see [`Rulebook::watched`]
    pub watching: Vec<ItemId>,
    /// All examples
    pub examples: Vec<Example>,
    /// One past the largest [`ExprId`]
    pub expressions: usize,
}

impl Rulebook {
    /// The table of an id. INVARIANT: ids are made by `check` for this very rulebook.
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id.0]
    }

    /// The item of an id. INVARIANT: ids are made by `check` for this very rulebook.
    pub fn item(&self, id: ItemId) -> &Item {
        &self.items[id.0]
    }

    /// The parameter of an id. INVARIANT: ids are made by `check` for this very rulebook.
    pub fn parameter(&self, id: ParameterId) -> &Parameter {
        &self.parameters[id.0]
    }

    /// The rows of an id. INVARIANT: ids are made by `check` for this very rulebook.
    pub fn subset(&self, id: RowsId) -> &Rows {
        &self.rows[id.0]
    }

    /// Items of one table, with their ids, in the order declared.
    pub fn items_of(&self, table: TableId) -> impl Iterator<Item = (ItemId, &Item)> {
        self.items.iter().enumerate().filter(move |(_, item)| item.table == table).map(|(i, item)| (ItemId(i), item))
    }
}
