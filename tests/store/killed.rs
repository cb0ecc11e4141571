//! A run that is killed, finds the disk full, or meets another one.

use super::support::{Place, rows};
use crate::cli::support::{command, expect_code, root, rubric, stderr};
use rubric::store;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RULES: &str = "rules/customer-rating";

/// Made-up data of many customers.
fn data(folder: &Path) -> String {
    let demo = folder.join("demo");
    expect_code(&rubric(&["demo", demo.to_str().unwrap(), "--customers", "3000"]), 0);
    demo.join("data").to_str().unwrap().to_string()
}

fn run(data: &str, place: &Place, as_of: &str) -> Command {
    let store = place.store();
    let mut command = command(&["run", RULES, "--data", data, "--as-of", as_of, "--store", &store]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The dates of all runs, after finding each of them whole: as many versions as it counted, and a line in the audit trail.
fn whole_runs(place: &Place) -> Vec<String> {
    if !place.path().exists() {
        return Vec::new();
    }
    store::open(&place.path(), false).unwrap();
    let counted = "SELECT as_of, appeared + changed + gone, (SELECT count(*) FROM version WHERE run = run.id) FROM run \
        ORDER BY number";
    let mut dates = Vec::new();
    for row in rows(&place.path(), counted) {
        let cells: Vec<&str> = row.split(" | ").collect();
        assert_eq!(cells[1], cells[2], "{row}");
        dates.push(cells[0].to_string());
    }
    assert_eq!(place.rows("SELECT count(*) FROM audit"), [dates.len().to_string()]);
    assert_eq!(place.rows("PRAGMA integrity_check"), ["ok"]);
    dates
}

/// Days at which the made-up customers differ.
fn day(n: usize) -> String {
    rubric::value::Date::parse("2024-01-01").unwrap().plus(rubric::value::Period::Days(n as i32)).unwrap().to_string()
}

#[test]
fn a_run_that_is_killed_at_any_moment_is_whole_or_absent_and_the_next_one_goes_on() {
    const KILLS: u32 = 40;
    let place = Place::new();
    let data = data(place.folder.path());
    let began = Instant::now();
    assert!(run(&data, &place, &day(0)).output().unwrap().status.success());
    let whole = began.elapsed();
    let (mut expected, mut absent) = (vec![day(0)], 0);
    for kill in 0..=KILLS {
        let date = day(1 + kill as usize * 10);
        let mut child = run(&data, &place, &date).spawn().unwrap();
        std::thread::sleep(whole * kill / KILLS);
        child.kill().unwrap();
        child.wait().unwrap();
        let found = whole_runs(&place);
        if found.len() > expected.len() {
            expected.push(date);
        } else {
            absent += 1;
        }
        assert_eq!(found, expected, "killed after {kill} of {KILLS} parts");
    }
    assert!(absent > 0, "no run was killed before its end");
    let last = run(&data, &place, "2026-06-30").output().unwrap();
    expect_code(&last, 0);
    assert_eq!(whole_runs(&place).len(), expected.len() + 1);
    // What is there is what a store has that nobody disturbed.
    let other = Place::new();
    for date in expected.iter().map(String::as_str).chain(["2026-06-30"]) {
        expect_code(&run(&data, &other, date).output().unwrap(), 0);
    }
    let versions = "SELECT number, key, body FROM version JOIN run ON run.id = version.run ORDER BY number, key";
    assert_eq!(place.rows(versions), other.rows(versions));
}

/// A limit on the length of files stands for a disk without room.
#[cfg(unix)]
#[test]
fn a_run_without_room_on_the_disk_says_so_and_leaves_the_store_as_it_was() {
    let place = Place::new();
    let data = data(place.folder.path());
    expect_code(&run(&data, &place, &day(0)).output().unwrap(), 0);
    let room = std::fs::metadata(place.path()).unwrap().len() / 1024 + 8;
    let script = format!("trap '' XFSZ; ulimit -f {room}; exec \"$0\" \"$@\"");
    let mut limited = Command::new("bash");
    limited.current_dir(root()).args(["-c", &script, env!("CARGO_BIN_EXE_rubric"), "run", RULES, "--data", &data]);
    let output = limited.args(["--as-of", "2026-06-30", "--store", &place.store()]).output().unwrap();
    expect_code(&output, 2);
    assert!(stderr(&output).contains("nothing of this run was kept"), "{}", stderr(&output));
    assert_eq!(whole_runs(&place), [day(0)]);
    expect_code(&run(&data, &place, "2026-06-30").output().unwrap(), 0);
    assert_eq!(whole_runs(&place).len(), 2);
}

#[test]
fn of_runs_at_once_each_waits_for_the_other() {
    let place = Place::new();
    let data = data(place.folder.path());
    let children: Vec<_> = (0..4).map(|_| run(&data, &place, "2026-06-30").spawn().unwrap()).collect();
    for child in children {
        expect_code(&child.wait_with_output().unwrap(), 0);
    }
    assert_eq!(whole_runs(&place).len(), 4);
    let appeared = place.rows("SELECT appeared > 0, changed, gone FROM run ORDER BY number");
    assert_eq!(appeared, ["1 | 0 | 0", "0 | 0 | 0", "0 | 0 | 0", "0 | 0 | 0"]);
}

/// Whoever can't wait any longer says who is in the way.
#[test]
fn a_store_that_stays_locked_is_refused_in_the_end() {
    let place = Place::new();
    let data = data(place.folder.path());
    let mut other = store::open(&place.path(), true).unwrap();
    other.begin().unwrap();
    let began = Instant::now();
    let refused = run(&data, &place, "2026-06-30").output().unwrap();
    expect_code(&refused, 2);
    assert!(stderr(&refused).contains("another run is writing into it; try again when it is done"));
    assert!(began.elapsed() > Duration::from_secs(5), "it waited for a while");
    other.roll_back();
    expect_code(&run(&data, &place, "2026-06-30").output().unwrap(), 0);
}
