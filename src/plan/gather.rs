//! Accumulators: many rows become one value for each row of an ancestor, for each group, or for all.

use super::steps::StepId;
use crate::model::TableId;
use crate::value::Function;

/// What is done with the rows' values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gather {
    /// How many rows (with an argument: in which it is known)
    Count,
    /// The exact sum
    Sum,
    /// The least
    Least,
    /// The greatest
    Greatest,
    /// The middle one
    Median,
    /// How many different ones
    Distinct,
    /// That of the last row by `dated`, then key
    Last,
}

impl Gather {
    /// That of an aggregate; an average is a sum and a count, and is made of these before it comes here.
    pub fn of(function: Function) -> Gather {
        match function {
            Function::Count => Gather::Count,
            Function::CountDistinct => Gather::Distinct,
            Function::Sum | Function::Average => Gather::Sum,
            Function::Min | Function::Earliest => Gather::Least,
            Function::Max | Function::Latest => Gather::Greatest,
            Function::Median => Gather::Median,
            Function::Last => Gather::Last,
        }
    }

    /// Its name in print.
    pub fn word(self) -> &'static str {
        match self {
            Gather::Count => "count",
            Gather::Sum => "sum",
            Gather::Least => "least",
            Gather::Greatest => "greatest",
            Gather::Median => "median",
            Gather::Distinct => "count distinct",
            Gather::Last => "last",
        }
    }
}

/// For whom values are gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Into {
    /// One value for each row of an ancestor
    Table(TableId),
    /// One value
    All,
    /// One value for each value of this register of the rows
    Groups(StepId),
}

/// One accumulator.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Accumulator {
    /// Whose rows
    pub from: TableId,
    /// For whom
    pub into: Into,
    /// How
    pub gather: Gather,
    /// What: a register of `from`; unknown values are skipped
    pub argument: Option<StepId>,
    /// Which rows: a yes/no register of `from`; `None` for all
    pub mask: Option<StepId>,
    /// In which reading of `from`, at least 1
    pub layer: usize,
}
