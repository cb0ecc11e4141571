//! Specs in a few words, folders of files, and everything that reading them gives, as text.

use rubric::input::{Files, Location, open};
use rubric::table::{Batch, ColumnSpec, Problem, TableSpec, Tables};
use rubric::value::{Date, Decimal, Labels, Type, Value};
use std::path::Path;

/// `name type [optional] [default V] [key]` a line.
pub fn spec(name: &str, lines: &str) -> TableSpec {
    let mut spec = TableSpec { name: name.to_string(), columns: Vec::new(), key: Vec::new() };
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let (line, key) = line.trim().strip_suffix(" key").map_or((line.trim(), false), |rest| (rest, true));
        if key {
            spec.key.push(spec.columns.len());
        }
        spec.columns.push(column(line));
    }
    spec
}

fn column(line: &str) -> ColumnSpec {
    let (line, default) = line.split_once(" default ").map_or((line, None), |(line, value)| (line, Some(value)));
    let (line, optional) = line.strip_suffix(" optional").map_or((line, false), |rest| (rest, true));
    let (name, ty) = line.split_once(' ').expect("a name and a type");
    let (ty, decimals) = match ty {
        "money" => (Type::Money, 2),
        "money to 0.001" => (Type::Money, 3),
        "count" => (Type::Count, 0),
        "days" => (Type::Days, 0),
        "number" => (Type::Number, 12),
        "percent" => (Type::Percent, 12),
        "date" => (Type::Date, 0),
        "yes/no" => (Type::YesNo, 0),
        "text" => (Type::Text, 0),
        one_of => {
            let labels = one_of.strip_prefix("one of ").expect("a type").split(", ");
            (Type::OneOf(Labels::new(labels.map(|label| label.trim_matches('"')))), 0)
        }
    };
    let default = default.map(|text| value(&ty, text));
    ColumnSpec { name: name.to_string(), ty, decimals, optional, default }
}

fn value(ty: &Type, text: &str) -> Value {
    match ty {
        Type::Date => Value::Date(Date::parse(text).expect("a date")),
        Type::YesNo => Value::YesNo(text == "yes"),
        Type::Text => Value::Text(text.into()),
        Type::OneOf(labels) => Value::Label(labels.position(text).expect("a label")),
        _ => Value::Number(Decimal::parse(text).expect("a number")),
    }
}

/// A data folder without a rulebook beside it.
pub fn location(data: &Path) -> Location {
    Location { data: data.to_path_buf(), sources: None, beside: data.to_path_buf() }
}

/// Binds all tables.
pub fn bind(data: &Path, specs: &[TableSpec]) -> Result<Files, Vec<Problem>> {
    let used: Vec<usize> = (0..specs.len()).collect();
    open(&location(data), specs.to_vec(), &used)
}

/// What reading a table came to.
#[derive(Debug, Default)]
pub struct Read {
    pub batches: Vec<(usize, Batch)>,
    pub problems: Vec<Problem>,
    /// What ended the reading early
    pub ends: Vec<Problem>,
}

/// Reads the columns at these positions, all parts in order.
pub fn read_columns(files: &Files, table: &str, columns: &[usize]) -> Read {
    let mut read = Read::default();
    let parts = match files.parts(table) {
        Ok(parts) => parts,
        Err(problems) => return Read { ends: problems, ..read },
    };
    for part in 0..parts {
        match files.open(table, part, columns) {
            Ok(mut part) => loop {
                match part.next(&mut read.problems) {
                    Ok(Some(batch)) => read.batches.push((part.file(), batch)),
                    Ok(None) => break,
                    Err(problem) => {
                        read.ends.push(*problem);
                        break;
                    }
                }
            },
            Err(problems) => {
                read.ends.extend(problems);
                break;
            }
        }
    }
    read
}

/// Reads all columns.
pub fn read(files: &Files, spec: &TableSpec) -> Read {
    read_columns(files, &spec.name, &(0..spec.columns.len()).collect::<Vec<_>>())
}

impl Read {
    pub fn rows(&self) -> usize {
        self.batches.iter().map(|(_, batch)| batch.rows).sum()
    }

    /// Rows as `FILE:RECORD  a | b | -`.
    pub fn shown(&self, spec: &TableSpec) -> String {
        let mut out = String::new();
        for (file, batch) in &self.batches {
            for row in 0..batch.rows {
                let cells = batch.columns.iter().zip(&spec.columns).map(|(column, spec)| {
                    column.get(row).map_or("-".to_string(), |value| value.plain(&spec.ty).escape_debug().to_string())
                });
                out += &format!("{file}:{}  {}\n", batch.records.get(row), cells.collect::<Vec<_>>().join(" | "));
            }
        }
        for problem in self.problems.iter().chain(&self.ends) {
            out += &shown(problem);
        }
        out
    }

    /// The sum of a numeric column, as units of its own scale.
    pub fn sum(&self, column: usize) -> Decimal {
        let values = self.batches.iter().flat_map(|(_, batch)| {
            (0..batch.rows).filter_map(move |row| batch.columns[column].get(row).and_then(|value| value.number()))
        });
        values.fold(Decimal::ZERO, |sum, value| sum.plus(value).expect("in range"))
    }
}

/// A problem with its help on a line of its own.
pub fn shown(problem: &Problem) -> String {
    let help = problem.help.as_ref().map_or(String::new(), |help| format!("    help: {help}\n"));
    format!("! {problem}\n{help}")
}
