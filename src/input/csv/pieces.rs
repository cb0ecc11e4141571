//! A CSV file is read in pieces, by several threads.
//!
//! Enters: a file. Leaves: for each piece a [`Block`] of bytes with its index. Guaranteed: a record belongs to the piece in
//! which it begins, whatever stands in quotes; where a piece begins is known from the one before, whoever reads that.
//!
//! A file that is not UTF-8 is decoded from its beginning on, so that it is one piece.

use super::decode;
use super::index::{At, Broken, Index, Pass, Shape};
use super::scan::LONGEST;
use crate::input::sources::CsvOptions;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Bytes of a piece.
const PIECE: u64 = 1 << 20;
/// No record begins here.
const NOWHERE: At = At { offset: u64::MAX, record: 0, line: 0, header: false };

/// The pieces of a file.
#[derive(Debug)]
pub(in crate::input) struct Pieces {
    /// Where each begins, once that is known
    starts: Vec<OnceLock<At>>,
    /// Bytes of each
    size: u64,
    /// Whether the file is decoded
    decoded: bool,
    /// Memory to be used again
    spare: Mutex<Vec<Block>>,
}

/// Bytes of a file, and what was found in them.
#[derive(Debug, Default)]
pub(super) struct Block {
    bytes: Vec<u8>,
    filled: usize,
    ascii: bool,
    /// Where records and cells stand in the bytes
    pub index: Index,
}

impl Block {
    /// The bytes that were read.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.filled).unwrap_or(&[])
    }

    /// Whether all of them are ASCII.
    pub fn is_ascii(&self) -> bool {
        self.ascii
    }
}

/// Reads a piece of a file, block by block.
pub(super) struct Loader {
    source: Box<dyn Read + Send>,
    shape: Shape,
    /// Bytes of a piece
    size: u64,
    /// The next record
    at: At,
    /// Where it stands in the block
    begin: usize,
    /// The byte of the file from which on no record is of this piece
    until: u64,
    /// Why there is nothing behind the last block
    pub end: Option<End>,
}

/// How a piece ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With the last record that begins in it
    Whole,
    /// With what can't be read
    Broken(Broken),
}

impl Pieces {
    /// One piece where the file is small or decoded; where it can't be read, which shows when it is.
    pub fn of(path: &Path, options: CsvOptions) -> Pieces {
        Pieces::of_size(path, options, PIECE)
    }

    fn of_size(path: &Path, options: CsvOptions, size: u64) -> Pieces {
        let (encoding, mark) = decode::mark(path, options.encoding).unwrap_or((options.encoding, 0));
        let decoded = encoding != encoding_rs::UTF_8;
        let length = path.metadata().map_or(0, |file| file.len());
        let count = if decoded { 1 } else { length.div_ceil(size).max(1) };
        let starts: Vec<OnceLock<At>> = (0..count).map(|_| OnceLock::new()).collect();
        let first = At { offset: mark as u64, record: 0, line: 1, header: options.header };
        starts.iter().take(1).for_each(|start| _ = start.set(first));
        Pieces { starts, size, decoded, spare: Mutex::default() }
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// Why the file is read by one thread, however large it is; `None` where it is not.
    pub fn why_whole(&self) -> Option<&'static str> {
        self.decoded.then_some("a file that is not UTF-8 is decoded by one thread")
    }

    /// Opens a piece and reads its first block; nobody has to look for the next one's beginning then.
    pub(super) fn open(
        &self,
        path: &Path,
        (options, width): (CsvOptions, usize),
        piece: usize,
        read: &[usize],
    ) -> io::Result<(Loader, Block)> {
        let start = self.start(path, (options, width), piece);
        let mut loader =
            self.loader(path, Shape::of(options.delimiter, options.quote, width, read), (options, piece), start)?;
        let mut block = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        block.filled = 0;
        let mut filled = None;
        if let Some(next) = self.starts.get(piece + 1) {
            next.get_or_init(|| {
                let read = loader.fill(&mut block);
                let next = if read.is_ok() { loader.next() } else { NOWHERE };
                filled = Some(read);
                next
            });
        }
        filled.unwrap_or_else(|| loader.fill(&mut block))?;
        Ok((loader, block))
    }

    /// Takes memory back.
    pub(super) fn give_back(&self, block: Block) {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(block);
    }

    fn loader(&self, path: &Path, shape: Shape, (options, piece): (CsvOptions, usize), at: At) -> io::Result<Loader> {
        let source = match self.decoded {
            true => decode::open(path, options.encoding)?,
            false => decode::open_at(path, at.offset)?,
        };
        let until = if piece + 1 < self.count() { self.size * (piece as u64 + 1) } else { u64::MAX };
        Ok(Loader { source, shape, size: self.size, at, begin: 0, until, end: None })
    }

