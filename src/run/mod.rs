//! The engine: a plan and tables become results, column by column.
//!
//! Enters: a [`crate::plan::Plan`] and [`crate::table::Tables`]. Leaves: [`crate::trace::record::Chunk`]s to a [`Sink`],
//! figures, and an exact account of every row read. Guaranteed: the same plan and data give the same results on any
//! count of threads, traced or not; a number out of range is an error that names where, never wrapped.

mod account;
mod evaluate;
mod figures;
mod gather;
mod kernels;
mod key_map;
mod keys;
mod observe;
mod origins;
mod parallel;
mod passes;
mod read;
mod register;
mod results;
mod rows;
mod serials;
mod state;
mod watch;

use crate::model::{Rulebook, TableId};
use crate::plan::{Plan, Role};
use crate::table::{Problem, Tables};
use crate::trace::record::{Chunk, FigureValue, Observation};
use crate::value::Value;
use state::State;
use watch::Watcher;

pub use watch::{Part, Watch, Work};

/// What the caller decides about a run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Threads to use, at least 1
    pub threads: usize,
    /// Whether chunks carry rules and lines
    pub trace: bool,
    /// What to do with a row that can't be used
    pub on_bad_row: OnBadRow,
}

/// What to do with a row that can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnBadRow {
    /// Read everything, then refuse the data with all that is wrong
    Stop,
    /// Leave it out, and account for it by name
    SetAside,
}

/// Who takes results while they are made. Tables in the order of the model, chunks in the order of the key.
pub trait Sink {
    /// Takes a chunk; an `Err` ends the run.
    fn chunk(&mut self, chunk: Chunk) -> std::io::Result<()>;
}

/// What a run found beside its chunks.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// One for each table read, in the order of the model
    pub tables: Vec<TableCount>,
    /// All figures, in the order declared
    pub figures: Vec<FigureValue>,
    /// Everything that is wrong with rows that were set aside, by table, file and record
    pub problems: Vec<Problem>,
    /// `current` columns (table, column) that were read although some row or event lies after the as-of date, so
    /// that their values are not those of that date
    pub current_read: Vec<(String, String)>,
}

/// The account of one table: read = used + before_dated + set_aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableCount {
    /// The table
    pub table: String,
    /// Records in its files
    pub read: u64,
    /// Rows judged or aggregated
    pub used: u64,
    /// Rows whose `dated` date lies after the as-of date, or is unknown
    pub before_dated: u64,
    /// Rows set aside for a problem
    pub set_aside: u64,
    /// Among the used: rows that belong to no parent, since a column of the parent's key is unknown
    pub without_parent: u64,
}

/// Why a run ended without results.
#[derive(Debug)]
pub enum Fault {
    /// The data were refused: everything that is wrong with them
    Data(Vec<Problem>),
    /// The sink failed
    Output(std::io::Error),
}

/// Runs a plan of [`crate::plan::Purpose::Run`].
pub fn run(
    plan: &Plan,
    rulebook: &Rulebook,
    tables: &dyn Tables,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Summary, Fault> {
    run_watched(plan, rulebook, tables, options, sink, None)
}

/// Runs a plan of [`crate::plan::Purpose::Run`], and tells whoever watches how it goes.
pub fn run_watched(
    plan: &Plan,
    rulebook: &Rulebook,
    tables: &dyn Tables,
    options: &Options,
    sink: &mut dyn Sink,
    watch: Option<&dyn Watch>,
) -> Result<Summary, Fault> {
    let mut state = State::new(plan, rulebook, tables, *options);
    state.watcher = Watcher::new(watch);
    passes::run_all(&mut state);
    let watcher = state.watcher.of(Part::Figures);
    let figures = watcher.timed(Work::Whole, 0, || figures::all(&mut state));
    refuse(&state)?;
    for (table, planned) in plan.tables.iter().enumerate() {
        if planned.judged {
            let watcher = state.watcher.of(Part::Results(TableId(table)));
            watcher.timed(Work::Whole, 0, || results::write(&mut state, TableId(table), sink))?;
        }
    }
    refuse(&state)?;
    Ok(summary(&state, figures))
}

/// Ends the run where the data can't be used.
fn refuse(state: &State) -> Result<(), Fault> {
    let faults = state.faults();
    if faults.is_empty() { Ok(()) } else { Err(Fault::Data(faults)) }
}

fn summary(state: &State, figures: Vec<FigureValue>) -> Summary {
    let tables = state.plan.tables.iter().zip(&state.rulebook.tables).zip(&state.accounts);
    let read = tables.filter(|((plan, _), _)| plan.role != Role::Unread);
    let mut problems: Vec<Problem> = state.accounts.iter().flat_map(|a| a.problems.iter().cloned()).collect();
    problems.sort();
    Summary {
        tables: read.map(|((_, table), account)| count(&table.name, account)).collect(),
        figures,
        problems,
        current_read: current_read(state),
    }
}

fn count(table: &str, account: &account::Account) -> TableCount {
    TableCount {
        table: table.to_string(),
        read: account.read,
        used: account.used,
        before_dated: account.before_dated,
        set_aside: account.set_aside,
        without_parent: account.without_parent,
    }
}

/// `current` columns that are read, if any date of a row or an event lies after the as-of date.
fn current_read(state: &State) -> Vec<(String, String)> {
    if !state.accounts.iter().any(|account| account.later) {
        return Vec::new();
    }
    let tables = state.plan.tables.iter().zip(&state.rulebook.tables);
    let columns = tables.flat_map(|(plan, table)| plan.columns.iter().map(move |column| (table, column)));
    let columns = columns.filter_map(|(table, column)| table.columns.get(column.0).map(|column| (table, column)));
    columns
        .filter(|(_, column)| column.current)
        .map(|(table, column)| (table.name.clone(), column.name.clone()))
        .collect()
}

/// Threads that look for one row: the machine may not be asked here, and no count changes what is found.
const OBSERVERS: usize = 4;

/// Runs a plan of [`crate::plan::Purpose::Observe`] for the one row of `table` with this key; `None` where there is
/// none (or it is invisible at the as-of date). Rows that can't be used are set aside, as a run would.
pub fn observe(
    plan: &Plan,
    rulebook: &Rulebook,
    tables: &dyn Tables,
    table: TableId,
    key: &[Value],
) -> Result<Option<Observation>, Fault> {
    let mut found = observe_each(plan, rulebook, tables, &[(table, key.to_vec())])?;
    Ok(found.pop().flatten())
}

/// The same for several rows, each by its table and key: the data are read once.
pub fn observe_each(
    plan: &Plan,
    rulebook: &Rulebook,
    tables: &dyn Tables,
    rows: &[(TableId, Vec<Value>)],
) -> Result<Vec<Option<Observation>>, Fault> {
    let options = Options { threads: OBSERVERS, trace: true, on_bad_row: OnBadRow::SetAside };
    let mut state = State::new(plan, rulebook, tables, options);
    passes::run_all(&mut state);
    refuse(&state)?;
    Ok(rows.iter().map(|(table, key)| observe::observe(&state, *table, key)).collect())
}
