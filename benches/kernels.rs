//! How long each kernel of the engine takes for 100,000 rows, and each way to gather as many rows for 10,000 others.
//!
//! A rulebook of one item is planned and run over tables in memory, on one thread. What is measured is what the engine
//! tells its watch about that one kind of step, so that loading and writing are no part of it.
#![expect(clippy::disallowed_methods, reason = "a benchmark stands outside of the core: it reads the clock")]

#[path = "support/memory.rs"]
mod memory;

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use memory::Memory;
use rubric::check::check;
use rubric::model::{Rulebook, TableId};
use rubric::plan::steps::{Step, StepId};
use rubric::plan::{Plan, Purpose, plan};
use rubric::run::{OnBadRow, Options, Part, Sink, Watch, Work, run_watched};
use rubric::trace::record::Chunk;
use rubric::value::Date;
use std::hint::black_box;
use std::sync::Mutex;
use std::time::{Duration, Instant};

const ROWS: usize = 100_000;
const OTHERS: usize = 10_000;

const HEAD: &str = r#"rulebook "One kernel"
version  "1"
currency EUR
about    customers

table customers key id {
  id      text
  a       money
  b       money
  c       money optional
  share   percent
  issued  date
  due     date
  word    text
  other   text
  vip     yes/no
  kind    one of "first", "second", "third"
}

table rows key id belongs to customers by customers dated day {
  id         text
  customers  text
  amount     money
  rate       percent
  day        date
  word       text
  kind       one of "first", "second", "third"
}

"#;

/// A kind of step, and an item that makes the planner use it.
struct Kernel {
    name: &'static str,
    item: &'static str,
    is: fn(&Step) -> bool,
}

macro_rules! kernel {
    ($name:literal, $item:literal, $pattern:pat) => {
        Kernel { name: $name, item: $item, is: |step| matches!(step, $pattern) }
    };
}

const KERNELS: [Kernel; 40] = [
    kernel!("negate", "metric m = -a", Step::Negate(_)),
    kernel!("add", "metric m = a + b", Step::Arithmetic(..)),
    kernel!("add, some unknown", "metric m = a + c", Step::Arithmetic(..)),
    kernel!("multiply", "metric m = a * share", Step::Arithmetic(..)),
    kernel!("divide", "metric m = a / b", Step::Arithmetic(..)),
    kernel!("round", "metric m = share rounded to 1%", Step::RoundTo(..)),
    kernel!("at least", "metric m = a at least 50 EUR", Step::AtLeast(..)),
    kernel!("at most", "metric m = a at most 50 EUR", Step::AtMost(..)),
    kernel!("days between", "metric m = due - issued", Step::Arithmetic(..)),
    kernel!("days later", "metric m = issued + 30 days", Step::Arithmetic(..)),
    kernel!("months later", "metric m = issued + 2 months", Step::Arithmetic(..)),
    kernel!("lower of", "metric m = lower of (a, b)", Step::Pick(..)),
    kernel!("later of", "metric m = later of (issued, due)", Step::Pick(..)),
    kernel!("else", "metric m = c else a", Step::Else(_)),
    kernel!("compare amounts", "metric m { 1 when a > b and vip; 0 otherwise }", Step::Compare(..)),
    kernel!("compare with a constant", "metric m { 1 when a > 500 EUR and vip; 0 otherwise }", Step::Compare(..)),
    kernel!("compare dates", "metric m { 1 when due is after issued and vip; 0 otherwise }", Step::Compare(..)),
    kernel!("compare labels", "metric m { 1 when kind is \"second\" and vip; 0 otherwise }", Step::Compare(..)),
    kernel!("compare texts", "metric m { 1 when word is other and vip; 0 otherwise }", Step::Compare(..)),
    kernel!("compare with a text", "metric m { 1 when word is \"word 007\" and vip; 0 otherwise }", Step::Compare(..)),
    kernel!(
        "one of",
        "metric m { 1 when word is one of (\"word 007\", \"word 008\") and vip; 0 otherwise }",
        Step::OneOf(..)
    ),
    kernel!(
        "starts with",
        "metric m { 1 when word starts with \"word 0\" and vip; 0 otherwise }",
        Step::StartsWith(..)
    ),
    kernel!("contains", "metric m { 1 when word contains \"07\" and vip; 0 otherwise }", Step::Contains(..)),
    kernel!("known", "metric m { 1 when c is known and vip; 0 otherwise }", Step::Known(_)),
    kernel!("not", "metric m { 1 when not (a > b); 0 otherwise }", Step::Not(_)),
    kernel!("and", "metric m { 1 when a > b and vip; 0 otherwise }", Step::And(_)),
    kernel!("or", "metric m { 1 when a > b or vip; 0 otherwise }", Step::Or(_)),
    kernel!("choose a line", "metric m { 2 when a > b; 1 when vip; 0 otherwise }", Step::Choose(_)),
    kernel!("result of a line, constant", "metric m { 2 when a > b; 1 when vip; 0 otherwise }", Step::Lookup(..)),
    kernel!("result of a line, computed", "metric m { a when vip; b otherwise }", Step::Select(..)),
    kernel!("search thresholds", "metric m { 3 when a > 9 EUR; 2 when a > 5 EUR; 0 otherwise }", Step::Zone(..)),
    kernel!("only some rows", "rows vips = customers where vip\nmetric m of vips = a + b", Step::Only(..)),
    kernel!("per amount", "score s in points { rule r { 1 point per 10 EUR of a at most 8 points } }", Step::Per(_)),
    kernel!("outcome of a rule", "score s in points { rule r { 5 points when c > b } }", Step::Outcome(_)),
    kernel!("measured by a rule", "score s in points { rule r { 5 points when c > b } }", Step::Measured(_)),
    kernel!("points of a rule", "score s in points { rule r { 5 points when c > b } }", Step::Points(..)),
    kernel!(
        "points of all lines",
        "score s in points { rule r adding { 5 points when a > b; 2 points when vip } }",
        Step::AddedPoints(..)
    ),
    kernel!(
        "sum of points",
        "score s in points { rule r { 5 points when a > b }; rule q { 2 points when vip } }",
        Step::Total(..)
    ),
    kernel!("share measured", "score s in points { rule r { 5 points when c > b } }", Step::Share(_)),
    kernel!(
        "points to a score",
        "score s from 0 to 5 stars { points from 0 to 10; rule r { 5 points when a > b } }",
        Step::Scale(_)
    ),
];

