//! A large file is cut where records begin, so that several threads can read it.
//!
//! Enters: a file. Leaves: [`Piece`]s that lie one behind the other. Guaranteed: a file is cut only where it has no quote
//! behind its header and no CR but before LF: there, every LF ends a record, and lines without a character are none.

use super::super::sources::CsvOptions;
use encoding_rs::{Encoding, UTF_8};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// Bytes of a piece, at least; a file of less than two is not cut.
const PIECE: u64 = 4 << 20;
const BLOCK: usize = 256 << 10;

/// A part of a file that begins with a record (or with the header).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::input) struct Piece {
    /// Its first byte
    pub from: u64,
    /// How many bytes; `None` up to the end
    pub bytes: Option<u64>,
    /// The number of its first record
    pub record: u64,
    /// The line of its first byte, from 1
    pub line: u64,
}

const WHOLE: Piece = Piece { from: 0, bytes: None, record: 0, line: 1 };

/// The pieces of a file; one where it is small, can't be cut, or can't be read, which shows when it is read.
pub(in crate::input) fn pieces(path: &Path, options: CsvOptions) -> Vec<Piece> {
    let large = path.metadata().is_ok_and(|file| file.len() >= 2 * PIECE);
    let cut = if large { cut(path, options).ok().flatten() } else { None };
    cut.unwrap_or_else(|| vec![WHOLE])
}

/// `None` where a quote or a lone CR stands in the way.
fn cut(path: &Path, options: CsvOptions) -> io::Result<Option<Vec<Piece>>> {
    let mut reader = BufReader::with_capacity(BLOCK, File::open(path)?);
    let mark = Encoding::for_bom(reader.fill_buf()?);
    let encoding = mark.map_or(options.encoding, |(encoding, _)| encoding);
    // A mark before the first record hides whether its line is blank.
    if encoding != UTF_8 || (mark.is_some() && !options.header) {
        return Ok(None);
    }
    let mut scan = Scan { at: 0, lines: 0, blank: 0, begins: true, after_cr: false, pieces: vec![WHOLE] };
    if options.header && !scan.header(&mut reader, options.quote)? {
        return Ok(None);
    }
    loop {
        let block = reader.fill_buf()?;
        let length = block.len();
        if length == 0 {
            return Ok(Some(scan.finish()));
        }
        if block.contains(&options.quote) || !scan.block(block, u64::from(options.header)) {
            return Ok(None);
        }
        reader.consume(length);
    }
}

/// How far a file was looked through.
struct Scan {
    at: u64,
    /// LFs before `at`
    lines: u64,
    /// Those of them that end a line without a character
    blank: u64,
    /// Whether a line begins at `at`
    begins: bool,
    after_cr: bool,
    pieces: Vec<Piece>,
}

impl Scan {
    /// Goes past the first line, which is the header where it has as many quotes as close, and is not blank.
    fn header(&mut self, reader: &mut impl BufRead, quote: u8) -> io::Result<bool> {
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line)?;
        self.at = line.len() as u64;
        self.lines = 1;
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let quotes = text.iter().filter(|byte| **byte == quote).count();
        Ok(quotes % 2 == 0 && !text.contains(&b'\r') && text.iter().any(|byte| !matches!(byte, 0xEF | 0xBB | 0xBF)))
    }

    /// Counts the lines of a block, and cuts in it where a piece is full; `false` at a CR that ends a line by itself.
    fn block(&mut self, block: &[u8], header: u64) -> bool {
        let mut counted = 0;
        let full = self.pieces.last().map_or(0, |piece| piece.from) + PIECE;
        if full < self.at + block.len() as u64 {
            let from = full.saturating_sub(self.at) as usize;
            let end = block.iter().skip(from).position(|byte| *byte == b'\n').map(|end| from + end + 1);
            if let Some((first, _)) = end.and_then(|end| block.split_at_checked(end)) {
                if !self.count(first) {
                    return false;
                }
                counted = first.len();
                let record = self.lines - self.blank - header;
                self.pieces.push(Piece { from: self.at, bytes: None, record, line: self.lines + 1 });
            }
        }
        self.count(block.get(counted..).unwrap_or(&[]))
    }

    fn count(&mut self, bytes: &[u8]) -> bool {
        self.at += bytes.len() as u64;
        if bytes.contains(&b'\r') || self.after_cr {
            return self.count_slowly(bytes);
        }
        let lines = count(bytes.iter().map(|byte| *byte == b'\n'));
        let next = bytes.get(1..).unwrap_or(&[]);
        let behind = count(bytes.iter().zip(next).map(|(a, b)| (*a == b'\n') & (*b == b'\n')));
        let first = usize::from(self.begins && bytes.first() == Some(&b'\n'));
        self.lines += lines as u64;
        self.blank += (behind + first) as u64;
        self.begins = bytes.last().map_or(self.begins, |byte| *byte == b'\n');
        true
    }

    fn count_slowly(&mut self, bytes: &[u8]) -> bool {
        for byte in bytes {
            match byte {
                b'\n' => {
                    self.lines += 1;
                    self.blank += u64::from(self.begins);
                    (self.begins, self.after_cr) = (true, false);
                }
                _ if self.after_cr => return false,
                b'\r' => self.after_cr = true,
                _ => self.begins = false,
            }
        }
        true
    }

    fn finish(mut self) -> Vec<Piece> {
        let starts: Vec<u64> = self.pieces.iter().skip(1).map(|piece| piece.from).collect();
        for (piece, end) in self.pieces.iter_mut().zip(starts) {
            piece.bytes = Some(end - piece.from);
        }
        self.pieces
    }
}

/// How many are set.
fn count(flags: impl Iterator<Item = bool>) -> usize {
    flags.fold(0u32, |count, flag| count + u32::from(flag)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTIONS: CsvOptions = CsvOptions { delimiter: b',', quote: b'"', encoding: UTF_8, header: true };

    fn cut_of(text: &str) -> Option<Vec<Piece>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, text).unwrap();
        cut(&path, OPTIONS).unwrap()
    }

    /// More than two pieces of lines of 16 bytes with CRLF, each second one blank.
    fn lines(end: &str) -> String {
        let count = (2 * PIECE + PIECE / 2) as usize / (14 + 2 * end.len());
        let lines = (0..count).map(|i| format!("line {i:08},{end}{end}"));
        format!("\"a\",b{end}{}", lines.collect::<String>())
    }

    #[test]
    fn a_piece_begins_with_the_record_and_the_line_that_are_said() {
        for end in ["\n", "\r\n"] {
            let text = lines(end);
            let pieces = cut_of(&text).unwrap();
            assert_eq!(pieces.len(), 3);
            for piece in pieces.iter().skip(1) {
                let (before, rest) = text.split_at(piece.from as usize);
                assert_eq!(before.matches('\n').count() as u64 + 1, piece.line);
                let next = rest.trim_start_matches(['\r', '\n']);
                assert!(next.starts_with(&format!("line {:08},", piece.record)), "{}", &next[..20]);
            }
            let ends: Vec<u64> = pieces.iter().filter_map(|piece| Some(piece.from + piece.bytes?)).collect();
            assert_eq!(ends, pieces.iter().skip(1).map(|piece| piece.from).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_quote_or_a_lone_cr_keeps_a_file_whole() {
        assert_eq!(cut_of(&format!("{}\"x\",y\n", lines("\n"))), None);
        assert_eq!(cut_of(&format!("{}x,\ry\n", lines("\n"))), None);
        assert_eq!(cut_of("\"a\nb\",c\n1,2\n"), None);
    }
}
