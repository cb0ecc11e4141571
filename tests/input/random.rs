//! Any bytes as CSV: never a panic, and every record is a row or a problem.

use super::helper::{bind, read, spec};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b",".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"1.50".to_vec()),
        Just(b"2026-06-30".to_vec()),
        Just("ü".as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// A text that stands in quotes, and one that needs none.
fn cell() -> impl Strategy<Value = (String, bool)> {
    prop_oneof![("[a-zü \\-]{1,6}", Just(false)), ("[a-z,\"\r\n ü]{1,8}", Just(true))]
}

fn quoted((text, quotes): &(String, bool)) -> String {
    if *quotes { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.clone() }
}

proptest! {
    #[test]
    fn any_bytes_are_accounted_for(body in bytes(), encoding in prop::sample::select(vec!["utf-8", "utf-16le", "shift_jis", "windows-1252"])) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut file = if encoding == "utf-16le" { b"a\0,\0b\0,\0c\0\n\0".to_vec() } else { b"a,b,c\n".to_vec() };
        file.extend(&body);
        std::fs::write(folder.path().join("t.csv"), file).expect("a file");
        std::fs::write(folder.path().join("sources.ron"), format!("(defaults: (encoding: \"{encoding}\"))")).expect("a file");
        let spec = spec("t", "a text optional\nb money optional\nc date optional");
        let files = bind(folder.path(), std::slice::from_ref(&spec)).expect("the header is whole");
        let read = read(&files, &spec);
        let mut records: BTreeSet<u64> = read.problems.iter().filter_map(|problem| problem.place.record).collect();
        let bad = records.len();
        for (_, batch) in &read.batches {
            records.extend((0..batch.rows).map(|row| batch.records.get(row)));
        }
        prop_assert_eq!(records.len(), bad + read.rows(), "no record is a row and a problem");
        if read.ends.is_empty() {
            prop_assert_eq!(records.last().map_or(0, |last| last + 1), records.len() as u64, "no record is left out");
        }
    }

    #[test]
    fn what_was_written_is_read(rows in prop::collection::vec(prop::collection::vec(cell(), 3), 0..12)) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut text = String::from("a,b,c\n");
        for row in &rows {
            text += &(row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n");
        }
        std::fs::write(folder.path().join("t.csv"), text).expect("a file");
        let spec = spec("t", "a text\nb text\nc text");
        let files = bind(folder.path(), std::slice::from_ref(&spec)).expect("bound");
        let read = read(&files, &spec);
        prop_assert!(read.problems.is_empty() && read.ends.is_empty(), "{}", read.shown(&spec));
        prop_assert_eq!(read.rows(), rows.len());
        let column = |row: usize, column: usize| {
            let (_, batch) = &read.batches[0];
            batch.columns[column].get(row).map(|value| value.plain(&rubric::value::Type::Text))
        };
        for (i, row) in rows.iter().enumerate() {
            for (j, (text, _)) in row.iter().enumerate() {
                prop_assert_eq!(column(i, j), Some(text.clone()));
            }
        }
    }

    #[test]
    fn any_sources_are_read_or_refused(text in "[a-z_\\(\\)\\{\\}\\[\\]:,\" #/0-9\n]{0,80}") {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("t.csv"), "a\n1\n").expect("a file");
        std::fs::write(folder.path().join("sources.ron"), text).expect("a file");
        let _ = bind(folder.path(), &[spec("t", "a text")]);
    }
}

#[test]
fn a_quote_that_opens_near_the_top_of_a_long_file_ends_it_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = String::from("a,b\n1,2\n3,\"4\n");
    text += &"5,6\n".repeat(10 << 20);
    std::fs::write(folder.path().join("t.csv"), text).expect("a file");
    let spec = spec("t", "a text\nb text");
    let files = bind(folder.path(), std::slice::from_ref(&spec)).expect("bound");
    let read = read(&files, &spec);
    let [end] = &read.ends[..] else { panic!("one end") };
    insta::assert_snapshot!("long_quote", end.to_string());
}

#[test]
fn a_file_longer_than_a_batch_keeps_its_records_and_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = String::from("a,b\n");
    for i in 0..20_000 {
        text += &if i % 5_000 == 4_999 { format!("\"x\ny\",bad {i}\n") } else { format!("{i},{i}\n") };
    }
    std::fs::write(folder.path().join("t.csv"), text).expect("a file");
    let spec = spec("t", "a text\nb count");
    let files = bind(folder.path(), std::slice::from_ref(&spec)).expect("bound");
    let read = read(&files, &spec);
    let at: Vec<_> = read.problems.iter().map(|p| (p.place.record.unwrap_or(0), p.place.line.unwrap_or(0))).collect();
    assert_eq!(at, [(4_999, 5_001), (9_999, 10_002), (14_999, 15_003), (19_999, 20_004)]);
    assert_eq!((read.rows(), read.batches.len()), (19_996, 2));
    for (_, batch) in &read.batches {
        for row in 0..batch.rows {
            let count = batch.columns[1].get(row).and_then(|value| value.number()).expect("a count");
            assert_eq!(count.to_string(), batch.records.get(row).to_string());
        }
    }
}
