//! What a run writes down: columns for everybody, and all values of one row that somebody asks about.
//!
//! Enters: the run's own columns. Leaves: [`Chunk`]s to the outputs, an [`Observation`] to the explanations.
//! Guaranteed: rows of a chunk stand in the order of the table's key; nothing here is computed twice.

use crate::model::{ExprId, ItemId, TableId};
use crate::table::{Column, Values};
use crate::value::{Date, Decimal, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// A rule's `line` where no line won.
pub const NO_LINE: u16 = u16::MAX;

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Outcome {
    /// No condition held, and each was known; `otherwise` won, or no line
    NotMet = 0,
    /// A line with a condition won (`adding`: at least one)
    Met = 1,
    /// No condition held, and at least one was unknown; `otherwise` won, or no line
    Unknown = 2,
}

impl Outcome {
    /// That at a position.
    pub fn at(position: u16) -> Outcome {
        match position {
            1 => Outcome::Met,
            2 => Outcome::Unknown,
            _ => Outcome::NotMet,
        }
    }

    /// As all outputs write it.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::NotMet => "not met",
            Outcome::Met => "met",
            Outcome::Unknown => "unknown",
        }
    }
}

/// Consecutive rows of a judged table, in the order of its key, with all that was found for them.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Whose rows
    pub table: TableId,
    /// Position of the first row among all rows of the table
    pub first: usize,
    /// How many
    pub rows: usize,
    /// The key's columns
    pub key: Vec<Arc<Column>>,
    /// The values of all items of the table, hidden ones too, in the order of [`ItemId`]
    pub items: Vec<(ItemId, Arc<Column>)>,
    /// One for each score of the table
    pub scores: Vec<ScoreColumns>,
    /// For each segment and list metric of the table: positions of the line that won, [`NO_LINE`] where none (the row is not
    /// among the item's rows). Only with a full trace.
    pub lines: Vec<(ItemId, Arc<Column>)>,
}

/// How a score came about, column by column.
#[derive(Clone, Debug)]
pub struct ScoreColumns {
    /// Which score
    pub score: ItemId,
    /// Share of the weight of all active rules that was measured, 10⁻¹² units (1 where the weights sum to 0);
    /// unknown where the row is not among the score's rows
    pub measured: Arc<Column>,
    /// Points: starts at + the sum of contributions, 10⁻¹² units; unknown where the row is not among the rows
    pub points: Arc<Column>,
    /// One for each active rule, in the order declared. Only with a full trace.
    pub rules: Vec<RuleColumns>,
}

/// What became of one rule, column by column.
#[derive(Clone, Debug)]
pub struct RuleColumns {
    /// Position in [`crate::model::Score::rules`]
    pub rule: usize,
    /// Positions of the line that won, [`NO_LINE`] where none; for an `adding` rule the first that held
    pub line: Arc<Column>,
    /// What became of it, as positions of [`Outcome`]
    pub outcome: Arc<Column>,
    /// Whether all that its tried lines read is known
    pub measured: Arc<Column>,
    /// Points before the weight
    pub points: Arc<Column>,
    /// Points × weight
    pub contribution: Arc<Column>,
    /// The value its first condition (else its first line's `per … of`) compares on the left; `None` where the rule
    /// reads nothing
    pub value: Option<Arc<Column>>,
}

impl RuleColumns {
    /// The line that won a row.
    pub fn line(&self, row: usize) -> Option<usize> {
        line_of(&self.line, row)
    }

    /// What became of it in a row.
    pub fn outcome(&self, row: usize) -> Outcome {
        Outcome::at(position(&self.outcome, row).unwrap_or(0))
    }
}

/// The line of a row in a column of lines; `None` for [`NO_LINE`].
pub fn line_of(column: &Column, row: usize) -> Option<usize> {
    position(column, row).filter(|line| *line != NO_LINE).map(usize::from)
}

fn position(column: &Column, row: usize) -> Option<u16> {
    if let Values::Label(labels) = &column.values { labels.get(row).copied() } else { None }
}

/// One value of a figure: one row where there is no `by`, else a row a group, groups ascending, the unknown last.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureValue {
    /// Position in [`crate::model::Rulebook::figures`]
    pub figure: usize,
    /// The group; the outer `None` where there is no `by`, the inner where the group is unknown
    pub group: Option<Option<Value>>,
    /// The value
    pub value: Option<Value>,
}

/// Everything that was evaluated for one row of a table, down to the rows of its descendants.
#[derive(Clone, Debug)]
pub struct Observation {
    /// The date of the run
    pub as_of: Date,
    /// The table of the row that was asked for; it is row 0 of that table
    pub table: TableId,
    /// By [`TableId`]: the rows of every table that this one row depends on
    pub tables: Vec<ObservedTable>,
}

/// Rows of one table and the values found for them.
#[derive(Clone, Debug, Default)]
pub struct ObservedTable {
    /// The key of each row (empty where the table has none)
    pub keys: Vec<Vec<Option<Value>>>,
    /// Where each row stands in the data: file and line or row, for tables without a key
    pub places: Vec<String>,
    /// For each parent of the table, in its order: the row in that parent's [`ObservedTable`]
    pub parents: Vec<Vec<Option<usize>>>,
    /// Values of every expression in this table's scope, one a row
    pub values: HashMap<ExprId, Vec<Option<Value>>>,
    /// Values of every item of this table, one a row
    pub items: HashMap<ItemId, Vec<Option<Value>>>,
    /// For every segment and list metric: the line that won, a row
    pub lines: HashMap<ItemId, Vec<Option<usize>>>,
    /// For every score: how it came about, a row
    pub scores: HashMap<ItemId, Vec<Option<ObservedScore>>>,
}

/// How one score came about for one row; `None` in its place where the row is not among the score's rows.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedScore {
    /// Share of weight measured
    pub measured: Decimal,
    /// Starts at + sum of contributions
    pub points: Decimal,
    /// Active rules in the order declared
    pub rules: Vec<ObservedRule>,
}

/// What became of one rule for one row.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedRule {
    /// Position in [`crate::model::Score::rules`]
    pub rule: usize,
    /// The line that won; for an `adding` rule all lines that held
    pub lines: Vec<usize>,
    /// What became of it
    pub outcome: Outcome,
    /// Whether all that its tried lines read is known
    pub measured: bool,
    /// Points before the weight
    pub points: Decimal,
    /// Points × weight
    pub contribution: Decimal,
}
