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

use super::{Cells, Field, OutFile, RowWriter, SCHEMA_VERSION};
use buffer::Buffer;
use chunk::Compressor;
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
    /// Fewest columns that are worth a thread of their own
    columns: usize,
}

const LIMITS: Limits = Limits { page: 1 << 16, group: 1 << 20, columns: 16 };

/// Writes one Parquet file.
pub struct ParquetWriter {
    buffers: Vec<Buffer>,
    /// Codes of the rows since the last page, by stream
    streams: HashMap<usize, Vec<u32>>,
    rows_in_page: usize,
    rows_in_group: usize,
    limits: Limits,
    threads: usize,
    compressor: Compressor,
    file: SerializedFileWriter<OutFile>,
}

impl ParquetWriter {
    /// Begins a file.
    pub fn new(fields: Vec<Field>, file: OutFile, threads: usize) -> io::Result<ParquetWriter> {
        ParquetWriter::limited(fields, file, threads, LIMITS)
    }

    fn limited(fields: Vec<Field>, file: OutFile, threads: usize, limits: Limits) -> io::Result<ParquetWriter> {
        let schema = schema::of(&fields).map_err(refused)?;
        let file = SerializedFileWriter::new(file, schema, Arc::new(properties()?)).map_err(refused)?;
        let buffers = fields.into_iter().map(Buffer::new).collect::<io::Result<Vec<Buffer>>>()?;
        let compressor = Compressor::new();
        Ok(ParquetWriter {
            buffers,
            streams: HashMap::new(),
            rows_in_page: 0,
            rows_in_group: 0,
            limits,
            threads,
            compressor,
            file,
        })
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
        let streams = &self.streams;
        let part = self.buffers.len().div_ceil(self.threads.max(1)).max(self.limits.columns);
        std::thread::scope(|scope| {
            let parts = self.buffers.chunks_mut(part).map(|part| scope.spawn(|| end_pages(part, streams)));
            let parts: Vec<_> = parts.collect();
            parts.into_iter().try_for_each(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })?;
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
            let (bytes, closed) = buffer.end_chunk(column.clone(), &mut self.compressor)?;
            group.append_column(&bytes, closed).map_err(refused)?;
        }
        group.close().map_err(refused)?;
        self.file.inner_mut().add_rows(std::mem::take(&mut self.rows_in_group));
        Ok(())
    }
}

