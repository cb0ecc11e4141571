//! The words of a column that were read before.
//!
//! Enters: the bytes of cells, and what [`CellReader::read`] said of them. Leaves: the same without asking it again.
//! Guaranteed: only whole cells are compared, and only those are remembered that have a meaning.

use super::{CellReader, Typed};

/// Words that are remembered; those of a `one of` are rarely more.
const WORDS: usize = 64;
/// Places for them: twice as many, so that most words are found where they are looked for first.
const PLACES: usize = 128;

/// What words were read as.
#[derive(Debug)]
pub(in crate::input) struct Memory {
    words: Vec<Word>,
    /// At the place of a word's mark, or behind it: one more than its position in `words`; 0 where there is none
    places: [u8; PLACES],
}

impl Default for Memory {
    fn default() -> Memory {
        Memory { words: Vec::new(), places: [0; PLACES] }
    }
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

/// Where a mark is looked for first.
#[inline]
fn place((first, length): (u64, usize)) -> usize {
    ((first ^ (length as u64).rotate_right(8)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 57) as usize
}

impl Memory {
    /// What a cell was read as; the inner `None` is unknown.
    #[inline]
    pub fn find(&self, cell: &[u8]) -> Option<Option<Typed<'static>>> {
        let mark = mark(cell);
        let mut at = place(mark);
        loop {
            let entry = self.places.get(at).copied().unwrap_or(0);
            let word = self.words.get(usize::from(entry.checked_sub(1)?))?;
            if word.mark == mark && (cell.len() <= 8 || *word.bytes == *cell) {
                return Some(match word.typed {
                    Some(Typed::YesNo(flag)) => Some(Typed::YesNo(flag)),
                    Some(Typed::Label(label)) => Some(Typed::Label(label)),
                    _ => None,
                });
            }
            at = (at + 1) % PLACES;
        }
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
        let mut at = place(mark(cell));
        while self.places.get(at).is_some_and(|entry| *entry != 0) {
            at = (at + 1) % PLACES;
        }
        self.places.iter_mut().skip(at).take(1).for_each(|entry| *entry = self.words.len() as u8);
        true
    }
}
