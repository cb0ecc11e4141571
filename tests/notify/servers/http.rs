//! A web service.

use super::Killer;
use mockito::{Matcher, Mock, Request, Server, ServerGuard};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A call that came in.
#[derive(Clone, Debug)]
pub struct Call {
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Call {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The key and the name of the alert.
    pub fn told(&self) -> String {
        let event = self.json();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_string();
        format!("{} {}", text(&event["data"]["key"][0]), text(&event["data"]["alert"]))
    }
}

/// Answers with a status after another, then with 200; 0 is silence.
pub struct Hooks {
    server: ServerGuard,
    calls: Arc<Mutex<Vec<Call>>>,
    _mock: Mock,
}

impl Hooks {
    pub fn new(answers: &[usize]) -> Hooks {
        Hooks::started(answers, None, None)
    }

    /// With a header `Retry-After` on each answer.
    pub fn busy(answers: &[usize], retry_after: &str) -> Hooks {
        Hooks::started(answers, Some(retry_after), None)
    }

    /// Kills the caller of the first call before it is answered.
    pub fn deadly(killer: &Killer) -> Hooks {
        Hooks::started(&[], None, Some(killer.clone()))
    }

    fn started(answers: &[usize], retry_after: Option<&str>, killer: Option<Killer>) -> Hooks {
        let mut server = Server::new();
        let calls: Arc<Mutex<Vec<Call>>> = Arc::default();
        let (known, answers) = (calls.clone(), Mutex::new(answers.iter().copied().collect::<VecDeque<_>>()));
        let killer = Mutex::new(killer);
        let status = move |request: &Request| {
            known.lock().unwrap().push(call(request));
            if let Some(killer) = killer.lock().unwrap().take() {
                killer.kill();
            }
            match answers.lock().unwrap().pop_front() {
                Some(0) => {
                    std::thread::sleep(Duration::from_millis(1500));
                    500
                }
                answer => answer.unwrap_or(200),
            }
        };
        let mut mock =
            server.mock("POST", Matcher::Any).with_status_code_from_request(status).with_body("said the server");
        if let Some(wait) = retry_after {
            mock = mock.with_header("retry-after", wait);
        }
        Hooks { _mock: mock.expect_at_least(0).create(), server, calls }
    }

    pub fn url(&self) -> String {
        format!("{}/hooks/alerts", self.server.url())
    }

    pub fn port(&self) -> u16 {
        self.server.socket_address().port()
    }

    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// The key and the name of each alert, in the order they came.
    pub fn told(&self) -> Vec<String> {
        self.calls().iter().map(Call::told).collect()
    }
}

fn call(request: &Request) -> Call {
    let headers = request.headers().iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_string()));
    let body = request.utf8_lossy_body().unwrap().into_owned();
    Call { path: request.path().to_string(), headers: headers.collect(), body }
}
