//! Random rulebooks on random data: the engine and the reference agree on everything.

use super::compare::{Case, compare};
use super::evaluate::Row;
use super::generate::{Draft, Seed, draft, rows, seeds};
use super::memory::Layout;
use super::tape::Tape;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rubric::check::{check, setting};
use rubric::diagnostic::Severity;
use rubric::model::{Rulebook, Setting};
use std::panic::{AssertUnwindSafe, catch_unwind};

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 1024, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_engine_and_the_reference_agree(seed in seeds()) {
        if let Err(difference) = agree(&seed) {
            return Err(TestCaseError::fail(difference));
        }
    }
}

#[test]
fn random_rulebooks_say_everything_the_language_can_say() {
    let mut runner = TestRunner::deterministic();
    let texts: Vec<String> = (0..400).map(|_| draft(&seeds().new_tree(&mut runner).unwrap().current()).text).collect();
    let all = texts.join("\n");
    let words = [
        "count of distinct",
        "sum of",
        "average of",
        "min of",
        "max of",
        "median of",
        "earliest of",
        "latest of",
        "(last ",
        " where ",
        " else ",
        " at least ",
        " at most ",
        "rounded to",
        "lower of",
        "higher of",
        "earlier of",
        "later of",
        "days since",
        "in last",
        " between ",
        "starts with",
        "contains",
        "is one of",
        "is not one of",
        "is known",
        "is unknown",
        "is before",
        "is on or after",
        "not (",
        " and ",
        " or ",
        "hidden",
        "inactive",
        "adding",
        "weight",
        " per 1,000 EUR",
        " per full ",
        "otherwise",
        "needs",
        "starts at",
        "in points",
        "rounded to 0.5 stars",
        "points from",
        "worst to best",
        "best to worst",
        "by customers.company",
        "of invoices",
        "of lines",
        "customers.m_",
        "invoices.s_",
        " p_",
        "customers.g_",
        "= r_",
        " of r_",
        "dated since",
    ];
    for word in words {
        assert!(all.contains(word), "no random rulebook says {word:?}");
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_random_rulebook_has_no_mistakes(seed in seeds()) {
        let draft = draft(&seed);
        if let Err(mistakes) = checked(&draft.text).and_then(|book| settings(&book, &draft)) {
            return Err(TestCaseError::fail(mistakes));
        }
    }
}

/// Checks, runs and compares one case; an `Err` tells all about the first difference.
fn agree(seed: &Seed) -> Result<(), String> {
    let draft = draft(seed);
    let book = checked(&draft.text)?;
    let settings = settings(&book, &draft)?;
    let rows = rows(seed, &book, &draft);
    let layout = layout(seed);
    let case = Case { book: &book, as_of: draft.as_of, settings: &settings, rows: &rows, layout };
    let result = catch_unwind(AssertUnwindSafe(|| compare(&case))).unwrap_or_else(|panic| Err(words(&*panic)));
    result.map_err(|difference| told(&draft, &book, &rows, &layout, &difference))
}

/// The rulebook of a text, or the text with all that is wrong with it.
pub fn checked(text: &str) -> Result<Rulebook, String> {
    let checked = check("random.rubric", text, &mut |path| Err(format!("no file {path}")));
    checked.rulebook.ok_or_else(|| {
        let errors = checked.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let errors: Vec<String> = errors
            .map(|found| {
                let (line, _) = checked.sources.position(found.primary.span);
                let text = checked.sources.text(found.primary.span);
                format!("line {line}: {} {}: {} {:?}", found.code.0, found.headline, text, found.help)
            })
            .collect();
        format!("\n{text}\nis refused:\n{}", errors.join("\n"))
    })
}

/// What the run is given from outside.
pub fn settings(book: &Rulebook, draft: &Draft) -> Result<Vec<Setting>, String> {
    let read = |text: &String| setting(book, text).map_err(|error| format!("{text}: {error}\n{}", draft.text));
    draft.settings.iter().map(read).collect()
}

fn layout(seed: &Seed) -> Layout {
    let reversed: Vec<u16> = seed.run.iter().rev().copied().collect();
    let mut tape = Tape::new(&reversed);
    let (files, batch) = (tape.of(&[1, 2, 3]), tape.of(&[1000, 1, 2, 5]));
    Layout { files, batch, dictionary: tape.chance(50), wordy: tape.chance(50) }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    format!("a panic: {}", text.unwrap_or("of no words"))
}

/// The case as `case_files` reads it, and what differs.
fn told(draft: &Draft, book: &Rulebook, rows: &[Vec<Row>], layout: &Layout, difference: &str) -> String {
    let mut text = format!("\n{}\n=== as of {}\n", draft.text, draft.as_of);
    for setting in &draft.settings {
        text.push_str(&format!("=== set {setting}\n"));
    }
    for (table, rows) in book.tables.iter().zip(rows).filter(|(_, rows)| !rows.is_empty()) {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        text.push_str(&format!("=== {}: {}\n", table.name, names.join(" | ")));
        for row in rows {
            let cells = row.iter().zip(&table.columns);
            let cells: Vec<String> =
                cells.map(|(cell, column)| cell.as_ref().map_or("-".into(), |v| v.plain(&column.ty))).collect();
            text.push_str(&format!("{}\n", cells.join(" | ")));
        }
    }
    format!("{text}\n{layout:?}\n{difference}\n")
}
