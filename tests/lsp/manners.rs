//! Messages that are wrong, late, unknown or taken back.

use super::HEAD;
use super::client::Client;
use serde_json::{Value, json};

#[test]
fn the_server_says_what_it_can_do_and_leaves_when_told() {
    let mut client = Client::silent(&[]);
    let result = client.request("initialize", json!({ "capabilities": {} }));
    insta::assert_snapshot!(client.shown(&result["capabilities"]));
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn an_editor_that_goes_without_a_word_is_noticed() {
    let mut client = Client::start(&[]);
    assert_eq!(client.wait(), Some(1));
    let mut client = Client::start(&[]);
    client.notify("exit", Value::Null);
    assert_eq!(client.wait(), Some(1));
}

#[test]
fn a_message_that_can_not_be_read_is_answered_and_the_next_one_read() {
    let mut client = Client::start(&[]);
    for body in ["{", "[]", "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":5}", "\u{1F600}", "null"] {
        client.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        let answer = client.receive();
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&Value::Null, &json!(-32700)), "{body}");
    }
    client.send_raw(b"Nonsense\r\n\r\n");
    assert_eq!(client.receive()["error"]["code"], json!(-32700));
    // The blank line behind the nonsense is a head without a length.
    assert_eq!(client.receive()["error"]["code"], json!(-32700));
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn what_is_not_known_or_not_fitting_is_refused() {
    let mut client = Client::silent(&[]);
    assert_eq!(client.whole("textDocument/hover", json!({}))["error"]["code"], json!(-32002));
    client.notify("textDocument/didOpen", json!({ "early": true }));
    client.request("initialize", json!({ "capabilities": {} }));
    assert_eq!(client.whole("textDocument/nothing", json!({}))["error"]["code"], json!(-32601));
    assert_eq!(client.whole("textDocument/hover", json!({ "position": "here" }))["error"]["code"], json!(-32602));
    assert_eq!(client.whole("textDocument/hover", Value::Null)["error"]["code"], json!(-32602));
    client.notify("$/unknown", json!({}));
    client.notify("textDocument/didChange", json!({ "textDocument": 5 }));
    let elsewhere = client.at("closed.rubric", 0, 0);
    assert!(client.refusal("textDocument/hover", elsewhere).contains("is not open"));
    client.request("shutdown", Value::Null);
    assert_eq!(client.whole("textDocument/hover", json!({}))["error"]["code"], json!(-32600));
    client.notify("exit", Value::Null);
    assert_eq!(client.wait(), Some(0));
}

#[test]
fn a_request_that_is_taken_back_is_not_worked_on() {
    let mut client = Client::start(&[]);
    // Keeps the server busy while the next three messages arrive together.
    let metrics: String = (0..2_000).map(|i| format!("metric m{i} = m{} + 1\n", i + 1)).collect();
    client.open("a.rubric", &format!("{HEAD}table customers key id {{ id text }}\n{metrics}"));
    let place = client.at("a.rubric", 0, 0);
    client.ask("textDocument/hover", place.clone());
    let id = client.ask("textDocument/hover", place);
    client.notify("$/cancelRequest", json!({ "id": id }));
    assert_eq!(client.answer(id)["error"]["code"], json!(-32800));
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn a_position_outside_of_the_text_is_the_nearest_one_inside() {
    let text = format!("{HEAD}table customers key id {{ id text }}\nmetric a = 1");
    let mut client = Client::with(&text);
    for (line, character) in [(99, 0), (0, 9_999), (u32::MAX, u32::MAX), (5, 8)] {
        for method in ["hover", "definition", "documentHighlight", "completion"] {
            let place = client.at("a.rubric", line, character);
            client.request(&format!("textDocument/{method}"), place);
        }
    }
    client.edit("a.rubric", [99, 99, 200, 0], "\nmetric b = 2");
    client.edit("a.rubric", [6, 7, 6, 8], "c");
    let place = json!({ "textDocument": { "uri": client.uri("a.rubric") } });
    let symbols = client.request("textDocument/documentSymbol", place);
    let names: Vec<&str> = symbols.as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["customers", "a", "c"]);
}
