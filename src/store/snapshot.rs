//! Every customer of a rulebook, with what tells whether they changed.
//!
//! Enters: what a store wrote. Leaves: keys in the order of a run, digests, places of the last versions. Guaranteed: a
//! customer stands once; one who is gone stays, so that their history is found.

use super::body::{Reader, varint};
use super::digest::GONE;
use super::keys::Keys;
use super::{Fault, VersionId};
use crate::table::Texts;
use std::cmp::Ordering;

/// Customers a block has: a store reads and writes a block at a time.
pub const BLOCK: usize = 16_384;

/// All customers of a rulebook.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    keys: Texts,
    digests: Vec<u128>,
    versions: Vec<VersionId>,
    /// For keys that are not their own bytes: what they sort by
    order: Option<Vec<Vec<u8>>>,
}

/// One customer of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Customer<'a> {
    /// The key in one text
    pub key: &'a str,
    /// Of all that is compared; [`GONE`] for one who is gone
    pub digest: u128,
    /// The last version
    pub version: VersionId,
}

impl Snapshot {
    /// How many there are, those who are gone too.
    pub fn len(&self) -> usize {
        self.digests.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.digests.is_empty()
    }

    /// Adds one behind all others.
    pub fn push(&mut self, key: &str, digest: u128, version: VersionId) {
        self.keys.push(key);
        self.digests.push(digest);
        self.versions.push(version);
    }

