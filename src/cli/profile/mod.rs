//! What `rubric run --profile` tells: time and rows of each step of a run.
//!
//! Enters: what a [`Stopwatch`] measured, the plan, and what the files noted. Leaves: a [`Profile`], for a person or as
//! JSON. Guaranteed: names are the author's; results are the same with it or without.

mod human;
mod stopwatch;

pub use stopwatch::{Spent, Stage, Stopwatch, nanoseconds, timed};

use crate::input::Files;
use crate::model::{Rulebook, TableId};
use crate::plan::{Plan, Role, Scope};
use crate::run::{Part, Work};
use clap::ValueEnum;
use serde::Serialize;
use std::collections::BTreeMap;

/// The version of the profile's shape.
const SCHEMA_VERSION: u32 = 1;

/// What computing steps is called: items are shown below it.
const COMPUTE: &str = "compute";

/// How a profile is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person
    Human,
    /// For a machine
    Json,
}

/// What is measured, and how it is shown at the end.
#[derive(Debug)]
pub struct Profiling {
    /// The clock
    pub watch: Stopwatch,
    /// How the profile is shown
    pub format: Format,
    /// When the run began, in [`nanoseconds`]
    pub began: u64,
}

/// Where the time of a run went.
#[derive(Debug, Serialize)]
pub struct Profile {
    schema_version: u32,
    rulebook: String,
    threads: usize,
    /// From start to end
    microseconds: u64,
    /// How much of the threads' time the steps of the plan made use of
    busy_percent: u64,
    /// What is done before and after the plan's steps, and beside them
    stages: Vec<StageTime>,
    /// Steps of the plan, in the order in which they run
    steps: Vec<StepTime>,
    columns: Vec<ColumnTime>,
    slow: Vec<Slow>,
}

/// A stage of the program.
#[derive(Debug, Serialize)]
struct StageTime {
    stage: &'static str,
    when: When,
    microseconds: u64,
}

/// How a stage stands to the steps of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum When {
    Before,
    Beside,
    After,
}

/// A step of the plan.
#[derive(Debug, Serialize)]
struct StepTime {
    /// As `rubric plan` says it
    step: String,
    microseconds: u64,
    busy_percent: u64,
    work: Vec<WorkTime>,
    /// Of results: the items, by the time that their steps took, most first
    items: Vec<ItemTime>,
}

/// One kind of work of a step, over all threads.
#[derive(Debug, Serialize)]
struct WorkTime {
    work: &'static str,
    microseconds: u64,
    rows: u64,
}

/// Steps that were made for one item.
#[derive(Debug, Serialize)]
struct ItemTime {
    item: String,
    microseconds: u64,
}

/// Reading one column of a file, over all threads.
#[derive(Debug, Serialize)]
struct ColumnTime {
    table: String,
    file: String,
    /// Absent for what is done for all columns of a file
    column: Option<String>,
    microseconds: u64,
    cells: u64,
}

/// What was not read in the fastest way.
#[derive(Debug, Serialize)]
struct Slow {
    table: String,
    file: String,
    column: Option<String>,
    cells: u64,
    why: &'static str,
}

impl Profiling {
    /// The text of the profile, at the end of a run.
    pub fn text(&self, rulebook: &Rulebook, plan: &Plan, files: &Files, threads: usize) -> String {
        let profile = self.profile(rulebook, plan, files, threads);
        match self.format {
            Format::Human => profile.to_string(),
            Format::Json => serde_json::to_string_pretty(&profile).unwrap_or_default(),
        }
    }

    fn profile(&self, rulebook: &Rulebook, plan: &Plan, files: &Files, threads: usize) -> Profile {
        let names = Names { rulebook, plan };
        let parts = self.watch.parts();
        let whole: u64 = parts.values().map(|works| time_of(works, Work::Whole)).sum();
        let busy: u64 = parts.values().map(busy).sum();
        Profile {
            schema_version: SCHEMA_VERSION,
            rulebook: rulebook.name.clone(),
            threads,
            microseconds: nanoseconds().saturating_sub(self.began) / 1000,
            busy_percent: percent(busy, whole, threads),
            stages: self.watch.stages().into_iter().map(|(stage, time)| stage_time(stage, time)).collect(),
            steps: parts
                .iter()
                .filter(|(part, _)| names.is_shown(**part))
                .map(|(part, works)| names.step(*part, works, threads))
                .collect(),
            columns: columns(files),
            slow: files.notes().into_iter().map(Slow::from).collect(),
        }
    }
}

fn time_of(works: &BTreeMap<Work, Spent>, work: Work) -> u64 {
    works.get(&work).map_or(0, |spent| spent.microseconds)
}

