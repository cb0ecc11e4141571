//! Whatever shape data have: the same rows, and nothing is read slowly without being told.

use super::helper::{Read, bind, read, spec};
use super::writer::{Values, write};
use parquet::basic::{Compression, Encoding};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter};
use parquet::file::properties::{WriterProperties, WriterVersion};
use rubric::table::TableSpec;
use rubric::value::Value;
use std::path::Path;

/// Ways to lay out columns of a few thousand rows.
fn layouts() -> Vec<(&'static str, WriterProperties)> {
    let base = || WriterProperties::builder().set_write_batch_size(100);
    let second = || base().set_writer_version(WriterVersion::PARQUET_2_0);
    vec![
        ("dictionary", base().build()),
        ("dictionary, version 2", second().build()),
        ("dictionary, then plain", base().set_dictionary_page_size_limit(2_000).build()),
        ("dictionary, then plain, small pages", {
            base().set_dictionary_page_size_limit(500).set_data_page_row_count_limit(300).build()
        }),
        ("plain", base().set_dictionary_enabled(false).set_encoding(Encoding::PLAIN).build()),
        ("plain, version 2, snappy", {
            let plain = second().set_dictionary_enabled(false).set_encoding(Encoding::PLAIN);
            plain.set_compression(Compression::SNAPPY).set_data_page_row_count_limit(700).build()
        }),
    ]
}

/// Reads a file, with notes as `COLUMN: CELLS`.
fn reading(folder: &Path, spec: &TableSpec) -> (Read, Vec<String>) {
    let files = bind(folder, std::slice::from_ref(spec)).expect("bound");
    let read = read(&files, spec);
    let told = |note: rubric::input::Note| format!("{}: {}", note.column.unwrap_or(note.file), note.cells);
    (read, files.notes().into_iter().map(told).collect())
}

/// A column's cells as text.
fn cells(read: &Read, spec: &TableSpec, column: usize) -> Vec<Option<String>> {
    let ty = &spec.columns[column].ty;
    let of_batch = |batch: &rubric::table::Batch| -> Vec<Option<String>> {
        (0..batch.rows).map(|row| batch.columns[column].get(row).map(|value: Value| value.plain(ty))).collect()
    };
    read.batches.iter().flat_map(|(_, batch)| of_batch(batch)).collect()
}

/// Texts that are long, alike in their first bytes, missing, and not in ASCII.
fn keys(rows: usize) -> Vec<Option<String>> {
    let key = |i: usize| match i % 7 {
        0 => Some(format!("C{i:07}")),
        1 => None,
        2 => Some(format!("{}{i}", "the same beginning, ".repeat(1 + i % 20))),
        3 => Some("x".repeat(1 + i % 40)),
        4 => Some(format!("Müller {i}")),
        5 => Some(i.to_string()),
        _ => Some(format!("{i:016}")),
    };
    (0..rows).map(key).collect()
}

fn as_values(texts: &[Option<String>]) -> Values {
    Values::Bytes(texts.iter().map(|text| text.as_ref().map(|text| text.as_bytes().to_vec())).collect())
}

#[test]
fn keys_of_all_kinds_are_read_from_all_layouts_at_once() {
    let spec = spec("t", "k text optional\nr text");
    let optional = keys(10_000);
    let required: Vec<Option<String>> = optional.iter().map(|key| Some(key.clone().unwrap_or("-".into()))).collect();
    for (layout, properties) in layouts() {
        let folder = tempfile::tempdir().expect("a folder");
        let groups: Vec<Vec<Values>> = [0..9_000, 9_000..9_001, 9_001..10_000]
            .into_iter()
            .map(|rows| vec![as_values(&optional[rows.clone()]), as_values(&required[rows])])
            .collect();
        let schema = "OPTIONAL BYTE_ARRAY k (STRING); REQUIRED BYTE_ARRAY r (STRING);";
        write(&folder.path().join("t.parquet"), schema, &groups, properties);
        let (read, notes) = reading(folder.path(), &spec);
        assert_eq!(cells(&read, &spec, 0), optional, "{layout}");
        assert_eq!(cells(&read, &spec, 1), required, "{layout}");
        assert_eq!((read.problems.len() + read.ends.len(), notes), (0, vec![]), "{layout}");
    }
}

