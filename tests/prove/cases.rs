//! `tests/cases/prove/found/CODE-what-is-proven.rubric` gives its code, first of all; `tests/cases/prove/silent/*.rubric`
//! gives nothing. What is said stands beside the case. Cases are written as those of `tests/check`.

use crate::docs::fragment::beginning;
use rubric::check::check;
use rubric::diagnostic::Diagnostic;
use rubric::diagnostic::render::{Options, render};
use rubric::prove::prove;
use rubric::source::{SourceId, Sources};
use std::fs;
use std::path::{Path, PathBuf};

/// What is proven of a case itself.
fn proven(path: &Path) -> (Sources, Vec<Diagnostic>) {
    let text = fs::read_to_string(path).unwrap();
    let whole = text.lines().any(|line| line.starts_with("rulebook"));
    let behind = if whole { String::new() } else { beginning(&text) };
    let folder = path.parent().unwrap();
    let mut load = |name: &str| fs::read_to_string(folder.join(name)).map_err(|_| "there is no such file".to_string());
    let name = path.file_name().unwrap().to_string_lossy();
    let checked = check(&name, &format!("{text}{behind}"), &mut load);
    let Some(book) = &checked.rulebook else {
        panic!("{}: {}", path.display(), render(&checked.diagnostics, &checked.sources, Options::default()));
    };
    let found = prove(book, &checked.sources, &checked.diagnostics).findings;
    let own = |d: &Diagnostic| d.primary.span.source != SourceId(0) || (d.primary.span.start as usize) <= text.len();
    let found = found.into_iter().filter(own).collect();
    (checked.sources, found)
}

fn cases(kind: &str) -> Vec<PathBuf> {
    let pattern = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/prove").join(kind).join("*.rubric");
    let mut paths: Vec<PathBuf> = glob::glob(&pattern.to_string_lossy()).unwrap().map(Result::unwrap).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no {kind} cases");
    paths
}

fn as_recorded(path: &Path, rendered: &str) -> bool {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(path.parent().unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let compare = || settings.bind(|| insta::assert_snapshot!(name, rendered));
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(compare)).is_ok()
}

#[test]
fn found_cases_give_the_code_they_are_named_after() {
    let mut wrong = Vec::new();
    for path in cases("found") {
        let (sources, found) = proven(&path);
        let rendered = render(&found, &sources, Options::default());
        let code = found.first().map_or("nothing", |d| d.code.0);
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if !name.starts_with(&format!("{code}-")) {
            wrong.push(format!("{}: gives {code}\n{rendered}", path.display()));
        } else if !as_recorded(&path, &rendered) {
            wrong.push(format!("{}: differs from what is recorded", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Nothing is said of what is not certain: neither of these cases, nor of the shipped rulebooks.
#[test]
fn silent_cases_give_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shipped = glob::glob(&root.join("rules/*-*/*.rubric").to_string_lossy()).unwrap().map(Result::unwrap);
    let shipped = shipped.filter(|path| fs::read_to_string(path).unwrap().contains("\nrulebook "));
    let mut wrong = Vec::new();
    for path in cases("silent").into_iter().chain(shipped) {
        let (sources, found) = proven(&path);
        if !found.is_empty() {
            wrong.push(format!("{}:\n{}", path.display(), render(&found, &sources, Options::default())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A rulebook of any size is proven in the time that is given, or left alone.
#[test]
fn a_long_chain_of_values_is_looked_through() {
    let mut text = String::from(
        "rulebook \"Chain\"\nversion \"1\"\ncurrency EUR\nabout customers\ntable customers key id { id text; n number }\n",
    );
    text.push_str("metric m0 = n\n");
    for i in 1..4_000 {
        text.push_str(&format!("metric m{i} {{ m{} when m{} > {i}; {i} otherwise }}\n", i - 1, i - 1));
    }
    let checked = check("chain.rubric", &text, &mut |_| Err("no files".to_string()));
    let book = checked.rulebook.expect("a model");
    let proven = prove(&book, &checked.sources, &checked.diagnostics);
    assert!(proven.findings.len() < 4_000);
}