/// Time of all threads in which one worked; waiting for who takes results is no work.
fn busy(works: &BTreeMap<Work, Spent>) -> u64 {
    let counts = |work: &Work| !matches!(work, Work::Whole | Work::Step(_) | Work::HandOver);
    works.iter().filter(|(work, _)| counts(work)).map(|(_, spent)| spent.microseconds).sum()
}

/// Of the time that all threads had, at most 100.
fn percent(busy: u64, whole: u64, threads: usize) -> u64 {
    let all = whole.saturating_mul(threads as u64).max(1);
    (busy.saturating_mul(100) / all).min(100)
}

fn stage_time(stage: Stage, microseconds: u64) -> StageTime {
    let (stage, when) = match stage {
        Stage::Check => ("read and check the rulebook", When::Before),
        Stage::Plan => ("make the plan", When::Before),
        Stage::Open => ("bind the files", When::Before),
        Stage::Write => ("write results", When::Beside),
        Stage::Keep => ("keep what changed", When::Beside),
        Stage::Digest => ("digest the data", When::Beside),
        Stage::Wait => ("wait for what is written and digested", When::After),
        Stage::Complete => ("complete the files", When::After),
        Stage::Commit => ("commit to the store", When::After),
    };
    StageTime { stage, when, microseconds }
}

/// What a work is called; `None` for those that are shown otherwise.
fn work_name(work: Work) -> Option<&'static str> {
    Some(match work {
        Work::Whole | Work::Step(_) => return None,
        Work::Read => "read",
        Work::Resolve => "resolve keys and dates",
        Work::Duplicates => "look for keys that stand twice",
        Work::Order => "order by the key",
        Work::Compute => COMPUTE,
        Work::Gather => "gather",
        Work::Merge => "merge what was gathered",
        Work::Collect => "make columns",
        Work::HandOver => "hand over, or wait for the writer",
    })
}

fn columns(files: &Files) -> Vec<ColumnTime> {
    let times = files.times().into_iter().map(|time| ColumnTime {
        table: time.table,
        file: time.file,
        column: time.column,
        microseconds: time.time / 1000,
        cells: time.cells,
    });
    let mut columns: Vec<ColumnTime> = times.collect();
    columns.sort_by_key(|column| std::cmp::Reverse(column.microseconds));
    columns
}

impl From<crate::input::Note> for Slow {
    fn from(note: crate::input::Note) -> Slow {
        Slow { table: note.table, file: note.file, column: note.column, cells: note.cells, why: note.why }
    }
}

/// What is needed to name a step.
struct Names<'a> {
    rulebook: &'a Rulebook,
    plan: &'a Plan,
}

impl Names<'_> {
    fn step(&self, part: Part, works: &BTreeMap<Work, Spent>, threads: usize) -> StepTime {
        let whole = time_of(works, Work::Whole);
        let named = works.iter().filter_map(|(work, spent)| Some((work_name(*work)?, spent)));
        let work = named.map(|(work, spent)| WorkTime { work, microseconds: spent.microseconds, rows: spent.rows });
        StepTime {
            step: self.part(part),
            microseconds: whole,
            busy_percent: percent(busy(works), whole, threads),
            work: work.collect(),
            items: self.items(part, works),
        }
    }

    /// Figures are a step where there are any.
    fn is_shown(&self, part: Part) -> bool {
        part != Part::Figures || !self.plan.figures.is_empty()
    }

    fn part(&self, part: Part) -> String {
        let name = |table: TableId| self.rulebook.table(table).name.as_str();
        match part {
            Part::Figures => "figures".to_string(),
            Part::Results(table) => format!("results {}", name(table)),
            Part::Pass(position) => match self.plan.passes.get(position) {
                Some(pass) if pass.first && self.plan.table(pass.table).role == Role::Resident => {
                    format!("load {}", name(pass.table))
                }
                Some(pass) => format!("gather {}, layer {}", name(pass.table), pass.layer),
                None => String::new(),
            },
        }
    }

    /// Items of a part's table, by the time of the steps that were first made for them.
    fn items(&self, part: Part, works: &BTreeMap<Work, Spent>) -> Vec<ItemTime> {
        let Part::Results(table) = part else { return Vec::new() };
        let mut times: BTreeMap<&str, u64> = BTreeMap::new();
        for (work, spent) in works {
            if let Work::Step(step) = work {
                *times.entry(self.plan.owner(Scope::from(table), *step)).or_default() += spent.microseconds;
            }
        }
        let items = times.into_iter().filter(|(owner, _)| !owner.is_empty());
        let mut items: Vec<ItemTime> =
            items.map(|(item, microseconds)| ItemTime { item: item.to_string(), microseconds }).collect();
        items.sort_by_key(|item| std::cmp::Reverse(item.microseconds));
        items
    }
}
