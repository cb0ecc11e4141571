//! `rubric watch`.

use crate::cli::support::{command, expect_code, stderr};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

const RULEBOOK: &str = "rulebook \"R\"\nversion \"1\"\ncurrency EUR\nabout customers\nuse \"tables.rubric\"\n\
                        example \"a VIP\" on 2026-06-30 {\n  customers: vip = yes\n  expect vip\n}\n";
const TABLES: &str = "table customers key id {\n  id text\n  vip yes/no default no\n}\n";

/// A program that watches a folder, ended with this.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(folder: &Path) -> Watching {
        let mut command = command(&["watch"]);
        let mut child = command.current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (sender, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Watching { child, lines }
    }

    /// The next line that tells a state, without the time before it.
    fn state(&self) -> String {
        self.told().1
    }

    /// All that is told before the next state, and that.
    fn told(&self) -> (String, String) {
        let mut told = String::new();
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(60)).expect("a state");
            assert!(!line.contains('\u{1b}'), "no terminal is cleared where there is none: {line:?}");
            let time = line.get(..8).filter(|time| time.bytes().enumerate().all(|(i, b)| is_of_clock(i, b)));
            if let Some(time) = time {
                return (told, line[time.len()..].trim_start().to_string());
            }
            told += &format!("{line}\n");
        }
    }
}

/// `12:03:44`
fn is_of_clock(at: usize, byte: u8) -> bool {
    if at == 2 || at == 5 { byte == b':' } else { byte.is_ascii_digit() }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_saved_file_is_judged_again_whether_it_is_a_rulebook_or_used_by_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tables.rubric"), TABLES).unwrap();
    fs::write(folder.path().join("r.rubric"), RULEBOOK).unwrap();
    let watching = Watching::start(folder.path());
    assert_eq!(watching.state(), "1 rulebook: 0 errors, 0 warnings; 1 example: 1 as expected, 0 not");
    fs::write(folder.path().join("r.rubric"), RULEBOOK.replace("expect vip", "expect not vip")).unwrap();
    assert_eq!(watching.state(), "1 rulebook: 0 errors, 0 warnings; 1 example: 0 as expected, 1 not");
    fs::write(folder.path().join("tables.rubric"), TABLES.replace("vip yes/no", "vap yes/no")).unwrap();
    assert!(watching.state().starts_with("1 rulebook: 2 errors, 0 warnings; 0 examples"));
    fs::remove_file(folder.path().join("r.rubric")).unwrap();
    assert!(watching.state().starts_with("there is no rulebook in ."));
    fs::write(folder.path().join("tables.rubric"), TABLES).unwrap();
    assert!(watching.state().starts_with("there is no rulebook in ."));
    fs::write(folder.path().join("r.rubric"), RULEBOOK).unwrap();
    assert_eq!(watching.state(), "1 rulebook: 0 errors, 0 warnings; 1 example: 1 as expected, 0 not");
}

/// What is counted has been seen.
#[test]
fn a_warning_beside_an_error_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tables.rubric"), TABLES).unwrap();
    let wrong = format!("{RULEBOOK}parameter fee = 5 EUR\nmetric wrong = nothing\n");
    fs::write(folder.path().join("r.rubric"), wrong).unwrap();
    let (told, state) = Watching::start(folder.path()).told();
    assert_eq!(state, "1 rulebook: 1 error, 1 warning; 0 examples: 0 as expected, 0 not");
    assert_eq!((told.matches("R0501\n").count(), told.matches("R0108\n").count()), (1, 1), "{told}");
    assert!(told.ends_with("r.rubric: has errors, so that no example was judged\n"), "{told}");
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let output = command(&["watch", "nowhere"]).output().unwrap();
    expect_code(&output, 2);
    assert_eq!(stderr(&output), "error: there is no nowhere\n");
}
