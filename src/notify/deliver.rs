//! The outbox, emptied.
//!
//! Enters: a store that nobody else delivers from, open channels, a clock. Leaves: [`Report`]s, and in the store what came
//! of each attempt. Guaranteed: an attempt is noted before and after it, so that one that is cut off is made again at once;
//! a message that waits holds back those behind it on its channel; one that is given up does not.

use super::channel::Channel;
use super::retries::Retries;
use crate::store::{Attempt, Fault, Message, MessageId, Post};
use chrono::{DateTime, SecondsFormat};

/// Tells the time.
pub trait Clock {
    /// This moment
    fn now(&self) -> DateTime<chrono::Utc>;
}

/// The clock of this machine.
pub struct Utc;

impl Clock for Utc {
    fn now(&self) -> DateTime<chrono::Utc> {
        chrono::Utc::now()
    }
}

/// What came of one channel's messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The channel
    pub channel: String,
    /// How many arrived
    pub sent: u64,
    /// The first that waits: how often it was tried, until when it waits, why it has not arrived
    pub waits: Option<Waits>,
    /// Those that were given up
    pub dead: Vec<Message>,
}

/// A message that is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits {
    /// How often it was tried
    pub attempts: u32,
    /// Not before this moment
    pub next: String,
    /// Why it has not arrived
    pub error: String,
}

/// How often a note is tried while somebody else writes into the store, each time for as long as a store waits.
const PATIENCE: usize = 60;

/// Sends what is due, channel by channel.
pub fn deliver(
    store: &mut (impl Post + ?Sized),
    channels: &mut [(String, Box<dyn Channel>)],
    retries: &Retries,
    clock: &dyn Clock,
) -> Result<Vec<Report>, Fault> {
    let mut reports = Vec::new();
    for (name, channel) in channels {
        let report = one(store, name, &mut **channel, retries, clock);
        channel.close();
        reports.push(report?);
    }
    Ok(reports)
}

fn one(
    store: &mut (impl Post + ?Sized),
    name: &str,
    channel: &mut dyn Channel,
    retries: &Retries,
    clock: &dyn Clock,
) -> Result<Report, Fault> {
    let mut report = Report { channel: name.to_string(), ..Report::default() };
    while let Some(message) = store.next_message(name)? {
        let now = clock.now();
        if let Some(next) = message.next.clone().filter(|next| *next > stamp(now)) {
            let error = message.error.unwrap_or_default();
            report.waits = Some(Waits { attempts: message.attempts, next, error });
            break;
        }
        let attempts = message.attempts + 1;
        if attempts > retries.attempts {
            give_up(store, message, &stamp(now), &mut report)?;
            continue;
        }
        note(store, message.id, &stamp(now), Attempt::Begun)?;
        let Err(refusal) = channel.send(&message.notice, now) else {
            note(store, message.id, &stamp(clock.now()), Attempt::Sent)?;
            report.sent += 1;
            continue;
        };
        let now = clock.now();
        if refusal.is_final || attempts >= retries.attempts {
            let message = Message { attempts, error: Some(refusal.why), ..message };
            give_up(store, message, &stamp(now), &mut report)?;
            continue;
        }
        let next = stamp(now + retries.wait(attempts, refusal.wait));
        note(store, message.id, &stamp(now), Attempt::Later { error: &refusal.why, next: &next })?;
        report.waits = Some(Waits { attempts, next, error: refusal.why });
        break;
    }
    Ok(report)
}

fn give_up(store: &mut (impl Post + ?Sized), message: Message, at: &str, report: &mut Report) -> Result<(), Fault> {
    note(store, message.id, at, Attempt::Dead { error: message.error.as_deref().unwrap_or_default() })?;
    report.dead.push(message);
    Ok(())
}

/// Notes what came of an attempt; a run that is being kept is waited for.
fn note(store: &mut (impl Post + ?Sized), id: MessageId, at: &str, attempt: Attempt) -> Result<(), Fault> {
    let mut noted = store.note_attempt(id, at, attempt);
    for _ in 1..PATIENCE {
        if noted != Err(Fault::Busy) {
            break;
        }
        noted = store.note_attempt(id, at, attempt);
    }
    noted
}

/// A moment as the store keeps it: `2026-06-30T06:15:00Z`; later ones sort behind.
fn stamp(moment: DateTime<chrono::Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}
