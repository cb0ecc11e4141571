//! A mail server: mailin reads commands and answers them, this file carries its bytes.

use super::{Certificate, Killer};
use mailin::{Action, AuthMechanism, Handler, Response, Session, SessionBuilder, response};
use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A mail that came in, whatever was answered.
#[derive(Clone, Debug, Default)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    pub text: String,
}

impl Mail {
    /// A header, with the lines it goes on in.
    pub fn header(&self, name: &str) -> String {
        let start = self.text.find(&format!("{name}: ")).unwrap_or_else(|| panic!("no {name} in {}", self.text));
        let rest = self.text[start + name.len() + 2..].replace("\r\n ", " ");
        rest.split("\r\n").next().unwrap().to_string()
    }
}

/// How a line is protected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Line {
    Open,
    Starttls,
    Tls,
}

/// What a server does, and what came of it.
#[derive(Default)]
struct Desk {
    /// Answers to receivers and to whole mails, then 250; 0 is silence
    receivers: VecDeque<u16>,
    mails: VecDeque<u16>,
    password: Option<String>,
    killer: Option<Killer>,
    received: Vec<Mail>,
    connections: usize,
}

/// A mail server on a port of this machine.
pub struct PostOffice {
    pub port: u16,
    desk: Arc<Mutex<Desk>>,
}

impl PostOffice {
    /// On an open line. Answers to mails, then to receivers, in their order.
    pub fn new(mails: &[u16], receivers: &[u16]) -> PostOffice {
        let desk = Desk {
            mails: mails.iter().copied().collect(),
            receivers: receivers.iter().copied().collect(),
            ..Desk::default()
        };
        PostOffice::started(desk, Line::Open, None)
    }

    /// On an encrypted line, for whoever knows the password.
    pub fn closed(line: Line, certificate: &Certificate, password: &str) -> PostOffice {
        let desk = Desk { password: Some(password.to_string()), ..Desk::default() };
        PostOffice::started(desk, line, Some(certificate.share()))
    }

    /// Kills the sender of the first mail before it is answered.
    pub fn deadly(killer: &Killer) -> PostOffice {
        PostOffice::started(Desk { killer: Some(killer.clone()), ..Desk::default() }, Line::Open, None)
    }

    fn started(desk: Desk, line: Line, certificate: Option<Certificate>) -> PostOffice {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, desk) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(desk)));
        let known = desk.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                known.lock().unwrap().connections += 1;
                let clerk = Clerk { desk: known.clone(), mail: Mail::default() };
                let certificate = certificate.as_ref().map(Certificate::share);
                // Whoever is killed ends a connection in the middle.
                std::thread::spawn(move || drop(serve(stream, clerk, line, certificate)));
            }
        });
        PostOffice { port, desk }
    }

    pub fn received(&self) -> Vec<Mail> {
        self.desk.lock().unwrap().received.clone()
    }

    pub fn connections(&self) -> usize {
        self.desk.lock().unwrap().connections
    }
}

/// Serves one connection.
struct Clerk {
    desk: Arc<Mutex<Desk>>,
    mail: Mail,
}

fn answer(code: Option<u16>) -> Response {
    match code {
        None | Some(250) => response::OK,
        Some(0) => {
            std::thread::sleep(Duration::from_millis(1500));
            response::OK
        }
        Some(code) => Response::custom(code, "said the server".to_string()),
    }
}

impl Handler for Clerk {
    fn mail(&mut self, _: IpAddr, _: &str, from: &str) -> Response {
        self.mail = Mail { from: from.to_string(), ..Mail::default() };
        response::OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        self.mail.to.push(to.to_string());
        let code = self.desk.lock().unwrap().receivers.pop_front();
        answer(code)
    }

    fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.mail.text.push_str(&String::from_utf8_lossy(bytes));
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let (code, killer) = {
            let mut desk = self.desk.lock().unwrap();
            desk.received.push(self.mail.clone());
            (desk.mails.pop_front(), desk.killer.take())
        };
        if let Some(killer) = killer {
            killer.kill();
        }
        answer(code)
    }

    fn auth_plain(&mut self, _: &str, user: &str, password: &str) -> Response {
        self.auth_login(user, password)
    }

    fn auth_login(&mut self, user: &str, password: &str) -> Response {
        let known = self.desk.lock().unwrap().password.as_deref() == Some(password) && user == "rubric";
        if known { response::AUTH_OK } else { response::INVALID_CREDENTIALS }
    }
}

fn serve(mut stream: TcpStream, clerk: Clerk, line: Line, certificate: Option<Certificate>) -> io::Result<()> {
    let mut builder = SessionBuilder::new("localhost");
    if line != Line::Open {
        builder.enable_start_tls().enable_auth(AuthMechanism::Plain);
    }
    let mut session = builder.build(stream.peer_addr()?.ip(), clerk);
    let mut certificate = certificate;
    if line == Line::Tls {
        let mut encrypted = certificate.take().unwrap().accept(stream);
        session.tls_active();
        session.greeting().write_to(&mut encrypted)?;
        return talk(&mut session, &mut encrypted).map(|_| ());
    }
    session.greeting().write_to(&mut stream)?;
    if talk(&mut session, &mut stream)? {
        let mut encrypted = certificate.take().unwrap().accept(stream);
        session.tls_active();
        talk(&mut session, &mut encrypted)?;
    }
    Ok(())
}

/// Reads commands and answers them; `true` where encryption is to begin.
fn talk(session: &mut Session<Clerk>, stream: &mut (impl Read + Write)) -> io::Result<bool> {
    let mut line = Vec::new();
    loop {
        let mut byte = [0];
        if stream.read(&mut byte)? == 0 {
            return Ok(false);
        }
        line.push(byte[0]);
        if byte != *b"\n" {
            continue;
        }
        let response = session.process(&line);
        line.clear();
        response.write_to(stream)?;
        stream.flush()?;
        match response.action {
            Action::Close => return Ok(false),
            Action::UpgradeTls => return Ok(true),
            Action::Reply | Action::NoReply => {}
        }
    }
}
