//! How long it takes to read each column of the demo's invoices, and all of them, from CSV and from Parquet.
#![expect(clippy::disallowed_methods, reason = "a benchmark stands outside of the core: it makes files")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rubric::check::check;
use rubric::input::{Files, Location, open};
use rubric::model::Rulebook;
use rubric::plan::specs;
use rubric::table::Tables;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const TABLE: &str = "invoices";
const CUSTOMERS: &str = "20000";

fn rulebook() -> Rulebook {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/customer-rating");
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|e| e.to_string());
    let text = read(&folder.join("customer-rating.rubric")).unwrap_or_default();
    match check("customer-rating.rubric", &text, &mut |path| read(&folder.join(path))).rulebook {
        Some(rulebook) => rulebook,
        None => panic!("the shipped rulebook has mistakes"),
    }
}

fn demo(folder: &Path, format: &str) {
    let status = Command::new(env!("CARGO_BIN_EXE_rubric"))
        .args(["demo", "--only-data", "--customers", CUSTOMERS, "--format", format])
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(status.is_ok_and(|status| status.success()), "the demo's data could not be written");
}

/// Rows of a table, read for these columns.
fn rows(files: &Files, columns: &[usize]) -> u64 {
    let (mut rows, mut problems) = (0, Vec::new());
    let Ok(parts) = files.parts(TABLE) else { panic!("no {TABLE}") };
    for part in 0..parts {
        let Ok(mut part) = files.open(TABLE, part, columns) else { panic!("{TABLE} can't be opened") };
        while let Ok(Some(batch)) = part.next(&mut problems) {
            rows += batch.rows as u64;
            black_box(batch);
        }
    }
    assert!(problems.is_empty(), "{problems:?}");
    rows
}

fn readers(criterion: &mut Criterion) {
    let rulebook = rulebook();
    let specs = specs(&rulebook);
    let Some(table) = specs.iter().position(|spec| spec.name == TABLE) else { panic!("no table {TABLE}") };
    for format in ["csv", "parquet"] {
        let Ok(folder) = tempfile::tempdir() else { panic!("no temporary folder") };
        demo(&folder.path().join("demo"), format);
        let data = folder.path().join("demo/data");
        let location = Location { data: data.clone(), sources: None, beside: data };
        let Ok(files) = open(&location, specs.clone(), &[table]) else { panic!("the demo's files can't be bound") };
        let mut group = criterion.benchmark_group(format!("{TABLE} from {format}"));
        group.sample_size(10).measurement_time(Duration::from_secs(1)).warm_up_time(Duration::from_millis(200));
        group.throughput(Throughput::Elements(rows(&files, &[])));
        let columns = &specs[table].columns;
        for (position, column) in columns.iter().enumerate() {
            group.bench_function(format!("{}, {}", column.name, column.ty), |b| b.iter(|| rows(&files, &[position])));
        }
        let all: Vec<usize> = (0..columns.len()).collect();
        group.bench_function("all columns", |b| b.iter(|| rows(&files, &all)));
        group.finish();
    }
}

criterion_group!(benches, readers);
criterion_main!(benches);
