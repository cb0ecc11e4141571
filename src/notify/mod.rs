//! Alerts to people: what is said, and how it gets there.
//!
//! Enters: alerts as a store keeps them. Leaves: records of alerts. Guaranteed: an alert is told in the same words wherever it goes.

mod record;

pub use record::Record;
