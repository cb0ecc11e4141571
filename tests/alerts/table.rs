//! `cases.txt`: transition × days of silence × `until` × what was there before, one line a case, as a person reads it.

use rubric::alerts::{Judge, Judged, Memory};
use rubric::check::check;
use rubric::examples::Memory as Rows;
use rubric::model::{ItemId, Rulebook};
use rubric::plan::{self, Purpose};
use rubric::run;
use rubric::value::{Date, Decimal, Value};
use std::fmt::Write;

/// A customer whose rating is a column, and all that may be asked about it.
const RULES: &str = "rulebook \"R\"\nversion \"1\"\ncurrency EUR\nabout customers\n\
table customers key id { id text; given number optional; vip yes/no default no }\n\
metric stars \"Stars\" = given\n\
score rating \"Rating\" from 0 to 5 stars {\n  points from 0 to 5\n  needs 100% measured\n\
\x20 rule given \"Given\" { 1 point per 1 of stars when stars is known; 0 points when stars > 0; 0 points otherwise }\n}\n\
rows rated = customers where given is known\n\
segment band of rated \"Band\" { \"Low\" when rating < 2 stars; \"High\" otherwise }\n";

pub fn rulebook(rule: &str) -> Rulebook {
    let text = format!("{RULES}alert a {rule}\n");
    let checked = check("a.rubric", &text, &mut |_| Err(String::new()));
    checked.rulebook.unwrap_or_else(|| panic!("{rule}: {:?}", checked.diagnostics))
}

/// What a run finds of the customer: the values of the watched items.
fn found(whole: &Rulebook, items: &[ItemId], day: Date, rating: Option<Decimal>) -> Vec<Option<Value>> {
    let row = vec![Some(Value::Text("c".into())), rating.map(Value::Number), Some(Value::YesNo(false))];
    let specs = plan::specs(whole);
    let rows = [vec![row]];
    let tables = Rows { specs: &specs, rows: &rows, title: "a case" };
    let plan = plan::plan(whole, day, &[], Purpose::Observe);
    let key = [Value::Text("c".into())];
    let seen = run::observe(&plan, whole, &tables, whole.about, &key).unwrap().unwrap();
    let table = &seen.tables[whole.about.0];
    items.iter().map(|id| table.items[id].first().cloned().flatten()).collect()
}

/// The days on which the alert of a rule fires, over runs such as `d0:3 d1:? d2:-`.
fn fires(rule: &str, runs: &str) -> String {
    let rulebook = rulebook(rule);
    let whole = rulebook.watched();
    let judge = Judge::new(&rulebook);
    let (mut before, mut memory, mut days) = (None::<Vec<Option<Value>>>, Vec::<Memory>::new(), String::new());
    for run in runs.split_whitespace() {
        let (day, rating) = run.split_once(':').unwrap();
        let first = i64::from(Date::parse("2026-01-01").unwrap().days());
        let date = Date::from_days(first + day[1..].parse::<i64>().unwrap()).unwrap();
        if rating == "-" {
            before = None;
            continue;
        }
        let now = found(&whole, judge.items(), date, (rating != "?").then(|| Decimal::parse(rating).unwrap()));
        let Judged { fired, memory: remembered } = judge.judge(date, &now, before.as_deref(), &memory);
        if !fired.is_empty() {
            write!(days, " {day}").unwrap();
        }
        (before, memory) = (Some(now), remembered);
    }
    days.trim().to_string()
}

#[test]
fn each_case_fires_on_its_days_and_on_no_others() {
    let table = include_str!("cases.txt");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in table.lines().filter(|line| !line.starts_with('#') && !line.starts_with("rule ")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [rule, runs, expected] = cells.as_slice() else { panic!("{line}") };
        let found = fires(rule, runs);
        if found != *expected {
            wrong.push(format!("{rule} | {runs} | expected {expected}, found {found}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 45, "{count}");
}
