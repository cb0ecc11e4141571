//! The ways on which alerts travel.
//!
//! Enters: a channel of `notify.ron`, with its secrets fetched; alerts, one by one. Leaves: each alert at its goal, or a
//! [`Refusal`]. Guaranteed: what is said of a refusal holds no secret.

mod file;
#[cfg(feature = "delivery")]
mod mail;
#[cfg(feature = "delivery")]
mod sign;
#[cfg(feature = "delivery")]
mod trust;
#[cfg(feature = "delivery")]
mod webhook;

use super::bindings::Bindings;
use super::config::ChannelConfig;
use crate::store::Notice;
use chrono::{DateTime, Utc};
use std::time::Duration;

/// Why an alert did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// In a few words, without secrets
    pub why: String,
    /// Whether trying again is of no use: this message was refused for what it is
    pub is_final: bool,
    /// How long to wait at least, where somebody said so
    pub wait: Option<Duration>,
}

impl Refusal {
    /// One that may pass.
    pub fn for_now(why: impl Into<String>) -> Refusal {
        Refusal { why: why.into(), is_final: false, wait: None }
    }

    /// One that stays.
    pub fn for_good(why: impl Into<String>) -> Refusal {
        Refusal { why: why.into(), is_final: true, wait: None }
    }
}

/// A way to reach somebody.
pub trait Channel {
    /// Brings an alert to its goal at a moment. After `Ok` it is there; after an `Err` it may be there all the same.
    fn send(&mut self, notice: &Notice, now: DateTime<Utc>) -> Result<(), Refusal>;

    /// Says goodbye to whom it talks with.
    fn close(&mut self) {}
}

/// Channels by their names, in the order of the file.
pub type Opened = Vec<(String, Box<dyn Channel>)>;

/// Opens all channels, in the order of the file. An `Err` names the channel and says what it lacks.
pub fn open(bindings: &Bindings) -> Result<Opened, String> {
    let channels = bindings.config.channels.0.iter();
    let opened = channels.map(|(name, config)| {
        let channel = one(config, bindings).map_err(|why| format!("{}: channel \"{name}\": {why}", bindings.name))?;
        Ok((name.clone(), channel))
    });
    opened.collect()
}

fn one(config: &ChannelConfig, bindings: &Bindings) -> Result<Box<dyn Channel>, String> {
    match config {
        ChannelConfig::File(config) => Ok(Box::new(file::Lines::new(bindings.folder.join(&config.path.0)))),
        #[cfg(feature = "delivery")]
        ChannelConfig::Mail(config) => Ok(Box::new(mail::Mail::open(config, &bindings.folder)?)),
        #[cfg(feature = "delivery")]
        ChannelConfig::Webhook(config) => Ok(Box::new(webhook::Webhook::open(config, &bindings.folder)?)),
        #[cfg(not(feature = "delivery"))]
        _ => Err("this program was built without e-mail and webhooks (feature `delivery`)".to_string()),
    }
}

impl ChannelConfig {
    /// Whom it reaches, in a few words without secrets.
    pub fn goal(&self) -> String {
        match self {
            ChannelConfig::Mail(mail) => format!("e-mail to {}", mail.to.0.join(", ")),
            ChannelConfig::Webhook(webhook) => match &webhook.url {
                Some(url) => format!("webhook at {}", host(&url.0)),
                None => "webhook at an address that is secret".to_string(),
            },
            ChannelConfig::File(file) => format!("lines of {}", file.path.0),
        }
    }
}

/// An address without its path, which may hold a secret.
fn host(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(start..).and_then(|rest| rest.find(['/', '?', '#'])).map_or(url.len(), |at| start + at);
    url.get(..end).unwrap_or(url)
}
