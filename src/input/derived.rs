//! A table made of the distinct keys in another table's files.
//!
//! Enters: the files, and the columns asked for. Leaves: a row for each key, at the place where the key first
//! stands, with the values of that very record. Guaranteed: the same files give the same rows in the same order;
//! where later records disagree with the one that was taken, a remark counts the keys and shows one.

use super::bind::BoundTable;
use super::cell::build::Builder;
use super::csv::runs;
use super::open_part;
use crate::table::{Batch, Column, Part, Problem, Values};
use crate::value::{Decimal, Value};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

const ROWS: usize = 8192;

/// The rows of a derived table, with the columns that were asked for.
#[derive(Debug, Default)]
pub(super) struct Derived {
    /// For each file, the rows whose key first stands in it
    pub batches: Vec<Vec<Batch>>,
    /// For each file, what is wrong with those rows
    pub problems: Vec<Vec<Problem>>,
    /// What was decided
    pub remarks: Vec<String>,
}

/// The rows whose keys first stand in one file.
pub(super) struct DerivedPart {
    file: usize,
    derived: Arc<Derived>,
    next: usize,
}

impl DerivedPart {
    pub fn new(derived: Arc<Derived>, file: usize) -> DerivedPart {
        DerivedPart { file, derived, next: 0 }
    }
}

impl Part for DerivedPart {
    fn file(&self) -> usize {
        self.file
    }

    fn next(&mut self, problems: &mut Vec<Problem>) -> Result<Option<Batch>, Box<Problem>> {
        if self.next == 0 {
            problems.extend(self.derived.problems.get(self.file).into_iter().flatten().cloned());
        }
        let batch = self.derived.batches.get(self.file).and_then(|batches| batches.get(self.next)).cloned();
        self.next += 1;
        Ok(batch)
    }
}

/// A record of a file.
type At = (usize, u64);

/// Which keys there are and where each first stands.
#[derive(Default)]
struct Keys {
    ids: HashMap<Vec<u8>, usize>,
    firsts: Vec<At>,
    /// Records whose key can't be read
    unreadable: BTreeSet<At>,
    /// Rows without a key
    without: u64,
}

/// The values taken for the asked columns, by key.
struct Taken {
    rows: Vec<Option<Vec<Option<Value>>>>,
    problems: Vec<Vec<Problem>>,
    disagree: Vec<Disagreement>,
}

/// Keys whose records disagree about a column.
#[derive(Default)]
struct Disagreement {
    keys: BTreeSet<usize>,
    example: Option<(String, String, String)>,
}

/// Makes the rows; `asked` are positions in the spec.
pub(super) fn derive(table: &BoundTable, asked: &[usize]) -> Result<Derived, Vec<Problem>> {
    let keys = keys(table)?;
    let taken = take(table, asked, &keys)?;
    let remarks = remarks(table, asked, &keys, &taken.disagree);
    let mut batches: Vec<Vec<Batch>> = table.files.iter().map(|_| Vec::new()).collect();
    for (file, batches) in batches.iter_mut().enumerate() {
        let of_file = keys.firsts.iter().zip(&taken.rows).filter(|(first, _)| first.0 == file);
        let rows: Vec<(u64, &Vec<Option<Value>>)> =
            of_file.filter_map(|(first, row)| row.as_ref().map(|row| (first.1, row))).collect();
        batches.extend(rows.chunks(ROWS).map(|rows| batch(table, asked, rows)));
    }
    Ok(Derived { batches, problems: taken.problems, remarks })
}

/// Calls `each` for every batch of the files' parts, in order.
fn scan(
    table: &BoundTable,
    columns: &[usize],
    mut each: impl FnMut(usize, Option<&Batch>, Vec<Problem>),
) -> Result<(), Vec<Problem>> {
    for (file, group) in (0..table.count()).filter_map(|part| table.part(part)) {
        let mut part = open_part(table, file, group, columns)?;
        loop {
            let mut problems = Vec::new();
            let batch = part.next(&mut problems).map_err(|problem| vec![*problem])?;
            each(file, batch.as_ref(), problems);
            if batch.is_none() {
                break;
            }
        }
    }
    Ok(())
}

fn keys(table: &BoundTable) -> Result<Keys, Vec<Problem>> {
    let mut keys = Keys::default();
    let mut bytes = Vec::new();
    scan(table, &table.spec.key, |file, batch, problems| {
        keys.unreadable.extend(problems.iter().filter_map(|problem| Some((file, problem.place.record?))));
        for row in 0..batch.map_or(0, |batch| batch.rows) {
            let Some(batch) = batch else { continue };
            if !key_bytes(&batch.columns, row, &mut bytes) {
                keys.without += 1;
            } else if !keys.ids.contains_key(&bytes) {
                keys.ids.insert(bytes.clone(), keys.firsts.len());
                keys.firsts.push((file, batch.records.get(row)));
            }
        }
    })?;
    Ok(keys)
}

