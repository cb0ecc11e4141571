//! `tests/cases/FEATURE/good/*.rubric` and `tests/cases/FEATURE/bad/CODE-what-is-wrong.rubric`.
//!
//! A good case has no error (warnings show in its snapshot); a bad one gives the code its name begins with, first of
//! all. What is said stands beside the case in `NAME.snap`. A case without a line that begins with `rulebook` is a piece:
//! the preamble of `docs/reference.md` stands behind it, without what the piece declares itself, so that the lines keep
//! their numbers; what is said of the preamble alone is left out. `use` reads from the folder of the case, and
//! `⟦65 × (⟧` stands for 65 of what is behind the `×`.
//!
//! After a change: `INSTA_UPDATE=always cargo test --test all check::cases`, then read the difference.

use crate::docs::fragment::{beginning, repeated};
use rubric::check::check;
use rubric::diagnostic::render::{Options, render};
use rubric::diagnostic::{Diagnostic, Severity};
use rubric::source::{SourceId, Sources};
use std::fs;
use std::path::{Path, PathBuf};

/// One case and what is said of it.
struct Case {
    path: PathBuf,
    text: String,
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
}

impl Case {
    fn read(path: PathBuf) -> Case {
        let text = repeated(&fs::read_to_string(&path).unwrap());
        let (sources, diagnostics) = said(&path, &text);
        Case { path, text, sources, diagnostics }
    }

    fn stem(&self) -> String {
        self.path.file_stem().unwrap().to_string_lossy().into_owned()
    }

    fn rendered(&self) -> String {
        render(&self.diagnostics, &self.sources, Options::default())
    }
}

/// What is said of a text, as far as it is about the text itself.
fn said(path: &Path, text: &str) -> (Sources, Vec<Diagnostic>) {
    let whole = text.lines().any(|line| line.starts_with("rulebook"));
    let newline = if text.ends_with('\n') { "" } else { "\n" };
    let behind = if whole { String::new() } else { format!("{newline}{}", beginning(text)) };
    let folder = path.parent().unwrap();
    let mut load = |name: &str| fs::read_to_string(folder.join(name)).map_err(|_| "there is no such file".to_string());
    let name = path.file_name().unwrap().to_string_lossy();
    let checked = check(&name, &format!("{text}{behind}"), &mut load);
    let own = |d: &Diagnostic| d.primary.span.source != SourceId(0) || (d.primary.span.start as usize) <= text.len();
    (checked.sources, checked.diagnostics.into_iter().filter(own).collect())
}

/// Every case of one kind, sorted; a file in a folder of another name is none.
fn cases(kind: &str) -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let pattern = root.join("*").join(kind).join("*.rubric");
    let paths = glob::glob(&pattern.to_string_lossy()).unwrap();
    let mut paths: Vec<PathBuf> = paths.map(Result::unwrap).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no {kind} cases");
    paths.into_iter().map(Case::read).collect()
}

/// Compares with `NAME.snap` beside the case; `false` where it differs.
fn as_recorded(case: &Case) -> bool {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(case.path.parent().unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let compare = || settings.bind(|| insta::assert_snapshot!(case.stem(), case.rendered()));
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(compare)).is_ok()
}

fn hold(kind: &str, complaint: impl Fn(&Case) -> Option<String>) {
    let mut wrong = Vec::new();
    for case in cases(kind) {
        if let Some(complaint) = complaint(&case) {
            wrong.push(format!("{}: {complaint}\n{}", case.path.display(), case.rendered()));
        } else if !as_recorded(&case) {
            wrong.push(format!("{}: differs from what is recorded", case.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn good_cases_have_no_error() {
    hold("good", |case| {
        let error = case.diagnostics.iter().find(|d| d.severity == Severity::Error)?;
        Some(format!("{} in a good case", error.code.0))
    });
}

#[test]
fn bad_cases_give_the_code_they_are_named_after() {
    hold("bad", |case| {
        let name = case.stem();
        let code = case.diagnostics.first().map_or("nothing", |d| d.code.0);
        (!name.starts_with(&format!("{code}-"))).then(|| format!("gives {code}"))
    });
}

#[test]
fn a_fix_ends_the_mistake_that_it_fixes() {
    let mut fixes = 0;
    for case in cases("bad") {
        for diagnostic in case.diagnostics.iter().filter(|d| d.primary.span.source == SourceId(0)) {
            let Some(fix) = &diagnostic.fix else { continue };
            let mut text = case.text.clone();
            text.replace_range(fix.span.start as usize..fix.span.end as usize, &fix.replacement);
            let same =
                |d: &&Diagnostic| d.code == diagnostic.code && d.primary.span.start == diagnostic.primary.span.start;
            let (_, after) = said(&case.path, &text);
            let still = after.iter().filter(same).count();
            let before = case.diagnostics.iter().filter(same).count();
            assert!(still < before, "{}: `{}` does not help", case.path.display(), fix.replacement);
            fixes += 1;
        }
    }
    assert!(fixes > 0, "no case has a fix");
}
