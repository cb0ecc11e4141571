//! Values of a Parquet column become cells of a table's column.
//!
//! Enters: a column reader of one row group. Leaves: a [`Builder`] with a row for each that was asked for, and the
//! flaws of rows. Guaranteed: no arithmetic in binary floats: a float is read as the shortest decimal text that stands
//! for it, and that text is rounded exactly.

use super::chunk::Chunk;
use super::schema::Stored;
use crate::input::cell::build::{Builder, Decoded};
use crate::input::cell::quote::quoted_bytes;
use crate::input::cell::{CellReader, Flaw, Typed};
use crate::value::Type;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int96};
use parquet::errors::ParquetError;
use std::borrow::Cow;

/// Text of one batch, before it is normalised, which at most triples it.
pub(super) const MOST_TEXT: usize = 1 << 30;

/// A column of a row group while it is read.
pub(super) struct Column<'a> {
    pub reader: &'a CellReader,
    pub source: Source,
}

/// Where its values come from.
pub(super) enum Source {
    /// Pages in the encodings that nearly all files have
    Pages(Chunk),
    /// All others
    Values {
        source: ColumnReader,
        stored: Stored,
        /// The level at which a value is there
        level: i16,
    },
}

impl Column<'_> {
    /// Reads the next `rows` rows; an error also where there are fewer.
    pub fn next(&mut self, rows: usize) -> Result<Decoded, ParquetError> {
        let reader = self.reader;
        match &mut self.source {
            Source::Pages(chunk) => chunk.next(reader, rows),
            Source::Values { source, stored, level } => read(reader, source, *stored, *level, rows),
        }
    }
}

fn read(
    reader: &CellReader,
    source: &mut ColumnReader,
    stored: Stored,
    level: i16,
    rows: usize,
) -> Result<Decoded, ParquetError> {
    {
        match source {
            ColumnReader::BoolColumnReader(source) => {
                decode(reader, values(source, rows, level)?, |v| bool(reader, *v))
            }
            ColumnReader::Int32ColumnReader(source) => decode(reader, values(source, rows, level)?, |v| {
                int(reader, stored, i64::from(*v), i64::from(*v as u32))
            }),
            ColumnReader::Int64ColumnReader(source) => {
                decode(reader, values(source, rows, level)?, |v| int64(reader, stored, *v))
            }
            ColumnReader::Int96ColumnReader(source) => {
                decode(reader, values(source, rows, level)?, |v| int96(reader, v))
            }
            ColumnReader::FloatColumnReader(source) => {
                decode(reader, values(source, rows, level)?, |v| float(reader, &v.to_string()))
            }
            ColumnReader::DoubleColumnReader(source) => {
                decode(reader, values(source, rows, level)?, |v| float(reader, &v.to_string()))
            }
            ColumnReader::ByteArrayColumnReader(source) => {
                let cells = texts(source, rows, level)?;
                decode(reader, cells, |v| bytes(reader, stored, v.data()))
            }
            ColumnReader::FixedLenByteArrayColumnReader(source) => {
                let cells = values(source, rows, level)?;
                decode(reader, cells, |v| bytes(reader, stored, v.data()))
            }
        }
    }
}

/// One entry a row, `None` where there is no value.
fn values<T: DataType>(
    source: &mut ColumnReaderImpl<T>,
    rows: usize,
    level: i16,
) -> Result<Vec<Option<T::T>>, ParquetError> {
    let (mut levels, mut there) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    let mut read = 0;
    while read < rows {
        let (records, _, _) = source.read_records(rows - read, Some(&mut levels), None, &mut there)?;
        if records == 0 {
            return Err(ParquetError::General(format!("a column ends {} rows early", rows - read)));
        }
        read += records;
    }
    if level == 0 {
        return Ok(there.into_iter().map(Some).collect());
    }
    let mut there = there.into_iter();
    Ok(levels.iter().map(|l| if *l == level { there.next() } else { None }).collect())
}

/// The same for texts, whose ends in a column are counted in 32 bits.
fn texts(
    source: &mut ColumnReaderImpl<ByteArrayType>,
    rows: usize,
    level: i16,
) -> Result<Vec<Option<ByteArray>>, ParquetError> {
    let texts = values(source, rows, level)?;
    let bytes: usize = texts.iter().flatten().map(ByteArray::len).sum();
    if bytes > MOST_TEXT {
        return Err(too_much_text(rows));
    }
    Ok(texts)
}

pub(super) fn too_much_text(rows: usize) -> ParquetError {
    ParquetError::General(format!("more than {} MB of text in {rows} rows", MOST_TEXT >> 20))
}

type Cell<'a> = Result<Option<Typed<'a>>, Flaw>;

