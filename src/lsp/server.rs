//! The conversation: messages in, answers and mistakes out.
//!
//! Enters: bytes of the protocol. Leaves: bytes of the protocol. Guaranteed: every request gets one answer; mistakes
//! are told once no further message waits, so that fast typing is never queued behind them; a message that can't be
//! read is answered and the next one is read.

use super::answers::{answer, capabilities};
use super::fault::Fault;
use super::pages::Pages;
use super::told::Told;
use super::world::{Client, World};
use super::{Settings, uri};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{self, BufRead, ErrorKind, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// What happens.
enum Event {
    Message(Message),
    /// A message that is none, and why
    Unreadable(String),
    /// What was proven is known
    Proven,
    /// No more will come
    Closed,
}

/// How long an author must pause before proofs begin.
const PAUSE: Duration = Duration::from_millis(300);

/// Serves until the end.
pub(super) fn run(input: impl BufRead + Send + 'static, output: impl Write, settings: Settings) -> io::Result<bool> {
    let (sender, events) = channel();
    let reader = sender.clone();
    thread::Builder::new().name("reader".to_string()).spawn(move || read(input, &reader))?;
    let mut server = Server {
        output,
        settings,
        sender,
        events,
        waiting: VecDeque::new(),
        world: World::default(),
        pages: Pages::new(settings.pages),
        told: Told::default(),
        phase: Phase::New,
        untold: false,
        unproven: false,
        proving: false,
    };
    server.serve()
}

/// Reads messages until there are none, or until nobody takes them.
fn read(mut input: impl BufRead, events: &Sender<Event>) {
    loop {
        let event = match Message::read(&mut input) {
            Ok(Some(message)) => Event::Message(message),
            Ok(None) => Event::Closed,
            Err(e) if e.kind() == ErrorKind::InvalidData => Event::Unreadable(e.to_string()),
            Err(_) => Event::Closed,
        };
        let is_last = matches!(event, Event::Closed);
        if events.send(event).is_err() || is_last {
            return;
        }
    }
}

/// Says that proving is over, however it ended.
struct Done(Sender<Event>);

impl Drop for Done {
    fn drop(&mut self) {
        // Where nobody listens any more, nobody needs to know.
        let _ = self.0.send(Event::Proven);
    }
}

/// How far the conversation is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    New,
    Running,
    ShutDown,
}

struct Server<W> {
    output: W,
    settings: Settings,
    sender: Sender<Event>,
    events: Receiver<Event>,
    /// Taken from the channel, not dealt with yet
    waiting: VecDeque<Event>,
    world: World,
    pages: Pages,
    told: Told,
    phase: Phase,
    /// Something has changed since mistakes were told
    untold: bool,
    /// Something has changed since proofs were begun
    unproven: bool,
    /// A thread is at it
    proving: bool,
}

impl<W: Write> Server<W> {
    fn serve(&mut self) -> io::Result<bool> {
        loop {
            match self.next()? {
                Event::Message(Message::Request(request)) => self.request(request)?,
                Event::Message(Message::Notification(notification)) if notification.method == "exit" => {
                    return Ok(self.phase == Phase::ShutDown);
                }
                Event::Message(Message::Notification(notification)) => self.notification(notification)?,
                Event::Message(Message::Response(_)) => {}
                Event::Unreadable(why) => self.unreadable(&why)?,
                Event::Proven => {
                    self.proving = false;
                    self.untold = true;
                }
                Event::Closed => return Ok(self.phase == Phase::ShutDown),
            }
        }
    }

    /// The next event. Before waiting for one, mistakes are told.
    fn next(&mut self) -> io::Result<Event> {
        self.waiting.extend(self.events.try_iter());
        if self.waiting.is_empty() && self.untold {
            self.tell()?;
        }
        if let Some(event) = self.waiting.pop_front() {
            return Ok(event);
        }
        if self.unproven && !self.proving {
            match self.events.recv_timeout(PAUSE) {
                Ok(event) => return Ok(event),
                Err(RecvTimeoutError::Disconnected) => return Ok(Event::Closed),
                Err(RecvTimeoutError::Timeout) => self.prove()?,
            }
        }
        Ok(self.events.recv().unwrap_or(Event::Closed))
    }

    /// Begins to prove what can be proven of the open rulebooks, beside the conversation.
    fn prove(&mut self) -> io::Result<()> {
        self.unproven = false;
        let mut todo = self.world.open_analyses();
        todo.retain(|analysis| analysis.is_unproven());
        if todo.is_empty() {
            return Ok(());
        }
        self.proving = true;
        let done = Done(self.sender.clone());
        let work = move || {
            todo.iter().for_each(|analysis| analysis.prove());
            drop(done);
        };
        thread::Builder::new().name("prover".to_string()).spawn(work).map(drop)
    }

    fn tell(&mut self) -> io::Result<()> {
        self.untold = false;
        for news in self.told.news(&mut self.world, &mut self.pages) {
            self.notify("textDocument/publishDiagnostics", serde_json::to_value(news).unwrap_or_default())?;
        }
        Ok(())
    }

