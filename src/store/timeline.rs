//! What a store remembers: of one customer, and of all who moved.
//!
//! Enters: a store. Leaves: the versions of a customer in their order, or for each customer what moved since a run.
//! Guaranteed: each version stands beside the one it came after.

use super::keys::joined;
use super::moves::{self, ItemMove};
use super::{Fault, ItemWord, Layout, Past, Run, RunId, Store, Version, VersionId};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// A customer's results from a run on.
#[derive(Clone, Debug)]
pub struct Step {
    /// The run from which on they hold
    pub run: Run,
    /// The results; `None` where the customer is gone
    pub past: Option<Past>,
}

/// All runs of a rulebook, and the versions of one customer.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// All runs, in their order
    pub runs: Vec<Run>,
    /// The customer's versions, in their order; empty for one who was never rated
    pub steps: Vec<Step>,
}

/// A customer of whom a score or a segment moved.
#[derive(Clone, Debug)]
pub struct Mover {
    /// The key in one text
    pub key: String,
    /// The scores and segments that moved, those too that came back to what they were
    pub moves: Vec<ItemMove>,
    /// How many runs moved a score or a segment
    pub times: usize,
    /// What became of the customer
    pub fate: Fate,
    /// The last run that moved something
    pub run: Run,
}

/// What became of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Rated before and after
    Stayed,
    /// Rated for the first time, or again
    Appeared,
    /// Not rated any more
    Gone,
}

/// Reads versions, each layout once.
struct Reader<'s> {
    store: &'s mut dyn Store,
    runs: HashMap<RunId, Run>,
    layouts: HashMap<RunId, Arc<Layout>>,
}

impl<'s> Reader<'s> {
    fn of(store: &'s mut dyn Store, runs: &[(RunId, Run)]) -> Reader<'s> {
        Reader { store, runs: runs.iter().cloned().collect(), layouts: HashMap::new() }
    }

    fn layout(&mut self, run: RunId) -> Result<Arc<Layout>, Fault> {
        if let Some(layout) = self.layouts.get(&run) {
            return Ok(Arc::clone(layout));
        }
        let layout = Arc::new(self.store.layout(run)?);
        self.layouts.insert(run, Arc::clone(&layout));
        Ok(layout)
    }

    fn past(&mut self, version: &Version) -> Result<Option<Past>, Fault> {
        let Some(body) = &version.body else { return Ok(None) };
        Past::of(version.run, self.layout(version.run)?, body).map(Some)
    }

    fn run(&self, id: RunId) -> Result<Run, Fault> {
        self.runs.get(&id).cloned().ok_or_else(|| Fault::Damaged("a version has no run".to_string()))
    }

    fn step(&mut self, version: &Version) -> Result<Step, Fault> {
        Ok(Step { run: self.run(version.run)?, past: self.past(version)? })
    }
}

/// The timeline of a customer, by the parts of the key.
pub fn timeline(store: &mut dyn Store, rulebook: &str, key: &[String]) -> Result<Timeline, Fault> {
    let runs = store.runs(rulebook)?;
    let (at_once, later) = store.snapshot(rulebook)?;
    let key = joined(key.iter().cloned());
    let mut next = later.find(&key).or_else(|| at_once.find(&key));
    let mut reader = Reader::of(store, &runs);
    let mut steps = Vec::new();
    while let Some(id) = next {
        let version = reader.store.version(id)?;
        steps.push(reader.step(&version)?);
        // Versions only ever name earlier ones, so that this ends.
        next = version.previous.filter(|previous| *previous < id);
    }
    steps.reverse();
    Ok(Timeline { runs: runs.into_iter().map(|(_, run)| run).collect(), steps })
}

/// What is known of a customer while versions pass.
struct Passing {
    first: Option<Past>,
    last: Option<Past>,
    /// The names of scores and segments that moved in between
    touched: BTreeSet<String>,
    times: usize,
    run: Run,
}

/// Everyone of whom a score or a segment moved in a run from `first` on, in the order of the text of the key. Those who
/// were rated by a rulebook's very first run did not move by that.
pub fn movers(store: &mut dyn Store, rulebook: &str, first: RunId) -> Result<Vec<Mover>, Fault> {
    let runs = store.runs(rulebook)?;
    // All customers of the very first run are found behind the versions after it.
    let Some((second, _)) = runs.get(1) else { return Ok(Vec::new()) };
    let (first, mut versions) = (first.max(*second), Vec::new());
    store.versions_from(rulebook, first, &mut |version| {
        versions.push(version);
        Ok(())
    })?;
    let mut reader = Reader::of(store, &runs);
    let mut passing: BTreeMap<String, Passing> = BTreeMap::new();
    for version in &versions {
        let run = reader.run(version.run)?;
        let past = reader.past(version)?;
        match passing.get_mut(&version.key) {
            Some(known) => known.pass(past, run),
            None => {
                let known = begin(&mut reader, version, past, run)?;
                passing.insert(version.key.clone(), known);
            }
        }
    }
    Ok(passing.into_iter().filter_map(|(key, passing)| passing.mover(key)).collect())
}

/// The first version of a customer since then, beside the one before.
fn begin(reader: &mut Reader, version: &Version, past: Option<Past>, run: Run) -> Result<Passing, Fault> {
    let before: Option<VersionId> = version.previous;
    let first = match before {
        Some(id) => {
            let version = reader.store.version(id)?;
            reader.past(&version)?
        }
        None => None,
    };
    let mut passing = Passing { last: first.clone(), first, touched: BTreeSet::new(), times: 0, run: run.clone() };
    passing.pass(past, run);
    Ok(passing)
}

impl Passing {
    fn pass(&mut self, past: Option<Past>, run: Run) {
        let moved = match (&self.last, &past) {
            (Some(before), Some(after)) => {
                let moved = judgements(before, after);
                self.touched.extend(moved.iter().map(|moved| moved.item.name.clone()));
                !moved.is_empty()
            }
            (before, after) => before.is_some() != after.is_some(),
        };
        if moved {
            self.times += 1;
            self.run = run;
        }
        self.last = past;
    }

