//! Snapshots of what a person and a machine read.

use super::support::{customer, explained};
use insta::assert_snapshot;
use rubric::output::explanation::{human, to_json};
use rubric::trace::why_not;
use unicode_width::UnicodeWidthStr;

/// As on a terminal of 80 columns, which no line may leave.
fn text(explanation: &rubric::trace::facts::Explanation) -> String {
    let text = human(explanation, 80);
    let wide: Vec<&str> = text.lines().filter(|line| line.width() > 80).collect();
    assert!(wide.is_empty(), "{wide:#?}");
    text
}

#[test]
fn a_customer_with_an_overdue_invoice_and_a_refund() {
    assert_snapshot!(text(&customer("C1")));
}

#[test]
fn a_customer_of_whom_little_is_known() {
    assert_snapshot!(text(&customer("C2")));
}

#[test]
fn a_customer_without_invoices() {
    assert_snapshot!(text(&customer("C3")));
}

#[test]
fn a_customer_with_more_rows_than_are_shown() {
    assert_snapshot!(text(&customer("C4")));
}

#[test]
fn an_invoice_that_is_overdue() {
    assert_snapshot!(text(&explained("invoices", "A3", "2026-06-30", &[])));
}

#[test]
fn an_invoice_that_is_not_judged() {
    assert_snapshot!(text(&explained("invoices", "A2", "2026-06-30", &[])));
}

#[test]
fn a_day_in_the_past_with_parameters_of_its_own() {
    let set = ["window=3 months", "slow_after[company Initech]=10 days"];
    assert_snapshot!(text(&explained("customers", "C1", "2026-04-15", &set)));
}

#[test]
fn the_json_of_a_customer() {
    assert_snapshot!(to_json(&customer("C1")));
}

#[test]
fn the_json_of_a_customer_who_asks_why_not() {
    let mut explanation = customer("C2");
    why_not(&mut explanation, "VIP").unwrap();
    let json: serde_json::Value = serde_json::from_str(&to_json(&explanation)).unwrap();
    assert_snapshot!(serde_json::to_string_pretty(&json["why_not"]).unwrap());
}

/// Only the section that answers.
fn answer(key: &str, label: &str) -> String {
    let mut explanation = customer(key);
    why_not(&mut explanation, label).unwrap();
    let text = text(&explanation);
    let start = text.find("Why not").unwrap();
    let end = text[start..].find("\n\n").map_or(text.len(), |end| start + end);
    format!("{key} {}\n", &text[start..end])
}

#[test]
fn why_not_each_label() {
    let labels = ["VIP", "High risk", "High value", "Active"];
    let answers = ["C1", "C2", "C3", "C4"].iter().flat_map(|key| labels.iter().map(|label| answer(key, label)));
    assert_snapshot!(answers.collect::<Vec<_>>().join("\n"));
}

#[test]
fn an_unknown_label_names_the_known_ones() {
    let error = why_not(&mut customer("C1"), "Champion").unwrap_err();
    assert_eq!(error.labels, ["VIP", "High risk", "High value", "Active"]);
}

#[test]
fn a_narrow_terminal_cuts_no_number() {
    let explanation = customer("C1");
    let text = human(&explanation, 40);
    assert!(text.lines().all(|line| line.width() <= 40), "{text}");
    assert!(text.contains("17,250.00 EUR"), "{text}");
}
