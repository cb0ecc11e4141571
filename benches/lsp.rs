//! How long an editor waits after a keystroke in a rulebook of 500 rules: in the library, and as a round trip through
//! the program's own pipes.
#![expect(clippy::disallowed_methods, reason = "a bench starts the program as an editor does")]

#[path = "support/rulebook.rs"]
mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use rubric::check::inspect;
use serde_json::{Value, json};
use std::hint::black_box;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use support::rulebook;

/// The program as an editor starts it.
struct Editor {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Editor {
    fn start() -> Editor {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rubric"));
        let started = command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let Ok(mut child) = started else { panic!("the program does not start") };
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else { panic!("it has no pipes") };
        Editor { child, to, from: BufReader::new(from) }
    }

    fn send(&mut self, method: &str, id: Option<u32>, params: Value) {
        let mut message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        if let Some(id) = id {
            message["id"] = json!(id);
        }
        let text = message.to_string();
        let sent = write!(self.to, "Content-Length: {}\r\n\r\n{text}", text.len()).and_then(|()| self.to.flush());
        assert!(sent.is_ok(), "the program does not listen");
    }

    /// Reads until a message that holds these words.
    fn until(&mut self, words: &str) -> String {
        loop {
            let mut length = 0;
            let mut line = String::new();
            while self.from.read_line(&mut line).is_ok_and(|n| n > 2) {
                length = line.trim().strip_prefix("Content-Length: ").and_then(|n| n.parse().ok()).unwrap_or(length);
                line.clear();
            }
            let mut bytes = vec![0; length];
            assert!(length > 0 && self.from.read_exact(&mut bytes).is_ok(), "the program has gone");
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if text.contains(words) {
                return text;
            }
        }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn keystroke(criterion: &mut Criterion) {
    let text = rulebook(50, |rule| format!(" \"Rule {rule}\""), "    1 point otherwise\n");
    let mut group = criterion.benchmark_group("500 rules");
    group.sample_size(20);
    let nobody = &mut |_: &str| Err("no other files".to_string());
    group.bench_function("inspect", |b| b.iter(|| inspect("a.rubric", black_box(&text), nobody)));

    let mut editor = Editor::start();
    let uri = "file:///nowhere/a.rubric";
    editor.send("initialize", Some(0), json!({ "capabilities": {} }));
    editor.send("initialized", None, json!({}));
    let document = json!({ "uri": uri, "languageId": "rubric", "version": 0, "text": text });
    editor.send("textDocument/didOpen", None, json!({ "textDocument": document }));
    editor.until("publishDiagnostics");
    let line = text.lines().position(|line| line.starts_with("metric m50")).unwrap_or(0);
    let mut version = 0;
    group.bench_function("a keystroke until its mistakes are told", |b| {
        b.iter(|| {
            // The last letter of `days` goes and comes: a unit that is none, and one that is.
            let end = text.lines().nth(line).map_or(0, str::len);
            let (from, written) = if version % 2 == 0 { (end - 1, "") } else { (end - 1, "s") };
            let to = if version % 2 == 0 { end } else { end - 1 };
            version += 1;
            let range =
                json!({ "start": { "line": line, "character": from }, "end": { "line": line, "character": to } });
            let params = json!({
                "textDocument": { "uri": uri, "version": version },
                "contentChanges": [{ "range": range, "text": written }],
            });
            editor.send("textDocument/didChange", None, params);
            editor.until("publishDiagnostics")
        });
    });
    group.finish();
}

criterion_group!(benches, keystroke);
criterion_main!(benches);
