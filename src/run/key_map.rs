//! The rows of a table by their keys.
//!
//! Enters: keys as bytes, see [`super::keys::encode`]. Leaves: dense numbers of rows. Guaranteed: equal bytes, equal
//! row, whatever their length; a key that is not there is found not to be there.
//!
//! A key of up to 8 bytes stands in its slot, so that a look at one cache line settles it; of a longer one the slot
//! has the hash, and the bytes stand elsewhere. Most slots that are looked at are in no near cache: keys are looked
//! for in groups, whose slots are all fetched at once before any is compared.

use super::kernels::take::NOBODY;
use super::keys::hash;
use super::serials::Serials;
use crate::table::Column;
use std::sync::Arc;

/// Keys that are looked for together: their slots fit the nearest cache.
const GROUP: usize = 256;
/// Longest key that stands in its slot.
const SHORT: usize = 8;

/// A place for one key.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The bytes of a short key, else their hash
    word: u64,
    /// How long the key is; [`EMPTY`] where there is none
    len: u32,
    row: u32,
}

const EMPTY: u32 = u32::MAX;
const FREE: Slot = Slot { word: 0, len: EMPTY, row: NOBODY };

/// Keys of one table's rows, each once, with the number of its row; [`NOBODY`] for a row that is not visible.
#[derive(Debug)]
pub enum Keys {
    /// Any keys
    Any(KeyMap),
    /// Serial numbers, of rows that are all visible
    Serial(Serials),
}

impl Keys {
    /// The rows of the keys `0..count`, `missing` for those that are not there.
    pub fn find_all<'k>(&self, count: usize, key: impl Fn(usize) -> &'k [u8], missing: u32) -> Vec<u32> {
        match self {
            Keys::Any(map) => map.find_all(count, key, missing),
            Keys::Serial(serials) => serials.find_texts(count, key, missing),
        }
    }

    /// The rows of the values of a key's only column, where they can be found without writing them as bytes.
    pub fn find_numbers(&self, columns: &[Arc<Column>], missing: u32) -> Option<Vec<u32>> {
        match (self, columns) {
            (Keys::Serial(serials), [column]) => serials.find_numbers(column, missing),
            _ => None,
        }
    }
}

/// Any keys by their hash.
#[derive(Debug, Default)]
pub struct KeyMap {
    /// A power of two, at most half of them taken
    slots: Vec<Slot>,
    taken: usize,
    /// The bytes of long keys
    long: Vec<u8>,
    /// Where the long key of a slot begins; empty while there is none
    starts: Vec<usize>,
}

/// Where a key is looked for first, and what its slot must have.
#[derive(Clone, Copy, Default)]
struct Probe {
    word: u64,
    len: u32,
    place: usize,
}

impl KeyMap {
    /// Room for so many keys.
    pub fn with_capacity(keys: usize) -> KeyMap {
        KeyMap { slots: vec![FREE; (keys * 2).next_power_of_two().max(16)], ..KeyMap::default() }
    }

    /// Adds a key that is not there yet.
    pub fn insert(&mut self, key: &[u8], row: u32) {
        if (self.taken + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let probe = self.probe(key);
        let mut start = 0;
        if key.len() > SHORT {
            start = self.long.len();
            self.long.extend(key);
            self.starts.resize(self.slots.len(), 0);
        }
        self.settle(Slot { word: probe.word, len: probe.len, row }, start);
        self.taken += 1;
    }

    /// Adds the keys of rows `0..rows`, none of which is there yet, each with its number; a row without a key is left
    /// out.
    pub fn insert_rows<'k>(
        &mut self,
        rows: usize,
        key: impl Fn(usize) -> Option<&'k [u8]>,
        number: impl Fn(usize) -> u32,
    ) {
        for first in (0..rows).step_by(GROUP) {
            let group = first..rows.min(first + GROUP);
            std::hint::black_box(group.clone().filter_map(&key).fold(0, |sum, key| sum ^ self.touch(self.probe(key))));
            for row in group {
                if let Some(key) = key(row) {
                    self.insert(key, number(row));
                }
            }
        }
    }