    /// Where a piece begins; the pieces before it are gone through where nobody did.
    fn start(&self, path: &Path, how: (CsvOptions, usize), piece: usize) -> At {
        let known = |piece: usize| self.starts.get(piece).and_then(OnceLock::get).copied();
        let last = (0..=piece).rev().find_map(|before| Some((before, known(before)?)));
        let Some((before, mut at)) = last else { return NOWHERE };
        let mut block = Block::default();
        for passed in before..piece {
            let mut pass = || {
                let shape = Shape::of(how.0.delimiter, how.0.quote, how.1, &[]);
                let mut loader = self.loader(path, shape, (how.0, passed), at)?;
                block.filled = 0;
                loader.fill(&mut block)?;
                io::Result::Ok(loader.next())
            };
            let Some(next) = self.starts.get(passed + 1) else { return NOWHERE };
            // What can't be read is told by the part that should have read it.
            at = *next.get_or_init(|| pass().unwrap_or(NOWHERE));
        }
        at
    }
}

impl Loader {
    /// Where the next piece begins, once this one was read.
    fn next(&self) -> At {
        if matches!(self.end, Some(End::Broken(_))) { NOWHERE } else { self.at }
    }

    /// Reads and indexes the next block: the whole piece, or of the last one as much as others have.
    pub fn fill(&mut self, block: &mut Block) -> io::Result<()> {
        block.index.clear();
        block.bytes.copy_within(self.begin.min(block.filled)..block.filled, 0);
        block.filled -= self.begin.min(block.filled);
        self.begin = 0;
        // The record that begins in a piece and ends behind it is most often short.
        let behind = (self.size / 256).max(8);
        let mut more = (self.until.saturating_sub(self.at.offset)).min(self.size) + behind;
        while self.end.is_none() && self.at.offset < self.until {
            let ended = self.read(block, more as usize)? < more as usize;
            self.pass(block, ended);
            more = behind.max((block.filled - self.begin) as u64);
            let found = block.index.rows() + block.index.ragged.len() > 0;
            if self.end.is_none() && self.until == u64::MAX && found {
                block.ascii = block.bytes().is_ascii();
                return Ok(());
            }
        }
        block.ascii = block.bytes().is_ascii();
        self.end = self.end.or(Some(End::Whole));
        Ok(())
    }

    fn pass(&mut self, block: &mut Block, ended: bool) {
        let Block { bytes, filled, index, .. } = block;
        let bytes = bytes.get(..*filled).unwrap_or(&[]);
        let limit = usize::try_from(self.until.saturating_sub(self.at.offset)).unwrap_or(usize::MAX);
        let limit = self.begin.saturating_add(limit);
        let pass = Pass::new(bytes, &self.shape, ended, limit, index, (self.begin, self.at));
        let (begin, at, broken) = pass.run();
        (self.begin, self.at) = (begin, at);
        let too_long = || Broken::TooLong { record: at.record, line: at.line };
        let broken = broken.or_else(|| (bytes.len() - begin > LONGEST && begin < limit).then(too_long));
        self.end = broken.map(End::Broken).or(ended.then_some(End::Whole));
    }