/// Makes a page of each buffer; buffers of one stream share theirs.
fn end_pages(buffers: &mut [Buffer], streams: &HashMap<usize, Vec<u32>>) -> io::Result<()> {
    let (mut shared, mut compressor) = (HashMap::new(), Compressor::new());
    buffers.iter_mut().try_for_each(|buffer| {
        let codes = buffer.stream().and_then(|stream| streams.get(&stream));
        buffer.end_page(codes.map_or(&[], Vec::as_slice), &mut shared, &mut compressor)
    })
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
    let version = KeyValue::new("rubric.schema_version".to_string(), SCHEMA_VERSION.to_string());
    Ok(WriterProperties::builder()
        .set_compression(chunk::COMPRESSION)
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

#[cfg(test)]
mod tests {
    //! What is written is read back, whatever the batches, pages and row groups.

    use super::{Limits, ParquetWriter};
    use crate::output::{Cells, Field, Folder, RowWriter};
    use crate::table::{Column, TextColumn, Values};
    use crate::value::{Labels, Type};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field as Read;
    use proptest::prelude::*;
    use std::sync::Arc;

    /// One judged row: its key, and for each of its rows a code, a label, a number, a date and a flag.
    type Judged = (Option<String>, Vec<(u32, Option<u16>, Option<i64>, Option<i32>, Option<bool>)>);

    fn judged() -> impl Strategy<Value = Judged> {
        let number =
            prop::option::of(prop_oneof![-1000i64..1000, -999_999_999_999_999_999i64..=999_999_999_999_999_999]);
        let row =
            (0u32..5, prop::option::of(0u16..3), number, prop::option::of(-800_000i32..800_000), any::<Option<bool>>());
        (prop::option::weighted(0.9, "[a-zé]{0,6}"), prop::collection::vec(row, 0..12))
    }

    fn text(words: &[Option<&str>]) -> Column {
        let mut texts = TextColumn::default();
        words.iter().for_each(|word| texts.push(word.unwrap_or_default()));
        Column { values: Values::Text(texts), known: Some(words.iter().map(Option::is_some).collect()) }
    }

    /// All known columns have no flags, as the run's have none.
    fn column<T: Default>(cells: Vec<Option<T>>, values: impl Fn(Vec<T>) -> Values) -> Column {
        let known: Vec<bool> = cells.iter().map(Option::is_some).collect();
        let values = values(cells.into_iter().map(Option::unwrap_or_default).collect());
        Column { values, known: known.contains(&false).then_some(known) }
    }

    fn fields() -> Vec<Field> {
        let words = [Some("none"), None, Some("two"), Some("drei, \"vier\""), Some("")];
        let codes = Column { values: Values::Fixed { scale: 1, units: vec![0, 5, -10, 15, 20] }, known: None };
        vec![
            Field::text("key"),
            Field::text("word").coded(7, Arc::new(text(&words))),
            Field::number("award", 1).narrow().coded(7, Arc::new(codes)),
            Field::of("label", Type::OneOf(Labels::new(["low", "middle", "high"])), 0),
            Field::number("narrow", 0).narrow(),
            Field::number("wide", 12),
            Field::of("day", Type::Date, 0),
            Field::of("flag", Type::YesNo, 0),
        ]
    }

    /// Each row as text, field by field.
    fn expected(rows: &[Judged]) -> Vec<Vec<String>> {
        let labels = ["low", "middle", "high"];
        let shown = |text: Option<String>| text.unwrap_or("null".to_string());
        let row = |key: &Option<String>, row: &(u32, Option<u16>, Option<i64>, Option<i32>, Option<bool>)| {
            let (code, label, number, day, flag) = row;
            let word = [Some("none"), None, Some("two"), Some("drei, \"vier\""), Some("")][*code as usize];
            vec![
                shown(key.clone()),
                shown(word.map(str::to_string)),
                ["0", "5", "-10", "15", "20"][*code as usize].to_string(),
                shown(label.map(|label| labels[usize::from(label)].to_string())),
                shown(number.map(|n| n.to_string())),
                shown(number.map(|n| (i128::from(n) * 7).to_string())),
                shown(day.map(|day| day.to_string())),
                shown(flag.map(|flag| flag.to_string())),
            ]
        };
        rows.iter().flat_map(|(key, each)| each.iter().map(move |each| row(key, each))).collect()
    }

    fn written(rows: &[Judged], batch: usize, limits: Limits) -> Vec<Vec<String>> {
        let dir = tempfile::tempdir().unwrap();
        let mut folder = Folder::begin(dir.path()).unwrap();
        let file = folder.create("rows.parquet").unwrap();
        let mut writer = Box::new(ParquetWriter::limited(fields(), file, 2, limits).unwrap());
        for rows in rows.chunks(batch) {
            let key: Vec<Option<&str>> = rows.iter().map(|(key, _)| key.as_deref()).collect();
            let times: Vec<u32> = rows.iter().map(|(_, each)| each.len() as u32).collect();
            let each = || rows.iter().flat_map(|(_, each)| each);
            let codes: Vec<u32> = each().map(|row| row.0).collect();
            // One row before those that count, as a block within a chunk has.
            let key = text(&[&[Some("before")], &key[..]].concat());
            let columns = [
                column(each().map(|row| row.1).collect(), Values::Label),
                column(each().map(|row| row.2).collect(), |units| Values::Fixed { scale: 0, units }),
                column(each().map(|row| row.2.map(|n| i128::from(n) * 7)).collect(), Values::Wide),
                column(each().map(|row| row.3).collect(), Values::Date),
                column(each().map(|row| row.4).collect(), Values::YesNo),
            ];
            let key = Cells::Repeated { column: &key, first: 1, times: &times };
            let cells: Vec<Cells> = [key, Cells::Coded(&codes), Cells::Coded(&codes)]
                .into_iter()
                .chain(columns.iter().map(Cells::Each))
                .collect();
            writer.write(&cells, codes.len()).unwrap();
        }
        folder.add(writer.finish().unwrap()).unwrap();
        folder.commit().unwrap();
        let reader = SerializedFileReader::new(std::fs::File::open(dir.path().join("rows.parquet")).unwrap()).unwrap();
        let rows = reader.get_row_iter(None).unwrap();
        rows.map(|row| row.unwrap().get_column_iter().map(|(_, field)| shown(field)).collect()).collect()
    }

    fn shown(field: &Read) -> String {
        match field {
            Read::Null => "null".to_string(),
            Read::Str(text) => text.clone(),
            Read::Date(days) => days.to_string(),
            Read::Bool(flag) => flag.to_string(),
            Read::Decimal(decimal) => {
                let bytes = parquet::data_type::AsBytes::as_bytes(decimal.data()).to_vec();
                let negative = bytes.first().is_some_and(|byte| *byte >= 0x80);
                let mut wide = vec![if negative { 0xff } else { 0 }; 16 - bytes.len()];
                wide.extend(bytes);
                i128::from_be_bytes(wide.try_into().unwrap()).to_string()
            }
            other => panic!("unexpected: {other}"),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read_back(
            rows in prop::collection::vec(judged(), 0..40),
            batch in 1usize..20,
            page in 1usize..60,
            group in 1usize..200,
        ) {
            prop_assert_eq!(written(&rows, batch, Limits { page, group, columns: 3 }), expected(&rows));
        }
    }

    #[test]
    fn a_number_too_large_for_a_narrow_field_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::begin(dir.path()).unwrap();
        let fields = vec![Field::number("n", 0).narrow()];
        let mut writer = ParquetWriter::new(fields, folder.create("rows.parquet").unwrap(), 1).unwrap();
        let column = |units: i64| Column { values: Values::Fixed { scale: 0, units: vec![units] }, known: None };
        assert!(writer.write(&[Cells::Each(&column(999_999_999_999_999_999))], 1).is_ok());
        assert!(writer.write(&[Cells::Each(&column(1_000_000_000_000_000_000))], 1).is_err());
    }
}