#[test]
fn characters_that_two_texts_share_and_texts_to_be_composed_are_looked_at_one_by_one() {
    let spec = spec("t", "k text optional");
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = [&b"a\xC3"[..], b"\xBCb", "u\u{308}".as_bytes(), b"ok", b""];
    let columns = vec![Values::Bytes(bytes.iter().map(|text| Some(text.to_vec())).collect())];
    let properties = WriterProperties::builder().set_dictionary_enabled(false).build();
    write(&folder.path().join("t.parquet"), "OPTIONAL BYTE_ARRAY k (STRING);", &[columns], properties);
    let (read, notes) = reading(folder.path(), &spec);
    assert_eq!(cells(&read, &spec, 0), [Some("ü".into()), Some("ok".into()), None]);
    let records: Vec<Option<u64>> = read.problems.iter().map(|problem| problem.place.record).collect();
    assert_eq!((records, notes), (vec![Some(0), Some(1)], vec!["k: 5".to_string()]));
}

#[test]
fn decimals_of_every_storage_are_the_same_money() {
    let spec = spec("t", "a money\nb money\nc money\nd money\ne money\nf money\ng number\nh money optional");
    let schema = "REQUIRED INT32 a (DECIMAL(9,2)); REQUIRED INT64 b (DECIMAL(18,2)); \
                  REQUIRED FIXED_LEN_BYTE_ARRAY(6) c (DECIMAL(12,2)); REQUIRED FIXED_LEN_BYTE_ARRAY(16) d (DECIMAL(38,2)); \
                  REQUIRED BYTE_ARRAY e (DECIMAL(20,2)); REQUIRED INT64 f (DECIMAL(18,4)); \
                  REQUIRED INT64 g (DECIMAL(18,2)); OPTIONAL INT64 h (DECIMAL(18,2));";
    let units: Vec<i64> = (0..9_500).map(|i| (i - 4_000) * 12_345).collect();
    let big = |n: i64, width: usize| Some(i128::from(n).to_be_bytes()[16 - width..].to_vec());
    let known = |i: usize| !i.is_multiple_of(3);
    let columns = vec![
        Values::Int32(units.iter().map(|n| Some(*n as i32)).collect()),
        Values::Int64(units.iter().map(|n| Some(*n)).collect()),
        Values::Fixed(units.iter().map(|n| big(*n, 6)).collect()),
        Values::Fixed(units.iter().map(|n| big(*n, 16)).collect()),
        Values::Bytes(units.iter().map(|n| big(*n, 9)).collect()),
        Values::Int64(units.iter().map(|n| Some(*n * 100)).collect()),
        Values::Int64(units.iter().map(|n| Some(*n)).collect()),
        Values::Int64(units.iter().enumerate().map(|(i, n)| known(i).then_some(*n)).collect()),
    ];
    for (layout, properties) in layouts() {
        let folder = tempfile::tempdir().expect("a folder");
        write(&folder.path().join("t.parquet"), schema, std::slice::from_ref(&columns), properties);
        let (read, notes) = reading(folder.path(), &spec);
        let first = cells(&read, &spec, 0);
        assert_eq!((first.len(), first[3_999].as_deref()), (9_500, Some("-123.45")), "{layout}");
        for column in 1..7 {
            assert_eq!(cells(&read, &spec, column), first, "{layout}, column {column}");
        }
        let some: Vec<Option<String>> =
            first.iter().enumerate().map(|(i, cell)| cell.clone().filter(|_| known(i))).collect();
        assert_eq!(cells(&read, &spec, 7), some, "{layout}");
        assert_eq!((read.problems.len(), notes), (0, vec![]), "{layout}");
    }
}

