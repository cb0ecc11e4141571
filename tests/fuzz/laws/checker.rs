//! Checking a rulebook: the same each time, a model exactly where nothing is wrong, and everything that is done with a
//! model is done without an end: plans, proofs, examples, allowances, corrections.

use super::places;
use rubric::check::{Allowances, Checked, check, inspect};
use rubric::diagnostic::Severity;
use rubric::examples::{diagnostics, judge};
use rubric::model::Rulebook;
use rubric::plan::{Purpose, plan};
use rubric::prove::prove;
use rubric::value::Date;

/// Examples that are judged, and items of a rulebook for whose lines customers are sought.
const FEW: usize = 4;

/// The tables of the shipped rulebooks, for texts that use a file without bringing one.
const TABLES: &str = include_str!("../../../rules/shared/tables.rubric");

/// The beginning that pieces of rulebooks stand below.
const REFERENCE: &str = include_str!("../../../docs/reference.md");

/// The law of the checker. The rulebook and the file that it uses are parts of the input.
pub fn checker(bytes: &[u8]) {
    let mut parts = super::parts(bytes).map(super::text);
    let rulebook = whole(parts.next().unwrap_or_default());
    let used = parts.next().unwrap_or_else(|| TABLES.to_string());
    let mut load = |path: &str| match path {
        "" => Err("there is no such file".to_string()),
        _ => Ok(used.clone()),
    };
    let checked = check("a.rubric", &rulebook, &mut load);
    let again = check("a.rubric", &rulebook, &mut load);
    assert_eq!(checked.diagnostics, again.diagnostics);
    assert_eq!(format!("{:?}", checked.rulebook), format!("{:?}", again.rulebook));
    assert_eq!(inspect("a.rubric", &rulebook, &mut load).checked.diagnostics, checked.diagnostics);
    places::told(&checked.diagnostics, &checked.sources);
    let is_wrong = checked.diagnostics.iter().any(|d| d.severity == Severity::Error);
    assert_eq!(checked.rulebook.is_none(), is_wrong, "{:?}", checked.diagnostics);
    allowed(&checked);
    if let Some(book) = &checked.rulebook {
        planned(book);
        proven(book, &checked);
        judged(book, &checked);
    }
}

/// A piece with the beginning that it needs behind it, less what it declares itself.
fn whole(mut text: String) -> String {
    if text.lines().any(|line| line.starts_with("rulebook")) {
        return text;
    }
    let beginning = REFERENCE.split("```rubric preamble\n").nth(1).and_then(|rest| rest.split("```").next());
    let declared = |line: &str| line.split_whitespace().take(2).map(str::to_string).collect::<Vec<_>>();
    let own: Vec<_> = text.lines().map(declared).collect();
    let mut is_taken = false;
    text.push('\n');
    for line in beginning.expect("the reference shows a beginning").lines() {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            is_taken = own.contains(&declared(line));
        }
        if !is_taken {
            text.extend([line, "\n"]);
        }
    }
    text
}

fn allowed(checked: &Checked) {
    let mut told = checked.diagnostics.clone();
    Allowances::of(&checked.sources).apply(&mut told, checked.rulebook.is_some());
    places::told(&told, &checked.sources);
    let errors =
        |list: &[rubric::diagnostic::Diagnostic]| list.iter().filter(|d| d.severity == Severity::Error).count();
    assert_eq!(errors(&told), errors(&checked.diagnostics), "an error was allowed");
}

fn planned(book: &Rulebook) {
    let as_of = Date::parse("2026-06-30").expect("a date");
    let steps = plan(book, as_of, &[], Purpose::Run);
    assert_eq!(steps.print(book, true), plan(book, as_of, &[], Purpose::Run).print(book, true));
    plan(book, as_of, &[], Purpose::Observe);
}

fn proven(book: &Rulebook, checked: &Checked) {
    let prove = || prove(book, &checked.sources, &checked.diagnostics);
    let proven = prove();
    assert_eq!(proven.diagnostics(), prove().diagnostics());
    places::told(&proven.diagnostics(), &checked.sources);
    if book.items.len() <= FEW {
        proven.winners(book);
    }
}

fn judged(book: &Rulebook, checked: &Checked) {
    for example in book.examples.iter().take(FEW) {
        let verdict = judge(book, &checked.sources, example);
        places::told(&diagnostics(book, &checked.sources, example, &verdict), &checked.sources);
    }
}
