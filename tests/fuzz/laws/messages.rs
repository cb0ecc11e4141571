//! Messages of any kind: each that is a question gets one answer, and the server ends when they do.

use super::conversation::{SETTINGS, framed, received};
use lsp_server::Message;
use rubric::lsp::serve;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Cursor, ErrorKind};

/// The law of the protocol. Each line of the input is a message, or, behind a `!`, bytes as they are.
pub fn messages(bytes: &[u8]) {
    let mut input = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        match line.strip_prefix(b"!") {
            Some(raw) => input.extend(raw.iter().copied().chain(*b"\r\n")),
            None => input.extend(framed(&super::text(line))),
        }
    }
    let asked = asked(&input);
    let mut output = Vec::new();
    serve(Cursor::new(input), &mut output, SETTINGS).expect("a list takes all");
    assert_eq!(answered(&output), asked);
}

/// How often each id was asked with; none for what could not be read.
fn asked(input: &[u8]) -> BTreeMap<String, usize> {
    let mut asked = BTreeMap::new();
    let mut input = Cursor::new(input);
    loop {
        let id = match Message::read(&mut input) {
            Ok(Some(Message::Request(request))) => serde_json::to_value(request.id).expect("an id"),
            Ok(Some(Message::Notification(notification))) if notification.method == "exit" => return asked,
            Ok(Some(_)) => continue,
            Err(e) if e.kind() == ErrorKind::InvalidData => Value::Null,
            Ok(None) | Err(_) => return asked,
        };
        *asked.entry(id.to_string()).or_default() += 1;
    }
}

/// How often each id was answered.
fn answered(output: &[u8]) -> BTreeMap<String, usize> {
    let mut answered = BTreeMap::new();
    let mut output = Cursor::new(output);
    while let Some(message) = received(&mut output) {
        if message.get("method").is_none() {
            assert!(message.get("result").is_some() != message.get("error").is_some(), "{message}");
            *answered.entry(message["id"].to_string()).or_default() += 1;
        } else {
            assert!(message.get("id").is_none_or(|id| *id == json!("register")), "{message}");
        }
    }
    answered
}
