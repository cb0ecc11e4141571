//! What a run leaves in a store.
//!
//! Enters: `--store`, `--by`, `--reason`, `--if-changed`, chunks. Leaves: a run in the store, and a line about it.
//! Guaranteed: the store is written last, when all files are in place; what fails leaves it as it was.

use super::alerting::Alerting;
use super::console::{self, Failure};
use super::job::Job;
use super::paths::shown;
use super::profile::{Stage, Stopwatch, timed};
use crate::input::Files;
use crate::notify::Bindings;
use crate::output::{self, AlertRow, Inputs};
use crate::run::OnBadRow;
use crate::store::{self, Counts, Entry, Fault, Recorder, Run, Store};
use crate::table::Digest;
use crate::trace::record::Chunk;
use crate::value::Date;
use chrono::{SecondsFormat, Utc};
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;

/// Where runs are kept, and who asks for one.
#[derive(Args, Clone, Debug, Default)]
pub struct Memory {
    /// Keep results and what changed in this file; `rubric history` and `rubric changes` read it
    #[arg(long, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// Who or what asks for this run, for the audit trail
    #[arg(long, value_name = "NAME", requires = "store")]
    pub by: Option<String>,
    /// Why, for the audit trail
    #[arg(long, value_name = "TEXT", requires = "store")]
    pub reason: Option<String>,
    /// Do nothing where the last run in the store was of the same rulebook, parameters, data and date
    #[arg(long, requires = "store")]
    pub if_changed: bool,
    /// Deliver its alerts, and those that still wait, as this notify.ron says
    #[arg(long, value_name = "FILE", requires = "store")]
    pub notify: Option<PathBuf>,
}

/// A store with a run that is being written.
pub struct Keeper {
    recorder: Recorder,
    path: PathBuf,
    memory: Memory,
    at: String,
    alerting: Option<Alerting>,
    /// Where alerts go
    bindings: Option<Bindings>,
    replayed: bool,
}

impl Memory {
    /// Opens the store, if one is asked for, and keeps others from writing into it. Alerts go where `bindings` say.
    pub fn begin(&self, job: &Job, bindings: Option<Bindings>) -> Result<Option<Keeper>, Failure> {
        let Some(path) = self.store.clone() else { return Ok(None) };
        let store = open(&path, true)?;
        let (rulebook, sources) = (&job.loaded.rulebook, &job.loaded.sources);
        let fail = |fault| failed(&path, &fault);
        let mut recorder = Recorder::begin(store, rulebook, sources, &rulebook.watching).map_err(fail)?;
        let alerting = Alerting::begin(rulebook, rules(job), &mut recorder).map_err(fail)?;
        let memory = self.clone();
        Ok(Some(Keeper { recorder, path, memory, at: now(), alerting, bindings, replayed: false }))
    }
}

impl Keeper {
    /// Begins a run of a date.
    pub fn run(&mut self, version: &str, as_of: Date, replayed: bool) -> Result<(), Failure> {
        let run = Run {
            number: 0,
            as_of,
            at: self.at.clone(),
            by: self.memory.by.clone(),
            reason: self.memory.reason.clone(),
            replayed,
            version: version.to_string(),
            inputs: String::new(),
            counts: Counts::default(),
        };
        self.replayed = replayed;
        let begun = self.recorder.run(run).and_then(|id| match &mut self.alerting {
            Some(alerting) => alerting.run(id, as_of, &mut self.recorder),
            None => Ok(()),
        });
        begun.map_err(|fault| failed(&self.path, &fault))
    }

    /// The date of the last run, where alerts ask what was known then by the rules of now.
    pub fn date_to_judge_again(&mut self) -> Result<Option<Date>, Failure> {
        let Some(alerting) = &self.alerting else { return Ok(None) };
        alerting.date_to_judge_again(&mut self.recorder).map_err(|fault| failed(&self.path, &fault))
    }

    /// What was known then.
    pub fn judged_again(&mut self, chunks: Vec<Chunk>) {
        if let Some(alerting) = &mut self.alerting {
            alerting.judged_again(chunks);
        }
    }

    /// Adds the alerts of the run, in their order; those that are new.
    pub fn alerts(&mut self) -> Result<Vec<AlertRow>, Failure> {
        let Some(alerting) = &mut self.alerting else { return Ok(Vec::new()) };
        let told = alerting.end(&mut self.recorder, self.bindings.as_ref(), self.replayed);
        told.map_err(|fault| failed(&self.path, &fault))
    }

