//! The memory: what a store keeps, whatever happens while it is written.

mod history;
mod killed;
mod point_in_time;
mod replay;
mod runs;
mod schema;
mod support;

pub use schema::aged;
pub use support::rows;
