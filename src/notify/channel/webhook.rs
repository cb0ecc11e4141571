//! A web service that is called with each alert.
//!
//! Guaranteed: a call of the same alert has the same `webhook-id` and the same event; an answer of the kind 2xx alone
//! means that it arrived; no address is followed to another one.

use super::sign::Key;
use super::{Channel, Refusal, host, trust};
use crate::notify::config::{WebhookConfig, address};
use crate::notify::event::event;
use crate::notify::secret::Secret;
use crate::store::Notice;
use chrono::{DateTime, Utc};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use ureq::http::{HeaderName, HeaderValue, Response};
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body, Error};

/// Seconds to wait for an answer.
const PATIENCE: u16 = 30;

/// Characters of an answer that are repeated.
const REPEATED: usize = 120;

/// Calls one address.
pub struct Webhook {
    agent: Agent,
    url: Secret,
    key: Option<Key>,
    headers: Vec<(HeaderName, HeaderValue)>,
    secrets: Vec<Secret>,
    patience: Duration,
}

impl Webhook {
    /// With its secrets; paths count from `folder`.
    pub fn open(config: &WebhookConfig, folder: &Path) -> Result<Webhook, String> {
        let mut secrets = Vec::new();
        let url = match (&config.url, &config.url_from) {
            (_, Some(at)) => {
                let url = at.fetch(folder)?;
                address(url.expose()).map_err(|(found, help)| format!("`url_from`: {found}; expected {help}"))?;
                secrets.push(url.clone());
                url
            }
            (url, None) => Secret::new(url.as_ref().map_or("", |url| &url.0)),
        };
        let mut headers = Vec::new();
        for (name, value) in &config.headers.0 {
            headers.push(header(name, &value.0)?);
        }
        for (name, at) in &config.secret_headers.0 {
            let secret = at.fetch(folder)?;
            headers.push(header(name, secret.expose())?);
            secrets.push(secret);
        }
        let key = config.secret.as_ref().map(|at| at.fetch(folder)).transpose()?;
        secrets.extend(key.clone());
        let key = key.as_ref().map(Key::new).transpose()?;
        let patience = Duration::from_secs(config.timeout_seconds.unwrap_or(PATIENCE).into());
        let ca_file = config.ca_file.as_ref().map(|file| folder.join(&file.0));
        let agent = agent(patience, url.expose().starts_with("https:"), ca_file.as_deref())?;
        Ok(Webhook { agent, url, key, headers, secrets, patience })
    }

    fn call(&self, notice: &Notice, now: DateTime<Utc>, body: &str) -> Result<Response<Body>, Error> {
        let (id, seconds) = (&notice.alert.identity, now.timestamp());
        let mut request = self.agent.post(self.url.expose());
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request = request.header("webhook-id", id).header("webhook-timestamp", seconds.to_string());
        if let Some(key) = &self.key {
            request = request.header("webhook-signature", key.sign(id, seconds, body));
        }
        request.content_type("application/cloudevents+json; charset=utf-8").send(body)
    }

    fn failed(&self, error: &Error) -> Refusal {
        let host = host(self.url.expose());
        Refusal::for_now(match error {
            Error::Timeout(_) => format!("{host} has not answered within {} s", self.patience.as_secs()),
            Error::HostNotFound => format!("{host} is not known by that name"),
            Error::Io(error) if error.to_string().contains("certificate") => {
                format!(
                    "{host}: no encrypted connection: {}; `ca_file` may name whom to trust",
                    self.hidden(&error.to_string())
                )
            }
            Error::Io(error) => format!("{host} can't be reached: {}", self.hidden(&error.to_string())),
            Error::ConnectionFailed => format!("{host} can't be reached"),
            Error::Tls(why) => format!("{host}: no encrypted connection: {}", self.hidden(why)),
            Error::Rustls(error) => format!("{host}: no encrypted connection: {}", self.hidden(&error.to_string())),
            Error::BadUri(_) | Error::Http(_) => format!("{host}: the address or a header is not well-formed"),
            other => format!("{host}: {}", self.hidden(&other.to_string())),
        })
    }

    /// A text of others without secrets.
    fn hidden(&self, text: &str) -> String {
        let path = Secret::new(self.url.expose());
        self.secrets.iter().chain([&path]).fold(text.to_string(), |text, secret| secret.hide(&text))
    }

    fn refused(&self, response: Response<Body>, now: DateTime<Utc>) -> Refusal {
        let status = response.status();
        let wait = response.headers().get("retry-after").and_then(|value| wait(value.to_str().ok()?, now));
        let mut said = Vec::new();
        // What can't be read is not repeated.
        let _ = response.into_body().into_reader().take(4 * REPEATED as u64).read_to_end(&mut said);
        let said = self.hidden(&String::from_utf8_lossy(&said));
        let said: String = said.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(REPEATED).collect();
        let said = if said.is_empty() || said.starts_with('<') { String::new() } else { format!(": {said}") };
        let what = status.canonical_reason().map(|what| format!(" ({what})")).unwrap_or_default();
        let why = format!("{} answered {}{what}{said}", host(self.url.expose()), status.as_u16());
        Refusal { why, is_final: is_final(status.as_u16()), wait }
    }
}

/// Whether the message itself was refused. Who may not call, or calls where nobody is, may be let in later.
fn is_final(status: u16) -> bool {
    (400..500).contains(&status) && !matches!(status, 401 | 403 | 404 | 407 | 408 | 410 | 425 | 429)
}

/// `Retry-After`: seconds, or a moment.
fn wait(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = DateTime::parse_from_rfc2822(text.trim()).ok()?;
    (moment.to_utc() - now).to_std().ok()
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let name_of = HeaderName::try_from(name).map_err(|_| format!("`{name}` is no name of a header"))?;
    let mut value = HeaderValue::try_from(value).map_err(|_| format!("the header {name} can't have such a value"))?;
    value.set_sensitive(true);
    Ok((name_of, value))
}

fn agent(patience: Duration, encrypted: bool, ca_file: Option<&Path>) -> Result<Agent, String> {
    let mut tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()));
    if encrypted {
        let trusted = trust::certificates(ca_file)?;
        let trusted: Vec<_> = trusted.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
        tls = tls.root_certs(RootCerts::Specific(Arc::new(trusted)));
    }
    let config = Agent::config_builder()
        .timeout_global(Some(patience))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("rubric/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls.build());
    Ok(config.build().new_agent())
}

impl Channel for Webhook {
    fn send(&mut self, notice: &Notice, now: DateTime<Utc>) -> Result<(), Refusal> {
        let body = event(notice).map_err(Refusal::for_good)?;
        let response = self.call(notice, now, &body).map_err(|error| self.failed(&error))?;
        if response.status().is_success() { Ok(()) } else { Err(self.refused(response, now)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_may_say_when_to_come_back() {
        let now = DateTime::parse_from_rfc3339("2026-06-30T06:15:00Z").unwrap().to_utc();
        assert_eq!(wait("120", now), Some(Duration::from_secs(120)));
        assert_eq!(wait("Tue, 30 Jun 2026 06:16:00 GMT", now), Some(Duration::from_secs(60)));
        assert_eq!(wait("Tue, 30 Jun 2026 06:00:00 GMT", now), None);
        assert_eq!(wait("soon", now), None);
    }

    #[test]
    fn only_what_is_wrong_with_the_message_is_final() {
        assert_eq!([400, 413, 422].map(is_final), [true; 3]);
        assert_eq!([301, 401, 403, 404, 408, 429, 500, 503].map(is_final), [false; 8]);
    }
}
