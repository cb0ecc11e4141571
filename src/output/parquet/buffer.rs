//! The values of one field on their way to pages.
//!
//! Enters: cells. Leaves: pages of a column chunk. Guaranteed: fields of one stream that have the same values unknown
//! share the bytes of their pages, which are made once.

use super::chunk::{Chunk, Compressor, PageBytes};
use super::encode::{self, plain, unfit, width};
use crate::output::{Cells, Coded, Field};
use crate::table::{Column, Values};
use crate::value::Type;
use bytes::Bytes;
use parquet::column::writer::ColumnCloseResult;
use parquet::schema::types::ColumnDescPtr;
use std::collections::HashMap;
use std::io;

/// Pages of the streams, by the stream and which of its codes are known (`None`: all).
pub type Shared = HashMap<(usize, Option<Vec<bool>>), PageBytes>;

/// What waits for its page, and the pages that wait for their row group.
pub struct Buffer {
    field: Field,
    rows: usize,
    /// Which are known; `None` while all are
    known: Option<Vec<bool>>,
    values: Waiting,
    chunk: Chunk,
}

enum Waiting {
    /// As PLAIN has them
    Plain(Vec<u8>),
    /// Codes of values that are each met once; the dictionary grows with the row group
    Runs { runs: Vec<(u32, u32)>, dictionary: Vec<u8>, entries: usize },
    /// Positions of labels
    Labels { codes: Vec<u32>, dictionary: Vec<u8>, entries: usize },
    /// Codes that stand in a stream
    Stream { stream: usize, known: Option<Vec<bool>>, dictionary: Vec<u8>, entries: usize },
}

impl Buffer {
    /// Nothing yet.
    pub fn new(field: Field) -> io::Result<Buffer> {
        let values = match (&field.coded, &field.ty) {
            (Some(coded), _) => stream(coded, &field)?,
            (None, Type::OneOf(labels)) => {
                let positions = (0..labels.len()).map(|i| i as u16).collect();
                let all = Column { values: Values::Label(positions), known: None };
                let mut dictionary = Vec::new();
                plain(&all, &field, 0..labels.len(), &mut dictionary)?;
                Waiting::Labels { codes: Vec::new(), dictionary, entries: labels.len() }
            }
            _ => Waiting::Plain(Vec::new()),
        };
        Ok(Buffer { field, rows: 0, known: None, values, chunk: Chunk::default() })
    }

    /// Which stream the field's codes stand in.
    pub fn stream(&self) -> Option<usize> {
        self.field.coded.as_ref().map(|coded| coded.stream)
    }

    /// Adds rows of a field that is not coded.
    pub fn take(&mut self, cells: &Cells) -> io::Result<()> {
        match cells {
            Cells::Each(column) => self.take_each(column),
            Cells::Repeated { column, first, times } => self.take_repeated(column, *first, times),
            Cells::Coded(_) => Err(unfit(&self.field)),
        }
    }

    fn take_each(&mut self, column: &Column) -> io::Result<()> {
        self.note(column.len(), column.known.as_deref().map(|known| known.iter().map(|known| (*known, 1))));
        match (&mut self.values, &column.values) {
            (Waiting::Labels { codes, .. }, Values::Label(positions)) => {
                let known = positions.iter().enumerate().filter(|(row, _)| column.is_known(*row));
                codes.extend(known.map(|(_, position)| u32::from(*position)));
                Ok(())
            }
            (Waiting::Plain(bytes), _) => plain(column, &self.field, 0..column.len(), bytes),
            _ => Err(unfit(&self.field)),
        }
    }

    fn take_repeated(&mut self, column: &Column, first: usize, times: &[u32]) -> io::Result<()> {
        if matches!(&self.values, Waiting::Plain(bytes) if bytes.is_empty()) && self.field.ty != Type::YesNo {
            self.values = Waiting::Runs { runs: Vec::new(), dictionary: Vec::new(), entries: 0 };
        }
        let rows = times.iter().map(|times| *times as usize).sum();
        let known = |(i, times): (usize, &u32)| (column.is_known(first + i), *times as usize);
        let unknown = column.known.is_some().then(|| times.iter().enumerate().map(known));
        self.note(rows, unknown);
        for (i, times) in times.iter().enumerate().filter(|(i, times)| **times > 0 && column.is_known(first + i)) {
            let row = first + i..first + i + 1;
            match (&mut self.values, &column.values) {
                (Waiting::Runs { runs, dictionary, entries }, _) => {
                    plain(column, &self.field, row, dictionary)?;
                    runs.push((*entries as u32, *times));
                    *entries += 1;
                }
                (Waiting::Labels { codes, .. }, Values::Label(positions)) => {
                    let code = positions.get(first + i).copied().unwrap_or(0);
                    codes.extend(std::iter::repeat_n(u32::from(code), *times as usize));
                }
                (Waiting::Plain(bytes), _) => {
                    (0..*times).try_for_each(|_| plain(column, &self.field, row.clone(), bytes))?;
                }
                _ => return Err(unfit(&self.field)),
            }
        }
        Ok(())
    }

