//! Mistakes as they are typed, in texts of all kinds.

use super::HEAD;
use super::client::Client;
use serde_json::{Value, json};

const CUSTOMERS: &str = "table customers key id { id text; vip yes/no; credit_limit money optional }\n";

fn brief(mistakes: &[Value]) -> Vec<(String, u64, u64)> {
    let place = |m: &Value| (m["range"]["start"]["line"].as_u64(), m["range"]["start"]["character"].as_u64());
    let code = |m: &Value| m["code"].as_str().unwrap().to_string();
    mistakes.iter().map(|m| (code(m), place(m).0.unwrap(), place(m).1.unwrap())).collect()
}

#[test]
fn a_mistake_is_told_with_its_other_party_and_its_page() {
    let mut client = Client::with(&format!("{HEAD}{CUSTOMERS}metric a = credit_limt\nmetric a = 5\n"));
    let mut mistakes = client.mistakes("a.rubric");
    for mistake in &mut mistakes {
        let page = mistake["codeDescription"]["href"].as_str().unwrap().strip_prefix("file://").unwrap().to_string();
        let code = mistake["code"].as_str().unwrap();
        assert!(std::fs::read_to_string(&page).unwrap().starts_with(&format!("# {code}")), "{page}");
        mistake["codeDescription"] = json!(format!("…/{code}.md"));
    }
    insta::assert_snapshot!(client.shown(&json!(mistakes)));
}

#[test]
fn mistakes_come_and_go_with_the_keystrokes() {
    let mut client = Client::with(&format!("{HEAD}{CUSTOMERS}metric a = \n"));
    assert_eq!(brief(&client.mistakes("a.rubric")), [("R0001".to_string(), 5, 10)]);
    client.edit("a.rubric", [5, 11, 5, 11], "credit_limit >");
    assert_eq!(brief(&client.mistakes("a.rubric")), [("R0001".to_string(), 5, 25)]);
    client.edit("a.rubric", [5, 25, 5, 25], " 5");
    assert_eq!(brief(&client.mistakes("a.rubric")), [("R0202".to_string(), 5, 26)]);
    client.edit("a.rubric", [5, 27, 5, 27], " EUR");
    assert_eq!(client.mistakes("a.rubric"), [] as [Value; 0]);
}

#[test]
fn characters_are_counted_as_the_protocol_counts_them() {
    let text =
        format!("{HEAD}{CUSTOMERS}segment s \"😀 größe\" {{ \"😀\" when vip; \"b\" when nobody; \"c\" otherwise }}\n");
    for text in [text.clone(), text.replace('\n', "\r\n"), text.replace('\n', "\r")] {
        let mut client = Client::with(&text);
        let mistakes = client.mistakes("a.rubric");
        assert_eq!(brief(&mistakes), [("R0108".to_string(), 5, 47)], "{text:?}");
        assert_eq!(mistakes[0]["range"]["end"], json!({ "line": 5, "character": 53 }));
        client.edit("a.rubric", [5, 47, 5, 53], "vip and 😀");
        client.mistakes("a.rubric");
        client.edit("a.rubric", [5, 50, 5, 57], "");
        assert_eq!(brief(&client.mistakes("a.rubric")), [("R0322".to_string(), 5, 47)], "{text:?}");
    }
}

