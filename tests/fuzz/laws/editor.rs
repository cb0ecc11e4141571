//! Writing in an editor: every question has one answer about places that are there, and after edits the server knows
//! what it would know had it been given the whole text.

use super::conversation::{Conversation, URI};
use super::document::{edited, place, position, ranges_are_inside};
use rubric::syntax::print::layout;
use serde_json::{Value, json};

/// Changes to a text that are made one after the other.
const MOST_EDITS: usize = 16;

const ABOUT_A_PLACE: [&str; 5] = ["completion", "hover", "definition", "documentHighlight", "prepareRename"];
const ABOUT_A_TEXT: [&str; 3] = ["documentSymbol", "foldingRange", "semanticTokens/full"];

/// The law of the language server. The input's parts are a text and the edits made to it.
pub fn editor(bytes: &[u8]) {
    let mut parts = super::parts(bytes);
    let mut text = super::text(parts.next().unwrap_or_default());
    let (mut talk, mut mistakes) = Conversation::about(&text);
    let mut at = text.len() / 2;
    for edit in parts.take(MOST_EDITS) {
        let change = change(&mut text, &mut at, edit);
        mistakes = talk.change(&[change]);
    }
    let at = place(&text, at);
    let answers = answers(&mut talk, &text, at);
    talk.leave();
    for answer in answers.iter().chain([&mistakes]) {
        ranges_are_inside(&text, answer);
    }
    applied(&text, &answers);
    let (mut other, other_mistakes) = Conversation::about(&text);
    assert_eq!(mistakes, other_mistakes, "of\n{text}");
    assert_eq!(answers, self::answers(&mut other, &text, at), "of\n{text}");
    other.leave();
}

/// Makes an edit: its first four bytes say where and how much is taken out, the rest is put in.
fn change(text: &mut String, at: &mut usize, edit: &[u8]) -> Value {
    let (numbers, new) = edit.split_at(edit.len().min(4));
    let number = |i: usize| numbers.get(i).copied().map_or(0, usize::from);
    let new = super::text(new);
    if number(3) == 0x77 {
        text.clone_from(&new);
        *at = 0;
        return json!({ "text": new });
    }
    let start = place(text, (number(0) * 256 + number(1)) % (text.len() + 1));
    let end = place(text, start + number(2)).max(start);
    let range = json!({ "start": position(text, start), "end": position(text, end) });
    text.replace_range(start..end, &new);
    *at = start + new.len();
    json!({ "range": range, "text": new })
}

/// What a server answers to all that can be asked about a place.
fn answers(talk: &mut Conversation, text: &str, at: usize) -> Vec<Value> {
    let document = json!({ "uri": URI });
    let here = position(text, at);
    let about = |more: Value| {
        let mut params = json!({ "textDocument": document, "position": here });
        params.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        params
    };
    let whole = json!({ "start": position(text, 0), "end": position(text, text.len()) });
    let mut answers = vec![
        talk.ask("textDocument/formatting", about(json!({ "options": { "tabSize": 2, "insertSpaces": true } }))),
        talk.ask("textDocument/rename", about(json!({ "newName": "another" }))),
        talk.ask("textDocument/codeAction", about(json!({ "range": whole, "context": { "diagnostics": [] } }))),
        talk.ask("textDocument/references", about(json!({ "context": { "includeDeclaration": true } }))),
        talk.ask("workspace/symbol", json!({ "query": "a" })),
    ];
    for method in ABOUT_A_PLACE.into_iter().chain(ABOUT_A_TEXT) {
        answers.push(talk.ask(&format!("textDocument/{method}"), about(json!({}))));
    }
    // Ids count the questions of a conversation, which edits do not.
    answers.iter_mut().for_each(|answer| answer["id"] = Value::Null);
    answers
}

/// Edits that are offered can be made, and laying out does what it does elsewhere.
fn applied(text: &str, answers: &[Value]) {
    if let Ok(printed) = layout(text) {
        assert_eq!(edited(text, &answers[0]["result"]), printed);
    }
    for action in answers[2]["result"].as_array().into_iter().flatten() {
        edited(text, &action["edit"]["changes"][URI]);
    }
    if let Some(edits) = answers[1].pointer("/result/changes").and_then(|changes| changes.get(URI)) {
        edited(text, edits);
    }
}
