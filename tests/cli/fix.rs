//! `rubric check --fix`, and `# rubric: allow`.

use super::support::{command, expect_code, stderr, stdout};
use crate::docs::fragment::{beginning, repeated};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

const HEAD: &str = "rulebook \"A\"\nversion \"1\"\ncurrency EUR\nabout customers\nuse \"shared.rubric\"\n";
const SHARED: &str = "table customers key id {\n  id text\n  amount money\n  share percent\n}\n";

fn call(folder: &Path, arguments: &[&str]) -> Output {
    command(&[&["check"], arguments].concat()).current_dir(folder).output().unwrap()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn book(declarations: &str) -> tempfile::TempDir {
    folder(&[("shared.rubric", SHARED), ("a.rubric", &format!("{HEAD}{declarations}"))])
}

fn read(folder: &tempfile::TempDir) -> String {
    fs::read_to_string(folder.path().join("a.rubric")).unwrap().replace(HEAD, "")
}

#[test]
fn what_is_certain_is_corrected_and_the_rest_told() {
    let folder = book("metric late = share > 30 and amuont >= 5k EUR\nmetric b = nobody\n");
    let output = call(folder.path(), &["--fix"]);
    expect_code(&output, 1);
    assert_eq!(read(&folder), "metric late = share > 30% and amount >= 5,000 EUR\nmetric b = nobody\n");
    assert!(stderr(&output).starts_with("a.rubric: 3 mistakes corrected\n"), "{}", stderr(&output));
    assert_eq!(stdout(&output).matches("\n  × ").count(), 1, "{}", stdout(&output));
    let again = call(folder.path(), &["--fix"]);
    assert_eq!(stderr(&again), "1 rulebook checked: 1 error, 0 warnings\n");
}

#[test]
fn what_is_not_certain_is_left() {
    for text in ["metric a = amounts_30 > 5 EUR\nmetric amounts_90 = 1 EUR\n", "metric a = 20.000,00 EUR\n"] {
        let folder = book(text);
        call(folder.path(), &["--fix"]);
        assert_eq!(read(&folder), text);
    }
}

#[test]
fn a_file_of_several_rulebooks_is_corrected_once() {
    let shared = SHARED.replace("  id text", "  name text").replace("key id", "key nmae");
    let text = format!("{HEAD}metric one = 1\n");
    let folder = folder(&[("shared.rubric", &shared), ("a.rubric", &text), ("b.rubric", &text)]);
    let output = call(folder.path(), &["--fix"]);
    expect_code(&output, 0);
    assert!(stderr(&output).starts_with("shared.rubric: 1 mistake corrected\n"), "{}", stderr(&output));
    assert!(fs::read_to_string(folder.path().join("shared.rubric")).unwrap().contains("key name"));
}

/// Errors of each rulebook, by file.
fn errors(report: &Value) -> Vec<(String, usize)> {
    let of = |book: &Value| {
        let all = book["diagnostics"].as_array().unwrap();
        all.iter().filter(|found| found["severity"] == "error").count()
    };
    let books = report["rulebooks"].as_array().unwrap();
    books.iter().map(|book| (book["file"].as_str().unwrap().to_string(), of(book))).collect()
}

fn cases() -> Vec<PathBuf> {
    let pattern = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/*/bad/*.rubric");
    glob::glob(&pattern.to_string_lossy()).unwrap().map(Result::unwrap).collect()
}

/// Each bad case that has a certain correction, with the preamble behind it.
#[test]
fn no_correction_makes_more_errors() {
    let folder = tempfile::tempdir().unwrap();
    let mut tried = 0;
    for path in cases() {
        let text = repeated(&fs::read_to_string(&path).unwrap());
        let whole = text.lines().any(|line| line.starts_with("rulebook"));
        let text = if whole { text } else { format!("{}\n{}", text.trim_end(), beginning(&text)) };
        let file = folder.path().join("a.rubric");
        fs::write(&file, &text).unwrap();
        let report = |arguments: &[&str]| -> Value {
            let said = call(folder.path(), &[arguments, &["--output-format", "json", "a.rubric"]].concat());
            serde_json::from_str(&stdout(&said)).unwrap()
        };
        let before = report(&[]);
        if !before.to_string().contains("\"certain\":true") {
            continue;
        }
        tried += 1;
        let after = report(&["--fix"]);
        assert!(
            errors(&after)[0].1 <= errors(&before)[0].1,
            "{}:\n{}",
            path.display(),
            fs::read_to_string(&file).unwrap()
        );
        assert_eq!(errors(&after), errors(&report(&["--fix"])), "{}", path.display());
    }
    assert!(tried > 20, "{tried}");
}

/// What is told of declarations, a line a finding.
#[track_caller]
fn codes(declarations: &str) -> Vec<String> {
    let report = call(book(declarations).path(), &["--output-format", "json"]);
    let report: Value = serde_json::from_str(&stdout(&report)).unwrap();
    let found = report["rulebooks"][0]["diagnostics"].as_array().unwrap();
    found.iter().map(|one| format!("{} {}", one["primary"]["line"], one["code"].as_str().unwrap())).collect()
}

#[test]
fn an_allowance_silences_a_warning_of_its_declaration() {
    let idle = "metric idle hidden = 1\n";
    assert_eq!(codes(idle), ["6 R0501"]);
    assert_eq!(codes(&format!("# rubric: allow R0501 read next year\n{idle}")), [""; 0]);
    assert_eq!(codes(&format!("# rubric: allow r0501 read next year\n# more\n{idle}")), [""; 0]);
    assert_eq!(codes("metric idle hidden = 1 # rubric: allow R0501 read next year\n"), [""; 0]);
    let twice = format!("# rubric: allow R0501 read next year\n{idle}{}", idle.replace("idle", "other"));
    assert_eq!(codes(&twice), ["8 R0501"], "the next declaration has no allowance");
}

#[test]
fn an_allowance_that_does_not_hold_is_told() {
    let idle = "metric idle hidden = 1\n";
    assert_eq!(codes(&format!("# rubric: allow R0501\n{idle}")), ["6 R0511"], "no reason");
    assert_eq!(codes(&format!("# rubric: allow R0501 why\n\n{idle}")), ["6 R0511", "8 R0501"], "not directly above");
    assert_eq!(codes(&format!("# rubric: alow R0501 why\n{idle}")), ["6 R0511", "7 R0501"]);
    assert_eq!(codes(&format!("# rubric: allow R9999 why\n{idle}")), ["6 R0511", "7 R0501"]);
    assert_eq!(codes("# rubric: allow R0501 why\nmetric read = 1\n"), ["6 R0512"]);
    assert_eq!(codes("# rubric: allow R0108 why\nmetric a = nobody\n"), ["6 R0511", "7 R0108"], "an error");
    assert_eq!(codes("# rubric: allow R0501 why\nmetric a = (\n"), ["7 R0005"], "a declaration that can't be read");
}
