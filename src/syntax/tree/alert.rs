//! Alerts as written.
//!
//! Enters and leaves: as the tree it is part of. Guaranteed: a change stands wherever a condition may, so that a change
//! in the wrong place is told by the checker, in words.

use super::{Expr, Name, Quoted};
use crate::source::Span;
use crate::value::Severity;

/// `alert NAME "TITLE" severity high to finance at most once every 30 days when … or when first seen until …`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertDecl {
    /// Its name
    pub name: Name,
    /// Its title
    pub title: Option<Quoted>,
    /// `severity high`
    pub severity: Option<(Severity, Span)>,
    /// `to finance, sales`
    pub to: Vec<Name>,
    /// `at most once every 30 days`: the length
    pub once_every: Option<Expr>,
    /// Behind `when`
    pub when: Expr,
    /// `or when first seen`
    pub first_seen: Option<Span>,
    /// Behind `until`
    pub until: Option<Expr>,
}

impl AlertDecl {
    /// How grave it is: as declared, else medium.
    pub fn gravity(&self) -> Severity {
        self.severity.map_or(Severity::Medium, |(severity, _)| severity)
    }
}

/// What is asked of a value and of the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// `becomes "High risk"`
    Becomes(Expr),
    /// `leaves "VIP"`
    Leaves(Expr),
    /// `rises above 50%`
    RisesAbove(Expr),
    /// `falls below 2 stars`
    FallsBelow(Expr),
    /// `changes`
    Changes,
    /// `changes by 0.5 stars or more`
    ChangesBy(Expr),
}

impl Change {
    /// What the value is held against.
    pub fn operand(&self) -> Option<&Expr> {
        match self {
            Change::Becomes(of) | Change::Leaves(of) | Change::RisesAbove(of) | Change::FallsBelow(of) => Some(of),
            Change::ChangesBy(of) => Some(of),
            Change::Changes => None,
        }
    }

    /// The same, to be changed.
    pub fn operand_mut(&mut self) -> Option<&mut Expr> {
        match self {
            Change::Becomes(of) | Change::Leaves(of) | Change::RisesAbove(of) | Change::FallsBelow(of) => Some(of),
            Change::ChangesBy(of) => Some(of),
            Change::Changes => None,
        }
    }

    /// The words that stand behind the value.
    pub fn words(&self) -> &'static str {
        match self {
            Change::Becomes(_) => "becomes",
            Change::Leaves(_) => "leaves",
            Change::RisesAbove(_) => "rises above",
            Change::FallsBelow(_) => "falls below",
            Change::Changes | Change::ChangesBy(_) => "changes",
        }
    }
}
