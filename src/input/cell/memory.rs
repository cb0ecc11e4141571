//! The words of a column that were read before.
//!
//! Enters: the bytes of cells, and what [`CellReader::read`] said of them. Leaves: the same without asking it again.
//! Guaranteed: only whole cells are compared, and only those are remembered that have a meaning.

use super::{CellReader, Typed};

/// Words that are remembered; those of a `one of` are rarely more.
const WORDS: usize = 64;

/// What words were read as.
#[derive(Debug, Default)]
pub(in crate::input) struct Memory {
    words: Vec<Word>,
}

#[derive(Debug)]
struct Word {
    /// Its first eight bytes and its length, which tell most words apart
    mark: (u64, usize),
    bytes: Box<[u8]>,
    typed: Option<Typed<'static>>,
}

#[inline]
fn mark(cell: &[u8]) -> (u64, usize) {
    let first = match cell.first_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => cell.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    (first, cell.len())
}

impl Memory {
    /// What a cell was read as; the inner `None` is unknown.
    #[inline]
    pub fn find(&self, cell: &[u8]) -> Option<Option<Typed<'static>>> {
        let mark = mark(cell);
        let same = |word: &&Word| word.mark == mark && (cell.len() <= 8 || *word.bytes == *cell);
        self.words.iter().find(same).map(|word| match word.typed {
            Some(Typed::YesNo(flag)) => Some(Typed::YesNo(flag)),
            Some(Typed::Label(label)) => Some(Typed::Label(label)),
            _ => None,
        })
    }

    /// Remembers what a cell means, its text being `text`, if that is yes, no, a label or unknown; whether it did.
    pub fn learn(&mut self, reader: &CellReader, cell: &[u8], text: &[u8]) -> bool {
        let read = std::str::from_utf8(text).ok().and_then(|text| reader.read(text).ok());
        let typed = match read {
            Some(None) => None,
            Some(Some(Typed::YesNo(flag))) => Some(Typed::YesNo(flag)),
            Some(Some(Typed::Label(label))) => Some(Typed::Label(label)),
            _ => return false,
        };
        if self.words.len() == WORDS {
            return false;
        }
        self.words.push(Word { mark: mark(cell), bytes: cell.into(), typed });
        true
    }
}