    /// Adds up to so many bytes to the block; how many there were, fewer only at the end of the file.
    fn read(&mut self, block: &mut Block, most: usize) -> io::Result<usize> {
        let wanted = block.filled + most;
        if block.bytes.len() < wanted {
            block.bytes.resize(wanted, 0);
        }
        let before = block.filled;
        while block.filled < wanted {
            let Some(space) = block.bytes.get_mut(block.filled..wanted) else { break };
            match self.source.read(space) {
                Ok(0) => break,
                Ok(count) => block.filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(block.filled - before)
    }
}

#[cfg(test)]
mod tests {
    use super::super::index::Ragged;
    use super::super::scan::{Record, Scanner, Step};
    use super::*;
    use encoding_rs::UTF_8;
    use proptest::prelude::*;
    use std::borrow::Cow;

    /// A record's number, its line, and its cells where it is as wide as it must be.
    type Told = (u64, u64, Result<Vec<String>, (usize, Option<usize>)>);

    fn by_scanner(text: &[u8], width: usize) -> (Vec<Told>, Option<Broken>) {
        let mut scanner = Scanner::new(Box::new(io::Cursor::new(text.to_vec())), b',', b'"');
        let mut current = Record::default();
        let mut told = Vec::new();
        for record in 0.. {
            let step = scanner.next(&mut current).unwrap();
            let (line, cells) = (current.line, current.len());
            match step {
                Step::End => return (told, None),
                Step::OpenQuote(line) => return (told, Some(Broken::OpenQuote { record, line })),
                Step::TooLong(line) => return (told, Some(Broken::TooLong { record, line })),
                Step::Record if !current.terminated && cells < width => {
                    return (told, Some(Broken::Cut { record, line, cells }));
                }
                Step::Record if cells != width || current.misquoted.is_some() => {
                    told.push((record, line, Err((cells, current.misquoted))));
                }
                Step::Record => {
                    let cell = |i| String::from_utf8_lossy(current.cell(i)).into_owned();
                    told.push((record, line, Ok((0..width).map(cell).collect())));
                }
            }
        }
        unreachable!()
    }

    fn cells(block: &Block, row: usize, read: &[usize]) -> Vec<String> {
        let cell = |column: &usize| {
            let (start, end) = block.index.cells(row..row + 1, *column).next().unwrap();
            let text = String::from_utf8_lossy(&block.bytes()[start..end]).into_owned();
            match text.strip_prefix('"') {
                Some(text) => text[..text.len() - 1].replace("\"\"", "\""),
                None => text,
            }
        };
        read.iter().map(cell).collect()
    }

    fn by_pieces(path: &Path, width: usize, read: &[usize], size: u64, backwards: bool) -> (Vec<Told>, Option<Broken>) {
        let options = CsvOptions { delimiter: b',', quote: b'"', encoding: UTF_8, header: false };
        let pieces = Pieces::of_size(path, options, size);
        let (mut told, mut broken) = (Vec::new(), None);
        let order: Vec<usize> =
            if backwards { (0..pieces.count()).rev().collect() } else { (0..pieces.count()).collect() };
        for piece in order {
            let (mut loader, mut block) = pieces.open(path, (options, width), piece, read).unwrap();
            loop {
                for row in 0..block.index.rows() {
                    let (record, line) = block.index.place(row);
                    told.push((record, line, Ok(cells(&block, row, read))));
                }
                for Ragged { record, line, cells, misquoted } in &block.index.ragged {
                    told.push((*record, *line, Err((*cells, *misquoted))));
                }
                match loader.end {
                    None => loader.fill(&mut block).unwrap(),
                    Some(End::Whole) => break,
                    Some(End::Broken(why)) => {
                        broken = Some(why);
                        break;
                    }
                }
            }
            pieces.give_back(block);
        }
        told.sort();
        (told, broken)
    }

    fn csv() -> impl Strategy<Value = String> {
        let long = "a cell that is longer than one of the words of sixty-four bytes which are looked at";
        let parts =
            [",", ",", "\"", "\"\"", "\n", "\n", "\r\n", "\r", "a", "b,c\n", "\"x,\n\",1\n", "1,2\r\n", "\n\n", long];
        proptest::collection::vec(proptest::sample::select(parts.to_vec()).prop_map(Cow::Borrowed), 0..40)
            .prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn pieces_hold_the_records_that_one_scan_finds(
            text in csv(),
            width in 1usize..5,
            size in prop_oneof![Just(1u64), 2u64..40, 40u64..200, Just(PIECE)],
            backwards in any::<bool>(),
            reads in any::<[bool; 4]>(),
        ) {
            let read: Vec<usize> = (0..width).filter(|cell| reads[*cell]).collect();
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), &text).unwrap();
            let (mut told, broken) = by_scanner(text.as_bytes(), width);
            for (_, _, cells) in &mut told {
                let only = |cells: &Vec<String>| read.iter().map(|cell| cells[*cell].clone()).collect();
                *cells = cells.as_ref().map(only).map_err(|ragged| *ragged);
            }
            prop_assert_eq!(by_pieces(file.path(), width, &read, size, backwards), (told, broken));
        }
    }

    #[test]
    fn a_large_file_with_quotes_falls_into_pieces() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let line = |i: u32| format!("{i},\"line {i},\n\"\"{i}\"\"\"\r\n");
        std::fs::write(file.path(), (0..100_000).map(line).collect::<String>()).unwrap();
        let (told, broken) = by_pieces(file.path(), 2, &[0, 1], PIECE, false);
        assert_eq!((told.len(), broken), (100_000, None));
        for (i, (record, at, cells)) in told.iter().enumerate() {
            let cell = format!("line {i},\n\"{i}\"");
            assert_eq!((*record, *at, cells.as_ref()), (i as u64, 2 * i as u64 + 1, Ok(&vec![i.to_string(), cell])));
        }
    }
}
