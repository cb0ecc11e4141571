//! A large rulebook: 100 metrics, and 10 scores with as many rules as are asked for.

use std::fmt::Write;

const HEAD: &str = r#"rulebook "Many rules"
version  "1"
currency EUR
about    customers

table customers key id { id text; credit_limit money optional }

table invoices key number belongs to customers by customer_id dated issued {
  number       text
  customer_id  text
  issued       date
  due          date
  paid_on      event
  amount       money
}

"#;

/// The text of a rulebook whose 10 scores have so many rules each; `about` stands behind a rule's name, and `last` behind
/// its two lines.
pub fn rulebook(rules: usize, about: impl Fn(usize) -> String, last: &str) -> String {
    let mut text = String::from(HEAD);
    for metric in 0..100 {
        let days = 30 + metric;
        let _ = writeln!(text, "metric m{metric} = sum of amount in invoices where issued in last {days} days");
    }
    for score in 0..10 {
        let _ = writeln!(text, "\nscore s{score} \"Score {score}\" from 0 to 5 stars {{\n  points from 0 to 500");
        for rule in 0..rules {
            let (about, most) = (about(rule), 1_000 + rule);
            let _ = writeln!(text, "  rule r{rule}{about} {{\n    5 points when m{rule} >= {most} EUR");
            let _ = writeln!(text, "    2 points when m{rule} >= 500 EUR\n{last}  }}");
        }
        text.push_str("}\n");
    }
    text
}
