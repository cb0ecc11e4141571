//! What stands where: hover, places, new names, outline, colours, corrections.

use super::HEAD;
use super::client::{Client, marked};
use serde_json::{Value, json};

const RULES: &str = r#"table customers key id { id text; company text; credit_limit money optional }
table invoices key number belongs to customers by customer_id dated issued {
  number       text
  customer_id  text
  issued       date
  amount       money      # without tax
  state        one of "draft", "posted"
}
rows posted = invoices where state is "posted" and issued in last 30 days
metric total "Total invoiced" = sum of amount in posted
metric share "Credit used" = total / credit_limit
score rating "Rating" from 0 to 5 stars {
  points from 0 to 10
  categories value
  rule big "Buys a lot" in value { 10 points when total >= 1,000 EUR }
}
segment standing "Standing" {
  "Good"  when rating >= 4 stars and total > 0 EUR
  "Other" otherwise
}
figure owed "Owed" by company = sum of amount in posted
"#;

/// The place of the first `what` on the line that begins with `line`, behind that if it can be.
fn place(client: &Client, text: &str, line: &str, what: &str) -> Value {
    let (number, found) = text.lines().enumerate().find(|(_, l)| l.starts_with(line)).unwrap();
    let behind = found[line.len()..].find(what).map(|at| line.len() + at);
    let at = behind.or_else(|| found.find(what)).unwrap();
    client.at("a.rubric", number as u32, found[..at].encode_utf16().count() as u32)
}

fn rules() -> (Client, String) {
    let text = format!("{HEAD}{RULES}");
    (Client::with(&text), text)
}

#[test]
fn hover_tells_title_type_formula_and_readers() {
    let (mut client, text) = rules();
    let mut told = String::new();
    for (line, what) in [
        ("metric share", "total"),
        ("rows posted", "issued"),
        ("metric total", "posted"),
        ("metric share", "share"),
        ("  rule big", "big"),
        ("table inv", "customers"),
        ("  \"Good\"", "rating"),
        ("metric total", "amount"),
        ("figure", "company"),
    ] {
        let at = place(&client, &text, line, what);
        let hover = client.request("textDocument/hover", at);
        told += &format!("=== {what}\n{}\n", hover["contents"]["value"].as_str().unwrap());
    }
    insta::assert_snapshot!(told);
    let nothing = client.at("a.rubric", 0, 3);
    assert_eq!(client.request("textDocument/hover", nothing), Value::Null);
}

#[test]
fn a_declaration_that_can_not_be_read_leaves_the_rest_answering() {
    let text = format!("{HEAD}{RULES}").replace("= total / credit_limit", "= total / / credit_limit");
    let mut client = Client::with(&text);
    let at = place(&client, &text, "  \"Good\"", "total");
    let hover = client.request("textDocument/hover", at);
    assert!(hover["contents"]["value"].as_str().unwrap().contains("Read by rule `big`, segment `standing`"), "{hover}");
    let symbols =
        client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": client.uri("a.rubric") } }));
    let names: Vec<&str> = symbols.as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["customers", "invoices", "posted", "total", "share", "rating", "standing", "owed"]);
    let at = place(&client, &text, "metric total", "total");
    let why = client.refusal("textDocument/rename", json_with(at, "newName", "sum_of_all"));
    assert_eq!(why, "`total` also stands in line 15, which can't be read yet: repair that first");
}

fn json_with(mut value: Value, key: &str, text: &str) -> Value {
    value[key] = json!(text);
    value
}

fn lines(places: &Value) -> Vec<(u64, u64)> {
    let start =
        |p: &Value| (p["range"]["start"]["line"].as_u64().unwrap(), p["range"]["start"]["character"].as_u64().unwrap());
    places.as_array().unwrap().iter().map(start).collect()
}

#[test]
fn a_name_leads_to_its_declaration_and_to_its_readers() {
    let (mut client, text) = rules();
    let at = place(&client, &text, "  \"Good\"", "total");
    assert_eq!(lines(&client.request("textDocument/definition", at.clone())), [(13, 7)]);
    let mut all = at.clone();
    all["context"] = json!({ "includeDeclaration": true });
    assert_eq!(lines(&client.request("textDocument/references", all.clone())), [(13, 7), (14, 29), (18, 50), (21, 37)]);
    all["context"] = json!({ "includeDeclaration": false });
    assert_eq!(lines(&client.request("textDocument/references", all)), [(14, 29), (18, 50), (21, 37)]);
    assert_eq!(lines(&client.request("textDocument/documentHighlight", at)), [(13, 7), (14, 29), (18, 50), (21, 37)]);
    let category = place(&client, &text, "  rule big", "value");
    assert_eq!(lines(&client.request("textDocument/definition", category)), [(17, 13)]);
    let found = client.request("workspace/symbol", json!({ "query": "credit" }));
    let names: Vec<&str> = found.as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["credit_limit", "share"]);
}

