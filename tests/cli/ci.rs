//! What `docs/ci.md` shows, and what the GitHub Action runs.

use super::support::{command, expect_code, root, rubric, stderr, stdout};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

#[test]
fn the_commands_of_the_page_about_ci_do_what_it_says() {
    let page = fs::read_to_string(root().join("docs/ci.md")).unwrap();
    let blocks = page.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap());
    let lines: Vec<&str> = blocks.flat_map(str::lines).collect();
    assert!(lines.len() >= 7);
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        assert_eq!(words[0], "rubric");
        expect_code(&rubric(&words[1..]), 0);
    }
}

/// The script of the action in a folder, with the inputs as its environment.
fn action(folder: &Path, inputs: &[(&str, &str)]) -> Output {
    let rubric = Path::new(env!("CARGO_BIN_EXE_rubric")).parent().unwrap().to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::env::join_paths(std::iter::once(rubric).chain(std::env::split_paths(&path))).unwrap();
    let mut command = Command::new("bash");
    command.arg(root().join(".ci/action")).current_dir(folder).env("PATH", paths);
    command.envs(inputs.iter().copied()).output().unwrap()
}

const SOUND: &str = "rulebook \"A\"\nversion  \"1\"\ncurrency EUR\nabout    customers\n\ntable customers key id {\n  id  text\n}\n\nmetric one = 1\n";

#[cfg(unix)]
#[test]
fn the_action_fails_for_findings_and_for_a_loose_layout() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("a.rubric");
    fs::write(&book, SOUND).unwrap();
    let output = action(folder.path(), &[("SARIF", "found.sarif"), ("FAIL_LEVEL", "warning")]);
    expect_code(&output, 0);
    assert_eq!(stdout(&output), "");
    assert!(fs::read_to_string(folder.path().join("found.sarif")).unwrap().contains("\"version\": \"2.1.0\""));

    fs::write(&book, SOUND.replace("version  ", "version ")).unwrap();
    let loose = action(folder.path(), &[]);
    expect_code(&loose, 1);
    assert!(stdout(&loose).starts_with("::error file=a.rubric,line=1,title=rubric fmt::"), "{}", stdout(&loose));
    expect_code(&action(folder.path(), &[("FMT", "false")]), 0);

    fs::write(&book, SOUND.replace("= 1", "= nobody")).unwrap();
    let wrong = action(folder.path(), &[("RULEBOOKS", "a.rubric")]);
    expect_code(&wrong, 1);
    assert!(stdout(&wrong).starts_with("::error file=a.rubric,line=10,"), "{}{}", stdout(&wrong), stderr(&wrong));
}

#[test]
fn the_action_and_the_hooks_name_what_there_is() {
    let action = fs::read_to_string(root().join("action.yml")).unwrap();
    let script = fs::read_to_string(root().join(".ci/action")).unwrap();
    for (variable, input) in [("RULEBOOKS", "paths"), ("FAIL_LEVEL", "fail-level"), ("FMT", "fmt"), ("SARIF", "sarif")]
    {
        assert!(action.contains(&format!("{variable}: ${{{{ inputs.{input} }}}}")) && script.contains(variable));
    }
    let hooks = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    for entry in hooks.lines().filter_map(|line| line.trim().strip_prefix("entry: rubric ")) {
        expect_code(&command(&[entry, "--help"]).output().unwrap(), 0);
    }
    assert_eq!(hooks.matches("entry: rubric ").count(), 2);
}
