//! What would have to be different for a row to be judged better.
//!
//! Enters: a rulebook, a row with all that bears on it ([`Case`]), and what it is to become ([`Goal`]). Leaves: single
//! changes that make it so: one metric, one row, or days that pass. Guaranteed: each was tried on the engine that judges all
//! rows, and so was the value one step nearer, which does not do; the same inputs give the same changes in the same order.

mod case;
mod goal;
mod judge;
mod metrics;
mod numbers;
mod rows;
mod thresholds;

pub use case::{Case, Row, key, read};
pub use goal::{Goal, Wanted, better, named};
pub use judge::{Change, Judge, Results};

use crate::model::{ColumnId, ItemId, TableId};
use crate::prove::Proven;
use crate::value::{Date, Value};

/// A change that reaches a goal.
#[derive(Clone, Debug)]
pub struct Found {
    /// What changes
    pub what: What,
    /// The same, to be tried again
    pub change: Change,
    /// What the row's results are then
    pub results: Results,
}

/// What changes, for those who are told.
#[derive(Clone, Debug)]
pub enum What {
    /// A metric has another value
    Metric {
        /// Which
        item: ItemId,
        /// Its value now
        from: Option<Value>,
        /// The nearest that does
        to: Value,
    },
    /// What had not come yet comes on the as-of date, as a payment does
    Event {
        /// The row's table
        table: TableId,
        /// The row
        row: usize,
        /// The column of the event
        column: ColumnId,
        /// Columns that are settled with it: they become zero
        settled: Vec<ColumnId>,
    },
    /// Another row comes on the as-of date
    Another {
        /// Its table
        table: TableId,
        /// The row that it is like, but for its dates and the amount
        like: usize,
        /// The column of its amount, the least amount that does, and whether any does
        amount: Option<(ColumnId, Value, bool)>,
    },
    /// Days pass, and nothing else comes
    Days {
        /// How many
        days: i32,
        /// The date then
        on: Date,
    },
}

/// All changes that reach a goal, kind by kind, the smallest of each first.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Of one metric each: the nearest value that does, by the part of its value that changes
    pub metrics: Vec<Found>,
    /// Events, by the row's amount
    pub events: Vec<Found>,
    /// Rows, one a table at most
    pub another: Vec<Found>,
    /// Days that pass: the fewest
    pub days: Option<Found>,
    /// Metrics that the goal depends on and that alone can't reach it
    pub idle: Vec<ItemId>,
    /// Events that were not tried, since there are so many
    pub untried: usize,
}

/// The most days that pass.
pub const MOST_DAYS: i32 = 366;

/// Looks for changes that reach a goal which the row has not reached.
pub fn search(judge: &Judge, proven: &Proven, goal: &Goal, now: &Results) -> Changes {
    let mut changes = Changes::default();
    metrics::search(judge, proven, goal, now, &mut changes);
    rows::events(judge, goal, &mut changes);
    rows::another(judge, goal, &mut changes);
    changes.days = days(judge, goal);
    changes
}

/// The fewest days that reach it.
fn days(judge: &Judge, goal: &Goal) -> Option<Found> {
    (1..=MOST_DAYS).find_map(|days| {
        let on = judge.as_of().plus(crate::value::Period::Days(days))?;
        let change = Change { as_of: Some(on), ..Change::default() };
        let results = judge.results(&change).filter(|results| goal.is_reached(results))?;
        Some(Found { what: What::Days { days, on }, change, results })
    })
}