    /// Counts rows, and keeps which are known from the first column on that has unknown ones.
    fn note(&mut self, rows: usize, known: Option<impl Iterator<Item = (bool, usize)>>) {
        if self.known.is_none() && known.is_some() {
            self.known = Some(vec![true; self.rows]);
        }
        self.rows += rows;
        if let Some(all) = &mut self.known {
            for (known, times) in known.into_iter().flatten() {
                all.extend(std::iter::repeat_n(known, times));
            }
            all.resize(self.rows, true);
        }
    }

    /// Makes a page of what waits; a coded field's of its stream's codes.
    pub fn end_page(&mut self, codes: &[u32], shared: &mut Shared, compressor: &mut Compressor) -> io::Result<()> {
        let mut body = Vec::new();
        if let Waiting::Stream { stream, known, entries, .. } = &self.values {
            let key = (*stream, known.clone());
            if !shared.contains_key(&key) {
                of_stream(codes, known.as_deref(), width(*entries), &mut body);
                shared.insert(key.clone(), compressor.data(&body, codes.len(), true)?);
            }
            shared.get(&key).into_iter().for_each(|page| self.chunk.add(page));
            return Ok(());
        }
        let known = self.known.take();
        encode::levels(self.rows, known.as_deref(), &mut body);
        let dictionary = self.values.end_page(&self.field, &mut body);
        let rows = std::mem::take(&mut self.rows);
        self.chunk.add(&compressor.data(&body, rows, dictionary)?);
        Ok(())
    }

    /// The chunk of all pages since the last.
    pub fn end_chunk(
        &mut self,
        column: ColumnDescPtr,
        compressor: &mut Compressor,
    ) -> io::Result<(Bytes, ColumnCloseResult)> {
        let Buffer { values, chunk, .. } = self;
        match values {
            Waiting::Plain(_) => chunk.end(column, None, compressor),
            Waiting::Labels { dictionary, entries, .. } | Waiting::Stream { dictionary, entries, .. } => {
                chunk.end(column, Some((dictionary, *entries)), compressor)
            }
            Waiting::Runs { dictionary, entries, .. } => {
                let ended = chunk.end(column, Some((dictionary, *entries)), compressor);
                dictionary.clear();
                *entries = 0;
                ended
            }
        }
    }
}

fn stream(coded: &Coded, field: &Field) -> io::Result<Waiting> {
    // An unknown value keeps its place in the dictionary, so that fields of one stream have the same codes.
    let all = Column { values: coded.values.values.clone(), known: None };
    let mut dictionary = Vec::new();
    plain(&all, field, 0..all.len(), &mut dictionary)?;
    let known = coded.values.known.clone().filter(|known| known.contains(&false));
    Ok(Waiting::Stream { stream: coded.stream, known, dictionary, entries: all.len() })
}

fn of_stream(codes: &[u32], known: Option<&[bool]>, width: u32, body: &mut Vec<u8>) {
    let Some(known) = known else {
        encode::levels(codes.len(), None, body);
        return encode::packed(codes.iter().copied(), width, body);
    };
    let is_known = |code: &u32| known.get(*code as usize).copied().unwrap_or(false);
    let flags: Vec<bool> = codes.iter().map(is_known).collect();
    let codes: Vec<u32> = codes.iter().filter(|code| is_known(code)).copied().collect();
    encode::levels(flags.len(), Some(&flags), body);
    encode::packed(codes.into_iter(), width, body);
}

impl Waiting {
    /// Adds what waits to a page, and says whether these are codes.
    fn end_page(&mut self, field: &Field, body: &mut Vec<u8>) -> bool {
        match self {
            Waiting::Plain(bytes) if field.ty == Type::YesNo => encode::flags(bytes, body),
            Waiting::Plain(bytes) => body.extend_from_slice(bytes),
            Waiting::Runs { runs, entries, .. } => encode::runs(runs, width(*entries), body),
            Waiting::Labels { codes, entries, .. } => encode::packed(codes.iter().copied(), width(*entries), body),
            Waiting::Stream { .. } => {}
        }
        match self {
            Waiting::Plain(bytes) => {
                bytes.clear();
                false
            }
            Waiting::Runs { runs, .. } => {
                runs.clear();
                true
            }
            Waiting::Labels { codes, .. } => {
                codes.clear();
                true
            }
            Waiting::Stream { .. } => true,
        }
    }
}
