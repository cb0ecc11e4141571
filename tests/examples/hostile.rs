//! No example ends the program, whatever stands in it.

use crate::docs::fragment::beginning;
use proptest::prelude::*;
use rubric::check::{Checked, check};
use rubric::examples::{Coverage, diagnostics, judge};

/// Checks, judges, and tells all that is to be told.
fn through(text: &str) -> Checked {
    let whole = format!("{text}\n{}", beginning(text));
    let checked = check("examples.rubric", &whole, &mut |_| Err("there is no such file".to_string()));
    if let Some(rulebook) = &checked.rulebook {
        let verdicts: Vec<_> =
            rulebook.examples.iter().map(|example| (example, judge(rulebook, &checked.sources, example))).collect();
        for (example, verdict) in &verdicts {
            assert_eq!(verdict.passed(), diagnostics(rulebook, &checked.sources, example, verdict).is_empty());
        }
        assert!(Coverage::of(rulebook, verdicts.iter().map(|(_, verdict)| verdict)).percent() <= 100);
    }
    checked
}

fn line() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "  customers: vip = yes",
        "  customers: id = \"C1\"",
        "  customers: id = \"C2\", vip = no, credit_limit = -",
        "  customers:",
        "  invoices: issued = 2026-01-01, customer_id = \"C1\"",
        "  invoices:\n    | issued | amount | state | kind |\n    | 2026-01-01 | 5 EUR | posted | invoice |\n    | 2027-01-01 | 9,999,999,999,999,999 EUR | posted | refund |",
        "  invoices:\n    | number | due |\n    | 1 | 2026-01-01 |\n    | 1 | 2026-01-01 |",
        "  invoices:\n    | number | paid_on | residual |\n    | I1 | - | 0.001 EUR |",
        "  payments: amount = 5 EUR, paid_on = 2026-01-01",
        "  payments: invoice_number = \"I9\"",
        "  expect vip",
        "  expect not vip and total_invoiced >= 0 EUR",
        "  expect of \"C1\" total_invoiced is known",
        "  expect of invoices residual > 1 EUR or due is unknown",
        "  expect of payments amount = 5 EUR",
        "  expect points of trust.vip = 5 points",
        "  expect trust between 1 point and 5 points",
        "  expect credit_limit is unknown",
        "  expect count of invoices = 1",
        "  expect total_invoiced / 0 EUR > 5%",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn any_lines_end_in_a_verdict_or_an_error(lines in prop::collection::vec(line(), 0..9)) {
        let score = "score trust \"Trust\" in points {\n  rule vip \"VIP\" { 5 points when vip; 1 point otherwise }\n}\n";
        through(&format!("{score}example \"any\" on 2026-06-30 {{\n{}\n}}\n", lines.join("\n")));
    }

    #[test]
    fn any_cell_is_read_or_told(cell in "[^|\r\n]{0,30}", column in prop::sample::select(vec!["amount", "due", "state", "number"])) {
        through(&format!("example \"any\" on 2026-06-30 {{\n  invoices:\n    | {column} |\n    | {cell} |\n  expect vip\n}}\n"));
    }
}

#[test]
fn an_example_of_twenty_thousand_rows_ends_soon() {
    let rows = |row: fn(usize) -> String| (0..20_000).map(row).collect::<String>();
    let customers = rows(|i| format!("    | C{i} |\n"));
    let invoices = rows(|i| format!("    | C{i} | 2026-01-01 |\n"));
    let text = format!(
        "example \"many\" on 2026-06-30 {{\n  customers:\n    | id |\n{customers}  invoices:\n    | customer_id | issued |\n\
         {invoices}  payments:\n    | id |\n{customers}  expect of \"C5\" count of invoices = 1\n}}\n"
    );
    let began = std::time::Instant::now();
    let whole = format!("{text}\n{}", beginning(&text));
    let checked = check("examples.rubric", &whole, &mut |_| Err("there is no such file".to_string()));
    assert!(checked.rulebook.is_none(), "a payment does not say to which invoice it belongs");
    assert!(began.elapsed().as_secs() < 60);
}

#[test]
fn parentheses_in_a_cell_nest_nothing() {
    let cell = "(".repeat(200_000);
    let text =
        format!("example \"deep\" on 2026-06-30 {{\n  invoices:\n    | due |\n    | {cell} |\n  expect vip\n}}\n");
    assert!(through(&text).rulebook.is_none());
}
