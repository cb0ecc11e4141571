//! Text to tree.
//!
//! Enters: the text of one file. Leaves: a [`tree::Document`] of every declaration that could be read, and one
//! diagnostic for each that could not. Guaranteed: an error in one declaration hides no other; no input panics.

mod blank;
mod brackets;
mod example_slips;
mod expected;
mod foreign;
mod from_pairs;
mod hints;
mod layout;
mod mistakes;
pub mod print;
mod slips;
pub mod tree;
mod wanted;
mod words;

use crate::diagnostic::{self, Diagnostic};
use crate::source::{SourceId, Span};
use from_pairs::Fault;
use layout::Piece;
use std::ops::Range;
use tree::{Broken, Declaration, Document};
pub use wanted::{Slot, Wanted, wanted};

/// Messages about one file; what has more is no rulebook.
const MOST_MISTAKES: usize = 1_000;

/// Reads one file.
pub fn parse(source: SourceId, text: &str) -> (Document, Vec<Diagnostic>) {
    if let Some(unreadable) = slips::unreadable(source, text) {
        return (unread(), vec![unreadable]);
    }
    let blanked = blank::blank(text);
    let layout = layout::cut(source, &blanked.text, text.starts_with('\u{FEFF}'));
    let mut pieces = layout.pieces;
    let mut diagnostics = layout.diagnostics;
    diagnostics.extend(slips::tell(source, text, &blanked.slips, &mut pieces));
    let mut reading = Reading { source, text: &layout.text, document: Document::default(), diagnostics, lost: false };
    for piece in &pieces {
        reading.piece(piece);
        if reading.diagnostics.len() > MOST_MISTAKES {
            reading.diagnostics.truncate(MOST_MISTAKES);
            reading.diagnostics.push(slips::too_many(source, piece.place.clone()));
            break;
        }
    }
    diagnostic::sort(&mut reading.diagnostics);
    (reading.document, reading.diagnostics)
}

/// The document of a file that can't be read at all: its header may be in it.
fn unread() -> Document {
    let broken = words::HEADER.map(|word| Broken { kind: word.to_string(), name: None, span: Span::default() });
    Document { declarations: Vec::new(), broken: broken.to_vec() }
}

/// The places of a file's comments in bytes, each from `#` to the end of its line.
pub fn comments(text: &str) -> Vec<Range<usize>> {
    blank::blank(text).comments
}

/// Reads the text of a cell of an example's table, which stands at `place`, as a constant. `None` where it is none at
/// all; `Err` where it could be misread, such as `1.000,00 EUR`.
pub fn cell(place: Span, text: &str) -> Option<Result<tree::Expr, Vec<Diagnostic>>> {
    from_pairs::cell(place.source, place.start as usize, text)
}

/// The place of a range of bytes.
fn span(source: SourceId, place: Range<usize>) -> Span {
    // INVARIANT: `slips::unreadable` has refused a file of more than `u32::MAX` bytes.
    Span { source, start: place.start as u32, end: place.end as u32 }
}

/// A file while it is read, piece by piece.
struct Reading<'a> {
    source: SourceId,
    text: &'a str,
    document: Document,
    diagnostics: Vec<Diagnostic>,
    /// The piece before is no declaration at all, which has been told once for all such pieces in a row
    lost: bool,
}

impl Reading<'_> {
    fn piece(&mut self, piece: &Piece) {
        let text = self.text.get(piece.place.clone()).unwrap_or("");
        let word = words::leading(text);
        let Some(rule) = words::rule_of(word) else { return self.unknown(piece, text, word) };
        self.lost = false;
        if let Some(trouble) = &piece.trouble {
            self.diagnostics.push((**trouble).clone());
            return self.broken(piece, text, word);
        }
        match from_pairs::read(self.source, piece.place.start, text, rule) {
            Ok(kind) => {
                let span = span(self.source, piece.place.clone());
                self.document.declarations.push(Declaration { span, kind });
            }
            Err(Fault::Refused(refusal)) => {
                self.diagnostics.push(mistakes::explain(self.source, piece.place.start, text, &refusal));
                self.broken(piece, text, word);
            }
            Err(Fault::Wrong(found)) => {
                self.diagnostics.extend(found);
                self.broken(piece, text, word);
            }
        }
    }

    /// Remembers what a declaration that can't be read would have declared.
    fn broken(&mut self, piece: &Piece, text: &str, word: &str) {
        let rest = text.get(word.len()..).unwrap_or("");
        let blanks = rest.len() - rest.trim_start().len();
        let name = words::leading(rest.trim_start());
        let start = piece.place.start + word.len() + blanks;
        let name = (!name.is_empty())
            .then(|| tree::Name { text: name.to_string(), span: span(self.source, start..start + name.len()) });
        let kind = if words::rule_of(word).is_some() {
            word
        } else {
            words::nearest_declaration(word).map_or("", |meant| meant.name)
        };
        if !kind.is_empty() || name.is_some() {
            let span = span(self.source, piece.place.clone());
            self.document.broken.push(Broken { kind: kind.to_string(), name, span });
        }
    }

    fn unknown(&mut self, piece: &Piece, text: &str, word: &str) {
        let known = words::nearest_declaration(word);
        match &piece.trouble {
            Some(trouble) => self.diagnostics.push((**trouble).clone()),
            None if known.is_none() && self.lost => {}
            None => self.diagnostics.push(mistakes::no_declaration(self.source, piece.place.start, text, known)),
        }
        self.lost = known.is_none();
        self.broken(piece, text, word);
    }
}
