//! `rubric run`: a rulebook on data.
//!
//! Enters: a rulebook, data, a date. Leaves: a summary on stdout and, with `--out`, the results. Guaranteed: data that
//! are refused write nothing; what is written is put in place all at once.

use super::console::{self, Failure, quoted};
use super::paths::shown;
use super::progress::{self, Watched};
use super::rulebook::{self, Loaded};
use super::values::{Data, Parameters, Threads};
use crate::input::{self, Files};
use crate::model::Setting;
use crate::output::{self, Facts, Folder, Proof, Results, Spread};
use crate::plan::{self, Purpose};
use crate::run::{self, Fault, OnBadRow, Options, Sink, Summary};
use crate::table::Problem;
use crate::trace::record::Chunk;
use crate::value::Value;
use clap::{Args, ValueEnum};
use std::io;
use std::path::PathBuf;
use std::time::Instant;

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
each rule found for each row. --on-bad-row set-aside adds rejected.csv.")]
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
    None,
    Full,
}

/// `--on-bad-row`
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
    /// Folder, format, and whether to trace
    pub out: Option<(PathBuf, output::Format, bool)>,
    /// What to do with a row that can't be used
    pub on_bad_row: BadRow,
    /// How many threads
    pub threads: usize,
}

/// Runs what the arguments ask for.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let loaded = rulebook::load(&arguments.rulebook)?;
    let settings = arguments.parameters.settings(&loaded.rulebook)?;
    let trace = arguments.trace == Trace::Full;
    execute(&Job {
        loaded,
        data: arguments.data.clone(),
        settings,
        given: arguments.parameters.clone(),
        out: arguments.out.clone().map(|dir| (dir, arguments.format.into(), trace)),
        on_bad_row: arguments.on_bad_row,
        threads: arguments.threads.count(),
    })
}

/// Runs a job: summary to stdout, time to stderr.
pub fn execute(job: &Job) -> Result<(), Failure> {
    let began = Instant::now();
    let rulebook = &job.loaded.rulebook;
    let plan = plan::plan(rulebook, job.data.as_of, &job.settings, Purpose::Run);
    let used: Vec<usize> = (0..rulebook.tables.len()).collect();
    let files = input::open(&job.data.location(&job.loaded), plan::specs(rulebook), &used).map_err(|p| refused(&p))?;
    let mut spread = Spread::new(rulebook);
    let mut outputs = job.begin_outputs()?;
    let summary = {
        let mut sink = Both { spread: &mut spread, results: outputs.as_mut().map(|(_, results)| results) };
        let bar = progress::line("reading");
        let watched = Watched { tables: &files, bar: bar.clone() };
        let done = run::run(&plan, rulebook, &watched, &job.options(), &mut sink);
        bar.finish_and_clear();
        let mut summary = done.map_err(|fault| ended(fault, &files))?;
        locate(&files, &mut summary.problems);
        summary
    };
    let written = match outputs {
        Some((folder, results)) => job.complete(folder, results, &summary, &files)?,
        None => Vec::new(),
    };
    job.tell(&spread, &summary, &files, &written)?;
    let read: u64 = summary.tables.iter().map(|table| table.read).sum();
    let took = began.elapsed().as_millis();
    console::note(&format!("{read} rows read in {}.{:02} s", took / 1000, took % 1000 / 10));
    Ok(())
}

impl Job {
    fn options(&self) -> Options {
        let on_bad_row = match self.on_bad_row {
            BadRow::Stop => OnBadRow::Stop,
            BadRow::SetAside => OnBadRow::SetAside,
        };
        Options { threads: self.threads, trace: self.out.as_ref().is_some_and(|(_, _, trace)| *trace), on_bad_row }
    }

    fn begin_outputs(&self) -> Result<Option<(Folder, Results<'_>)>, Failure> {
        let Some((dir, format, trace)) = &self.out else {
            return Ok(None);
        };
        let folder = Folder::begin(dir).map_err(Failure::Output)?;
        let (rulebook, sources) = (&self.loaded.rulebook, &self.loaded.sources);
        let results = Results::begin(&folder, rulebook, sources, *format, *trace).map_err(Failure::Output)?;
        Ok(Some((folder, results)))
    }

