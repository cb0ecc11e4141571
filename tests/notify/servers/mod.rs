//! Servers on this machine: mockito speaks HTTP, mailin SMTP, rustls encrypts. What they answer is told in advance.

mod http;
mod smtp;
mod tls;

pub use http::Hooks;
pub use smtp::{Line, PostOffice};
pub use tls::{Certificate, front};

use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Ends a program by `kill -9` as soon as it is known.
#[derive(Clone, Default)]
pub struct Killer(Arc<Mutex<Option<u32>>>);

impl Killer {
    /// Whom to kill.
    pub fn aim(&self, pid: u32) {
        *self.0.lock().unwrap() = Some(pid);
    }

    /// Kills, after waiting until it is known whom.
    pub fn kill(&self) {
        loop {
            if let Some(pid) = self.0.lock().unwrap().take() {
                assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
                return;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
