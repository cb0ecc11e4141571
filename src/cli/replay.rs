//! `rubric replay`: a store filled with history, from today's data.
//!
//! Enters: a rulebook, data, the first and the last date. Leaves: a run for each date in the store, each as of its date.
//! Guaranteed: the data are read once; all dates are kept, or none; results are those that a run of the date would have.

use super::console::{self, Failure};
use super::held::Held;
use super::job::{self, Job, ended, refused};
use super::memory::{self, Keeper, Memory};
use super::progress::{self, Watched};
use super::rulebook;
use super::run::BadRow;
use super::values::{Data, Parameters, Threads, date};
use crate::input::Files;
use crate::plan::{self, Purpose};
use crate::run::{self, Options, Sink, Summary};
use crate::table::{Digest, Tables};
use crate::trace::record::Chunk;
use crate::value::{Date, Period};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

/// Arguments of `rubric replay`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric replay rating.rubric --data mine --from 2025-07-31 --to 2026-06-30 \\
      --every month --store rubric.db
  rubric history rating.rubric C000042 --store rubric.db

Each date is judged as it stood: rows dated later, and events to come, are not
seen. A `current` column has today's value on every date; a note says so.")]
pub struct Arguments {
    /// The rulebook, or the folder of the only one
    rulebook: PathBuf,
    /// The folder with the data: TABLE.csv or TABLE.parquet for each table
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// How files and columns bind to tables; else sources.ron in DIR or beside the rulebook
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
    /// The first date
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Date,
    /// No date after this one
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: Date,
    /// From one date to the next; a month from the 31st stops at the month's end
    #[arg(long, value_enum)]
    every: Every,
    /// The store to fill; its last run may not be of a later date than --from
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// Who or what asks for it, for the audit trail
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Why, for the audit trail
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    parameters: Parameters,
    /// What to do with a row that can't be used: refuse all data, or leave the row out and say so
    #[arg(long, value_enum, default_value_t = BadRow::Stop)]
    on_bad_row: BadRow,
    #[command(flatten)]
    threads: Threads,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Every {
    Day,
    Week,
    Month,
}

/// Dates that may be replayed at once: every day of 27 years.
const MOST: usize = 10_000;

/// Chunks that may wait for the store.
const CHUNKS_WAITING: usize = 2;

/// Fills a store.
pub fn replay(arguments: &Arguments) -> Result<(), Failure> {
    let began = Instant::now();
    let dates = dates(arguments)?;
    let job = job(arguments)?;
    let read = |date: &Date| plan::plan(&job.loaded.rulebook, *date, &job.settings, Purpose::Run);
    let Some(last) = dates.last() else { return Ok(()) };
    let files = job::open(&job.loaded, &job.data, &read(last))?;
    let Some(keeper) = job.memory.begin(&job, None)? else { return Ok(()) };
    let bar = progress::line("reading");
    let watched = Watched { tables: &files, bar: bar.clone() };
    let held = Held::new(&watched);
    let data = files.digests().map_err(|problem| refused(&[*problem]))?;
    let (keeper, current) = rate_all(&job, &files, &held, &data, &dates, keeper)?;
    bar.finish_and_clear();
    let line = keeper.commit("replay")?;
    tell_current(&current);
    console::note(&format!(
        "{} dates in {}.{:02} s",
        dates.len(),
        began.elapsed().as_secs(),
        began.elapsed().as_millis() % 1000 / 10
    ));
    console::print(&format!("{} dates replayed: {line}\n", dates.len()))
}

/// The first date, and each that is a step later, up to the last.
fn dates(arguments: &Arguments) -> Result<Vec<Date>, Failure> {
    let step = |n: i32| match arguments.every {
        Every::Day => Period::Days(n),
        Every::Week => Period::Days(n.saturating_mul(7)),
        Every::Month => Period::Months(n),
    };
    // From the first date each time: from January 31 on, March has its 31st again.
    let dates = (0..=MOST as i32).map_while(|n| arguments.from.plus(step(n)).filter(|date| *date <= arguments.to));
    let dates: Vec<Date> = dates.collect();
    match dates.len() {
        0 => Err(Failure::usage(format!("--to {} lies before --from {}", arguments.to, arguments.from))),
        many if many > MOST => Err(Failure::usage(format!("more than {MOST} dates at once: give a later --from"))),
        _ => Ok(dates),
    }
}

fn job(arguments: &Arguments) -> Result<Job, Failure> {
    let loaded = rulebook::load(&arguments.rulebook)?.watched();
    let settings = arguments.parameters.settings(&loaded.rulebook)?;
    let data = Data { data: arguments.data.clone(), as_of: arguments.to, sources: arguments.sources.clone() };
    let (by, reason) = (arguments.by.clone(), arguments.reason.clone());
    Ok(Job {
        loaded,
        data,
        settings,
        given: arguments.parameters.clone(),
        out: None,
        on_bad_row: arguments.on_bad_row.into(),
        threads: arguments.threads.count(),
        profiling: None,
        memory: Memory { store: Some(arguments.store.clone()), by, reason, if_changed: false, notify: None },
    })
}

/// `current` columns that were read for a date gone by.
type Current = BTreeSet<(String, String)>;

/// A run for each date.
fn rate_all(
    job: &Job,
    files: &Files,
    held: &Held,
    data: &[Digest],
    dates: &[Date],
    mut keeper: Keeper,
) -> Result<(Keeper, Current), Failure> {
    let mut current = Current::new();
    if let Some(date) = keeper.date_to_judge_again()? {
        keeper.judged_again(job.judge_again(files, date)?);
    }
    for date in dates {
        keeper.run(&job.loaded.rulebook.version, *date, true)?;
        let (back, summary) = rate(job, files, held, *date, keeper)?;
        keeper = back;
        // They are kept, and delivered to nobody: a replay tells of what is long known.
        keeper.alerts()?;
        let counts = keeper.end(&memory::inputs(job, *date, files, data))?;
        console::note(&format!(
            "{date}: {} rated, {} changed",
            counts.rated,
            counts.changed + counts.appeared + counts.gone
        ));
        current.extend(summary.current_read);
    }
    Ok((keeper, current))
}

/// One run; a thread of its own writes what is done while more is judged.
fn rate(
    job: &Job,
    files: &Files,
    tables: &dyn Tables,
    date: Date,
    keeper: Keeper,
) -> Result<(Keeper, Summary), Failure> {
    let rulebook = &job.loaded.rulebook;
    let plan = plan::plan(rulebook, date, &job.settings, Purpose::Run);
    let options = Options { threads: job.threads, trace: true, on_bad_row: job.on_bad_row };
    thread::scope(|scope| {
        let (sender, chunks) = sync_channel(CHUNKS_WAITING);
        let writer = scope.spawn(move || keeper.keep_all(chunks, None));
        let done = run::run(&plan, rulebook, tables, &options, &mut Sender(sender));
        let keeper =
            writer.join().map_err(|_| Failure::Output(io::Error::other("the store's thread ended too early")))?;
        // Where the store failed, that is why the run ended.
        Ok((keeper?, done.map_err(|fault| ended(fault, files))?))
    })
}

/// Hands chunks to the thread that writes.
struct Sender(SyncSender<Chunk>);

impl Sink for Sender {
    fn chunk(&mut self, chunk: Chunk) -> io::Result<()> {
        self.0.send(chunk).map_err(|_| io::Error::other("the store takes no more"))
    }
}

fn tell_current(current: &Current) {
    if current.is_empty() {
        return;
    }
    let columns: Vec<String> = current.iter().map(|(table, column)| format!("{table}.{column}")).collect();
    console::note(&format!("not as of their date, but of today: {}", columns.join(", ")));
}
