//! Parquet in all layouts and storages.

use super::helper::{bind, read, read_columns, shown, spec};
use super::writer::{Values, layouts, write};
use parquet::file::properties::WriterProperties;
use rubric::table::{TableSpec, Values as Column};
use std::path::Path;

/// Writes one row group and shows what reading it gives.
fn reading(schema: &str, columns: Vec<Values>, spec: &TableSpec, sources: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("t.parquet"), schema, &[columns], WriterProperties::default());
    std::fs::write(folder.path().join("sources.ron"), sources).expect("a file");
    shown_folder(folder.path(), spec)
}

fn shown_folder(folder: &Path, spec: &TableSpec) -> String {
    match bind(folder, std::slice::from_ref(spec)) {
        Ok(files) => read(&files, spec).shown(spec),
        Err(problems) => problems.iter().map(shown).collect(),
    }
}

const NO_SOURCES: &str = "()";

#[test]
fn every_layout_gives_the_same_rows_whatever_its_pages_and_row_groups() {
    let spec =
        spec("t", "name text optional\namount money\nissued date optional\nvip yes/no\nstate one of \"a\", \"b\"");
    let schema = "OPTIONAL BYTE_ARRAY name (STRING); REQUIRED INT64 amount (DECIMAL(18,2)); OPTIONAL INT32 issued (DATE); \
                  REQUIRED BOOLEAN vip; REQUIRED BYTE_ARRAY state (UTF8);";
    let group = |n: i64| {
        vec![
            Values::text(&[Some("Mu\u{308}ller"), None, Some("x"), Some("x"), Some(""), Some("y")]),
            Values::Int64((0..6).map(|i| Some(100 * n + i)).collect()),
            Values::Int32(vec![Some(0), Some(-1), None, Some(20_000), None, Some(1)]),
            Values::Bool((0..6).map(|i| Some(i % 2 == 0)).collect()),
            Values::text(&[Some("a"), Some("b"), Some("a"), Some("a"), Some("b"), Some("b")]),
        ]
    };
    let mut texts = Vec::new();
    for (layout, properties) in layouts() {
        let folder = tempfile::tempdir().expect("a folder");
        write(&folder.path().join("t.parquet"), schema, &[group(1), group(2)], properties);
        texts.push((layout, shown_folder(folder.path(), &spec)));
    }
    let (_, first) = &texts[0];
    insta::assert_snapshot!("layouts", first);
    for (layout, text) in &texts {
        assert_eq!(text, first, "{layout}");
    }
}

#[test]
fn only_asked_columns_are_read_and_texts_of_a_dictionary_are_told_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("t.parquet");
    let names: Vec<Option<&str>> = (0..10_000).map(|i| Some(["x", "y", "z"][i % 3])).collect();
    let schema = "REQUIRED BYTE_ARRAY name (STRING); REQUIRED DOUBLE amount;";
    let columns = vec![Values::text(&names), Values::Double(vec![Some(0.1); 10_000])];
    write(&path, schema, &[columns], WriterProperties::default());
    let spec = spec("t", "name text\namount money");
    let files = bind(folder.path(), std::slice::from_ref(&spec)).expect("bound");
    let read = read_columns(&files, "t", &[0]);
    assert_eq!((read.rows(), read.ends.len()), (10_000, 0), "the floats were not asked for");
    for (_, batch) in &read.batches {
        let Column::Text(text) = &batch.columns[0].values else { panic!("text") };
        assert!(text.ends.len() <= 3 && text.codes.is_some());
    }
}

#[test]
fn decimals_of_every_width_are_exact() {
    let spec = spec("t", "a money\nb money to 0.001\nc number\nd money");
    let schema = "REQUIRED INT32 a (DECIMAL(9,2)); REQUIRED INT64 b (DECIMAL(18,4)); \
                  REQUIRED FIXED_LEN_BYTE_ARRAY(16) c (DECIMAL(38,10)); REQUIRED BYTE_ARRAY d (DECIMAL(20,1));";
    let wide = |n: i128| Some(n.to_be_bytes().to_vec());
    let columns = vec![
        Values::Int32(vec![Some(-1), Some(1), Some(2)]),
        Values::Int64(vec![Some(12_340), Some(12_345), Some(-10)]),
        Values::Fixed(vec![wide(-1), wide(10i128.pow(30)), wide(10i128.pow(37))]),
        Values::Bytes(vec![Some(vec![0xFF]), Some(vec![0x01, 0x00]), Some(vec![0xFF; 20])]),
    ];
    insta::assert_snapshot!("decimals", reading(schema, columns, &spec, NO_SOURCES));
}

#[test]
fn integers_are_counts_money_numbers_and_texts() {
    let spec = spec("t", "a count\nb money\nc text\nd percent\ne yes/no\nf text");
    let schema = "REQUIRED INT32 a (INTEGER(32,false)); REQUIRED INT64 b; REQUIRED INT64 c (INTEGER(64,false)); \
                  REQUIRED INT32 d; REQUIRED INT32 e; REQUIRED INT64 f (DECIMAL(10,2));";
    let columns = vec![
        Values::Int32(vec![Some(-1), Some(7)]),
        Values::Int64(vec![Some(-5), Some(i64::MAX)]),
        Values::Int64(vec![Some(-1), Some(17)]),
        Values::Int32(vec![Some(1), Some(30)]),
        Values::Int32(vec![Some(1), Some(2)]),
        Values::Int64(vec![Some(-5), Some(1234)]),
    ];
    let sources = r#"(tables: {"t": (yes: "1", no: "0", cells: {"d": (percent: of_hundred)})})"#;
    insta::assert_snapshot!("integers", reading(schema, columns, &spec, sources));
}

