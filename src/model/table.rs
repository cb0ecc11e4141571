//! Tables, columns and parents.

use super::{ColumnId, TableId};
use crate::source::Span;
use crate::value::{Type, Value};

/// A table of the user's data.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name, also the name of its data
    pub name: String,
    /// Where it is declared
    pub span: Span,
    /// Columns that identify a row; empty for none
    pub key: Vec<ColumnId>,
    /// The tables its rows belong to
    pub parents: Vec<Parent>,
    /// The date a row became known: a row is invisible before it
    pub dated: Option<ColumnId>,
    /// In the order declared
    pub columns: Vec<Column>,
}

/// `belongs to customers by customer_id`
#[derive(Clone, Debug)]
pub struct Parent {
    /// The parent
    pub table: TableId,
    /// The columns here that hold the parent's key, in the key's order and of its types. Where one of them is
    /// unknown, the row belongs to nobody.
    pub by: Vec<ColumnId>,
}

/// One typed column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name
    pub name: String,
    /// Where it is declared
    pub span: Span,
    /// Its type
    pub ty: Type,
    /// Decimals that are stored: money's own (2 for EUR, or as `money to` says), 0 for count and days, 12 for
    /// number and percent. A cell with more is refused, never rounded.
    pub decimals: u8,
    /// Whether a cell may be empty: `optional`, or an event
    pub optional: bool,
    /// What an empty cell means
    pub default: Option<Value>,
    /// Only today's value exists
    pub current: bool,
    /// An event: a date that is unknown until it has come
    pub event: bool,
    /// Unknown before the date in that column (and while that date is unknown)
    pub known_from: Option<ColumnId>,
}
