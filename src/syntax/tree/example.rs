//! Examples as written: a case with its data, and what must come out.
//!
//! Enters and leaves: as the tree it is part of. Guaranteed: what a table's cell says is kept as the author's own
//! characters, since only the type of its column tells how to read it.

use super::{Expr, Name, Quoted};
use crate::source::Span;
use crate::value::Date;

/// `example "TITLE" on DATE [with NAME = VALUE, …] { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleDecl {
    /// What the case is
    pub title: Quoted,
    /// The as-of date
    pub on: Date,
    /// Where the date stands
    pub on_span: Span,
    /// Values of parameters: `window = 6 months`
    pub settings: Vec<(Name, Expr)>,
    /// In the order written
    pub items: Vec<ExampleItem>,
}

/// A line, or a table, between an example's braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExampleItem {
    /// Data
    Rows(ExampleRows),
    /// What was known the time before
    Before(Before),
    /// What must come out
    Expect(Expect),
}

/// Rows of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleRows {
    /// From the table's name to the last cell
    pub span: Span,
    /// Whose rows
    pub table: Name,
    /// The rows
    pub data: ExampleData,
}

/// Rows in one of two forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExampleData {
    /// `vip = no, credit_limit = -`: one row; none of its columns is given where this is empty
    Line(Vec<(Name, Cell)>),
    /// Rows between bars, the first of them the columns' names
    Table {
        /// The columns' names, each a word of its own
        header: Vec<Name>,
        /// The place of each row, and its cells, as many as the author wrote
        rows: Vec<(Span, Vec<Cell>)>,
    },
}

/// What stands for one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Where it stands, without the blanks around it
    pub span: Span,
    /// What it says
    pub kind: CellKind,
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Nothing: the column's default
    Empty,
    /// `-`
    Unknown,
    /// Behind `=`: a value as everywhere
    Value(Expr),
    /// Between bars: bare text in NFC, to be read by the column's type
    Bare(String),
    /// Between bars and quotes: text in NFC
    Quoted(String),
}

/// `before [of KEY, …]: NAME = VALUE, …`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The whole line
    pub span: Span,
    /// Whose row; the one judged row where it is not said
    pub of: Option<OfRow>,
    /// What was otherwise than now
    pub values: Vec<(Name, Cell)>,
}

/// `expect [of [TABLE] KEY, …] CONDITION`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expect {
    /// The whole line
    pub span: Span,
    /// Whose row; the one judged row where it is not said
    pub of: Option<OfRow>,
    /// What must come out for it
    pub what: Expected,
}

/// What an example expects of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// `standing is "High risk"`
    Condition(Expr),
    /// `alert watchlist`
    Alert(Name),
    /// `no alert watchlist`, `no alert`
    NoAlert(Option<Name>),
}

/// `of "C1"`, `of invoices "INV1"`, `of invoices`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfRow {
    /// The whole phrase
    pub span: Span,
    /// The table; the one the rulebook is about where it is not said
    pub table: Option<Name>,
    /// A constant for each column of the table's key; empty for the only row
    pub key: Vec<Expr>,
}
