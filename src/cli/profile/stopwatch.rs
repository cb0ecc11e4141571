//! The clock of a run, and what it measured.
//!
//! Enters: stamps of the engine and of this program's own stages. Leaves: microseconds by stage, part and work.
//! Guaranteed: threads may tell at the same time; nothing is measured where nobody asks.

use crate::run::{Part, Watch, Work};
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

/// What a run does besides running its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Reading and checking the rulebook
    Check,
    /// Making the plan
    Plan,
    /// Binding files to tables
    Open,
    /// Encoding results, on a thread of its own while more is judged
    Write,
    /// Writing into the store, on a thread of its own
    Keep,
    /// Digesting the data, on a thread of its own
    Digest,
    /// Waiting for these when all is judged
    Wait,
    /// What is left to write then, and putting files in place
    Complete,
    /// Ending the transaction of the store
    Commit,
}

/// Time and rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Microseconds, over all threads
    pub microseconds: u64,
    /// Rows, over all batches
    pub rows: u64,
}

/// Measures a run.
#[derive(Debug, Default)]
pub struct Stopwatch {
    stages: Mutex<BTreeMap<Stage, u64>>,
    parts: Mutex<BTreeMap<(Part, Work), (u64, u64)>>,
}

/// Nanoseconds since the first stamp of this program.
pub fn nanoseconds() -> u64 {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    u64::try_from(FIRST.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// Does something, measured where there is a watch.
pub fn timed<T>(watch: Option<&Stopwatch>, stage: Stage, run: impl FnOnce() -> T) -> T {
    let Some(watch) = watch else { return run() };
    let began = nanoseconds();
    let made = run();
    let mut stages = watch.stages.lock().unwrap_or_else(PoisonError::into_inner);
    *stages.entry(stage).or_default() += nanoseconds().saturating_sub(began);
    made
}

impl Stopwatch {
    /// Microseconds of each stage that was measured, in their order.
    pub fn stages(&self) -> Vec<(Stage, u64)> {
        let stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        stages.iter().map(|(stage, time)| (*stage, time / 1000)).collect()
    }

    /// What was spent on each work of each part, in the order in which parts run.
    pub fn parts(&self) -> BTreeMap<Part, BTreeMap<Work, Spent>> {
        let measured = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut parts: BTreeMap<Part, BTreeMap<Work, Spent>> = BTreeMap::new();
        for ((part, work), (time, rows)) in measured.iter() {
            let spent = Spent { microseconds: time / 1000, rows: *rows };
            parts.entry(*part).or_default().insert(*work, spent);
        }
        parts
    }
}

impl Watch for Stopwatch {
    fn stamp(&self) -> u64 {
        nanoseconds()
    }

    fn done(&self, part: Part, work: Work, began: u64, rows: usize) {
        let took = nanoseconds().saturating_sub(began);
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let (time, all) = parts.entry((part, work)).or_default();
        *time += took;
        *all += rows as u64;
    }
}
