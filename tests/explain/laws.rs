//! Laws of explanations, on random data.

use super::adds_up::adds_up;
use super::support::{customer, explained, explained_in};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use rubric::output::explanation::{human, to_json};
use rubric::trace::facts::{Explanation, MetricFactsBody, Need, TermKind, Truth};
use rubric::trace::why_not;
use rubric::trace::words::Words;
use rubric::value::{Currency, Date, Decimal, Type};
use unicode_width::UnicodeWidthStr;

#[test]
fn every_level_of_the_small_rulebook_sums_to_the_next() {
    for key in ["C1", "C2", "C3", "C4"] {
        adds_up(&customer(key)).unwrap();
        adds_up(&explained("customers", key, "2026-01-31", &[])).unwrap();
    }
    for key in ["A1", "A3", "A5", "B1", "D14"] {
        adds_up(&explained("invoices", key, "2026-06-30", &[])).unwrap();
    }
}

/// One invoice: days from 2025-01-01 to its issue, from there to due and paid, cents, and the rest of its columns.
#[derive(Clone, Debug)]
struct Invoice {
    issued: i64,
    due: i64,
    paid: Option<i64>,
    cents: i64,
    open: bool,
    state: usize,
    refund: bool,
    disputed: Option<bool>,
}

prop_compose! {
    fn invoice()(
        issued in 0i64..600, due in 0i64..90, paid in option::of(0i64..200), cents in 0i64..3_000_000, open: bool,
        state in 0usize..4, refund in 0u8..5, disputed in option::of(any::<bool>()),
    ) -> Invoice {
        Invoice { issued, due, paid, cents, open, state, refund: refund == 0, disputed }
    }
}

fn day(days: i64) -> String {
    let start = Date::parse("2025-01-01").unwrap();
    Date::from_days(i64::from(start.days()) + days).unwrap().to_string()
}

fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn csv(invoices: &[Invoice]) -> String {
    let mut text = "number,customer_id,issued,due,paid_on,amount,residual,state,kind,disputed\n".to_string();
    for (i, invoice) in invoices.iter().enumerate() {
        let state = ["draft", "posted", "posted", "cancelled"][invoice.state];
        let cells = [
            format!("N{i:02}"),
            "C1".to_string(),
            day(invoice.issued),
            day(invoice.issued + invoice.due),
            invoice.paid.map_or_else(String::new, |days| day(invoice.issued + days)),
            money(invoice.cents),
            money(if invoice.open { invoice.cents } else { 0 }),
            state.to_string(),
            if invoice.refund { "refund" } else { "invoice" }.to_string(),
            invoice.disputed.map_or("", |disputed| if disputed { "yes" } else { "no" }).to_string(),
        ];
        text.push_str(&format!("{}\n", cells.join(",")));
    }
    text
}

/// The sum of all posted invoices that were there on 2026-06-30, day 545.
fn invoiced(invoices: &[Invoice]) -> Decimal {
    let counts = |i: &&Invoice| [1, 2].contains(&i.state) && !i.refund && i.issued <= 545;
    Decimal::from_scaled(invoices.iter().filter(counts).map(|i| i128::from(i.cents)).sum(), 2).unwrap()
}

/// What is missing is never what holds already.
fn is_missing(need: &Need) -> bool {
    match need {
        Need::All(parts) | Need::Any(parts) => !parts.is_empty() && parts.iter().all(is_missing),
        Need::Test { truth, holds, .. } => *truth != if *holds { Truth::Yes } else { Truth::No },
    }
}

fn lawful(mut explanation: Explanation) {
    adds_up(&explanation).unwrap();
    for label in ["VIP", "High risk", "High value", "Active"] {
        why_not(&mut explanation, label).unwrap();
        let answer = explanation.why_not.as_ref().unwrap();
        assert!(answer.lines.iter().filter_map(|line| line.missing.as_ref()).all(is_missing), "{answer:#?}");
        if answer.given.as_deref() != Some(label) {
            assert!(answer.lines.iter().all(|line| line.earlier.is_some() || line.missing.is_some()), "{answer:#?}");
        }
        let text = human(&explanation, 80);
        assert!(text.lines().all(|line| line.width() <= 80), "{text}");
        let _: serde_json::Value = serde_json::from_str(&to_json(&explanation)).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_level_sums_to_the_next(
        invoices in vec(invoice(), 0..30), vip: bool, limit in option::of(0i64..5_000_000), months in 3u8..36,
    ) {
        let data = tempfile::tempdir().unwrap();
        let customer = format!("C1,Ada,Initech,{},{}", if vip { "yes" } else { "" }, limit.map_or_else(String::new, money));
        std::fs::write(data.path().join("customers.csv"), format!("id,name,company,vip,credit_limit\n{customer}\n")).unwrap();
        std::fs::write(data.path().join("invoices.csv"), csv(&invoices)).unwrap();
        let set = format!("window={months} months");
        let explanation = explained_in(data.path(), "customers", "C1", "2026-06-30", &[&set]);
        let total = &explanation.metrics[0];
        prop_assert_eq!(total.value.as_number(), Some(invoiced(&invoices)));
        let MetricFactsBody::Formula(term) = &total.body else { panic!("a sum") };
        let TermKind::Aggregate(facts) = &term.kind else { panic!("a sum") };
        prop_assert_eq!(facts.all_rows, invoices.iter().filter(|i| i.issued <= 545).count());
        lawful(explanation);
    }

    #[test]
    fn rounding_for_print_never_crosses_a_bound(
        left in -3_000_000_000_000i128..3_000_000_000_000, off in -2_000_000i128..2_000_000, zeros in 0u32..9, kind in 0usize..4,
    ) {
        let currency = Currency::new("EUR").unwrap();
        let words = Words { currency: &currency, compared: &[] };
        let ty = [Type::Money, Type::Percent, Type::Days, Type::Number][kind].clone();
        let (a, b) = (Decimal::from_units(left).unwrap(), Decimal::from_units(left + off * 10i128.pow(zeros)).unwrap());
        let decimals = words.apart(a, b, &ty);
        let read = |n: Decimal| {
            let text = words.with(n, &ty, decimals).replace(',', "");
            let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).unwrap_or(text.len());
            Decimal::parse(&text[..end]).unwrap()
        };
        prop_assert_eq!(read(a).cmp(&read(b)), a.cmp(&b));
    }
}
