//! Calling the binary.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A call of `rubric` from the project's folder, without colours or a terminal.
pub fn rubric(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rubric"));
    command.current_dir(root()).args(arguments).env_remove("NO_COLOR");
    command
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub const RATING: &str = "tests/cases/cli/rating.rubric";
pub const DATA: &str = "tests/cases/cli/data";

/// Runs the rulebook of these tests as of 2026-06-30 with more arguments.
pub fn run(more: &[&str]) -> Output {
    rubric(&[&["run", RATING, "--data", DATA, "--as-of", "2026-06-30"], more].concat())
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The exit code, after showing what was said if it is not the one expected.
#[track_caller]
pub fn expect_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "stdout:\n{}\nstderr:\n{}", stdout(output), stderr(output));
}

/// All files of a folder with their bytes, by name.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut files: Vec<_> = entries.map(|path| (name(&path), std::fs::read(&path).unwrap_or_default())).collect();
    files.sort();
    files
}

pub fn names(folder: &Path) -> Vec<String> {
    files(folder).into_iter().map(|(name, _)| name).collect()
}
