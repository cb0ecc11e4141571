//! What stands in a rulebook, in words.
//!
//! Enters: a rulebook as the checker read it: trees, names, texts. Leaves: phrases with the titles of what they speak of,
//! who reads a name, and what the author said in comments. Guaranteed: a phrase says what stands in the rulebook, no
//! more; its depth is that of the expression, which the parser bounds.

mod alert;
mod expression;
mod phrase;
mod readers;
mod remarks;

pub use expression::Speaker;
pub use phrase::{Part, Phrase};
pub use readers::readers;
pub use remarks::Remarks;
