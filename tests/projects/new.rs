//! `rubric new`.

use crate::cli::support::{command, expect_code, stderr, stdout};
use std::path::Path;
use std::process::Output;

const TEMPLATES: [&str; 3] = ["blank", "partner-classification", "customer-rating"];

fn rubric(folder: &Path, arguments: &[&str]) -> Output {
    command(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn a_new_project_is_sound_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for template in TEMPLATES {
        expect_code(&rubric(folder.path(), &["new", template, "--template", template]), 0);
        let project = folder.path().join(template);
        let checked = rubric(&project, &["check"]);
        expect_code(&checked, 0);
        assert_eq!(stdout(&checked), "", "{template}");
        expect_code(&rubric(&project, &["fmt", "--check", "."]), 0);
        let tested = rubric(&project, &["test", "--min-coverage", "100"]);
        expect_code(&tested, 0);
        assert!(stdout(&tested).contains("all as expected"), "{}", stdout(&tested));
        expect_code(&rubric(&project, &["run", ".", "--data", "data", "--as-of", "2026-06-30", "--out", "results"]), 0);
        assert!(project.join("sources.ron").exists() && project.join(".github/workflows/rubric.yml").exists());
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{left:?}");
    }
}

#[test]
fn what_it_says_can_be_copied() {
    let folder = tempfile::tempdir().unwrap();
    let output = rubric(folder.path(), &["new", "my rules"]);
    expect_code(&output, 0);
    insta::assert_snapshot!("told", stdout(&output).replace(env!("CARGO_BIN_EXE_rubric"), "rubric"));
    let text = std::fs::read_to_string(folder.path().join("my rules/rulebook.rubric")).unwrap();
    assert!(text.contains("rulebook \"my rules\"") && !text.contains("TITLE"), "{text}");
    let readme = std::fs::read_to_string(folder.path().join("my rules/README.md")).unwrap();
    assert!(readme.starts_with("# my rules\n"), "{readme}");
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("taken");
    std::fs::create_dir(&taken).unwrap();
    std::fs::write(taken.join("mine.txt"), "mine").unwrap();
    std::fs::write(folder.path().join("file"), "mine").unwrap();
    for (name, why) in [("taken", "taken is not empty"), ("file", "file is a file"), ("..", ".. is no name")] {
        let output = rubric(folder.path(), &["new", name]);
        expect_code(&output, 2);
        assert!(stderr(&output).contains(why), "{}", stderr(&output));
    }
    assert_eq!(std::fs::read_dir(&taken).unwrap().count(), 1);
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    expect_code(&rubric(folder.path(), &["new", "empty"]), 0);
    expect_code(&rubric(folder.path(), &["new", "deep/in/folders"]), 0);
}
