//! Who reads a name.

use crate::check::index::{EntryId, Index};
use std::collections::BTreeMap;

/// The declarations that read an entry, each with how often, in the order declared. A rule is one of its own.
pub fn readers(index: &Index, id: EntryId) -> BTreeMap<EntryId, usize> {
    let mut readers = BTreeMap::new();
    let Some(own) = index.get(id).map(|entry| entry.span) else { return readers };
    for found in index.uses_of(id).filter(|found| found.span != own) {
        if let Some(reader) = index.around(found.span) {
            *readers.entry(reader).or_default() += 1;
        }
    }
    readers
}