#[test]
fn a_used_file_is_read_as_it_is_typed_and_belongs_to_all_that_use_it() {
    let rulebook = |metric: &str| format!("{HEAD}use \"shared/t.rubric\"\nmetric m = {metric}\n");
    let files = [
        ("one.rubric", rulebook("credit_limit")),
        ("two.rubric", rulebook("id")),
        ("shared/t.rubric", CUSTOMERS.to_string()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let mut client = Client::start(&files);
    client.open("shared/t.rubric", CUSTOMERS);
    assert_eq!(client.mistakes("shared/t.rubric"), [] as [Value; 0]);
    // The column is taken away in the open text alone: the rulebook on disk that reads it is told.
    client.edit("shared/t.rubric", [0, 46, 0, 73], "");
    assert_eq!(brief(&client.mistakes("one.rubric")), [("R0108".to_string(), 5, 11)]);
    client.open("one.rubric", &rulebook("id"));
    assert_eq!(client.mistakes("one.rubric"), [] as [Value; 0]);
    client.mistakes("shared/t.rubric");
    client.change("shared/t.rubric", json!([{ "text": "table customers key id { id txt }\n" }]));
    assert_eq!(brief(&client.mistakes("shared/t.rubric")), [("R0119".to_string(), 0, 28)]);
    // A file on disk that changes is read anew.
    std::fs::write(client.path("two.rubric"), rulebook("nothing")).unwrap();
    let change = json!({ "uri": client.uri("two.rubric"), "type": 2 });
    client.change("shared/t.rubric", json!([{ "text": CUSTOMERS }]));
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    assert_eq!(brief(&client.mistakes("two.rubric")), [("R0108".to_string(), 5, 11)]);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": client.uri("shared/t.rubric") } }));
    assert_eq!(client.mistakes("two.rubric"), [] as [Value; 0]);
}

#[test]
fn a_file_that_nobody_uses_is_told_about_its_syntax_alone() {
    let mut client = Client::start(&[]);
    client.open("tables.rubric", "table t { a text }\nrows x = nowhere\nmetric = 5\n");
    assert_eq!(brief(&client.mistakes("tables.rubric")), [("R0001".to_string(), 2, 7)]);
}

#[test]
fn proofs_follow_when_the_author_pauses() {
    let text = format!(
        "{HEAD}{CUSTOMERS}segment s {{\n  \"A\" when vip\n  \"B\" when not vip\n  \"C\" when vip\n  \"D\" otherwise\n}}\n"
    );
    let mut client = Client::with(&text);
    let told = client.mistakes("a.rubric");
    let proven = client.mistakes("a.rubric");
    let codes = |mistakes: &[Value]| brief(mistakes).into_iter().map(|(code, ..)| code).collect::<Vec<_>>();
    assert!(!codes(&told).iter().any(|code| code.starts_with("R07")), "{told:?}");
    assert!(codes(&proven).iter().any(|code| code.starts_with("R07")), "{proven:?}");
}

#[test]
fn hover_tells_what_is_proven_once_it_is() {
    let metric = "metric capped = credit_limit at least 0 EUR at most 5 EUR\n";
    let lines = "  \"A\" when vip\n  \"B\" when not vip\n  \"C\" when vip\n  \"D\" otherwise\n";
    let text = format!("{HEAD}{CUSTOMERS}{metric}segment s {{\n{lines}}}\n");
    let mut client = Client::with(&text);
    client.mistakes("a.rubric");
    assert!(brief(&client.mistakes("a.rubric")).iter().any(|(code, ..)| code.starts_with("R07")));
    let at = client.at("a.rubric", 5, 8);
    let hover = client.request("textDocument/hover", at);
    let told = hover["contents"]["value"].as_str().unwrap();
    assert!(told.contains("Proven: between 0.00 EUR and 5.00 EUR, or unknown, whatever the data."), "{told}");
}

#[test]
fn what_is_allowed_is_silent_and_what_allows_nothing_is_told() {
    let segment = "segment s {\n  \"A\" when credit_limit > 5 EUR\n  \"B\" otherwise\n}\n";
    let mut client = Client::with(&format!("{HEAD}{CUSTOMERS}{segment}"));
    assert_eq!(brief(&client.mistakes("a.rubric")), [("R0320".to_string(), 7, 2)]);
    client.edit("a.rubric", [5, 0, 5, 0], "# rubric: allow R0320 who has no limit is a B\n");
    assert_eq!(client.mistakes("a.rubric"), [] as [Value; 0]);
    client.edit("a.rubric", [5, 21, 5, 46], "");
    assert_eq!(brief(&client.mistakes("a.rubric")), [("R0511".to_string(), 5, 0)]);
    client.edit("a.rubric", [5, 16, 5, 21], "R0701 they are none");
    assert_eq!(brief(&client.mistakes("a.rubric")), [("R0320".to_string(), 8, 2)]);
    let idle = client.mistakes("a.rubric");
    assert!(brief(&idle).contains(&("R0512".to_string(), 5, 0)), "told when all has been proven: {idle:?}");
    let all = json!({ "start": { "line": 5, "character": 0 }, "end": { "line": 5, "character": 1 } });
    let document = json!({ "uri": client.uri("a.rubric") });
    let ask = json!({ "textDocument": document, "range": all, "context": { "diagnostics": [] } });
    let actions = client.request("textDocument/codeAction", ask);
    assert!(actions[0]["title"].as_str().unwrap().starts_with("Take the comment away"), "{actions}");
}

#[test]
fn a_device_is_no_file_of_a_rulebook() {
    for device in ["/dev/zero", "/dev/stdin", "."] {
        let mut client = Client::with(&format!("{HEAD}{CUSTOMERS}use \"{device}\"\n"));
        assert_eq!(brief(&client.mistakes("a.rubric")), [("R0104".to_string(), 5, 4)]);
    }
}

#[test]
fn a_text_is_laid_out_and_one_with_mistakes_is_left_alone() {
    let text = format!("{HEAD}{CUSTOMERS}metric   a=5 # five\nmetric b = 6\n");
    for text in [text.clone(), text.replace('\n', "\r\n")] {
        let mut client = Client::with(&text);
        let options = json!({ "tabSize": 8, "insertSpaces": false });
        let ask = json!({ "textDocument": { "uri": client.uri("a.rubric") }, "options": options });
        let edits = client.request("textDocument/formatting", ask.clone());
        assert_eq!(edits.as_array().unwrap().len(), 1);
        client.change("a.rubric", json!([{ "range": edits[0]["range"], "text": edits[0]["newText"] }]));
        assert_eq!(client.request("textDocument/formatting", ask.clone()), json!([]), "{text:?}");
        client.change("a.rubric", json!([{ "text": "metric = \n" }]));
        assert_eq!(client.request("textDocument/formatting", ask), Value::Null);
    }
}
