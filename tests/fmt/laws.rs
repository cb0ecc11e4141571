//! For every rulebook of this repository, and for random ones, as their authors left them and disturbed: the layout of a
//! layout is itself, says the same, and keeps each comment with its declaration.

use super::disturb::{Dice, disturb};
use super::laid_out;
use crate::reference::generate::{draft, seeds};
use crate::syntax::print::document;
use proptest::prelude::*;
use rubric::source::SourceId;
use rubric::syntax::{comments, parse};
use std::path::{Path, PathBuf};

/// Each comment with the number of its declaration: the one it stands in or behind on a line, else the next.
fn attached(text: &str) -> Vec<(usize, String)> {
    let (tree, _) = parse(SourceId(0), text);
    let of = |start: usize| {
        let line = text[..start].rfind(['\n', '\r']).map_or(0, |i| i + 1);
        let alone = text[line..start].trim_start_matches('\u{FEFF}').trim().is_empty();
        let before = |d: &&rubric::syntax::tree::Declaration| (d.span.start as usize) < start;
        let inside = tree.declarations.iter().filter(before).filter(|d| !alone || d.span.end as usize > start).count();
        if inside > 0 && tree.declarations.iter().filter(before).count() == inside {
            return inside;
        }
        tree.declarations.iter().filter(|d| (d.span.end as usize) < start).count() + 1
    };
    comments(text).into_iter().map(|place| (of(place.start), text[place].trim_end().to_string())).collect()
}

#[track_caller]
fn holds(text: &str) {
    let printed = laid_out(text);
    assert_eq!(laid_out(&printed), printed, "laid out twice, this changes:\n{text}");
    let tree = |text: &str| document(&parse(SourceId(0), text).0);
    assert_eq!(tree(&printed), tree(text));
    assert_eq!(attached(&printed), attached(text), "of\n{text}\nlaid out as\n{printed}");
    let is_unread = |line: &str| ["worklist", "advisor"].iter().any(|word| line.starts_with(word));
    if text.lines().any(is_unread) {
        return;
    }
    let sound = |line: &str| line.trim_end() == line && !line.contains('\t') || line.contains(['"', '#']);
    assert!(printed.lines().all(sound), "{printed}");
    assert!(!printed.contains("\n\n\n") && !printed.starts_with('\n') && !printed.ends_with("\n\n"), "{printed}");
}

fn rulebooks(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && name != "target" {
            rulebooks(&path, found);
        } else if name.ends_with(".rubric") {
            found.push(path);
        }
    }
}

/// The text of every file of this repository that can be read as a rulebook.
fn readable() -> Vec<String> {
    let mut paths = Vec::new();
    rulebooks(Path::new(env!("CARGO_MANIFEST_DIR")), &mut paths);
    let texts = paths.into_iter().map(|path| std::fs::read_to_string(path).unwrap());
    texts.filter(|text| parse(SourceId(0), text).1.is_empty()).collect()
}

#[test]
fn every_rulebook_of_this_repository_has_its_layout() {
    let texts = readable();
    assert!(texts.len() > 150, "{}", texts.len());
    texts.iter().for_each(|text| holds(text));
}

#[test]
fn every_rulebook_of_this_repository_has_its_layout_however_it_is_written() {
    for text in readable().iter().filter(|text| !text.contains(['\r', ';'])) {
        for round in 0..4u8 {
            let disturbed = disturb(text, &mut Dice::new((0..251).map(|i: u8| i.wrapping_mul(37) ^ round).collect()));
            if parse(SourceId(0), &disturbed).1.is_empty() {
                holds(&disturbed);
            }
        }
    }
}

#[test]
fn crlf_changes_line_ends_alone() {
    for text in readable().iter().filter(|text| !text.contains('\r') && text.contains('\n')) {
        assert_eq!(laid_out(&text.replace('\n', "\r\n")), laid_out(text).replace('\n', "\r\n"));
    }
}

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(64);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 512, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn random_rulebooks_have_one_layout_however_they_are_written(
        seed in seeds(), numbers in prop::collection::vec(any::<u8>(), 1..400)
    ) {
        let text = draft(&seed).text;
        holds(&text);
        let disturbed = disturb(&text, &mut Dice::new(numbers));
        let mistakes = parse(SourceId(0), &disturbed).1;
        prop_assert!(mistakes.is_empty(), "{mistakes:?}\n{disturbed}");
        holds(&disturbed);
    }
}
