//! Inbox and outbox.

use super::super::{Alert, Attempt, Facts, Fault, Mark, Message, MessageId, Notice, Post, Standing};
use super::read::{all, date, names};
use super::{Sqlite, fault};
use rusqlite::{Params, Row};
use std::fs::{OpenOptions, TryLockError};

/// The columns of a notice, for [`notice`].
const NOTICE: &str = "alert.identity, alert.name, alert.title, alert.key, alert.severity, alert.audiences, \
    alert.reason, alert.facts, rulebook.name, run.version, run.number, run.as_of, run.at";

/// How many they are.
const NOTICE_COLUMNS: usize = 13;

/// Where they stand, behind a table of alerts that is called `post`.
const NOTICE_FROM: &str =
    "JOIN alert ON alert.id = post.alert JOIN run ON run.id = alert.run JOIN rulebook ON rulebook.id = run.rulebook";

/// A notice as its columns are, before its texts are read.
struct Raw {
    notice: Notice,
    audiences: String,
    facts: String,
    as_of: String,
}

fn raw(row: &Row) -> rusqlite::Result<Raw> {
    let alert = Alert {
        identity: row.get(0)?,
        name: row.get(1)?,
        title: row.get(2)?,
        key: row.get(3)?,
        severity: row.get(4)?,
        audiences: Vec::new(),
        reason: row.get(6)?,
        facts: Facts::default(),
    };
    let run = row.get::<_, i64>(10)? as u64;
    let as_of = crate::value::Date::MIN;
    let notice = Notice { rulebook: row.get(8)?, version: row.get(9)?, run, as_of, at: row.get(12)?, alert };
    Ok(Raw { notice, audiences: row.get(5)?, facts: row.get(7)?, as_of: row.get(11)? })
}

fn notice(raw: Raw) -> Result<Notice, Fault> {
    let alert = Alert { audiences: names(&raw.audiences)?, facts: facts(&raw.facts)?, ..raw.notice.alert };
    Ok(Notice { as_of: date(&raw.as_of)?, alert, ..raw.notice })
}

/// What an alert was made of.
pub(super) fn facts(text: &str) -> Result<Facts, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::Damaged(error.to_string()))
}

fn json(names: &[String]) -> Result<String, Fault> {
    serde_json::to_string(names).map_err(|error| Fault::Other(error.to_string()))
}

impl Sqlite {
    /// Runs a statement; how many rows it changed.
    fn change(&self, statement: &str, values: impl Params) -> Result<usize, Fault> {
        let done = self.connection.prepare_cached(statement).and_then(|mut statement| statement.execute(values));
        done.map_err(fault)
    }

    fn messages_where(&self, which: &str, values: impl Params) -> Result<Vec<Message>, Fault> {
        let query = format!(
            "SELECT {NOTICE}, post.id, post.channel, post.audiences, post.state, post.attempts, post.next, \
             post.at, post.error FROM outbox AS post {NOTICE_FROM} WHERE {which}"
        );
        let message = |row: &Row| -> rusqlite::Result<(Raw, String, MessageColumns)> {
            let at = |n: usize| NOTICE_COLUMNS + n;
            let columns = MessageColumns {
                id: row.get(at(0))?,
                channel: row.get(at(1))?,
                state: row.get(at(3))?,
                attempts: row.get(at(4))?,
                next: row.get(at(5))?,
                at: row.get(at(6))?,
                error: row.get(at(7))?,
            };
            Ok((raw(row)?, row.get(at(2))?, columns))
        };
        let made = |(raw, audiences, columns): (Raw, String, MessageColumns)| {
            let MessageColumns { id, channel, state, attempts, next, at, error } = columns;
            let (audiences, notice) = (names(&audiences)?, notice(raw)?);
            let (id, dead) = (MessageId(id), state == "dead");
            Ok(Message { id, channel, audiences, dead, attempts, next, at, error, notice })
        };
        all(&self.connection, &query, values, message)?.into_iter().map(made).collect()
    }
}

struct MessageColumns {
    id: i64,
    channel: String,
    state: String,
    attempts: u32,
    next: Option<String>,
    at: Option<String>,
    error: Option<String>,
}

impl Post for Sqlite {
    fn add_to_inbox(&mut self, identity: &str, audience: &str) -> Result<(), Fault> {
        let statement = "INSERT OR IGNORE INTO inbox (alert, audience) SELECT id, ?2 FROM alert WHERE identity = ?1";
        self.change(statement, (identity, audience)).map(|_| ())
    }

