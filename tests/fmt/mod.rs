//! The one layout: cases with what becomes of them, and laws that hold for every rulebook.

mod cases;
mod disturb;
mod laws;

use rubric::syntax::print::layout;

/// A text in the one layout; it must have one.
#[track_caller]
fn laid_out(text: &str) -> String {
    layout(text).unwrap_or_else(|refusal| panic!("{refusal:?} for:\n{text}"))
}
