//! `rubric plan`: what a run will do.
//!
//! Enters: a rulebook. Leaves: its plan on stdout. Guaranteed: no data are read.

use super::console::{self, Failure};
use super::rulebook;
use super::values::{self, Parameters};
use crate::plan::{self, Purpose};
use crate::value::Date;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// Arguments of `rubric plan`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric plan rules/customer-rating
  rubric plan rating.rubric --as-of 2026-06-30 --format ron")]
pub struct Arguments {
    /// The rulebook, or the folder of the only one
    rulebook: PathBuf,
    /// The date whose windows are shown as dates; without it they are shown by how they come about
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    as_of: Option<Date>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    parameters: Parameters,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Human,
    Ron,
}

/// Prints the plan.
pub fn plan(arguments: &Arguments) -> Result<(), Failure> {
    let loaded = rulebook::load(&arguments.rulebook)?;
    let settings = arguments.parameters.settings(&loaded.rulebook)?;
    let as_of = arguments.as_of.unwrap_or_else(today);
    let plan = plan::plan(&loaded.rulebook, as_of, &settings, Purpose::Run);
    let known = arguments.as_of.is_some();
    match arguments.format {
        Format::Human => console::print(&plan.print(&loaded.rulebook, known)),
        Format::Ron => {
            let printed = plan.printed(&loaded.rulebook, known);
            let text = ron::ser::to_string_pretty(&printed, ron::ser::PrettyConfig::default());
            console::print(&format!("{}\n", text.map_err(|error| Failure::usage(error.to_string()))?))
        }
    }
}

/// The date of the clock, in UTC.
fn today() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    Date::from_days((seconds / 86_400) as i64).unwrap_or(Date::MAX)
}