    /// Writes what is left, and puts all files in place; a line about each.
    fn complete(
        &self,
        mut folder: Folder,
        results: Results,
        summary: &Summary,
        files: &Files,
    ) -> Result<Vec<String>, Failure> {
        let Some((dir, format, _)) = &self.out else {
            return Ok(Vec::new());
        };
        let data = files.digests().map_err(|problem| refused(&[*problem]))?;
        let (rulebook, sources) = (&self.loaded.rulebook, &self.loaded.sources);
        let write = || {
            results.finish(&mut folder)?;
            output::write_figures(&mut folder, *format, rulebook, sources, &summary.figures)?;
            if self.on_bad_row == BadRow::SetAside {
                let rows = summary.problems.iter().filter(|p| p.kind.is_of_a_row()).count() as u64;
                folder.add_by_path("rejected.csv", rows, |path| files.write_rejected(path, &summary.problems))?;
            }
            let remarks = files.remarks();
            let outputs = folder.written().to_vec();
            let (as_of, settings) = (self.data.as_of, self.settings.as_slice());
            let proof = Proof {
                rulebook,
                sources,
                as_of,
                settings,
                data: &data,
                remarks: &remarks,
                summary,
                outputs: &outputs,
            };
            folder.add_text("run.json", &output::manifest(&proof))?;
            folder.commit()
        };
        let written = write().map_err(Failure::Output)?;
        let rows = |rows: u64| if rows == 1 { "1 row".to_string() } else { format!("{rows} rows") };
        let line = |w: &output::Written| match w.rows {
            0 => shown(&dir.join(&w.file)),
            n => format!("{}, {}", shown(&dir.join(&w.file)), rows(n)),
        };
        Ok(written.iter().map(line).collect())
    }

    fn tell(&self, spread: &Spread, summary: &Summary, files: &Files, written: &[String]) -> Result<(), Failure> {
        let (remarks, next) = (files.remarks(), self.next(spread));
        let facts = Facts {
            rulebook: &self.loaded.rulebook,
            sources: &self.loaded.sources,
            as_of: self.data.as_of,
            spread,
            summary,
            remarks: &remarks,
            written,
            next: &next,
        };
        console::print(&output::summary(&facts, console::stdout_style()))
    }

    /// Commands to try next: why the one who is worst off is so, and how to keep the results.
    fn next(&self, spread: &Spread) -> Vec<String> {
        let rulebook = &self.loaded.rulebook;
        let (program, path) = (console::program(), quoted(&shown(&self.loaded.path)));
        let arguments = self.arguments();
        let mut next = Vec::new();
        if let Some(key) = spread.worst().filter(|key| !key.is_empty()) {
            let table = rulebook.table(rulebook.about);
            let types = table.key.iter().filter_map(|id| table.columns.get(id.0)).map(|column| &column.ty);
            let key: Vec<String> = key.iter().zip(types).map(|(v, ty): (&Value, _)| quoted(&v.plain(ty))).collect();
            next.push(format!("{program} explain {path} {}{arguments}", key.join(" ")));
        }
        if self.out.is_none() {
            let aside = if self.on_bad_row == BadRow::SetAside { " --on-bad-row set-aside" } else { "" };
            next.push(format!("{program} run {path}{arguments}{aside} --out results --format csv --trace full"));
        }
        next
    }

    fn arguments(&self) -> String {
        let mut text = format!(" --data {} --as-of {}", quoted(&shown(&self.data.data)), self.data.as_of);
        if let Some(sources) = &self.data.sources {
            text += &format!(" --sources {}", quoted(&shown(sources)));
        }
        if let Some(file) = &self.given.parameters {
            text += &format!(" --parameters {}", quoted(&shown(file)));
        }
        text + &self.given.set.iter().map(|set| format!(" --set {}", quoted(set))).collect::<String>()
    }
}

/// Says what is wrong with data that are refused.
pub fn refused(problems: &[Problem]) -> Failure {
    console::note(output::problems(problems, console::stderr_style()).trim_end());
    if problems.iter().all(|problem| problem.kind.is_of_a_row()) {
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

/// Counts chunks for the summary, and writes them if asked to.
struct Both<'s, 'r, 'f> {
    spread: &'s mut Spread<'r>,
    results: Option<&'s mut Results<'f>>,
}

impl Sink for Both<'_, '_, '_> {
    fn chunk(&mut self, chunk: &Chunk) -> io::Result<()> {
        self.spread.chunk(chunk)?;
        self.results.as_mut().map_or(Ok(()), |results| results.chunk(chunk))
    }
}
