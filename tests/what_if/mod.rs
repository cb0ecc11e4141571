//! `rubric what-if`: changes that move a customer, each tried again by other means.

use crate::cli::support::{expect_code, root, rubric, stderr, stdout};
use rubric::value::Decimal;
use serde_json::Value as Json;
use std::fs;
use std::path::Path;

const CLUB: &str = "tests/what_if/club.rubric";
const DATA: &str = "tests/what_if/data";
const RATING: (&str, &str) = ("rules/customer-rating", "rules/customer-rating/data");
const CLASSES: (&str, &str) = ("rules/partner-classification", "rules/partner-classification/data");

fn call<'a>(rulebook: &'a str, key: &'a str, data: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["what-if", rulebook, key, "--data", data, "--as-of", "2026-06-30"], more].concat()
}

fn told(key: &str, more: &[&str]) -> String {
    let output = rubric(&call(CLUB, key, DATA, more));
    expect_code(&output, 0);
    stdout(&output)
}

fn json(rulebook: &str, key: &str, data: &str, more: &[&str]) -> Json {
    let output = rubric(&[&call(rulebook, key, data, &["--format", "json"])[..], more].concat());
    expect_code(&output, 0);
    serde_json::from_str(&stdout(&output)).unwrap()
}

#[test]
fn a_payment_frees_a_blocked_customer() {
    insta::assert_snapshot!(told("A", &[]));
}

#[test]
fn an_order_makes_a_good_customer_a_gold_one() {
    insta::assert_snapshot!(told("B", &["--to", "Gold"]));
}

#[test]
fn a_new_customer_settles_as_days_pass() {
    insta::assert_snapshot!(told("D", &["--to", "Settled"]));
}

#[test]
fn a_score_is_asked_for_by_its_stars() {
    insta::assert_snapshot!(told("B", &["--to", "5 stars"]));
}

#[test]
fn a_value_is_tried_by_hand() {
    insta::assert_snapshot!(told("A", &["--set", "overdue_sum=900 EUR", "--set", "gold[region North]=1,000 EUR"]));
    insta::assert_snapshot!(told("A", &["--set", "delay=6 days"]));
}

#[test]
fn for_machines() {
    let text = format!("{:#}", json(CLUB, "A", DATA, &["--to", "Late"]));
    insta::assert_snapshot!(text);
}

#[test]
fn what_cannot_be_asked_is_told() {
    let cases: [(&str, &[&str]); 5] = [
        ("Z", &[]),
        ("A", &["--to", "Golden"]),
        ("A", &["--to", "4 points"]),
        ("A", &["--set", "overdue_sum=900"]),
        ("A", &["--set", "standing=Gold"]),
    ];
    let mut all = String::new();
    for (key, more) in cases {
        let output = rubric(&call(CLUB, key, DATA, more));
        expect_code(&output, 2);
        all.push_str(&stderr(&output));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn what_is_reached_already_needs_nothing() {
    assert!(told("C", &["--to", "Gold"]).contains("It is so already."));
    assert!(told("C", &["--to", "Blocked"]).contains("One metric"));
}

/// A plain value as a rulebook writes it.
fn written(plain: &str, ty: &str) -> String {
    let number = || Decimal::parse(plain).unwrap();
    match ty {
        "money" => format!("{plain} EUR"),
        "percent" => format!("{}%", number().times(Decimal::HUNDRED).unwrap()),
        "days" => format!("{plain} days"),
        "stars" => format!("{plain} stars"),
        _ => plain.to_string(),
    }
}

/// One step nearer to where it is now; `None` where that is not between.
fn nearer(from: Option<&str>, to: &str, ty: &str) -> Option<String> {
    let step = match ty {
        "money" | "number" => "0.01",
        "percent" => "0.0001",
        "count" | "days" => "1",
        _ => return None,
    };
    let (from, to, step) = (Decimal::parse(from?)?, Decimal::parse(to)?, Decimal::parse(step)?);
    let nearer = if to > from { to.minus(step) } else { to.plus(step) }.unwrap();
    let is_between = if to > from { nearer > from } else { nearer < from };
    is_between.then(|| nearer.to_string())
}

fn of<'j>(items: &'j Json, name: &str) -> Option<&'j Json> {
    items.as_array().unwrap().iter().find(|item| item["name"] == name)
}

/// Whether the results of a document are what a goal wants.
fn is_reached(goal: &Json, document: &Json) -> bool {
    let name = goal["item"].as_str().unwrap();
    let found = of(&document["moved"], name).or(of(&document["results"], name)).unwrap()["value"].as_str();
    let (wanted, number) = (&goal["wanted"], || Decimal::parse(found.unwrap_or("-1")).unwrap());
    let bound = |name: &str| wanted[name].as_str().map(|bound| Decimal::parse(bound).unwrap());
    match (bound("above"), bound("at_least")) {
        (Some(bound), _) => number() > bound,
        (_, Some(bound)) => number() >= bound,
        _ => wanted["labels"].as_array().unwrap().iter().any(|label| label.as_str() == found),
    }
}

