//! `rubric test`.

use crate::cli::support::{expect_code, root, rubric, stderr, stdout};
use std::fs;

const FAILING: &str = "tests/cases/examples/run/failing.rubric";
const PASSING: &str = "tests/cases/examples/run/passing.rubric";

#[test]
fn a_failure_shows_what_was_found_and_why() {
    let output = rubric(&["test", FAILING, "--coverage"]);
    expect_code(&output, 1);
    insta::assert_snapshot!("human", stdout(&output));
    assert_eq!(stderr(&output), "1 rulebook, 4 examples: 1 as expected, 3 not\n");
}

#[test]
fn machines_are_told_the_same() {
    for format in ["json", "junit", "github"] {
        let output = rubric(&["test", FAILING, "--coverage", "--output-format", format]);
        expect_code(&output, 1);
        insta::assert_snapshot!(format, stdout(&output));
    }
}

#[test]
fn what_passes_takes_one_line_a_rulebook() {
    let output = rubric(&["test", PASSING]);
    expect_code(&output, 0);
    assert_eq!(stdout(&output), format!("{PASSING}: 2 examples, all as expected\n"));
    assert_eq!(stderr(&output), "1 rulebook, 2 examples: 2 as expected, 0 not\n");
}

#[test]
fn a_filter_chooses_by_title_and_so_does_coverage() {
    let output = rubric(&["test", PASSING, "--filter", "vip", "--min-coverage", "50"]);
    expect_code(&output, 0);
    assert_eq!(stdout(&output), format!("{PASSING}: 1 example, as expected\n"));
    let output = rubric(&["test", PASSING, "--filter", "vip", "--min-coverage", "51"]);
    expect_code(&output, 1);
    insta::assert_snapshot!("too-few-lines", format!("{}---\n{}", stdout(&output), stderr(&output)));
    let output = rubric(&["test", PASSING, "--filter", "nobody"]);
    expect_code(&output, 2);
    assert_eq!(stderr(&output), "error: no example has \"nobody\" in its title\n");
}

#[test]
fn coverage_is_written_as_lcov() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lcov.info");
    let output = rubric(&["test", FAILING, PASSING, "--coverage-lcov", file.to_str().unwrap()]);
    expect_code(&output, 1);
    insta::assert_snapshot!("lcov", fs::read_to_string(file).unwrap());
    let output = rubric(&["test", PASSING, "--coverage-lcov", folder.path().to_str().unwrap()]);
    expect_code(&output, 2);
}

#[test]
fn a_rulebook_with_errors_is_told_and_hides_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(root().join(PASSING)).unwrap();
    fs::write(folder.path().join("good.rubric"), &text).unwrap();
    fs::write(folder.path().join("wrong.rubric"), text.replace("standing is \"VIP\"", "standing is \"VIPs\"")).unwrap();
    fs::write(folder.path().join("part.rubric"), "table a key id {\n  id text\n}\n").unwrap();
    let output = rubric(&["test", folder.path().to_str().unwrap()]);
    expect_code(&output, 1);
    let said = stdout(&output);
    assert!(said.contains("R0206") && said.contains("good.rubric: 2 examples, all as expected"), "{said}");
    assert!(said.contains("wrong.rubric: has errors, so that no example was judged"), "{said}");
    assert!(!said.contains("part.rubric"), "{said}");
}
