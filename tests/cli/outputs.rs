//! The files of a run: each format says the same, exactly.

use super::support::{expect_code, names, run};
use parquet::data_type::{AsBytes, Decimal};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use std::collections::BTreeMap;
use std::path::Path;

/// A cell as plain text; empty is unknown.
type Row = BTreeMap<String, String>;

const STEMS: [&str; 5] = ["results", "results.invoices", "figures", "trace", "run"];

/// A number without the zeros at its end; any other text as it is.
fn trimmed(text: &str) -> String {
    rubric::value::Decimal::parse(text).map_or_else(|| text.to_string(), |n| n.to_string())
}

fn write(format: &str, more: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let trace = if more.contains(&"--trace") { &[][..] } else { &["--trace", "full"][..] };
    expect_code(&run(&[&["--out", out, "--format", format], trace, more].concat()), 0);
    folder
}

fn csv_rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let heads = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| heads.iter().zip(&record).map(|(h, c)| (h.into(), trimmed(c))).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn json_rows(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
        assert_eq!(object["schema_version"], 1);
        object.into_iter().filter(|(name, _)| name != "schema_version").map(|(name, v)| (name, json_cell(&v))).collect()
    };
    text.lines().map(row).collect()
}

fn json_cell(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_string(),
        serde_json::Value::String(text) => trimmed(text),
        other => panic!("neither text nor yes/no: {other}"),
    }
}

fn parquet_rows(path: &Path) -> Vec<Row> {
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| row.unwrap().get_column_iter().map(|(n, f)| (n.clone(), parquet_cell(f))).collect()).collect()
}

fn parquet_cell(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Bool(yes) => if *yes { "yes" } else { "no" }.to_string(),
        Field::Str(text) => trimmed(text),
        Field::Date(days) => rubric::value::Date::from_days(i64::from(*days)).unwrap().to_string(),
        Field::Decimal(decimal) => decimal_cell(decimal),
        other => panic!("unexpected: {other}"),
    }
}

fn decimal_cell(decimal: &Decimal) -> String {
    let bytes = decimal.data().as_bytes();
    let units = match bytes.len() {
        8 => i128::from(i64::from_be_bytes(bytes.try_into().unwrap())),
        _ => i128::from_be_bytes(bytes.try_into().unwrap()),
    };
    rubric::value::Decimal::from_scaled(units, decimal.scale() as u8).unwrap().to_string()
}

#[test]
fn csv_json_and_parquet_say_the_same() {
    let (csv, json, parquet) = (write("csv", &[]), write("json", &[]), write("parquet", &[]));
    for stem in STEMS.iter().filter(|stem| **stem != "run") {
        let rows = csv_rows(&csv.path().join(format!("{stem}.csv")));
        assert!(!rows.is_empty(), "{stem}");
        assert_eq!(rows, json_rows(&json.path().join(format!("{stem}.jsonl"))), "{stem}");
        assert_eq!(rows, parquet_rows(&parquet.path().join(format!("{stem}.parquet"))), "{stem}");
    }
}

#[test]
fn each_file_as_csv() {
    let csv = write("csv", &[]);
    for stem in STEMS.iter().filter(|stem| **stem != "run") {
        let text = std::fs::read_to_string(csv.path().join(format!("{stem}.csv"))).unwrap();
        insta::assert_snapshot!(format!("file-{stem}"), text);
    }
}

#[test]
fn money_and_counts_have_the_decimals_of_their_parquet_type() {
    let parquet = write("parquet", &[]);
    let decimals = |name: &str| -> BTreeMap<String, (i32, i32)> {
        let reader = SerializedFileReader::new(std::fs::File::open(parquet.path().join(name)).unwrap()).unwrap();
        let schema = reader.metadata().file_metadata().schema_descr().columns().iter();
        schema.map(|c| (c.name().to_string(), (c.type_precision(), c.type_scale()))).collect()
    };
    let results = decimals("results.parquet");
    assert_eq!(results["total"], (38, 2));
    assert_eq!(results["average"], (38, 12));
    assert_eq!(results["recent"], (18, 0));
    assert_eq!(results["rating"], (18, 1));
    assert_eq!(results["rating_measured"], (18, 12));
    let trace = decimals("trace.parquet");
    assert_eq!(trace["line"], (18, 0));
    assert_eq!(trace["weight"].0, 18);
}

