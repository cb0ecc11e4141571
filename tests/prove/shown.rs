//! What is found is shown: the examples beside findings can be pasted, and come out as told.

use super::winners::come_out;
use crate::docs::fragment::beginning;
use rubric::check::check;
use rubric::diagnostic::Diagnostic;
use rubric::prove::prove;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Codes of findings that some row shows; a condition that never or always holds has none.
const SHOWN: [&str; 8] = ["R0320", "R0321", "R0322", "R0701", "R0704", "R0705", "R0706", "R0707"];

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let of = |pattern: &str| glob::glob(&root.join(pattern).to_string_lossy()).unwrap().map(Result::unwrap);
    let patterns = ["prove/found/*.rubric", "*/bad/R032[012]-*.rubric"];
    patterns.into_iter().flat_map(of).collect()
}

/// All that is told of a case, after its examples were pasted and came out.
fn told(path: &Path) -> Vec<Diagnostic> {
    let text = fs::read_to_string(path).unwrap();
    let whole = text.lines().any(|line| line.starts_with("rulebook"));
    let text = if whole { text } else { format!("{text}\n{}", beginning(&text)) };
    let folder = path.parent().unwrap();
    let mut load = |name: &str| fs::read_to_string(folder.join(name)).map_err(|_| "there is no such file".to_string());
    let checked = check("book.rubric", &text, &mut load);
    let Some(book) = checked.rulebook else { return Vec::new() };
    let told = prove(&book, &checked.sources, &checked.diagnostics).diagnostics();
    let examples: Vec<&str> = told.iter().filter_map(|one| one.example.as_deref()).collect();
    let count = examples.iter().map(|text| text.matches("example \"").count()).sum();
    come_out(&format!("{text}\n{}", examples.join("\n")), &mut load, book.examples.len(), count);
    told
}

#[test]
fn each_finding_has_an_example_that_comes_out() {
    let mut missing = Vec::new();
    let mut seen = BTreeSet::new();
    for path in cases() {
        for one in told(&path).iter().filter(|one| SHOWN.contains(&one.code.0)) {
            seen.insert(one.code.0);
            if one.example.is_none() {
                missing.push(format!("{}: {}: {}", path.display(), one.code.0, one.headline));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), SHOWN);
}
