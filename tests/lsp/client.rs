//! An editor made of a script: starts the program and talks to it over pipes.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use tempfile::TempDir;

/// A running server, with a folder of its own.
pub struct Client {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    folder: TempDir,
    next: i64,
    versions: std::collections::BTreeMap<String, i64>,
    /// Notifications that came while an answer was awaited
    kept: Vec<Value>,
}

impl Client {
    /// Starts a server in a folder with these files; nothing is said yet.
    pub fn silent(files: &[(&str, &str)]) -> Client {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_rubric"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, from) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        Client { child, to, from, folder, next: 0, versions: Default::default(), kept: Vec::new() }
    }

    /// The same, with the first words exchanged.
    pub fn start(files: &[(&str, &str)]) -> Client {
        let mut client = Client::silent(files);
        let root = client.uri("");
        let capabilities =
            json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } });
        let folders = json!([{ "uri": root, "name": "rules" }]);
        client.request("initialize", json!({ "capabilities": capabilities, "workspaceFolders": folders }));
        client.notify("initialized", json!({}));
        client
    }

    /// A server with one open rulebook, `a.rubric`.
    pub fn with(text: &str) -> Client {
        let mut client = Client::start(&[]);
        client.open("a.rubric", text);
        client
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn uri(&self, name: &str) -> String {
        uri(&self.path(name))
    }

    pub fn send_raw(&mut self, bytes: &[u8]) {
        let to = self.to.as_mut().unwrap();
        to.write_all(bytes).unwrap();
        to.flush().unwrap();
    }

    pub fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// The next message of the server.
    pub fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.from.read_line(&mut line).unwrap() > 0, "the server has gone");
            if line.trim().is_empty() {
                break;
            }
            if let Some(n) = line.strip_prefix("Content-Length: ") {
                length = n.trim().parse().unwrap();
            }
        }
        let mut bytes = vec![0; length];
        self.from.read_exact(&mut bytes).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    /// Sends a request without waiting for its answer.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The answer to a request, whole.
    pub fn answer(&mut self, id: i64) -> Value {
        loop {
            let message = self.receive();
            if message.get("id") == Some(&json!(id)) && message.get("method").is_none() {
                return message;
            }
            self.kept.push(message);
        }
    }

    /// The whole answer to a request.
    pub fn whole(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// The result of a request, which must have one.
    #[track_caller]
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let answer = self.whole(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The sentence with which a request is refused.
    #[track_caller]
    pub fn refusal(&mut self, method: &str, params: Value) -> String {
        let answer = self.whole(method, params);
        answer["error"]["message"].as_str().unwrap_or_else(|| panic!("{method} is answered: {answer}")).to_string()
    }

    pub fn open(&mut self, name: &str, text: &str) {
        let uri = self.uri(name);
        let document = json!({ "uri": uri, "languageId": "rubric", "version": 1, "text": text });
        self.versions.insert(name.to_string(), 1);
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Types over a range of lines and characters.
    pub fn edit(&mut self, name: &str, range: [u32; 4], text: &str) {
        let [line, character, to_line, to_character] = range;
        let range = json!({
            "start": { "line": line, "character": character }, "end": { "line": to_line, "character": to_character },
        });
        self.change(name, json!([{ "range": range, "text": text }]));
    }

    pub fn change(&mut self, name: &str, changes: Value) {
        let version = self.versions.get_mut(name).unwrap();
        *version += 1;
        let version = *version;
        let document = json!({ "uri": self.uri(name), "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The mistakes that are told next about a file.
    pub fn mistakes(&mut self, name: &str) -> Vec<Value> {
        let uri = self.uri(name);
        let is_it = |message: &Value| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == json!(uri)
        };
        if let Some(at) = self.kept.iter().position(is_it) {
            return self.kept.remove(at)["params"]["diagnostics"].as_array().unwrap().clone();
        }
        loop {
            let message = self.receive();
            if is_it(&message) {
                return message["params"]["diagnostics"].as_array().unwrap().clone();
            }
            self.kept.push(message);
        }
    }

    /// Parameters of a request about the place of `«` in a marked text.
    pub fn at(&self, name: &str, line: u32, character: u32) -> Value {
        let position = json!({ "line": line, "character": character });
        json!({ "textDocument": { "uri": self.uri(name) }, "position": position })
    }

    /// An answer without what changes from run to run.
    pub fn shown(&self, value: &Value) -> String {
        let text = serde_json::to_string_pretty(value).unwrap();
        text.replace(&self.uri(""), "file:///rules/")
    }

    /// Says goodbye; gives the exit code.
    pub fn leave(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.wait()
    }

    /// Closes the pipe and waits for the end.
    pub fn wait(&mut self) -> Option<i32> {
        drop(self.to.take());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.to_string_lossy())
}

/// A text without its mark `‸`, and the mark's line and character in UTF-16.
pub fn marked(text: &str) -> (String, u32, u32) {
    let at = text.find('‸').expect("no mark");
    let before = &text[..at];
    let line = before.matches('\n').count() as u32;
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    let character = before[start..].encode_utf16().count() as u32;
    (text.replacen('‸', "", 1), line, character)
}
