//! Medians and counts of distinct values: these keep the values.

use super::Gathering;
use super::extreme::integers;
use crate::plan::steps::Kind;
use crate::table::{Column, Values};
use std::collections::HashMap;

/// All values, each with its place.
#[derive(Debug, Default)]
pub struct Medians(Vec<(u32, i128)>);

impl Medians {
    /// Takes the rows of a batch.
    pub fn add(&mut self, rows: &Gathering) {
        if let Some(numbers) = rows.argument.map(|argument| argument.numbers()) {
            rows.each(|row, place| self.0.push((place as u32, numbers.at(row))));
        }
    }

    /// Takes another thread's.
    pub fn merge(&mut self, other: Medians, to: impl Fn(usize) -> usize) {
        self.0.extend(other.0.into_iter().map(|(place, value)| (to(place as usize) as u32, value)));
    }

    /// The middle value; of an even count, the average of the two middle ones.
    pub fn finish(mut self, places: usize) -> Column {
        self.0.sort_unstable();
        let (mut units, mut known) = (vec![0; places], vec![false; places]);
        for values in self.0.chunk_by(|a, b| a.0 == b.0) {
            let place = values.first().map_or(0, |(place, _)| *place as usize);
            if let (Some(unit), Some(known)) = (units.get_mut(place), known.get_mut(place)) {
                (*unit, *known) = (middle(values), true);
            }
        }
        Column { values: Values::Wide(units), known: Some(known) }
    }
}

fn middle(sorted: &[(u32, i128)]) -> i128 {
    let at = |i: usize| sorted.get(i).map_or(0, |(_, value)| *value);
    let upper = at(sorted.len() / 2);
    if sorted.len() % 2 == 1 { upper } else { halfway(at(sorted.len() / 2 - 1), upper) }
}

/// The average of two, half of the last unit away from zero; their sum may be beyond 128 bits.
fn halfway(a: i128, b: i128) -> i128 {
    let below = (a & b) + ((a ^ b) >> 1);
    if (a ^ b) & 1 == 1 && below >= 0 { below + 1 } else { below }
}

/// All values, each with its place; texts as numbers of their own.
#[derive(Debug)]
pub struct Distinct {
    kind: Kind,
    texts: HashMap<Box<str>, i128>,
    values: Vec<(u32, i128)>,
    /// From how many values on they are sorted and repeated ones dropped
    limit: usize,
}

impl Distinct {
    /// Nothing yet.
    pub fn new(kind: Kind) -> Distinct {
        Distinct { kind, texts: HashMap::new(), values: Vec::new(), limit: 1 << 20 }
    }

    /// Takes the rows of a batch.
    pub fn add(&mut self, rows: &Gathering) {
        let Some(argument) = rows.argument else { return };
        if self.kind == Kind::Text {
            let texts = argument.texts();
            rows.each(|row, place| {
                let code = code(&mut self.texts, texts.at(row));
                self.values.push((place as u32, code));
            });
        } else {
            let at = integers(argument, self.kind);
            rows.each(|row, place| self.values.push((place as u32, at(row))));
        }
        self.shrink();
    }

    fn shrink(&mut self) {
        if self.values.len() >= self.limit {
            self.values.sort_unstable();
            self.values.dedup();
            self.limit = (self.values.len() * 2).max(1 << 20);
        }
    }

    /// Takes another thread's.
    pub fn merge(&mut self, other: Distinct, to: impl Fn(usize) -> usize) {
        let mut codes: HashMap<i128, i128> = HashMap::new();
        for (text, theirs) in other.texts {
            codes.insert(theirs, code(&mut self.texts, &text));
        }
        let ours = |value: i128| codes.get(&value).copied().unwrap_or(value);
        self.values.extend(other.values.into_iter().map(|(place, value)| (to(place as usize) as u32, ours(value))));
        self.shrink();
    }

    /// How many different ones.
    pub fn finish(mut self, places: usize) -> Column {
        self.values.sort_unstable();
        self.values.dedup();
        let mut units = vec![0; places];
        for (place, _) in &self.values {
            if let Some(count) = units.get_mut(*place as usize) {
                *count += 1;
            }
        }
        Column { values: Values::Fixed { scale: 0, units }, known: None }
    }
}

fn code(texts: &mut HashMap<Box<str>, i128>, text: &str) -> i128 {
    if let Some(code) = texts.get(text) {
        return *code;
    }
    let code = texts.len() as i128;
    texts.insert(text.into(), code);
    code
}

#[cfg(test)]
mod tests {
    use super::halfway;

    #[test]
    fn half_a_unit_goes_away_from_zero() {
        assert_eq!([halfway(1, 2), halfway(-2, -1), halfway(-1, 2), halfway(-2, 1)], [2, -2, 1, -1]);
        assert_eq!(halfway(i128::MAX, i128::MAX), i128::MAX);
    }
}
