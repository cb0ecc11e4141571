//! `--profile`: what took how long, beside a run that is the same.

use super::support::{expect_code, files, run, stderr, stdout};
use serde_json::Value;

#[test]
fn a_profile_names_steps_columns_and_threads_on_stderr() {
    let told = run(&["--profile", "--threads", "2"]);
    expect_code(&told, 0);
    assert_eq!(stdout(&told), stdout(&run(&[])), "a profile is no result");
    let text = stderr(&told);
    for part in ["on 2 threads", "read and check the rulebook", "load customers", "gather invoices, layer 1", "  read"]
    {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    assert!(text.contains("results customers") && text.contains("invoices.csv: amount"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn a_profile_as_json_counts_the_rows_that_were_read() {
    let told = run(&["--profile=json"]);
    expect_code(&told, 0);
    let text = stderr(&told);
    let json: Value = serde_json::from_str(&text[text.find('{').unwrap()..]).unwrap();
    assert_eq!(json["schema_version"], 1);
    let steps = json["steps"].as_array().unwrap();
    let step = |name: &str| steps.iter().find(|step| step["step"] == name).unwrap();
    let read = |name: &str| step(name)["work"].as_array().unwrap().iter().find(|work| work["work"] == "read").unwrap();
    let lines = |table: &str| {
        let path = super::support::root().join(super::support::DATA).join(format!("{table}.csv"));
        std::fs::read_to_string(path).unwrap().lines().count() as u64 - 1
    };
    assert_eq!(read("load customers")["rows"].as_u64(), Some(lines("customers")));
    assert_eq!(read("load invoices")["rows"].as_u64(), Some(lines("invoices")));
    assert!(json["busy_percent"].as_u64().unwrap() <= 100);
    let columns = json["columns"].as_array().unwrap();
    let amount = columns.iter().find(|c| c["table"] == "invoices" && c["column"] == "amount").unwrap();
    assert_eq!(amount["cells"].as_u64(), Some(lines("invoices")));
}

#[test]
fn what_is_written_is_the_same_with_a_profile() {
    let (with, without) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let arguments = |folder: &tempfile::TempDir| {
        ["--out", folder.path().to_str().unwrap(), "--trace", "full", "--format", "csv"].map(str::to_string)
    };
    let call = |folder, more: &[&str]| {
        let arguments: Vec<String> = arguments(folder).to_vec();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).chain(more.iter().copied()).collect();
        expect_code(&run(&arguments), 0);
    };
    call(&with, &["--profile"]);
    call(&without, &[]);
    assert_eq!(files(with.path()), files(without.path()));
}
