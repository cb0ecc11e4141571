//! A rulebook as the sections of a page look at it.

use super::page::{Block, Heading, Inline, Style};
use super::words::{capital, capitalised, inlines, listed, minus};
use crate::check::Inspected;
use crate::check::index::{Entry, EntryId, Kind};
use crate::examples::{self, Verdict};
use crate::model::{Example, Item, ItemId, Rulebook};
use crate::prove::{Proven, Range};
use crate::source::Span;
use crate::syntax::tree::{Declaration, DeclarationKind};
use crate::trace::words::Words;
use crate::value::Type;
use crate::words::{self, Phrase, Remarks, Speaker};

/// All that a page is about.
pub struct Book<'a> {
    /// Trees, names, texts
    pub inspected: &'a Inspected,
    /// The model
    pub rulebook: &'a Rulebook,
    /// What is certain
    pub proven: &'a Proven,
    /// Formulas in words
    pub speaker: Speaker<'a>,
    /// Comments
    pub remarks: Remarks<'a>,
    /// What came of each example
    pub verdicts: Vec<(&'a Example, Verdict)>,
}

impl<'a> Book<'a> {
    /// Judges the examples.
    pub fn new(inspected: &'a Inspected, rulebook: &'a Rulebook, proven: &'a Proven) -> Book<'a> {
        let sources = &inspected.checked.sources;
        let verdicts = rulebook.examples.iter().map(|one| (one, examples::judge(rulebook, sources, one))).collect();
        let (speaker, remarks) = (Speaker { inspected }, Remarks::of(sources));
        Book { inspected, rulebook, proven, speaker, remarks, verdicts }
    }

    /// Declarations of one kind in the order of the files, a used file's first.
    pub fn all<T: 'a>(
        &self,
        pick: impl Fn(&'a DeclarationKind) -> Option<&'a T>,
    ) -> impl Iterator<Item = (&'a Declaration, &'a T)> {
        let declarations = self.inspected.documents.iter().flat_map(|(_, document)| &document.declarations);
        declarations.filter_map(move |declaration| Some((declaration, pick(&declaration.kind)?)))
    }

    /// What is declared by the name at a place.
    pub fn entry(&self, name: Span) -> Option<(EntryId, &'a Entry)> {
        self.inspected.index.entries.iter().enumerate().find(|(_, entry)| entry.span == name)
    }

    /// The item that is declared by the name at a place.
    pub fn item(&self, name: Span) -> Option<(ItemId, &'a Item)> {
        let position = self.rulebook.items.iter().position(|item| item.span == name)?;
        Some((ItemId(position), self.rulebook.items.get(position)?))
    }

    /// Where links to an entry lead; nowhere to those that have no place on the page.
    pub fn anchor(&self, id: EntryId) -> Option<String> {
        let entry = self.inspected.index.get(id)?;
        let owner = || entry.owner.and_then(|owner| self.inspected.index.get(owner)).map(|owner| &owner.name);
        match entry.kind {
            Kind::Other => None,
            Kind::Category => entry.owner.and_then(|owner| self.anchor(owner)),
            Kind::Column | Kind::Rule => Some(format!("{}-{}.{}", entry.kind.word(), owner()?, entry.name)),
            _ => Some(format!("{}-{}", entry.kind.word(), entry.name)),
        }
    }

    /// The anchor of what is declared at a place; empty where there is none.
    pub fn anchor_at(&self, name: Span) -> String {
        self.entry(name).and_then(|(id, _)| self.anchor(id)).unwrap_or_default()
    }

    /// A link to an entry, by its title.
    pub fn link(&self, id: EntryId) -> Inline {
        let entry = self.inspected.index.get(id);
        let text =
            entry.map_or_else(String::new, |entry| entry.title.clone().unwrap_or_else(|| entry.name.replace('_', " ")));
        match self.anchor(id) {
            Some(anchor) => Inline::Link(anchor, text),
            None => Inline::Words(text),
        }
    }

    /// A phrase as it is printed, its names leading to what they name.
    pub fn say(&self, phrase: &Phrase) -> Vec<Inline> {
        inlines(phrase, |id| self.anchor(id))
    }

    /// A phrase as a sentence.
    pub fn sentence(&self, phrase: &Phrase) -> Vec<Inline> {
        let mut text = capital(self.say(phrase));
        text.push(".".into());
        text
    }

    /// The heading of what is declared at a place.
    pub fn heading(&self, name: Span, title: &str, note: Vec<Inline>, listed: bool) -> Block {
        Block::Heading(Heading { level: 3, anchor: self.anchor_at(name), text: title.to_string(), note, listed })
    }

    /// The name and what else is noted beside a heading: `overdue_ratio`, percent.
    pub fn note(&self, name: &str, more: &[String]) -> Vec<Inline> {
        let mut note = vec![Inline::Code(name.to_string())];
        note.extend(more.iter().filter(|one| !one.is_empty()).map(|one| Inline::Soft(format!(" · {one}"))));
        note
    }

    /// Comments above a declaration that are about more than it: a heading where they are a word or two.
    pub fn group(&self, place: Span) -> Vec<Block> {
        let (apart, _) = self.remarks.above(place);
        let block = |text: String| match text.trim_end_matches('.') {
            short if short.chars().count() <= 40 && !short.contains(". ") => Block::caption(short),
            _ => Block::paragraph(Style::Remark, vec![Inline::Words(text)]),
        };
        apart.into_iter().map(block).collect()
    }

    /// What the author says of a declaration: above it, and behind the part of it up to `end`.
    pub fn remark(&self, place: Span, end: u32) -> Option<Block> {
        let told = [self.remarks.above(place).1, self.remarks.behind(Span { end, ..place })];
        let text = told.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then(|| Block::paragraph(Style::Remark, vec![Inline::Words(capitalised(&text))]))
    }

    /// The comment about a line or a column: above it or behind it.
    pub fn aside(&self, line: Span) -> Option<String> {
        let told = [self.remarks.above(line).1, self.remarks.behind(line)];
        let text = told.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    }

    /// Whether anything but an example or a table's own head reads an entry.
    pub fn is_read(&self, id: EntryId) -> bool {
        !self.readers(id).is_empty()
    }

    fn readers(&self, id: EntryId) -> Vec<EntryId> {
        let index = &self.inspected.index;
        let kind = |id: &EntryId| index.get(*id).map_or(Kind::Other, |entry| entry.kind);
        let all = words::readers(index, id).into_keys();
        all.filter(|reader| !matches!(kind(reader), Kind::Other | Kind::Table | Kind::Column)).collect()
    }

    /// `Used by …`; nothing where nothing does.
    pub fn used_by(&self, id: EntryId) -> Vec<Inline> {
        let readers = self.readers(id);
        let links: Vec<Inline> = readers.iter().map(|reader| self.told_apart(*reader, &readers)).collect();
        if links.is_empty() { Vec::new() } else { listed(vec!["Used by ".into()], links) }
    }

    /// A link to one of several, with its name where another has the same title.
    fn told_apart(&self, id: EntryId, among: &[EntryId]) -> Inline {
        let link = self.link(id);
        let is_twice = among.iter().any(|other| *other != id && text_of(&self.link(*other)) == text_of(&link));
        match (link, self.inspected.index.get(id)) {
            (Inline::Link(anchor, text), Some(entry)) if is_twice => {
                Inline::Link(anchor, format!("{text} ({})", entry.name.replace('_', " ")))
            }
            (link, _) => link,
        }
    }

    /// Whose rows something is about, where these are not those the rulebook is about.
    pub fn whose(&self, id: EntryId) -> String {
        let index = &self.inspected.index;
        let of = index.get(id).and_then(|entry| entry.of).filter(|of| Some(*of) != index.about);
        of.and_then(|of| index.get(of)).map_or_else(String::new, |of| format!("of {}", of.name.replace('_', " ")))
    }

    /// What is certain about a value, as sentences; nothing where nothing is.
    pub fn certain(&self, range: &Range, ty: &Type) -> String {
        let known = Range { unknown: false, ..range.clone() }.words(ty, &self.rulebook.currency);
        let told = !known.starts_with("any") && !matches!(ty, Type::OneOf(_)) && known != "yes or no";
        match (told, range.unknown) {
            (true, true) => format!("Proven: {}; it may be unknown. ", minus(&known)),
            (true, false) => format!("Proven: {}, and never unknown. ", minus(&known)),
            (false, true) => "It may be unknown. ".to_string(),
            (false, false) => "It is never unknown. ".to_string(),
        }
    }

    /// Numbers with their units.
    pub fn numbers(&self) -> Words<'a> {
        Words { currency: &self.rulebook.currency, compared: &[] }
    }
}

fn text_of(inline: &Inline) -> &str {
    match inline {
        Inline::Link(_, text) | Inline::Words(text) => text,
        _ => "",
    }
}