fn each_metric_does_and_a_step_less_does_not(rulebook: &str, data: &str, key: &str) -> usize {
    let found = json(rulebook, key, data, &[]);
    let mut tried = 0;
    for goal in found["goals"].as_array().unwrap() {
        for change in goal["changes"].as_array().unwrap().iter().filter(|change| change["kind"] == "metric") {
            let (name, to) = (change["metric"].as_str().unwrap(), change["to"].as_str().unwrap());
            let ty = of(&found["results"], name).unwrap()["type"].as_str().unwrap();
            let set = |value: &str| json(rulebook, key, data, &["--set", &format!("{name}={}", written(value, ty))]);
            assert!(is_reached(goal, &set(to)), "{rulebook} {key}: {change:#}");
            if let Some(less) = nearer(change["from"].as_str(), to, ty) {
                assert!(!is_reached(goal, &set(&less)), "{rulebook} {key}: {less} does, too: {change:#}");
            }
            tried += 1;
        }
    }
    tried
}

#[test]
fn the_nearest_value_does_and_one_step_nearer_does_not() {
    let club: usize =
        ["A", "B", "C", "D"].map(|key| each_metric_does_and_a_step_less_does_not(CLUB, DATA, key)).iter().sum();
    assert!(club >= 8, "{club}");
    assert!(each_metric_does_and_a_step_less_does_not(RATING.0, RATING.1, "C04") >= 3);
    assert!(each_metric_does_and_a_step_less_does_not(CLASSES.0, CLASSES.1, "P04") >= 1);
}

/// The standing of a customer when all are judged.
fn judged(data: &Path, key: &str, as_of: &str, column: &str) -> String {
    let out = tempfile::tempdir().unwrap();
    let (data, out_path) = (data.to_str().unwrap(), out.path().to_str().unwrap());
    let run = ["run", CLUB, "--data", data, "--as-of", as_of, "--out", out_path, "--format", "csv"];
    expect_code(&rubric(&run), 0);
    let text = fs::read_to_string(out.path().join("results.csv")).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let at = lines.next().unwrap().iter().position(|name| *name == column).unwrap();
    lines.find(|cells| cells[0] == key).unwrap()[at].to_string()
}

/// The data of the club, changed.
fn changed(file: &str, change: impl Fn(String) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["customers.csv", "invoices.csv", "orders.csv"] {
        let text = fs::read_to_string(root().join(DATA).join(name)).unwrap();
        let text = if name == file { change(text) } else { text };
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn change<'j>(found: &'j Json, kind: &str) -> &'j Json {
    let all = found["goals"][0]["changes"].as_array().unwrap();
    all.iter().find(|change| change["kind"] == kind).unwrap_or_else(|| panic!("no {kind} in {found:#}"))
}

#[test]
fn a_payment_that_is_promised_to_help_helps_when_all_are_judged() {
    let found = json(CLUB, "A", DATA, &["--to", "Good"]);
    let event = change(&found, "event");
    assert_eq!((&event["key"][0], &event["column"]), (&Json::from("1"), &Json::from("paid_on")));
    let paid = changed("invoices.csv", |text| text.replace("2026-02-10,,1500.00", "2026-02-10,2026-06-30,1500.00"));
    assert_eq!(judged(&root().join(DATA), "A", "2026-06-30", "standing"), "Blocked");
    assert_eq!(judged(paid.path(), "A", "2026-06-30", "standing"), "Good");
}

#[test]
fn an_order_of_the_amount_named_is_enough_and_a_cent_less_is_not() {
    let found = json(CLUB, "B", DATA, &["--to", "Gold"]);
    let amount = change(&found, "another_row")["at_least"].as_str().unwrap();
    let with = |amount: &str| changed("orders.csv", |text| text + &format!("B,3,2026-06-30,{amount}\n"));
    let less = Decimal::parse(amount).unwrap().minus(Decimal::parse("0.01").unwrap()).unwrap().fixed(2);
    assert_eq!(judged(with(amount).path(), "B", "2026-06-30", "standing"), "Gold");
    assert_eq!(judged(with(&less).path(), "B", "2026-06-30", "standing"), "Good");
}

#[test]
fn a_day_that_is_named_is_the_first_that_does() {
    let found = json(CLUB, "D", DATA, &["--to", "Settled"]);
    let on = change(&found, "days")["on"].as_str().unwrap();
    assert_eq!(on, "2026-07-20");
    assert_eq!(judged(&root().join(DATA), "D", on, "age"), "Settled");
    assert_eq!(judged(&root().join(DATA), "D", "2026-07-19", "age"), "Fresh");
}

#[test]
fn the_same_question_has_the_same_answer() {
    assert_eq!(json(RATING.0, "C04", RATING.1, &[]), json(RATING.0, "C04", RATING.1, &[]));
}
