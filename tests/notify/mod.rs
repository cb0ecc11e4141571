//! Alerts to people: the inbox, the outbox, and each kind of channel against a server that is not ours.

mod bindings;
mod inbox;
#[cfg(all(feature = "delivery", unix))]
mod killed;
#[cfg(feature = "delivery")]
mod mail;
#[cfg(feature = "delivery")]
mod outbox;
#[cfg(feature = "delivery")]
mod servers;
mod support;
#[cfg(feature = "delivery")]
mod webhook;
