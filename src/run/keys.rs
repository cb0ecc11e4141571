//! Keys: rows found by the values of their key, and told apart.
//!
//! Enters: key columns. Leaves: dense numbers of rows. Guaranteed: equal keys have equal bytes, however their numbers
//! are held; an unknown part makes a key unknown.

use super::kernels::take::NOBODY;
use crate::table::{Column, Values};
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

/// Keys of one table's rows, each once, with the dense number of its row.
#[derive(Debug, Default)]
pub struct KeyMap {
    /// The entry at each place, and the upper half of its key's hash; [`NOBODY`] where there is none
    places: Vec<(u32, u32)>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    rows: Vec<u32>,
    /// The length of all keys, while they have one: where a key stands needs no look at `ends` then
    width: Option<usize>,
    /// So many of the first entries have their own number for a row, and need no look at `rows`
    dense: usize,
}

impl KeyMap {
    /// Room for so many keys.
    pub fn with_capacity(keys: usize) -> KeyMap {
        KeyMap { places: vec![(NOBODY, 0); (keys * 2).next_power_of_two().max(16)], ..KeyMap::default() }
    }

    /// Adds a key that is not there yet.
    pub fn insert(&mut self, key: &[u8], row: u32) {
        if (self.rows.len() + 1) * 2 > self.places.len() {
            self.grow();
        }
        let entry = self.rows.len() as u32;
        self.width = if entry == 0 { Some(key.len()) } else { self.width.filter(|width| *width == key.len()) };
        self.dense += usize::from(row == entry && self.dense == self.rows.len());
        self.bytes.extend(key);
        self.ends.push(self.bytes.len());
        self.rows.push(row);
        self.place(hash(key), entry);
    }

    /// The row of a key: [`NOBODY`] where the row is invisible, `None` where there is no such key.
    pub fn get(&self, key: &[u8]) -> Option<u32> {
        let mask = self.places.len().checked_sub(1)?;
        let hash = hash(key);
        let mut place = hash as usize & mask;
        loop {
            let (entry, upper) = *self.places.get(place)?;
            if entry == NOBODY {
                return None;
            }
            if upper == (hash >> 32) as u32 && same(self.key(entry as usize), key) {
                return if (entry as usize) < self.dense {
                    Some(entry)
                } else {
                    self.rows.get(entry as usize).copied()
                };
            }
            place = (place + 1) & mask;
        }
    }

    fn key(&self, entry: usize) -> &[u8] {
        if let Some(width) = self.width {
            return self.bytes.get(entry * width..(entry + 1) * width).unwrap_or_default();
        }
        let start = entry.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(entry).copied().unwrap_or(start);
        self.bytes.get(start..end).unwrap_or_default()
    }

    fn place(&mut self, hash: u64, entry: u32) {
        let mask = self.places.len() - 1;
        let mut place = hash as usize & mask;
        while let Some(there) = self.places.get_mut(place) {
            if there.0 == NOBODY {
                *there = (entry, (hash >> 32) as u32);
                return;
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self) {
        self.places = vec![(NOBODY, 0); (self.places.len() * 2).max(16)];
        for entry in 0..self.rows.len() {
            self.place(hash(self.key(entry)), entry as u32);
        }
    }
}

/// Whether two keys are the same; most are short.
#[inline]
fn same(a: &[u8], b: &[u8]) -> bool {
    match (<&[u8; 8]>::try_from(a), <&[u8; 8]>::try_from(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

/// The rows in the order of their key, those with equal keys in the order they came; `None` where they stand so.
pub fn order(columns: &[Arc<Column>], rows: usize) -> Option<Vec<u32>> {
    if (1..rows).all(|row| compare_rows(columns, row - 1, row).is_le()) {
        return None;
    }
    // The first bytes of the first text decide most comparisons without going to the texts.
    let mut order: Vec<(u64, u32)> = (0..rows).map(|row| (prefix(columns, row), row as u32)).collect();
    order.sort_unstable_by(|(a, x), (b, y)| {
        let exactly = || compare_rows(columns, *x as usize, *y as usize);
        a.cmp(b).then_with(exactly).then_with(|| x.cmp(y))
    });
    Some(order.into_iter().map(|(_, row)| row).collect())
}

/// A number that stands no other way than the row's key does: 8 bytes of a text, else the same for all.
fn prefix(columns: &[Arc<Column>], row: usize) -> u64 {
    let Some(Column { values: Values::Text(texts), known: None }) = columns.first().map(Arc::as_ref) else { return 0 };
    let bytes = texts.get(row).as_bytes();
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
