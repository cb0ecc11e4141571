//! What an example says is what the engine finds, and nothing else passes.

use crate::docs::fragment::beginning;
use rubric::check::{Checked, check};
use rubric::examples::{Held, judge};
use std::fs;
use std::path::Path;

/// The rulebook of all forms, with the preamble of the reference behind it.
fn every_form() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/examples/good/every-form.rubric");
    let text = fs::read_to_string(path).unwrap();
    let behind = beginning(&text);
    text + &behind
}

fn checked(text: &str) -> Checked {
    let checked = check("examples.rubric", text, &mut |_| Err("there is no such file".to_string()));
    assert!(checked.rulebook.is_some(), "{:?}", checked.diagnostics);
    checked
}

/// What came of each expectation, example by example.
fn outcomes(text: &str) -> Vec<Vec<Held>> {
    let checked = checked(text);
    let rulebook = checked.rulebook.as_ref().unwrap();
    let verdicts = rulebook.examples.iter().map(|example| judge(rulebook, &checked.sources, example));
    verdicts.map(|verdict| verdict.outcomes.iter().map(|outcome| outcome.held).collect()).collect()
}

#[test]
fn every_form_comes_out_as_it_says() {
    let all = outcomes(&every_form());
    assert!(all.iter().map(Vec::len).sum::<usize>() > 12, "{all:?}");
    assert!(all.iter().flatten().all(|held| *held == Held::Yes), "{all:?}");
}

#[test]
fn the_contrary_of_what_comes_out_never_does() {
    let text = every_form();
    let checked = checked(&text);
    let mut turned = text.clone();
    let rulebook = checked.rulebook.as_ref().unwrap();
    let base = rulebook.items.len();
    let mut spans: Vec<_> = rulebook
        .examples
        .iter()
        .flat_map(|example| example.expectations.iter().map(|one| example.items[one.condition.0 - base].span))
        .collect();
    spans.sort();
    for span in spans.iter().rev() {
        let (start, end) = (span.start as usize, span.end as usize);
        turned.replace_range(start..end, &format!("not ({})", &text[start..end]));
    }
    assert!(outcomes(&turned).iter().flatten().all(|held| *held == Held::No), "{:?}", outcomes(&turned));
}

#[test]
fn points_of_a_rule_are_those_before_its_weight_and_of_adding_lines_the_sum() {
    let text = "score trust \"Trust\" in points {\n  starts at 100 points\n\
                \x20 rule both \"Both\" weight 0.5 adding { 3 points when vip; 4 points when total_invoiced = 0 EUR }\n}\n\
                example \"points\" on 2026-06-30 {\n  customers: vip = yes\n\
                \x20 expect points of trust.both = 7 points and trust = 103.5 points\n}\n";
    assert_eq!(outcomes(&format!("{text}{}", beginning(text))), [[Held::Yes]]);
}

#[test]
fn an_overflow_is_told_and_not_passed() {
    let product = "metric huge = total_invoiced / 0.000000000001 EUR\n";
    let text = format!(
        "{product}example \"huge\" on 2026-06-30 {{\n  invoices: issued = 2026-01-01, state = \"posted\", kind = \"invoice\", \
         amount = 90,000,000,000,000,000 EUR\n  expect huge > 1%\n}}\n"
    );
    let checked = checked(&format!("{text}{}", beginning(&text)));
    let rulebook = checked.rulebook.as_ref().unwrap();
    let verdict = judge(rulebook, &checked.sources, &rulebook.examples[0]);
    assert!(!verdict.passed() && verdict.problems.len() == 1, "{verdict:?}");
}
