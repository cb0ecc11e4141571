//! `rubric prove`, and the examples that `rubric check` shows: what is pasted comes out.

use super::support::{command, expect_code, rubric, stderr, stdout};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

const RULEBOOK: &str = "tests/cases/cli/classes.rubric";

fn call(folder: &Path, arguments: &[&str]) -> Output {
    command(arguments).current_dir(folder).output().unwrap()
}

/// The rulebook with more text behind it, in a folder of its own.
fn pasted(more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(super::support::root().join(RULEBOOK)).unwrap();
    fs::write(folder.path().join("classes.rubric"), format!("{text}\n{more}")).unwrap();
    folder
}

/// The examples of a text: from a line that begins with `example` to one that is `}`.
fn examples(text: &str) -> String {
    let mut inside = false;
    let mut found = String::new();
    for line in text.lines() {
        inside |= line.starts_with("example ");
        if inside {
            found += &format!("{line}\n");
        }
        inside &= line != "}";
    }
    found
}

fn expect_all_come_out(more: &str, count: usize) {
    assert_eq!(more.matches("example \"").count(), count, "{more}");
    let folder = pasted(more);
    let output = call(folder.path(), &["test", "."]);
    expect_code(&output, 0);
    assert!(stdout(&output).contains(&format!("{count} examples, all as expected")), "{}", stdout(&output));
}

#[test]
fn what_prove_prints_can_be_pasted_as_a_whole() {
    let output = rubric(&["prove", RULEBOOK]);
    expect_code(&output, 0);
    assert!(
        stderr(&output).ends_with("8 lines of lists: 7 won by a customer that is shown, 1 won by nobody; 5 warnings\n"),
        "{}",
        stderr(&output)
    );
    insta::assert_snapshot!("prove", stdout(&output));
    expect_all_come_out(&stdout(&output), 7);
}

#[test]
fn what_check_shows_can_be_pasted() {
    let output = rubric(&["check", RULEBOOK]);
    expect_code(&output, 0);
    insta::assert_snapshot!("prove-check", stdout(&output));
    expect_all_come_out(&examples(&stdout(&output)), 6);
}

#[test]
fn programs_get_the_same_examples() {
    let said = |format: &str| stdout(&rubric(&["check", RULEBOOK, "--output-format", format]));
    let shown = examples(&said("human"));
    let json: Value = serde_json::from_str(&said("json")).unwrap();
    let found = json["rulebooks"][0]["diagnostics"].as_array().unwrap();
    let all: Vec<&str> = found.iter().filter_map(|one| one["example"].as_str()).collect();
    assert_eq!(examples(&all.join("\n")), shown);
    let sarif: Value = serde_json::from_str(&said("sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let all: Vec<&str> = results.iter().map(|one| one["message"]["text"].as_str().unwrap()).collect();
    assert_eq!(examples(&all.join("\n")), shown);
    let github = said("github").replace("%0A", "\n").replace("%25", "%");
    assert_eq!(examples(&github), shown);
    let junit = said("junit").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    assert_eq!(examples(&junit.replace("]]>", "\n").replace("</system-out>", "\n")), shown);
}

#[test]
fn scripts_read_what_is_proven() {
    let output = rubric(&["prove", RULEBOOK, "--output-format", "json"]);
    expect_code(&output, 0);
    let document: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let won = |by: &str| document["lines"].as_array().unwrap().iter().filter(|line| line["won_by"] == by).count();
    assert_eq!((won("shown"), won("nobody"), won("not established")), (7, 1, 0));
    insta::assert_snapshot!("prove-json", stdout(&output));
}

#[test]
fn what_can_not_be_proven_of_is_told() {
    let folder = pasted("metric wrong = nothing\n");
    let output = call(folder.path(), &["prove", "."]);
    expect_code(&output, 1);
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("R0108"), "{}", stderr(&output));
    for arguments in [
        &["prove"][..],
        &["prove", "no/such/file"],
        &["prove", "tests/cli"],
        &["prove", RULEBOOK, "--output-format", "xml"],
    ] {
        let output = rubric(arguments);
        expect_code(&output, 2);
        assert_eq!(stdout(&output), "", "{arguments:?}");
        assert!(!stderr(&output).is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    for arguments in [&["prove", RULEBOOK][..], &["check", RULEBOOK]] {
        let mut child = command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
        expect_code(&output, 0);
    }
}
