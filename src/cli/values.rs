//! What a run is given beside its rulebook: data, date, values of parameters, threads.
//!
//! Enters: arguments. Leaves: checked values. Guaranteed: `--set` goes over `--parameters`, a later `--set` over an
//! earlier one; a value outside of its bounds or of another type is refused with the parameter's name.

use super::console::Failure;
use super::paths::shown;
use super::rulebook::Loaded;
use crate::check::{setting, setting_value};
use crate::input::Location;
use crate::model::{Rulebook, Setting};
use crate::value::Date;
use clap::Args;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// Where the data are, and the date.
#[derive(Args, Clone, Debug)]
pub struct Data {
    /// The folder with the data: TABLE.csv or TABLE.parquet for each table
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// The date to judge as of, such as 2026-06-30; what came later is not seen
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Date,
    /// How files and columns bind to tables; else sources.ron in DIR or beside the rulebook
    #[arg(long, value_name = "FILE")]
    pub sources: Option<PathBuf>,
}

/// Values of parameters.
#[derive(Args, Clone, Debug, Default)]
pub struct Parameters {
    /// Gives a parameter a value; NAME[COLUMN VALUE]=VALUE for one value of its column
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// A file of values: { "NAME": "VALUE", "OTHER": { "VALUE OF ITS COLUMN": "VALUE" } }
    #[arg(long, value_name = "FILE.ron")]
    pub parameters: Option<PathBuf>,
}

/// How many threads.
#[derive(Args, Clone, Copy, Debug)]
pub struct Threads {
    /// Threads to use; the results are the same for any count [default: as many as there are cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl Threads {
    /// As asked for, else one a core.
    pub fn count(self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or_else(cores, usize::from)
    }
}

impl Data {
    /// For `input`.
    pub fn location(&self, loaded: &Loaded) -> Location {
        Location { data: self.data.clone(), sources: self.sources.clone(), beside: loaded.folder.clone() }
    }
}

/// Reads `2026-06-30`.
pub fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "a date is written as year-month-day, such as 2026-06-30".to_string())
}

/// One value of a parameters file.
#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    All(String),
    OnlyFor(BTreeMap<String, String>),
}

impl Parameters {
    /// All settings, the file's first.
    pub fn settings(&self, rulebook: &Rulebook) -> Result<Vec<Setting>, Failure> {
        let mut settings = self.of_file(rulebook)?;
        for text in &self.set {
            settings.push(setting(rulebook, text).map_err(|why| Failure::usage(format!("--set {text}: {why}")))?);
        }
        Ok(settings)
    }

    fn of_file(&self, rulebook: &Rulebook) -> Result<Vec<Setting>, Failure> {
        let Some(path) = &self.parameters else {
            return Ok(Vec::new());
        };
        let bad = |why: String| Failure::usage(format!("{}: {why}", shown(path)));
        let text = fs::read_to_string(path).map_err(|e| bad(e.to_string()))?;
        let given: Entries = ron::from_str(&text).map_err(|e| bad(e.to_string()))?;
        let read = |name: &str, only_for: Option<&str>, value: &str| {
            setting_value(rulebook, name, only_for, value).map_err(bad)
        };
        let mut settings = Vec::new();
        for (name, value) in &given.0 {
            match value {
                Given::All(value) => settings.push(read(name, None, value)?),
                Given::OnlyFor(values) => {
                    for (only_for, value) in values {
                        settings.push(read(name, Some(only_for), value)?);
                    }
                }
            }
        }
        Ok(settings)
    }
}

/// The entries of a file in their order; a name that stands twice is a mistake.
struct Entries(Vec<(String, Given)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Entries, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Entries;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a map such as { \"window\": \"12 months\" }")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut all: Vec<(String, Given)> = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Given>()? {
                    if all.iter().any(|(earlier, _)| *earlier == name) {
                        return Err(serde::de::Error::custom(format!("{name} stands twice")));
                    }
                    all.push((name, value));
                }
                Ok(Entries(all))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_stands_twice_is_refused() {
        assert!(ron::from_str::<Entries>("{ \"a\": \"1\", \"b\": { \"X\": \"2\" } }").is_ok());
        let error = ron::from_str::<Entries>("{ \"a\": \"1\", \"a\": \"2\" }").err().unwrap();
        assert!(error.to_string().contains("a stands twice"), "{error}");
    }
}
