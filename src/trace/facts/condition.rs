//! Conditions with the truth of each part.

use super::{Quantity, Term};
use crate::value::{Comparison, Date};

/// Three-valued logic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds
    Yes,
    /// It does not
    No,
    /// Something it reads is unknown, and the rest does not settle it
    Unknown,
}

impl Truth {
    /// As all outputs write it.
    pub fn word(self) -> &'static str {
        match self {
            Truth::Yes => "yes",
            Truth::No => "no",
            Truth::Unknown => "unknown",
        }
    }
}

/// A condition, part by part.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// As written, on one line
    pub written: String,
    /// Whether it holds
    pub truth: Truth,
    /// What it says
    pub kind: ConditionKind,
}

/// What a condition says.
#[derive(Clone, Debug, PartialEq)]
pub enum ConditionKind {
    /// `a and b`
    All(Vec<Condition>),
    /// `a or b`
    Any(Vec<Condition>),
    /// `not a`
    Not(Box<Condition>),
    /// One comparison
    Test(Box<Test>),
}

/// One comparison of what was found with what is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What was found; not a constant unless both sides are
    pub left: Term,
    /// How it is compared
    pub relation: Relation,
    /// What it is compared with: none for known and yes/no, two for between, one or more for one of
    pub right: Vec<Term>,
    /// How far a number or a date is from making the comparison hold: money, percent (0.112 is 11.2 percentage
    /// points), days, …, never negative; `None` where it holds, is unknown, or has no distance
    pub gap: Option<Quantity>,
    /// The same for the opposite of the comparison; `None` where it does not hold
    pub gap_to_fail: Option<Quantity>,
    /// The days a window covers
    pub window: Option<Window>,
}

/// How two things are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `= != < <= > >=`, and `is`, `is before` and their like
    Compare(Comparison),
    /// `is one of`
    OneOf,
    /// `is known`
    Known,
    /// `is unknown`
    Unknown,
    /// `between A and B`: both ends belong
    Between,
    /// `starts with`
    StartsWith,
    /// `contains`
    Contains,
    /// `in last P`
    InLast,
    /// A yes/no value that stands for itself
    Holds,
}

/// The days of `in last P`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// As written
    pub written: String,
    /// The first day that belongs
    pub first: Date,
    /// The last day that belongs: the as-of date
    pub last: Date,
}

/// What would have to change for a condition to hold. Parts that hold already are left out.
#[derive(Clone, Debug, PartialEq)]
pub enum Need {
    /// All of these
    All(Vec<Need>),
    /// Any one of these
    Any(Vec<Need>),
    /// This comparison must hold, or, if `holds` is false, must not
    Test {
        /// The comparison
        test: Box<Test>,
        /// Whether it is yes, no or unknown now
        truth: Truth,
        /// What it must become
        holds: bool,
    },
}
