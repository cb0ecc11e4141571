//! What rulebooks make of real files, from the command line to the written results.

use super::{data, kept};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// A run, with `--out`.
struct Run {
    code: Option<i32>,
    said: String,
    /// By figure and group
    figures: BTreeMap<(String, String), String>,
    /// `run.json`
    proof: serde_json::Value,
    rejected: usize,
}

fn run(folder: &Path, rulebook: &str, sources: &str, as_of: &str, more: &[&str]) -> Run {
    let out = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_rubric"));
    command.arg("run").arg(kept(rulebook)).arg("--sources").arg(kept(sources)).arg("--data").arg(folder);
    command.args(["--as-of", as_of, "--format", "csv", "--out"]).arg(out.path().join("out")).args(more);
    let output = command.env("NO_COLOR", "1").output().expect("it starts");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text")).concat();
    let written = |name: &str| std::fs::read_to_string(out.path().join("out").join(name)).unwrap_or_default();
    let mut figures = BTreeMap::new();
    for row in csv::Reader::from_reader(written("figures.csv").as_bytes()).records() {
        let row = row.expect("a record");
        figures.insert((row[0].to_string(), row[3].to_string()), row[4].to_string());
    }
    let rejected = csv::Reader::from_reader(written("rejected.csv").as_bytes()).records().count();
    let proof = serde_json::from_str(&written("run.json")).unwrap_or_default();
    Run { code: output.status.code(), said, figures, proof, rejected }
}

impl Run {
    fn figure(&self, name: &str, group: &str) -> &str {
        let key = (name.to_string(), group.to_string());
        self.figures.get(&key).unwrap_or_else(|| panic!("no figure {key:?}\n{}", self.said))
    }

    /// read, used, before their date, set aside; the sum is checked.
    fn account(&self, table: &str) -> [u64; 4] {
        let tables = self.proof["tables"].as_array().expect("tables");
        let count = tables.iter().find(|count| count["table"] == table).expect("the table");
        let [read, used, before, aside] =
            ["read", "used", "before_dated", "set_aside"].map(|part| count[part].as_u64().expect("a count"));
        assert_eq!(read, used + before + aside, "{table}");
        [read, used, before, aside]
    }

    fn without_parent(&self, table: &str) -> Option<u64> {
        let tables = self.proof["tables"].as_array()?;
        tables.iter().find(|count| count["table"] == table)?["without_parent"].as_u64()
    }
}

const IBM: [&str; 2] = ["ibm_ar/late_payments.rubric", "ibm_ar/sources.ron"];

#[test]
fn ibm_ar_as_of_a_day_when_some_invoices_were_open() {
    let Some(folder) = data("ibm_ar") else { return };
    let run = run(&folder, IBM[0], IBM[1], "2013-06-30", &[]);
    assert_eq!(run.code, Some(0), "{}", run.said);
    assert_eq!(run.figure("count_open", "Not yet due"), "72");
    assert_eq!(run.figure("sum_open", "Not yet due"), "4284.29");
    assert_eq!(run.figure("count_open", "1 to 30"), "12");
    assert_eq!(run.figure("sum_open", "1 to 30"), "835.56");
    assert!(!run.figures.contains_key(&("count_open".to_string(), "31 to 60".to_string())));
    assert_eq!(run.figure("total", ""), "115444.59");
    assert_eq!(run.figure("not_as_stated", ""), "0");
    assert_eq!(run.account("invoices"), [2_466, 1_930, 536, 0]);
    assert_eq!(run.account("customers"), [100, 100, 0, 0]);
}

#[test]
fn ibm_ar_as_of_a_day_when_all_invoices_were_settled() {
    let Some(folder) = data("ibm_ar") else { return };
    let run = run(&folder, IBM[0], IBM[1], "2014-12-31", &[]);
    assert_eq!(run.code, Some(0), "{}", run.said);
    assert_eq!(run.figure("total", ""), "147703.18");
    assert_eq!(run.figure("count_late", ""), "877");
    assert_eq!(run.figure("sum_late", ""), "53960.78");
    assert_eq!(run.figure("mean_late", ""), "3.442416869424", "8,489 days over 2,466 invoices");
    assert_eq!(run.figure("not_as_stated", ""), "0", "the file's own DaysLate agrees on every row");
    assert_eq!(run.account("invoices"), [2_466, 2_466, 0, 0]);
}