#[test]
fn a_decimal_that_does_not_fit_is_named_and_the_others_are_read() {
    let spec = spec("t", "a money\nb money");
    let schema = "REQUIRED INT64 a (DECIMAL(18,4)); REQUIRED FIXED_LEN_BYTE_ARRAY(16) b (DECIMAL(38,1));";
    let wide = |n: i128| Some(n.to_be_bytes().to_vec());
    let columns = vec![
        Values::Int64(vec![Some(12_300), Some(12_345), Some(-100)]),
        Values::Fixed(vec![wide(1), wide(2), wide(i128::from(i64::MAX) / 10 + 1)]),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let properties = WriterProperties::builder().set_dictionary_enabled(false).build();
    write(&folder.path().join("t.parquet"), schema, &[columns], properties);
    let (read, notes) = reading(folder.path(), &spec);
    assert_eq!(cells(&read, &spec, 0), [Some("1.23".to_string())]);
    assert_eq!((read.problems.len(), notes), (2, vec!["a: 3".to_string(), "b: 3".to_string()]));
}

#[test]
fn days_and_local_times_are_the_same_dates_and_moments_are_told_of() {
    let spec = spec("t", "a date\nb date\nc date\nd date\ne date optional");
    let schema = "REQUIRED INT32 a (DATE); REQUIRED INT64 b (TIMESTAMP(MILLIS,false)); \
                  REQUIRED INT64 c (TIMESTAMP(MICROS,false)); REQUIRED INT64 d (TIMESTAMP(MICROS,true)); \
                  OPTIONAL INT32 e (DATE);";
    let days: Vec<i64> = (-4_000..5_000).collect();
    let late = 86_399_999;
    let columns = vec![
        Values::Int32(days.iter().map(|day| Some(*day as i32)).collect()),
        Values::Int64(days.iter().map(|day| Some(day * 86_400_000 + late)).collect()),
        Values::Int64(days.iter().map(|day| Some(day * 86_400_000_000)).collect()),
        Values::Int64(days.iter().map(|day| Some(day * 86_400_000_000)).collect()),
        Values::Int32(days.iter().map(|day| (day % 2 == 0).then_some(*day as i32)).collect()),
    ];
    for (layout, properties) in layouts() {
        let folder = tempfile::tempdir().expect("a folder");
        write(&folder.path().join("t.parquet"), schema, std::slice::from_ref(&columns), properties);
        std::fs::write(folder.path().join("sources.ron"), r#"(defaults: (zone: "Etc/UTC"))"#).expect("a file");
        let (read, notes) = reading(folder.path(), &spec);
        let first = cells(&read, &spec, 0);
        assert_eq!((first.len(), first[4_000].as_deref()), (9_000, Some("1970-01-01")), "{layout}");
        for column in 1..4 {
            assert_eq!(cells(&read, &spec, column), first, "{layout}, column {column}");
        }
        let even = |(cell, day): (&Option<String>, &i64)| cell.clone().filter(|_| day % 2 == 0);
        assert_eq!(cells(&read, &spec, 4), first.iter().zip(&days).map(even).collect::<Vec<_>>(), "{layout}");
        assert_eq!(notes, ["d: 9000"], "{layout}: moments are read one by one");
    }
}

#[test]
fn whole_numbers_are_keys_as_they_are_printed_and_floats_are_told_of() {
    let spec = spec("t", "a text\nb text\nc money");
    let schema = "REQUIRED INT32 a; REQUIRED INT64 b; REQUIRED DOUBLE c;";
    let numbers: Vec<i64> = (0..9_000).map(|i| (i - 10) * 7).collect();
    let columns = vec![
        Values::Int32(numbers.iter().map(|n| Some(*n as i32)).collect()),
        Values::Int64(numbers.iter().map(|n| Some(n * 1_000_000_007)).collect()),
        Values::Double(numbers.iter().map(|n| Some(*n as f64 / 100.0)).collect()),
    ];
    for (layout, properties) in layouts() {
        let folder = tempfile::tempdir().expect("a folder");
        write(&folder.path().join("t.parquet"), schema, std::slice::from_ref(&columns), properties);
        std::fs::write(folder.path().join("sources.ron"), "(defaults: (round: half_to_even))").expect("a file");
        let (read, notes) = reading(folder.path(), &spec);
        let printed = |factor: i64| numbers.iter().map(|n| Some((n * factor).to_string())).collect::<Vec<_>>();
        assert_eq!((cells(&read, &spec, 0), cells(&read, &spec, 1)), (printed(1), printed(1_000_000_007)), "{layout}");
        assert_eq!(cells(&read, &spec, 2)[9], Some("-0.07".to_string()), "{layout}");
        assert_eq!(notes, ["c: 9000"], "{layout}: floats are read one by one");
    }
}

/// The file with its footer changed to say that its columns are compressed so.
fn claim(path: &Path, codec: Compression) {
    let bytes = std::fs::read(path).expect("a file");
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&std::fs::File::open(path).expect("a file"));
    let metadata: ParquetMetaData = metadata.expect("a footer");
    let mut changed = metadata.clone().into_builder();
    for group in changed.take_row_groups() {
        let mut builder = group.into_builder();
        let columns = builder.take_columns().into_iter();
        let columns = columns.map(|column| column.into_builder().set_compression(codec).build().expect("a column"));
        changed = changed.add_row_group(builder.set_column_metadata(columns.collect()).build().expect("a group"));
    }
    let length = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().expect("a length")) as usize;
    let mut out = bytes[..bytes.len() - 8 - length].to_vec();
    ParquetMetaDataWriter::new(&mut out, &changed.build()).finish().expect("a footer");
    std::fs::write(path, out).expect("a file");
}