    /// The last run, where it was made of the same.
    pub fn same(&self, inputs: &str) -> Option<&Run> {
        self.recorder.last().filter(|run| run.inputs == inputs)
    }

    /// Writes chunks until there are no more.
    pub fn keep_all(mut self, chunks: Receiver<Chunk>, watch: Option<&Stopwatch>) -> Result<Keeper, Failure> {
        for chunk in chunks {
            self.keep(&chunk, watch)?;
        }
        Ok(self)
    }

    /// Writes who moved in a chunk.
    pub fn keep(&mut self, chunk: &Chunk, watch: Option<&Stopwatch>) -> Result<(), Failure> {
        let keep = || {
            let moved = self.recorder.chunk(chunk)?;
            match &mut self.alerting {
                Some(alerting) => alerting.chunk(&mut self.recorder, chunk, &moved),
                None => Ok(()),
            }
        };
        timed(watch, Stage::Keep, keep).map_err(|fault| failed(&self.path, &fault))
    }

    /// Says that there is nothing to do, and notes it in the audit trail.
    pub fn skip(self) -> Result<(), Failure> {
        let last =
            self.recorder.last().map(|run| format!("run {} as of {}", run.number, run.as_of)).unwrap_or_default();
        self.commit("skip")?;
        console::print(&format!("Nothing to do: {last} was of the same rulebook, parameters and data.\n"))
    }

    /// Ends the run.
    pub fn end(&mut self, inputs: &str) -> Result<Counts, Failure> {
        self.recorder.end(inputs).map_err(|fault| failed(&self.path, &fault))
    }

    /// Keeps all of it; a line about it.
    pub fn commit(self, action: &str) -> Result<String, Failure> {
        let (path, memory) = (self.path, self.memory);
        let detail = self.recorder.last().map(told).unwrap_or_default();
        let (by, reason) = (memory.by.as_deref(), memory.reason.as_deref());
        let entry = Entry { at: &self.at, by, reason, action, detail: &detail };
        self.recorder.commit(&entry).map_err(|fault| failed(&path, &fault))?;
        Ok(format!("{}, {detail}", shown(&path)))
    }
}

/// Opens a store.
pub fn open(path: &Path, create: bool) -> Result<Box<dyn Store>, Failure> {
    store::open(path, create).map_err(|fault| failed(path, &fault))
}

/// Why a store could not be used.
pub fn failed(path: &Path, fault: &Fault) -> Failure {
    Failure::usage(format!("--store {}: {fault}", shown(path)))
}

/// One digest of the rules that a job judges by, whatever the data and the date.
fn rules(job: &Job) -> String {
    output::digest_of_inputs(&Inputs {
        rulebook: &job.loaded.rulebook,
        sources: &job.loaded.sources,
        as_of: Date::MIN,
        settings: &job.settings,
        data: &[],
        bindings: "",
        more: "rules",
    })
}

/// One digest of all that decides the results of a job.
pub fn inputs(job: &Job, as_of: Date, files: &Files, data: &[Digest]) -> String {
    let aside = if job.on_bad_row == OnBadRow::SetAside { "set aside" } else { "stop" };
    output::digest_of_inputs(&Inputs {
        rulebook: &job.loaded.rulebook,
        sources: &job.loaded.sources,
        as_of,
        settings: &job.settings,
        data,
        bindings: files.sources_text(),
        more: aside,
    })
}

/// `run 3 as of 2026-06-30: 1,000 rated, 12 of them changed, 3 new, 1 gone`
fn told(run: &Run) -> String {
    let Counts { rated, appeared, changed, gone } = run.counts;
    let count = |n: u64| crate::value::Decimal::from_int(n as i64).grouped(0);
    let date = format!("run {} as of {}: {} rated", run.number, run.as_of, count(rated));
    let parts = [(changed, "changed"), (appeared, "new"), (gone, "gone")];
    let parts = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!(", {} {what}", count(*n)));
    let parts: String = parts.collect();
    if parts.is_empty() { format!("{date}, none changed") } else { date + &parts }
}

/// This moment: `2026-06-30T06:15:00Z`.
pub fn now() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true)
}
