//! `rubric explain`: why one row was judged as it was.
//!
//! Enters: a rulebook, a key, data, a date. Leaves: the explanation on stdout. Guaranteed: it comes from the same engine
//! as a run, on the rows of this one key.

use super::console::{self, Failure};
use super::job::{self, ended};
use super::rulebook::{self, Loaded};
use super::values::{Data, Parameters};
use crate::diagnostic::near;
use crate::model::TableId;
use crate::plan::{self, Purpose};
use crate::value::{Date, Decimal, Type, Value};
use crate::{output, run, trace};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `rubric explain`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  rubric explain rules/customer-rating C000042 --data mine --as-of 2026-06-30
  rubric explain rating.rubric C000042 --data mine --as-of 2026-06-30 \\
      --why-not Champion
  rubric explain rating.rubric INV00000007 --table invoices \\
      --data mine --as-of 2026-06-30 --format json")]
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
    let table = table(&loaded, arguments.table.as_deref())?;
    let key = key(&loaded, table, &arguments.key)?;
    let plan = plan::plan(rulebook, arguments.data.as_of, &settings, Purpose::Observe);
    let files = job::open(&loaded, &arguments.data, &plan)?;
    let observed = run::observe(&plan, rulebook, &files, table, &key).map_err(|fault| ended(fault, &files))?;
    let Some(observation) = observed else {
        let name = &rulebook.table(table).name;
        let key = arguments.key.join(" ");
        return Err(Failure::usage(format!("no row of {name} has the key {key} as of {}", arguments.data.as_of)));
    };
    let mut explanation = trace::explain(rulebook, &loaded.sources, &settings, &observation);
    if let Some(label) = &arguments.why_not {
        trace::why_not(&mut explanation, label).map_err(|known| unknown_label(label, &known.labels))?;
    }
    console::print(&match arguments.format {
        Format::Human => output::explanation::human(&explanation, console::stdout_style().width),
        Format::Json => output::explanation::to_json(&explanation),
    })
}

fn unknown_label(label: &str, known: &[String]) -> Failure {
    let quoted: Vec<String> = known.iter().map(|label| format!("\"{label}\"")).collect();
    let help = match near::nearest(label, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None if known.is_empty() => "no segment judges this row".to_string(),
        None => format!("the labels are {}", quoted.join(", ")),
    };
    Failure::usage(format!("no segment of this row gives the label \"{label}\": {help}"))
}

/// The table that is named, else the one the rulebook is about.
pub fn table(loaded: &Loaded, name: Option<&str>) -> Result<TableId, Failure> {
    let Some(name) = name else {
        return Ok(loaded.rulebook.about);
    };
    let position = loaded.rulebook.tables.iter().position(|table| table.name == name);
    position.map(TableId).ok_or_else(|| unknown_table(loaded, name))
}

fn unknown_table(loaded: &Loaded, name: &str) -> Failure {
    let known = loaded.rulebook.tables.iter().map(|table| table.name.as_str());
    let help = near::nearest(name, known).map_or_else(String::new, |near| format!(": did you mean {near}?"));
    Failure::usage(format!("the rulebook has no table {name}{help}"))
}

/// The key of a row as words of the command line give it.
pub fn key(loaded: &Loaded, table: TableId, texts: &[String]) -> Result<Vec<Value>, Failure> {
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
