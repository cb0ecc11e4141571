//! An alert as a machine reads it.

use crate::output::SCHEMA_VERSION;
use crate::store::{BETWEEN, Change, Notice, Outcome};
use serde::Serialize;

/// One alert: a line of a file, the data of an event, what a template is given.
#[derive(Clone, Debug, Serialize)]
pub struct Record<'n> {
    /// Raised by a change that could break a reader
    pub schema_version: u32,
    /// The same for the same alert, so that one that comes twice is recognised
    pub id: &'n str,
    /// The name of the rulebook
    pub rulebook: &'n str,
    /// The version that the rulebook gave itself
    pub version: &'n str,
    /// The number of the run
    pub run: u64,
    /// The date that was judged
    pub as_of: String,
    /// When it was run
    pub at: &'n str,
    /// `high`, `medium` or `low`
    pub severity: &'n str,
    /// The name of the alert
    pub alert: &'n str,
    /// Its title
    pub title: &'n str,
    /// The customer: a text for each column of the key
    pub key: Vec<&'n str>,
    /// Who is told
    pub to: Vec<&'n str>,
    /// Why, in a sentence
    pub reason: &'n str,
    /// What the alert looks at, before and now
    pub changes: &'n [Change],
    /// All results of the day that are shown
    pub results: &'n [Outcome],
}

impl<'n> Record<'n> {
    /// What an alert says.
    pub fn of(notice: &'n Notice) -> Record<'n> {
        let alert = &notice.alert;
        Record {
            schema_version: SCHEMA_VERSION,
            id: &alert.identity,
            rulebook: &notice.rulebook,
            version: &notice.version,
            run: notice.run,
            as_of: notice.as_of.to_string(),
            at: &notice.at,
            severity: &alert.severity,
            alert: &alert.name,
            title: &alert.title,
            key: alert.key.split(BETWEEN).collect(),
            to: alert.audiences.iter().map(String::as_str).collect(),
            reason: &alert.reason,
            changes: &alert.facts.changes,
            results: &alert.facts.results,
        }
    }
}
