//! Cases as files: a rulebook, its rows, and facts worked out by hand. Both evaluators must find these facts, and
//! agree on all others. A random case that taught something is kept here, by name.
//!
//! A file is a rulebook, then `=== as of DATE`, maybe `=== set NAME=VALUE`, a `=== TABLE: COLUMN | …` with a row a
//! line (`-` is unknown), and `=== expect` with a fact a line.

use super::compare::{Case, compare, reference_facts};
use super::evaluate::Row;
use super::memory::Layout;
use super::random::checked;
use rubric::check::setting;
use rubric::model::Rulebook;
use rubric::value::{Date, Decimal, Type, Value};
use std::path::Path;

#[test]
fn both_evaluators_find_what_was_worked_out_by_hand() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    let findings: Vec<String> = files.iter().filter_map(|file| hold(file).err()).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n\n"));
}

fn hold(file: &Path) -> Result<(), String> {
    let name = file.file_stem().unwrap().to_string_lossy().into_owned();
    let text = std::fs::read_to_string(file).unwrap();
    let mut sections = text.split("\n=== ");
    let rulebook = sections.next().unwrap_or_default();
    let book = checked(rulebook).map_err(|error| format!("{name}: {error}"))?;
    let mut read =
        Read { as_of: None, settings: Vec::new(), rows: vec![Vec::new(); book.tables.len()], expect: vec![] };
    for section in sections {
        read.section(&book, section);
    }
    let settings: Vec<_> = read.settings.iter().map(|text| setting(&book, text).unwrap()).collect();
    let as_of = read.as_of.expect("a line === as of");
    for (files, batch) in [(1, 1000), (3, 1)] {
        let layout = Layout { files, batch, dictionary: files == 1, wordy: batch == 1 };
        let case = Case { book: &book, as_of, settings: &settings, rows: &read.rows, layout };
        let facts = reference_facts(&case);
        for (what, value) in &read.expect {
            match facts.get(what) {
                Some(found) if found == value => {}
                None if value == "nothing" => {}
                found => return Err(format!("{name}: {what} is {value} by hand, the reference says {found:?}")),
            }
        }
        compare(&case).map_err(|difference| format!("{name}: {difference}"))?;
    }
    Ok(())
}

struct Read {
    as_of: Option<Date>,
    settings: Vec<String>,
    rows: Vec<Vec<Row>>,
    expect: Vec<(String, String)>,
}

impl Read {
    fn section(&mut self, book: &Rulebook, section: &str) {
        let (head, body) = section.split_once('\n').unwrap_or((section, ""));
        let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
        if let Some(date) = head.strip_prefix("as of ") {
            self.as_of = Date::parse(date.trim());
        } else if let Some(setting) = head.strip_prefix("set ") {
            self.settings.push(setting.to_string());
        } else if head.trim() == "expect" {
            let fact = |line: &str| line.split_once(" = ").map(|(a, b)| (a.to_string(), b.to_string()));
            self.expect.extend(lines.map(|line| fact(line).unwrap_or_else(|| panic!("no fact: {line}"))));
        } else {
            let (table, columns) = head.split_once(':').unwrap_or_else(|| panic!("no table: {head}"));
            let table = book.tables.iter().position(|t| t.name == table).unwrap_or_else(|| panic!("no table {table}"));
            let columns: Vec<&str> = columns.split('|').map(str::trim).collect();
            self.rows[table].extend(lines.map(|line| row(&book.tables[table], &columns, line)));
        }
    }
}

fn row(table: &rubric::model::Table, names: &[&str], line: &str) -> Row {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    assert_eq!(cells.len(), names.len(), "{line}");
    let cell = |column: &rubric::model::Column| {
        let at = names.iter().position(|name| *name == column.name);
        let text = at.map_or("", |at| cells[at]);
        match text {
            "" => column.default.clone(),
            "-" => None,
            text => Some(value(text, &column.ty)),
        }
    };
    table.columns.iter().map(cell).collect()
}

fn value(text: &str, ty: &Type) -> Value {
    let read = match ty {
        Type::Date => Date::parse(text).map(Value::Date),
        Type::Text => Some(Value::Text(text.into())),
        Type::YesNo => ["no", "yes"].iter().position(|word| *word == text).map(|yes| Value::YesNo(yes == 1)),
        Type::OneOf(labels) => labels.position(text).map(Value::Label),
        _ => Decimal::parse(text).map(Value::Number),
    };
    read.unwrap_or_else(|| panic!("{text:?} is no {ty}"))
}
