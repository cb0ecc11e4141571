//! Readers that go away, disks that are full.

use super::support::{DATA, RATING, command, expect_code, stderr};
use std::process::Stdio;

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let data = ["--data", DATA, "--as-of", "2026-06-30"];
    let (run, explain) = ([&["run", RATING][..], &data].concat(), [&["explain", RATING, "C4"][..], &data].concat());
    for arguments in [&run[..], &explain, &["plan", RATING], &["--help"], &["completions", "bash"], &["explain-code"]] {
        let mut child = command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(stderr(&output), "", "{arguments:?}");
        expect_code(&output, 0);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_stdout_is_said() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command(&["completions", "bash"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    expect_code(&output, 2);
    assert!(stderr(&output).starts_with("error: could not write to standard output: "), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn nobody_hearing_messages_is_no_panic() {
    let mut child = command(&["check", "no/such/file"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(2));
}
