//! Parquet files that are cut or changed: named, never a panic that reaches the caller.

use super::helper::{bind, read, spec};
use super::writer::{Values, layouts, write};
use proptest::prelude::*;
use rubric::table::ProblemKind;

const SPEC: &str = "name text\namount money";

fn file(layout: usize) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("t.parquet");
    let names: Vec<Option<String>> = (0..40).map(|i| Some(format!("name {}", i % 7))).collect();
    let columns = vec![
        Values::Bytes(names.into_iter().map(|name| name.map(String::into_bytes)).collect()),
        Values::Int64((0..40).map(Some).collect()),
    ];
    let schema = "REQUIRED BYTE_ARRAY name (UTF8); REQUIRED INT64 amount (DECIMAL(18,2));";
    let mut layouts = layouts();
    let (_, properties) = layouts.swap_remove(layout % layouts.len());
    write(&path, schema, &[columns], properties);
    std::fs::read(path).expect("a file")
}

/// Rows that could be read, and whether the file was named as broken.
fn outcome(bytes: &[u8]) -> (usize, bool) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("t.parquet"), bytes).expect("a file");
    let spec = spec("t", SPEC);
    let broken = |problems: &[rubric::table::Problem]| problems.iter().any(|p| p.kind == ProblemKind::BrokenFile);
    match bind(folder.path(), std::slice::from_ref(&spec)) {
        Ok(files) => {
            let read = read(&files, &spec);
            (read.rows(), broken(&read.ends))
        }
        Err(problems) => (0, broken(&problems)),
    }
}

#[test]
fn a_file_cut_anywhere_is_broken() {
    for layout in [0, 2, 3] {
        let whole = file(layout);
        assert_eq!(outcome(&whole), (40, false));
        for length in (0..whole.len()).step_by(7) {
            assert_eq!(outcome(&whole[..length]), (0, true), "{length} bytes");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_never_panic(layout in 0usize..6, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = file(layout);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let (rows, _) = outcome(&bytes);
        prop_assert!(rows <= 1 << 20);
    }
}
