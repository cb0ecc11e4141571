//! Who watches a run: how long its parts take, measured from outside.
//!
//! Enters: a [`Watch`], where the caller has one. Leaves: a call for each piece of work that is done, with its rows.
//! Guaranteed: the engine reads no clock, it only gives stamps back to whoever made them; results are the same, watched
//! or not; a run that nobody watches pays one test for a batch.

use crate::model::TableId;
use crate::plan::steps::StepId;

/// Takes the times of a run. Called from all of its threads.
pub trait Watch: Sync {
    /// A stamp of this moment, in whatever unit the watch counts.
    fn stamp(&self) -> u64;

    /// A thread did `work` on `rows` rows for `part` of the run, since `began`.
    fn done(&self, part: Part, work: Work, began: u64, rows: usize);
}

/// A part of a run. Parts run one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The pass at this position of the plan
    Pass(usize),
    /// Figures, from what was gathered over all rows
    Figures,
    /// The items of a judged table
    Results(TableId),
}

/// What is done in a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// All of the part, once, on the thread that waits for the others; its rows are those of the work within (0 here)
    Whole,
    /// Decoding files
    Read,
    /// Finding out which rows are there, and whose they are
    Resolve,
    /// Looking for keys that stand twice
    Duplicates,
    /// Putting the rows of a table in the order of its key
    Order,
    /// Computing steps over rows
    Compute,
    /// Computing one step of the part's table: within [`Work::Compute`]
    Step(StepId),
    /// Adding rows to sums, counts and the like
    Gather,
    /// Putting together what the threads gathered
    Merge,
    /// Turning registers into columns of results
    Collect,
    /// Handing results over, and waiting for who takes them
    HandOver,
}

/// Where a part stands, and who is told about it.
#[derive(Clone, Copy)]
pub struct Watcher<'a> {
    watch: Option<&'a dyn Watch>,
    part: Part,
}

impl<'a> Watcher<'a> {
    /// Tells `watch`, if there is one.
    pub fn new(watch: Option<&'a dyn Watch>) -> Watcher<'a> {
        Watcher { watch, part: Part::Figures }
    }

    /// The same, for a part of the run.
    pub fn of(self, part: Part) -> Watcher<'a> {
        Watcher { part, ..self }
    }

    /// The stamp of this moment; 0 where nobody watches.
    pub fn stamp(self) -> u64 {
        self.watch.map_or(0, Watch::stamp)
    }

    /// Tells that `work` on `rows` rows is done.
    pub fn done(self, work: Work, began: u64, rows: usize) {
        if let Some(watch) = self.watch {
            watch.done(self.part, work, began, rows);
        }
    }

    /// Does `work` on `rows` rows, and tells when it is done.
    pub fn timed<T>(self, work: Work, rows: usize, run: impl FnOnce() -> T) -> T {
        let began = self.stamp();
        let made = run();
        self.done(work, began, rows);
        made
    }
}
