//! Encrypted connections with a certificate of our own.

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// A certificate of `localhost` that nobody trusts by himself.
pub struct Certificate {
    pub pem: String,
    config: Arc<ServerConfig>,
}

impl Certificate {
    pub fn new() -> Certificate {
        let made = rcgen::generate_simple_self_signed(["localhost".to_string()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
        Certificate { pem: made.cert.pem(), config: Arc::new(config) }
    }

    /// The server's end of a connection.
    pub fn accept(&self, stream: TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
        StreamOwned::new(ServerConnection::new(self.config.clone()).unwrap(), stream)
    }

    /// The same certificate for another thread.
    pub fn share(&self) -> Certificate {
        Certificate { pem: self.pem.clone(), config: self.config.clone() }
    }
}

/// An encrypted port before a plain one.
pub fn front(certificate: &Certificate, behind: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, certificate) = (listener.local_addr().unwrap().port(), certificate.share());
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let plain = TcpStream::connect(("127.0.0.1", behind)).unwrap();
            stream.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
            plain.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
            let encrypted = certificate.accept(stream);
            std::thread::spawn(move || pass_on(encrypted, plain));
        }
    });
    port
}

fn pass_on(mut encrypted: impl Read + Write, mut plain: TcpStream) {
    while step(&mut encrypted, &mut plain) && step(&mut plain, &mut encrypted) {}
}

/// Hands over what there is; `false` at the end.
fn step(from: &mut impl Read, to: &mut impl Write) -> bool {
    let mut bytes = [0; 4096];
    match from.read(&mut bytes) {
        Ok(0) => false,
        Ok(n) => to.write_all(&bytes[..n]).and_then(|()| to.flush()).is_ok(),
        Err(error) => matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}
