//! Lines for problems that know their record, `rejected.csv`, digests.

use super::helper::{bind, read, spec};
use super::writer::{Values, write};
use parquet::file::properties::WriterProperties;
use rubric::table::{Place, Problem, ProblemKind};

fn orphan(table: &str, record: u64) -> Problem {
    Problem {
        place: Place { table: table.to_string(), record: Some(record), ..Place::default() },
        kind: ProblemKind::Orphan,
        found: "\"C9\"".to_string(),
        expected: "a customer".to_string(),
        help: None,
    }
}

#[test]
fn rejected_rows_stand_with_their_reasons_and_their_own_text() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("t.csv"), "a,b\n\"x\ny\",1\n\n\"p, \"\"q\"\"\",z \r\nC9,3\n").expect("a file");
    let schema = "REQUIRED BYTE_ARRAY a (UTF8); REQUIRED INT32 b;";
    let columns = || vec![Values::text(&[Some("C1"), Some("C9")]), Values::Int32(vec![Some(1), Some(2)])];
    write(&folder.path().join("u.parquet"), schema, &[columns(), columns()], WriterProperties::default());
    let specs = [spec("t", "a text\nb count"), spec("u", "a text\nb count")];
    let files = bind(folder.path(), &specs).expect("bound");
    let mut problems = read(&files, &specs[0]).problems;
    problems.extend([orphan("t", 2), orphan("t", 0), orphan("u", 3)]);
    let path = folder.path().join("rejected.csv");
    files.write_rejected(&path, &problems).expect("written");
    files.locate(&mut problems).expect("located");
    let places: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
    let text = std::fs::read_to_string(path).expect("a file");
    insta::assert_snapshot!("rejected", format!("{text}---\n{places}"));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 3, "no other file is left");
}

#[test]
fn every_file_has_one_digest() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("t.csv"), "a\nabc\n").expect("a file");
    std::fs::write(folder.path().join("sources.ron"), r#"(tables: {"u": (distinct_of: "t")})"#).expect("a file");
    let specs = [spec("t", "a text"), spec("u", "a text key")];
    let files = bind(folder.path(), &specs).expect("bound");
    let digests = files.digests().expect("digests");
    let shown: Vec<String> = digests.iter().map(|d| format!("{} {} {}", d.file, d.bytes, d.blake3)).collect();
    insta::assert_snapshot!("digests", shown.join("\n"));
}
