//! Rows by keys that are serial numbers: whole numbers, or texts that begin alike and end in as many digits, as
//! C0000001 and C0000002 do.
//!
//! Enters: the key column of a table. Leaves: its order and, for a key, its row. Guaranteed: the same answers as by
//! [`super::key_map`] and [`super::keys::order`], without a comparison: a row stands at the place of its number. Keys
//! of another shape, or with too many numbers left out between them, are refused.

use super::register::factor;
use crate::table::{Column, TextColumn, Values};
use std::sync::Arc;

/// Digits that are read at once.
const DIGITS: usize = 8;
/// The digit 0 eight times.
const ZEROS: u64 = 0x3030_3030_3030_3030;
/// Most places for a row, so that they need less room than a slot of its key would.
const PLACES_A_ROW: u64 = 4;
/// A number that no row has.
const ABSENT: u32 = u32::MAX - 2;

/// The rows of one table by the number in their key.
#[derive(Debug)]
pub struct Serials {
    shape: Shape,
    least: i64,
    /// By number less `least`
    rows: Vec<u32>,
}

/// What keys have beside their number.
#[derive(Debug)]
enum Shape {
    /// Nothing: they are whole units with so many decimals
    Number(u8),
    /// What stands before the digits
    Text(Pattern),
}

/// Texts of one length that differ in their last digits only.
#[derive(Debug)]
struct Pattern {
    /// All but the last eight bytes
    head: Vec<u8>,
    /// How long a text is
    len: usize,
    /// Which of the last eight bytes are digits
    digits: u64,
    /// The others
    fixed: u64,
}

impl Serials {
    /// The rows of a key of one column, each by its position; `None` where keys are not serial numbers.
    pub fn of(key: &[Arc<Column>]) -> Option<Serials> {
        let [column] = key else { return None };
        let (shape, numbers) = match (&column.values, &column.known) {
            (Values::Fixed { scale, units }, None) => (Shape::Number(*scale), units.clone()),
            (Values::Text(texts), None) if texts.codes.is_none() => {
                let pattern = Pattern::of(texts)?;
                let numbers: Option<Vec<i64>> =
                    (0..texts.len()).map(|row| pattern.number(texts.bytes_of(row))).collect();
                (Shape::Text(pattern), numbers?)
            }
            _ => return None,
        };
        let (least, greatest) = (*numbers.iter().min()?, *numbers.iter().max()?);
        let places = greatest.checked_sub(least)?.unsigned_abs().checked_add(1)?;
        if places > PLACES_A_ROW * numbers.len() as u64 {
            return None;
        }
        let mut serials = Serials { shape, least, rows: vec![ABSENT; usize::try_from(places).ok()?] };
        numbers.iter().enumerate().try_for_each(|(row, number)| serials.settle(*number, row as u32))?;
        Some(serials)
    }

    /// Notes the row of a number; `None` where it has one.
    fn settle(&mut self, number: i64, row: u32) -> Option<()> {
        let place = self.rows.get_mut(usize::try_from(number.checked_sub(self.least)?).ok()?)?;
        (*place == ABSENT).then(|| *place = row)
    }

    /// Numbers the rows in the order of their key: that order, or `None` where they stood so.
    pub fn sort(&mut self) -> Option<Vec<u32>> {
        let present = || self.rows.iter().copied().filter(|row| *row != ABSENT);
        if present().is_sorted() {
            return None;
        }
        let order: Vec<u32> = present().collect();
        for (rank, row) in self.rows.iter_mut().filter(|row| **row != ABSENT).enumerate() {
            *row = rank as u32;
        }
        Some(order)
    }

