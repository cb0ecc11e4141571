//! Which `sources.ron` counts.

use super::helper::{read, shown, spec};
use rubric::input::{Location, open};
use std::path::{Path, PathBuf};

/// What table `t` reads as, from `data`, with a rulebook in `beside`.
fn reads(data: &Path, beside: &Path, sources: Option<PathBuf>) -> String {
    let spec = spec("t", "a text");
    let location = Location { data: data.to_path_buf(), sources, beside: beside.to_path_buf() };
    match open(&location, vec![spec.clone()], &[0]) {
        Ok(files) => {
            let named = files.sources().map_or("none", |(_, name)| name).to_string();
            format!("{named}: {}", read(&files, &spec).shown(&spec))
        }
        Err(problems) => problems.iter().map(shown).collect(),
    }
}

fn write(path: &Path, text: &[u8]) -> PathBuf {
    std::fs::write(path, text).expect("a file");
    path.to_path_buf()
}

#[test]
fn the_one_that_is_given_then_that_of_the_data_then_that_of_the_rulebook() {
    let (data, beside) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (data, beside) = (data.path(), beside.path());
    for (name, value) in [("t", "by name"), ("1", "given"), ("2", "in the data"), ("3", "beside")] {
        write(&data.join(format!("{name}.csv")), format!("a\n{value}\n").as_bytes());
    }
    let to = |file: &str| format!("(tables: {{\"t\": (files: \"{file}.csv\")}})").into_bytes();
    assert_eq!(reads(data, beside, None), "none: 0:0  by name\n");
    write(&beside.join("sources.ron"), &to("3"));
    assert_eq!(reads(data, beside, None), "sources.ron: 0:0  beside\n");
    write(&data.join("sources.ron"), &to("2"));
    assert_eq!(reads(data, beside, None), "sources.ron: 0:0  in the data\n");
    let given = write(&beside.join("mine.ron"), &to("1"));
    assert_eq!(reads(data, beside, Some(given)), "mine.ron: 0:0  given\n");
}

#[test]
fn one_that_can_not_be_read_is_named() {
    let data = tempfile::tempdir().expect("a folder");
    let data = data.path();
    write(&data.join("t.csv"), b"a\n1\n");
    let missing = reads(data, data, Some(data.join("nowhere.ron")));
    write(&data.join("sources.ron"), b"(\xFF)");
    insta::assert_snapshot!("sources_unreadable", format!("{missing}{}", reads(data, data, None)));
}

#[test]
fn a_file_that_vanishes_between_binding_and_reading_is_named() {
    let data = tempfile::tempdir().expect("a folder");
    let path = write(&data.path().join("t.csv"), b"a\n1\n");
    let spec = spec("t", "a text");
    let files = super::helper::bind(data.path(), std::slice::from_ref(&spec)).expect("bound");
    std::fs::remove_file(path).expect("removed");
    insta::assert_snapshot!("vanished", read(&files, &spec).shown(&spec));
    assert!(files.digests().is_err());
}
