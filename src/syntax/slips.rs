//! Mistakes that are seen before a declaration is read: characters, quotes, files that are no rulebook.
//!
//! Enters: a text and the slips that `blank` found. Leaves: diagnostics. Guaranteed: a declaration gets one of them at
//! most, the first.

use super::blank::{Slip, SlipKind};
use super::layout::Piece;
use super::words;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::SourceId;
use std::ops::Range;

/// Why a file can't be a rulebook at all.
pub(super) fn unreadable(source: SourceId, text: &str) -> Option<Diagnostic> {
    if u32::try_from(text.len()).is_err() {
        let headline = "this file has more than 4 GiB, which no rulebook needs";
        return Some(Diagnostic::error(codes::UNREADABLE_FILE, super::span(source, 0..0), headline, ""));
    }
    let at = text.find(['\0', '\u{FFFD}'])?;
    let length = text.get(at..)?.chars().next().map_or(0, char::len_utf8);
    let place = super::span(source, at..at + length);
    let headline = "this file is not text in UTF-8";
    Some(
        Diagnostic::error(codes::UNREADABLE_FILE, place, headline, "a character that can't be read")
            .help("save the file as plain text in the encoding UTF-8"),
    )
}

/// Said instead of ever more mistakes.
pub(super) fn too_many(source: SourceId, place: Range<usize>) -> Diagnostic {
    let headline = "from here on there are more mistakes than can be shown";
    let place = super::span(source, place.start..place.start);
    Diagnostic::error(codes::UNREADABLE_FILE, place, headline, "").help("is this file a rulebook?")
}

/// Gives the first slip of each declaration to its piece; tells those outside of any.
pub(super) fn tell(source: SourceId, text: &str, slips: &[Slip], pieces: &mut [Piece]) -> Vec<Diagnostic> {
    let mut outside = Vec::new();
    let mut last = None;
    for slip in slips {
        let after = pieces.partition_point(|piece| piece.place.start <= slip.place.start);
        let piece =
            after.checked_sub(1).and_then(|i| pieces.get_mut(i)).filter(|piece| slip.place.start < piece.place.end);
        let Some(piece) = piece else {
            if outside.len() <= super::MOST_MISTAKES {
                outside.push(diagnostic(source, text, slip));
            }
            continue;
        };
        if last == Some(after) || is_cell(text, piece, slip) {
            continue;
        }
        last = Some(after);
        piece.trouble = Some(Box::new(diagnostic(source, text, slip)));
    }
    outside
}

/// Whether a slip stands in a body that is not read, where a table may hold any text.
fn is_cell(text: &str, piece: &Piece, slip: &Slip) -> bool {
    let before = text.get(piece.place.start..slip.place.start).unwrap_or("");
    words::is_later(words::leading(before)) && before.contains('\n') && !matches!(slip.kind, SlipKind::Character(_))
}

fn diagnostic(source: SourceId, text: &str, slip: &Slip) -> Diagnostic {
    let span = super::span(source, slip.place.clone());
    let found = text.get(slip.place.clone()).unwrap_or("");
    match slip.kind {
        SlipKind::UnclosedQuote => {
            Diagnostic::error(codes::UNCLOSED_QUOTE, span, "this quote is not closed on its line", "opened here")
                .help("write `\"` where the text ends; a text does not go on in the next line")
        }
        SlipKind::OddQuote(true) => {
            let inside: String = found.chars().skip(1).take(found.chars().count().saturating_sub(2)).collect();
            let fixed = format!("\"{inside}\"");
            Diagnostic::error(codes::QUOTE_FORM, span, "text stands between straight double quotes", "these are others")
                .help(format!("write `{fixed}`"))
                .fix(span, fixed)
        }
        SlipKind::OddQuote(false) => {
            Diagnostic::error(codes::QUOTE_FORM, span, format!("`{found}` has no meaning outside of a text"), "")
                .help("text stands between straight double quotes, as in `\"High risk\"`")
        }
        SlipKind::Character(c) => {
            let headline = format!("a character that can't be seen stands here: U+{:04X}", u32::from(c));
            Diagnostic::error(codes::BAD_CHARACTER, span, headline, "").help("take it away").fix(span, "")
        }
    }
}
