//! Operators and functions by their names, the same in tree, model and plan.
//!
//! Enters and leaves: nothing but names. Guaranteed: each has exactly one way to be written in a rulebook.

use std::cmp::Ordering;

/// `= != < <= > >=`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// Whether it holds for two values that stand in this order.
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::NotEqual => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        }
    }

    /// The sign between numbers: `<=`.
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }
}

/// The extreme of several values, skipping what is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pick {
    /// `lower of`
    Lower,
    /// `higher of`
    Higher,
    /// `earlier of`
    Earlier,
    /// `later of`
    Later,
}

/// How much an alert matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// `severity low`
    Low,
    /// `severity medium`, which holds where nothing is said
    Medium,
    /// `severity high`
    High,
}

impl Severity {
    /// As it is written: `high`.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
        }
    }
}

/// Which way of a rule's measure is the good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Better {
    /// `better when lower`
    Lower,
    /// `better when higher`
    Higher,
}

/// How many rows become one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `count of ROWS`
    Count,
    /// `count of distinct X in ROWS`
    CountDistinct,
    /// `sum of X in ROWS`
    Sum,
    /// `average of X in ROWS`
    Average,
    /// `min of X in ROWS`
    Min,
    /// `max of X in ROWS`
    Max,
    /// `median of X in ROWS`
    Median,
    /// `earliest of X in ROWS`
    Earliest,
    /// `latest of X in ROWS`
    Latest,
    /// `last X in ROWS`
    Last,
}
