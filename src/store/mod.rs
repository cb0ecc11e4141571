//! The memory: what was rated, when, by whom, and what changed.
//!
//! Enters: chunks of a run in the order of the key, who asked for it, the moment it was made. Leaves: runs, a version of
//! a customer for each change, alerts and an audit trail, behind the small trait [`Store`]. Guaranteed: a run is kept
//! whole or not at all; numbers are kept exactly; a customer who did not change costs no row.

mod body;
mod digest;
mod fault;
mod keys;
mod layout;
mod moves;
mod past;
mod post;
mod recorder;
mod snapshot;
#[cfg(feature = "store")]
mod sqlite;
mod timeline;
mod wording;

pub use fault::Fault;
pub use keys::{BETWEEN, Keys};
pub use layout::{ItemWord, ItemWords, Kept, Layout, LineWords, Measure, OTHERWISE, Part, RuleWords};
pub use moves::{ItemMove, RuleMove, items as items_moved, rules as rules_moved};
pub use past::Past;
pub use post::{Attempt, Change, Facts, Mark, Message, MessageId, Notice, Outcome, Post, Standing};
pub use recorder::{Moved, Recorder};
pub use snapshot::Snapshot;
pub use timeline::{Fate, Mover, Step, Timeline, movers, timeline};

use crate::value::Date;
use std::path::Path;

/// The schema of a store that this program writes.
pub const SCHEMA: u32 = 4;

/// A run's place in its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub i64);

/// A version's place in its store; later versions have greater ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionId(pub i64);

/// A run of a rulebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// From 1, for each rulebook
    pub number: u64,
    /// The date that was judged
    pub as_of: Date,
    /// When it was run: `2026-06-30T06:15:00Z`
    pub at: String,
    /// Who or what asked for it
    pub by: Option<String>,
    /// Why
    pub reason: Option<String>,
    /// Whether it was made later, from today's data, for a date gone by
    pub replayed: bool,
    /// The version that the rulebook gave itself
    pub version: String,
    /// One digest of all that decides the results: rulebook, parameters, data, date, program
    pub inputs: String,
    /// What came of it
    pub counts: Counts,
}

/// How many customers a run found as they were, and how many not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All that it rated
    pub rated: u64,
    /// Among them: not rated by the run before
    pub appeared: u64,
    /// Among them: with another result than before
    pub changed: u64,
    /// Rated by the run before, and no more
    pub gone: u64,
}

/// A version of a customer as it is written.
#[derive(Clone, Copy, Debug)]
pub struct NewVersion<'a> {
    /// The run from which on it holds
    pub run: RunId,
    /// The customer's key in one text
    pub key: &'a str,
    /// The one before
    pub previous: Option<VersionId>,
    /// Of all that is compared
    pub digest: u128,
    /// The values of all fields; `None` for a customer who is gone
    pub body: Option<&'a [u8]>,
}

/// A version of a customer as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its place
    pub id: VersionId,
    /// The run from which on it holds
    pub run: RunId,
    /// The customer's key in one text
    pub key: String,
    /// The one before
    pub previous: Option<VersionId>,
    /// The values of all fields; `None` for a customer who is gone
    pub body: Option<Vec<u8>>,
}

/// An alert as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The same for the same alert, so that what is told twice is recognised
    pub identity: String,
    /// The declaration's name
    pub name: String,
    /// Its title
    pub title: String,
    /// The key of the customer in one text
    pub key: String,
    /// The word of its severity
    pub severity: String,
    /// Who is told, in the order declared
    pub audiences: Vec<String>,
    /// Why, in words
    pub reason: String,
    /// What it was made of
    pub facts: Facts,
}

/// What an alert remembers of a customer from one run to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertState {
    /// The declaration's name
    pub name: String,
    /// The key of the customer in one text
    pub key: String,
    /// The as-of date of the run in which it was last told
    pub told: Option<Date>,
    /// Whether it waits for its `until`
    pub waiting: bool,
}

