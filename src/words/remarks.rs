//! What the author says in comments.
//!
//! Enters: the texts of a rulebook. Leaves: the words that stand above or behind a place. Guaranteed: a comment for this
//! program (`# rubric: …`) is none for readers.

use crate::source::{SourceId, Sources, Span};
use crate::syntax::comments;
use std::collections::BTreeMap;
use std::ops::Range;

/// The comments of a rulebook's files.
#[derive(Clone, Debug)]
pub struct Remarks<'a> {
    sources: &'a Sources,
    places: BTreeMap<SourceId, Vec<Range<usize>>>,
}

impl<'a> Remarks<'a> {
    /// Finds all comments.
    pub fn of(sources: &'a Sources) -> Remarks<'a> {
        let places = sources.iter().map(|(id, file)| (id, comments(&file.text))).collect();
        Remarks { sources, places }
    }

    /// The paragraphs of the comments above a place, from the top. The last of them touches the place; `None` stands
    /// there where none does. Those before it are about more than the place.
    pub fn above(&self, span: Span) -> (Vec<String>, Option<String>) {
        let text = self.sources.get(span.source).map_or("", |file| &*file.text);
        let before = text.get(..span.start as usize).unwrap_or("");
        let before = before.get(..before.rfind('\n').map_or(0, |end| end + 1)).unwrap_or("");
        let mut paragraphs: Vec<Vec<&str>> = vec![Vec::new()];
        for line in before.lines().rev().map(str::trim).map(|line| line.trim_start_matches('\u{FEFF}')) {
            match (line.strip_prefix('#'), line.is_empty(), paragraphs.last_mut()) {
                (Some(comment), _, Some(paragraph)) => paragraph.push(comment),
                (None, true, _) => paragraphs.push(Vec::new()),
                _ => break,
            }
        }
        let mut told = paragraphs.into_iter().map(|lines| joined(lines.into_iter().rev()));
        let touching = told.next().flatten();
        let mut apart: Vec<String> = told.flatten().collect();
        apart.reverse();
        (apart, touching)
    }

    /// The comments behind a place: on the lines from its first byte to its last.
    pub fn behind(&self, span: Span) -> Option<String> {
        let file = self.sources.get(span.source)?;
        let rest = file.text.get(span.end as usize..).unwrap_or("");
        let end = span.end as usize + rest.find('\n').unwrap_or(rest.len());
        let places = self.places.get(&span.source)?.iter();
        let within = places.filter(|place| (span.start as usize..end).contains(&place.start));
        joined(within.filter_map(|place| file.text.get(place.clone())?.strip_prefix('#')))
    }
}

/// Lines as one text; lines of decoration say nothing.
fn joined<'l>(lines: impl Iterator<Item = &'l str>) -> Option<String> {
    let lines = lines.map(|line| line.trim_start_matches('#').trim());
    let told = lines.filter(|line| line.contains(char::is_alphanumeric) && !line.starts_with("rubric:"));
    let text = told.collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::Remarks;
    use crate::source::{Sources, Span};

    #[test]
    fn comments_are_told_from_those_about_more_and_from_those_for_this_program() {
        let text = "a\n# Group.\n# ─────\n\n# One,\n# two.\n# rubric: allow R0320 why\nmetric b = \"#\" # behind\n  + c # and here\nd";
        let mut sources = Sources::default();
        let source = sources.add("x", text);
        let (start, end) = (text.find("metric").unwrap() as u32, text.find("+ c").unwrap() as u32 + 3);
        let remarks = Remarks::of(&sources);
        let place = Span { source, start, end };
        assert_eq!(remarks.above(place), (vec!["Group.".to_string()], Some("One, two.".to_string())));
        assert_eq!(remarks.behind(place).as_deref(), Some("behind and here"));
        assert_eq!(remarks.behind(Span { end: start + 1, ..place }).as_deref(), Some("behind"));
        assert_eq!(remarks.behind(Span { start: end + 14, end: end + 15, ..place }), None);
    }
}
