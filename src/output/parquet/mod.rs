//! Rows as Parquet.
//!
//! Enters: cells. Leaves: a file whose numbers are DECIMAL(38, decimals of the field), or DECIMAL(18, …) in 64 bits
//! where all of them fit, dates DATE, yes/no BOOLEAN, and all else UTF-8 text. Guaranteed: no more than one row group,
//! compressed, is held in memory.
//!
//! Pages are encoded here and not by the crate's column writers: these look every value up in a dictionary, which for
//! a trace, whose words are known beforehand, costs more than the run.

mod buffer;
mod chunk;
mod encode;
mod schema;
#[cfg(test)]
mod tests;

use super::{Cells, Field, OutFile, RowWriter, SCHEMA_VERSION};
use buffer::Buffer;
use chunk::Zstd;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

/// Where pages and row groups end: with the batch that reaches so many rows.
#[derive(Clone, Copy)]
struct Limits {
    page: usize,
    group: usize,
}

const LIMITS: Limits = Limits { page: 1 << 16, group: 1 << 20 };

/// Writes one Parquet file.
pub struct ParquetWriter {
    buffers: Vec<Buffer>,
    /// Codes of the rows since the last page, by stream
    streams: HashMap<usize, Vec<u32>>,
    rows_in_page: usize,
    rows_in_group: usize,
    limits: Limits,
    zstd: Zstd,
    file: SerializedFileWriter<OutFile>,
}

impl ParquetWriter {
    /// Begins a file.
    pub fn new(fields: Vec<Field>, file: OutFile) -> io::Result<ParquetWriter> {
        ParquetWriter::limited(fields, file, LIMITS)
    }

    fn limited(fields: Vec<Field>, file: OutFile, limits: Limits) -> io::Result<ParquetWriter> {
        let schema = schema::of(&fields).map_err(refused)?;
        let file = SerializedFileWriter::new(file, schema, Arc::new(properties()?)).map_err(refused)?;
        let buffers = fields.into_iter().map(Buffer::new).collect::<io::Result<Vec<Buffer>>>()?;
        let zstd = Zstd::new()?;
        Ok(ParquetWriter { buffers, streams: HashMap::new(), rows_in_page: 0, rows_in_group: 0, limits, zstd, file })
    }

    fn take(&mut self, cells: &[Cells]) -> io::Result<()> {
        let mut taken: Vec<usize> = Vec::new();
        for (buffer, cells) in self.buffers.iter_mut().zip(cells) {
            match (cells, buffer.stream()) {
                (Cells::Coded(codes), Some(stream)) if !taken.contains(&stream) => {
                    self.streams.entry(stream).or_default().extend_from_slice(codes);
                    taken.push(stream);
                }
                (Cells::Coded(_), Some(_)) => {}
                (cells, None) => buffer.take(cells)?,
                _ => return Err(io::Error::other("a coded field without codes")),
            }
        }
        Ok(())
    }

    fn end_page(&mut self) -> io::Result<()> {
        if self.rows_in_page == 0 {
            return Ok(());
        }
        let mut shared = HashMap::new();
        for buffer in &mut self.buffers {
            let codes = buffer.stream().and_then(|stream| self.streams.get(&stream));
            buffer.end_page(codes.map_or(&[], Vec::as_slice), &mut shared, &mut self.zstd)?;
        }
        self.streams.values_mut().for_each(Vec::clear);
        self.rows_in_group += std::mem::take(&mut self.rows_in_page);
        Ok(())
    }

    fn end_group(&mut self) -> io::Result<()> {
        self.end_page()?;
        if self.rows_in_group == 0 {
            return Ok(());
        }
        let schema = self.file.schema_descr().clone();
        let mut group = self.file.next_row_group().map_err(refused)?;
        for (buffer, column) in self.buffers.iter_mut().zip(schema.columns()) {
            let (bytes, closed) = buffer.end_chunk(column.clone(), &mut self.zstd)?;
            group.append_column(&bytes, closed).map_err(refused)?;
        }
        group.close().map_err(refused)?;
        self.file.inner_mut().add_rows(std::mem::take(&mut self.rows_in_group));
        Ok(())
    }
}

impl RowWriter for ParquetWriter {
    fn write(&mut self, cells: &[Cells], rows: usize) -> io::Result<()> {
        self.take(cells)?;
        self.rows_in_page += rows;
        if self.rows_in_page >= self.limits.page {
            self.end_page()?;
        }
        if self.rows_in_group >= self.limits.group {
            self.end_group()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<OutFile> {
        self.end_group()?;
        self.file.into_inner().map_err(refused)
    }
}

fn properties() -> io::Result<WriterProperties> {
    let level = ZstdLevel::try_new(chunk::LEVEL).map_err(refused)?;
    let version = KeyValue::new("rubric.schema_version".to_string(), SCHEMA_VERSION.to_string());
    Ok(WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_created_by(concat!("rubric ", env!("CARGO_PKG_VERSION")).to_string())
        .set_key_value_metadata(Some(vec![version]))
        .build())
}

/// What the operating system said, if it was that.
fn refused(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(io_error) => *io_error,
            Err(other) => io::Error::other(other.to_string()),
        },
        other => io::Error::other(other.to_string()),
    }
}
