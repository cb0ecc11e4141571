//! Source files and places in them.
//!
//! Enters: names and texts that somebody else has read. Leaves: [`Sources`], and [`Span`]s into them. Guaranteed:
//! a file has at most 4 GiB, and a span is a range of bytes on character boundaries of one file.

use std::sync::Arc;

/// Which file of a [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A range of bytes in one file, `start` included, `end` not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file
    pub source: SourceId,
    /// First byte
    pub start: u32,
    /// One past the last byte
    pub end: u32,
}

impl Span {
    /// From the first byte of `self` to the last of `other`, in the same file.
    pub fn to(self, other: Span) -> Span {
        Span { end: other.end.max(self.end), ..self }
    }
}

/// One file as read: its name is as the user gave it, with `/` between folders.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path shown in messages
    pub name: Arc<str>,
    /// Its text
    pub text: Arc<str>,
}

/// All files of one rulebook, the rulebook first.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file and says which it is.
    pub fn add(&mut self, name: &str, text: &str) -> SourceId {
        let id = SourceId(self.files.len() as u32);
        self.files.push(Source { name: name.into(), text: text.into() });
        id
    }

    /// The file of an id.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.files.get(id.0 as usize)
    }

    /// All files with their ids, in order of addition.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.files.iter().enumerate().map(|(i, file)| (SourceId(i as u32), file))
    }

    /// The text under a span; empty where there is none.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source).and_then(|f| f.text.get(span.start as usize..span.end as usize)).unwrap_or("")
    }

    /// Line and column of a span's start, both from 1; columns count characters.
    pub fn position(&self, span: Span) -> (usize, usize) {
        let text = self.get(span.source).map_or("", |f| &*f.text);
        let before = text.get(..span.start as usize).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}
