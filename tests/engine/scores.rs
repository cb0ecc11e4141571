//! Decision lists, rules and scores, with what is unknown.

use super::world::World;

const TABLES: &str = r#"
table customers key id { id text; company text optional; limit money optional; late days optional }
"#;

fn world(rules: &str) -> World {
    let customers = "id,company,limit,late
         C1,Globex,1000,10
         C2,Acme,,20
         C3,,2500,
         C4,Acme,0,20.0";
    World::new(&format!("{TABLES}{rules}"), &[("customers.csv", customers)])
}

#[test]
fn a_list_over_one_value_searches_thresholds_and_says_the_same() {
    let list = r#"segment size "Size" {
  "none"  when limit is unknown or limit = 0 EUR
  "small" when limit < 1,000 EUR
  "exact" when limit >= 1,000 EUR and limit <= 1,000 EUR
  "large" otherwise
}
"#;
    let world = world(list);
    let sizes = ["C1: size exact", "C2: size none", "C3: size large", "C4: size none"];
    assert_eq!(world.run("2026-06-30").rows, sizes.map(|size| format!("customers {size}")));
    let plan = world.plan("2026-06-30").print(&world.book, false);
    assert!(plan.contains("search limit in 0 | 1000"), "{plan}");
}

#[test]
fn a_parameter_goes_by_a_column_and_can_be_set_for_one_value() {
    let rules = r#"parameter slow "Slow" by company of customers {
  15 days when company is "Globex"
  30 days otherwise
}
metric is_slow = late >= slow
"#;
    let rules = rules.replace(" by company of customers", " by customers.company");
    let world = world(&rules);
    let found = |world: &World| -> Vec<String> {
        world.run("2026-06-30").rows.iter().map(|row| row.rsplit(' ').next().unwrap().to_string()).collect()
    };
    assert_eq!(found(&world), ["no", "no", "unknown", "no"]);
    let world = world.with("slow[company Acme]=20 days");
    assert_eq!(found(&world), ["no", "yes", "unknown", "yes"]);
    let world = world.with("slow=10 days");
    assert_eq!(found(&world), ["yes", "yes", "unknown", "yes"]);
}

#[test]
fn rules_award_points_and_say_what_they_could_not_measure() {
    let rules = r#"score rating "Rating" from 0 to 5 stars {
  points from -20 to 80
  rounded to 0.5 stars
  needs 50% measured
  rule prompt "Prompt" weight 1.5 {
     20 points when late <= 10 days
    -20 points when late > 15 days
  }
  rule sized "Sized" {
    1 point per full 1,000 EUR of limit at most 2 points
  }
  rule told "Told" weight 0.5 adding {
    1 point when late is known
    2 points when company is "Globex"
  }
}
"#;
    let ran = world(rules).run("2026-06-30");
    assert_eq!(
        ran.rows,
        [
            "customers C1: rating 2.5",
            "customers C2: rating 0",
            "customers C3: rating unknown",
            "customers C4: rating 0",
        ]
    );
    let told: Vec<&str> = ran.trace.iter().map(|line| line.split_once("; ").unwrap().1).collect();
    assert_eq!(
        told,
        [
            "line 0 met measured 20 -> 30; line 0 not met measured 1 -> 1; line 0 met measured 3 -> 1.5",
            "line 1 met measured -20 -> -30; line 0 unknown not measured 0 -> 0; line 0 met measured 1 -> 0.5",
            "line -1 unknown not measured 0 -> 0; line 0 not met measured 2 -> 2; line -1 unknown not measured 0 -> 0",
            "line 1 met measured -20 -> -30; line 0 not met measured 0 -> 0; line 0 met measured 1 -> 0.5",
        ]
    );
}
