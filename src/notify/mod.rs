//! Alerts to people: what is said, and how it gets there.
//!
//! Enters: a store with alerts in its outbox, `notify.ron`, a clock. Leaves: mails, calls of web services, lines of files, and
//! in the outbox what came of each attempt. Guaranteed: each message arrives at least once, or is given up and said so;
//! those of a channel arrive in their order; one that arrives twice has the same identity; no secret is ever shown.

mod bindings;
mod channel;
mod config;
mod deliver;
#[cfg(feature = "delivery")]
mod event;
mod letter;
mod mistake;
mod record;
mod retries;
mod secret;

pub use bindings::{Bindings, Route};
pub use channel::{Channel, Opened, Refusal, open};
pub use config::Config;
pub use deliver::{Clock, Report, Utc, deliver};
pub use letter::{Letter, Letters};
pub use record::Record;
pub use retries::Retries;
pub use secret::Secret;
