//! The worked example of `docs/reference.md`: the customer it speaks of, run through the rulebook it shows.

use super::blocks::{blocks, document};
use super::fragment::beginning;
use std::fs;
use std::process::Command;

const CUSTOMERS: &str = "id,name,company,vip,credit_limit,salesperson,since\nC1,Worked,Acme,yes,,,2025-03-01\n";
/// 24,000 EUR in all, paid 2 and 4 days late, 4,500 EUR of it open and overdue.
const INVOICES: &str = "number,customer_id,issued,due,paid_on,amount,residual,state,kind\n\
    1,C1,2026-01-10,2026-02-09,2026-02-11,10000.00,0.00,posted,invoice\n\
    2,C1,2026-02-10,2026-03-12,2026-03-16,9500.00,0.00,posted,invoice\n\
    3,C1,2026-04-10,2026-05-10,,4500.00,4500.00,posted,invoice\n";

#[test]
fn the_worked_score_of_the_reference_adds_up() {
    let reference = document("docs/reference.md");
    let shown = blocks(&reference).into_iter().find(|b| b.is("rubric") && b.heading == "Scores").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("worked.rubric"), format!("{}{}", shown.text, beginning(&shown.text))).unwrap();
    fs::write(path("customers.csv"), CUSTOMERS).unwrap();
    fs::write(path("invoices.csv"), INVOICES).unwrap();
    let line = "run worked.rubric --data . --as-of 2026-06-30 --out out --format csv --trace full";
    let output =
        Command::new(env!("CARGO_BIN_EXE_rubric")).current_dir(folder.path()).args(line.split(' ')).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| fs::read_to_string(path("out").join(name)).unwrap();
    let trace = read("trace.csv");
    let found: Vec<&str> = trace.lines().skip(1).map(|row| row.rsplit(',').next().unwrap()).collect();
    let table =
        reference.lines().filter(|row| row.matches('|').count() == 6).skip_while(|row| !row.starts_with("| starts"));
    let cells = table.take(6).map(|row| row.split('|').nth(5).unwrap().trim().replace('−', "-").replace("**", ""));
    let cells: Vec<String> = cells.collect();
    assert_eq!((cells[0].as_str(), cells[5].as_str()), ("10", "48.5"));
    assert_eq!(found, cells[1..5]);
    assert!(read("results.csv").lines().nth(1).unwrap().contains(",3.5,1"), "{}", read("results.csv"));
}
