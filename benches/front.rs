//! How long it takes to parse, check and plan a rulebook of 1,000 rules.

#[path = "support/rulebook.rs"]
mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use rubric::check::check;
use rubric::plan::{Purpose, plan};
use rubric::source::SourceId;
use rubric::syntax::parse;
use rubric::value::Date;
use std::hint::black_box;
use support::rulebook;

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

criterion_group!(benches, front);
criterion_main!(benches);