fn decode<'v, V>(
    reader: &CellReader,
    values: Vec<Option<V>>,
    convert: impl for<'c> Fn(&'c V) -> Cell<'c>,
) -> Result<Decoded, ParquetError>
where
    V: 'v,
{
    let mut builder = Builder::new(&reader.spec);
    let mut flaws = Vec::new();
    for (row, value) in values.iter().enumerate() {
        let cell = value.as_ref().map_or_else(|| reader.missing(), &convert);
        builder.push(cell.unwrap_or_else(|flaw| {
            flaws.push((row, flaw));
            None
        }));
    }
    Ok(Decoded { builder, flaws, slow: values.len() as u64 })
}

fn bool(reader: &CellReader, value: bool) -> Cell<'static> {
    match reader.spec.ty {
        Type::YesNo => Ok(Some(Typed::YesNo(value))),
        _ => owned(reader.read(if value { "true" } else { "false" })?),
    }
}

pub(super) fn int64(reader: &CellReader, stored: Stored, value: i64) -> Cell<'static> {
    match stored {
        Stored::Moment { per_second, utc } => moment(reader, value.div_euclid(per_second), utc).map(Some),
        Stored::Integer { unsigned: true } if value < 0 => whole(reader, i128::from(value as u64)),
        _ => int(reader, stored, value, value),
    }
}

/// `unsigned` is the same bits read without a sign.
pub(super) fn int(reader: &CellReader, stored: Stored, value: i64, unsigned: i64) -> Cell<'static> {
    match stored {
        Stored::Day => reader.day(value).map(Some),
        Stored::Decimal { scale } => decimal(reader, i128::from(value), scale),
        Stored::Integer { unsigned: true } => whole(reader, i128::from(unsigned)),
        _ => whole(reader, i128::from(value)),
    }
}

fn whole(reader: &CellReader, value: i128) -> Cell<'static> {
    if reader.spec.ty.is_numeric() {
        return reader.mantissa(value, 0).map(Some);
    }
    owned(reader.read(&value.to_string())?)
}

fn decimal(reader: &CellReader, mantissa: i128, scale: u32) -> Cell<'static> {
    if reader.spec.ty.is_numeric() {
        return reader.mantissa(mantissa, scale).map(Some);
    }
    owned(reader.read(&crate::input::cell::decimal_text(mantissa, scale))?)
}

fn moment(reader: &CellReader, seconds: i64, utc: bool) -> Result<Typed<'static>, Flaw> {
    if utc { reader.moment(seconds) } else { reader.day(seconds.div_euclid(86_400)) }
}

/// A Julian day, and nanoseconds within it.
fn int96(reader: &CellReader, value: &Int96) -> Cell<'static> {
    reader.moment(value.to_seconds()).map(Some)
}

/// A whole number below 2⁵³ is exact as text; anything else as text is refused.
fn float(reader: &CellReader, shortest: &str) -> Cell<'static> {
    if reader.reads_as_missing(shortest) {
        return reader.missing();
    }
    let digits = shortest.trim_start_matches('-');
    let exact = digits.len() <= 15 && digits.bytes().all(|b| b.is_ascii_digit());
    if reader.spec.ty == Type::Text && !exact {
        let flaw = reader.flaw(format!("the binary float {shortest}"));
        return Err(Flaw { expected: "text, or a whole number of at most 15 digits".to_string(), ..flaw });
    }
    owned(reader.read_plain(shortest)?)
}

pub(super) fn bytes<'v>(reader: &CellReader, stored: Stored, value: &'v [u8]) -> Cell<'v> {
    if let Stored::Decimal { scale } = stored {
        let mantissa = big_endian(value).ok_or_else(|| reader.flaw(format!("a number of {} bytes", value.len())))?;
        return owned(decimal(reader, mantissa, scale)?);
    }
    reader.read(utf8(value)?)
}

fn utf8(value: &[u8]) -> Result<&str, Flaw> {
    std::str::from_utf8(value).map_err(|_| Flaw {
        found: quoted_bytes(value),
        expected: "text in UTF-8".to_string(),
        help: None,
    })
}

/// Two's complement; `None` where it needs more than 128 bits.
fn big_endian(bytes: &[u8]) -> Option<i128> {
    let sign = if bytes.first().is_some_and(|byte| *byte >= 0x80) { 0xFF } else { 0 };
    let (head, tail) = bytes.split_at(bytes.len().saturating_sub(16));
    let mut wide = [sign; 16];
    wide.iter_mut().rev().zip(tail.iter().rev()).for_each(|(to, from)| *to = *from);
    let number = i128::from_be_bytes(wide);
    (head.iter().all(|byte| *byte == sign) && (number < 0) == (sign == 0xFF)).then_some(number)
}

fn owned(cell: Option<Typed<'_>>) -> Cell<'static> {
    Ok(cell.map(|typed| match typed {
        Typed::Text(text) => Typed::Text(Cow::Owned(text.into_owned())),
        Typed::Fixed(n) => Typed::Fixed(n),
        Typed::Wide(n) => Typed::Wide(n),
        Typed::Date(day) => Typed::Date(day),
        Typed::YesNo(b) => Typed::YesNo(b),
        Typed::Label(label) => Typed::Label(label),
    }))
}
