//! `rubric changes`: everyone who moved since a date.
//!
//! Enters: a store, a date. Leaves: the customers of whom a score or a segment is another one, those who fell furthest
//! first. Guaranteed: the order depends on nothing but what is in the store.

use super::console::{self, Failure};
use super::memory::{failed, open};
use super::paths::shown;
use super::rulebook;
use super::values::date;
use crate::output::{SCHEMA_VERSION, cut, fit, wrapped};
use crate::store::{self, BETWEEN, Fate, Fault, ItemMove, ItemWord, Layout, Mover, Store};
use crate::value::{Date, Decimal};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;
use unicode_width::UnicodeWidthStr;

/// Arguments of `rubric changes`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric changes --since 2026-06-01 --store rubric.db
  rubric changes rating.rubric --since 2026-06-01 --store rubric.db \\
      --format csv > moved.csv

Those who were rated as of the date or later are held against their last
result before it. The largest falls come first.")]
pub struct Arguments {
    /// The rulebook, or the folder of the only one; needed where the store holds runs of several
    rulebook: Option<PathBuf>,
    /// The first as-of date that counts
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Date,
    /// The store that `rubric run --store` has written
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Human,
    Csv,
    Json,
}

/// One line: an item of a customer that moved.
#[derive(Serialize)]
struct Line<'m> {
    schema_version: u32,
    key: Vec<&'m str>,
    item: &'m str,
    title: &'m str,
    kind: ItemWord,
    before: Option<String>,
    after: Option<String>,
    change: Option<String>,
    steps: Option<i32>,
    fate: &'static str,
    times: usize,
    as_of: String,
    by: Option<&'m str>,
    reason: Option<&'m str>,
}

/// Shows everyone who moved.
pub fn changes(arguments: &Arguments) -> Result<(), Failure> {
    let told = |fault: Fault| failed(&arguments.store, &fault);
    let mut store = open(&arguments.store, false)?;
    let name = name(arguments, &mut *store)?;
    let runs = store.runs(&name).map_err(told)?;
    let (Some((last, _)), first) = (runs.last(), runs.iter().find(|(_, run)| run.as_of >= arguments.since)) else {
        return Err(Failure::usage(format!("{} holds no run of \"{name}\"", shown(&arguments.store))));
    };
    let layout = store.layout(*last).map_err(told)?;
    let mut movers = match first {
        Some((first, _)) => store::movers(&mut *store, &name, *first).map_err(told)?,
        None => Vec::new(),
    };
    movers.sort_by_cached_key(|mover| rank(mover, &layout));
    let counted = runs.iter().filter(|(_, run)| run.as_of >= arguments.since).count();
    match arguments.format {
        Format::Human => console::print(&human(arguments, &name, counted, &movers)),
        Format::Csv => console::print(&csv(&layout, &movers).map_err(|error| Failure::usage(error.to_string()))?),
        Format::Json => console::print(&json(&movers)),
    }
}

/// The rulebook that is named, or the only one.
fn name(arguments: &Arguments, store: &mut dyn Store) -> Result<String, Failure> {
    if let Some(path) = &arguments.rulebook {
        return Ok(rulebook::load(path)?.rulebook.name);
    }
    let mut names = store.rulebooks().map_err(|fault| failed(&arguments.store, &fault))?;
    match (names.pop(), names.len()) {
        (Some(name), 0) => Ok(name),
        (None, _) => Err(Failure::usage(format!("{} holds no run", shown(&arguments.store)))),
        (Some(last), _) => {
            let names: Vec<String> = names.iter().chain([&last]).map(|name| format!("\"{name}\"")).collect();
            Err(Failure::usage(format!("the store holds runs of {}: name the rulebook", names.join(", "))))
        }
    }
}

/// Those who are gone first, then those whose first score fell furthest, then by steps of segments, then by key.
fn rank(mover: &Mover, layout: &Layout) -> (u8, i128, i32, String) {
    let fate = match mover.fate {
        Fate::Gone => 0,
        Fate::Stayed => 1,
        Fate::Appeared => 2,
    };
    let of = |name: &str| mover.moves.iter().find(|moved| moved.item.name == name);
    let scores = layout.items.iter().filter(|item| item.kind == ItemWord::Score);
    let change = scores.filter_map(|item| of(&item.name)?.change()).next().unwrap_or(Decimal::ZERO);
    let steps = mover.moves.iter().filter_map(ItemMove::steps).sum();
    (fate, change.units(), steps, mover.key.clone())
}