#[test]
fn contributions_sum_to_points_and_a_hidden_metric_is_nowhere() {
    let csv = write("csv", &[]);
    let results = csv_rows(&csv.path().join("results.csv"));
    assert!(results.iter().all(|row| !row.contains_key("twice") && row.contains_key("rating_measured")));
    let trace = csv_rows(&csv.path().join("trace.csv"));
    assert_eq!(trace.len(), results.len() * 3);
    let number = |text: &str| rubric::value::Decimal::parse(text).unwrap();
    for row in &trace {
        let product = number(&row["points"]).times(number(&row["weight"])).unwrap();
        assert_eq!(product, number(&row["contribution"]), "{row:?}");
    }
}

#[test]
fn the_wide_trace_says_what_the_full_one_does() {
    let full = csv_rows(&write("csv", &[]).path().join("trace.csv"));
    let wide = write("parquet", &["--trace", "wide"]);
    let wide = parquet_rows(&wide.path().join("trace.parquet"));
    assert_eq!(wide.len() * 3, full.len());
    for row in &full {
        let columns = wide.iter().find(|wide| wide["id"] == row["id"]).unwrap();
        for what in ["value", "line", "outcome", "points", "contribution"] {
            let column = format!("{}.{}.{what}", row["score"], row["rule"]);
            assert_eq!(columns[&column], row[what], "{column} of {}", row["id"]);
        }
    }
}

#[test]
fn run_json_proves_what_was_made_of_what() {
    let csv = write("csv", &["--set", "window=6 months"]);
    let text = std::fs::read_to_string(csv.path().join("run.json")).unwrap();
    insta::assert_snapshot!("run.json", without_digests(&text));
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    for part in manifest["outputs"].as_array().unwrap().iter().chain(manifest["data"].as_array().unwrap()) {
        let name = part["file"].as_str().unwrap();
        let path = csv.path().join(name);
        let path = if path.exists() { path } else { super::support::root().join(super::support::DATA).join(name) };
        assert_eq!(part["blake3"].as_str().unwrap(), blake3(&std::fs::read(path).unwrap()), "{name}");
    }
}

/// Digests change with every word of the rulebook; that they are right is tested by themselves.
fn without_digests(text: &str) -> String {
    let is_digest = |word: &&str| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    text.split('"').map(|word| if is_digest(&word) { "[blake3]" } else { word }).collect::<Vec<_>>().join("\"")
}

fn blake3(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

#[test]
fn the_same_bytes_for_any_count_of_threads() {
    for format in ["csv", "json", "parquet"] {
        let one = write(format, &["--threads", "1"]);
        let many = write(format, &["--threads", "7"]);
        assert_eq!(super::support::files(one.path()), super::support::files(many.path()), "{format}");
    }
}

#[test]
fn another_format_replaces_the_files_of_the_run_before() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    for format in ["csv", "parquet"] {
        expect_code(&run(&["--out", out, "--format", format]), 0);
    }
    assert_eq!(names(folder.path()), ["figures.parquet", "results.invoices.parquet", "results.parquet", "run.json"]);
}

#[test]
fn only_tables_that_are_judged_have_results_and_only_rows_of_a_score_have_its_rules() {
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let text = std::fs::read_to_string(super::support::root().join(super::support::RATING)).unwrap();
    let tables = text.split("parameter window").next().unwrap();
    let rules = "rows open = invoices where paid_on is unknown\nmetric size of invoices \"Size\" = amount\n\
                 score urgency of open \"Urgency\" in points {\n  rule big \"Big\" { 1 point per 1,000 EUR of residual }\n}\n";
    let book = folder.path().join("urgency.rubric");
    std::fs::write(&book, format!("{tables}{rules}")).unwrap();
    let call = ["run", book.to_str().unwrap(), "--data", super::support::DATA, "--as-of", "2026-06-30", "--out"];
    let more = [out.path().to_str().unwrap(), "--format", "csv", "--trace", "full"];
    expect_code(&super::support::rubric(&[&call[..], &more].concat()), 0);
    assert_eq!(names(out.path()), ["results.invoices.csv", "run.json", "trace.invoices.csv"]);
    assert_eq!(csv_rows(&out.path().join("results.invoices.csv")).len(), 7);
    let traced: Vec<_> = csv_rows(&out.path().join("trace.invoices.csv")).iter().map(|r| r["number"].clone()).collect();
    assert_eq!(traced, ["A3", "B2", "D2"]);
}
