//! One run, from the data to what is written and told.
//!
//! Enters: a [`Job`]. Leaves: the summary on stdout, the time on stderr, files where they are asked for. Guaranteed:
//! data that are refused write nothing.

use super::alerting::Collected;
use super::console::{self, Failure};
use super::delivering::Delivery;
use super::memory::{self, Keeper, Memory};
use super::paths::shown;
use super::profile::{self, Profiling, Stage, Stopwatch, timed};
use super::progress::{self, Watched};
use super::rulebook::Loaded;
use super::suggest;
use super::values::{Data, Parameters};
use crate::input::{self, Files};
use crate::model::Setting;
use crate::output::{self, AlertRow, Facts, Folder, Format, Proof, Results, Spread, TraceShape, Written};
use crate::plan::{self, Plan, Purpose};
use crate::run::{self, Fault, OnBadRow, Options, Sink, Summary};
use crate::table::{Digest, Problem};
use crate::trace::record::Chunk;
use crate::value::Date;
use std::any::Any;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

/// Everything that a run is made of.
pub struct Job {
    /// The rulebook
    pub loaded: Loaded,
    /// Data and date
    pub data: Data,
    /// Values of parameters
    pub settings: Vec<Setting>,
    /// The same as arguments, for the commands that are suggested
    pub given: Parameters,
    /// Folder, format, and the trace that is asked for
    pub out: Option<(PathBuf, Format, Option<TraceShape>)>,
    /// What to do with a row that can't be used
    pub on_bad_row: OnBadRow,
    /// How many threads
    pub threads: usize,
    /// Where the time goes, if that is asked
    pub profiling: Option<Profiling>,
    /// Where the run is kept
    pub memory: Memory,
}

/// Who takes the chunks of a run.
struct Takers<'r> {
    results: Option<Results<'r>>,
    keeper: Option<Keeper>,
}

/// What is told of a run that is over.
struct Told {
    summary: Summary,
    alerts: Vec<AlertRow>,
    written: Vec<String>,
}

/// What a run made beside the rows it handed over.
struct Made<'r> {
    summary: Summary,
    takers: Takers<'r>,
    data: Vec<Digest>,
}

/// Chunks that may wait for the writer: more would only take memory.
const CHUNKS_WAITING: usize = 2;

/// Runs a job.
pub fn execute(job: &Job) -> Result<(), Failure> {
    let began = Instant::now();
    let delivery = job.delivery()?;
    let bindings = delivery.as_ref().map(|delivery| delivery.bindings.clone());
    let (rulebook, settings) = (&job.loaded.rulebook, &job.settings);
    let plan = timed(job.watch(), Stage::Plan, || plan::plan(rulebook, job.data.as_of, settings, Purpose::Run));
    let files = timed(job.watch(), Stage::Open, || open(&job.loaded, &job.data, &plan))?;
    if job.profiling.is_some() {
        files.watch(profile::nanoseconds);
    }
    let mut keeper = timed(job.watch(), Stage::Open, || job.memory.begin(job, bindings))?;
    if let Some(rated) = keeper.take_if(|_| job.memory.if_changed) {
        if job.is_rated(&rated, &files)? {
            rated.skip()?;
            return job.deliver(delivery);
        }
        keeper = Some(rated);
    }
    if let Some(keeper) = &mut keeper {
        if let Some(date) = keeper.date_to_judge_again()? {
            keeper.judged_again(job.judge_again(&files, date)?);
        }
        keeper.run(&rulebook.version, job.data.as_of, false)?;
    }
    let mut spread = Spread::new(&job.loaded.rulebook);
    let (folder, results) = job.begin_outputs()?.unzip();
    let made = job.run_and_hand_over(&plan, &files, &mut spread, Takers { results, keeper })?;
    let told = job.complete(folder, made, &files)?;
    job.tell(&spread, &told, &files)?;
    tell_time(began, &told.summary);
    if let Some(profiling) = &job.profiling {
        console::note(profiling.text(rulebook, &plan, &files, job.threads).trim_end());
    }
    job.deliver(delivery)
}

