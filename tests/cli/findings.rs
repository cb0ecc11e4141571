//! `rubric check --output-format`: what was found, for other programs to read.

use super::support::{command, expect_code, stdout};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Output;

const HEADER: &str = "version \"1\"\ncurrency EUR\nabout customers\nuse \"shared.rubric\"\n";

/// Two rulebooks that use a file with a mistake; one has an unused metric, the other a name that says a lot.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    put("shared.rubric", "table customers key id {\n  id text\n  größe muney\n}\n".to_string());
    put("a.rubric", format!("rulebook \"A\"\n{HEADER}metric idle hidden = 1\n"));
    put("50% x,y.rubric", format!("rulebook \"B\"\n{HEADER}metric late = id = \"größe\" and nobody > 5%\n"));
    folder
}

fn call(folder: &Path, arguments: &[&str]) -> Output {
    command(&[&["check"], arguments].concat()).current_dir(folder).output().unwrap()
}

fn said(format: &str) -> String {
    let folder = folder();
    let output = call(folder.path(), &["--output-format", format]);
    expect_code(&output, 1);
    stdout(&output)
}

#[test]
fn annotations_begin_with_the_most_severe_and_stay_one_line_each() {
    insta::assert_snapshot!(said("github"));
}

#[test]
fn junit_has_a_suite_a_rulebook() {
    insta::assert_snapshot!(said("junit"));
}

/// The schema that OASIS published. One of its patterns has a bracket that closes nothing, which JavaScript takes as
/// itself; here it must say so.
fn validator() -> jsonschema::Validator {
    let text = include_str!("schemas/sarif-schema-2.1.0.json").replace("{2}]?$", "{2}\\\\]?$");
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn assert_is_sarif(document: &Value) {
    let validator = validator();
    let wrong: Vec<String> = validator.iter_errors(document).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sarif_fits_its_schema_and_tells_each_finding_once() {
    let text = said("sarif");
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_is_sarif(&document);
    let results = document["runs"][0]["results"].as_array().unwrap();
    let of_type = results.iter().filter(|result| result["ruleId"] == "R0119").count();
    assert_eq!(of_type, 1, "two rulebooks use the file\n{text}");
    for result in results {
        let rule = &document["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("# "));
    }
    let mut short = document;
    for rule in short["runs"][0]["tool"]["driver"]["rules"].as_array_mut().unwrap() {
        rule["help"] = Value::Null;
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&short).unwrap());
}

#[test]
fn a_sarif_that_is_none_is_refused_by_the_schema() {
    let mut document: Value = serde_json::from_str(&said("sarif")).unwrap();
    document["runs"][0]["results"][0]["level"] = "terrible".into();
    assert!(!validator().is_valid(&document));
}

#[test]
fn nothing_found_is_a_document_too() {
    let folder = tempfile::tempdir().unwrap();
    let book = "rulebook \"A\"\nversion \"1\"\ncurrency EUR\nabout customers\ntable customers key id { id text }\n\
                metric one = 1\n";
    fs::write(folder.path().join("a.rubric"), book).unwrap();
    let of = |format| {
        let output = call(folder.path(), &["--output-format", format, "--fail-level", "warning"]);
        expect_code(&output, 0);
        stdout(&output)
    };
    assert_eq!(of("github"), "");
    let sarif: Value = serde_json::from_str(&of("sarif")).unwrap();
    assert_is_sarif(&sarif);
    assert_eq!(sarif["runs"][0]["results"], Value::Array(Vec::new()));
    assert!(of("junit").contains("tests=\"1\" skipped=\"0\" failures=\"0\""), "{}", of("junit"));
}

#[test]
fn warnings_fail_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let book = "rulebook \"A\"\nversion \"1\"\ncurrency EUR\nabout customers\ntable customers key id { id text }\n\
                metric one = 1\nmetric idle hidden = 2\n";
    fs::write(folder.path().join("a.rubric"), book).unwrap();
    for (level, code) in [("error", 0), ("warning", 1)] {
        for format in ["human", "json", "github", "sarif", "junit"] {
            expect_code(&call(folder.path(), &["--fail-level", level, "--output-format", format]), code);
        }
    }
    let junit = |level| stdout(&call(folder.path(), &["--fail-level", level, "--output-format", "junit"]));
    assert!(junit("error").contains("failures=\"0\"") && junit("warning").contains("failures=\"1\""));
}
