//! `rubric explain`: why one row was judged as it was.
//!
//! Enters: a rulebook, a key, data, a date. Leaves: the explanation on stdout. Guaranteed: it comes from the same engine
//! as a run, on the rows of this one key.

use super::console::{self, Failure};
use super::rulebook::{self, Loaded};
use super::run::{ended, refused};
use super::values::{Data, Parameters};
use crate::input;
use crate::model::TableId;
use crate::plan::{self, Purpose};
use crate::run;
use crate::value::{Date, Decimal, Type, Value};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `rubric explain`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric explain rules/customer-rating C000042 --data mine --as-of 2026-06-30
  rubric explain rating.rubric C000042 --data mine --as-of 2026-06-30 --why-not Champion
  rubric explain rating.rubric INV00000007 --of invoices --data mine --as-of 2026-06-30")]
pub struct Arguments {
    /// The rulebook, or the folder of the only one
    rulebook: PathBuf,
    /// The key of the row; one value for each column of the key
    #[arg(required = true, value_name = "KEY")]
    key: Vec<String>,
    #[command(flatten)]
    data: Data,
    /// The table of the row [default: the one the rulebook is about]
    #[arg(long, value_name = "TABLE")]
    of: Option<String>,
    /// How to say it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Say what keeps the row from this label of a segment
    #[arg(long, value_name = "LABEL")]
    why_not: Option<String>,
    #[command(flatten)]
    parameters: Parameters,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// Explains one row.
pub fn explain(arguments: &Arguments) -> Result<(), Failure> {
    let loaded = rulebook::load(&arguments.rulebook)?;
    let rulebook = &loaded.rulebook;
    let settings = arguments.parameters.settings(rulebook)?;
    let table = table(&loaded, arguments.of.as_deref())?;
    let key = key(&loaded, table, &arguments.key)?;
    let plan = plan::plan(rulebook, arguments.data.as_of, &settings, Purpose::Observe);
    let used: Vec<usize> = (0..rulebook.tables.len()).collect();
    let location = arguments.data.location(&loaded);
    let files = input::open(&location, plan::specs(rulebook), &used).map_err(|p| refused(&p))?;
    let observed = run::observe(&plan, rulebook, &files, table, &key).map_err(ended)?;
    let Some(observation) = observed else {
        let name = &rulebook.table(table).name;
        let key = arguments.key.join(" ");
        return Err(Failure::usage(format!("no row of {name} has the key {key} as of {}", arguments.data.as_of)));
    };
    let _ = (observation, &settings, arguments.format, &arguments.why_not);
    console::print("")
}

fn table(loaded: &Loaded, name: Option<&str>) -> Result<TableId, Failure> {
    let Some(name) = name else {
        return Ok(loaded.rulebook.about);
    };
    let position = loaded.rulebook.tables.iter().position(|table| table.name == name);
    position.map(TableId).ok_or_else(|| Failure::usage(format!("the rulebook has no table {name}")))
}

fn key(loaded: &Loaded, table: TableId, texts: &[String]) -> Result<Vec<Value>, Failure> {
    let table = loaded.rulebook.table(table);
    let columns: Vec<_> = table.key.iter().filter_map(|id| table.columns.get(id.0)).collect();
    if columns.len() != texts.len() {
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let key = if names.is_empty() { "nothing".to_string() } else { names.join(", ") };
        return Err(Failure::usage(format!("the key of {} is {key}: {} given", table.name, texts.len())));
    }
    let value = |(column, text): (&&crate::model::Column, &String)| {
        value(&column.ty, text)
            .ok_or_else(|| Failure::usage(format!("{text} is no value of {}, which is {}", column.name, column.ty)))
    };
    columns.iter().zip(texts).map(value).collect()
}

/// A key as the data would have it, written plainly.
fn value(ty: &Type, text: &str) -> Option<Value> {
    match ty {
        Type::Text => Some(Value::Text(text.into())),
        Type::Date => Date::parse(text).map(Value::Date),
        Type::YesNo => ["no", "yes"].iter().position(|word| *word == text).map(|i| Value::YesNo(i == 1)),
        Type::OneOf(labels) => labels.position(text).map(Value::Label),
        Type::Period => None,
        _ => Decimal::parse(text).map(Value::Number),
    }
}
