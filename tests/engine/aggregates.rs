//! Every aggregate, over some rows, over none, and over unknown values.

use super::world::World;
use rubric::run::{Fault, OnBadRow};

const TABLES: &str = r#"
table customers key id { id text }
table invoices key number belongs to customers by customer_id dated issued {
  number text; customer_id text; issued date; amount money optional; rate number; kind one of "a", "b"
}
"#;

const CUSTOMERS: (&str, &str) = ("customers.csv", "id\nC1\nC2");

fn world(rules: &str) -> World {
    let invoices = "number,customer_id,issued,amount,rate,kind
         3,C1,2026-06-30,4,1,a
         1,C1,2026-05-31,1,1,b
         2,C1,2026-05-31,2,2,a
         5,C1,2026-06-30,,3,a
         4,C1,2026-01-01,2,1,b";
    World::new(&format!("{TABLES}{rules}"), &[CUSTOMERS, ("invoices.csv", invoices)])
}

#[test]
fn each_aggregate_skips_what_is_unknown() {
    let world = world(
        "metric n = count of invoices\nmetric kinds = count of distinct amount in invoices\n\
         metric total = sum of amount in invoices\nmetric mean = average of amount in invoices\n\
         metric least = min of amount in invoices\nmetric most = max of amount in invoices\n\
         metric middle = median of amount in invoices\nmetric first = earliest of issued in invoices\n\
         metric newest = latest of issued in invoices\nmetric final = last amount in invoices\n\
         metric sort = last kind in invoices where issued is before today\n",
    );
    assert_eq!(
        world.run("2026-06-30").rows,
        [
            "customers C1: n 5, kinds 3, total 9, mean 2.25, least 1, most 4, middle 2, first 2026-01-01, newest \
         2026-06-30, final 4, sort a",
            "customers C2: n 0, kinds 0, total 0, mean unknown, least unknown, most unknown, middle unknown, first \
         unknown, newest unknown, final unknown, sort unknown",
        ]
    );
}

#[test]
fn a_window_leaves_its_first_day_out_and_stops_at_the_months_end() {
    let world = world(
        "parameter window = 1 month\nmetric recent = count of invoices where issued in last window\n\
         metric days_30 = count of invoices where issued in last 30 days\n",
    );
    assert_eq!(world.run("2026-06-30").rows[0], "customers C1: recent 4, days_30 2");
    let world = world.with("window=6 months");
    assert_eq!(world.run("2026-06-30").rows[0], "customers C1: recent 5, days_30 2");
}

#[test]
fn any_count_of_threads_gives_the_same() {
    let rules = "metric total = sum of amount in invoices\nmetric kinds = count of distinct kind in invoices\n\
                 metric middle = median of amount in invoices\nmetric final = last amount in invoices\n\
                 metric share of invoices = amount / customers.total\n\
                 figure by_kind by kind = average of amount in invoices\n";
    let mut customers = String::from("id\n");
    let mut invoices = String::from("number,customer_id,issued,amount,rate,kind\n");
    for i in 0..40_000u32 {
        if i < 20_000 {
            customers.push_str(&format!("C{i}\n"));
        }
        let owner = (i * 7919) % 20_000;
        let (day, kind) = (1 + i % 28, if i % 3 == 0 { "a" } else { "b" });
        invoices.push_str(&format!("{i},C{owner},2026-06-{day:02},{}.{:02},1,{kind}\n", i % 977, i % 100));
    }
    let tables = [("customers.csv", customers.as_str()), ("invoices.csv", invoices.as_str())];
    let world = World::new(&format!("{TABLES}{rules}"), &tables);
    let one = world.try_run("2026-06-15", 1, OnBadRow::Stop).unwrap();
    for threads in [2, 8] {
        let many = world.try_run("2026-06-15", threads, OnBadRow::Stop).unwrap();
        assert!(one.rows == many.rows, "{threads} threads give other rows");
        assert_eq!(one.figures(&world.book), many.figures(&world.book));
    }
}

#[test]
fn a_sum_out_of_range_names_the_metric_and_the_row() {
    let rules = "metric total = sum of rate in invoices\n";
    let nines = "9".repeat(26);
    let invoices = |second: &str| {
        format!("number,customer_id,issued,amount,rate,kind\n1,C1,2026-01-01,1,{nines},a\n2,C1,2026-01-01,1,{second},a")
    };
    let run = |second: &str| {
        let csv = invoices(second);
        let world = World::new(&format!("{TABLES}{rules}"), &[CUSTOMERS, ("invoices.csv", &csv)]);
        world.try_run("2026-06-30", 1, OnBadRow::SetAside)
    };
    let Err(Fault::Data(problems)) = run("1") else { panic!("an overflow must stop the run") };
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].found, "metric total for \"C1\" of more than 26 digits before the point");
    assert_eq!(run("-1").unwrap().rows[0], format!("customers C1: total {}8", "9".repeat(25)));
}

#[test]
fn a_number_out_of_range_ends_the_run_also_where_a_filter_leaves_its_row_out() {
    let nines = "9".repeat(26);
    let csv = format!("number,customer_id,issued,amount,rate,kind\n1,C1,2026-01-01,1,{nines},a\n2,C1,2026-01-01,1,3,b");
    let run = |rate: &str| {
        let rules = format!("metric total = sum of {rate} * 2 in invoices where kind is \"b\"\n");
        let world = World::new(&format!("{TABLES}{rules}"), &[CUSTOMERS, ("invoices.csv", &csv)]);
        world.try_run("2026-06-30", 1, OnBadRow::SetAside)
    };
    let Err(Fault::Data(problems)) = run("rate") else { panic!("an overflow must stop the run") };
    assert_eq!(problems[0].found, "metric total for \"1\" of more than 26 digits before the point");
    assert_eq!(run("(rate at most 1,000)").unwrap().rows[0], "customers C1: total 6");
}
