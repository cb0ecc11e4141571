//! What an example says is what the engine finds, and nothing else passes.

use crate::docs::fragment::beginning;
use rubric::check::{Checked, check};
use rubric::examples::{Coverage, Held, judge};
use rubric::model::Expected;
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
    let base = rulebook.items.len() + rulebook.watches.len();
    let mut spans: Vec<_> = rulebook
        .examples
        .iter()
        .flat_map(|example| example.expectations.iter().map(move |one| (example, one.what)))
        .filter_map(|(example, what)| match what {
            Expected::Condition(id) => Some(example.items[id.0 - base].span),
            _ => None,
        })
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

/// Alerts of every kind, about a customer of whom five invoices of 1,000 EUR are known.
const ALERTS: &str = "metric ratio \"Ratio\" = total_invoiced / 10,000 EUR
segment size \"Size\" { \"Large\" when total_invoiced >= 5,000 EUR; \"Small\" otherwise }
alert grew when size becomes \"Large\"
alert shrank when size leaves \"Large\"
alert above when ratio rises above 40%
alert moved when vip and ratio changes by 20% or more
alert any when ratio changes or size changes
alert state when ratio >= 50% or when first seen
alert either when size becomes \"Large\" or ratio > 45%
";

#[test]
fn alerts_fire_as_the_state_before_says() {
    let cases = [
        ("", vec!["state"]),
        ("before: ratio = 50%", vec![]),
        ("before: ratio = 30%", vec!["above", "moved", "any", "state", "either"]),
        ("before: ratio = 40%", vec!["above", "any", "state", "either"]),
        ("before: ratio = 41%", vec!["any", "state", "either"]),
        ("before: ratio = 46%", vec!["any", "state"]),
        ("before: ratio = 70%", vec!["moved", "any"]),
        ("before: ratio = -", vec!["state", "either"]),
        ("before: size = \"Small\"", vec!["grew", "any", "either"]),
        ("before: size = -", vec!["grew", "either"]),
        ("before: vip = no, ratio = 70%", vec!["moved", "any"]),
    ];
    for (before, expected) in cases {
        let all = ["grew", "shrank", "above", "moved", "any", "state", "either"];
        let line = |name: &&str| format!("  expect {}alert {name}\n", if expected.contains(name) { "" } else { "no " });
        let lines: String = all.iter().map(line).collect();
        let text = format!(
            "{ALERTS}example \"e\" on 2026-06-30 {{\n  customers: vip = yes\n  invoices: issued = 2026-01-01, \
             amount = 5,000 EUR, state = \"posted\", kind = \"invoice\"\n  {before}\n{lines}}}\n"
        );
        let held = outcomes(&format!("{text}{}", beginning(&text)));
        assert_eq!(held, [vec![Held::Yes; all.len()]], "{before}");
    }
}

#[test]
fn an_alert_is_covered_where_it_fires() {
    let text = format!(
        "{ALERTS}example \"e\" on 2026-06-30 {{\n  customers: vip = no\n  invoices: issued = 2026-01-01, \
         amount = 5,000 EUR, state = \"posted\", kind = \"invoice\"\n  before: size = \"Small\"\n  expect alert grew\n}}\n"
    );
    let checked = checked(&format!("{text}{}", beginning(&text)));
    let rulebook = checked.rulebook.as_ref().unwrap();
    let verdict = judge(rulebook, &checked.sources, &rulebook.examples[0]);
    let coverage = Coverage::of(rulebook, [&verdict]);
    let won = |name: &str| coverage.lists.iter().find(|list| list.name == name).unwrap().lines[0].won_by;
    assert_eq!(["grew", "shrank", "any", "either"].map(won), [1, 0, 1, 1]);
}