    fn mover(self, key: String) -> Option<Mover> {
        let Passing { first, last, touched, times, run } = self;
        let (fate, moves) = match (&first, &last) {
            (Some(before), Some(after)) => (Fate::Stayed, touched_items(before, after, &touched)),
            (None, Some(after)) => (Fate::Appeared, alone(after, |value| (None, value))),
            (Some(before), None) => (Fate::Gone, alone(before, |value| (value, None))),
            (None, None) => (Fate::Gone, Vec::new()),
        };
        (times > 0).then_some(Mover { key, moves, times, fate, run })
    }
}

/// Scores and segments that differ.
fn judgements(before: &Past, after: &Past) -> Vec<ItemMove> {
    moves::items(before, after).into_iter().filter(|moved| moved.item.kind != ItemWord::Metric).collect()
}

/// Scores and segments that moved on the way, though some may be what they were.
fn touched_items(before: &Past, after: &Past, touched: &BTreeSet<String>) -> Vec<ItemMove> {
    let gone = before.layout.items.iter().filter(|item| after.layout.item(&item.name).is_none());
    let all = after.layout.items.iter().chain(gone).filter(|item| touched.contains(&item.name));
    all.map(|item| ItemMove::of(item, before, after)).collect()
}

/// Scores and segments of a result that stands alone.
fn alone(past: &Past, sides: impl Fn(Option<Value>) -> (Option<Value>, Option<Value>)) -> Vec<ItemMove> {
    let items = past.layout.items.iter().filter(|item| item.kind != ItemWord::Metric);
    let moved = items.map(|item| {
        let (before, after) = sides(past.item(&item.name).flatten().cloned());
        ItemMove { item: item.clone(), before, after, before_type: item.ty.clone() }
    });
    moved.collect()
}