#[test]
fn compressions_that_are_not_read_are_refused_by_name() {
    let spec = spec("t", "a count");
    for (codec, name) in [
        (Compression::LZ4, "LZ4"),
        (Compression::LZ4_RAW, "LZ4_RAW"),
        (Compression::BROTLI(Default::default()), "BROTLI"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.parquet");
        write(&path, "REQUIRED INT32 a;", &[vec![Values::Int32(vec![Some(1)])]], WriterProperties::default());
        claim(&path, codec);
        let (read, _) = reading(folder.path(), &spec);
        let [problem] = read.ends.as_slice() else { panic!("{:?}", read.ends) };
        assert_eq!(problem.found, format!("a column compressed by {name}"));
        assert_eq!(problem.expected, "no compression, or Snappy, Zstandard or Gzip");
        assert_eq!(read.rows(), 0);
    }
}

/// A table of some megabytes in CSV, each cell written by `write`.
fn csv(rows: usize, end: &str, write: impl Fn(&str) -> String) -> String {
    let row = |i: usize| {
        let note = match i % 3 {
            0 => format!("plain {i}"),
            1 => String::new(),
            _ => "ünusual".to_string(),
        };
        let amount = format!("{}.{:02}", i * 7, i % 100);
        [i.to_string(), note, amount, "2026-02-28".into(), "b".into()].map(|cell| write(&cell)).join(",") + end
    };
    let header = ["k", "note", "amount", "day", "state"].map(&write).join(",") + end;
    header + &(0..rows).map(row).collect::<String>()
}

#[test]
fn one_table_in_all_writings_of_csv_is_the_same_rows() {
    let spec = spec("t", "k text\nnote text optional\namount money\nday date\nstate one of \"a\", \"b\"");
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let writings = [
        ("plain", csv(60_000, "\n", str::to_string)),
        ("CRLF", csv(60_000, "\r\n", str::to_string)),
        ("CR", csv(60_000, "\r", str::to_string)),
        ("quoted", csv(60_000, "\n", quoted)),
        ("quoted, CRLF, blank lines", csv(60_000, "\r\n\r\n", quoted)),
        ("byte order mark", format!("\u{FEFF}{}", csv(60_000, "\n", str::to_string))),
        ("no last line break", csv(60_000, "\n", str::to_string).trim_end().to_string()),
    ];
    let mut first = None;
    for (writing, text) in writings {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("t.csv"), text).expect("a file");
        let (read, notes) = reading(folder.path(), &spec);
        assert!(read.problems.is_empty() && read.ends.is_empty(), "{writing}");
        assert_eq!(notes, ["note: 20000"], "{writing}: text beyond ASCII is looked at one by one");
        let all: Vec<Vec<Option<String>>> = (0..5).map(|column| cells(&read, &spec, column)).collect();
        assert_eq!(all[0].len(), 60_000, "{writing}");
        assert_eq!(first.get_or_insert(all.clone()), &all, "{writing}");
    }
}

#[test]
fn cells_in_unusual_shapes_are_read_and_counted_and_so_is_a_file_that_is_decoded() {
    let spec = spec("t", "note text optional\namount money\nday date");
    let folder = tempfile::tempdir().expect("a folder");
    let text = "note,amount,day\nplain,1.50,2026-06-30\n\"two \"\"quotes\"\",\nlines\", 2.5 ,2026-06-30 10:00\n,.5,2026-06-30\n";
    std::fs::write(folder.path().join("t.csv"), text).expect("a file");
    let (read, notes) = reading(folder.path(), &spec);
    let column = |column| cells(&read, &spec, column).into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>();
    assert_eq!(column(0), ["plain", "two \"quotes\",\nlines", ""]);
    assert_eq!(
        (column(1), column(2)),
        (vec!["1.5".into(), "2.5".into(), "0.5".into()], vec!["2026-06-30".to_string(); 3])
    );
    assert_eq!(notes, ["amount: 1", "day: 1", "note: 1"]);

    std::fs::write(folder.path().join("t.csv"), b"note,amount,day\nM\xFCller,1,2026-06-30\n").expect("a file");
    std::fs::write(folder.path().join("sources.ron"), r#"(defaults: (encoding: "windows-1252"))"#).expect("a file");
    let (read, notes) = reading(folder.path(), &spec);
    assert_eq!(cells(&read, &spec, 0), [Some("Müller".to_string())]);
    assert_eq!(notes, ["t.csv: 0", "note: 1"]);
}
