//! Values pass up and down the chain of parents, one pass a table and layer.

use super::world::World;

const TABLES: &str = r#"
table customers key id { id text; company text optional; limit money optional }
table invoices key (company, number) belongs to customers by customer_id dated issued {
  company text; number count; customer_id text; issued date; paid_on event; residual money current
}
table lines belongs to invoices by (company, number) { company text; number count; amount money }
"#;

fn world(rules: &str) -> World {
    World::new(
        &format!("{TABLES}{rules}"),
        &[
            ("customers.csv", "id,company,limit\nC2,Globex,\nC1,Acme,100\nC3,,50"),
            (
                "invoices.csv",
                "company,number,customer_id,issued,paid_on,residual
             A,2,C1,2026-01-10,2026-02-10,0
             A,1,C1,2026-06-30,,30
             B,1,C2,2026-05-01,2026-07-01,10.50
             B,9,C2,2026-07-01,,99",
            ),
            ("lines.csv", "company,number,amount\nA,1,10\nA,1,20\nA,2,5\nB,1,10.50\nB,9,99"),
        ],
    )
}

#[test]
fn lines_reach_customers_through_invoices_that_are_there_on_the_day() {
    let world = world(
        "metric billed = sum of amount in lines\n\
         metric size of invoices = sum of amount in lines\n\
         metric largest = max of size in invoices\n",
    );
    let ran = world.run("2026-06-30");
    assert_eq!(
        ran.rows,
        [
            "customers C1: billed 35, largest 30",
            "customers C2: billed 10.5, largest 10.5",
            "customers C3: billed 0, largest unknown",
            "invoices A/1: size 30",
            "invoices A/2: size 5",
            "invoices B/1: size 10.5",
        ]
    );
}

#[test]
fn a_parents_result_is_read_by_its_rows_and_gathered_again() {
    let world = world(
        "metric owed hidden = sum of residual in invoices\n\
         metric share of invoices = residual / customers.owed\n\
         metric greatest = max of share in invoices\n\
         metric above = count of invoices where share < greatest_known\n\
         metric greatest_known of invoices hidden = customers.greatest else 0%\n",
    );
    let ran = world.run("2026-06-30");
    assert_eq!(
        ran.rows[..3],
        [
            "customers C1: owed 30, greatest 1, above 1",
            "customers C2: owed 10.5, greatest 1, above 0",
            "customers C3: owed 0, greatest unknown, above 0",
        ]
    );
    let layers: Vec<usize> = world.plan("2026-06-30").passes.iter().map(|pass| pass.layer).collect();
    assert_eq!(layers.iter().max(), Some(&3));
}

#[test]
fn an_event_is_unknown_before_it_has_come() {
    let world = world("metric unpaid = count of invoices where paid_on is unknown\n");
    assert_eq!(world.run("2026-06-30").rows[1], "customers C2: unpaid 1");
    assert_eq!(world.run("2026-07-01").rows[1], "customers C2: unpaid 1");
    assert_eq!(world.run("2026-02-09").rows[0], "customers C1: unpaid 1");
    assert_eq!(world.run("2026-02-10").rows[0], "customers C1: unpaid 0");
}

#[test]
fn a_run_of_an_earlier_date_names_the_current_columns_it_reads() {
    let world = world("metric owed = sum of residual in invoices\n");
    let named = [("invoices".to_string(), "residual".to_string())];
    assert_eq!(world.run("2026-06-30").summary.current_read, named);
    assert!(world.run("2026-07-01").summary.current_read.is_empty());
}

#[test]
fn a_figure_has_a_value_for_each_group_the_unknown_last() {
    let world = world(
        "metric owed = sum of residual in invoices\n\
         figure rich by company = count of customers where owed > 20 EUR\n\
         figure open by customers.company = sum of residual in invoices\n\
         figure ratio = (sum of residual in invoices) / (count of customers)\n",
    );
    let ran = world.run("2026-06-30");
    assert_eq!(ran.figures(&world.book), ["rich [Acme] 1", "open [Acme] 30", "open [Globex] 10.5", "ratio 13.5",]);
}
