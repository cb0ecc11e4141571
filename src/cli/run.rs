//! `rubric run`: a rulebook on data.
//!
//! Enters: a rulebook, data, a date. Leaves: a summary on stdout and, with `--out`, the results. Guaranteed: data that
//! are refused write nothing; what is written is put in place all at once.

use super::console::Failure;
use super::job::{self, Job};
use super::memory::Memory;
use super::profile::{self, Profiling, Stage, Stopwatch};
use super::rulebook;
use super::values::{Data, Parameters, Threads};
use crate::output::{self, TraceShape};
use crate::run::OnBadRow;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `rubric run`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric run rules/customer-rating --data mine --as-of 2026-06-30
  rubric run rating.rubric --data mine --as-of 2026-06-30 \\
      --out results --format csv --trace full
  rubric run rating.rubric --data mine --as-of 2026-06-30 \\
      --set \"window=6 months\" --set \"slow_after[company Globex]=10 days\"

With --out, DIR gets results and figures, one file for each table judged, and
run.json, which says what they were made of. --trace full adds a trace: what
each rule found for each row, in words, a row a rule; --trace wide the same as
columns, for many rows. --on-bad-row set-aside adds rejected.csv.

With --store, FILE keeps every run and what changed in it for each customer:
  rubric run rating.rubric --data mine --as-of 2026-06-30 \\
      --store rubric.db --by Anna --reason \"the daily run\"")]
pub struct Arguments {
    /// The rulebook, or the folder of the only one
    rulebook: PathBuf,
    #[command(flatten)]
    data: Data,
    /// Where to write the results; without it only the summary is shown
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How to write them
    #[arg(long, value_enum, default_value_t = Format::Parquet, requires = "out")]
    format: Format,
    /// Whether to write what each rule found for each row
    #[arg(long, value_enum, default_value_t = Trace::None, requires = "out")]
    trace: Trace,
    #[command(flatten)]
    parameters: Parameters,
    /// What to do with a row that can't be used: refuse all data, or leave the row out and say so
    #[arg(long, value_enum, default_value_t = BadRow::Stop)]
    on_bad_row: BadRow,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    memory: Memory,
    /// Say on stderr what took how long: steps of the plan, columns of files
    #[arg(long, value_name = "FORMAT", value_enum, num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "human")]
    profile: Option<profile::Format>,
}

/// A format by its name on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    /// Apache Parquet
    Parquet,
    /// Comma-separated values
    Csv,
    /// One JSON object a line
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Trace {
    /// None
    None,
    /// A row for each judged row and rule, in words
    Full,
    /// A row for each judged row, with columns for each rule
    Wide,
}

/// What to do with a row that can't be used, by its name on the command line.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum BadRow {
    /// Refuse the data
    Stop,
    /// Leave the row out
    SetAside,
}

impl From<Format> for output::Format {
    fn from(format: Format) -> output::Format {
        match format {
            Format::Parquet => output::Format::Parquet,
            Format::Csv => output::Format::Csv,
            Format::Json => output::Format::Json,
        }
    }
}

impl From<Trace> for Option<TraceShape> {
    fn from(trace: Trace) -> Option<TraceShape> {
        match trace {
            Trace::None => None,
            Trace::Full => Some(TraceShape::Full),
            Trace::Wide => Some(TraceShape::Wide),
        }
    }
}

impl From<BadRow> for OnBadRow {
    fn from(bad_row: BadRow) -> OnBadRow {
        match bad_row {
            BadRow::Stop => OnBadRow::Stop,
            BadRow::SetAside => OnBadRow::SetAside,
        }
    }
}

/// Runs what the arguments ask for.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let began = profile::nanoseconds();
    let profiling = arguments.profile.map(|format| Profiling { watch: Stopwatch::default(), format, began });
    let watch = profiling.as_ref().map(|profiling| &profiling.watch);
    let loaded = profile::timed(watch, Stage::Check, || rulebook::load(&arguments.rulebook))?;
    let loaded = if arguments.memory.store.is_some() { loaded.watched() } else { loaded };
    let settings = arguments.parameters.settings(&loaded.rulebook)?;
    job::execute(&Job {
        loaded,
        data: arguments.data.clone(),
        settings,
        given: arguments.parameters.clone(),
        out: arguments.out.clone().map(|dir| (dir, arguments.format.into(), arguments.trace.into())),
        on_bad_row: arguments.on_bad_row.into(),
        threads: arguments.threads.count(),
        profiling,
        memory: arguments.memory.clone(),
    })
}
