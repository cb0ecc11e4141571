//! The core reads no clock, environment, file or network, and computes with no binary float.

use super::source::files;

/// Rooms whose answers depend on nothing but what is handed to them.
const CORE: [&str; 13] = [
    "source",
    "value",
    "diagnostic",
    "syntax",
    "check",
    "words",
    "model",
    "prove",
    "table",
    "plan",
    "run",
    "trace",
    "alerts",
];

/// What would let the outside in; errors and writers of `std::io` are only types.
const OUTSIDE: [&str; 13] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::time",
    "SystemTime",
    "Instant::now",
    "Local::now",
    "Utc::now",
    "io::stdin",
    "io::stdout",
    "io::stderr",
    "available_parallelism",
];

fn findings(words: &[&str], is_word: impl Fn(&str, usize, usize) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for file in files().iter().filter(|file| CORE.contains(&file.room())) {
        for word in words {
            for (at, _) in file.code.match_indices(word).filter(|(at, _)| is_word(&file.code, *at, word.len())) {
                let line = file.code[..at].matches('\n').count() + 1;
                found.push(format!("src/{}:{line}: {word}", file.path));
            }
        }
    }
    found
}

fn whole_word(code: &str, at: usize, length: usize) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    !code[..at].chars().next_back().is_some_and(part) && !code[at + length..].chars().next().is_some_and(part)
}

#[test]
fn the_core_has_no_binary_float() {
    let found = findings(&["f32", "f64"], whole_word);
    assert!(found.is_empty(), "a binary float can't hold a cent exactly:\n{}", found.join("\n"));
}

#[test]
fn the_core_never_looks_outside() {
    let found = findings(&OUTSIDE, whole_word);
    assert!(found.is_empty(), "the same inputs must give the same bytes:\n{}", found.join("\n"));
}

#[test]
fn the_lists_name_rooms_that_exist() {
    let rooms: Vec<String> = files().iter().map(|file| file.room().to_string()).collect();
    for room in CORE {
        assert!(rooms.iter().any(|r| r == room), "no room {room} under src/");
    }
}