#[test]
fn a_new_name_reaches_every_reader() {
    let (mut client, text) = rules();
    let at = place(&client, &text, "metric share", "total");
    let prepared = client.request("textDocument/prepareRename", at.clone());
    assert_eq!(prepared["placeholder"], "total");
    let edits = client.request("textDocument/rename", json_with(at, "newName", "invoiced"));
    let edits = &edits["changes"][client.uri("a.rubric")];
    assert_eq!(lines(edits), [(13, 7), (14, 29), (18, 50), (21, 37)]);
    assert!(edits.as_array().unwrap().iter().all(|edit| edit["newText"] == "invoiced"));
}

#[test]
fn a_new_name_that_can_not_be_is_refused() {
    let (mut client, text) = rules();
    let total = place(&client, &text, "metric total", "total");
    let amount = place(&client, &text, "metric total", "amount");
    let refused = [
        (&total, "5th", "`5th` is no name: a name is one word of letters, digits and `_` that begins with a letter"),
        (&total, "a b", "`a b` is no name: a name is one word of letters, digits and `_` that begins with a letter"),
        (&total, "", "`` is no name: a name is one word of letters, digits and `_` that begins with a letter"),
        (&total, "today", "`today` is a word of the language"),
        (&total, "share", "`share` can't be the name: the name `share` is declared twice"),
        (
            &total,
            "company",
            "`company` can't be the name: `company` is already a column of `customers`, so the bare name would mean both",
        ),
        (&amount, "issued", "`issued` can't be the name: the name `issued` is declared twice"),
    ];
    for (at, new, expected) in refused {
        assert_eq!(client.refusal("textDocument/rename", json_with(at.clone(), "newName", new)), expected);
    }
    let nothing = client.at("a.rubric", 0, 3);
    assert_eq!(client.refusal("textDocument/prepareRename", nothing), "there is no declared name here");
}

#[test]
fn a_new_name_reaches_all_rulebooks_that_use_a_file() {
    let tables = "table customers key id { id text; company text }\n";
    let (open, line, character) =
        marked(&format!("{HEAD}use \"shared/t.rubric\"\nfigure f by comp‸any = count of customers\n"));
    let other =
        format!("{HEAD}use \"shared/t.rubric\"\nsegment s {{ \"A\" when company is \"x\"; \"B\" otherwise }}\n");
    let mut client = Client::start(&[("one.rubric", &open), ("two.rubric", &other), ("shared/t.rubric", tables)]);
    client.open("one.rubric", &open);
    let at = client.at("one.rubric", line, character);
    let definition = client.request("textDocument/definition", at.clone());
    assert_eq!(definition[0]["uri"], json!(client.uri("shared/t.rubric")));
    let edits = client.request("textDocument/rename", json_with(at, "newName", "firm"));
    insta::assert_snapshot!(client.shown(&edits));
}

#[test]
fn an_outline_holds_columns_and_rules() {
    let (mut client, _) = rules();
    let place = json!({ "textDocument": { "uri": client.uri("a.rubric") } });
    let symbols = client.request("textDocument/documentSymbol", place.clone());
    let mut outline = String::new();
    for symbol in symbols.as_array().unwrap() {
        outline += &format!("{} · {}\n", symbol["name"].as_str().unwrap(), symbol["detail"].as_str().unwrap());
        for part in symbol["children"].as_array().into_iter().flatten() {
            outline += &format!("  {} · {}\n", part["name"].as_str().unwrap(), part["detail"].as_str().unwrap());
        }
    }
    insta::assert_snapshot!(outline);
    let folds = client.request("textDocument/foldingRange", place);
    let folds: Vec<_> =
        folds.as_array().unwrap().iter().map(|f| (f["startLine"].clone(), f["endLine"].clone())).collect();
    assert_eq!(folds, [(json!(5), json!(10)), (json!(15), json!(18)), (json!(20), json!(22))]);
}

