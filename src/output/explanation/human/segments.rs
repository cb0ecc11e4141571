//! How each segment chose its label.

use super::conditions::{lines, need};
use super::layout::Page;
use super::{not_for_this, scores};
use crate::trace::facts::{Explanation, ScopeFacts, SegmentFacts};
use crate::trace::words::Words;

/// All segments.
pub(super) fn segments(page: &mut Page, words: Words, explanation: &Explanation) {
    explanation.segments.iter().for_each(|segment| one(page, words, segment));
}

fn one(page: &mut Page, words: Words, segment: &SegmentFacts) {
    page.heading(&format!("How \"{}\" was chosen", segment.title));
    if !segment.scope.applies {
        return not_among(page, words, &segment.scope);
    }
    scores::hidden(page, segment.hidden);
    page.line(2, "Lines are tried from the top; the first that holds is taken.");
    lines(page, words, 2, &segment.lines);
}

/// Why an item is not for this row.
pub(super) fn not_among(page: &mut Page, words: Words, scope: &ScopeFacts) {
    page.line(2, &format!("It {}. What is missing:", not_for_this(scope)));
    scope.missing.iter().for_each(|missing| need(page, words, "  - ", missing));
}
