//! Large, deep, odd and random rulebooks end with a model or a message, never with a panic or a hang.

use proptest::prelude::*;
use rubric::check::{Checked, check};
use rubric::diagnostic::{Severity, codes};

const HEADER: &str = "rulebook \"R\"\nversion \"1\"\ncurrency EUR\nabout customers\n
table customers key id {\n  id text\n  limit money optional\n  vip yes/no\n  since date\n}\n
table invoices key id belongs to customers by customer dated issued {
  id text\n  customer text\n  issued date\n  due date optional\n  amount money\n  state one of \"draft\", \"posted\"\n}\n";

fn checked(rest: &str) -> Checked {
    check("r.rubric", &format!("{HEADER}\n{rest}"), &mut |_| Err("no file".to_string()))
}

fn codes(checked: &Checked) -> Vec<&'static str> {
    let mut codes: Vec<&str> = checked.diagnostics.iter().map(|d| d.code.0).collect();
    codes.dedup();
    codes
}

#[test]
fn a_chain_of_ten_thousand_metrics_has_a_model() {
    let lines: String = (1..10_000).map(|i| format!("metric m{i} \"M\" = m{} + 1 EUR\n", i - 1)).rev().collect();
    let found = checked(&format!("{lines}metric m0 \"M\" = sum of amount in invoices\n"));
    assert_eq!(codes(&found), [""; 0]);
    assert_eq!(found.rulebook.unwrap().items.len(), 10_000);
}

#[test]
fn a_circle_of_two_thousand_metrics_is_one_message() {
    let lines: String = (0..2_000).map(|i| format!("metric m{i} \"M\" = m{} + 1\n", (i + 1) % 2_000)).collect();
    let found = checked(&lines);
    assert_eq!(found.diagnostics.len(), 1, "{:?}", codes(&found));
    assert_eq!(codes(&found), ["R0401"]);
}

#[test]
fn rows_of_rows_repeat_no_more_conditions_than_a_million() {
    let lines: String = (1..2_000).map(|i| format!("rows r{i} = r{} where amount > {i} EUR\n", i - 1)).collect();
    let found = checked(&format!("rows r0 = invoices\n{lines}metric m \"M\" = count of r1999\n"));
    assert_eq!(codes(&found), ["R0402"]);
    let plain: String = (1..2_000).map(|i| format!("rows r{i} = r{}\n", i - 1)).collect();
    let found = checked(&format!("rows r0 = invoices\n{plain}metric m \"M\" = count of r1999\n"));
    assert_eq!(codes(&found), [""; 0]);
}

#[test]
fn a_chain_of_a_thousand_tables_is_refused() {
    let table = |i: usize| format!("table t{i} key id belongs to t{} by up {{\n  id text\n  up text\n}}\n", i - 1);
    let lines: String = (1..1_000).map(table).collect();
    let found = checked(&format!("table t0 key id {{\n  id text\n}}\n{lines}metric m of t0 \"M\" = count of t999\n"));
    assert!(codes(&found).contains(&"R0403"), "{:?}", codes(&found));
}

#[test]
fn the_deepest_expression_that_can_be_read_is_checked() {
    for (open, close) in [("(1 + ", ")"), ("lower of (1, ", ")"), ("(sum of amount in invoices) / (", ")")] {
        let text = format!("metric m \"M\" = {}1{}\n", open.repeat(60), close.repeat(60));
        let found = checked(&text);
        assert!(found.diagnostics.iter().all(|d| d.code.0 != "R0108"), "{:?}", codes(&found));
    }
    let text = format!("metric m \"M\" = {}vip{}\n", "(not (vip or ".repeat(30), "))".repeat(30));
    assert_eq!(codes(&checked(&text)), [""; 0]);
}

#[test]
fn files_that_lead_to_ever_more_files_are_refused() {
    let mut read = 0;
    let found = check("r.rubric", "use \"more/r.rubric\"\n", &mut |_| {
        read += 1;
        Ok("use \"more/r.rubric\"\n".to_string())
    });
    assert_eq!(read, 255);
    let told: Vec<_> = found.diagnostics.iter().filter(|d| d.code == codes::USE_UNREADABLE).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].headline, "a rulebook has at most 256 files, and this is one more");
}

#[test]
fn five_thousand_mistakes_are_all_told() {
    let lines: String = (0..5_000).map(|i| format!("metric m{i} \"M\" = nothing{i}\n")).collect();
    let found = checked(&lines);
    assert_eq!(found.diagnostics.len(), 5_000);
    assert!(found.rulebook.is_none());
}

/// Words that make rulebooks of every shape, sound and not.
fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "metric",
        "rows",
        "figure",
        "parameter",
        "segment",
        "score",
        "table",
        "m",
        "n",
        "r",
        "\"T\"",
        "=",
        "{",
        "}",
        "invoices",
        "customers",
        "amount",
        "issued",
        "state",
        "vip",
        "limit",
        "count of",
        "sum of",
        "average of",
        "in",
        "where",
        "when",
        "otherwise",
        "and",
        "or",
        "not",
        "is",
        "unknown",
        "known",
        "today",
        "5",
        "0",
        "5%",
        "5 EUR",
        "3 days",
        "2 months",
        "1 star",
        "4 points",
        "\"draft\"",
        "2026-01-01",
        "+",
        "-",
        "*",
        "/",
        "(",
        ")",
        "<",
        ">=",
        "=",
        "between",
        "in last",
        "days since",
        "else",
        "of",
        "by",
        "per",
        "at most",
        "at least",
        "rounded to",
        "from 0 to 5 stars",
        "in points",
        "points from 0 to 9",
        "rule",
        "adding",
        "one of (\"draft\")",
        "customers.",
        ",",
        "latest of",
        "last",
        "\n",
        "\n",
        "\n  ",
        "hidden",
        "earlier of (",
        "is before",
        "starts with",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_words_end_in_a_model_or_an_error(words in prop::collection::vec(word(), 0..60)) {
        let found = checked(&words.join(" ").replace("\n ", "\n"));
        let has_error = found.diagnostics.iter().any(|d| d.severity == Severity::Error);
        prop_assert_eq!(found.rulebook.is_none(), has_error, "{:?}", codes(&found));
    }

    #[test]
    fn random_values_end_in_a_model_or_an_error(words in prop::collection::vec(word(), 1..12)) {
        let value = words.join(" ").replace('\n', "");
        let text = format!("metric m \"M\" = {value}\nrows r = invoices where {value}\nfigure f \"F\" by state = {value}\n\
            segment s \"S\" {{\n  \"A\" when {value}\n  \"B\" otherwise\n}}\nscore g \"G\" in points {{\n  rule x {{ 5 points when {value} }}\n}}\n\
            parameter p \"P\" = {value}\n");
        let found = checked(&text);
        let has_error = found.diagnostics.iter().any(|d| d.severity == Severity::Error);
        prop_assert_eq!(found.rulebook.is_none(), has_error, "{}\n{:?}", value, codes(&found));
    }
}
