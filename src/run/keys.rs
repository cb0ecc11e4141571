//! Keys: rows found by the values of their key, and told apart.
//!
//! Enters: key columns. Leaves: dense numbers of rows. Guaranteed: equal keys have equal bytes, however their numbers
//! are held; an unknown part makes a key unknown.

use super::kernels::take::NOBODY;
use crate::table::{Column, Values};
use crate::value::Value;
use std::cmp::Ordering;
use std::sync::Arc;

/// Writes the key of a row as bytes; `false` where a part of it is unknown.
pub fn encode(columns: &[Arc<Column>], row: usize, out: &mut Vec<u8>) -> bool {
    out.clear();
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
    let mut hash = FACTOR ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0u8; 8];
        word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
        let product = u128::from(hash ^ u64::from_le_bytes(word)) * u128::from(FACTOR | 1 << 63);
        hash = (product as u64) ^ ((product >> 64) as u64);
        hash = hash.rotate_left(23).wrapping_mul(FACTOR);
    }
    hash ^ (hash >> 32)
}

/// Keys of one table's rows, each once, with the dense number of its row.
#[derive(Debug, Default)]
pub struct KeyMap {
    places: Vec<u32>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    rows: Vec<u32>,
}

impl KeyMap {
    /// Room for so many keys.
    pub fn with_capacity(keys: usize) -> KeyMap {
        KeyMap { places: vec![NOBODY; (keys * 2).next_power_of_two().max(16)], ..KeyMap::default() }
    }

    /// Adds a key that is not there yet.
    pub fn insert(&mut self, key: &[u8], row: u32) {
        if (self.rows.len() + 1) * 2 > self.places.len() {
            self.grow();
        }
        let entry = self.rows.len() as u32;
        self.bytes.extend(key);
        self.ends.push(self.bytes.len());
        self.rows.push(row);
        self.place(hash(key), entry);
    }

    /// The row of a key: [`NOBODY`] where the row is invisible, `None` where there is no such key.
    pub fn get(&self, key: &[u8]) -> Option<u32> {
        let mask = self.places.len().checked_sub(1)?;
        let mut place = hash(key) as usize & mask;
        loop {
            let entry = *self.places.get(place)?;
            if entry == NOBODY {
                return None;
            }
            if self.key(entry as usize) == key {
                return self.rows.get(entry as usize).copied();
            }
            place = (place + 1) & mask;
        }
    }

    fn key(&self, entry: usize) -> &[u8] {
        let start = entry.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(entry).copied().unwrap_or(start);
        self.bytes.get(start..end).unwrap_or_default()
    }

    fn place(&mut self, hash: u64, entry: u32) {
        let mask = self.places.len() - 1;
        let mut place = hash as usize & mask;
        while let Some(there) = self.places.get_mut(place) {
            if *there == NOBODY {
                *there = entry;
                return;
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self) {
        self.places = vec![NOBODY; (self.places.len() * 2).max(16)];
        for entry in 0..self.rows.len() {
            self.place(hash(self.key(entry)), entry as u32);
        }
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