    /// The rows of texts, `missing` for those that are not there.
    pub fn find_texts<'k>(&self, count: usize, key: impl Fn(usize) -> &'k [u8], missing: u32) -> Vec<u32> {
        match &self.shape {
            Shape::Text(pattern) => (0..count).map(|row| self.row(pattern.number(key(row)), missing)).collect(),
            Shape::Number(scale) => (0..count).map(|row| self.row(number_of(key(row), *scale), missing)).collect(),
        }
    }

    /// The rows of numbers, `missing` for those that are not there; `None` where keys are no such numbers.
    pub fn find_numbers(&self, column: &Column, missing: u32) -> Option<Vec<u32>> {
        match (&self.shape, &column.values) {
            (Shape::Number(scale), Values::Fixed { scale: same, units }) if scale == same => {
                Some(units.iter().map(|units| self.row(Some(*units), missing)).collect())
            }
            _ => None,
        }
    }

    #[inline]
    fn row(&self, number: Option<i64>, missing: u32) -> u32 {
        let place = number.map_or(usize::MAX, |number| number.wrapping_sub(self.least) as usize);
        match self.rows.get(place) {
            None | Some(&ABSENT) => missing,
            Some(row) => *row,
        }
    }
}

/// A number as [`super::keys::encode`] writes it, in units with so many decimals.
fn number_of(bytes: &[u8], scale: u8) -> Option<i64> {
    let (units, factor) = (i128::from_le_bytes(bytes.try_into().ok()?), factor(scale));
    (units % factor == 0).then(|| i64::try_from(units / factor).ok()).flatten()
}

impl Pattern {
    /// What texts have in common; `None` where they have different lengths or differ in more than eight bytes.
    fn of(texts: &TextColumn) -> Option<Pattern> {
        let first = (!texts.is_empty()).then(|| texts.bytes_of(0))?;
        let shared = |text: &[u8]| first.iter().zip(text).take_while(|(a, b)| a == b).count();
        let mut begin = first.len();
        for text in (1..texts.len()).map(|row| texts.bytes_of(row)) {
            if text.len() != first.len() {
                return None;
            }
            // Most texts begin as the shortest shared beginning does.
            if text.get(..begin) != first.get(..begin) {
                begin = shared(text);
            }
        }
        let digits = first.len() - begin.min(first.len());
        if digits > DIGITS {
            return None;
        }
        let mask = if digits == 0 { 0 } else { u64::MAX << (8 * (DIGITS - digits)) };
        let head = first.get(..first.len().saturating_sub(DIGITS))?.to_vec();
        Some(Pattern { head, len: first.len(), digits: mask, fixed: tail(first) & !mask })
    }

    /// An empty beginning is not compared: to hand no bytes to the comparison costs more than all the rest.
    #[inline]
    fn begins(&self, text: &[u8]) -> bool {
        self.head.is_empty() || text.starts_with(&self.head)
    }

    /// The number at the end of a text of this pattern.
    #[inline]
    fn number(&self, text: &[u8]) -> Option<i64> {
        let word = tail(text);
        let digits = word & self.digits | ZEROS & !self.digits;
        let are_digits =
            (digits.wrapping_add(0x4646_4646_4646_4646) | digits.wrapping_sub(ZEROS)) & 0x8080_8080_8080_8080;
        let is_alike = text.len() == self.len && word & !self.digits == self.fixed && self.begins(text);
        (is_alike && are_digits == 0).then(|| eight_digits(digits))
    }
}

/// The last eight bytes, the last one highest; those that a shorter text lacks are 0.
#[inline]
fn tail(text: &[u8]) -> u64 {
    match text.last_chunk() {
        Some(last) => u64::from_le_bytes(*last),
        None => {
            let word = text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
            word << (8 * (DIGITS - text.len().max(1)))
        }
    }
}

