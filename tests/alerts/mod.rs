//! Alerts: when each kind fires, when it is silent.

mod runs;
mod table;
