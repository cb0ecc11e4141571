//! Every file says what it is for, stays small enough to read, and argues where it could panic.

use super::source::{SourceFile, files};

/// A file longer than this does more than one thing.
const MOST_LINES: usize = 500;

#[test]
fn each_file_opens_with_what_it_is_for() {
    let silent: Vec<String> = files().into_iter().filter(|f| !f.text.starts_with("//! ")).map(|f| f.path).collect();
    assert!(silent.is_empty(), "no `//!` on the first line: {}", silent.join(", "));
}

#[test]
fn no_file_is_too_long_to_read() {
    let long = files().into_iter().map(|f| (f.text.lines().count(), f.path)).filter(|(lines, _)| *lines > MOST_LINES);
    let long: Vec<String> = long.map(|(lines, path)| format!("{path}: {lines} lines")).collect();
    assert!(long.is_empty(), "more than {MOST_LINES} lines:\n{}", long.join("\n"));
}

/// Lines that can panic and have no `INVARIANT:` on themselves or in the comment or item around them.
fn unargued(file: &SourceFile) -> Vec<String> {
    const PANICS: [&str; 7] =
        [".unwrap()", ".expect( ", "panic!(", "unreachable!(", "todo!(", "unimplemented!(", ".unwrap_err()"];
    let text: Vec<&str> = file.text.lines().collect();
    let mut found = Vec::new();
    for (number, line) in file.code.lines().enumerate().filter(|(_, l)| PANICS.iter().any(|p| l.contains(p))) {
        let near = &text[number.saturating_sub(6)..=number];
        if !near.iter().any(|l| l.contains("INVARIANT:")) {
            found.push(format!("src/{}:{}: {}", file.path, number + 1, line.trim()));
        }
    }
    found
}

#[test]
fn what_could_panic_says_why_it_does_not() {
    let found: Vec<String> = files().iter().flat_map(unargued).collect();
    assert!(found.is_empty(), "no `// INVARIANT:` beside:\n{}", found.join("\n"));
}

#[test]
fn nothing_is_left_for_later() {
    let found = files().into_iter().filter(|f| ["TODO", "FIXME", "XXX"].iter().any(|word| f.text.contains(word)));
    let found: Vec<String> = found.map(|f| f.path).collect();
    assert!(found.is_empty(), "unfinished: {}", found.join(", "));
}