/// The number that eight digits write: pairs of digits at once, then fours, then both halves.
#[inline]
fn eight_digits(digits: u64) -> i64 {
    let ones = digits.wrapping_sub(ZEROS);
    let pairs = ones.wrapping_mul(10).wrapping_add(ones >> 8);
    let even = (pairs & 0x0000_00FF_0000_00FF).wrapping_mul(0x000F_4240_0000_0064);
    let odd = (pairs >> 16 & 0x0000_00FF_0000_00FF).wrapping_mul(0x0000_2710_0000_0001);
    (even.wrapping_add(odd) >> 32) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::keys;
    use proptest::prelude::*;

    fn texts(keys: &[String]) -> Vec<Arc<Column>> {
        let mut texts = TextColumn::default();
        keys.iter().for_each(|key| texts.push(key));
        vec![Arc::new(Column { values: Values::Text(texts), known: None })]
    }

    fn units(units: &[i64]) -> Vec<Arc<Column>> {
        vec![Arc::new(Column { values: Values::Fixed { scale: 0, units: units.to_vec() }, known: None })]
    }

    proptest! {
        #[test]
        fn rows_stand_in_the_order_of_their_key_and_are_found(
            mut numbers in proptest::collection::vec(0..200u32, 50..150),
            prefix in "[A-Z0-9-]{0,12}",
            width in 3..6usize,
            shuffle in 0..97usize,
        ) {
            numbers.sort();
            numbers.dedup();
            let middle = shuffle % numbers.len();
            numbers.rotate_left(middle);
            let keys: Vec<String> = numbers.iter().map(|n| format!("{prefix}{n:0width$}")).collect();
            let numbers: Vec<i64> = numbers.iter().map(|n| i64::from(*n) - 100).collect();
            for column in [texts(&keys), units(&numbers)] {
                let Some(mut serials) = Serials::of(&column) else { continue };
                let order = serials.sort();
                prop_assert_eq!(&order, &keys::order(&column, keys.len(), 1));
                let encoded = keys::Encoded::of(&column, keys.len());
                let found = serials.find_texts(keys.len(), |row| encoded.get(row).unwrap(), 9999);
                let rows = order.unwrap_or_else(|| (0..keys.len() as u32).collect());
                for (rank, row) in rows.iter().enumerate() {
                    prop_assert_eq!(found[*row as usize], rank as u32);
                }
                if let Some(numbered) = serials.find_numbers(&column[0], 9999) {
                    prop_assert_eq!(numbered, found);
                }
            }
        }
    }

    #[test]
    fn only_a_whole_key_is_found() {
        let mut serials = Serials::of(&texts(&["C02".into(), "C00".into(), "C05".into()])).unwrap();
        assert_eq!(serials.sort(), Some(vec![1, 0, 2]));
        let all = ["C00", "C02", "C05", "C01", "C06", "C0", "C002", "D00", "C0a", "C0:", "C0/", "", "0", "12345678C00"];
        let found = serials.find_texts(all.len(), |row| all[row].as_bytes(), 9);
        assert_eq!(found, [0, 1, 2, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]);
        let long = Serials::of(&texts(&["customer-0017".into(), "customer-0015".into()])).unwrap();
        let all = ["customer-0017", "customer-0016", "kustomer-0017", "customer-00170"];
        assert_eq!(long.find_texts(4, |row| all[row].as_bytes(), 9), [0, 9, 9, 9]);
        assert_eq!(Serials::of(&texts(&["12345678".into()])).unwrap().find_texts(1, |_| b"12345678", 9), [0]);
    }

    #[test]
    fn numbers_are_found_however_they_are_held() {
        let serials = Serials::of(&units(&[7, -3, 8])).unwrap();
        let find = |units: i128| serials.find_texts(1, |_| &*units.to_le_bytes().to_vec().leak(), 99);
        let one = factor(0);
        assert_eq!([find(7 * one), find(-3 * one), find(6 * one), find(7 * one + 1)], [[0], [1], [99], [99]]);
    }

    #[test]
    fn keys_of_another_shape_are_refused() {
        let refused =
            |keys: &[&str]| Serials::of(&texts(&keys.iter().map(|k| k.to_string()).collect::<Vec<_>>())).is_none();
        assert!(refused(&["C1", "C10"]), "lengths");
        assert!(refused(&["C001", "C900"]), "far apart");
        assert!(refused(&["A1", "B1"]), "no digits");
        assert!(refused(&["100000001", "200000001"]), "nine digits differ");
        assert!(refused(&["C1", "C1"]), "twice");
        assert!(refused(&[]), "no rows");
        assert!(Serials::of(&units(&[i64::MIN, i64::MAX])).is_none(), "the range of 64 bits");
    }
}
