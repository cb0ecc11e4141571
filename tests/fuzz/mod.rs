//! The laws that fuzzing searches for a breach of, on inputs that once broke one, on the rulebooks of this repository,
//! and on shipped rulebooks with random mistakes in them. docs/ARCHITECTURE.md says how to search further.

pub mod laws;

use laws::{ALL, Law};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below folders of this repository whose names end so.
fn files(folders: &[&str], end: &str) -> Vec<PathBuf> {
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            match path.is_dir() {
                true => open.push(path),
                false if path.to_string_lossy().ends_with(end) => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found
}

#[track_caller]
fn holds(law: Law, name: &str, path: &Path) {
    let bytes = fs::read(path).unwrap();
    let held = std::panic::catch_unwind(|| law(&bytes));
    assert!(held.is_ok(), "the law of the {name} does not hold for {}", path.display());
}

#[test]
fn the_laws_hold_for_what_once_broke_one() {
    for (name, law) in ALL {
        let kept = files(&[&format!("tests/fuzz/kept/{name}")], "");
        assert!(!kept.is_empty(), "{name}");
        kept.iter().for_each(|path| holds(law, name, path));
    }
}

#[test]
fn the_laws_hold_for_the_rulebooks_of_this_repository() {
    let texts = files(&["rules", "templates", "tests/cases", "tests/syntax", "tests/fmt/cases"], ".rubric");
    assert!(texts.len() > 150);
    for (name, law) in ALL.into_iter().filter(|(name, _)| *name != "messages" && *name != "editor") {
        texts.iter().for_each(|path| holds(law, name, path));
    }
    texts.iter().step_by(8).for_each(|path| holds(laws::editor, "editor", path));
}

#[test]
fn each_law_has_a_target() {
    let targets: Vec<String> = ALL.iter().map(|(name, _)| format!("{name}.rs")).collect();
    let mut found = files(&["fuzz/targets"], ".rs");
    found.retain(|path| !targets.iter().any(|name| path.ends_with(name)));
    assert_eq!(found, [] as [PathBuf; 0]);
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    for target in targets {
        assert!(root().join("fuzz/targets").join(&target).is_file() && manifest.contains(&format!("targets/{target}")));
    }
}

/// All words and signs between quotes in the grammar.
fn words() -> Vec<String> {
    let grammar = fs::read_to_string(root().join("grammar/rubric.pest")).unwrap();
    let mut words: Vec<String> = grammar.split('"').skip(1).step_by(2).map(str::to_string).collect();
    words.sort();
    words.dedup();
    words
}

/// A place to change a text at, how much is taken out, what is put in, and where it goes on if pieces change places.
type Edit = (prop::sample::Index, usize, String, prop::sample::Index);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let odd = ["", "\n", "\r", "{", "}", "(", ")", "|", "#", "\"", "\u{1F600}", "\u{202E}", "0", ".", ",", "\n  "];
    let all: Vec<String> = words().into_iter().map(|word| format!(" {word} ")).chain(odd.map(str::to_string)).collect();
    let any = any::<prop::sample::Index>;
    prop::collection::vec((any(), 0usize..40, prop::sample::select(all), any()), 1..6)
}

/// A shipped rulebook, and what is done to it.
fn damaged() -> impl Strategy<Value = (Vec<u8>, Vec<Edit>)> {
    let shipped: Vec<Vec<u8>> =
        files(&["rules", "templates"], ".rubric").iter().map(|path| fs::read(path).unwrap()).collect();
    (prop::sample::select(shipped), edits())
}

/// The text with the edits made.
fn made(text: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut text = text.to_vec();
    for (at, length, new, other) in edits {
        let start = at.index(text.len());
        let taken: Vec<u8> = text.splice(start..(start + length).min(text.len()), new.bytes()).collect();
        if new.is_empty() && !text.is_empty() {
            let there = other.index(text.len());
            text.splice(there..there, taken);
        }
    }
    text
}

fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        max_shrink_iters: 256,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn the_laws_hold_for_damaged_rulebooks((text, edits) in damaged()) {
        let text = made(&text, &edits);
        laws::parser(&text);
        laws::checker(&text);
        laws::formatter(&text);
    }
}

proptest! {
    #![proptest_config(config(8))]

    #[test]
    fn the_law_of_the_editor_holds_while_a_rulebook_is_damaged((text, edits) in damaged(), places in any::<[u8; 32]>()) {
        let mut input = text;
        for ((_, length, new, _), place) in edits.iter().zip(places.chunks(2)) {
            input.extend([0xFF, place[0], place[1], *length as u8, 0]);
            input.extend(new.bytes());
        }
        laws::editor(&input);
    }
}
