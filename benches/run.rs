//! How long it takes to read and judge the demo's customers, from CSV and from Parquet, traced and not.
#![expect(
    clippy::disallowed_methods,
    reason = "a benchmark stands outside of the core: it makes files and asks for threads"
)]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rubric::check::check;
use rubric::input::{Location, open};
use rubric::model::Rulebook;
use rubric::plan::{Plan, Purpose, plan, specs, tables_read};
use rubric::run::{OnBadRow, Options, Sink, run};
use rubric::trace::record::Chunk;
use rubric::value::Date;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};

/// Takes results and forgets them, so that only reading and judging are timed.
struct Nowhere;

impl Sink for Nowhere {
    fn chunk(&mut self, chunk: Chunk) -> std::io::Result<()> {
        black_box(chunk);
        Ok(())
    }
}

fn rulebook() -> Rulebook {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/customer-rating");
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|e| e.to_string());
    let text = read(&folder.join("customer-rating.rubric")).unwrap_or_default();
    let checked = check("customer-rating.rubric", &text, &mut |path| read(&folder.join(path)));
    match checked.rulebook {
        Some(rulebook) => rulebook,
        None => panic!("the shipped rulebook has mistakes"),
    }
}

fn demo(folder: &Path, customers: u64, format: &str) {
    let status = Command::new(env!("CARGO_BIN_EXE_rubric"))
        .args(["demo", "--only-data", "--customers", &customers.to_string(), "--format", format])
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(status.is_ok_and(|status| status.success()), "the demo's data could not be written");
}

fn judge(rulebook: &Rulebook, plan: &Plan, data: &Path, trace: bool) -> u64 {
    let location = Location { data: data.into(), sources: None, beside: data.into() };
    let files = match open(&location, specs(rulebook), &tables_read(plan)) {
        Ok(files) => files,
        Err(problems) => panic!("{problems:?}"),
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let options = Options { threads, trace, on_bad_row: OnBadRow::Stop };
    match run(plan, rulebook, &files, &options, &mut Nowhere) {
        Ok(summary) => summary.tables.iter().map(|table| table.read).sum(),
        Err(fault) => panic!("{fault:?}"),
    }
}

fn runs(criterion: &mut Criterion) {
    let rulebook = rulebook();
    let Some(as_of) = Date::parse("2026-06-30") else { panic!("not a date") };
    let plan = plan(&rulebook, as_of, &[], Purpose::Run);
    for customers in [10_000, 100_000] {
        let mut group = criterion.benchmark_group(format!("{customers} customers"));
        group.sample_size(10);
        for format in ["csv", "parquet"] {
            let Ok(folder) = tempfile::tempdir() else { panic!("no temporary folder") };
            let demo_folder = folder.path().join("demo");
            demo(&demo_folder, customers, format);
            let data = demo_folder.join("data");
            group.throughput(Throughput::Elements(judge(&rulebook, &plan, &data, false)));
            for trace in [false, true] {
                let name = if trace { "traced" } else { "plain" };
                group.bench_function(BenchmarkId::new(format, name), |b| {
                    b.iter(|| judge(&rulebook, &plan, &data, trace));
                });
            }
        }
        group.finish();
    }
}

criterion_group!(benches, runs);
criterion_main!(benches);
