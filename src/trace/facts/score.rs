//! Scores and rules.

use super::{LineFacts, Need, ScopeFacts, Term};
use crate::trace::record::Outcome;
use crate::value::{Decimal, Type};

/// How a score came about.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreFacts {
    /// Its name
    pub name: String,
    /// Its title
    pub title: String,
    /// Kept out of the results
    pub hidden: bool,
    /// The unit of its value
    pub unit: Type,
    /// Its value; unknown where too little was measured, or where it does not apply
    pub value: Option<Decimal>,
    /// Whether the row is among those the score is for
    pub scope: ScopeFacts,
    /// What it starts at
    pub starts_at: Decimal,
    /// Its active rules in the order declared; empty where it does not apply
    pub rules: Vec<RuleFacts>,
    /// Titles of the rules that are switched off
    pub inactive: Vec<String>,
    /// What it starts at and all contributions, summed
    pub points: Decimal,
    /// How points become the score; `None` where they are the score
    pub mapping: Option<Mapping>,
    /// The step it is rounded to, half away from zero
    pub rounded_to: Option<Decimal>,
    /// Share of the weight of active rules that was measured; 1 is all
    pub measured: Decimal,
    /// The least share it needs, else the score is unknown
    pub needs: Option<Decimal>,
    /// The rules that cost most, the dearest first; only those that cost anything
    pub costs: Vec<Cost>,
}

/// A straight line from points to the score, cut at both ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// So many points or fewer …
    pub points_from: Decimal,
    /// … and so many points or more …
    pub points_to: Decimal,
    /// … give this score …
    pub from: Decimal,
    /// … and this
    pub to: Decimal,
    /// from + (points − points_from) × (to − from) ÷ (points_to − points_from)
    pub straight: Decimal,
    /// The same, not below `from` and not above `to`
    pub clamped: Decimal,
}

/// What became of one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleFacts {
    /// Its name
    pub name: String,
    /// Its title
    pub title: String,
    /// Its category
    pub category: Option<String>,
    /// Whether all lines that hold are summed
    pub adding: bool,
    /// What became of it
    pub outcome: Outcome,
    /// Whether all that its tried lines read is known
    pub measured: bool,
    /// All that its tried lines read, each once
    pub reads: Vec<Term>,
    /// All its lines
    pub lines: Vec<LineFacts>,
    /// Points awarded
    pub points: Decimal,
    /// Its weight
    pub weight: Decimal,
    /// Points × weight
    pub contribution: Decimal,
    /// The most points that one of its lines (`adding`: all its lines) awards
    pub best: Decimal,
}

/// What a line awards.
#[derive(Clone, Debug, PartialEq)]
pub enum Award {
    /// `40 points`
    Fixed(Decimal),
    /// `1 point per 1,000 EUR of residual`
    Per(Box<Per>),
}

/// Points that grow with an amount.
#[derive(Clone, Debug, PartialEq)]
pub struct Per {
    /// Points for each amount
    pub points: Decimal,
    /// The amount, in the unit of `of`
    pub amount: Decimal,
    /// Whether only whole amounts count
    pub full: bool,
    /// What is measured
    pub of: Term,
    /// How many amounts fit (whole ones, if `full`); unknown where `of` is
    pub quotient: Option<Decimal>,
    /// Quotient × points
    pub product: Option<Decimal>,
    /// Not fewer points than
    pub at_least: Option<Decimal>,
    /// Not more points than
    pub at_most: Option<Decimal>,
    /// The points, within these bounds
    pub awarded: Option<Decimal>,
}

/// What a rule cost: the contribution of its best line less what it contributed.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// Position in [`ScoreFacts::rules`]
    pub rule: usize,
    /// Best × weight − contribution; above zero
    pub cost: Decimal,
    /// The line that gives the best, its number from 1; `None` where it is best that no line holds, and for `adding`
    pub best_line: Option<usize>,
    /// What would have to change for that line to be taken; `None` where only an amount keeps it from giving its most
    pub missing: Option<Need>,
}
