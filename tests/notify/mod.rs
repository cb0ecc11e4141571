//! Alerts to people: the inbox.

mod inbox;
mod support;
