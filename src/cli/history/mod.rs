//! `rubric history`: the timeline of one customer.
//!
//! Enters: a rulebook, a key, a store. Leaves: each result from its date on, what moved it, and who asked. Guaranteed:
//! all of it stands in the store: no data are read, and the rulebook gives its name only.

mod chart;
mod human;
mod json;

use super::console::{self, Failure};
use super::memory::{failed, open};
use super::paths::shown;
use super::rulebook;
use crate::store::{self, Fault, ItemMove, Past, RuleMove, Run, Step, Timeline};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `rubric history`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric history rules/customer-rating C000042 --store rubric.db
  rubric history rating.rubric C000042 --store rubric.db --format json")]
pub struct Arguments {
    /// The rulebook, or the folder of the only one
    rulebook: PathBuf,
    /// The key of the customer; one value for each column of the key
    #[arg(required = true, value_name = "KEY")]
    key: Vec<String>,
    /// The store that `rubric run --store` has written
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// How to say it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// For a person, or for a machine.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// One step of a timeline beside the step before.
struct Event<'t> {
    run: &'t Run,
    happened: Happened<'t>,
}

/// What happened in a step.
enum Happened<'t> {
    /// Rated for the first time, or again
    Appeared(&'t Past),
    /// Not rated any more
    Gone,
    /// Rated otherwise than before
    Moved { before: &'t Past, after: &'t Past, items: Vec<ItemMove>, rules: Vec<RuleMove> },
}

/// Shows the timeline of one customer.
pub fn history(arguments: &Arguments) -> Result<(), Failure> {
    let name = rulebook::load(&arguments.rulebook)?.rulebook.name;
    let path = &arguments.store;
    let told = |fault: Fault| failed(path, &fault);
    let mut store = open(path, false)?;
    let timeline = store::timeline(&mut *store, &name, &arguments.key).map_err(told)?;
    let key = arguments.key.join(" ");
    if timeline.steps.is_empty() {
        return Err(unknown(&name, &key, &shown(path), &timeline, store.rulebooks().map_err(told)?));
    }
    let events = events(&timeline.steps).map_err(told)?;
    console::print(&match arguments.format {
        Format::Human => human::text(&name, &key, &timeline, &events, console::stdout_style()).map_err(told)?,
        Format::Json => json::text(&name, &arguments.key, &timeline, &events),
    })
}

fn unknown(name: &str, key: &str, store: &str, timeline: &Timeline, rulebooks: Vec<String>) -> Failure {
    if !timeline.runs.is_empty() {
        return Failure::usage(format!("no run of \"{name}\" in {store} has rated {key}"));
    }
    let known: Vec<String> = rulebooks.iter().map(|name| format!("\"{name}\"")).collect();
    let known = if known.is_empty() { "it holds no run".to_string() } else { format!("it has {}", known.join(", ")) };
    Failure::usage(format!("{store} holds no run of \"{name}\": {known}"))
}

/// Each step beside the one before.
fn events(steps: &[Step]) -> Result<Vec<Event<'_>>, Fault> {
    let mut before: Option<&Past> = None;
    let mut events = Vec::new();
    for Step { run, past } in steps {
        let happened = match (before, past) {
            (_, None) => Happened::Gone,
            (None, Some(after)) => Happened::Appeared(after),
            (Some(before), Some(after)) => Happened::Moved {
                before,
                after,
                items: store::items_moved(before, after),
                rules: store::rules_moved(before, after)?,
            },
        };
        before = past.as_ref();
        events.push(Event { run, happened });
    }
    Ok(events)
}