/// Binds the tables that a plan reads to their files.
pub fn open(loaded: &Loaded, data: &Data, plan: &Plan) -> Result<Files, Failure> {
    if !data.data.is_dir() {
        let folder = shown(&data.data);
        return Err(Failure::usage(format!(
            "--data {folder}: there is no such folder; it holds a file for each table"
        )));
    }
    let used = plan::tables_read(plan);
    input::open(&data.location(loaded), plan::specs(&loaded.rulebook), &used).map_err(|problems| refused(&problems))
}

impl Job {
    fn watch(&self) -> Option<&Stopwatch> {
        self.profiling.as_ref().map(|profiling| &profiling.watch)
    }

    /// The channels that are asked for, before anything is read; says which audiences they leave out.
    fn delivery(&self) -> Result<Option<Delivery>, Failure> {
        let Some(path) = &self.memory.notify else { return Ok(None) };
        let delivery = Delivery::open(path)?;
        let alerts = &self.loaded.rulebook.alerts;
        let mut audiences: Vec<String> = Vec::new();
        for audience in alerts.iter().flat_map(|alert| &alert.to) {
            if !audiences.contains(audience) {
                audiences.push(audience.clone());
            }
        }
        let unnamed = alerts.iter().any(|alert| alert.to.is_empty());
        delivery.bindings.remarks(&audiences, unnamed).iter().for_each(|remark| console::note(remark));
        Ok(Some(delivery))
    }

    /// Sends the alerts of a run that is kept, and those that still wait.
    fn deliver(&self, delivery: Option<Delivery>) -> Result<(), Failure> {
        let (Some(mut delivery), Some(path)) = (delivery, &self.memory.store) else { return Ok(()) };
        match delivery.deliver(&mut *memory::open(path, false)?, path)? {
            true => Ok(()),
            false => Err(Failure::Refused),
        }
    }

    fn begin_outputs(&self) -> Result<Option<(Folder, Results<'_>)>, Failure> {
        let Some((dir, format, trace)) = &self.out else {
            return Ok(None);
        };
        let folder = Folder::begin(dir).map_err(Failure::Output)?;
        let (rulebook, sources) = (&self.loaded.rulebook, &self.loaded.sources);
        let results =
            Results::begin(&folder, rulebook, sources, *format, *trace, self.threads).map_err(Failure::Output)?;
        Ok(Some((folder, results)))
    }

    /// Whether the last run in the store was made of the same; files that are asked for and missing are made again.
    fn is_rated(&self, keeper: &Keeper, files: &Files) -> Result<bool, Failure> {
        let there = self.out.as_ref().is_none_or(|(dir, ..)| dir.join("run.json").is_file());
        let data = timed(self.watch(), Stage::Digest, || files.digests()).map_err(|problem| refused(&[*problem]))?;
        Ok(there && keeper.same(&memory::inputs(self, self.data.as_of, files, &data)).is_some())
    }