#[test]
fn timestamps_become_days_by_the_zone() {
    let spec = spec("t", "a date\nb date\nc date\nd date optional");
    let schema = "REQUIRED INT64 a (TIMESTAMP(MILLIS,true)); REQUIRED INT64 b (TIMESTAMP(MICROS,true)); \
                  REQUIRED INT64 c (TIMESTAMP(NANOS,false)); OPTIONAL INT96 d;";
    let late = 1_782_858_600; // 2026-06-30 22:30:00
    let columns = vec![
        Values::Int64(vec![Some(late * 1_000), Some(-1)]),
        Values::Int64(vec![Some(late * 1_000_000), Some(-3_600_000_001)]),
        Values::Int64(vec![Some(late * 1_000_000_000), Some(-1)]),
        Values::Int96(vec![Some((2_440_588, 0)), None]),
    ];
    let sources = r#"(tables: {"t": (zone: "Europe/Vienna")})"#;
    let zoned = reading(schema, columns.clone(), &spec, sources);
    insta::assert_snapshot!("timestamps", format!("{zoned}---\n{}", reading(schema, columns, &spec, NO_SOURCES)));
}

#[test]
fn floats_are_refused_unless_a_rounding_is_said() {
    let spec = spec("t", "a money\nb money optional\nc count\nd text");
    let schema = "REQUIRED DOUBLE a; OPTIONAL FLOAT b; REQUIRED DOUBLE c; REQUIRED DOUBLE d;";
    let columns = vec![
        Values::Double(vec![Some(2.675), Some(0.1 + 0.2), Some(1e300), Some(-0.005), Some(5e-324)]),
        Values::Float(vec![Some(2.675), None, Some(f32::NAN), Some(0.1), Some(16_777_216.0)]),
        Values::Double(vec![Some(3.0), Some(2.5), Some(1.0), Some(1.0), Some(-0.0)]),
        Values::Double(vec![Some(17850.0), Some(0.5), Some(1e15), Some(-7.0), Some(f64::INFINITY)]),
    ];
    let sources = r#"(tables: {"t": (round: half_away_from_zero, missing: "NaN")})"#;
    let rounded = reading(schema, columns.clone(), &spec, sources);
    insta::assert_snapshot!("floats", format!("{rounded}---\n{}", reading(schema, columns, &spec, NO_SOURCES)));
}

#[test]
fn text_in_parquet_is_read_as_in_csv() {
    let spec = spec("t", "a money\nb date\nc yes/no\nd text");
    let schema =
        "OPTIONAL BYTE_ARRAY a (UTF8); REQUIRED BYTE_ARRAY b (UTF8); REQUIRED BYTE_ARRAY c; REQUIRED BYTE_ARRAY d;";
    let columns = vec![
        Values::text(&[Some("1,5"), None, Some("1,555")]),
        Values::text(&[Some("2026-06-30"), Some("30.6.2026"), Some("2026-06-30 10:00:00")]),
        Values::text(&[Some("yes"), Some("no"), Some("TRUE")]),
        Values::Bytes(vec![Some(b"ok".to_vec()), Some(vec![0xFF]), Some(b"ok".to_vec())]),
    ];
    let sources = r#"(tables: {"t": (decimal_mark: ",")})"#;
    insta::assert_snapshot!("text", reading(schema, columns, &spec, sources));
}

#[test]
fn what_can_not_be_read_as_the_type_is_named() {
    let spec = spec("t", "a date\nb money\nc yes/no\nd text\ne money\nf text\ng text\nmissing text");
    let schema = "REQUIRED INT32 a; REQUIRED INT32 b (DATE); REQUIRED INT64 c (TIMESTAMP(MILLIS,false)); \
                  REQUIRED BOOLEAN d; REPEATED INT32 e; REQUIRED GROUP f { REQUIRED INT32 x; } \
                  REQUIRED INT32 g (TIME(MILLIS,true));";
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("t.parquet"), schema, &[], WriterProperties::default());
    let files = bind(folder.path(), std::slice::from_ref(&spec)).expect("bound");
    assert_eq!(read(&files, &spec).shown(&spec), "", "there is no part to read");
    let folder = tempfile::tempdir().expect("a folder");
    let columns = vec![
        Values::Int32(vec![]),
        Values::Int32(vec![]),
        Values::Int64(vec![]),
        Values::Bool(vec![]),
        Values::Int32(vec![]),
        Values::Int32(vec![]),
        Values::Int32(vec![]),
    ];
    let path = folder.path().join("t.parquet");
    super::writer::write(&path, &schema.replace("REPEATED", "REQUIRED"), &[columns], WriterProperties::default());
    insta::assert_snapshot!("mismatches", shown_folder(folder.path(), &spec));
}
