//! Alerts on their way to people: the inbox, and the outbox from which channels are served.
//!
//! Enters: alerts of a run, and where each goes. Leaves: [`Notice`]s for the inbox, [`Message`]s for the channels.
//! Guaranteed: what is put here within a run is there when the run is, and not otherwise; an alert stands once in a
//! channel's outbox; messages of a channel come out in the order they were put in.

use super::{Alert, Fault};
use crate::value::Date;
use serde::{Deserialize, Serialize};

/// What an alert was made of, so that it can be told without its rulebook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// What the alert looks at, in the order written
    pub changes: Vec<Change>,
    /// All results of the customer that are shown, in the order declared
    pub results: Vec<Outcome>,
}

/// A value before and now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The item's name
    pub item: String,
    /// Its title
    pub title: String,
    /// What it was, exactly; `None` where that is unknown
    pub before: Option<String>,
    /// What it is, exactly
    pub now: Option<String>,
    /// The same in words
    pub before_said: String,
    /// The same in words
    pub now_said: String,
}

/// A result of the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The item's name
    pub item: String,
    /// Its title
    pub title: String,
    /// `metric`, `score` or `segment`
    pub kind: String,
    /// Whether it is a text, such as a name
    pub text: bool,
    /// What it is, exactly; `None` where it is unknown
    pub value: Option<String>,
    /// The same in words
    pub said: String,
}

/// An alert with the run that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The name of the rulebook
    pub rulebook: String,
    /// The version that the rulebook gave itself
    pub version: String,
    /// The number of the run
    pub run: u64,
    /// The date that was judged
    pub as_of: Date,
    /// When it was run: `2026-06-30T06:15:00Z`
    pub at: String,
    /// The alert
    pub alert: Alert,
}

/// Who has read an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The audience; empty for an alert that names none
    pub audience: String,
    /// When somebody of it acknowledged the alert
    pub at: Option<String>,
    /// Who that was
    pub by: Option<String>,
}

/// A message's place in the outbox; later messages have greater ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageId(pub i64);

/// An alert on its way through one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its place
    pub id: MessageId,
    /// The name of the channel
    pub channel: String,
    /// For whom, among those whom the alert names
    pub audiences: Vec<String>,
    /// Whether it was given up
    pub dead: bool,
    /// How often it was tried
    pub attempts: u32,
    /// Not before this moment
    pub next: Option<String>,
    /// When it was tried last
    pub at: Option<String>,
    /// Why it has not arrived
    pub error: Option<String>,
    /// What it says
    pub notice: Notice,
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt<'a> {
    /// It has begun; where nothing follows, it was interrupted
    Begun,
    /// It arrived
    Sent,
    /// It is tried again, not before a moment
    Later {
        /// Why
        error: &'a str,
        /// When
        next: &'a str,
    },
    /// It is given up
    Dead {
        /// Why
        error: &'a str,
    },
}

/// How many messages a channel has in each state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The name of the channel
    pub channel: String,
    /// Those on their way
    pub waiting: u64,
    /// Those given up
    pub dead: u64,
}

/// Inbox and outbox of a store.
pub trait Post {
    /// Puts an alert before an audience; an empty name stands for no audience in particular.
    fn add_to_inbox(&mut self, identity: &str, audience: &str) -> Result<(), Fault>;

    /// What stands in the inbox, the latest run first, each run in the order of its alerts: what an audience has to read
    /// (with what is for nobody in particular), or all audiences; `also_read` with what they have acknowledged.
    fn inbox(&mut self, audience: Option<&str>, also_read: bool) -> Result<Vec<(Notice, Vec<Mark>)>, Fault>;

    /// The names of all audiences that an alert was ever for, sorted.
    fn audiences(&mut self) -> Result<Vec<String>, Fault>;

    /// Notes that an audience, or all, have read an alert; how many had not before.
    fn acknowledge(
        &mut self,
        identity: &str,
        audience: Option<&str>,
        at: &str,
        by: Option<&str>,
    ) -> Result<usize, Fault>;

    /// Puts an alert into the outbox of a channel, for some of its audiences. What is there stays as it is.
    fn add_to_outbox(&mut self, identity: &str, channel: &str, audiences: &[String]) -> Result<(), Fault>;

    /// The first message of a channel that was not sent and not given up.
    fn next_message(&mut self, channel: &str) -> Result<Option<Message>, Fault>;

    /// All messages that were not sent, in their order.
    fn messages(&mut self) -> Result<Vec<Message>, Fault>;

    /// Each channel with a message that was not sent, by name.
    fn standing(&mut self) -> Result<Vec<Standing>, Fault>;

    /// Notes what came of an attempt at a moment.
    fn note_attempt(&mut self, message: MessageId, at: &str, attempt: Attempt) -> Result<(), Fault>;

    /// Lets all messages that were given up be tried again; how many they are.
    fn revive(&mut self) -> Result<usize, Fault>;

    /// Keeps other programs from delivering from this store until it is dropped; `false` where one does.
    fn deliver_alone(&mut self) -> Result<bool, Fault>;
}