    /// The rows of the keys `0..count`, `missing` for those that are not there.
    pub fn find_all<'k>(&self, count: usize, key: impl Fn(usize) -> &'k [u8], missing: u32) -> Vec<u32> {
        let mut rows = Vec::with_capacity(count);
        let mut probes = [Probe::default(); GROUP];
        for first in (0..count).step_by(GROUP) {
            let group = first..count.min(first + GROUP);
            let probes = probes.get_mut(..group.len()).unwrap_or_default();
            probes.iter_mut().zip(group.clone()).for_each(|(probe, row)| *probe = self.probe(key(row)));
            // Independent loads, which the processor makes at once; comparing each would wait for it.
            std::hint::black_box(probes.iter().fold(0, |sum, probe| sum ^ self.touch(*probe)));
            rows.extend(
                probes.iter().zip(group).map(|(probe, row)| self.found(*probe, || key(row)).unwrap_or(missing)),
            );
        }
        rows
    }

    #[inline]
    fn probe(&self, key: &[u8]) -> Probe {
        let word = match <[u8; SHORT]>::try_from(key) {
            Ok(bytes) => u64::from_le_bytes(bytes),
            Err(_) if key.len() < SHORT => key.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
            Err(_) => hash(key),
        };
        Probe { word, len: key.len() as u32, place: self.first_place(word) }
    }

    /// Ids like C0000001 differ in few bits: a product of 128 bits, folded, spreads them.
    #[inline]
    fn first_place(&self, word: u64) -> usize {
        let product = u128::from(word) * 0x9E37_79B9_7F4A_7C15;
        ((product >> 64) as u64 ^ product as u64) as usize & self.slots.len().wrapping_sub(1)
    }

    #[inline]
    fn touch(&self, probe: Probe) -> u64 {
        self.slots.get(probe.place).map_or(0, |slot| slot.word)
    }

    /// The row of a key: at once where the first slot decides.
    #[inline]
    fn found<'k>(&self, probe: Probe, key: impl Fn() -> &'k [u8]) -> Option<u32> {
        let slot = self.slots.get(probe.place)?;
        if slot.word == probe.word && slot.len == probe.len && probe.len as usize <= SHORT {
            return Some(slot.row);
        }
        self.find(probe, key())
    }

    fn find(&self, probe: Probe, key: &[u8]) -> Option<u32> {
        let mut place = probe.place;
        loop {
            let slot = self.slots.get(place)?;
            if slot.len == EMPTY {
                return None;
            }
            if slot.word == probe.word && slot.len == probe.len && self.is_at(place, key) {
                return Some(slot.row);
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }

    /// Whether the key of a slot whose word and length are right is this one.
    fn is_at(&self, place: usize, key: &[u8]) -> bool {
        let start = || self.starts.get(place).copied().unwrap_or(0);
        key.len() <= SHORT || self.long.get(start()..).is_some_and(|bytes| bytes.starts_with(key))
    }

    /// Puts a slot into the first free place.
    fn settle(&mut self, slot: Slot, start: usize) {
        let mut place = self.first_place(slot.word);
        while self.slots.get(place).is_some_and(|there| there.len != EMPTY) {
            place = (place + 1) & (self.slots.len() - 1);
        }
        if let Some(free) = self.slots.get_mut(place) {
            *free = slot;
        }
        if let Some(free) = self.starts.get_mut(place) {
            *free = start;
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        let slots = std::mem::replace(&mut self.slots, vec![FREE; size]);
        let starts = std::mem::take(&mut self.starts);
        if !starts.is_empty() {
            self.starts = vec![0; size];
        }
        for (place, slot) in slots.into_iter().enumerate().filter(|(_, slot)| slot.len != EMPTY) {
            self.settle(slot, starts.get(place).copied().unwrap_or(0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Vec<Vec<u8>> {
        let zeros = (0..12).map(|n| vec![0; n]);
        let tails = (0..3000).map(|n| format!("a name that begins like all others {n}").into_bytes());
        let short = (0..3000).map(|n| format!("C{n:07}").into_bytes());
        zeros.chain(tails).chain(short).collect()
    }

    #[test]
    fn every_key_is_found_one_by_one_and_together() {
        for capacity in [0, 10_000] {
            let (keys, mut map) = (keys(), KeyMap::with_capacity(capacity));
            map.insert_rows(keys.len(), |row| keys.get(row).map(Vec::as_slice), |row| row as u32);
            let rows: Vec<u32> = (0..keys.len() as u32).collect();
            let one = |key: &Vec<u8>| map.find_all(1, |_| key, NOBODY);
            assert_eq!(keys.iter().flat_map(one).collect::<Vec<u32>>(), rows);
            assert_eq!(map.find_all(keys.len(), |row| &keys[row], NOBODY), rows);
        }
    }

    #[test]
    fn a_key_that_is_not_there_is_missing() {
        let mut map = KeyMap::with_capacity(1);
        map.insert(b"12345678", 0);
        map.insert(b"123456789", 1);
        for absent in ["", "1234567", "1234567\0", "123456780", "1234567890"] {
            assert_eq!(map.find_all(1, |_| absent.as_bytes(), 7), [7], "{absent}");
        }
        assert_eq!(map.find_all(2, |row| if row == 0 { b"x" } else { b"123456789" }, 7), [7, 1]);
        assert_eq!(KeyMap::default().find_all(1, |_| b"x", 7), [7]);
    }
}
