//! Whole or not at all: summaries, refused data, unwritable folders, killed runs.

use super::support::{DATA, RATING, command, expect_code, files, names, root, rubric, run, stderr, stdout};
use std::path::Path;
use std::process::Stdio;

/// A copy of the tests' data in which one file has more lines.
fn with_lines(table: &str, lines: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, mut bytes) in files(&root().join(DATA)) {
        if name == format!("{table}.csv") {
            bytes.extend_from_slice(lines.as_bytes());
        }
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn run_on(data: &Path, more: &[&str]) -> std::process::Output {
    let data = data.to_str().unwrap();
    rubric(&[&["run", RATING, "--data", data, "--as-of", "2026-06-30"], more].concat())
}

/// Without what differs between machines.
fn tidy(text: &str) -> String {
    text.replace(env!("CARGO_BIN_EXE_rubric"), "rubric")
}

const BAD: &str = "D1,C4,2026-01-01,2026-01-31,,5.00,5.00\nX1,C99,2026-01-01,2026-01-31,,5.00,5.00\n\
                   X2,C4,2026-01-01,2026-01-31,,5.005,5.00\nX3,C4,2026-01-01\n";

#[test]
fn the_summary() {
    let output = run(&[]);
    expect_code(&output, 0);
    insta::assert_snapshot!("summary", tidy(&stdout(&output)));
    assert!(stderr(&output).contains(" rows read in "), "{}", stderr(&output));
    assert!(!stdout(&output).contains('\u{1b}') && !stderr(&output).contains('\u{1b}'));
    let wide: Vec<_> = tidy(&stdout(&output)).lines().filter(|l| l.chars().count() > 80).map(str::to_string).collect();
    assert_eq!(wide, [""; 0]);
}

#[test]
fn rows_set_aside_are_told_counted_and_written() {
    let (data, out) = (with_lines("invoices", BAD), tempfile::tempdir().unwrap());
    let target = out.path().to_str().unwrap();
    let output = run_on(data.path(), &["--on-bad-row", "set-aside", "--out", target, "--format", "csv"]);
    expect_code(&output, 0);
    let text = tidy(&stdout(&output)).replace(target, "OUT").replace(data.path().to_str().unwrap(), "DATA");
    insta::assert_snapshot!("summary-set-aside", text);
    insta::assert_snapshot!("rejected", std::fs::read_to_string(out.path().join("rejected.csv")).unwrap());
    let manifest = std::fs::read_to_string(out.path().join("run.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    for table in manifest["tables"].as_array().unwrap() {
        let count = |name: &str| table[name].as_u64().unwrap();
        assert_eq!(count("read"), count("used") + count("before_dated") + count("set_aside"), "{table}");
    }
    assert_eq!(manifest["problems"]["total"], 4);
}

#[test]
fn refused_data_have_code_1_and_leave_the_results_before_as_they_were() {
    let (data, out) = (with_lines("invoices", BAD), tempfile::tempdir().unwrap());
    let target = out.path().to_str().unwrap();
    expect_code(&run(&["--out", target, "--format", "csv"]), 0);
    let before = files(out.path());
    let output = run_on(data.path(), &["--out", target, "--format", "csv"]);
    expect_code(&output, 1);
    assert_eq!(stdout(&output), "");
    for part in ["duplicate key", "orphan", "bad cell", "ragged row", "invoices.csv, line 10", "set-aside"] {
        assert!(stderr(&output).contains(part), "no {part:?} in {}", stderr(&output));
    }
    assert_eq!(files(out.path()), before);
}

#[test]
fn a_missing_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(root().join(DATA).join("customers.csv"), folder.path().join("customers.csv")).unwrap();
    let output = run_on(folder.path(), &[]);
    expect_code(&output, 1);
    assert!(stderr(&output).contains("invoices"), "{}", stderr(&output));
}

#[test]
fn a_broken_rulebook_is_refused_with_code_1() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("bad.rubric");
    std::fs::write(&book, "rulebook \"Bad\"\nversion \"1\"\ncurrency EUR\nabout nobody\n").unwrap();
    let path = book.to_str().unwrap();
    let ran = rubric(&["run", path, "--data", DATA, "--as-of", "2026-06-30"]);
    expect_code(&ran, 1);
    assert_eq!(stdout(&ran), "");
    assert!(stderr(&ran).contains("nobody"), "{}", stderr(&ran));
    let checked = rubric(&["check", path]);
    expect_code(&checked, 1);
    assert!(stdout(&checked).contains("nobody"), "{}", stdout(&checked));
    let json = rubric(&["check", folder.path().to_str().unwrap(), "--output-format", "json"]);
    expect_code(&json, 1);
    let report: serde_json::Value = serde_json::from_str(&stdout(&json)).unwrap();
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["rulebooks"][0]["sound"], false);
    assert!(!report["rulebooks"][0]["diagnostics"].as_array().unwrap().is_empty());
}

