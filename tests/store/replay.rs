//! History from today's data.

use super::support::Place;
use crate::cli::support::{DATA, RATING, expect_code, rubric, stderr, stdout};

fn replay(place: &Place, from: &str, to: &str, every: &str, more: &[&str]) -> std::process::Output {
    let store = place.store();
    let command = ["replay", RATING, "--data", DATA, "--from", from, "--to", to, "--every", every, "--store", &store];
    rubric(&[&command[..], more].concat())
}

/// All versions with their bytes, whatever the moment they were written.
const VERSIONS: &str = "SELECT number, as_of, key, previous, hex(digest), hex(body) FROM version \
    JOIN run ON run.id = version.run ORDER BY version.id";
const RUNS: &str = "SELECT number, as_of, by, version, inputs, rated, appeared, changed, gone FROM run ORDER BY number";

#[test]
fn a_replay_leaves_what_a_run_of_each_date_leaves() {
    let (replayed, ran) = (Place::new(), Place::new());
    for threads in ["1", "3"] {
        let place = Place::new();
        let done = replay(&place, "2025-12-31", "2026-07-15", "month", &["--by", "Anna", "--threads", threads]);
        expect_code(&done, 0);
        std::fs::rename(place.path(), replayed.path()).unwrap();
    }
    let dates = ["2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"];
    for date in dates {
        expect_code(&ran.run(date, &["--by", "Anna"]), 0);
    }
    assert_eq!(replayed.rows(RUNS), ran.rows(RUNS));
    assert_eq!(replayed.rows(VERSIONS), ran.rows(VERSIONS));
    assert!(replayed.rows("SELECT DISTINCT run FROM version").len() > 3, "the dates differ");
    assert_eq!(replayed.rows("SELECT DISTINCT replayed FROM run"), ["1"]);
    let audit = replayed.rows("SELECT action, by, detail FROM audit");
    assert!(audit[0].starts_with("replay | Anna | run 7 as of 2026-06-30") && audit.len() == 1, "{audit:?}");
}

#[test]
fn weeks_and_days_are_steps_and_a_later_run_goes_on() {
    let place = Place::new();
    let done = replay(&place, "2026-02-01", "2026-02-21", "week", &[]);
    expect_code(&done, 0);
    assert!(stdout(&done).starts_with("3 dates replayed: "), "{}", stdout(&done));
    assert!(stderr(&done).contains("not as of their date, but of today: invoices.residual"), "{}", stderr(&done));
    let again = replay(&place, "2026-02-01", "2026-02-03", "day", &[]);
    expect_code(&again, 2);
    assert!(stderr(&again).contains("it holds a run as of 2026-02-15"), "{}", stderr(&again));
    expect_code(&replay(&place, "2026-02-15", "2026-02-17", "day", &[]), 0);
    expect_code(&place.run("2026-02-18", &[]), 0);
    let runs = place.rows("SELECT as_of, replayed FROM run ORDER BY number");
    let days = ["2026-02-01 | 1", "2026-02-08 | 1", "2026-02-15 | 1", "2026-02-15 | 1", "2026-02-16 | 1"];
    assert_eq!(runs, [&days[..], &["2026-02-17 | 1", "2026-02-18 | 0"]].concat());
}

#[test]
fn dates_that_make_no_sense_are_refused() {
    let place = Place::new();
    let backwards = replay(&place, "2026-02-02", "2026-02-01", "day", &[]);
    expect_code(&backwards, 2);
    assert!(stderr(&backwards).contains("--to 2026-02-01 lies before --from 2026-02-02"));
    let endless = replay(&place, "0001-01-01", "9999-12-31", "day", &[]);
    expect_code(&endless, 2);
    assert!(stderr(&endless).contains("more than 10000 dates at once"));
    assert!(!place.path().exists());
}
