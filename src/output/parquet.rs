//! Rows as Parquet.
//!
//! Enters: columns. Leaves: a file whose numbers are DECIMAL(38, decimals of the field), dates DATE, yes/no BOOLEAN,
//! and all else UTF-8 text in dictionaries. Guaranteed: no more than one row group is held in memory.

use super::{Field, OutFile, RowWriter, SCHEMA_VERSION, cell};
use crate::table::{Column, Values};
use crate::value::{Decimal, Type};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, FixedLenByteArray};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type as Schema, TypePtr};
use std::io;
use std::sync::Arc;

const ROWS_IN_A_GROUP: usize = 100_000;
const DECIMAL_BYTES: usize = 16;

/// Writes one Parquet file.
pub struct ParquetWriter {
    fields: Vec<Field>,
    buffers: Vec<Buffer>,
    rows: usize,
    file: SerializedFileWriter<OutFile>,
}

/// The values of one field that wait for their row group; `levels` has a 1 for each row that is known, else a 0.
struct Buffer {
    levels: Vec<i16>,
    known: Known,
}

enum Known {
    Decimal(Vec<u8>),
    Date(Vec<i32>),
    YesNo(Vec<bool>),
    Text { bytes: Vec<u8>, ends: Vec<usize> },
}

impl ParquetWriter {
    /// Begins a file.
    pub fn new(fields: Vec<Field>, file: OutFile) -> io::Result<ParquetWriter> {
        let schema = schema(&fields).map_err(refused)?;
        let file = SerializedFileWriter::new(file, schema, Arc::new(properties()?)).map_err(refused)?;
        let buffers = fields.iter().map(Buffer::new).collect();
        Ok(ParquetWriter { fields, buffers, rows: 0, file })
    }

    fn flush(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        for buffer in &mut self.buffers {
            if let Some(column) = group.next_column()? {
                buffer.drain_into(column)?;
            }
        }
        group.close()?;
        self.file.inner_mut().add_rows(std::mem::take(&mut self.rows));
        Ok(())
    }
}