fn take(table: &BoundTable, asked: &[usize], keys: &Keys) -> Result<Taken, Vec<Problem>> {
    let width = table.spec.key.len();
    let columns: Vec<usize> = table.spec.key.iter().chain(asked).copied().collect();
    let mut taken = Taken {
        rows: vec![None; keys.firsts.len()],
        problems: table.files.iter().map(|_| Vec::new()).collect(),
        disagree: asked.iter().map(|_| Disagreement::default()).collect(),
    };
    let mut bytes = Vec::new();
    scan(table, &columns, |file, batch, problems| {
        if let Some(list) = taken.problems.get_mut(file) {
            list.extend(problems.into_iter().filter(|problem| keys.owns(file, problem)));
        }
        let Some(batch) = batch else { return };
        let (key, values) = batch.columns.split_at(width.min(batch.columns.len()));
        for row in 0..batch.rows {
            let id = if key_bytes(key, row, &mut bytes) { keys.ids.get(&bytes).copied() } else { None };
            if let Some(id) = id {
                let first = keys.firsts.get(id) == Some(&(file, batch.records.get(row)));
                taken.see(id, first, key, values, row);
            }
        }
    })?;
    Ok(taken)
}

impl Keys {
    /// Whether a problem is one of this table's rows: of the record that a key first stands in, or whose key can't
    /// be read. Others are left to the table that the files belong to.
    fn owns(&self, file: usize, problem: &Problem) -> bool {
        let Some(record) = problem.place.record else { return true };
        let at = (file, record);
        self.firsts.binary_search(&at).is_ok() || self.unreadable.contains(&at)
    }
}

impl Taken {
    fn see(&mut self, id: usize, first: bool, key: &[Arc<Column>], values: &[Arc<Column>], row: usize) {
        let Some(taken) = self.rows.get_mut(id) else { return };
        if first {
            *taken = Some(values.iter().map(|column| column.get(row)).collect());
            return;
        }
        let Some(taken) = taken else { return };
        for ((column, value), disagreement) in values.iter().zip(taken).zip(&mut self.disagree) {
            if !is_same(column, row, value.as_ref()) {
                disagreement.keys.insert(id);
                if disagreement.example.is_none() {
                    let name = key.iter().map(|column| shown(column.get(row).as_ref())).collect::<Vec<_>>().join(", ");
                    disagreement.example = Some((name, shown(value.as_ref()), shown(column.get(row).as_ref())));
                }
            }
        }
    }
}

fn is_same(column: &Column, row: usize, value: Option<&Value>) -> bool {
    match (&column.values, value) {
        (_, None) => !column.is_known(row),
        (Values::Text(texts), Some(Value::Text(text))) => column.is_known(row) && texts.get(row) == &**text,
        (_, Some(value)) => column.get(row).as_ref() == Some(value),
    }
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None => "an empty cell".to_string(),
        Some(Value::Text(text)) => super::cell::quote::quoted(text),
        Some(value) => value.plain(&crate::value::Type::Text),
    }
}

/// The key's values as bytes that differ where they do; whether all of them are known.
fn key_bytes(key: &[Arc<Column>], row: usize, bytes: &mut Vec<u8>) -> bool {
    bytes.clear();
    for column in key {
        match (&column.values, column.is_known(row)) {
            (_, false) => return false,
            (Values::Text(texts), true) => {
                let text = texts.get(row);
                bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
                bytes.extend_from_slice(text.as_bytes());
            }
            (_, true) => bytes.extend_from_slice(shown(column.get(row).as_ref()).as_bytes()),
        }
        bytes.push(0);
    }
    true
}

fn batch(table: &BoundTable, asked: &[usize], rows: &[(u64, &Vec<Option<Value>>)]) -> Batch {
    let readers = asked.iter().filter_map(|position| table.readers.get(*position));
    let columns = readers.enumerate().map(|(i, reader)| {
        let mut builder = Builder::new(&reader.spec);
        for (_, row) in rows {
            builder.push(row.get(i).and_then(Option::as_ref).and_then(|value| reader.typed(value)));
        }
        Arc::new(builder.finish())
    });
    let columns = columns.collect();
    Batch { rows: rows.len(), columns, records: runs(rows.iter().map(|(record, _)| *record).collect()) }
}

fn remarks(table: &BoundTable, asked: &[usize], keys: &Keys, disagree: &[Disagreement]) -> Vec<String> {
    let files: Vec<&str> = table.files.iter().map(|file| file.name.as_str()).collect();
    let (files, name) = (files.join(", "), &table.spec.name);
    let mut remarks = Vec::new();
    if keys.without > 0 {
        let s = if keys.without == 1 { "" } else { "s" };
        remarks
            .push(format!("{name}: made without {} row{s} of {files} in which the key is empty", count(keys.without)));
    }
    for (position, disagreement) in asked.iter().zip(disagree) {
        let Some((key, taken, other)) = &disagreement.example else { continue };
        let column = table.spec.columns.get(*position).map_or("", |column| &column.name);
        remarks.push(format!(
            "{name}.{column}: more than one value in {files} for {} of {} keys; the first in file order was taken, \
             for {key} {taken} rather than {other}",
            count(disagreement.keys.len() as u64),
            count(keys.firsts.len() as u64),
        ));
    }
    remarks
}

/// `135,080`
fn count(n: u64) -> String {
    Decimal::from_int(i64::try_from(n).unwrap_or(i64::MAX)).grouped(0)
}
