//! What `rubric history` and `rubric changes` say.

use super::support::Place;
use crate::cli::support::{DATA, RATING, expect_code, rubric, stderr, stdout};

/// Half a year of the customers of these tests.
fn place() -> Place {
    let place = Place::new();
    let command = ["replay", RATING, "--data", DATA, "--from", "2025-12-31", "--to", "2026-06-30", "--every", "month"];
    let who = ["--by", "Anna", "--reason", "to begin with", "--store", &place.store()];
    expect_code(&rubric(&[&command[..], &who].concat()), 0);
    expect_code(&place.run("2026-07-31", &["--by", "schedule"]), 0);
    place
}

fn told(place: &Place, arguments: &[&str]) -> String {
    let output = place.ask(arguments);
    expect_code(&output, 0);
    stdout(&output)
}

#[test]
fn the_timeline_of_a_customer() {
    let place = place();
    for key in ["C10", "C2", "C4"] {
        insta::assert_snapshot!(format!("history-{key}"), told(&place, &["history", RATING, key]));
    }
    let json = told(&place, &["history", RATING, "C10", "--format", "json"]);
    let mut json: serde_json::Value = serde_json::from_str(&json).unwrap();
    for event in json["events"].as_array_mut().unwrap() {
        assert!(event["run"]["at"].as_str().unwrap().ends_with('Z'));
        event["run"]["at"] = "(the moment)".into();
    }
    insta::assert_snapshot!("history-json", serde_json::to_string_pretty(&json).unwrap());
}

#[test]
fn everyone_who_moved() {
    let place = place();
    insta::assert_snapshot!("changes-human", told(&place, &["changes", "--since", "2026-02-01"]));
    insta::assert_snapshot!(
        "changes-csv",
        told(&place, &["changes", RATING, "--since", "2026-02-01", "--format", "csv"])
    );
    insta::assert_snapshot!("changes-json", told(&place, &["changes", "--since", "2026-02-01", "--format", "json"]));
    let quiet = Place::new();
    ["2026-06-29", "2026-06-30"].iter().for_each(|date| expect_code(&quiet.run(date, &[]), 0));
    let nobody = told(&quiet, &["changes", "--since", "2026-06-30"]);
    assert_eq!(nobody, "Payers, rated: nobody moved since 2026-06-30, in 1 run\n");
    let none = told(&place, &["changes", "--since", "2030-01-01"]);
    assert_eq!(none, "Payers, rated: no run since 2030-01-01\n");
}

#[test]
fn what_is_not_in_the_store_is_said() {
    let place = place();
    let unknown = place.ask(&["history", RATING, "C99"]);
    expect_code(&unknown, 2);
    assert!(stderr(&unknown).contains("no run of \"Payers, rated\" in"), "{}", stderr(&unknown));
    let other = place.ask(&["history", "rules/partner-classification", "C10"]);
    expect_code(&other, 2);
    assert!(stderr(&other).contains("it has \"Payers, rated\""), "{}", stderr(&other));
}
