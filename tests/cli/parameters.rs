//! Values of parameters from outside.

use super::support::{expect_code, run, stderr};

/// The results as CSV of a run with more arguments.
fn results(more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    expect_code(&run(&[&["--out", out, "--format", "csv"], more].concat()), 0);
    std::fs::read_to_string(folder.path().join("results.csv")).unwrap()
}

fn file(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("parameters.ron");
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_string();
    (folder, path)
}

#[test]
fn a_file_and_the_same_values_by_set_agree() {
    let (_folder, path) = file(r#"{ "window": "3 months", "slow_after": { "Globex": "90 days" } }"#);
    let by_file = results(&["--parameters", &path]);
    let by_set = results(&["--set", "window=3 months", "--set", "slow_after[company Globex]=90 days"]);
    assert_eq!(by_file, by_set);
    assert_ne!(by_file, results(&[]));
}

#[test]
fn set_goes_over_the_file_and_a_later_one_over_an_earlier() {
    let (_folder, path) = file(r#"{ "window": "3 months" }"#);
    let last = results(&["--parameters", &path, "--set", "window=6 months", "--set", "window=12 months"]);
    assert_eq!(last, results(&[]));
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    for (text, part) in [
        ("{ \"nothing\": \"1\" }", "nothing"),
        ("{ \"window\": \"99 months\" }", "window"),
        ("{ \"window\": { \"Acme\": \"9 months\" } }", "`window` has one value for all"),
        ("{ \"window\": 12 }", "parameters.ron"),
        ("{ \"window\": \"9 months\", \"window\": \"9 months\" }", "window stands twice"),
        ("not ron at all", "parameters.ron"),
    ] {
        let (_folder, path) = file(text);
        let output = run(&["--parameters", &path]);
        expect_code(&output, 2);
        assert!(stderr(&output).contains(part), "{text}: {}", stderr(&output));
    }
    for set in [
        "window",
        "window=",
        "window=soon",
        "window=1 month",
        "nothing=1",
        "slow_after[name X]=1 day",
        "window[company X]=9 months",
    ] {
        expect_code(&run(&["--set", set]), 2);
    }
    expect_code(&run(&["--parameters", "no/such/file.ron"]), 2);
}
