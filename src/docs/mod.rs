//! A rulebook explained to those who will never read code.
//!
//! Enters: a checked rulebook, what was proven of it and what was found. Leaves: a [`Page`]: what is decided and by whom,
//! each formula in words, each list as a table, worked cases; as Markdown or as one HTML file. Guaranteed: the same
//! rulebook gives the same bytes; both forms say the same; no text of an author becomes markup.

mod alerts;
mod book;
mod cases;
mod data;
mod decisions;
mod findings;
mod html;
mod links;
mod markdown;
mod measures;
mod overview;
mod page;
mod scale;
mod scores;
mod settings;
mod words;

pub use html::html;
pub use markdown::markdown;
pub use page::Page;

use crate::check::Inspected;
use crate::diagnostic::Diagnostic;
use crate::model::Rulebook;
use crate::prove::Proven;
use book::Book;

/// The page of a rulebook that `inspected` made; `findings` are all that are to be told about it.
pub fn page(inspected: &Inspected, rulebook: &Rulebook, proven: &Proven, findings: &[Diagnostic]) -> Page {
    let book = Book::new(inspected, rulebook, proven);
    let mut page = overview::cover(&book);
    page.blocks.extend(overview::decided(&book));
    page.blocks.extend(scores::section(&book));
    page.blocks.extend(decisions::section(&book));
    page.blocks.extend(measures::metrics(&book));
    page.blocks.extend(settings::section(&book));
    page.blocks.extend(measures::rows(&book));
    page.blocks.extend(measures::figures(&book));
    page.blocks.extend(alerts::section(&book));
    page.blocks.extend(cases::section(&book));
    page.blocks.extend(data::section(&book));
    page.blocks.extend(findings::section(&book, findings));
    page.blocks.extend(overview::guide(&book));
    links::unlink_lost(&mut page);
    page
}
