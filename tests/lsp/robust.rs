//! Texts that are unfinished, mangled or hostile, asked about at every place.

use super::client::Client;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use std::cell::RefCell;

const DESIGN: &str = include_str!("../syntax/design.rubric");

const ABOUT_A_PLACE: [&str; 5] = ["completion", "hover", "definition", "documentHighlight", "prepareRename"];
const ABOUT_A_TEXT: [&str; 3] = ["documentSymbol", "foldingRange", "semanticTokens/full"];

/// Asks everything about a place; an answer may be a refusal, but there must be one.
fn ask_all(client: &mut Client, text: &str, line: u32, character: u32) {
    client.change("a.rubric", json!([{ "text": text }]));
    let mut place = client.at("a.rubric", line, character);
    for method in ABOUT_A_PLACE {
        client.whole(&format!("textDocument/{method}"), place.clone());
    }
    for method in ABOUT_A_TEXT {
        client.whole(&format!("textDocument/{method}"), json!({ "textDocument": place["textDocument"] }));
    }
    place["newName"] = json!("another");
    client.whole("textDocument/rename", place.clone());
    place["options"] = json!({ "tabSize": 2, "insertSpaces": true });
    client.whole("textDocument/formatting", place.clone());
    place["range"] = json!({ "start": place["position"], "end": place["position"] });
    place["context"] = json!({ "diagnostics": [], "includeDeclaration": true });
    client.whole("textDocument/codeAction", place.clone());
    client.whole("textDocument/references", place);
}

/// The line and character of a byte.
fn position(text: &str, at: usize) -> (u32, u32) {
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() as u32, before[start..].encode_utf16().count() as u32)
}

fn boundaries(text: &str) -> Vec<usize> {
    text.char_indices().map(|(i, _)| i).collect()
}

#[test]
fn every_beginning_of_a_rulebook_is_answered_about() {
    let mut client = Client::with("");
    for at in boundaries(DESIGN).into_iter().step_by(113) {
        let (line, character) = position(DESIGN, at);
        ask_all(&mut client, &DESIGN[..at], line, character);
    }
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn mangled_rulebooks_are_answered_about() {
    let client = RefCell::new(Client::with(""));
    let places = boundaries(DESIGN);
    let odd = prop::sample::select(vec![
        "",
        "\"",
        "{",
        "}",
        "(",
        ")",
        "|",
        "#",
        "\r",
        "\n",
        "\u{0}",
        "\u{1F600}",
        "\u{202E}",
        " of ",
        " where ",
        ".",
        "1,00",
        "metric ",
        "example ",
        "use \"a.rubric\"\n",
        "yes/no",
        "\u{FEFF}",
        "'",
        "=",
        "e\u{301}",
    ]);
    let edits = prop::collection::vec((any::<prop::sample::Index>(), 0..60usize, odd), 1..5);
    let mut runner = TestRunner::new_with_rng(
        Config::with_cases(15),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    runner
        .run(&(edits, any::<prop::sample::Index>()), |(edits, place)| {
            let mut text = DESIGN.to_string();
            for (at, length, new) in edits {
                let at = *at.get(&places);
                let at = (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap();
                let end = (at + length).min(text.len());
                let end = (end..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap();
                text.replace_range(at..end, new);
            }
            let all = boundaries(&text);
            let (line, character) = position(&text, *place.get(&all));
            ask_all(&mut client.borrow_mut(), &text, line, character);
            Ok(())
        })
        .unwrap();
    assert_eq!(client.into_inner().leave(), Some(0));
}

#[test]
fn hostile_texts_are_answered_about() {
    let mut client = Client::with("");
    let head = super::HEAD;
    let deep = format!("{head}table customers key id {{ id text }}\nmetric m = {}", "(count of ".repeat(5_000));
    let wide = format!("{head}rows r = t where {}", "a is \"x\" and ".repeat(5_000));
    let open = format!("{head}{}", "score s {\n".repeat(2_000));
    for text in [deep, wide, open, "\u{0}".repeat(100), "\"".repeat(9_999), "\r".repeat(9_999)] {
        let (line, character) = position(&text, text.len());
        ask_all(&mut client, &text, line, character);
    }
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn requests_of_any_shape_are_answered() {
    let mut client = Client::with("metric a = 1\n");
    let uri = client.uri("a.rubric");
    let shapes = [
        json!(null),
        json!([]),
        json!(5),
        json!({ "textDocument": null }),
        json!({ "textDocument": { "uri": 5 }, "position": { "line": -1, "character": 0 } }),
        json!({ "textDocument": { "uri": uri }, "position": { "line": 4_294_967_296u64, "character": 0 } }),
        json!({ "textDocument": { "uri": "not an address" }, "position": { "line": 0, "character": 0 } }),
        json!({ "textDocument": { "uri": "file://" }, "position": { "line": 0, "character": 0 } }),
    ];
    for shape in shapes {
        for method in ABOUT_A_PLACE.into_iter().chain(ABOUT_A_TEXT).chain(["rename", "formatting", "codeAction"]) {
            let answer = client.whole(&format!("textDocument/{method}"), shape.clone());
            assert!(answer.get("error").is_some() != answer.get("result").is_some(), "{method}: {answer}");
        }
        client.notify("textDocument/didChange", shape.clone());
        client.notify("textDocument/didClose", shape.clone());
        client.notify("workspace/didChangeWatchedFiles", shape);
    }
    assert_eq!(client.leave(), Some(0));
}
