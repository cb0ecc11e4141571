//! Alerts of runs that are kept: what a run after another tells, and what it does not tell again.

use crate::cli::support::{expect_code, rubric};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const RULES: &str = "rulebook \"Alerts\"
version  \"1\"
currency EUR
about    customers

table customers key id {
  id   text
  vip  yes/no default no
}
table invoices key number belongs to customers by customer_id dated issued {
  number       text
  customer_id  text
  issued       date
  amount       money
  open         money
}

metric invoiced \"Invoiced\" = sum of amount in invoices
metric owed     \"Owed\"     = sum of open in invoices
score rating \"Rating\" from 0 to 5 stars {
  points from 0 to 100
  starts at 60 points
  rule size \"Buys a lot\" { 20 points when invoiced >= 1,000 EUR }
  rule debt \"Owes us\"    { -60 points when owed > 500 EUR; -20 points when owed > 0 EUR }
}
segment standing \"Standing\" worst to best \"Risk\", \"Good\" {
  \"Risk\"  when rating < 2 stars
  \"Good\"  otherwise
}

alert risk \"Became a risk\" severity high to finance, sales when standing becomes \"Risk\"
alert vip_moved \"A VIP's rating moved\" to management when vip and rating changes by 0.5 stars or more
alert fell \"Rating fell below 2 stars\" to finance at most once every 30 days
  when rating falls below 2 stars until rating >= 2.5 stars
alert big \"Is big\" severity low when invoiced >= 1,000 EUR or when first seen
";

/// A rulebook, data and a store in a folder of their own.
struct Project {
    folder: TempDir,
}

