//! What is offered at a place.

use super::HEAD;
use super::client::{Client, marked};
use serde_json::Value;
use std::fmt::Write;

const TABLES: &str = r#"table customers key id { id text; company text; vip yes/no; since date; credit_limit money optional }
table invoices key number belongs to customers by customer_id dated issued {
  number       text
  customer_id  text
  issued       date
  amount       money
  state        one of "draft", "posted"
}
rows posted = invoices where state is "posted"
metric total "Total" = sum of amount in posted
metric bills "Bills" = count of posted
metric open_share "Open" = total / credit_limit
metric age of invoices = days since issued
score rating "Rating" from 0 to 5 stars { points from 0 to 10; rule big { 10 points when total > 5 EUR } }
parameter window = 12 months
parameter large = 20,000 EUR
segment size { "Big" when total > 5 EUR; "Small" otherwise }
alert grew "Grew" to finance, sales when size becomes "Big" and vip
alert fell "Fell" to board when rating falls below 2 stars
"#;

/// The labels offered at `‸` in a declaration behind the tables, best first.
fn offered(declaration: &str) -> Vec<String> {
    let (text, line, character) =
        marked(&format!("{HEAD}{TABLES}{declaration}\nfigure last_one = count of customers\n"));
    let mut client = Client::with(&text);
    let at = client.at("a.rubric", line, character);
    let list = client.request("textDocument/completion", at);
    let items = list["items"].as_array().unwrap();
    items.iter().map(|item| item["label"].as_str().unwrap().to_string()).collect()
}

#[test]
fn names_fit_by_place_and_by_type() {
    let mut shown = String::new();
    for declaration in [
        "metric m = ‸",
        "metric m = tot‸",
        "metric m = sum of ‸",
        "metric m = sum of ‸ in posted",
        "metric m = latest of ‸",
        "metric m = sum of amount in ‸",
        "metric m = count of posted where ‸",
        "metric m = count of posted where amount >= ‸",
        "metric m = count of posted where issued in last ‸",
        "metric m of ‸",
        "metric m of invoices = customers.‸",
        "rows r = ‸",
        "rows r = posted where issued is ‸",
        "rows r = posted where state is ‸",
        "rows r = posted where state is \"‸",
        "rows r = posted where state is \"dr‸\"",
        "rows r = posted where state is one of (\"draft\", ‸",
        "rows r = posted where state ‸",
        "rows r = posted where amount ‸",
        "rows r = posted where issued ‸",
        "segment s worst to best \"Bad\", \"Good\" {\n  ‸\n}",
        "segment s {\n  \"A\" when open_share >= ‸\n}",
        "segment s {\n  \"A\" when open_share >= 5‸\n}",
        "segment s {\n  \"A\" when total >= 5‸\n}",
        "segment s {\n  \"A\" when open_share >= 5 ‸\n}",
        "segment s {\n  \"A\" when (total + total) / 2 >= 5 ‸\n}",
        "segment s {\n  \"A\" when rating < 1 ‸\n}",
        "segment s {\n  \"A\" when count of posted where amount > 5 EUR and issued is after ‸\n}",
        "segment s {\n  \"A\" when vip ‸\n}",
        "score s in points {\n  ‸\n}",
        "score s in points {\n  categories one, two\n  rule r in ‸\n}",
        "score s in points {\n  rule r { 10 ‸ }\n}",
        "table t key ‸ {\n  a text\n  b money\n}",
        "table t key a belongs to ‸ {\n  a text\n}",
        "table t {\n  a ‸\n}",
        "table t {\n  a money ‸\n}",
        "about ‸",
        "example \"e\" on 2026-01-01 {\n  ‸\n}",
        "example \"e\" on 2026-01-01 {\n  customers: ‸\n}",
        "example \"e\" on 2026-01-01 {\n  expect points of rating.‸\n}",
        "example \"e\" on 2026-01-01 {\n  expect alert ‸\n}",
        "example \"e\" on 2026-01-01 {\n  expect no alert gr‸\n}",
        "example \"e\" on 2026-01-01 {\n  before: ‸\n}",
        "example \"e\" on 2026-01-01 {\n  before of \"C1\": rating = 4 stars, ‸\n}",
        "alert a ‸",
        "alert a severity ‸",
        "alert a to ‸",
        "alert a to finance, ‸",
        "alert a when ‸",
        "alert a when size ‸",
        "alert a when size becomes ‸",
        "alert a when rating ‸",
        "alert a when rating rises above 1 ‸",
        "alert a when total changes by 5 ‸",
        "alert a when rating falls below 2 stars until total ‸",
        "figure f = sum of ‸",
        "‸",
        "# a comment ‸",
        "metric ‸",
        "metric m = = ‸",
    ] {
        let offered = offered(declaration);
        let shortened: Vec<&str> = offered.iter().map(String::as_str).take(40).collect();
        let _ = writeln!(shown, "{}\n    {}", declaration.replace('\n', "⏎"), shortened.join(" · "));
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn an_offer_replaces_what_is_written_of_it() {
    let (text, line, character) = marked(&format!("{HEAD}{TABLES}rows r = posted where state is \"😀dr‸\" and vip\n"));
    let mut client = Client::with(&text);
    let at = client.at("a.rubric", line, character);
    let list = client.request("textDocument/completion", at);
    let draft = list["items"].as_array().unwrap().iter().find(|item| item["label"] == "\"draft\"").unwrap().clone();
    let range = &draft["textEdit"]["range"];
    let characters = [&range["start"]["character"], &range["end"]["character"]].map(Value::as_u64);
    assert_eq!(characters, [Some(31), Some(37)]);
    assert_eq!(draft["textEdit"]["newText"], "\"draft\"");
}

#[test]
fn an_editor_without_blanks_gets_words() {
    let mut client = Client::silent(&[]);
    client.request("initialize", serde_json::json!({ "capabilities": {} }));
    client.open("a.rubric", "");
    let at = client.at("a.rubric", 0, 0);
    let list = client.request("textDocument/completion", at);
    let rows = list["items"].as_array().unwrap().iter().find(|item| item["label"] == "rows").unwrap().clone();
    assert_eq!(rows["textEdit"]["newText"], "rows name = table where condition");
    assert_eq!(rows.get("insertTextFormat"), None);
}

#[test]
fn a_unit_keeps_its_distance_from_the_number() {
    let (text, line, character) = marked(&format!("{HEAD}{TABLES}rows r = posted where amount > 5‸\n"));
    let mut client = Client::with(&text);
    let at = client.at("a.rubric", line, character);
    let list = client.request("textDocument/completion", at);
    let euro = list["items"].as_array().unwrap().iter().find(|item| item["label"] == "EUR").unwrap().clone();
    assert_eq!(euro["textEdit"]["newText"], " EUR");
}

#[test]
fn files_beside_a_rulebook_are_offered_behind_use() {
    let tables = "table t { a text }\n";
    let files =
        [("rules/parts.rubric", tables), ("shared/tables.rubric", tables), ("other/book.rubric", "rulebook \"B\"\n")];
    let mut client = Client::start(&files);
    client.open("rules/a.rubric", "use \"\n");
    let at = client.at("rules/a.rubric", 0, 5);
    let list = client.request("textDocument/completion", at);
    let labels: Vec<&str> = list["items"].as_array().unwrap().iter().map(|i| i["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["\"parts.rubric\"", "\"../shared/tables.rubric\""]);
}
