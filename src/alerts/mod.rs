//! Who must be told, and of what.
//!
//! Enters: what a run found of a row, what was found the time before, and what each alert remembers of that row.
//! Leaves: the alerts that fire, why, and what they remember now. Guaranteed: the same three give the same answer; no
//! clock, no file, no store; nothing that is unknown is taken for a change.

mod identity;
mod judge;
mod reason;
mod sight;
mod told;

pub use judge::{Judge, Judged, Memory};
pub use sight::{Row, Sight};
pub use told::{Changed, Occasion, Told, tell};