impl Project {
    fn new() -> Project {
        let project = Project { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(project.path("data")).unwrap();
        project.rules(RULES);
        project.customers("a,no\nb,yes\nc,no\n");
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn rules(&self, text: &str) {
        fs::write(self.path("alerts.rubric"), text).unwrap();
    }

    fn customers(&self, rows: &str) {
        fs::write(self.path("data/customers.csv"), format!("id,vip\n{rows}")).unwrap();
    }

    fn invoices(&self, rows: &str) {
        fs::write(self.path("data/invoices.csv"), format!("number,customer_id,issued,amount,open\n{rows}")).unwrap();
    }

    /// The alerts of a run as of a date, a line each.
    fn run(&self, as_of: &str, more: &[&str]) -> Vec<String> {
        let out = self.path("out");
        let file = |name: &str| self.path(name).to_str().unwrap().to_string();
        let (rules, data, store) = (file("alerts.rubric"), file("data"), file("store.db"));
        let start = ["run", &rules, "--data", &data, "--as-of", as_of, "--store", &store];
        let end = ["--out", out.to_str().unwrap(), "--format", "json"];
        expect_code(&rubric(&[&start[..], &end[..], more].concat()), 0);
        lines(&out.join("alerts.jsonl"))
    }
}

/// `high a risk: Standing went from …`
fn lines(path: &Path) -> Vec<String> {
    let line = |line: &str| {
        let alert: serde_json::Value = serde_json::from_str(line).unwrap();
        let of = |name: &str| alert[name].as_str().unwrap_or_default().to_string();
        format!("{} {} {}: {}", of("severity"), of("key"), of("alert"), of("reason"))
    };
    fs::read_to_string(path).unwrap().lines().map(line).collect()
}

const FIRST: &str = "1,a,2026-01-05,400,0\n2,b,2026-01-06,1500,0\n3,c,2026-01-07,400,100\n";
const SECOND: &str = "1,a,2026-01-05,400,0\n2,b,2026-01-06,1500,800\n3,c,2026-01-07,400,100\n4,a,2026-02-01,700,600\n";

#[test]
fn the_first_run_is_silent_but_for_what_is_told_when_first_seen() {
    let project = Project::new();
    project.invoices(FIRST);
    assert_eq!(project.run("2026-01-31", &[]), ["low b big: Invoiced is 1,500.00 EUR, seen for the first time."]);
}

#[test]
fn a_run_tells_what_has_moved_since_the_one_before_and_why_and_a_rerun_nothing() {
    let project = Project::new();
    project.invoices(FIRST);
    project.run("2026-01-31", &[]);
    project.invoices(SECOND);
    insta::assert_snapshot!(project.run("2026-02-28", &[]).join("\n"));
    assert!(project.run("2026-02-28", &[]).is_empty());
}

#[test]
fn any_count_of_threads_tells_the_same_in_the_same_order_with_the_same_identities() {
    let written = ["1", "2", "8"].map(|threads| {
        let project = Project::new();
        project.invoices(FIRST);
        project.run("2026-01-31", &["--threads", threads]);
        project.invoices(SECOND);
        project.run("2026-02-28", &["--threads", threads]);
        fs::read_to_string(project.path("out/alerts.jsonl")).unwrap()
    });
    assert!(written[0].lines().count() > 3, "{}", written[0]);
    assert_eq!(written[0], written[1]);
    assert_eq!(written[0], written[2]);
}

#[test]
fn new_rules_tell_nobody_of_what_has_not_moved() {
    let project = Project::new();
    project.invoices(FIRST);
    project.run("2026-01-31", &[]);
    // By these, c has been a risk all along, and so has b, who buys for much.
    let stricter = RULES.replace("-20 points when owed > 0 EUR", "-45 points when owed > 0 EUR");
    project.rules(&stricter.replace("version  \"1\"", "version  \"2\""));
    assert!(project.run("2026-02-28", &[]).is_empty());
    project.invoices(SECOND);
    let told = project.run("2026-03-31", &[]);
    assert!(told.iter().any(|line| line.starts_with("high a risk:")), "{told:?}");
    assert!(!told.iter().any(|line| line.contains(" c ")), "{told:?}");
}

#[test]
fn what_is_new_in_the_data_is_told_by_new_rules_too() {
    let project = Project::new();
    project.invoices(FIRST);
    project.run("2026-01-31", &[]);
    project.rules(&RULES.replace("version  \"1\"", "version  \"2\""));
    project.invoices(SECOND);
    let told = project.run("2026-02-28", &[]);
    assert!(told.iter().any(|line| line.starts_with("high a risk:")), "{told:?}");
}

#[test]
fn days_of_silence_and_until_last_from_run_to_run() {
    let project = Project::new();
    let debt = |open: u32| format!("1,a,2026-01-05,400,{open}\n2,b,2026-01-06,400,0\n3,c,2026-01-07,400,0\n");
    let fell = |as_of: &str, open: u32| {
        project.invoices(&debt(open));
        project.run(as_of, &[]).iter().any(|line| line.contains(" fell:"))
    };
    let told = [
        ("2026-01-31", 0),
        ("2026-02-01", 600),
        ("2026-02-02", 0),
        ("2026-02-20", 600),
        ("2026-02-21", 0),
        ("2026-03-03", 600),
        ("2026-03-04", 700),
    ]
    .map(|(as_of, open)| fell(as_of, open));
    assert_eq!(told, [false, true, false, false, false, true, false]);
}

#[test]
fn a_customer_who_was_gone_is_seen_for_the_first_time_again() {
    let project = Project::new();
    let first_seen = ["low b big: Invoiced is 1,500.00 EUR, seen for the first time."];
    project.invoices(FIRST);
    assert_eq!(project.run("2026-01-31", &[]), first_seen);
    project.customers("a,no\nc,no\n");
    project.invoices("1,a,2026-01-05,400,0\n3,c,2026-01-07,400,100\n");
    assert!(project.run("2026-02-15", &[]).is_empty());
    project.customers("a,no\nb,yes\nc,no\n");
    project.invoices(FIRST);
    assert_eq!(project.run("2026-02-28", &[]), first_seen);
}

#[test]
fn a_run_without_a_store_has_no_alerts() {
    let project = Project::new();
    project.invoices(FIRST);
    let (rules, data, out) = (project.path("alerts.rubric"), project.path("data"), project.path("out"));
    let paths = [&rules, &data, &out].map(|path| path.to_str().unwrap());
    let arguments = ["run", paths[0], "--data", paths[1], "--as-of", "2026-01-31", "--out", paths[2]];
    expect_code(&rubric(&arguments), 0);
    assert!(!out.join("alerts.parquet").exists());
    assert!(out.join("results.parquet").exists());
}

#[test]
fn a_replay_of_history_keeps_its_alerts_and_delivers_none() {
    let project = Project::new();
    project.invoices("1,a,2026-01-05,400,0\n2,b,2026-01-06,1500,0\n3,c,2026-01-07,400,0\n4,a,2026-02-10,700,0\n");
    let file = |name: &str| project.path(name).to_str().unwrap().to_string();
    let (rules, data, store) = (file("alerts.rubric"), file("data"), file("store.db"));
    let range = ["--from", "2026-01-31", "--to", "2026-03-31", "--every", "month"];
    expect_code(&rubric(&[&["replay", &rules, "--data", &data, "--store", &store], &range[..]].concat()), 0);
    let mut kept = rubric::store::open(Path::new(&store), false).unwrap();
    let runs = kept.runs("Alerts").unwrap();
    assert!(runs.len() == 3 && runs.iter().all(|(_, run)| run.replayed));
    let told: Vec<Vec<String>> = runs
        .iter()
        .map(|(id, _)| {
            kept.alerts(*id).unwrap().into_iter().map(|alert| format!("{} {}", alert.key, alert.name)).collect()
        })
        .collect();
    assert_eq!(told, [vec!["b big"], vec!["a big"], vec![]]);
    // The next run goes on from there.
    assert!(project.run("2026-04-30", &[]).is_empty());
}