    fn inbox(&mut self, audience: Option<&str>, also_read: bool) -> Result<Vec<(Notice, Vec<Mark>)>, Fault> {
        let query = format!(
            "SELECT {NOTICE}, post.audience, post.read_at, post.read_by FROM inbox AS post {NOTICE_FROM} \
             WHERE (?1 IS NULL OR post.audience IN (?1, '')) \
             AND (?2 OR post.read_at IS NULL) ORDER BY run.id DESC, alert.id, post.audience"
        );
        let found = all(&self.connection, &query, (audience, also_read), |row| {
            let at = |n: usize| NOTICE_COLUMNS + n;
            Ok((raw(row)?, Mark { audience: row.get(at(0))?, at: row.get(at(1))?, by: row.get(at(2))? }))
        })?;
        let mut inbox: Vec<(Notice, Vec<Mark>)> = Vec::new();
        for (raw, mark) in found {
            match inbox.last_mut().filter(|(last, _)| last.alert.identity == raw.notice.alert.identity) {
                Some((_, marks)) => marks.push(mark),
                None => inbox.push((notice(raw)?, vec![mark])),
            }
        }
        Ok(inbox)
    }

    fn audiences(&mut self) -> Result<Vec<String>, Fault> {
        let query = "SELECT DISTINCT audience FROM inbox WHERE audience <> '' ORDER BY audience";
        all(&self.connection, query, [], |row| row.get(0))
    }

    fn acknowledge(
        &mut self,
        identity: &str,
        audience: Option<&str>,
        at: &str,
        by: Option<&str>,
    ) -> Result<usize, Fault> {
        let statement = "UPDATE inbox SET read_at = ?3, read_by = ?4 WHERE read_at IS NULL \
            AND alert = (SELECT id FROM alert WHERE identity = ?1) AND (?2 IS NULL OR audience IN (?2, ''))";
        self.change(statement, (identity, audience, at, by))
    }

    fn add_to_outbox(&mut self, identity: &str, channel: &str, audiences: &[String]) -> Result<(), Fault> {
        let statement = "INSERT OR IGNORE INTO outbox (channel, alert, audiences) \
            SELECT ?2, id, ?3 FROM alert WHERE identity = ?1";
        self.change(statement, (identity, channel, json(audiences)?)).map(|_| ())
    }

    fn next_message(&mut self, channel: &str) -> Result<Option<Message>, Fault> {
        let first = "post.state = 'waiting' AND post.channel = ? ORDER BY post.id LIMIT 1";
        Ok(self.messages_where(first, [channel])?.pop())
    }

    fn messages(&mut self) -> Result<Vec<Message>, Fault> {
        self.messages_where("post.state <> 'sent' ORDER BY post.id", [])
    }

    fn standing(&mut self) -> Result<Vec<Standing>, Fault> {
        let query = "SELECT channel, sum(state = 'waiting'), sum(state = 'dead') FROM outbox WHERE state <> 'sent' \
            GROUP BY channel ORDER BY channel";
        all(&self.connection, query, [], |row| {
            let count = |at: usize| row.get::<_, i64>(at).map(|n| n as u64);
            Ok(Standing { channel: row.get(0)?, waiting: count(1)?, dead: count(2)? })
        })
    }

    fn note_attempt(&mut self, message: MessageId, at: &str, attempt: Attempt) -> Result<(), Fault> {
        let (state, begun, next, error) = match attempt {
            Attempt::Begun => ("waiting", 1, None, Some("the attempt was interrupted")),
            Attempt::Sent => ("sent", 0, None, None),
            Attempt::Later { error, next } => ("waiting", 0, Some(next), Some(error)),
            Attempt::Dead { error } => ("dead", 0, None, Some(error)),
        };
        let statement =
            "UPDATE outbox SET state = ?2, attempts = attempts + ?3, next = ?4, error = ?5, at = ?6 WHERE id = ?1";
        self.change(statement, (message.0, state, begun, next, error, at)).map(|_| ())
    }

    fn revive(&mut self) -> Result<usize, Fault> {
        self.change("UPDATE outbox SET state = 'waiting', attempts = 0, next = NULL WHERE state = 'dead'", [])
    }

    fn deliver_alone(&mut self) -> Result<bool, Fault> {
        if self.delivering.is_some() {
            return Ok(true);
        }
        // The lock of a program that ends, however it ends, is gone with it.
        let path = format!("{}-delivery", self.connection.path().unwrap_or_default());
        let opened = OpenOptions::new().create(true).append(true).open(&path);
        let file = opened.map_err(|error| Fault::Other(format!("{path} can't be opened: {error}")))?;
        match file.try_lock() {
            Ok(()) => {
                self.delivering = Some(file);
                Ok(true)
            }
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(Fault::Other(format!("{path} can't be locked: {error}"))),
        }
    }
}
