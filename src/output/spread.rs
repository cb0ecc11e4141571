//! How many rows fall where: what a summary shows of the results.
//!
//! Enters: chunks. Leaves: a count for each label of each segment, the spread of each score, and the key of the row
//! that is worst off. Guaranteed: memory does not grow with the rows; nothing depends on how rows were cut into chunks.

use crate::model::{Item, ItemId, ItemKind, Rulebook, TableId};
use crate::table::Column;
use crate::trace::record::Chunk;
use crate::value::{Decimal, Value};
use std::collections::BTreeMap;

/// Different scores that are counted one by one; with more, neighbours are counted together.
const VALUES_KEPT: usize = 4096;

/// Counts while a run goes on.
#[derive(Debug)]
pub struct Spread<'a> {
    rulebook: &'a Rulebook,
    /// One for each item: labels of a segment, or values of a score
    items: Vec<Counts>,
    rows: BTreeMap<TableId, u64>,
    worst: Option<Worst>,
}

/// What was counted for one item.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// For a segment: rows a label
    pub labels: Vec<u64>,
    /// For a score: rows a value
    pub values: Histogram,
    /// For a score: rows that are among its rows, but whose score is unknown
    pub unknown: u64,
}

/// Rows by value, in units of 10⁻¹²; each value stands for `width` of them, from itself upwards.
#[derive(Clone, Debug)]
pub struct Histogram {
    counts: BTreeMap<i128, u64>,
    width: i128,
}

#[derive(Clone, Debug)]
struct Worst {
    rank: Decimal,
    key: Vec<Value>,
}

impl Default for Histogram {
    fn default() -> Histogram {
        Histogram { counts: BTreeMap::new(), width: 1 }
    }
}

impl Histogram {
    fn add(&mut self, units: i128) {
        *self.counts.entry(floor(units, self.width)).or_default() += 1;
        while self.counts.len() > VALUES_KEPT {
            self.width *= 10;
            let before = std::mem::take(&mut self.counts);
            for (units, count) in before {
                *self.counts.entry(floor(units, self.width)).or_default() += count;
            }
        }
    }

    /// Values with their counts, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (i128, u64)> {
        self.counts.iter().map(|(units, count)| (*units, *count))
    }
}

fn floor(units: i128, width: i128) -> i128 {
    units - units.rem_euclid(width)
}

impl<'a> Spread<'a> {
    /// Nothing counted yet.
    pub fn new(rulebook: &'a Rulebook) -> Spread<'a> {
        let items = rulebook.items.iter().map(Counts::of).collect();
        Spread { rulebook, items, rows: BTreeMap::new(), worst: None }
    }

    /// What was counted for an item.
    pub fn of(&self, id: ItemId) -> Option<&Counts> {
        self.items.get(id.0)
    }

    /// How many rows of a table were judged.
    pub fn rows(&self, table: TableId) -> u64 {
        self.rows.get(&table).copied().unwrap_or(0)
    }

    /// The key of the row, of the table the rulebook is about, that is worst off: the lowest first score, else the
    /// worst label of the first segment with an order of worth, else the first row. The first by key among equals.
    pub fn worst(&self) -> Option<&[Value]> {
        self.worst.as_ref().map(|worst| worst.key.as_slice())
    }

    fn rank(&mut self, chunk: &Chunk) {
        let judge = judge(self.rulebook);
        let column = chunk.items.iter().find(|(id, _)| Some(*id) == judge).map(|(_, column)| column);
        for row in 0..chunk.rows {
            let rank = match column {
                Some(column) => column.get(row).and_then(|value| rank_of(&value)),
                None => Some(Decimal::ZERO),
            };
            let better = |rank: &Decimal| self.worst.as_ref().is_none_or(|worst| *rank < worst.rank);
            if let Some(rank) = rank.filter(better) {
                let key = chunk.key.iter().filter_map(|column| column.get(row)).collect();
                self.worst = Some(Worst { rank, key });
            }
        }
    }
}

impl Counts {
    fn of(item: &Item) -> Counts {
        let labels = if let ItemKind::Segment(segment) = &item.kind { segment.labels.len() } else { 0 };
        Counts { labels: vec![0; labels], ..Counts::default() }
    }

    /// `applies` is known where a row is among the score's rows.
    fn add(&mut self, column: &Column, applies: Option<&Column>) {
        for row in 0..column.len() {
            match column.get(row) {
                None => self.unknown += u64::from(applies.is_some_and(|applies| applies.is_known(row))),
                Some(Value::Number(n)) => self.values.add(n.units()),
                Some(Value::Label(label)) => {
                    if let Some(count) = self.labels.get_mut(usize::from(label)) {
                        *count += 1;
                    }
                }
                Some(_) => {}
            }
        }
    }
}

/// The item that says who is worst off.
fn judge(rulebook: &Rulebook) -> Option<ItemId> {
    let items = || rulebook.items_of(rulebook.about).filter(|(_, item)| !item.hidden);
    let score = items().find(|(_, item)| matches!(item.kind, ItemKind::Score(_)));
    let ordered = || items().find(|(_, item)| matches!(&item.kind, ItemKind::Segment(s) if s.ordered));
    score.or_else(ordered).map(|(id, _)| id)
}

fn rank_of(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(n) => Some(*n),
        Value::Label(label) => Some(Decimal::from_int(i64::from(*label))),
        _ => None,
    }
}

impl Spread<'_> {
    /// Counts the rows of a chunk.
    pub fn chunk(&mut self, chunk: &Chunk) {
        *self.rows.entry(chunk.table).or_default() += chunk.rows as u64;
        for (id, column) in &chunk.items {
            let judged = self.rulebook.items.get(id.0).is_some_and(|item| !matches!(item.kind, ItemKind::Metric(_)));
            if let Some(counts) = self.items.get_mut(id.0).filter(|_| judged) {
                let score = chunk.scores.iter().find(|score| score.score == *id);
                counts.add(column, score.map(|score| &*score.measured));
            }
        }
        if chunk.table == self.rulebook.about {
            self.rank(chunk);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_values_are_counted_together_and_none_is_lost() {
        let mut all = Histogram::default();
        for i in -50_000..50_000i128 {
            all.add(i * 7);
        }
        assert_eq!(all.iter().map(|(_, count)| count).sum::<u64>(), 100_000);
        assert!(all.counts.len() <= VALUES_KEPT);
        assert!(all.iter().all(|(units, _)| units.rem_euclid(all.width) == 0));
    }
}
