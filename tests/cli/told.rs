//! Mistakes on the command line: one sentence that says what to do.

use super::support::{DATA, RATING, expect_code, rubric, run, stderr, stdout};

#[test]
fn a_file_of_tables_alone_is_called_a_part_of_a_rulebook() {
    let output = rubric(&["check", "rules/shared/tables.rubric"]);
    expect_code(&output, 1);
    assert_eq!(stdout(&output).matches("R0101").count(), 1, "{}", stdout(&output));
    assert!(stdout(&output).contains("it is a part that rulebooks take by `use`"), "{}", stdout(&output));
}

#[test]
fn a_folder_of_data_that_is_not_there_is_wrong_usage() {
    for command in [&["run", RATING][..], &["explain", RATING, "C4"]] {
        let output = rubric(&[command, &["--data", "no/such/folder", "--as-of", "2026-06-30"]].concat());
        expect_code(&output, 2);
        assert!(
            stderr(&output).starts_with("error: --data no/such/folder: there is no such folder"),
            "{}",
            stderr(&output)
        );
        assert_eq!(stdout(&output), "");
    }
}

#[test]
fn a_value_of_a_column_set_with_a_dot_is_shown_with_brackets() {
    let output = run(&["--set", "slow_after.Globex=10 days"]);
    expect_code(&output, 2);
    assert!(stderr(&output).contains("write slow_after[COLUMN Globex]=VALUE"), "{}", stderr(&output));
}

#[test]
fn a_demo_in_a_folder_without_a_name_of_its_own_names_one_inside() {
    let output = rubric(&["demo", ".."]);
    expect_code(&output, 2);
    assert!(stderr(&output).trim_end().ends_with("such as ../demo"), "{}", stderr(&output));
    let output = rubric(&["demo", DATA]);
    expect_code(&output, 2);
    assert!(stderr(&output).contains("such as tests/cases/cli/data-demo"), "{}", stderr(&output));
}
