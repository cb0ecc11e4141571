//! Column chunks from pages.
//!
//! Enters: encoded values. Leaves: compressed pages with their headers, and what the file's footer says of them.
//! Guaranteed: what the footer says is counted from the bytes.

use super::refused;
use bytes::Bytes;
use parquet::basic::{Compression, Encoding};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;
use std::io;

/// How pages are compressed: every reader knows it, and it costs a fraction of what judging does.
pub const COMPRESSION: Compression = Compression::SNAPPY;

/// Compresses pages.
pub struct Compressor(snap::raw::Encoder);

/// A page with its header, as it stands in the file.
pub struct PageBytes {
    bytes: Vec<u8>,
    uncompressed: usize,
    rows: usize,
}

/// The pages of one column in one row group.
#[derive(Default)]
pub struct Chunk {
    pages: Vec<u8>,
    uncompressed: usize,
    rows: usize,
}

impl Compressor {
    /// A compressor that is used again.
    pub fn new() -> Compressor {
        Compressor(snap::raw::Encoder::new())
    }

    /// A page of data; `dictionary`: its values are codes.
    pub fn data(&mut self, body: &[u8], rows: usize, dictionary: bool) -> io::Result<PageBytes> {
        let encoding = if dictionary { Encoding::RLE_DICTIONARY } else { Encoding::PLAIN };
        let page = Page::DataPage {
            buf: self.0.compress_vec(body).map_err(io::Error::other)?.into(),
            num_values: rows as u32,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        written(page, body.len(), rows)
    }

    fn dictionary(&mut self, body: &[u8], entries: usize) -> io::Result<PageBytes> {
        let buf = self.0.compress_vec(body).map_err(io::Error::other)?.into();
        let page =
            Page::DictionaryPage { buf, num_values: entries as u32, encoding: Encoding::PLAIN, is_sorted: false };
        written(page, body.len(), 0)
    }
}

fn written(page: Page, body: usize, rows: usize) -> io::Result<PageBytes> {
    let mut to = TrackedWrite::new(Vec::new());
    let spec = SerializedPageWriter::new(&mut to).write_page(CompressedPage::new(page, body)).map_err(refused)?;
    let bytes = to.into_inner().map_err(refused)?;
    Ok(PageBytes { bytes, uncompressed: spec.uncompressed_size, rows })
}

impl Chunk {
    /// Adds a page.
    pub fn add(&mut self, page: &PageBytes) {
        self.pages.extend_from_slice(&page.bytes);
        self.uncompressed += page.uncompressed;
        self.rows += page.rows;
    }

    /// The bytes of the chunk, its dictionary (plain values and how many) first; the chunk is empty then.
    pub fn end(
        &mut self,
        column: ColumnDescPtr,
        dictionary: Option<(&[u8], usize)>,
        compressor: &mut Compressor,
    ) -> io::Result<(Bytes, ColumnCloseResult)> {
        let Chunk { pages, uncompressed, rows } = std::mem::take(self);
        let first = dictionary.map(|(body, entries)| compressor.dictionary(body, entries)).transpose()?;
        let (mut bytes, before) = first.map_or((Vec::new(), 0), |page| (page.bytes, page.uncompressed));
        let data = bytes.len() as i64;
        bytes.extend_from_slice(&pages);
        let values = if dictionary.is_some() { Encoding::RLE_DICTIONARY } else { Encoding::PLAIN };
        let metadata = ColumnChunkMetaData::builder(column)
            .set_compression(COMPRESSION)
            .set_encodings(vec![Encoding::PLAIN, Encoding::RLE, values])
            .set_total_compressed_size(bytes.len() as i64)
            .set_total_uncompressed_size((uncompressed + before) as i64)
            .set_num_values(rows as i64)
            .set_dictionary_page_offset(dictionary.map(|_| 0))
            .set_data_page_offset(data)
            .build()
            .map_err(refused)?;
        let closed = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: rows as u64,
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        Ok((Bytes::from(bytes), closed))
    }
}
