//! A run of a date gone by sees what was known then, wherever the language meets a date.

use crate::cli::support::{expect_code, rubric};
use proptest::prelude::*;
use rubric::value::{Date, Period};
use std::fs;
use std::path::Path;

/// Dates in each place where they hide something: rows of a parent, of its children, of theirs; events; columns that are
/// known from a date, one of them from an event.
const RULES: &str = r#"rulebook "Then"
version  "1"
currency EUR
about    customers

table customers key id dated joined {
  id       text
  joined   date
  graded   event
  grade    one of "a", "b"  optional  known from graded
}

table invoices key number belongs to customers by customer dated issued {
  number    text
  customer  text
  issued    date
  paid_on   event
  amount    money
  noted     date  optional
  note      text  optional  known from noted
}

table lines key id belongs to invoices by invoice dated booked {
  id       text
  invoice  text
  booked   date
  amount   money
}

rows open = invoices where paid_on is unknown

metric grade_now   "Grade"        = grade
metric graded_on   "Graded on"    = graded
metric age         "Age"          = days since joined
metric total       "Total"        = sum of amount in invoices
metric open_count  "Open"         = count of open
metric last_note   "Last note"    = last note in invoices
metric latest_paid "Latest paid"  = latest of paid_on in invoices
metric delay       "Delay"        = average of (paid_on - issued) in invoices
metric recent      "Recent"       = sum of amount in invoices where issued in last 60 days
metric booked      "Booked"       = sum of amount in lines
metric of_paid     "Of paid ones" = sum of amount in lines where invoices.paid_on is known
metric middle      "Median"       = median of amount in invoices
metric notes       "Notes"        = count of distinct note in invoices

score rating "Rating" in points {
  rule grade "Grade" {
    5 points  when grade is "a"
    3 points  when grade is unknown
    0 points  otherwise
  }
  rule open "Open" { 1 point per 1 of open_count at most 7 points }
}

segment standing "Standing" {
  "Noted"  when last_note is known
  "Paid"   when latest_paid is known
  "Other"  otherwise
}

figure all_open "All open" = sum of amount in open
"#;

const FIRST: &str = "2026-01-01";

/// Days from the first, `None` for a date that never comes.
type Day = i32;

#[derive(Clone, Debug)]
struct Customer {
    joined: Day,
    graded: Option<Day>,
    grade: usize,
    invoices: Vec<Invoice>,
}

#[derive(Clone, Debug)]
struct Invoice {
    issued: Day,
    paid: Option<Day>,
    noted: Option<Day>,
    cents: i64,
    lines: Vec<Day>,
}

fn customers() -> impl Strategy<Value = Vec<Customer>> {
    let later = || prop::option::of(0..200i32);
    let invoice = (0..120i32, later(), later(), -50_000..500_000i64, prop::collection::vec(0..90i32, 0..4));
    let invoice = invoice.prop_map(|(issued, paid, noted, cents, lines)| Invoice { issued, paid, noted, cents, lines });
    let customer = (0..150i32, later(), 0..2usize, prop::collection::vec(invoice, 0..5));
    let customer = customer.prop_map(|(joined, graded, grade, invoices)| Customer { joined, graded, grade, invoices });
    prop::collection::vec(customer, 1..8)
}

fn date(day: Day) -> Date {
    Date::parse(FIRST).unwrap().plus(Period::Days(day)).unwrap()
}

/// Writes all data, or what of them was known on a day.
fn write(folder: &Path, customers: &[Customer], known: Option<Day>) {
    let come = |day: Day| known.is_none_or(|known| day <= known);
    let maybe = |day: Option<Day>| day.filter(|day| come(*day)).map(|day| date(day).to_string()).unwrap_or_default();
    let mut tables = [
        ("customers", "id,joined,graded,grade\n".to_string()),
        ("invoices", "number,customer,issued,paid_on,amount,noted,note\n".to_string()),
        ("lines", "id,invoice,booked,amount\n".to_string()),
    ];
    for (c, customer) in customers.iter().enumerate().filter(|(_, customer)| come(customer.joined)) {
        let grade = customer.graded.filter(|day| come(*day)).map(|_| ["a", "b"][customer.grade]).unwrap_or_default();
        tables[0].1 += &format!("C{c},{},{},{grade}\n", date(customer.joined), maybe(customer.graded));
        for (i, invoice) in customer.invoices.iter().enumerate() {
            // A child does not come before its parent.
            let issued = customer.joined + invoice.issued;
            if !come(issued) {
                continue;
            }
            let paid = maybe(invoice.paid.map(|days| issued + days));
            let noted = invoice.noted.map(|days| issued + days);
            let note = noted.filter(|day| come(*day)).map(|_| format!("note {}", i % 3)).unwrap_or_default();
            // The date of a note is a plain column: it stands in the data before it comes.
            let noted = noted.map(|day| date(day).to_string()).unwrap_or_default();
            let amount = format!("{}.{:02}", invoice.cents.abs() / 100, invoice.cents.abs() % 100);
            let sign = if invoice.cents < 0 { "-" } else { "" };
            tables[1].1 += &format!("C{c}I{i},C{c},{},{paid},{sign}{amount},{noted},{note}\n", date(issued));
            for (l, booked) in invoice.lines.iter().enumerate().filter(|(_, days)| come(issued + **days)) {
                tables[2].1 += &format!("C{c}I{i}L{l},C{c}I{i},{},{sign}{amount}\n", date(issued + booked));
            }
        }
    }
    fs::create_dir_all(folder).unwrap();
    tables.iter().for_each(|(table, text)| fs::write(folder.join(format!("{table}.csv")), text).unwrap());
}

fn results(rules: &Path, data: &Path, as_of: Day) -> Vec<String> {
    let out = data.join("out");
    let (rules, data, as_of) = (rules.to_str().unwrap(), data.to_str().unwrap(), date(as_of).to_string());
    let files = ["--out", out.to_str().unwrap(), "--format", "csv", "--trace", "full"];
    expect_code(&rubric(&[&["run", rules, "--data", data, "--as-of", &as_of], &files[..]].concat()), 0);
    ["results.csv", "trace.csv", "figures.csv"].iter().map(|file| fs::read_to_string(out.join(file)).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_run_of_a_date_sees_what_was_known_then(customers in customers(), as_of in 0..250i32) {
        let folder = tempfile::tempdir().unwrap();
        let rules = folder.path().join("then.rubric");
        fs::write(&rules, RULES).unwrap();
        let (all, then) = (folder.path().join("all"), folder.path().join("then"));
        write(&all, &customers, None);
        write(&then, &customers, Some(as_of));
        prop_assert_eq!(results(&rules, &all, as_of), results(&rules, &then, as_of));
    }
}
