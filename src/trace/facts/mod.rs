//! What an explanation says, as plain data that adds up.
//!
//! Enters: nothing; [`super::explain`] fills these. Leaves: to the text and the JSON of an explanation. Guaranteed: every
//! number is the exact one of the run; the rows of an aggregate make its value, the contributions of a score's rules
//! and what it starts at make its points.

mod condition;
mod score;
mod term;

pub use condition::{Condition, ConditionKind, Need, Relation, Test, Truth, Window};
pub use score::{Award, Cost, Mapping, Per, RuleFacts, ScoreFacts};
pub use term::{AggregateFacts, AggregateRow, Named, Operator, Quantity, Term, TermKind};

use crate::value::{Currency, Date};

/// Why one row of a table was judged as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The rulebook's name
    pub rulebook: String,
    /// The rulebook's version
    pub version: String,
    /// The currency of all money
    pub currency: Currency,
    /// The date of the run: what "today" means
    pub as_of: Date,
    /// The table of the row
    pub table: String,
    /// The row's key, a value for each of its columns
    pub key: Vec<Named>,
    /// Every other column of the row that the rulebook reads, in the order declared
    pub columns: Vec<Named>,
    /// All scores of the table, in the order declared
    pub scores: Vec<ScoreFacts>,
    /// All segments of the table, in the order declared
    pub segments: Vec<SegmentFacts>,
    /// All metrics of the table, in the order declared, hidden ones too if anything reads them
    pub metrics: Vec<MetricFacts>,
    /// Every parameter that anything above depends on
    pub parameters: Vec<ParameterFacts>,
    /// Every column read that only has today's value, whatever the as-of date: table and column
    pub current: Vec<(String, String)>,
    /// Why a label was not given, if that was asked
    pub why_not: Option<WhyNot>,
}

/// How a segment chose its label.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentFacts {
    /// Its name
    pub name: String,
    /// Its title
    pub title: String,
    /// Kept out of the results
    pub hidden: bool,
    /// The label chosen; unknown only where the segment does not apply
    pub value: Quantity,
    /// Whether the row is among those the segment is for
    pub scope: ScopeFacts,
    /// Its lines in the order written
    pub lines: Vec<LineFacts>,
}

/// Which rows an item is for, and whether this row is one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct ScopeFacts {
    /// The named rows the item is for; `None` where it is for every row of the table
    pub among: Option<String>,
    /// Whether this row is among them
    pub applies: bool,
    /// The conditions of those rows
    pub conditions: Vec<Condition>,
    /// What would have to change for the row to be among them, a part for each condition that does not hold
    pub missing: Vec<Need>,
}

/// How a metric was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricFacts {
    /// Its name
    pub name: String,
    /// Its title
    pub title: String,
    /// Kept out of the results
    pub hidden: bool,
    /// What was measured
    pub value: Quantity,
    /// Whether the row is among those the metric is for
    pub scope: ScopeFacts,
    /// How
    pub body: MetricFactsBody,
}

/// One expression, or lines that choose one.
#[derive(Clone, Debug, PartialEq)]
pub enum MetricFactsBody {
    /// After `=`
    Formula(Term),
    /// Between braces
    Lines(Vec<LineFacts>),
}

/// One line of a decision list.
#[derive(Clone, Debug, PartialEq)]
pub struct LineFacts {
    /// From 1
    pub number: usize,
    /// The line as written, on one line
    pub written: String,
    /// What it gives
    pub result: LineResult,
    /// `None` for `otherwise`
    pub condition: Option<Condition>,
    /// Whether it was looked at: no line before it held (`adding`: always)
    pub tried: bool,
    /// Whether its result was taken
    pub won: bool,
}

/// What a line gives.
#[derive(Clone, Debug, PartialEq)]
pub enum LineResult {
    /// A rule's points
    Points(Award),
    /// A segment's label
    Label(String),
    /// A metric's value
    Value(Term),
}

/// A value the business may turn, as it was in force.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterFacts {
    /// Its name
    pub name: String,
    /// Its title
    pub title: String,
    /// The value in force for this row
    pub value: Quantity,
    /// What chose the value: the column as written, and its value here
    pub by: Option<(String, Quantity)>,
    /// Least and greatest value allowed, both included
    pub bounds: Option<(Quantity, Quantity)>,
    /// Whether this run was given a value for it, in place of the rulebook's
    pub set: bool,
}

/// Why a label was not given.
#[derive(Clone, Debug, PartialEq)]
pub struct WhyNot {
    /// The segment's name
    pub segment: String,
    /// The segment's title
    pub title: String,
    /// The label asked about
    pub asked: String,
    /// The label given; `None` where the segment does not apply to this row
    pub given: Option<String>,
    /// Each line that gives the label asked about
    pub lines: Vec<WhyNotLine>,
}

/// Why one line did not give its label.
#[derive(Clone, Debug, PartialEq)]
pub struct WhyNotLine {
    /// From 1
    pub number: usize,
    /// The line as written
    pub written: String,
    /// The line before it that held, and so was taken instead
    pub earlier: Option<LineFacts>,
    /// What would have to change for its condition to hold; `None` where it holds, or is `otherwise`
    pub missing: Option<Need>,
}
