//! The one layout of a rulebook.
//!
//! Enters: the text of one file. Leaves: the same text laid out, or why it is left as it is. Guaranteed: the result is
//! read again, and has the same tree and the same comments in the same order; laying it out once more changes nothing.

mod breaks;
mod cells;
mod lines;
mod number;
mod page;
mod places;
mod sheet;
mod tokens;

use crate::diagnostic::Diagnostic;
use crate::source::SourceId;
use crate::syntax::tree::Document;
use crate::syntax::{blank, comments, layout, parse};

/// Why a text is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It can't be read: laying it out could change what its author means
    Mistakes(Vec<Diagnostic>),
    /// Its layout would say something else, which is a mistake of the printer
    Unproven,
}

/// A text in the one layout. Where its first line ends in `\r\n`, all do; else all end in `\n`. A byte order mark is
/// left out.
pub fn layout(text: &str) -> Result<String, Refusal> {
    let (mut document, diagnostics) = parse(SourceId(0), text);
    if !diagnostics.is_empty() {
        return Err(Refusal::Mistakes(diagnostics));
    }
    let blanked = blank::blank(text);
    let pieces = layout::cut(SourceId(0), &blanked.text, text.starts_with('\u{FEFF}'));
    let marks = places::forget(&mut document);
    let tokens = tokens::tokens(text, &blanked, &pieces, &marks);
    let printed = sheet::print(tokens, ends_in_crlf(text));
    if says_the_same(text, &document, &printed) { Ok(printed) } else { Err(Refusal::Unproven) }
}

fn ends_in_crlf(text: &str) -> bool {
    text.split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n"))
}

/// Whether a printed text has this tree, without places, and the comments of the author's text.
fn says_the_same(text: &str, document: &Document, printed: &str) -> bool {
    let (mut again, diagnostics) = parse(SourceId(0), printed);
    places::forget(&mut again);
    diagnostics.is_empty() && again == *document && comment_texts(text) == comment_texts(printed)
}

fn comment_texts(text: &str) -> Vec<&str> {
    comments(text).into_iter().filter_map(|place| text.get(place)).map(str::trim_end).collect()
}
