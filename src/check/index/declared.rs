//! Every declared name.
//!
//! Enters: parsed files, and the checker's facts. Leaves: entries, and where to find the entry of a symbol. Guaranteed:
//! of two declarations with one name both are there, and readers are given the first.

use super::super::checker::Checker;
use super::super::load::Files;
use super::super::program::Symbol;
use super::{Entry, EntryId, Index, Kind, Use};
use crate::model::{ColumnId, TableId};
use crate::source::Span;
use crate::syntax::tree::{DeclarationKind as D, Document, Name, Quoted, ScoreDecl, ScoreItem, TableDecl};
use crate::value::Type;
use std::collections::BTreeMap;

/// Entries, and how to find them.
pub(super) struct Declared {
    pub(super) index: Index,
    pub(super) symbols: BTreeMap<Symbol, EntryId>,
    pub(super) columns: BTreeMap<(TableId, ColumnId), EntryId>,
    /// Of a score's name: its categories
    pub(super) categories: BTreeMap<(Span, String), EntryId>,
    /// By name, which nothing but an example's `expect alert` reads
    pub(super) alerts: BTreeMap<String, EntryId>,
    /// Names whose declaration can't be read
    pub(super) broken: BTreeMap<String, EntryId>,
    /// By the place of the declaring name
    pub(super) places: BTreeMap<Span, EntryId>,
}

/// Declares all that the files declare.
pub(super) fn declare(files: &Files, checker: &Checker) -> Declared {
    let mut declared = Declared {
        index: Index::default(),
        symbols: BTreeMap::new(),
        columns: BTreeMap::new(),
        categories: BTreeMap::new(),
        alerts: BTreeMap::new(),
        broken: BTreeMap::new(),
        places: BTreeMap::new(),
    };
    for (_, document) in &files.documents {
        for declaration in &document.declarations {
            declared.declaration(&declaration.kind, declaration.span, checker);
        }
        declared.broken(document);
    }
    declared
}

impl Declared {
    fn declaration(&mut self, kind: &D, whole: Span, checker: &Checker) {
        match kind {
            D::Table(d) => self.table(d, whole, checker),
            D::Parameter(d) => self.named(Kind::Parameter, &d.name, d.title.as_ref(), whole, checker),
            D::Rows(d) => self.named(Kind::Rows, &d.name, None, whole, checker),
            D::Metric(d) => self.named(Kind::Metric, &d.name, d.title.as_ref(), whole, checker),
            D::Score(d) => self.score(d, whole, checker),
            D::Segment(d) => self.named(Kind::Segment, &d.name, d.title.as_ref(), whole, checker),
            D::Figure(d) => self.named(Kind::Figure, &d.name, d.title.as_ref(), whole, checker),
            D::Alert(d) => {
                let id = self.add(entry(Kind::Alert, &d.name, d.title.as_ref(), whole));
                self.alerts.entry(d.name.text.clone()).or_insert(id);
            }
            D::Example(d) => drop(self.add(entry(Kind::Other, &d.title, None, whole))),
            D::Later(d) => drop(self.add(entry(Kind::Other, &d.name, None, whole))),
            D::Rulebook(_) | D::Version(_) | D::Owner(_) | D::Currency(_) | D::About(_) | D::Use(_) => {}
        }
    }

    /// The entry whose declaring name stands at a place.
    pub(super) fn declared_at(&mut self, place: Span) -> Option<&mut Entry> {
        let id = *self.places.get(&place)?;
        self.index.entries.get_mut(id)
    }

    /// Adds an entry; its name is one of its own uses.
    fn add(&mut self, entry: Entry) -> EntryId {
        let id = self.index.entries.len();
        self.index.uses.push(Use { span: entry.span, entry: Some(id) });
        self.places.insert(entry.span, id);
        self.index.entries.push(entry);
        id
    }

    fn named(&mut self, kind: Kind, name: &Name, title: Option<&Quoted>, whole: Span, checker: &Checker) {
        let symbol = checker.names.get(&name.text).filter(|_| checker.names.place(&name.text) == Some(name.span));
        let ty = symbol.and_then(|symbol| type_of(symbol, name, checker));
        let id = self.add(Entry { ty, ..entry(kind, name, title, whole) });
        self.symbols.extend(symbol.map(|symbol| (symbol, id)));
    }

    fn table(&mut self, decl: &TableDecl, whole: Span, checker: &Checker) {
        self.named(Kind::Table, &decl.name, None, whole, checker);
        let owner = self.index.entries.len() - 1;
        let table = match checker.names.get(&decl.name.text) {
            Some(Symbol::Table(id)) if checker.tables.span(id) == decl.name.span => Some(id),
            _ => None,
        };
        for column in &decl.columns {
            let found = table.and_then(|table| Some((table, checker.tables.column(table, &column.name.text)?)));
            let ty = found.and_then(|(table, id)| checker.tables.sound(table, id)).map(|column| column.ty.clone());
            let line = column.name.span.to(column.ty_span);
            let id = self.add(Entry { ty, owner: Some(owner), ..entry(Kind::Column, &column.name, None, line) });
            if let Some(found) = found {
                self.columns.entry(found).or_insert(id);
            }
        }
    }

    fn score(&mut self, decl: &ScoreDecl, whole: Span, checker: &Checker) {
        self.named(Kind::Score, &decl.name, decl.title.as_ref(), whole, checker);
        let owner = Some(self.index.entries.len() - 1);
        for item in &decl.items {
            match item {
                ScoreItem::Categories(names) => {
                    for name in names {
                        let id = self.add(Entry { owner, ..entry(Kind::Category, name, None, name.span) });
                        self.categories.entry((decl.name.span, name.text.clone())).or_insert(id);
                    }
                }
                ScoreItem::Rule(rule) => {
                    let found = entry(Kind::Rule, &rule.name, rule.title.as_ref(), rule.span);
                    self.add(Entry { owner, ..found });
                }
                _ => {}
            }
        }
    }

    fn broken(&mut self, document: &Document) {
        for broken in &document.broken {
            let Some(name) = &broken.name else { continue };
            let kind = Kind::of_word(&broken.kind);
            let id = self.add(Entry { broken: true, ..entry(kind, name, None, broken.span) });
            self.broken.entry(name.text.clone()).or_insert(id);
        }
    }
}

fn entry(kind: Kind, name: &Name, title: Option<&Quoted>, whole: Span) -> Entry {
    Entry {
        name: name.text.clone(),
        title: title.map(|title| title.text.clone()),
        kind,
        span: name.span,
        whole,
        ty: None,
        of: None,
        owner: None,
        parents: Vec::new(),
        broken: false,
    }
}

fn type_of(symbol: Symbol, name: &Name, checker: &Checker) -> Option<Type> {
    match symbol {
        Symbol::Parameter(id) => checker.parameters.get(id.0)?.ty.clone(),
        Symbol::Item(id) => checker.items.get(id.0)?.ty.clone(),
        Symbol::Figure(_) => checker.figures.iter().find(|figure| figure.span == name.span).map(|f| f.ty.clone()),
        Symbol::Table(_) | Symbol::Rows(_) => None,
    }
}
