//! Groups of a figure: each distinct value gets a place, in the order in which a thread comes by it.

use super::Chosen;
use crate::plan::steps::Kind;
use crate::run::register::Register;
use crate::value::Value;
use std::collections::HashMap;

/// The groups met so far.
#[derive(Debug, Default)]
pub struct Groups {
    places: HashMap<Option<Value>, u32>,
    texts: HashMap<Box<str>, u32>,
    values: Vec<Option<Value>>,
}

impl Groups {
    /// The place of each row's group.
    pub fn places(&mut self, rows: usize, group: &Register, kind: Kind) -> Vec<u32> {
        if kind == Kind::Text {
            return self.text_places(rows, group);
        }
        (0..rows).map(|row| self.place(group.get(row, kind))).collect()
    }

    fn text_places(&mut self, rows: usize, group: &Register) -> Vec<u32> {
        let (texts, known) = (group.texts(), group.known());
        let mut place = |row: usize| {
            if !known.at(row) {
                return self.place(None);
            }
            let text = texts.at(row);
            if let Some(place) = self.texts.get(text) {
                return *place;
            }
            let place = self.place(Some(Value::Text(text.into())));
            self.texts.insert(text.into(), place);
            place
        };
        (0..rows).map(&mut place).collect()
    }

    /// The place of a group.
    pub fn place(&mut self, value: Option<Value>) -> u32 {
        if let Some(place) = self.places.get(&value) {
            return *place;
        }
        let place = self.values.len() as u32;
        self.places.insert(value.clone(), place);
        self.values.push(value);
        place
    }

    /// The groups by place.
    pub fn values(&self) -> &[Option<Value>] {
        &self.values
    }

    /// Adds another thread's groups: where each of its places is here.
    pub fn merge(&mut self, other: &Groups) -> Vec<u32> {
        other.values.iter().map(|value| self.place(value.clone())).collect()
    }
}

/// In which groups an accumulator counts a row, whether its argument is known there or not.
#[derive(Clone, Debug, Default)]
pub struct Counted(Vec<bool>);

impl Counted {
    /// Takes the rows of a batch.
    pub fn add(&mut self, rows: &Chosen) {
        rows.places.iter().for_each(|place| self.mark(*place as usize));
    }

    fn mark(&mut self, place: usize) {
        if place >= self.0.len() {
            self.0.resize(place + 1, false);
        }
        if let Some(counted) = self.0.get_mut(place) {
            *counted = true;
        }
    }

    /// Adds another thread's; `to` says where its places are here.
    pub fn merge(&mut self, other: &Counted, to: &[u32]) {
        for (_, to) in other.0.iter().zip(to).filter(|(counted, _)| **counted) {
            self.mark(*to as usize);
        }
    }

    /// For each group its value where a row of it counts, else `None`.
    pub fn only(&self, groups: &Groups) -> Vec<Option<Option<Value>>> {
        let counted = |place: usize| self.0.get(place).copied().unwrap_or(false);
        groups.values.iter().enumerate().map(|(place, value)| counted(place).then(|| value.clone())).collect()
    }
}