#[test]
fn highradius_to_the_third_decimal() {
    let Some(folder) = data("highradius") else { return };
    let run = run(&folder, "highradius/open_items.rubric", "highradius/sources.ron", "2020-06-30", &[]);
    assert_eq!(run.code, Some(0), "{}", run.said);
    assert_eq!(run.figure("total", ""), "310427858.974");
    assert_eq!(run.figure("count_all", ""), "9681");
    assert_eq!(run.figure("customers_all", ""), "553");
    assert_eq!(run.figure("too_early", ""), "27");
    let by_terms = run.figures.iter().filter(|((name, _), _)| name == "by_terms").map(|(_, count)| count);
    let counts: Vec<u64> = by_terms.map(|count| count.parse().expect("a count")).filter(|count| *count > 0).collect();
    assert_eq!((counts.len(), counts.iter().sum::<u64>()), (43, 9_681));
    assert_eq!((run.figure("by_terms", "NAA8"), run.figure("by_terms", "NAH4")), ("3974", "2898"));
    let remarks = run.proof["remarks"].to_string();
    assert!(
        remarks.contains("customers.name: more than one value") && remarks.contains("320 of 553 keys"),
        "{remarks}"
    );
}

#[test]
fn highradius_as_plain_money_is_refused_cell_by_cell_or_set_aside() {
    let Some(folder) = data("highradius") else { return };
    let [rulebook, sources] = ["highradius/plain_money.rubric", "highradius/sources.ron"];
    let refused = run(&folder, rulebook, sources, "2020-06-30", &[]);
    assert_eq!((refused.code, refused.figures.len()), (Some(1), 0));
    assert!(refused.said.contains("576  bad cell"), "{}", refused.said);
    let aside = run(&folder, rulebook, sources, "2020-06-30", &["--on-bad-row", "set-aside"]);
    assert_eq!(aside.account("invoices"), [9_681, 9_105, 0, 576]);
    assert_eq!(aside.rejected, 576);
}

#[test]
fn olist_sample_with_reviews_as_complaints() {
    let Some(folder) = data("olist_sample") else { return };
    let run = run(&folder, "olist_sample/marketplace.rubric", "olist_sample/sources.ron", "2018-06-30", &[]);
    assert_eq!(run.code, Some(0), "{}", run.said);
    assert_eq!(run.figure("paid_all", ""), "1428602.81");
    assert_eq!((run.figure("complaints_all", ""), run.figure("told_all", "")), ("2656", "1951"));
    assert_eq!((run.figure("orders_state", "cancelled"), run.figure("orders_state", "delivered")), ("481", "4503"));
    assert_eq!((run.figure("moods", "Complains in words"), run.figure("moods", "Content")), ("1946", "5490"));
    assert_eq!(run.account("orders"), [8_135, 7_152, 983, 0]);
    assert_eq!(run.account("reviews"), [8_225, 7_075, 1_150, 0]);
    assert_eq!(run.account("payments"), [8_924, 8_924, 0, 0]);
    assert_eq!(run.account("customers"), [8_135, 8_135, 0, 0]);
}

#[test]
fn online_retail_once_its_rounding_is_said() {
    let Some(folder) = data("online_retail") else { return };
    let refused = run(&folder, "online_retail/shop.rubric", "online_retail/without_rounding.ron", "2011-12-31", &[]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.said.contains("a binary float is not exact"), "{}", refused.said);
    let run = run(&folder, "online_retail/shop.rubric", "online_retail/sources.ron", "2011-12-31", &[]);
    assert_eq!(run.code, Some(0), "{}", run.said);
    assert_eq!(run.figure("turnover", ""), "9747747.934");
    let by_worth = run.figures.iter().filter(|((name, _), _)| name == "by_worth");
    assert_eq!(by_worth.map(|(_, count)| count.parse::<u64>().expect("a count")).sum::<u64>(), 4_372);
    assert_eq!(run.account("lines"), [541_909, 541_909, 0, 0]);
    assert_eq!(run.without_parent("lines"), Some(135_080));
    assert_eq!(run.account("customers"), [4_372, 4_372, 0, 0]);
}