/// What went on, for the audit trail.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// When: `2026-06-30T06:15:00Z`
    pub at: &'a str,
    /// Who or what asked for it
    pub by: Option<&'a str>,
    /// Why
    pub reason: Option<&'a str>,
    /// What was done, in a word: `run`, `replay`, `skip`
    pub action: &'a str,
    /// More about it
    pub detail: &'a str,
}

/// Where runs are kept. Rulebooks are told apart by the name in their header. All that is added between
/// [`Store::begin`] and [`Store::commit`] is kept whole or not at all, and nobody else writes meanwhile.
pub trait Store: Post + Send {
    /// Waits for others that write, and keeps them out.
    fn begin(&mut self) -> Result<(), Fault>;

    /// Keeps all that was added since [`Store::begin`].
    fn commit(&mut self) -> Result<(), Fault>;

    /// Forgets all that was added since [`Store::begin`].
    fn roll_back(&mut self);

    /// All runs of a rulebook, in the order of their numbers.
    fn runs(&mut self, rulebook: &str) -> Result<Vec<(RunId, Run)>, Fault>;

    /// The names of all rulebooks that have a run, sorted.
    fn rulebooks(&mut self) -> Result<Vec<String>, Fault>;

    /// What the results of a run were made of.
    fn layout(&mut self, run: RunId) -> Result<Layout, Fault>;

    /// Every customer of a rulebook as they were written at once; and the versions written since, in their order.
    fn snapshot(&mut self, rulebook: &str) -> Result<(Snapshot, Snapshot), Fault>;

    /// Writes all customers at once, so that they are found without going through all versions since the last time.
    fn put_snapshot(&mut self, rulebook: &str, snapshot: &Snapshot) -> Result<(), Fault>;

    /// Adds a run; what came of it is said at its end.
    fn add_run(&mut self, rulebook: &str, run: &Run, layout: &Layout) -> Result<RunId, Fault>;

    /// Says what a run was made of, and what came of it.
    fn end_run(&mut self, run: RunId, inputs: &str, counts: Counts) -> Result<(), Fault>;

    /// Notes one digest of the rules that a run judges by.
    fn set_rules(&mut self, run: RunId, rules: &str) -> Result<(), Fault>;

    /// The digest of the rules that a run judged by; empty where none was noted.
    fn rules(&mut self, run: RunId) -> Result<String, Fault>;

    /// Adds a version.
    fn add_version(&mut self, version: &NewVersion) -> Result<VersionId, Fault>;

    /// A version by its place.
    fn version(&mut self, id: VersionId) -> Result<Version, Fault>;

    /// Hands over all versions of a rulebook from a run on, in the order they were written.
    fn versions_from(
        &mut self,
        rulebook: &str,
        run: RunId,
        take: &mut dyn FnMut(Version) -> Result<(), Fault>,
    ) -> Result<(), Fault>;

    /// Adds an alert of a run; `false` where one with its identity is there already.
    fn add_alert(&mut self, run: RunId, alert: &Alert) -> Result<bool, Fault>;

    /// The alerts of a run, in the order they were added.
    fn alerts(&mut self, run: RunId) -> Result<Vec<Alert>, Fault>;

    /// What a rulebook's alerts remember, by name and key.
    fn alert_states(&mut self, rulebook: &str) -> Result<Vec<AlertState>, Fault>;

    /// Remembers it; a state that says nothing is forgotten.
    fn put_alert_state(&mut self, rulebook: &str, state: &AlertState) -> Result<(), Fault>;

    /// Adds to the audit trail.
    fn add_entry(&mut self, rulebook: &str, entry: &Entry) -> Result<(), Fault>;
}

/// Opens a store, one of an older schema after bringing it forward; makes one where there is none and `create` says so.
#[cfg(feature = "store")]
pub fn open(path: &Path, create: bool) -> Result<Box<dyn Store>, Fault> {
    sqlite::open(path, create).map(|store| Box::new(store) as Box<dyn Store>)
}

/// Opens a store: this program was built without one.
#[cfg(not(feature = "store"))]
pub fn open(_path: &Path, _create: bool) -> Result<Box<dyn Store>, Fault> {
    Err(Fault::Missing)
}