fn lines(mover: &Mover) -> Vec<Line<'_>> {
    let line = |moved: &'_ ItemMove| -> (Option<String>, Option<String>) {
        let before = moved.before.as_ref().map(|value| value.plain(&moved.before_type));
        (before, moved.after.as_ref().map(|value| value.plain(&moved.item.ty)))
    };
    let fate = match mover.fate {
        Fate::Stayed => "stayed",
        Fate::Appeared => "new",
        Fate::Gone => "gone",
    };
    let each = mover.moves.iter().map(|moved| {
        let (before, after) = line(moved);
        Line {
            schema_version: SCHEMA_VERSION,
            key: mover.key.split(BETWEEN).collect(),
            item: &moved.item.name,
            title: &moved.item.title,
            kind: moved.item.kind,
            before,
            after,
            change: moved.change().map(|change| change.to_string()),
            steps: moved.steps(),
            fate,
            times: mover.times,
            as_of: mover.run.as_of.to_string(),
            by: mover.run.by.as_deref(),
            reason: mover.run.reason.as_deref(),
        }
    });
    each.collect()
}

fn json(movers: &[Mover]) -> String {
    let lines = movers.iter().flat_map(lines);
    // Strings and numbers always serialise; an empty object would still be JSON.
    lines.map(|line| serde_json::to_string(&line).unwrap_or_else(|_| "{}".to_string()) + "\n").collect()
}

fn csv(layout: &Layout, movers: &[Mover]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heads = ["item", "kind", "before", "after", "change", "steps", "fate", "times", "as_of", "by", "reason"];
    writer.write_record(layout.key.iter().map(String::as_str).chain(heads))?;
    for line in movers.iter().flat_map(lines) {
        let steps = line.steps.map(|steps| steps.to_string());
        let (kind, times) = (kind(line.kind), line.times.to_string());
        let cells = [
            line.item,
            kind,
            line.before.as_deref().unwrap_or(""),
            line.after.as_deref().unwrap_or(""),
            line.change.as_deref().unwrap_or(""),
            steps.as_deref().unwrap_or(""),
            line.fate,
            &times,
            &line.as_of,
            line.by.unwrap_or(""),
            line.reason.unwrap_or(""),
        ];
        writer.write_record(line.key.iter().copied().chain(cells))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn kind(kind: ItemWord) -> &'static str {
    match kind {
        ItemWord::Metric => "metric",
        ItemWord::Score => "score",
        ItemWord::Segment => "segment",
    }
}

fn human(arguments: &Arguments, name: &str, runs: usize, movers: &[Mover]) -> String {
    let style = console::stdout_style();
    let head = match (movers.len(), runs) {
        (_, 0) => format!("{name}: no run since {}", arguments.since),
        (0, 1) => format!("{name}: nobody moved since {}, in 1 run", arguments.since),
        (0, runs) => format!("{name}: nobody moved since {}, in {runs} runs", arguments.since),
        (1, _) => format!("{name}: 1 customer moved since {}", arguments.since),
        (many, _) => format!("{name}: {} customers moved since {}", crate::output::count(many as u64), arguments.since),
    };
    let keys: Vec<String> = movers.iter().map(|mover| mover.key.replace(BETWEEN, " ")).collect();
    let width = keys.iter().map(|key| key.width()).max().unwrap_or(0).min(style.width / 3);
    let row = |(mover, key): (&Mover, &String)| {
        let (who, what) = (format!("  {}  {}", fit(key, width), mover.run.as_of), moved(mover));
        // Where both don't fit a line, what moved stands below.
        match who.width() + 2 + what.width() <= style.width {
            true => format!("{who}  {what}\n"),
            false => format!("{}\n{}", cut(&who, style.width), wrapped(&what, 4, style.width)),
        }
    };
    let rows = movers.iter().zip(&keys).map(row);
    format!("{}\n", style.bold(&cut(&head, style.width))) + &rows.collect::<String>()
}

/// `Rating 3.5 → 3, Standing Fair → Poor`
fn moved(mover: &Mover) -> String {
    let what = mover.moves.iter().map(|moved| {
        let before = moved.before.as_ref().map_or("unknown".to_string(), |value| value.plain(&moved.before_type));
        let after = moved.after.as_ref().map_or("unknown".to_string(), |value| value.plain(&moved.item.ty));
        match mover.fate {
            Fate::Stayed => format!("{} {before} → {after}", moved.item.title),
            Fate::Appeared => format!("{} {after}", moved.item.title),
            Fate::Gone => format!("{} {before}", moved.item.title),
        }
    });
    let what = what.collect::<Vec<_>>().join(", ");
    match mover.fate {
        Fate::Stayed if mover.moves.iter().all(|moved| !moved.moved()) => format!("{what}: there and back"),
        Fate::Stayed => what,
        Fate::Appeared => format!("new: {what}"),
        Fate::Gone if what.is_empty() => "new, and gone again".to_string(),
        Fate::Gone => format!("gone: {what}"),
    }
}