impl RowWriter for ParquetWriter {
    fn write(&mut self, columns: &[Arc<Column>], rows: usize) -> io::Result<()> {
        let mut from = 0;
        while from < rows {
            let to = rows.min(from + ROWS_IN_A_GROUP - self.rows);
            for ((buffer, column), field) in self.buffers.iter_mut().zip(columns).zip(&self.fields) {
                buffer.take(column, field, from..to)?;
            }
            self.rows += to - from;
            from = to;
            if self.rows >= ROWS_IN_A_GROUP {
                self.flush().map_err(refused)?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<OutFile> {
        self.flush().map_err(refused)?;
        self.file.into_inner().map_err(refused)
    }
}

impl Buffer {
    fn new(field: &Field) -> Buffer {
        let known = match &field.ty {
            ty if ty.is_numeric() => Known::Decimal(Vec::new()),
            Type::Date => Known::Date(Vec::new()),
            Type::YesNo => Known::YesNo(Vec::new()),
            _ => Known::Text { bytes: Vec::new(), ends: Vec::new() },
        };
        Buffer { levels: Vec::new(), known }
    }

    fn take(&mut self, column: &Column, field: &Field, rows: std::ops::Range<usize>) -> io::Result<()> {
        let mut text = String::new();
        for row in rows {
            let known = column.is_known(row);
            self.levels.push(i16::from(known));
            if known {
                self.known.push(column, field, row, &mut text)?;
            }
        }
        Ok(())
    }

    fn drain_into(&mut self, mut column: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = Some(self.levels.as_slice());
        match (&mut self.known, column.untyped()) {
            (Known::Date(v), ColumnWriter::Int32ColumnWriter(w)) => w.write_batch(v, levels, None)?,
            (Known::YesNo(v), ColumnWriter::BoolColumnWriter(w)) => w.write_batch(v, levels, None)?,
            (Known::Decimal(v), ColumnWriter::FixedLenByteArrayColumnWriter(w)) => {
                w.write_batch(&decimals(std::mem::take(v)), levels, None)?
            }
            (Known::Text { bytes, ends }, ColumnWriter::ByteArrayColumnWriter(w)) => {
                w.write_batch(&texts(std::mem::take(bytes), ends), levels, None)?
            }
            _ => return Err(ParquetError::General("a column is not of the type of its schema".to_string())),
        };
        self.levels.clear();
        self.known.clear();
        column.close()
    }
}

impl Known {
    fn push(&mut self, column: &Column, field: &Field, row: usize, text: &mut String) -> io::Result<()> {
        match (self, &column.values) {
            (Known::Date(v), Values::Date(days)) => v.push(days.get(row).copied().unwrap_or(0)),
            (Known::YesNo(v), Values::YesNo(values)) => v.push(values.get(row).copied().unwrap_or(false)),
            (Known::Decimal(v), values) => v.extend_from_slice(&mantissa(values, field, row)?.to_be_bytes()),
            (Known::Text { bytes, ends }, _) => {
                cell::put(column, field, row, text);
                bytes.extend_from_slice(text.as_bytes());
                ends.push(bytes.len());
            }
            _ => return Err(unfit(field)),
        }
        Ok(())
    }

    fn clear(&mut self) {
        match self {
            Known::Decimal(v) => v.clear(),
            Known::Date(v) => v.clear(),
            Known::YesNo(v) => v.clear(),
            Known::Text { bytes, ends } => {
                bytes.clear();
                ends.clear();
            }
        }
    }
}

/// The number at the field's decimals; more decimals than those are refused, never cut.
fn mantissa(values: &Values, field: &Field, row: usize) -> io::Result<i128> {
    let number = match values {
        Values::Fixed { scale, units } if *scale == field.decimals => {
            return Ok(i128::from(units.get(row).copied().unwrap_or(0)));
        }
        Values::Fixed { scale, units } => {
            Decimal::from_scaled(i128::from(units.get(row).copied().unwrap_or(0)), *scale).ok()
        }
        Values::Wide(units) => Decimal::from_units(units.get(row).copied().unwrap_or(0)).ok(),
        _ => None,
    };
    number.and_then(|n| n.to_scaled(field.decimals)).ok_or_else(|| unfit(field))
}

fn unfit(field: &Field) -> io::Error {
    io::Error::other(format!("a value of {} is not a {} with {} decimals", field.name, field.ty, field.decimals))
}

fn decimals(bytes: Vec<u8>) -> Vec<FixedLenByteArray> {
    let count = bytes.len() / DECIMAL_BYTES;
    let all = ByteArray::from(bytes);
    (0..count).map(|i| all.slice(i * DECIMAL_BYTES, DECIMAL_BYTES).into()).collect()
}

fn texts(bytes: Vec<u8>, ends: &[usize]) -> Vec<ByteArray> {
    let all = ByteArray::from(bytes);
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends).map(|(start, end)| all.slice(start, end - start)).collect()
}

fn schema(fields: &[Field]) -> Result<TypePtr, ParquetError> {
    let fields = fields.iter().map(|field| column_schema(field).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(Schema::group_type_builder("rubric").with_fields(fields).build()?))
}

fn column_schema(field: &Field) -> Result<Schema, ParquetError> {
    let of = |physical| Schema::primitive_type_builder(&field.name, physical).with_repetition(Repetition::OPTIONAL);
    match &field.ty {
        ty if ty.is_numeric() => {
            let scale = i32::from(field.decimals);
            of(Physical::FIXED_LEN_BYTE_ARRAY)
                .with_length(DECIMAL_BYTES as i32)
                .with_logical_type(Some(LogicalType::decimal(scale, 38)))
                .with_precision(38)
                .with_scale(scale)
                .build()
        }
        Type::Date => of(Physical::INT32).with_logical_type(Some(LogicalType::Date)).build(),
        Type::YesNo => of(Physical::BOOLEAN).build(),
        _ => of(Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)).build(),
    }
}

fn properties() -> io::Result<WriterProperties> {
    let level = ZstdLevel::try_new(1).map_err(refused)?;
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