#[test]
fn every_word_has_its_colour() {
    let text = format!("{HEAD}# all of it\n{RULES}metric broken = total / / 5 days\nmetric count \"😀\" = 5\n");
    let mut client = Client::with(&text);
    let place = json!({ "textDocument": { "uri": client.uri("a.rubric") } });
    let data = client.request("textDocument/semanticTokens/full", place)["data"].clone();
    let data: Vec<usize> = data.as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as usize).collect();
    let types =
        "keyword comment string number operator type class property parameter variable function method enum enumMember";
    let types: Vec<&str> = types.split(' ').collect();
    let lines: Vec<Vec<u16>> = text.lines().map(|line| line.encode_utf16().collect()).collect();
    let (mut line, mut character, mut shown) = (0, 0, String::new());
    for token in data.chunks(5) {
        character = if token[0] == 0 { character } else { 0 } + token[1];
        line += token[0];
        let word = String::from_utf16(&lines[line][character..character + token[2]]).unwrap();
        let declares = if token[4] == 1 { " declared" } else { "" };
        shown += &format!("{}:{character} {word} · {}{declares}\n", line + 1, types[token[3]]);
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn a_certain_correction_can_be_made() {
    let text = format!("{HEAD}{RULES}metric a = totl\nmetric b = total > 5\nmetric c = (amuont\n");
    let mut client = Client::with(&text);
    let line = HEAD.lines().count() + RULES.lines().count();
    let range = json!({ "start": { "line": line, "character": 0 }, "end": { "line": line, "character": 50 } });
    let ask =
        json!({ "textDocument": { "uri": client.uri("a.rubric") }, "range": range, "context": { "diagnostics": [] } });
    let actions = client.request("textDocument/codeAction", ask.clone());
    let brief = |actions: &Value| -> Vec<String> {
        let title = |a: &Value| format!("{} · {}", a["kind"].as_str().unwrap(), a["title"].as_str().unwrap());
        actions.as_array().unwrap().iter().map(title).collect()
    };
    assert_eq!(
        brief(&actions),
        ["quickfix · Write `total`", "source.fixAll · Correct all that is certain in this file (2)"]
    );
    let edit = &actions[0]["edit"]["changes"][client.uri("a.rubric")];
    assert_eq!((lines(edit), &edit[0]["newText"]), (vec![(line as u64, 11)], &json!("total")));
    let all = &actions[1]["edit"]["changes"][client.uri("a.rubric")];
    assert_eq!(lines(all), [(line as u64, 11), (line as u64 + 1, 19)]);
    let mut only = ask;
    only["context"]["only"] = json!(["source"]);
    assert_eq!(brief(&client.request("textDocument/codeAction", only)).len(), 1);
}

const ALERTS: &str = r#"alert watch "Was a good customer" severity high to finance, sales at most once every 30 days
  when standing leaves "Good"
  until standing is "Good"
alert moved when rating changes by 0.5 stars or more and total > 5 EUR

example "tells" on 2026-06-30 {
  customers: id = "C1"
  before: standing = "Good"
  expect alert watch
  expect no alert moved
}
"#;

fn with_alerts() -> (Client, String) {
    let text = format!("{HEAD}{RULES}{ALERTS}");
    (Client::with(&text), text)
}

#[test]
fn hover_tells_when_an_alert_fires_and_whom_it_tells() {
    let (mut client, text) = with_alerts();
    let mut told = String::new();
    for (line, what) in [("alert watch", "watch"), ("  expect no alert", "moved"), ("alert moved", "rating")] {
        let at = place(&client, &text, line, what);
        let hover = client.request("textDocument/hover", at);
        told += &format!("=== {what}\n{}\n", hover["contents"]["value"].as_str().unwrap());
    }
    insta::assert_snapshot!(told);
}

#[test]
fn an_alert_leads_to_what_expects_it_and_back() {
    let (mut client, text) = with_alerts();
    let line = |start: &str| text.lines().position(|line| line.starts_with(start)).unwrap() as u64;
    let (declared, expected) = ((line("alert watch"), 6), (line("  expect alert watch"), 15));
    let at = place(&client, &text, "  expect alert", "watch");
    assert_eq!(lines(&client.request("textDocument/definition", at.clone())), [declared]);
    let mut all = place(&client, &text, "alert watch", "watch");
    all["context"] = json!({ "includeDeclaration": true });
    assert_eq!(lines(&client.request("textDocument/references", all)), [declared, expected]);
    let prepared = client.request("textDocument/prepareRename", at.clone());
    assert_eq!(prepared["placeholder"], "watch");
    let edits = client.request("textDocument/rename", json_with(at, "newName", "good_no_more"));
    assert_eq!(lines(&edits["changes"][client.uri("a.rubric")]), [declared, expected]);
    let read = place(&client, &text, "  before", "standing");
    assert_eq!(lines(&client.request("textDocument/definition", read)), [(line("segment standing"), 8)]);
    let symbols =
        client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": client.uri("a.rubric") } }));
    let names: Vec<&str> = symbols.as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert!(names.ends_with(&["watch", "moved", "tells"]), "{names:?}");
}
