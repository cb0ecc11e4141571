//! Examples that show what is wrong, offered by the editor.

use super::HEAD;
use super::client::Client;
use serde_json::json;

const RULES: &str = "table customers key id { id text; spent money }

segment class \"Class\" {
  \"Small\"   when spent < 1,000 EUR
  \"None\"    when spent = 0 EUR
  \"Large\"   otherwise
}";

#[test]
fn an_example_that_shows_what_is_wrong_can_be_added() {
    let text = format!("{HEAD}{RULES}");
    let mut client = Client::with(&text);
    client.mistakes("a.rubric");
    let line = HEAD.lines().count() + 4;
    let range = json!({ "start": { "line": line, "character": 20 }, "end": { "line": line, "character": 20 } });
    let uri = client.uri("a.rubric");
    let ask = json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": [] } });
    // Proofs follow when typing pauses.
    let mut actions = client.request("textDocument/codeAction", ask.clone());
    for _ in 0..30 {
        if actions != json!([]) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(500));
        actions = client.request("textDocument/codeAction", ask.clone());
    }
    assert_eq!(actions[0]["title"], "Add an example that shows this");
    let edit = &actions[0]["edit"]["changes"][&uri][0];
    let last = text.lines().count() - 1;
    assert_eq!(edit["range"]["start"], json!({ "line": last, "character": 1 }));
    client.edit("a.rubric", [last as u32, 1, last as u32, 1], edit["newText"].as_str().unwrap());
    insta::assert_snapshot!(edit["newText"].as_str().unwrap());
}
