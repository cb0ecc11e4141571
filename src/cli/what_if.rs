//! `rubric what-if`: the smallest change that moves a row to a better result, or to one that is named.
//!
//! Enters: a rulebook, a key, data, a date. Leaves: changes on stdout, each tried on the engine. Guaranteed: the data are
//! read once for the rows that bear on this key, and these alone are judged again.

use super::console::{self, Failure};
use super::explain;
use super::job;
use super::rulebook::{self, Loaded};
use super::values::{Data, Parameters};
use crate::check::value_of;
use crate::model::{ItemId, ItemKind, TableId};
use crate::output::what_if::{Answer, human, json};
use crate::plan::{self, Purpose};
use crate::prove::prove;
use crate::value::Value;
use crate::what_if::{self, Change, Judge};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `rubric what-if`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric what-if rules/customer-rating C04 --data mine --as-of 2026-06-30
  rubric what-if rating.rubric C04 --data mine --as-of 2026-06-30 \\
      --to Champion
  rubric what-if rating.rubric C04 --data mine --as-of 2026-06-30 \\
      --to \"4 stars\" --format json
  rubric what-if rating.rubric C04 --data mine --as-of 2026-06-30 \\
      --set overdue_ratio=20%

Without --to it looks for anything better. It changes one thing at a time: one
metric, one row (a payment that arrives, an order that is placed), or the days
that pass. Of a metric it names the nearest value that does; one step less (a
cent, 0.01%, a day) does not.")]
pub struct Arguments {
    /// The rulebook, or the folder of the only one
    rulebook: PathBuf,
    /// The key of the row; one value for each column of the key
    #[arg(required = true, value_name = "KEY")]
    key: Vec<String>,
    #[command(flatten)]
    data: Data,
    /// The table of the row [default: the one the rulebook is about]
    #[arg(long, value_name = "TABLE", alias = "of")]
    table: Option<String>,
    /// What the row is to become: a label, or a score such as "4 stars"
    #[arg(long, value_name = "RESULT")]
    to: Option<String>,
    /// How to say it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Tries a value of a metric, METRIC=VALUE; or gives a parameter one, NAME[COLUMN VALUE]=VALUE for one value of its column
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// A file of parameters' values: { "NAME": "VALUE", "OTHER": { "VALUE OF ITS COLUMN": "VALUE" } }
    #[arg(long, value_name = "FILE.ron")]
    parameters: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// Looks for changes.
pub fn what_if(arguments: &Arguments) -> Result<(), Failure> {
    let loaded = rulebook::load(&arguments.rulebook)?;
    let rulebook = &loaded.rulebook;
    let table = explain::table(&loaded, arguments.table.as_deref())?;
    let key = explain::key(&loaded, table, &arguments.key)?;
    let (metrics, others) = by_hand(&loaded, table, &arguments.set)?;
    let settings = Parameters { set: others, parameters: arguments.parameters.clone() }.settings(rulebook)?;
    let as_of = arguments.data.as_of;
    let plan = plan::plan(rulebook, as_of, &settings, Purpose::Observe);
    let files = job::open(&loaded, &arguments.data, &plan)?;
    let none = || {
        let name = &rulebook.table(table).name;
        Failure::usage(format!("no row of {name} has the key {} as of {as_of}", arguments.key.join(" ")))
    };
    let case = what_if::read(rulebook, &plan, &files, table, &key).map_err(|problems| job::refused(&problems))?;
    let case = case.ok_or_else(none)?;
    let before = Judge::new(rulebook, &settings, as_of, &case, &[]).results(&Change::default()).ok_or_else(none)?;
    let judge = Judge::new(rulebook, &settings, as_of, &case, &metrics);
    let now = judge
        .results(&Change::default())
        .ok_or_else(|| Failure::usage("a number is out of range with these values"))?;
    let goals = match &arguments.to {
        Some(text) => what_if::named(rulebook, table, text).map_err(Failure::Usage)?,
        None if metrics.is_empty() => what_if::better(rulebook, table, &now),
        None => Vec::new(),
    };
    let proven = prove(rulebook, &loaded.sources, &[]);
    let asked = goals.into_iter().map(|goal| {
        let changes = (!goal.is_reached(&now)).then(|| what_if::search(&judge, &proven, &goal, &now));
        (goal, changes)
    });
    let asked = asked.collect();
    let answer = Answer { judge: &judge, rulebook, set: &metrics, before: &before, now: &now, asked };
    console::print(&match arguments.format {
        Format::Human => human(&answer, console::stdout_style().width),
        Format::Json => json(&answer),
    })
}

/// Metrics with the values they are given, and the settings that are left.
type ByHand = (Vec<(ItemId, Value)>, Vec<String>);

/// Metrics of the table that are set by hand, and the settings that are for parameters.
fn by_hand(loaded: &Loaded, table: TableId, set: &[String]) -> Result<ByHand, Failure> {
    let (mut metrics, mut others) = (Vec::new(), Vec::new());
    for text in set {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        let mut items = loaded.rulebook.items_of(table);
        match items.find(|(_, item)| item.name == name.trim()) {
            Some((id, item)) if matches!(item.kind, ItemKind::Metric(_)) => {
                let value = value_of(&loaded.rulebook, &item.ty, value);
                metrics.push((id, value.map_err(|why| Failure::usage(format!("--set {text}: {why}")))?));
            }
            Some((_, item)) => {
                let why =
                    format!("--set {text}: `{}` is no metric and no parameter; --to asks for a result", item.name);
                return Err(Failure::usage(why));
            }
            None => others.push(text.clone()),
        }
    }
    Ok((metrics, others))
}
