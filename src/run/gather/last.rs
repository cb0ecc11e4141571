//! The value of the last row of each place: by date, then key, then place in the data.

use super::Gathering;
use crate::plan::steps::Kind;
use crate::run::keys;
use crate::run::origins::Origins;
use crate::run::register::{Each, Register};
use crate::table::{Column, TextColumn, Values};
use crate::value::Value;
use std::cmp::Ordering;
use std::sync::Arc;

/// What tells which of two rows is the later.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// The table's `dated` column
    pub dates: Each<'a, i32>,
    /// Its key's columns
    pub key: &'a [Arc<Column>],
    /// Where each row stands in the data
    pub origins: &'a Origins,
}

/// One last row a place.
#[derive(Debug)]
pub struct Lasts {
    kind: Kind,
    rows: Vec<Option<Last>>,
}

#[derive(Clone, Debug)]
struct Last {
    date: i32,
    key: Vec<Option<Value>>,
    place: (u32, u64),
    value: Value,
}

impl Last {
    fn compare(&self, other: &Last) -> Ordering {
        let keys = self.key.iter().zip(&other.key).map(|(a, b)| keys::compare_values(a, b));
        let by_key = || keys.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal);
        self.date.cmp(&other.date).then_with(by_key).then_with(|| self.place.cmp(&other.place))
    }
}

impl Lasts {
    /// Nothing yet.
    pub fn new(kind: Kind) -> Lasts {
        Lasts { kind, rows: Vec::new() }
    }

    /// Makes room.
    pub fn grow(&mut self, places: usize) {
        self.rows.resize(places.max(self.rows.len()), None);
    }

    /// Takes the rows of a batch.
    pub fn add(&mut self, rows: &Gathering) {
        let Some(argument) = rows.argument else { return };
        rows.each(|row, place| {
            let date = rows.order.dates.at(row);
            let Some(best) = self.rows.get_mut(place) else { return };
            if best.as_ref().is_some_and(|best| best.date > date) {
                return;
            }
            if let Some(last) = last(rows.order, argument, self.kind, row, date) {
                take(best, last);
            }
        });
    }

    /// Takes another thread's.
    pub fn merge(&mut self, other: Lasts, to: impl Fn(usize) -> usize) {
        for (place, last) in other.rows.into_iter().enumerate() {
            if let (Some(last), Some(best)) = (last, self.rows.get_mut(to(place))) {
                take(best, last);
            }
        }
    }

    /// Unknown where there was nothing.
    pub fn finish(mut self, places: usize) -> Column {
        self.grow(places);
        let known = self.rows.iter().map(Option::is_some).collect();
        let values = self.rows.iter().map(|row| row.as_ref().map(|last| &last.value));
        Column { values: collect(self.kind, values), known: Some(known) }
    }
}

fn last(order: Order, argument: &Register, kind: Kind, row: usize, date: i32) -> Option<Last> {
    Some(Last {
        date,
        key: keys::values(order.key, row),
        place: order.origins.at(row),
        value: argument.get(row, kind)?,
    })
}

fn take(best: &mut Option<Last>, last: Last) {
    if best.as_ref().is_none_or(|best| last.compare(best).is_gt()) {
        *best = Some(last);
    }
}

/// Values of one kind as a column's.
pub fn collect<'v>(kind: Kind, values: impl Iterator<Item = Option<&'v Value>>) -> Values {
    match kind {
        Kind::Number => Values::Wide(values.map(|v| v.and_then(Value::number).map_or(0, |n| n.units())).collect()),
        Kind::Period => Values::Wide(
            values
                .map(|v| if let Some(Value::Period(p)) = v { crate::plan::steps::encode_period(*p) } else { 0 })
                .collect(),
        ),
        Kind::Date => Values::Date(values.map(|v| v.and_then(Value::date).map_or(0, |d| d.days())).collect()),
        Kind::YesNo => Values::YesNo(values.map(|v| v == Some(&Value::YesNo(true))).collect()),
        Kind::Label => Values::Label(values.map(|v| if let Some(Value::Label(l)) = v { *l } else { 0 }).collect()),
        Kind::Text => {
            let mut texts = TextColumn::default();
            values.for_each(|v| texts.push(if let Some(Value::Text(text)) = v { text } else { "" }));
            Values::Text(texts)
        }
    }
}