#[test]
fn a_sound_rulebook_has_code_0() {
    let output = rubric(&["check", RATING]);
    expect_code(&output, 0);
    assert!(stderr(&output).contains("1 rulebook checked: 0 errors"), "{}", stderr(&output));
}

#[test]
fn a_folder_that_can_not_be_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let output = run(&["--out", file.join("out").to_str().unwrap()]);
    expect_code(&output, 2);
    assert!(stderr(&output).starts_with("error: could not write "), "{}", stderr(&output));
}

/// A limit on the size of files is the disk that is full which a test can make.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_leaves_the_results_before_as_they_were() {
    let out = tempfile::tempdir().unwrap();
    let target = out.path().to_str().unwrap();
    expect_code(&run(&["--out", target, "--format", "csv"]), 0);
    let before = files(out.path());
    for format in ["csv", "json", "parquet"] {
        let call = format!(
            "trap '' XFSZ; ulimit -f 1; exec '{}' run {RATING} --data {DATA} --as-of 2026-06-30 --out '{target}' \
             --trace full --format {format}",
            env!("CARGO_BIN_EXE_rubric")
        );
        let output = std::process::Command::new("bash").args(["-c", &call]).current_dir(root()).output().unwrap();
        expect_code(&output, 2);
        assert!(stderr(&output).contains("error: could not write "), "{}", stderr(&output));
        assert!(stderr(&output).contains("File too large"), "{}", stderr(&output));
        assert_eq!(files(out.path()), before, "{format}");
    }
}

#[cfg(unix)]
#[test]
fn a_killed_run_leaves_no_file_under_a_final_name_and_the_next_one_tidies_up() {
    let (demo, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (folder, target) = (demo.path().to_str().unwrap(), out.path().to_str().unwrap());
    expect_code(&rubric(&["demo", folder, "--only-data", "--customers", "3000"]), 0);
    let rules = demo.path().join("rules/customer-rating");
    let data = demo.path().join("data");
    let arguments = ["run", rules.to_str().unwrap(), "--data", data.to_str().unwrap(), "--as-of", "2026-06-30"];
    let arguments = [&arguments[..], &["--out", target, "--trace", "full"]].concat();
    let mut child = command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while names(out.path()).is_empty() && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let left = names(out.path());
    assert!(left.iter().all(|name| name == ".rubric-unfinished"), "{left:?}");
    expect_code(&rubric(&arguments), 0);
    assert!(names(out.path()).contains(&"run.json".to_string()));
    assert!(!names(out.path()).contains(&".rubric-unfinished".to_string()));
}

#[test]
fn colour_is_for_terminals_only() {
    let output =
        command(&["run", RATING, "--data", DATA, "--as-of", "2026-06-30"]).env("NO_COLOR", "1").output().unwrap();
    assert_eq!(stdout(&output), stdout(&run(&[])));
}
