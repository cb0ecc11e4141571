//! Chunks of a run, held against what the run before left.
//!
//! Enters: a store, then for each run its chunks in the order of the key. Leaves: who moved, chunk by chunk, and the
//! versions in the store. Guaranteed: until [`Recorder::commit`] nothing is kept; a recorder that is dropped before
//! leaves the store as it was.

use super::digest::{self, GONE};
use super::keys::Keys;
use super::layout::Kept;
use super::{Counts, Entry, Fault, Layout, NewVersion, Past, Run, RunId, Snapshot, Store, VersionId, body};
use crate::model::{ItemId, Rulebook, TableId};
use crate::source::Sources;
use crate::table::Column;
use crate::trace::record::Chunk;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

/// A customer of a chunk whose results are not those of the run before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The row in the chunk
    pub row: usize,
    /// What stood before; `None` for one who was never rated before
    pub before: Option<VersionId>,
}

/// Writes the runs of one rulebook into a store.
pub struct Recorder {
    store: Box<dyn Store>,
    rulebook: String,
    about: TableId,
    kept: Kept,
    keys: Keys,
    shape: u128,
    snapshot: Snapshot,
    /// Versions since all customers were last written at once
    loose: usize,
    last: Option<(RunId, Run)>,
    running: Option<Running>,
    layouts: HashMap<RunId, Arc<Layout>>,
    open: bool,
}

/// A run that is being written.
struct Running {
    id: RunId,
    /// How far the customers before were gone through
    at: usize,
    /// Customers who were never rated before
    fresh: Snapshot,
    counts: Counts,
    body: Vec<u8>,
}

/// A part of all customers: with more loose versions than that, all customers are written at once.
const LOOSE: usize = 8;

impl Recorder {
    /// Keeps others from writing, and reads what the last run left. `also` are hidden items that are kept too.
    pub fn begin(
        mut store: Box<dyn Store>,
        rulebook: &Rulebook,
        sources: &Sources,
        also: &[ItemId],
    ) -> Result<Recorder, Fault> {
        store.begin()?;
        let mut recorder = Recorder {
            rulebook: rulebook.name.clone(),
            about: rulebook.about,
            kept: Kept::of(rulebook, sources, also),
            keys: Keys::of(rulebook, rulebook.about),
            shape: 0,
            snapshot: Snapshot::default(),
            loose: 0,
            last: None,
            running: None,
            layouts: HashMap::new(),
            open: true,
            store,
        };
        recorder.shape = recorder.kept.layout.shape()?;
        recorder.last = recorder.store.runs(&rulebook.name)?.pop();
        let (snapshot, later) = recorder.store.snapshot(&rulebook.name)?;
        recorder.loose = later.len();
        recorder.snapshot = snapshot.ordered(&recorder.keys).with(later.ordered(&recorder.keys), &recorder.keys);
        Ok(recorder)
    }

    /// The run before.
    pub fn last(&self) -> Option<&Run> {
        self.last.as_ref().map(|(_, run)| run)
    }

    /// Begins a run; its number is decided here, its counts and its inputs at its end. An earlier date than the last is refused.
    pub fn run(&mut self, run: Run) -> Result<RunId, Fault> {
        let number = match &self.last {
            Some((_, last)) if last.as_of > run.as_of => {
                return Err(Fault::Earlier { asked: run.as_of.to_string(), rated: last.as_of.to_string() });
            }
            Some((_, last)) => last.number + 1,
            None => 1,
        };
        let run = Run { number, inputs: String::new(), counts: Counts::default(), ..run };
        let id = self.store.add_run(&self.rulebook, &run, &self.kept.layout)?;
        self.last = Some((id, run));
        self.running =
            Some(Running { id, at: 0, fresh: Snapshot::default(), counts: Counts::default(), body: Vec::new() });
        Ok(id)
    }

    /// Takes a chunk; who moved, in the order of the rows. Chunks of other tables than the customers' are left alone.
    pub fn chunk(&mut self, chunk: &Chunk) -> Result<Vec<Moved>, Fault> {
        let Some(running) = self.running.as_mut().filter(|_| chunk.table == self.about) else { return Ok(Vec::new()) };
        let columns = self.kept.columns(chunk).ok_or_else(|| Fault::Other(UNTRACED.to_string()))?;
        let digests = digest::of_rows(self.shape, &self.kept.compared(&columns), chunk.rows);
        let mut moved = Vec::new();
        let mut writing = Writing { store: &mut *self.store, snapshot: &mut self.snapshot, running };
        for (row, digest) in digests.into_iter().enumerate() {
            let Some(key) = self.keys.text(chunk, row) else { continue };
            let (order, found) = writing.reach(&self.keys.order(&key))?;
            writing.running.counts.rated += 1;
            let before = found.filter(|_| order.is_eq());
            if before.is_some_and(|(_, same)| same == digest) {
                continue;
            }
            let before = before.map(|(version, _)| version);
            writing.write(&key, before, digest, &columns, row)?;
            moved.push(Moved { row, before });
        }
        self.loose += moved.len();
        Ok(moved)
    }

