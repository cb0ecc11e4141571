//! Parquet files for tests.

use parquet::basic::{Compression, Encoding};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::path::Path;
use std::sync::Arc;

/// The values of a column; a `None` is a null of an OPTIONAL column.
#[derive(Clone)]
pub enum Values {
    Bool(Vec<Option<bool>>),
    Int32(Vec<Option<i32>>),
    Int64(Vec<Option<i64>>),
    Int96(Vec<Option<(u32, u64)>>),
    Float(Vec<Option<f32>>),
    Double(Vec<Option<f64>>),
    Bytes(Vec<Option<Vec<u8>>>),
    Fixed(Vec<Option<Vec<u8>>>),
}

impl Values {
    /// Texts, `None` for a null.
    pub fn text(texts: &[Option<&str>]) -> Values {
        Values::Bytes(texts.iter().map(|text| text.map(|text| text.as_bytes().to_vec())).collect())
    }
}

/// Ways to lay out a file.
pub fn layouts() -> Vec<(&'static str, WriterProperties)> {
    let base = || WriterProperties::builder().set_data_page_row_count_limit(2).set_write_batch_size(2);
    vec![
        ("dictionary, version 1", base().build()),
        ("dictionary, version 2", base().set_writer_version(WriterVersion::PARQUET_2_0).build()),
        ("plain, version 1", base().set_dictionary_enabled(false).set_encoding(Encoding::PLAIN).build()),
        ("snappy", base().set_compression(Compression::SNAPPY).build()),
        ("zstd", base().set_compression(Compression::ZSTD(Default::default())).build()),
        ("gzip, no dictionary, version 2", {
            let version = base().set_writer_version(WriterVersion::PARQUET_2_0).set_dictionary_enabled(false);
            version.set_compression(Compression::GZIP(Default::default())).build()
        }),
    ]
}

/// Writes a file of one row group for each item of `groups`, each a list of columns.
pub fn write(path: &Path, schema: &str, groups: &[Vec<Values>], properties: WriterProperties) {
    let schema = Arc::new(parse_message_type(&format!("message m {{ {schema} }}")).expect("a schema"));
    let optional: Vec<bool> = schema.get_fields().iter().map(|field| field.is_optional()).collect();
    let file = std::fs::File::create(path).expect("a file");
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).expect("a writer");
    for group in groups {
        let mut row_group = writer.next_row_group().expect("a row group");
        for (values, optional) in group.iter().zip(&optional) {
            let mut column = row_group.next_column().expect("a column").expect("a column");
            write_column(column.untyped(), values, *optional);
            column.close().expect("a column");
        }
        row_group.close().expect("a row group");
    }
    writer.close().expect("a file");
}

fn write_column(writer: &mut ColumnWriter<'_>, values: &Values, optional: bool) {
    macro_rules! batch {
        ($writer:expr, $values:expr, $convert:expr) => {{
            let levels: Vec<i16> = $values.iter().map(|value| i16::from(value.is_some())).collect();
            let there: Vec<_> = $values.iter().flatten().map($convert).collect();
            $writer.write_batch(&there, optional.then_some(&levels[..]), None).expect("written")
        }};
    }
    match (writer, values) {
        (ColumnWriter::BoolColumnWriter(w), Values::Bool(v)) => batch!(w, v, |v| *v),
        (ColumnWriter::Int32ColumnWriter(w), Values::Int32(v)) => batch!(w, v, |v| *v),
        (ColumnWriter::Int64ColumnWriter(w), Values::Int64(v)) => batch!(w, v, |v| *v),
        (ColumnWriter::Int96ColumnWriter(w), Values::Int96(v)) => batch!(w, v, |(day, nanos)| {
            let mut value = Int96::new();
            value.set_data(*nanos as u32, (*nanos >> 32) as u32, *day);
            value
        }),
        (ColumnWriter::FloatColumnWriter(w), Values::Float(v)) => batch!(w, v, |v| *v),
        (ColumnWriter::DoubleColumnWriter(w), Values::Double(v)) => batch!(w, v, |v| *v),
        (ColumnWriter::ByteArrayColumnWriter(w), Values::Bytes(v)) => batch!(w, v, |v| ByteArray::from(v.clone())),
        (ColumnWriter::FixedLenByteArrayColumnWriter(w), Values::Fixed(v)) => {
            batch!(w, v, |v| FixedLenByteArray::from(v.clone()))
        }
        _ => panic!("values of another type than the schema's"),
    };
}
