//! Stores of other versions of this program.

use super::support::{Place, kept, rows};
use crate::cli::support::{expect_code, root, stderr, stdout};
use rubric::store::SCHEMA;
use rusqlite::Connection;
use std::fs;
use std::path::Path;

/// What `rubric` calls itself in SQLite's header.
const APPLICATION: i64 = 0x5262_7263;

/// The steps from an empty file on.
fn steps() -> Vec<String> {
    let step = |n: u32| fs::read_to_string(root().join(format!("src/store/schema/{n:04}.sql"))).unwrap();
    (1..=SCHEMA).map(step).collect()
}

/// A store as it was when the schema had `version` steps, with the rows of one that holds a run.
fn older(place: &Place, version: usize) {
    expect_code(&place.run("2026-03-31", &["--by", "Anna"]), 0);
    aged(&place.path(), version);
}

/// Makes a store one of an older schema.
pub fn aged(store: &Path, version: usize) {
    let old = store.with_extension("old");
    let connection = Connection::open(&old).unwrap();
    steps().iter().take(version).for_each(|step| connection.execute_batch(step).unwrap());
    connection.execute("ATTACH ? AS now", [store.to_str().unwrap()]).unwrap();
    let query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let tables: Vec<String> = rows(&old, query);
    for table in tables {
        let names = format!("SELECT group_concat('\"' || name || '\"', ', ') FROM pragma_table_info('{table}')");
        let names = rows(&old, &names).concat();
        let copy = format!("INSERT INTO main.{table} ({names}) SELECT {names} FROM now.{table}");
        connection.execute_batch(&copy).unwrap();
    }
    connection.pragma_update(None, "application_id", APPLICATION).unwrap();
    connection.pragma_update(None, "user_version", version as i64).unwrap();
    drop(connection);
    fs::rename(old, store).unwrap();
}

#[test]
fn a_store_of_each_older_schema_is_brought_forward() {
    for version in 1..=SCHEMA as usize {
        let place = Place::new();
        older(&place, version);
        assert_eq!(place.rows("PRAGMA user_version"), [version.to_string()]);
        assert_eq!(kept(&place.run("2026-06-30", &[])), "run 2 as of 2026-06-30: 4 rated, 2 changed", "from {version}");
        assert_eq!(place.rows("PRAGMA user_version"), [SCHEMA.to_string()]);
        let history = place.ask(&["history", crate::cli::support::RATING, "C10"]);
        assert!(stdout(&history).contains("run 1, by Anna"), "from {version}: {}", stdout(&history));
        let schema = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
        let new = Place::new();
        expect_code(&new.run("2026-06-30", &[]), 0);
        assert_eq!(place.rows(schema), new.rows(schema), "from {version}");
    }
}

#[test]
fn a_newer_store_and_a_file_of_another_program_are_refused_and_left_alone() {
    let cases = [
        (
            "PRAGMA application_id = 1382183523; PRAGMA user_version = 99",
            "a newer Rubric wrote this store (schema 99, this one knows",
        ),
        ("CREATE TABLE theirs (x)", "the file is no store of Rubric; nothing was changed in it"),
        ("PRAGMA application_id = 7", "the file is no store of Rubric; nothing was changed in it"),
    ];
    for (made_by, message) in cases {
        let place = Place::new();
        Connection::open(place.path()).unwrap().execute_batch(made_by).unwrap();
        let before = fs::read(place.path()).unwrap();
        for refused in [place.run("2026-06-30", &[]), place.ask(&["changes", "--since", "2026-01-01"])] {
            expect_code(&refused, 2);
            assert!(stderr(&refused).contains(message), "{}", stderr(&refused));
        }
        assert_eq!(fs::read(place.path()).unwrap(), before);
    }
}
