//! How long it takes to parse, check and plan a rulebook of 1,000 rules, and to prove what is certain of one of 300.

#[path = "support/rulebook.rs"]
mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use rubric::check::check;
use rubric::plan::{Purpose, plan};
use rubric::prove::prove;
use rubric::source::SourceId;
use rubric::syntax::parse;
use rubric::value::Date;
use std::fmt::Write;
use std::hint::black_box;
use support::rulebook;

const RATED: &str = r#"rulebook "Three hundred rules"
version  "1"
currency EUR
about    customers

table customers key id { id text; credit_limit money optional }

table invoices key number belongs to customers by customer_id dated issued {
  number       text
  customer_id  text
  issued       date
  due          date
  paid_on      event
  amount       money
}

rows paid    = invoices where paid_on is known
rows overdue = invoices where due is before today and paid_on is unknown
parameter big "A large customer" = 20,000 EUR between 1,000 EUR and 1,000,000 EUR
metric overdue_ratio = count of overdue / count of invoices
metric delay         = average of (paid_on - due) in paid
metric use_of_limit  = sum of amount in overdue / credit_limit
"#;

/// 60 metrics of a few kinds, 5 scores of 60 rules with three or four lines each, and 20 segments that look at them, one
/// of them with a class that nobody is in.
fn three_hundred_rules() -> String {
    let mut text = String::from(RATED);
    for metric in 0..30 {
        let days = 30 + metric * 10;
        let _ = writeln!(text, "metric sold{metric} = sum of amount in invoices where issued in last {days} days");
        let _ = writeln!(text, "metric late{metric} = count of overdue where issued in last {days} days");
    }
    for score in 0..5 {
        let _ = writeln!(text, "\nscore s{score} from 0 to 5 stars {{\n  points from 0 to 600\n  rounded to 0.5 stars");
        let _ = writeln!(text, "  needs 50% measured");
        for rule in 0..60 {
            let _ = write!(text, "  rule r{rule} weight 1.5 {{\n    ");
            text += &rule_of(score, rule);
            text += "  }\n";
        }
        text += "}\n";
    }
    for segment in 0..20 {
        let (score, metric) = (segment % 5, segment);
        let dead = if segment == 0 { "  \"None\" when count of invoices = 0\n" } else { "" };
        let _ = writeln!(text, "segment class{segment} {{\n  \"Small\" when sold{metric} < 1,000 EUR\n{dead}");
        let _ = writeln!(text, "  \"Poor\" when s{score} < 1.5 stars or overdue_ratio >= 50%");
        let _ = writeln!(text, "  \"Fine\" when s{score} is known\n  \"Other\" otherwise\n}}");
    }
    text
}

fn rule_of(score: usize, rule: usize) -> String {
    let (metric, more) = (rule / 2, 100 * (score + 1));
    match rule % 4 {
        0 => format!(
            "10 points when sold{metric} >= big\n    5 points when sold{metric} >= {more} EUR\n    0 points otherwise\n"
        ),
        1 => format!(
            "-5 points when late{metric} > {}\n    -2 points when late{metric} > 1\n    4 points otherwise\n",
            score + 3
        ),
        2 => format!(
            "10 points when delay <= 0 days\n    5 points when delay is unknown\n    1 point when delay <= {} days\n    -3 points otherwise\n",
            10 + rule
        ),
        _ => format!("-1 point per {more} EUR of sold{metric} at least -8 points when use_of_limit > {}%\n", 50 + rule),
    }
}

fn proofs(criterion: &mut Criterion) {
    let text = three_hundred_rules();
    let mut group = criterion.benchmark_group("300 rules");
    group.sample_size(20);
    let checked = || check("rated.rubric", black_box(&text), &mut |_: &str| Err("no other files".into()));
    let proven = || {
        let checked = checked();
        let Some(book) = &checked.rulebook else { panic!("the rulebook of the benchmark has mistakes") };
        prove(book, &checked.sources, &checked.diagnostics).findings.len()
    };
    assert!(proven() > 0, "nobody is \"None\", and nobody says so");
    group.bench_function("check", |b| b.iter(checked));
    group.bench_function("check and prove", |b| b.iter(proven));
    group.finish();
}

fn front(criterion: &mut Criterion) {
    let text = rulebook(100, |_| " weight 1.5".to_string(), "");
    let mut group = criterion.benchmark_group("1,000 rules");
    group.sample_size(20);
    group.bench_function("parse", |b| b.iter(|| parse(SourceId(0), black_box(&text))));
    let checked = || check("thousand.rubric", black_box(&text), &mut |_: &str| Err("no other files".into()));
    group.bench_function("parse and check", |b| b.iter(checked));
    let Some(rulebook) = checked().rulebook else { panic!("the rulebook of the benchmark has mistakes") };
    let Some(as_of) = Date::parse("2026-06-30") else { panic!("not a date") };
    group.bench_function("plan", |b| b.iter(|| plan(black_box(&rulebook), as_of, &[], Purpose::Run)));
    group.finish();
}

criterion_group!(benches, front, proofs);
criterion_main!(benches);