    /// Runs, hands over what is done while more is judged, and digests the data beside that, where anybody takes it.
    fn run_and_hand_over<'r>(
        &self,
        plan: &Plan,
        files: &Files,
        spread: &mut Spread,
        takers: Takers<'r>,
    ) -> Result<Made<'r>, Failure> {
        let Takers { results, keeper } = takers;
        if results.is_none() && keeper.is_none() {
            let summary = self.run(plan, files, spread, Vec::new())?;
            return Ok(Made { summary, takers: Takers { results, keeper }, data: Vec::new() });
        }
        thread::scope(|scope| {
            let digests = scope.spawn(|| timed(self.watch(), Stage::Digest, || files.digests()));
            let mut chunks = Vec::new();
            let mut line = || {
                let (sender, receiver) = sync_channel(CHUNKS_WAITING);
                chunks.push(sender);
                receiver
            };
            let watch = self.watch();
            let writer = results.map(|results| (results, line()));
            let writer = writer.map(|(results, line)| scope.spawn(move || write_all(results, line, watch)));
            let keeper = keeper.map(|keeper| (keeper, line()));
            let keeper = keeper.map(|(keeper, line)| scope.spawn(move || keeper.keep_all(line, watch)));
            let summary = self.run(plan, files, spread, chunks);
            let joined = || (writer.map(|w| w.join()), keeper.map(|k| k.join()), digests.join());
            let (results, keeper, data) = timed(self.watch(), Stage::Wait, joined);
            // Where a taker failed, that is why the run ended.
            let results = results.transpose().map_err(ended_early)?.transpose().map_err(Failure::Output)?;
            let keeper = keeper.transpose().map_err(ended_early)?.transpose()?;
            let summary = summary?;
            let data = data.map_err(ended_early)?.map_err(|problem| refused(&[*problem]))?;
            Ok(Made { summary, takers: Takers { results, keeper }, data })
        })
    }

    fn run(
        &self,
        plan: &Plan,
        files: &Files,
        spread: &mut Spread,
        chunks: Vec<SyncSender<Chunk>>,
    ) -> Result<Summary, Failure> {
        let mut sink = All { spread, chunks };
        let traced = self.out.as_ref().is_some_and(|(_, _, trace)| trace.is_some());
        let trace = traced || self.memory.store.is_some();
        let options = Options { threads: self.threads, trace, on_bad_row: self.on_bad_row };
        let bar = progress::line("reading");
        let watched = Watched { tables: files, bar: bar.clone() };
        let watch = self.watch().map(|watch| watch as &dyn run::Watch);
        let done = run::run_watched(plan, &self.loaded.rulebook, &watched, &options, &mut sink, watch);
        bar.finish_and_clear();
        let mut summary = done.map_err(|fault| ended(fault, files))?;
        locate(files, &mut summary.problems);
        Ok(summary)
    }

    /// The results of a date gone by, by the rules of now.
    pub fn judge_again(&self, files: &Files, date: Date) -> Result<Vec<Chunk>, Failure> {
        let rulebook = &self.loaded.rulebook;
        let plan = plan::plan(rulebook, date, &self.settings, Purpose::Run);
        let options = Options { threads: self.threads, trace: true, on_bad_row: self.on_bad_row };
        let bar = progress::line("reading, by the rules of now, what was known before");
        let watched = Watched { tables: files, bar: bar.clone() };
        let mut collected = Collected { rulebook, chunks: Vec::new() };
        let done = run::run(&plan, rulebook, &watched, &options, &mut collected);
        bar.finish_and_clear();
        done.map_err(|fault| ended(fault, files))?;
        Ok(collected.chunks)
    }

    /// Puts all files in place, then keeps the run in the store; a line about each.
    fn complete(&self, folder: Option<Folder>, made: Made, files: &Files) -> Result<Told, Failure> {
        let Made { summary, takers, data } = made;
        let (mut written, mut keeper) = (Vec::new(), takers.keeper);
        let alerts = keeper.as_mut().map_or_else(|| Ok(Vec::new()), Keeper::alerts)?;
        if let (Some(folder), Some(results)) = (folder, takers.results) {
            let complete = || self.complete_files(folder, results, (&summary, &alerts), files, &data);
            written = timed(self.watch(), Stage::Complete, complete)?;
        }
        if let Some(mut keeper) = keeper {
            let commit = || {
                keeper.end(&memory::inputs(self, self.data.as_of, files, &data))?;
                keeper.commit("run")
            };
            written.push(timed(self.watch(), Stage::Commit, commit)?);
        }
        Ok(Told { summary, alerts, written })
    }

    /// Writes what is left, and puts all files in place; a line about each.
    fn complete_files(
        &self,
        folder: Folder,
        results: Results,
        found: (&Summary, &[AlertRow]),
        files: &Files,
        data: &[Digest],
    ) -> Result<Vec<String>, Failure> {
        let Some((dir, format, _)) = &self.out else {
            return Ok(Vec::new());
        };
        let written = self.write(folder, results, found, files, *format, data).map_err(Failure::Output)?;
        let line = |w: &Written| match w.rows {
            0 => shown(&dir.join(&w.file)),
            1 => format!("{}, 1 row", shown(&dir.join(&w.file))),
            rows => format!("{}, {rows} rows", shown(&dir.join(&w.file))),
        };
        Ok(written.iter().map(line).collect())
    }

    fn write(
        &self,
        mut folder: Folder,
        results: Results,
        (summary, alerts): (&Summary, &[AlertRow]),
        files: &Files,
        format: Format,
        data: &[Digest],
    ) -> io::Result<Vec<Written>> {
        let (rulebook, sources) = (&self.loaded.rulebook, &self.loaded.sources);
        results.finish(&mut folder)?;
        output::write_figures(&mut folder, format, rulebook, sources, &summary.figures)?;
        if !rulebook.watching.is_empty() {
            output::write_alerts(&mut folder, format, &self.data.as_of.to_string(), alerts)?;
        }
        if self.on_bad_row == OnBadRow::SetAside {
            let rows = summary.problems.iter().filter(|problem| problem.kind.is_of_a_row()).count() as u64;
            folder.add_by_path("rejected.csv", rows, |path| files.write_rejected(path, &summary.problems))?;
        }
        let (as_of, settings) = (self.data.as_of, self.settings.as_slice());
        let (remarks, outputs) = (&files.remarks()[..], &folder.written().to_vec()[..]);
        let proof = Proof { rulebook, sources, as_of, settings, data, remarks, summary, outputs };
        folder.add_text("run.json", &output::manifest(&proof))?;
        folder.commit()
    }

    fn tell(&self, spread: &Spread, told: &Told, files: &Files) -> Result<(), Failure> {
        let Told { summary, alerts, written } = told;
        let (remarks, next) = (&files.remarks()[..], &suggest::next(self, spread)[..]);
        let (rulebook, sources) = (&self.loaded.rulebook, &self.loaded.sources);
        let as_of = self.data.as_of;
        let facts = Facts { rulebook, sources, as_of, spread, summary, remarks, alerts, written, next };
        console::print(&output::summary(&facts, console::stdout_style()))
    }
}