/// What is gathered from rows for each customer.
const GATHERED: [(&str, &str); 11] = [
    ("count", "count of rows"),
    ("count of a filter", "count of rows where kind is \"first\""),
    ("sum in 64 bits", "sum of amount in rows"),
    ("sum in 128 bits", "sum of (amount * rate) in rows"),
    ("average", "average of amount in rows"),
    ("least", "min of amount in rows"),
    ("latest", "latest of day in rows"),
    ("median", "median of amount in rows"),
    ("count of distinct texts", "count of distinct word in rows"),
    ("count of distinct labels", "count of distinct kind in rows"),
    ("last", "last amount in rows"),
];

/// Takes results and forgets them.
struct Nowhere;

impl Sink for Nowhere {
    fn chunk(&mut self, chunk: Chunk) -> std::io::Result<()> {
        black_box(chunk);
        Ok(())
    }
}

/// Adds up the nanoseconds of the work that is asked about.
struct Only<'a> {
    wanted: &'a (dyn Fn(Part, Work) -> bool + Sync),
    first: Instant,
    spent: Mutex<u64>,
}

impl Watch for Only<'_> {
    fn stamp(&self) -> u64 {
        self.first.elapsed().as_nanos() as u64
    }

    fn done(&self, part: Part, work: Work, began: u64, _: usize) {
        if (self.wanted)(part, work) {
            let spent = self.stamp() - began;
            *self.spent.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) += spent;
        }
    }
}

/// A rulebook with its plan and data, ready to run.
struct Bench {
    rulebook: Rulebook,
    plan: Plan,
    data: Memory,
}

impl Bench {
    fn new(items: &str, rows: impl Fn(&str) -> usize) -> Bench {
        let text = format!("{HEAD}{items}\n");
        let checked = check("kernel.rubric", &text, &mut |_| Err("no other files".to_string()));
        let Some(rulebook) = checked.rulebook else { panic!("{items}: {:?}", checked.diagnostics) };
        let Some(as_of) = Date::parse("2026-06-30") else { panic!("not a date") };
        let plan = plan(&rulebook, as_of, &[], Purpose::Run);
        let data = Memory::fill(&rulebook, rows);
        Bench { rulebook, plan, data }
    }

    /// What the wanted work took in one run.
    fn run(&self, wanted: &(dyn Fn(Part, Work) -> bool + Sync)) -> Duration {
        let options = Options { threads: 1, trace: true, on_bad_row: OnBadRow::Stop };
        let watch = Only { wanted, first: Instant::now(), spent: Mutex::new(0) };
        let done = run_watched(&self.plan, &self.rulebook, &self.data, &options, &mut Nowhere, Some(&watch));
        assert!(done.is_ok(), "{done:?}");
        Duration::from_nanos(watch.spent.into_inner().unwrap_or_default())
    }

    /// Steps of the judged table that are of a kind.
    fn steps(&self, is: fn(&Step) -> bool) -> Vec<StepId> {
        let program = self.plan.program(TableId(0));
        program.iter().filter(|(_, step)| is(step)).map(|(id, _)| id).collect()
    }
}

fn kernels(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("kernel");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    group.warm_up_time(Duration::from_millis(1)).measurement_time(Duration::from_millis(10));
    group.throughput(Throughput::Elements(ROWS as u64));
    for kernel in &KERNELS {
        let bench = Bench::new(kernel.item, |table| if table == "customers" { ROWS } else { 0 });
        let steps = bench.steps(kernel.is);
        assert!(!steps.is_empty(), "{}: `{}` makes no such step", kernel.name, kernel.item);
        let wanted = |_, work| matches!(work, Work::Step(step) if steps.contains(&step));
        group.bench_function(kernel.name, |b| {
            b.iter_custom(|count| (0..count).map(|_| bench.run(&wanted)).sum::<Duration>() / steps.len() as u32);
        });
    }
    group.finish();
}

/// Gathering alone, and what comes before it: finding whose rows they are.
fn gathering(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("gather");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    group.warm_up_time(Duration::from_millis(1)).measurement_time(Duration::from_millis(20));
    group.throughput(Throughput::Elements(ROWS as u64));
    let rows = |table: &str| if table == "customers" { OTHERS } else { ROWS };
    for (name, aggregate) in GATHERED {
        let bench = Bench::new(&format!("metric m = {aggregate}"), rows);
        group.bench_function(name, |b| {
            b.iter_custom(|count| (0..count).map(|_| bench.run(&|_, work| work == Work::Gather)).sum());
        });
    }
    let bench = Bench::new("metric m = count of rows", rows);
    group.bench_function("whose rows they are", |b| {
        b.iter_custom(|count| (0..count).map(|_| bench.run(&|_, work| work == Work::Resolve)).sum());
    });
    group.finish();
}

criterion_group!(benches, kernels, gathering);
criterion_main!(benches);
