//! Operators and functions by their names, the same in tree, model and plan.
//!
//! Enters and leaves: nothing but names. Guaranteed: each has exactly one way to be written in a rulebook.

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
