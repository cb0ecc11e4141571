//! What a user reads first.

use super::support::{expect_code, rubric, stderr, stdout};

const COMMANDS: [&str; 11] =
    ["check", "fmt", "run", "inbox", "notify", "explain", "plan", "prove", "demo", "explain-code", "completions"];

#[test]
fn each_command_explains_itself_with_examples() {
    let top = rubric(&["--help"]);
    expect_code(&top, 0);
    insta::assert_snapshot!("help", stdout(&top));
    for command in COMMANDS {
        let help = rubric(&[command, "--help"]);
        expect_code(&help, 0);
        assert!(stdout(&help).contains("Examples:\n  rubric "), "{command} has no example");
        let long: Vec<_> = stdout(&help).lines().filter(|l| l.chars().count() > 80).map(str::to_string).collect();
        assert!(long.is_empty(), "{command}: wider than 80 columns: {long:?}");
        insta::assert_snapshot!(format!("help-{command}"), stdout(&help));
    }
}

#[test]
fn wrong_usage_is_told_on_stderr_with_code_2() {
    for arguments in [
        &["fly"][..],
        &[],
        &["run"],
        &["run", "x.rubric", "--data", "d", "--as-of", "30.06.2026"],
        &["run", "x.rubric", "--data", "d", "--as-of", "2026-06-30", "--threads", "0"],
        &["run", "x.rubric", "--data", "d", "--as-of", "2026-06-30", "--format", "csv"],
        &["demo", "--customers", "0"],
        &["explain-code", "R9999"],
        &["check", "no/such/file.rubric"],
        &["check", "tests/cli"],
        &["fmt", "tests/cli"],
        &["fmt", "no/such/file.rubric"],
        &["fmt", "-", "rules"],
        &["fmt"],
    ] {
        let output = rubric(arguments);
        expect_code(&output, 2);
        assert_eq!(stdout(&output), "", "{arguments:?}");
        assert!(!stderr(&output).trim().is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_date_is_explained() {
    let output = rubric(&["run", "x.rubric", "--data", "d", "--as-of", "2026-6-30"]);
    assert!(stderr(&output).contains("year-month-day, such as 2026-06-30"), "{}", stderr(&output));
}

#[test]
fn the_pages_of_the_codes_are_in_the_binary() {
    let folder = super::support::root().join("docs/diagnostics");
    let pages: Vec<_> = super::support::files(&folder).into_iter().filter(|(name, _)| name.ends_with(".md")).collect();
    assert!(!pages.is_empty());
    for (name, page) in &pages {
        let output = rubric(&["explain-code", &name.replace(".md", "").to_lowercase()]);
        expect_code(&output, 0);
        assert_eq!(&output.stdout, page, "{name}");
    }
    let all = stdout(&rubric(&["explain-code"]));
    assert_eq!(all.lines().count(), pages.len());
}

#[test]
fn completions_name_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = rubric(&["completions", shell]);
        expect_code(&output, 0);
        assert!(COMMANDS.iter().all(|command| stdout(&output).contains(command)), "{shell}");
    }
}
