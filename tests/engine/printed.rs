//! `rubric plan`, for a person and for a machine.

use super::world::World;

const RULES: &str = r#"
table customers key id { id text; company text; note text optional }
table invoices key number belongs to customers by customer_id dated issued {
  number text; customer_id text; issued date; due date; paid_on event; amount money; state one of "draft", "posted"
}
table visits belongs to customers by customer_id { customer_id text }
parameter window = 12 months
rows posted = invoices where state is "posted"
metric total = sum of amount in posted
metric recent = sum of amount in posted where issued in last window
metric mean = average of amount in posted
metric first_issued hidden = earliest of issued in posted
metric later = count of posted where issued is after customers.first_issued
metric visited hidden = count of visits
segment size {
  "large" when total >= 20,000 EUR
  "medium" when total >= 5,000 EUR
  "small" otherwise
}
figure open by company = sum of total in customers
"#;

#[test]
fn a_plan_says_what_is_read_gathered_and_saved() {
    let plan = World::new(RULES, &[]).plan("2026-06-30");
    let world = World::new(RULES, &[]);
    insta::assert_snapshot!("plan_without_a_date", plan.print(&world.book, false));
    insta::assert_snapshot!("plan_as_of_a_date", plan.print(&world.book, true));
}

#[test]
fn no_line_of_a_plan_is_wider_than_100_columns() {
    let world = World::new(RULES, &[]);
    let text = world.plan("2026-06-30").print(&world.book, true);
    assert_eq!(text.lines().find(|line| line.chars().count() > 100), None);
}
