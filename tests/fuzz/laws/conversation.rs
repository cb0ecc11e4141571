//! A language server in this process, and an editor that talks to it.

use super::channel::{Inlet, Outlet, pipe};
use rubric::lsp::{Settings, serve};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::thread::{self, JoinHandle};

/// The text that is talked about; its folder is not there, so that nothing else is read.
pub const URI: &str = "file:///nowhere/a.rubric";

/// What a server is told about the program that it is part of.
pub const SETTINGS: Settings = Settings { version: "0", pages: &[] };

/// A conversation.
pub struct Conversation {
    to: Inlet,
    from: BufReader<Outlet>,
    server: JoinHandle<bool>,
    last_id: i64,
    version: i64,
}

impl Conversation {
    /// Begins one, with a text open; gives the mistakes that are told of it.
    pub fn about(text: &str) -> (Conversation, Value) {
        let ((to, input), (output, from)) = (pipe(), pipe());
        let server = thread::spawn(move || serve(BufReader::new(input), output, SETTINGS).expect("somebody reads"));
        let mut talk = Conversation { to, from: BufReader::new(from), server, last_id: 0, version: 0 };
        talk.ask("initialize", json!({ "capabilities": {} }));
        talk.notify("initialized", json!({}));
        let document = json!({ "uri": URI, "languageId": "rubric", "version": 0, "text": text });
        talk.notify("textDocument/didOpen", json!({ "textDocument": document }));
        let mistakes = talk.mistakes();
        (talk, mistakes)
    }

    /// Changes the text; gives the mistakes that are told of it.
    pub fn change(&mut self, changes: &[Value]) -> Value {
        self.version += 1;
        let document = json!({ "uri": URI, "version": self.version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
        self.mistakes()
    }

    /// Asks, and gives the answer: a result or an error, and not both.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        self.last_id += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params }));
        let message = loop {
            let message = self.receive();
            if message.get("id").is_some() {
                break message;
            }
        };
        assert_eq!(message["id"], json!(self.last_id), "{method}: an answer to nothing that was asked");
        assert!(message.get("result").is_some() != message.get("error").is_some(), "{method}: {message}");
        message
    }

    /// Takes leave. All that was asked must have been answered before, and once.
    pub fn leave(mut self) {
        self.ask("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        let Conversation { to, mut from, server, .. } = self;
        drop(to);
        let mut rest = Vec::new();
        from.read_to_end(&mut rest).expect("the server ends");
        assert!(!String::from_utf8_lossy(&rest).contains("\"id\""), "an answer too many");
        assert!(server.join().expect("no panic"), "the server heard no leave");
    }

    /// The mistakes of the text as it is now.
    fn mistakes(&mut self) -> Value {
        loop {
            let message = self.receive();
            let params = &message["params"];
            if params["uri"] == json!(URI) && params["version"] == json!(self.version) {
                return params["diagnostics"].clone();
            }
        }
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn send(&mut self, message: &Value) {
        self.to.write_all(&framed(&message.to_string())).expect("the server listens");
    }

    fn receive(&mut self) -> Value {
        received(&mut self.from).expect("the server is there")
    }
}

/// A message as it is sent.
pub fn framed(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// The next message of a server; `None` at the end.
pub fn received(from: &mut impl BufRead) -> Option<Value> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if from.read_line(&mut head).expect("an answer in time") == 0 {
            return None;
        }
    }
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).expect("a length");
    let mut body = vec![0; length.parse().expect("a number")];
    from.read_exact(&mut body).expect("a whole message");
    Some(serde_json::from_slice(&body).expect("JSON"))
}
