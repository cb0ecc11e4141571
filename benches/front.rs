//! How long it takes to parse, check and plan a rulebook of 1,000 rules.

use criterion::{Criterion, criterion_group, criterion_main};
use rubric::check::check;
use rubric::plan::{Purpose, plan};
use rubric::source::SourceId;
use rubric::syntax::parse;
use rubric::value::Date;
use std::fmt::Write;
use std::hint::black_box;

const HEAD: &str = r#"rulebook "A thousand rules"
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

"#;

/// 100 metrics, and 10 scores of 100 rules with two lines each.
fn thousand_rules() -> String {
    let mut text = String::from(HEAD);
    for metric in 0..100 {
        let days = 30 + metric;
        let _ = writeln!(text, "metric m{metric} = sum of amount in invoices where issued in last {days} days");
    }
    for score in 0..10 {
        let _ = writeln!(text, "\nscore s{score} \"Score {score}\" from 0 to 5 stars {{\n  points from 0 to 500");
        for rule in 0..100 {
            let most = 1_000 + rule;
            let _ = writeln!(text, "  rule r{rule} weight 1.5 {{\n    5 points when m{rule} >= {most} EUR");
            let _ = writeln!(text, "    2 points when m{rule} >= 500 EUR\n  }}");
        }
        text.push_str("}\n");
    }
    text
}

fn front(criterion: &mut Criterion) {
    let text = thousand_rules();
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

criterion_group!(benches, front);
criterion_main!(benches);
