//! Small trees, one for each construct.

use super::{print, read};

/// The printed tree of a text that must be free of mistakes.
fn tree(text: &str) -> String {
    let (document, diagnostics) = read(text);
    assert_eq!(diagnostics, [], "in {text}");
    print::document(&document)
}

/// The printed tree of one expression.
fn expression(text: &str) -> String {
    let tree = tree(&format!("metric m = {text}\n"));
    tree.strip_prefix("metric m = ").unwrap_or(&tree).trim_end().to_string()
}

#[test]
fn the_rulebook_of_the_design() {
    insta::assert_snapshot!(tree(include_str!("design.rubric")));
}

#[test]
fn expressions() {
    let texts = [
        "a + b * c - d / e",
        "-a * (b - -5)",
        "a and not b >= 5 EUR and c is not known",
        "a or (b and c)",
        "(sum of residual in posted) / credit_limit rounded to 1% at least 0% at most 100%",
        "average of (paid_on - due) in posted where issued in last window and x else 0 days",
        "count of overdue / count of posted",
        "count of distinct customers.salesperson in posted",
        "count of distinct",
        "days since (latest of issued in posted) <= 30 days",
        "days since latest of issued in posted",
        "last state in posted where paid_on is unknown",
        "lower of (a, b + 1, last amount in posted) else higher of (c) else earlier of (d, later of (e, f))",
        "state is one of (\"A\", \"B\") or state is not one of (\"C\")",
        "due is before today or due is on or after 2026-06-30 or due is after due or due is on or before today",
        "x between 1,000 EUR and 2,000.50 EUR and y",
        "name starts with \"A\" and name contains \"Größe\"",
        "issued in last 30 days or issued in last window",
        "1 star + 0.5 stars + 30 % + 12.25% + 40 points",
        "vip is yes or vip is not no",
        "due + 30 days - 12 months",
        "sum of days since due in posted",
        "sum + count + days + point + date + key",
        "rating is customers.rating else 5",
        "a != b or a = b or a < b or a > b",
        "(\n  a\n  + b\n)",
        "a\n  and b\n\n  # a remark\n  and c",
        "count of posted where residual > 0 EUR * 2 and (count of lines where x) > 2",
    ];
    let trees: String = texts.map(|text| format!("{text}\n  {}\n", expression(text))).concat();
    insta::assert_snapshot!(trees);
}

#[test]
fn tables() {
    insta::assert_snapshot!(tree(
        "table lines key (company, number) dated issued belongs to invoices by (company, invoice), terms by term {\n\
         \x20 company text; number count default 1\n\
         \x20 state one of (\"draft\",\n    \"posted\") current optional\n\
         \x20 price money to 0.001 EUR optional known from issued\n\
         \x20 until date; yes_or_no yes/no default no current; key days default -5 days current; paid event\n\
         \x20 share percent default 5% optional; points number default 0\n}\n\
         table empty {}\n"
    ));
}

#[test]
fn decisions() {
    insta::assert_snapshot!(tree(
        "parameter slow \"Slow\" by customers.company between 1 day and 90 days { 20 days when company is \"A\"; 30 days otherwise }\n\
         parameter floor = -5 EUR between -10 EUR and 0 EUR\n\
         metric m of posted \"M\" hidden { 5 when a\n  and b; c else 1 otherwise\n}\n\
         segment s \"S\" best to worst (\"A\", \"B\")\n{\n  \"A\" when x or y; \"B\" otherwise }\n\
         figure f by salesperson = count of customers\n\
         score s of posted hidden in points { starts at -10 points; needs 50% measured\n\
         \x20 rule r adding weight 1.5 in c inactive { 1 point per full step of (a - b) at least 1 point at most 8 points when x; 2 points when y }\n\
         \x20 rule q { 1 point per 1,000 EUR of residual at most 8 points }\n}\n\
         score t from -5 to 5.5 marks {}\n"
    ));
}

#[test]
fn later_declarations_are_read_as_far_as_their_name() {
    insta::assert_snapshot!(tree(
        "worklist w of b { never when (\n}\nadvisor d\n\
         version \"1\"\n"
    ));
}

#[test]
fn an_alert_may_ask_of_changes_and_its_body_goes_on_with_until() {
    insta::assert_snapshot!(tree(
        "alert a \"A\" severity high to finance, sales at most once every 30 days\n  when x becomes \"X\" and not vip\n  \
         or when first seen\n  until y\nalert b when (a leaves \"A\" or c changes) and d changes by 0.5 stars or more\n\
         alert c to x severity low when points rises above 5 until points falls below 4\nalert until when until until until\n\
         table t { a text\n  until date\n}\nexample \"e\" on 2026-06-30 {\n  before: rating = 4 stars, x = -\n  \
         before of \"C1\": y = \"Y\"\n  expect alert a\n  expect of \"C1\" no alert b\n  expect no alert\n  \
         expect alert is known\n  expect no\n}\n"
    ));
}

#[test]
fn a_cell_is_kept_as_it_is_written_and_a_bar_between_quotes_is_text() {
    insta::assert_snapshot!(tree(
        "example \"it's {\" on 2026-06-30 with w = 5 days {\n  invoices:\n    | name   | b |  c |\n    | O'Neil { | \"x|y\" |\t|\n\
         |-|5 EUR|(a|\n  t: a = -, b = -5; u:\n  expect of t \"C1\", 5 points of r.s = 4 points\n    and x\n  expect of t y\n}\nversion \"1\"\n"
    ));
}
