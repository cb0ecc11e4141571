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
    let number = prop::option::of(prop_oneof![-1000i64..1000, -999_999_999_999_999_999i64..=999_999_999_999_999_999]);
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
    let mut writer = Box::new(ParquetWriter::limited(fields(), file, limits).unwrap());
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
        prop_assert_eq!(written(&rows, batch, Limits { page, group }), expected(&rows));
    }
}

#[test]
fn a_number_too_large_for_a_narrow_field_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::begin(dir.path()).unwrap();
    let fields = vec![Field::number("n", 0).narrow()];
    let mut writer = ParquetWriter::new(fields, folder.create("rows.parquet").unwrap()).unwrap();
    let column = |units: i64| Column { values: Values::Fixed { scale: 0, units: vec![units] }, known: None };
    assert!(writer.write(&[Cells::Each(&column(999_999_999_999_999_999))], 1).is_ok());
    assert!(writer.write(&[Cells::Each(&column(1_000_000_000_000_000_000))], 1).is_err());
}