/// Seconds with two decimals.
fn tell_time(began: Instant, summary: &Summary) {
    let read: u64 = summary.tables.iter().map(|table| table.read).sum();
    let took = began.elapsed().as_millis();
    console::note(&format!("{read} rows read in {}.{:02} s", took / 1000, took % 1000 / 10));
}

/// Says what is wrong with data that are refused.
pub fn refused(problems: &[Problem]) -> Failure {
    console::note(output::problems(problems, console::stderr_style()).trim_end());
    if !problems.is_empty() && problems.iter().all(|problem| problem.kind.is_of_a_row()) {
        console::note("Correct the data, or give --on-bad-row set-aside to go on without these rows.");
    }
    Failure::Refused
}

/// Why a run ended.
pub fn ended(fault: Fault, files: &Files) -> Failure {
    match fault {
        Fault::Data(mut problems) => {
            locate(files, &mut problems);
            refused(&problems)
        }
        Fault::Output(error) => Failure::Output(error),
    }
}

/// Finds the lines of problems that know their record only. Where a file can't be read again, that is all they know.
fn locate(files: &Files, problems: &mut [Problem]) {
    if let Err(error) = files.locate(problems) {
        console::note(&format!("the lines of some problems are not known: {error}"));
    }
}

/// A thread that panicked has said so itself.
fn ended_early(_: Box<dyn Any + Send>) -> Failure {
    Failure::Output(io::Error::other("a part of this program ended too early"))
}

/// Counts chunks for the summary, and hands them to all who take them.
struct All<'s, 'r> {
    spread: &'s mut Spread<'r>,
    chunks: Vec<SyncSender<Chunk>>,
}

impl Sink for All<'_, '_> {
    fn chunk(&mut self, chunk: Chunk) -> io::Result<()> {
        self.spread.chunk(&chunk);
        let gone = |_| io::Error::other("the writer takes no more");
        self.chunks.iter().try_for_each(|chunks| chunks.send(chunk.clone()).map_err(gone))
    }
}

/// Writes chunks until there are no more.
fn write_all<'r>(
    mut results: Results<'r>,
    chunks: Receiver<Chunk>,
    watch: Option<&Stopwatch>,
) -> io::Result<Results<'r>> {
    for chunk in chunks {
        timed(watch, Stage::Write, || results.chunk(&chunk))?;
    }
    Ok(results)
}