    fn request(&mut self, request: Request) -> io::Result<()> {
        let Request { id, method, params } = request;
        self.waiting.extend(self.events.try_iter());
        let answer = match (self.phase, method.as_str()) {
            _ if self.is_cancelled(&id) => Err(Fault::cancelled()),
            (Phase::New, "initialize") => Ok(self.initialize(&params)),
            (Phase::New, _) => Err(Fault::too_early()),
            (Phase::ShutDown, _) => Err(Fault::too_late()),
            (Phase::Running, "shutdown") => {
                self.phase = Phase::ShutDown;
                Ok(Value::Null)
            }
            (Phase::Running, _) => answer(&mut self.world, &mut self.pages, &method, params),
        };
        self.send(Response { id, response_result: answer.map_err(Fault::error) }.into())
    }

    /// Whether a message that already waits takes the request back.
    fn is_cancelled(&self, id: &RequestId) -> bool {
        let id = serde_json::to_value(id).unwrap_or_default();
        self.waiting.iter().any(|event| match event {
            Event::Message(Message::Notification(n)) => {
                n.method == "$/cancelRequest" && n.params.get("id") == Some(&id)
            }
            _ => false,
        })
    }

    fn initialize(&mut self, params: &Value) -> Value {
        let says = |pointer: &str| params.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
        self.world.client = Client {
            snippets: says("/capabilities/textDocument/completion/completionItem/snippetSupport"),
            watches: says("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
        };
        self.world.enter(folders(params));
        self.phase = Phase::Running;
        serde_json::to_value(capabilities(self.settings)).unwrap_or_default()
    }

    fn notification(&mut self, notification: Notification) -> io::Result<()> {
        if self.phase != Phase::Running {
            return Ok(());
        }
        let Notification { method, params } = notification;
        match method.as_str() {
            "initialized" if self.world.client.watches => return self.watch(),
            "textDocument/didOpen" => self.opened(params),
            "textDocument/didChange" => self.changed(params),
            "textDocument/didClose" => self.closed(params),
            "workspace/didChangeWatchedFiles" => self.files_changed(params),
            _ => {}
        }
        Ok(())
    }

    fn touched(&mut self, path: Option<PathBuf>) {
        if let Some(path) = path {
            self.world.changed(&path);
            self.untold = true;
            self.unproven = true;
        }
    }

    fn opened(&mut self, params: Value) {
        let item = serde_json::from_value::<gen_lsp_types::DidOpenTextDocumentParams>(params);
        let path = item.ok().map(|params| self.world.buffers.open(params.text_document));
        self.touched(path);
    }

    fn changed(&mut self, params: Value) {
        let Ok(params) = serde_json::from_value::<gen_lsp_types::DidChangeTextDocumentParams>(params) else { return };
        let document = params.text_document;
        let uri = document.text_document_identifier.uri;
        let path = self.world.buffers.change(&uri, document.version, params.content_changes);
        self.touched(path);
    }

    fn closed(&mut self, params: Value) {
        let params = serde_json::from_value::<gen_lsp_types::DidCloseTextDocumentParams>(params);
        let path = params.ok().map(|params| self.world.buffers.close(&params.text_document.uri));
        self.touched(path);
    }

    fn files_changed(&mut self, params: Value) {
        let Ok(params) = serde_json::from_value::<gen_lsp_types::DidChangeWatchedFilesParams>(params) else { return };
        self.world.look_again();
        for change in params.changes {
            self.touched(Some(uri::path(&change.uri)));
        }
    }

    /// Asks to be told when a rulebook changes on disk.
    fn watch(&mut self) -> io::Result<()> {
        let options = json!({ "watchers": [{ "globPattern": "**/*.rubric" }] });
        let registration =
            json!({ "id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": options });
        let params = json!({ "registrations": [registration] });
        let id = RequestId::from("register".to_string());
        self.send(Request { id, method: "client/registerCapability".to_string(), params }.into())
    }

    fn unreadable(&mut self, why: &str) -> io::Result<()> {
        let why: String = why.chars().take(300).collect();
        let error = ResponseError { code: ErrorCode::ParseError as i32, message: why, data: None };
        // The protocol's own type has no answer to nobody.
        let text = json!({ "jsonrpc": "2.0", "id": null, "error": error }).to_string();
        write!(self.output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
        self.output.flush()
    }

    fn notify(&mut self, method: &str, params: Value) -> io::Result<()> {
        self.send(Notification { method: method.to_string(), params }.into())
    }

    fn send(&mut self, message: Message) -> io::Result<()> {
        message.write(&mut self.output)
    }
}

/// The folders that the editor has open.
fn folders(params: &Value) -> Vec<PathBuf> {
    let listed = params.get("workspaceFolders").and_then(Value::as_array).into_iter().flatten();
    let mut uris: Vec<&str> = listed.filter_map(|folder| folder.get("uri")?.as_str()).collect();
    if uris.is_empty() {
        uris.extend(params.get("rootUri").and_then(Value::as_str));
    }
    uris.into_iter().map(|folder| uri::path(&folder.into())).collect()
}
