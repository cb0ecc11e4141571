//! E-mail.
//!
//! Guaranteed: a mail about the same alert has the same `Message-ID`; a password is sent over an encrypted connection only;
//! no answers of machines are asked for.

use super::{Channel, Refusal, trust};
use crate::notify::config::{Encryption, MailConfig};
use crate::notify::letter::{Letter, Letters};
use crate::notify::record::Record;
use crate::notify::secret::Secret;
use crate::store::Notice;
use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, CertificateStore, SmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use std::io;
use std::path::Path;
use std::time::Duration;

/// Seconds to wait for an answer.
const PATIENCE: u16 = 30;

/// Sends mails from one sender to the same receivers.
pub struct Mail {
    from: Mailbox,
    to: Vec<Mailbox>,
    letters: Letters,
    server: Server,
    connection: Option<SmtpConnection>,
}

/// Where mails are handed over.
struct Server {
    name: String,
    port: u16,
    encryption: Encryption,
    tls: Option<TlsParameters>,
    login: Option<(String, Secret)>,
    patience: Duration,
}

impl Mail {
    /// With its secrets; paths count from `folder`.
    pub fn open(config: &MailConfig, folder: &Path) -> Result<Mail, String> {
        let to: Result<Vec<Mailbox>, String> = config.to.0.iter().map(|text| mailbox("to", text)).collect();
        let letters = Letters::new(config.templates.as_ref().map(|name| folder.join(&name.0)).as_deref())?;
        let (from, server) = (mailbox("from", &config.from.0)?, Server::of(config, folder)?);
        Ok(Mail { from, to: to?, letters, server, connection: None })
    }

    fn message(&self, notice: &Notice, letter: Letter, now: DateTime<Utc>) -> Result<Message, String> {
        let id = format!("<{}@{}>", notice.alert.identity, self.from.email.domain());
        let mut builder = Message::builder().from(self.from.clone()).message_id(Some(id)).date(now.into());
        for receiver in &self.to {
            builder = builder.to(receiver.clone());
        }
        let parts = MultiPart::alternative_plain_html(letter.text, letter.page);
        let mut message = builder.subject(letter.subject).multipart(parts).map_err(|error| error.to_string())?;
        let auto = HeaderName::new_from_ascii_str("Auto-Submitted");
        message.headers_mut().insert_raw(HeaderValue::new(auto, "auto-generated".to_string()));
        if notice.alert.severity == "high" {
            let importance = HeaderName::new_from_ascii_str("Importance");
            message.headers_mut().insert_raw(HeaderValue::new(importance, "high".to_string()));
        }
        Ok(message)
    }

    /// The connection in use, or a new one.
    fn connection(&mut self) -> Result<&mut SmtpConnection, Refusal> {
        let open = self.connection.take().and_then(|mut open| open.test_connected().then_some(open));
        let connection = match open {
            Some(open) => open,
            None => self.server.connect()?,
        };
        Ok(self.connection.insert(connection))
    }
}

impl Server {
    fn of(config: &MailConfig, folder: &Path) -> Result<Server, String> {
        let name = config.server.0.clone();
        let usual = match config.encryption {
            Encryption::Starttls => 587,
            Encryption::Tls => 465,
            Encryption::None => 25,
        };
        let ca_file = config.ca_file.as_ref().map(|file| folder.join(&file.0));
        let tls = match config.encryption {
            Encryption::None => None,
            _ => Some(tls(&name, ca_file.as_deref())?),
        };
        let password = config.password.as_ref().map(|at| at.fetch(folder)).transpose()?;
        let login = config.user.as_ref().map(|user| user.0.clone()).zip(password);
        let patience = Duration::from_secs(config.timeout_seconds.unwrap_or(PATIENCE).into());
        Ok(Server { name, port: config.port.unwrap_or(usual), encryption: config.encryption, tls, login, patience })
    }

    fn connect(&self) -> Result<SmtpConnection, Refusal> {
        let (address, hello) = ((self.name.as_str(), self.port), ClientId::default());
        let at_once = self.tls.as_ref().filter(|_| self.encryption == Encryption::Tls);
        let connected = SmtpConnection::connect(address, Some(self.patience), &hello, at_once, None);
        let mut connection = connected.map_err(|error| self.failed(&error))?;
        if let Some(tls) = self.tls.as_ref().filter(|_| self.encryption == Encryption::Starttls) {
            connection.starttls(tls, &hello).map_err(|error| self.failed(&error))?;
        }
        if let Some((user, password)) = &self.login {
            let credentials = Credentials::new(user.clone(), password.expose().to_string());
            let login = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
            login.map_err(|error| Refusal::for_now(format!("login as {user}: {}", self.failed(&error).why)))?;
        }
        Ok(connection)
    }

    /// Why there is no connection.
    fn failed(&self, error: &Error) -> Refusal {
        let why = match error.is_timeout() || timed_out(error) {
            true => format!("no answer within {} s", self.patience.as_secs()),
            false => error.to_string(),
        };
        let why = self.login.iter().fold(why, |why, (_, password)| password.hide(&why));
        Refusal::for_now(format!("{}:{}: {why}", self.name, self.port))
    }

    /// Why a mail was not taken: for good where the server says so of this mail.
    fn refused(&self, error: &Error) -> Refusal {
        let not_let_in = error.status().is_some_and(|code| [530, 534, 535].contains(&u16::from(code)));
        Refusal { is_final: error.is_permanent() && !not_let_in, ..self.failed(error) }
    }
}

/// A socket that waited in vain says that it would have to wait.
fn timed_out(error: &Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
        if matches!(kind, Some(io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)) {
            return true;
        }
        source = error.source();
    }
    false
}

fn mailbox(option: &str, text: &str) -> Result<Mailbox, String> {
    text.parse().map_err(|error| format!("`{option}`: \"{text}\" is no address of a mailbox: {error}"))
}

fn tls(server: &str, ca_file: Option<&Path>) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(server.to_string()).certificate_store(CertificateStore::None);
    for der in trust::certificates(ca_file)? {
        builder = builder.add_root_certificate(Certificate::from_der(der.to_vec()).map_err(|error| error.to_string())?);
    }
    builder.build_rustls().map_err(|error| error.to_string())
}

impl Channel for Mail {
    fn send(&mut self, notice: &Notice, now: DateTime<Utc>) -> Result<(), Refusal> {
        let letter = self.letters.write(&Record::of(notice)).map_err(Refusal::for_good)?;
        let message = self.message(notice, letter, now).map_err(Refusal::for_good)?;
        let sent = self.connection()?.send(message.envelope(), &message.formatted());
        match sent {
            Ok(_) => Ok(()),
            Err(error) => {
                self.connection = None;
                Err(self.server.refused(&error))
            }
        }
    }

    fn close(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // All mails are handed over: how the server says goodbye changes nothing.
            let _ = connection.quit();
        }
    }
}
