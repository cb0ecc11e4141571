//! An alert as a cloud event.
//!
//! Enters: an alert. Leaves: CloudEvents 1.0 in its structured JSON. Guaranteed: `source` and `id` are the same for the same
//! alert.

use super::Record;
use crate::store::{BETWEEN, Notice};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

#[derive(Serialize)]
struct Event<'n> {
    specversion: &'static str,
    id: &'n str,
    source: String,
    r#type: &'static str,
    subject: String,
    time: &'n str,
    datacontenttype: &'static str,
    data: Record<'n>,
}

/// The text of the event.
pub fn event(notice: &Notice) -> Result<String, String> {
    let event = Event {
        specversion: "1.0",
        id: &notice.alert.identity,
        source: format!("/rubric/{}", utf8_percent_encode(&notice.rulebook, NON_ALPHANUMERIC)),
        r#type: "rubric.alert",
        subject: notice.alert.key.replace(BETWEEN, ", "),
        time: &notice.at,
        datacontenttype: "application/json",
        data: Record::of(notice),
    };
    serde_json::to_string(&event).map_err(|error| error.to_string())
}
