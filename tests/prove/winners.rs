//! Who wins each line: the customers that are shown can be pasted as examples, and come out as told.

use crate::docs::fragment::beginning;
use rubric::check::check;
use rubric::examples::judge;
use rubric::prove::{Winner, prove};
use std::fs;
use std::path::Path;

/// Lines won by a customer, by nobody, and left open; each customer pasted as an example must come out.
fn winners(path: &Path) -> (usize, usize, usize) {
    let text = fs::read_to_string(path).unwrap();
    let whole = text.lines().any(|line| line.starts_with("rulebook"));
    let text = if whole { text } else { format!("{text}\n{}", beginning(&text)) };
    let folder = path.parent().unwrap();
    let mut load = |name: &str| fs::read_to_string(folder.join(name)).map_err(|_| "there is no such file".to_string());
    let checked = check("book.rubric", &text, &mut load);
    let book = checked.rulebook.unwrap();
    let proven = prove(&book, &checked.sources, &checked.diagnostics);
    let proofs = proven.winners(&book);
    let examples: Vec<String> = proofs.iter().filter_map(|proof| proof.example(&book, &proven)).collect();
    come_out(&format!("{text}\n{}", examples.join("\n")), &mut load, book.examples.len(), examples.len());
    let count = |is: fn(&Winner) -> bool| proofs.iter().filter(|proof| is(&proof.winner)).count();
    let (row, nobody) = (count(|w| matches!(w, Winner::Row(_))), count(|w| matches!(w, Winner::Nobody)));
    (row, nobody, proofs.len() - row - nobody)
}

pub fn come_out(text: &str, load: &mut rubric::check::Load, own: usize, more: usize) {
    let pasted = check("book.rubric", text, load);
    let book = pasted.rulebook.unwrap_or_else(|| panic!("{text}\n{:#?}", pasted.diagnostics));
    assert_eq!(book.examples.len(), own + more);
    for example in book.examples.iter().skip(own) {
        let verdict = judge(&book, &pasted.sources, example);
        assert!(verdict.passed(), "{}\n{text}\n{verdict:#?}", example.title);
    }
}

#[test]
fn every_line_of_the_classification_has_a_customer() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/partner-classification/partner-classification.rubric");
    assert_eq!(winners(&path), (6, 0, 0));
}

#[test]
fn most_lines_of_the_rating_have_a_customer() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/customer-rating/customer-rating.rubric");
    let (row, nobody, _) = winners(&path);
    assert!(row >= 25 && nobody == 0, "{row} won, {nobody} won by nobody");
}

#[test]
fn customers_of_all_cases_come_out_as_told() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/prove");
    let paths = glob::glob(&root.join("*/*.rubric").to_string_lossy()).unwrap().map(Result::unwrap);
    let counts: Vec<_> = paths.map(|path| winners(&path)).collect();
    assert!(counts.iter().map(|(row, ..)| row).sum::<usize>() > 30, "{counts:?}");
    assert!(counts.iter().any(|(_, nobody, _)| *nobody > 0), "{counts:?}");
}
