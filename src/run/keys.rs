//! Keys: rows found by the values of their key, and told apart.
//!
//! Enters: key columns. Leaves: dense numbers of rows. Guaranteed: equal keys have equal bytes, however their numbers
//! are held; an unknown part makes a key unknown.

use super::parallel;
use crate::table::{Column, TextColumn, Values};
use crate::value::Value;
use std::cmp::Ordering;
use std::sync::Arc;

/// Writes the key of a row as bytes; `false` where a part of it is unknown. A single text is its own bytes.
pub fn encode(columns: &[Arc<Column>], row: usize, out: &mut Vec<u8>) -> bool {
    out.clear();
    if let [column] = columns
        && let Values::Text(texts) = &column.values
    {
        out.extend(texts.get(row).as_bytes());
        return column.is_known(row);
    }
    for column in columns {
        if !column.is_known(row) {
            return false;
        }
        encode_part(&column.values, row, out);
    }
    true
}

/// Texts with their length in front, numbers in units of 10⁻¹²: parts can't run into each other.
fn encode_part(values: &Values, row: usize, out: &mut Vec<u8>) {
    match values {
        Values::Fixed { scale, units } => {
            let units = i128::from(units.get(row).copied().unwrap_or(0)) * super::register::factor(*scale);
            out.extend(units.to_le_bytes());
        }
        Values::Wide(units) => out.extend(units.get(row).copied().unwrap_or(0).to_le_bytes()),
        Values::Date(days) => out.extend(days.get(row).copied().unwrap_or(0).to_le_bytes()),
        Values::YesNo(flags) => out.push(u8::from(flags.get(row).copied().unwrap_or(false))),
        Values::Label(labels) => out.extend(labels.get(row).copied().unwrap_or(0).to_le_bytes()),
        Values::Text(texts) => {
            let text = texts.get(row);
            out.extend((text.len() as u64).to_le_bytes());
            out.extend(text.as_bytes());
        }
    }
}

/// The keys of rows as bytes, one behind the other.
pub struct Encoded {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    known: Vec<bool>,
}

impl Encoded {
    /// Those of the first `rows` rows.
    pub fn of(columns: &[Arc<Column>], rows: usize) -> Encoded {
        let (mut key, mut bytes) = (Vec::new(), Vec::new());
        let (mut ends, mut known) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        for row in 0..rows {
            known.push(encode(columns, row, &mut key));
            bytes.extend_from_slice(&key);
            ends.push(bytes.len());
        }
        Encoded { bytes, ends, known }
    }

    /// The key of a row; `None` where a part of it is unknown.
    pub fn get(&self, row: usize) -> Option<&[u8]> {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let known = self.known.get(row).copied().unwrap_or(false);
        known.then(|| self.bytes.get(start..*self.ends.get(row)?)).flatten()
    }
}

/// A key that is a single text, which is its own bytes.
pub fn single_text(columns: &[Arc<Column>]) -> Option<(&Column, &TextColumn)> {
    match columns {
        [column] => {
            if let Values::Text(texts) = &column.values {
                Some((column, texts))
            } else {
                None
            }
        }
        _ => None,
    }
}

/// A hash that is the same in every run: 8 bytes at a time, each folded over 128 bits.
pub fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    fn fold(hash: u64, word: u64) -> u64 {
        let product = u128::from(hash ^ word) * u128::from(FACTOR | 1 << 63);
        let folded = (product as u64) ^ ((product >> 64) as u64);
        folded.rotate_left(23).wrapping_mul(FACTOR)
    }
    let (words, rest) = bytes.as_chunks::<8>();
    let mut hash = words.iter().fold(FACTOR ^ bytes.len() as u64, |hash, word| fold(hash, u64::from_le_bytes(*word)));
    if !rest.is_empty() {
        hash = fold(hash, rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }
    hash ^ (hash >> 32)
}

/// The rows in the order of their key, those with equal keys in the order they came; `None` where they stand so.
pub fn order(columns: &[Arc<Column>], rows: usize, threads: usize) -> Option<Vec<u32>> {
    if (1..rows).all(|row| compare_rows(columns, row - 1, row).is_le()) {
        return None;
    }
    // The first bytes in which the texts of a key differ decide most comparisons without going to the texts.
    let skip = shared_bytes(columns, rows);
    let mut order: Vec<(u64, u32)> = (0..rows).map(|row| (prefix(columns, row, skip), row as u32)).collect();
    parallel::sort(&mut order, threads);
    for same in order.chunk_by_mut(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        same.sort_unstable_by(|(_, a), (_, b)| compare_rows(columns, *a as usize, *b as usize).then_with(|| a.cmp(b)));
    }
    Some(order.into_iter().map(|(_, row)| row).collect())
}

/// The texts of a key's first column, where all are known.
fn first_texts(columns: &[Arc<Column>]) -> Option<&TextColumn> {
    let Column { values: Values::Text(texts), known: None } = columns.first()?.as_ref() else { return None };
    Some(texts)
}

/// With how many bytes all texts of a key's first column begin.
fn shared_bytes(columns: &[Arc<Column>], rows: usize) -> usize {
    let Some(texts) = first_texts(columns) else { return 0 };
    let first = texts.bytes_of(0);
    let shared = |text: &[u8]| first.iter().zip(text).take_while(|(a, b)| a == b).count();
    (1..rows).fold(first.len(), |least, row| least.min(shared(texts.bytes_of(row))))
}

/// A number that stands no other way than the row's key does: 8 bytes of a text, else the same for all.
fn prefix(columns: &[Arc<Column>], row: usize, skip: usize) -> u64 {
    let Some(texts) = first_texts(columns) else { return 0 };
    let bytes = texts.bytes_of(row).get(skip..).unwrap_or_default();
    match bytes.first_chunk() {
        Some(first) => u64::from_be_bytes(*first),
        None => (0..8).fold(0, |prefix, i| prefix << 8 | u64::from(bytes.get(i).copied().unwrap_or(0))),
    }
}

/// How two rows of a table stand by their key: text by code points, numbers by value, an unknown part last.
pub fn compare_rows(columns: &[Arc<Column>], a: usize, b: usize) -> Ordering {
    columns.iter().map(|column| compare_cells(column, a, b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn compare_cells(column: &Column, a: usize, b: usize) -> Ordering {
    let cell = |row: usize| column.is_known(row);
    let by_value = || match &column.values {
        Values::Fixed { units, .. } => units.get(a).cmp(&units.get(b)),
        Values::Wide(units) => units.get(a).cmp(&units.get(b)),
        Values::Date(days) => days.get(a).cmp(&days.get(b)),
        Values::YesNo(flags) => flags.get(a).cmp(&flags.get(b)),
        Values::Label(labels) => labels.get(a).cmp(&labels.get(b)),
        Values::Text(texts) => texts.get(a).cmp(texts.get(b)),
    };
    cell(b).cmp(&cell(a)).then_with(by_value)
}

/// How two values of one type stand: numbers, dates, texts, labels and yes/no by their own order, unknown last.
pub fn compare_values(a: &Option<Value>, b: &Option<Value>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => compare_known(a, b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

fn compare_known(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::YesNo(a), Value::YesNo(b)) => a.cmp(b),
        (Value::Label(a), Value::Label(b)) => a.cmp(b),
        _ => Ordering::Equal,
    }
}

/// A row's key as values.
pub fn values(columns: &[Arc<Column>], row: usize) -> Vec<Option<Value>> {
    columns.iter().map(|column| column.get(row)).collect()
}
