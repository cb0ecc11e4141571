//! Every row read is used, not there yet, or set aside by name.

use super::world::World;
use rubric::run::{Fault, OnBadRow, TableCount};
use rubric::table::ProblemKind;

const RULES: &str = r#"
table customers key id { id text }
table invoices key number belongs to customers by customer_id dated issued {
  number text; customer_id text optional; issued date; amount money
}
metric total = sum of amount in invoices
"#;

fn world() -> World {
    World::new(
        RULES,
        &[
            ("customers.csv", "id\nC1\nC2\nC1"),
            (
                "invoices.csv",
                "number,customer_id,issued,amount
                 1,C1,2026-01-01,1
                 2,,2026-01-01,2
                 3,C9,2026-01-01,4
                 1,C2,2026-01-01,8
                 4,C2,2026-12-31,16
                 5,C2,2026-01-01,many
                 6,C2,2026-01-01,32",
            ),
        ],
    )
}

#[test]
fn rows_set_aside_are_counted_and_named() {
    let ran = world().try_run("2026-06-30", 2, OnBadRow::SetAside).unwrap();
    assert_eq!(ran.rows, ["customers C1: total 1", "customers C2: total 32"]);
    let count = |table: &str, read, used, before_dated, set_aside, without_parent| TableCount {
        table: table.to_string(),
        read,
        used,
        before_dated,
        set_aside,
        without_parent,
    };
    assert_eq!(ran.summary.tables, [count("customers", 3, 2, 0, 1, 0), count("invoices", 7, 3, 1, 3, 1)]);
    let told: Vec<(ProblemKind, Option<u64>, &str)> =
        ran.summary.problems.iter().map(|p| (p.kind, p.place.record, p.found.as_str())).collect();
    assert_eq!(
        told,
        [
            (ProblemKind::DuplicateKey, Some(2), "\"C1\""),
            (ProblemKind::Orphan, Some(2), "\"C9\""),
            (ProblemKind::DuplicateKey, Some(3), "\"1\""),
            (ProblemKind::BadCell, Some(5), "\"many\""),
        ]
    );
}

#[test]
fn a_run_that_stops_tells_all_problems_of_all_tables() {
    let Err(Fault::Data(problems)) = world().try_run("2026-06-30", 1, OnBadRow::Stop) else {
        panic!("bad rows must stop the run")
    };
    assert_eq!(problems.len(), 4);
}

#[test]
fn an_orphan_is_one_whatever_is_measured() {
    let rules = RULES.replace("metric total =", "figure total =");
    let invoices = "number,customer_id,issued,amount\n1,C1,2026-01-01,1\n2,C9,2026-01-01,2";
    let world = World::new(&rules, &[("customers.csv", "id\nC1"), ("invoices.csv", invoices)]);
    let fault = world.try_run("2026-06-30", 1, OnBadRow::Stop);
    let Err(Fault::Data(problems)) = fault else { panic!("an orphan was taken") };
    assert_eq!(problems.iter().map(|p| p.kind).collect::<Vec<_>>(), [ProblemKind::Orphan]);
}
