//! The bytes of a file become UTF-8.
//!
//! Enters: a file and the encoding that was said. Leaves: its bytes in UTF-8, without a byte order mark. Guaranteed:
//! bytes that are no character of the encoding leave as a byte that is never part of UTF-8, so that the cell that
//! holds them is refused where it is read; nothing is replaced silently.

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

/// Never a part of UTF-8.
const MALFORMED: u8 = 0xFF;
const BLOCK: usize = 64 << 10;

/// Opens a file for reading as UTF-8. A byte order mark comes before `encoding`.
pub(super) fn open(path: &Path, encoding: &'static Encoding) -> io::Result<Box<dyn Read + Send>> {
    let mut file = File::open(path)?;
    let mut head = Vec::with_capacity(4);
    file.by_ref().take(3).read_to_end(&mut head)?;
    let (encoding, mark) = Encoding::for_bom(&head).unwrap_or((encoding, 0));
    head.drain(..mark);
    let rest = io::Cursor::new(head).chain(file);
    if encoding == UTF_8 {
        return Ok(Box::new(rest));
    }
    Ok(Box::new(Decoding {
        source: rest,
        decoder: encoding.new_decoder_without_bom_handling(),
        raw: Vec::new(),
        ended: false,
        out: Vec::new(),
        at: 0,
    }))
}

/// The encoding that a byte order mark says, or else `encoding`; and how many bytes the mark has.
pub(super) fn mark(path: &Path, encoding: &'static Encoding) -> io::Result<(&'static Encoding, usize)> {
    let mut head = Vec::with_capacity(4);
    File::open(path)?.take(3).read_to_end(&mut head)?;
    Ok(Encoding::for_bom(&head).unwrap_or((encoding, 0)))
}

/// Opens a file in UTF-8 from a byte on.
pub(super) fn open_at(path: &Path, offset: u64) -> io::Result<Box<dyn Read + Send>> {
    let mut file = File::open(path)?;
    if offset > 0 && offset != u64::MAX {
        file.seek(io::SeekFrom::Start(offset))?;
    }
    Ok(Box::new(file))
}

struct Decoding<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    ended: bool,
    out: Vec<u8>,
    at: usize,
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.out.len() && !self.ended {
            self.refill()?;
        }
        let rest = self.out.get(self.at..).unwrap_or(&[]);
        let count = rest.len().min(into.len());
        into.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        self.at += count;
        Ok(count)
    }
}

impl<R: Read> Decoding<R> {
    /// Decodes one more block into `out`.
    fn refill(&mut self) -> io::Result<()> {
        self.raw.clear();
        self.ended = self.source.by_ref().take(BLOCK as u64).read_to_end(&mut self.raw)? == 0;
        self.out.clear();
        self.at = 0;
        let mut from = 0;
        loop {
            let rest = self.raw.get(from..).unwrap_or(&[]);
            let start = self.out.len();
            self.out.resize(start + 4 * BLOCK, 0);
            let space = self.out.get_mut(start..).unwrap_or(&mut []);
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(rest, space, self.ended);
            from += read;
            self.out.truncate(start + written);
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.out.push(MALFORMED),
            }
        }
    }
}
