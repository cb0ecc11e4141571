//! The sample data.

use super::support::{expect_code, files, names, rubric, stderr, stdout};
use std::collections::BTreeMap;
use std::path::Path;

fn only_data(folder: &Path, more: &[&str]) {
    let output = rubric(&[&["demo", folder.to_str().unwrap(), "--only-data"], more].concat());
    expect_code(&output, 0);
    assert_eq!(stdout(&output), "");
}

fn text(folder: &Path, table: &str) -> String {
    std::fs::read_to_string(folder.join("data").join(format!("{table}.csv"))).unwrap()
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    let (a, b, c) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    only_data(a.path(), &["--customers", "50"]);
    only_data(b.path(), &["--customers", "50"]);
    only_data(c.path(), &["--customers", "50", "--seed", "2"]);
    assert_eq!(files(&a.path().join("data")), files(&b.path().join("data")));
    assert_ne!(files(&a.path().join("data")), files(&c.path().join("data")));
}

/// Each customer is made by itself, so memory can't grow with them.
#[test]
fn a_larger_demo_begins_with_the_smaller_one() {
    let (small, large) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    only_data(small.path(), &["--customers", "40"]);
    only_data(large.path(), &["--customers", "120"]);
    for table in ["customers", "invoices", "payments", "orders", "complaints"] {
        assert!(text(large.path(), table).starts_with(&text(small.path(), table)), "{table}");
    }
}

#[test]
fn money_adds_up_and_no_date_lies_ahead() {
    let folder = tempfile::tempdir().unwrap();
    only_data(folder.path(), &["--customers", "400"]);
    let mut paid: BTreeMap<String, i64> = BTreeMap::new();
    for row in rows(&text(folder.path(), "payments")) {
        *paid.entry(row["invoice_number"].clone()).or_default() += cents(&row["amount"]);
        assert!(row["paid_on"].as_str() <= "2026-06-30");
    }
    for row in rows(&text(folder.path(), "invoices")) {
        assert!(row["issued"].as_str() <= "2026-06-30" && row["paid_on"].as_str() <= "2026-06-30", "{row:?}");
        assert_eq!(row["residual"] == "0.00", !row["paid_on"].is_empty() || row["state"] == "cancelled", "{row:?}");
        if row["kind"] == "invoice" && row["state"] == "posted" {
            let open = cents(&row["amount"]) - paid.get(&row["number"]).copied().unwrap_or(0);
            assert_eq!(open, cents(&row["residual"]), "{row:?}");
        }
    }
}

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| heads.iter().map(|h| h.to_string()).zip(line.split(',').map(str::to_string)).collect();
    lines.map(row).collect()
}

fn cents(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    whole.parse::<i64>().unwrap() * 100 + format!("{fraction:0<2}").parse::<i64>().unwrap()
}

#[test]
fn a_folder_that_no_demo_made_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let output = rubric(&["demo", folder.path().to_str().unwrap()]);
    expect_code(&output, 2);
    assert!(stderr(&output).contains("was not made by a demo"), "{}", stderr(&output));
    assert_eq!(names(folder.path()), ["mine.txt"]);
}

#[test]
fn made_anew_in_another_format_nothing_of_the_old_one_is_left() {
    let folder = tempfile::tempdir().unwrap();
    only_data(folder.path(), &["--customers", "5"]);
    only_data(folder.path(), &["--customers", "5", "--format", "parquet"]);
    let expected = ["complaints", "customers", "invoices", "orders", "payments"].map(|t| format!("{t}.parquet"));
    assert_eq!(names(&folder.path().join("data")), expected);
}

#[test]
fn a_demo_rates_what_it_made_and_says_how_to_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let output = rubric(&["demo", path, "--customers", "60"]);
    expect_code(&output, 0);
    for part in ["Customer rating, version", ": 60 customers", "█", "Problems in the data: none", " explain ", " run "]
    {
        assert!(stdout(&output).contains(part), "no {part:?} in\n{}", stdout(&output));
    }
    let lines = stdout(&output).replace(" \\\n", " ");
    let next = lines.lines().find(|line| line.contains(" explain ")).unwrap();
    let words: Vec<&str> = next.split_whitespace().skip(1).collect();
    let explained = rubric(&words);
    expect_code(&explained, 0);
    assert!(stdout(&explained).contains("Customer rating"), "{}", stdout(&explained));
}

#[test]
fn mistakes_are_set_aside_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    for format in ["csv", "parquet"] {
        let output = rubric(&["demo", path, "--customers", "20", "--mistakes", "--format", format]);
        expect_code(&output, 0);
        assert!(stdout(&output).contains("Problems in the data: "), "{}", stdout(&output));
        for part in ["1  bad cell", "1  duplicate key", "1  orphan", "--on-bad-row set-aside"] {
            assert!(stdout(&output).contains(part), "{format}: no {part:?} in\n{}", stdout(&output));
        }
    }
}
