//! Where every name is declared, and where it is read: what an editor asks.
//!
//! Enters: a rulebook's files and what the checker knows about them. Leaves: [`Index`]. Guaranteed: it is as whole as
//! the rulebook is sound: a name that can't be resolved is there without its declaration, and a declaration that can't
//! be read is there by its name. Nothing here decides what a rulebook means.

mod declared;
mod examples;
mod uses;

use super::checker::Checker;
use super::load::Files;
use crate::source::{SourceId, Span};
use crate::value::Type;

/// Position in [`Index::entries`]
pub type EntryId = usize;

/// Everything declared and every place that reads it.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// A used file's before its user's, columns and rules behind what they belong to
    pub entries: Vec<Entry>,
    /// By place; the declaring names are among them
    pub uses: Vec<Use>,
    /// The table the rulebook is about
    pub about: Option<EntryId>,
    /// The code of the rulebook's currency
    pub currency: Option<String>,
}

/// One declared name.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name
    pub name: String,
    /// Its title, where it has one
    pub title: Option<String>,
    /// What it is
    pub kind: Kind,
    /// Where its name stands
    pub span: Span,
    /// Where the whole of it stands
    pub whole: Span,
    /// The type of its value; `None` where it has none, or an error
    pub ty: Option<Type>,
    /// Whose rows it judges or holds; for rows, the table or rows they are taken from
    pub of: Option<EntryId>,
    /// What it is a part of: the table of a column, the score of a rule
    pub owner: Option<EntryId>,
    /// The tables whose rows a table's rows belong to
    pub parents: Vec<EntryId>,
    /// Whether its declaration could not be read
    pub broken: bool,
}

/// What a name is declared as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `table`
    Table,
    /// A line of a table
    Column,
    /// `parameter`
    Parameter,
    /// `rows`
    Rows,
    /// `metric`
    Metric,
    /// `score`
    Score,
    /// `rule`
    Rule,
    /// One of a score's `categories`
    Category,
    /// `segment`
    Segment,
    /// `figure`
    Figure,
    /// `alert`
    Alert,
    /// `worklist`, `advisor`, `example`, and what can't be told
    Other,
}

impl Kind {
    /// The word that declares it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Table => "table",
            Kind::Column => "column",
            Kind::Parameter => "parameter",
            Kind::Rows => "rows",
            Kind::Metric => "metric",
            Kind::Score => "score",
            Kind::Rule => "rule",
            Kind::Category => "category",
            Kind::Segment => "segment",
            Kind::Figure => "figure",
            Kind::Alert => "alert",
            Kind::Other => "declaration",
        }
    }

    /// The kind that a declaration's first word makes.
    pub fn of_word(word: &str) -> Kind {
        const WORDS: [Kind; 8] = [
            Kind::Table,
            Kind::Parameter,
            Kind::Rows,
            Kind::Metric,
            Kind::Score,
            Kind::Segment,
            Kind::Figure,
            Kind::Alert,
        ];
        WORDS.into_iter().find(|kind| kind.word() == word).unwrap_or(Kind::Other)
    }
}

/// One place where a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The place of the name
    pub span: Span,
    /// What it names; `None` where nothing has the name
    pub entry: Option<EntryId>,
}

impl Index {
    /// The use that a byte of a file is in, or just behind.
    pub fn at(&self, source: SourceId, byte: u32) -> Option<Use> {
        let within = |u: &&Use| u.span.source == source && u.span.start <= byte && byte <= u.span.end;
        let from = self.uses.partition_point(|u| (u.span.source, u.span.end) < (source, byte));
        // A byte between two names that touch, as in `customers.name`, belongs to the second.
        self.uses.get(from..)?.iter().take(2).rev().find(within).copied()
    }

    /// All places of an entry's name, its declaration included.
    pub fn uses_of(&self, entry: EntryId) -> impl Iterator<Item = Use> {
        self.uses.iter().copied().filter(move |u| u.entry == Some(entry))
    }

    /// The entry of an id.
    pub fn get(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(id)
    }

    /// The table whose rows an entry judges or holds; the table itself for a table.
    pub fn table_of(&self, id: EntryId) -> Option<EntryId> {
        let mut at = id;
        for _ in 0..=self.entries.len() {
            let entry = self.get(at)?;
            match entry.kind {
                Kind::Table => return Some(at),
                Kind::Column | Kind::Rule | Kind::Category => at = entry.owner?,
                _ => at = entry.of?,
            }
        }
        None
    }

    /// A table's columns, or a score's rules and categories.
    pub fn parts_of(&self, owner: EntryId) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.entries.iter().enumerate().filter(move |(_, entry)| entry.owner == Some(owner))
    }

    /// The innermost declaration around a place.
    pub fn around(&self, span: Span) -> Option<EntryId> {
        let within = |e: &Entry| {
            e.whole.source == span.source && e.whole.start <= span.start && span.end <= e.whole.end && e.span != span
        };
        let found = self.entries.iter().enumerate().filter(|(_, e)| e.kind != Kind::Column && within(e));
        found.min_by_key(|(_, e)| e.whole.end - e.whole.start).map(|(id, _)| id)
    }
}

/// The index of a rulebook whose bodies have been lowered.
pub(super) fn index(files: &Files, checker: &Checker) -> Index {
    let mut declared = declared::declare(files, checker);
    uses::read(files, checker, &mut declared);
    let mut index = declared.index;
    index.uses.sort();
    index.uses.dedup();
    index.currency = checker.units.currency.as_ref().map(|currency| currency.code().to_string());
    index
}
