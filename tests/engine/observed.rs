//! The observation of one row: the values of its run, and no others.

use super::world::{World, date};
use rubric::plan::{self, Purpose};
use rubric::run::observe;
use rubric::value::Value;

#[test]
fn an_observation_has_the_values_of_the_run() {
    let rules = r#"
table customers key id { id text }
table invoices key number belongs to customers by customer_id dated issued {
  number count; customer_id text; issued date
}
table lines belongs to invoices by invoice { invoice count; note text }
metric first = earliest of invoices.issued in lines
"#;
    let world = World::new(
        rules,
        &[
            ("customers.csv", "id\nc3\nc2"),
            ("invoices.csv", "number,customer_id,issued\n4,c2,2026-06-30\n1,c2,2026-04-02\n3,c3,2026-03-30"),
            ("lines.csv", "invoice,note\n3,x\n1,y"),
        ],
    );
    assert_eq!(world.run("2026-06-30").rows, ["customers c2: first 2026-04-02", "customers c3: first 2026-03-30"]);
    let plan = plan::plan(&world.book, date("2026-06-30"), &[], Purpose::Observe);
    let files = world.files(&plan);
    let about = world.book.about;
    let seen = observe(&plan, &world.book, &files, about, &[Value::Text("c3".into())]).unwrap().unwrap();
    let first = Some(Value::Date(date("2026-03-30")));
    let customers = &seen.tables[about.0];
    assert!(customers.items.values().all(|values| values == std::slice::from_ref(&first)));
    assert_eq!(seen.tables[2].keys.len(), 1);
    let all: Vec<_> = seen.tables.iter().flat_map(|table| table.values.values().flatten()).collect();
    assert!(all.iter().all(|value| **value == first), "{all:?}");
}