    /// The customer at a position.
    pub fn get(&self, at: usize) -> Option<Customer<'_>> {
        let (digest, version) = (*self.digests.get(at)?, *self.versions.get(at)?);
        Some(Customer { key: self.keys.entry(at), digest, version })
    }

    /// All customers.
    pub fn iter(&self) -> impl Iterator<Item = Customer<'_>> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// The last version of a customer.
    pub fn find(&self, key: &str) -> Option<VersionId> {
        (0..self.len())
            .rev()
            .find(|at| self.keys.bytes_of(*at) == key.as_bytes())
            .and_then(|at| self.versions.get(at).copied())
    }

    /// Notes another version of the customer at a position.
    pub fn set(&mut self, at: usize, digest: u128, version: VersionId) {
        if let (Some(d), Some(v)) = (self.digests.get_mut(at), self.versions.get_mut(at)) {
            (*d, *v) = (digest, version);
        }
    }

    /// How the key at a position stands to one that is handed over: `text` is its text, `bytes` what it sorts by.
    pub fn compare(&self, at: usize, bytes: &[u8]) -> Ordering {
        match &self.order {
            None => self.keys.bytes_of(at).cmp(bytes),
            Some(order) => order.get(at).map(Vec::as_slice).cmp(&Some(bytes)),
        }
    }

    /// Puts customers in the order of `keys`; of several with one key the last stays.
    pub fn ordered(self, keys: &Keys) -> Snapshot {
        let mut snapshot = Snapshot { order: self.order_by(keys), ..self };
        if (1..snapshot.len()).all(|at| snapshot.stand(at - 1, at).is_lt()) {
            return snapshot;
        }
        let mut places: Vec<usize> = (0..snapshot.len()).collect();
        places.sort_by(|a, b| snapshot.stand(*a, *b));
        let key = |at: Option<&usize>| snapshot.keys.bytes_of(at.copied().unwrap_or(usize::MAX));
        let last = |pair: &[usize]| key(pair.first()) != key(pair.last());
        let mut kept: Vec<usize> =
            places.windows(2).filter(|pair| last(pair)).filter_map(|pair| pair.first().copied()).collect();
        kept.extend(places.last());
        snapshot = snapshot.picked(&kept);
        Snapshot { order: snapshot.order_by(keys), ..snapshot }
    }

    fn order_by(&self, keys: &Keys) -> Option<Vec<Vec<u8>>> {
        let each = || self.iter().map(|customer| keys.order(customer.key).into_owned()).collect();
        (!keys.is_plain()).then(each)
    }

    fn stand(&self, a: usize, b: usize) -> Ordering {
        match &self.order {
            None => self.keys.bytes_of(a).cmp(self.keys.bytes_of(b)),
            Some(order) => order.get(a).cmp(&order.get(b)),
        }
    }

    fn picked(&self, places: &[usize]) -> Snapshot {
        let mut picked = Snapshot::default();
        for customer in places.iter().filter_map(|at| self.get(*at)) {
            picked.push(customer.key, customer.digest, customer.version);
        }
        picked
    }

    /// Where a key stands, or where it would.
    fn place(&self, bytes: &[u8]) -> Result<usize, usize> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from.midpoint(to);
            match self.compare(middle, bytes) {
                Ordering::Less => from = middle + 1,
                Ordering::Equal => return Ok(middle),
                Ordering::Greater => to = middle,
            }
        }
        Err(from)
    }

    /// The same with what came later, which stands in place of what was. Both are ordered by `keys`.
    pub fn with(mut self, later: Snapshot, keys: &Keys) -> Snapshot {
        if self.is_empty() {
            return later;
        }
        let mut fresh = Vec::new();
        for customer in later.iter() {
            match self.place(&keys.order(customer.key)) {
                Ok(at) => self.set(at, customer.digest, customer.version),
                Err(at) => fresh.push((at, customer)),
            }
        }
        if fresh.is_empty() { self } else { self.merged(fresh, keys) }
    }

    /// The same with customers who each go before the one at a position.
    fn merged(self, fresh: Vec<(usize, Customer)>, keys: &Keys) -> Snapshot {
        let mut all = Snapshot::default();
        let mut push = |customer: Customer| all.push(customer.key, customer.digest, customer.version);
        let mut at = 0;
        for (before, customer) in fresh {
            (at..before).filter_map(|at| self.get(at)).for_each(&mut push);
            push(customer);
            at = before;
        }
        (at..self.len()).filter_map(|at| self.get(at)).for_each(&mut push);
        Snapshot { order: all.order_by(keys), ..all }
    }

    /// A block as bytes: keys with their lengths; digests and versions.
    pub fn block(&self, first: usize) -> (Vec<u8>, Vec<u8>) {
        let (mut keys, mut states) = (Vec::new(), Vec::new());
        for customer in (first..self.len().min(first + BLOCK)).filter_map(|at| self.get(at)) {
            varint(customer.key.len() as u128, &mut keys);
            keys.extend_from_slice(customer.key.as_bytes());
            states.extend(customer.digest.to_le_bytes());
            varint(customer.version.0 as u128, &mut states);
        }
        (keys, states)
    }

    /// Adds the customers of a block.
    pub fn add_block(&mut self, keys: &[u8], states: &[u8]) -> Result<(), Fault> {
        let (mut keys, mut states) = (Reader(keys), Reader(states));
        while !keys.0.is_empty() {
            let key = keys.text()?;
            let digest =
                states.bytes(size_of::<u128>())?.first_chunk().map_or(GONE, |bytes| u128::from_le_bytes(*bytes));
            self.push(key, digest, VersionId(states.varint()? as i64));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TableId;

    fn keys() -> Keys {
        let text = "rulebook \"K\"\nversion \"1\"\ncurrency EUR\nabout t\ntable t key id { id text }\n";
        let checked = crate::check::check("k.rubric", text, &mut |_| Err(String::new()));
        Keys::of(&checked.rulebook.unwrap(), TableId(0))
    }

    fn of(customers: &[(&str, i64)]) -> Snapshot {
        let mut snapshot = Snapshot::default();
        customers.iter().for_each(|(key, version)| snapshot.push(key, *version as u128, VersionId(*version)));
        snapshot
    }

    fn listed(snapshot: &Snapshot) -> Vec<(&str, i64)> {
        snapshot.iter().map(|customer| (customer.key, customer.version.0)).collect()
    }

    #[test]
    fn what_came_later_stands_in_place_of_what_was() {
        let keys = keys();
        let later = of(&[("D", 4), ("B", 5), ("A", 6), ("D", 7)]).ordered(&keys);
        assert_eq!(listed(&later), [("A", 6), ("B", 5), ("D", 7)]);
        let all = of(&[("B", 1), ("C", 2), ("E", 3)]).ordered(&keys).with(later, &keys);
        assert_eq!(listed(&all), [("A", 6), ("B", 5), ("C", 2), ("D", 7), ("E", 3)]);
        assert_eq!(listed(&of(&[]).with(all, &keys)).len(), 5);
    }

    #[test]
    fn a_block_is_read_as_it_was_written() {
        let mut snapshot = Snapshot::default();
        (0..40_000).for_each(|n| snapshot.push(&format!("C{n:05}"), u128::MAX - n, VersionId(n as i64)));
        let mut read = Snapshot::default();
        for first in (0..snapshot.len()).step_by(BLOCK) {
            let (keys, states) = snapshot.block(first);
            read.add_block(&keys, &states).unwrap();
        }
        assert!(snapshot.iter().eq(read.iter()));
        assert!(read.add_block(b"\x05C1", b"").is_err());
    }
}