    /// The results that a version holds.
    pub fn past(&mut self, version: VersionId) -> Result<Option<Past>, Fault> {
        let version = self.store.version(version)?;
        let Some(body) = &version.body else { return Ok(None) };
        let layout = match self.layouts.get(&version.run) {
            Some(layout) => Arc::clone(layout),
            None => Arc::new(self.store.layout(version.run)?),
        };
        self.layouts.insert(version.run, Arc::clone(&layout));
        Past::of(version.run, layout, body).map(Some)
    }

    /// The store, to add to the same run.
    pub fn store(&mut self) -> &mut dyn Store {
        &mut *self.store
    }

    /// Ends a run: who was not handed over is gone. Another one may follow before all is committed.
    /// `inputs` is the digest of all that decided the results.
    pub fn end(&mut self, inputs: &str) -> Result<Counts, Fault> {
        let Some(mut running) = self.running.take() else { return Ok(Counts::default()) };
        let mut writing = Writing { store: &mut *self.store, snapshot: &mut self.snapshot, running: &mut running };
        writing.rest()?;
        self.loose += running.counts.gone as usize;
        let snapshot = std::mem::take(&mut self.snapshot);
        self.snapshot = snapshot.with(running.fresh, &self.keys).ordered(&self.keys);
        self.store.end_run(running.id, inputs, running.counts)?;
        if let Some((_, run)) = &mut self.last {
            (run.counts, run.inputs) = (running.counts, inputs.to_string());
        }
        Ok(running.counts)
    }

    /// Keeps all runs since [`Recorder::begin`], and a line about them in the audit trail.
    pub fn commit(mut self, entry: &Entry) -> Result<(), Fault> {
        if self.loose * LOOSE > self.snapshot.len() {
            self.store.put_snapshot(&self.rulebook, &self.snapshot)?;
        }
        self.store.add_entry(&self.rulebook, entry)?;
        self.store.commit()?;
        self.open = false;
        Ok(())
    }
}

/// A program that runs without a trace has made a mistake, not its user.
const UNTRACED: &str = "a run left out what its store is to keep";

impl Drop for Recorder {
    fn drop(&mut self) {
        if self.open {
            self.store.roll_back();
        }
    }
}

/// What a chunk is written with.
struct Writing<'w> {
    store: &'w mut dyn Store,
    snapshot: &'w mut Snapshot,
    running: &'w mut Running,
}

impl Writing<'_> {
    /// Goes on to a key: customers passed on the way are gone. What stands there, and how it stands to the key.
    fn reach(&mut self, bytes: &[u8]) -> Result<(Ordering, Option<(VersionId, u128)>), Fault> {
        while self.running.at < self.snapshot.len() && self.snapshot.compare(self.running.at, bytes).is_lt() {
            self.leave()?;
        }
        let found = self.snapshot.get(self.running.at).map(|customer| (customer.version, customer.digest));
        let order = if found.is_some() { self.snapshot.compare(self.running.at, bytes) } else { Ordering::Greater };
        self.running.at += usize::from(order.is_eq());
        Ok((order, found))
    }

    /// Passes a customer who was not handed over.
    fn leave(&mut self) -> Result<(), Fault> {
        let at = self.running.at;
        self.running.at += 1;
        let Some(customer) = self.snapshot.get(at).filter(|customer| customer.digest != GONE) else { return Ok(()) };
        let (run, previous) = (self.running.id, Some(customer.version));
        let version = NewVersion { run, key: customer.key, previous, digest: GONE, body: None };
        let version = self.store.add_version(&version)?;
        self.snapshot.set(at, GONE, version);
        self.running.counts.gone += 1;
        Ok(())
    }

    fn rest(&mut self) -> Result<(), Fault> {
        while self.running.at < self.snapshot.len() {
            self.leave()?;
        }
        Ok(())
    }

    /// Writes a version of the customer who was reached, or of one who was never rated before.
    fn write(
        &mut self,
        key: &str,
        previous: Option<VersionId>,
        digest: u128,
        columns: &[Arc<Column>],
        row: usize,
    ) -> Result<(), Fault> {
        let running = &mut *self.running;
        running.body.clear();
        columns.iter().for_each(|column| body::put(column, row, &mut running.body));
        let version = NewVersion { run: running.id, key, previous, digest, body: Some(&running.body) };
        let version = self.store.add_version(&version)?;
        if previous.is_none() {
            running.counts.appeared += 1;
            running.fresh.push(key, digest, version);
            return Ok(());
        }
        let at = running.at.saturating_sub(1);
        let returned = self.snapshot.get(at).is_some_and(|customer| customer.digest == GONE);
        running.counts.appeared += u64::from(returned);
        running.counts.changed += u64::from(!returned);
        self.snapshot.set(at, digest, version);
        Ok(())
    }
}
