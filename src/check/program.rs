//! All declarations of all files, by kind, and the one namespace they share.
//!
//! Enters: parsed files. Leaves: [`Program`], where a position in a list is the id that the model will use, and
//! [`Names`]. Guaranteed: of two declarations with one name the first stays, and the second is told.

use super::load::Files;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{ItemId, ParameterId, RowsId, TableId};
use crate::source::{SourceId, Span};
use crate::syntax::tree::{
    AlertDecl, Declaration, DeclarationKind, ExampleDecl, FigureDecl, LaterDecl, LaterKind, MetricDecl, Name,
    ParameterDecl, RowsDecl, ScoreDecl, SegmentDecl, TableDecl,
};
use std::collections::{BTreeMap, BTreeSet};

/// A metric, score or segment as written.
#[derive(Clone, Copy)]
pub(super) enum ItemDecl<'t> {
    Metric(&'t MetricDecl),
    Score(&'t ScoreDecl),
    Segment(&'t SegmentDecl),
}

impl<'t> ItemDecl<'t> {
    pub(super) fn name(self) -> &'t Name {
        match self {
            ItemDecl::Metric(d) => &d.name,
            ItemDecl::Score(d) => &d.name,
            ItemDecl::Segment(d) => &d.name,
        }
    }

    pub(super) fn of(self) -> Option<&'t Name> {
        match self {
            ItemDecl::Metric(d) => d.of.as_ref(),
            ItemDecl::Score(d) => d.of.as_ref(),
            ItemDecl::Segment(d) => d.of.as_ref(),
        }
    }

    pub(super) fn title(self) -> String {
        let (name, title) = match self {
            ItemDecl::Metric(d) => (&d.name, &d.title),
            ItemDecl::Score(d) => (&d.name, &d.title),
            ItemDecl::Segment(d) => (&d.name, &d.title),
        };
        title_of(name, title.as_ref())
    }

    pub(super) fn hidden(self) -> bool {
        match self {
            ItemDecl::Metric(d) => d.hidden.is_some(),
            ItemDecl::Score(d) => d.hidden.is_some(),
            ItemDecl::Segment(d) => d.hidden.is_some(),
        }
    }
}

/// The title, or the name where there is none.
pub(super) fn title_of(name: &Name, title: Option<&Name>) -> String {
    title.unwrap_or(name).text.clone()
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Symbol {
    Table(TableId),
    Rows(RowsId),
    Parameter(ParameterId),
    Item(ItemId),
    Figure(usize),
}

/// Every name of the rulebook, and those whose declaration could not be read.
pub(super) struct Names {
    known: BTreeMap<String, (Symbol, Span)>,
    damaged: BTreeSet<String>,
    contested: BTreeSet<String>,
}

impl Names {
    pub(super) fn get(&self, name: &str) -> Option<Symbol> {
        self.known.get(name).map(|(symbol, _)| *symbol)
    }

    /// Where a name is declared.
    pub(super) fn place(&self, name: &str) -> Option<Span> {
        self.known.get(name).map(|(_, span)| *span)
    }

    /// Whether its declaration has an error of its own, so that its readers need not be told.
    pub(super) fn is_damaged(&self, name: &str) -> bool {
        self.damaged.contains(name)
    }

    /// Whether several declarations have this name, so that readers may mean another one.
    pub(super) fn is_contested(&self, name: &str) -> bool {
        self.contested.contains(name)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, Symbol)> {
        self.known.iter().map(|(name, (symbol, _))| (name.as_str(), *symbol))
    }
}

/// A header line: what it says, and where.
pub(super) struct HeaderLine<'t> {
    pub(super) word: &'static str,
    pub(super) value: &'t Name,
    pub(super) span: Span,
}

/// Everything declared, a used file's declarations before its user's.
#[derive(Default)]
pub(super) struct Program<'t> {
    pub(super) header: Vec<HeaderLine<'t>>,
    pub(super) tables: Vec<&'t TableDecl>,
    pub(super) rows: Vec<&'t RowsDecl>,
    pub(super) parameters: Vec<&'t ParameterDecl>,
    pub(super) items: Vec<ItemDecl<'t>>,
    pub(super) figures: Vec<&'t FigureDecl>,
    pub(super) alerts: Vec<&'t AlertDecl>,
    pub(super) examples: Vec<&'t ExampleDecl>,
    pub(super) later: Vec<(&'t LaterDecl, Span)>,
}

/// Sorts declarations by kind and registers their names.
pub(super) fn gather<'t>(files: &'t Files, reports: &mut Vec<Diagnostic>) -> (Program<'t>, Names) {
    let mut program = Program::default();
    let mut names = Names { known: BTreeMap::new(), damaged: files.damaged.clone(), contested: BTreeSet::new() };
    let mut later = BTreeMap::new();
    let mut titles = BTreeMap::new();
    let mut alerts = BTreeMap::new();
    for declaration in files.documents.iter().flat_map(|(_, document)| &document.declarations) {
        if let DeclarationKind::Later(decl) = &declaration.kind {
            note_later(decl, declaration.span, &mut later, reports);
            program.later.push((decl, declaration.span));
            continue;
        }
        if let DeclarationKind::Alert(decl) = &declaration.kind {
            match alerts.insert(decl.name.text.as_str(), decl.name.span) {
                Some(first) => reports.push(declared_twice(&decl.name, first)),
                None => program.alerts.push(decl),
            }
            continue;
        }
        if let DeclarationKind::Example(decl) = &declaration.kind {
            if let Some(first) = titles.insert(decl.title.text.as_str(), decl.title.span) {
                reports.push(titled_twice(&decl.title, first));
            }
            program.examples.push(decl);
            continue;
        }
        if let Some((word, value)) = header_line(&declaration.kind) {
            program.header.push(HeaderLine { word, value, span: declaration.span });
            continue;
        }
        program.place(declaration, &mut names, reports);
    }
    (program, names)
}

impl<'t> Program<'t> {
    fn place(&mut self, declaration: &'t Declaration, names: &mut Names, reports: &mut Vec<Diagnostic>) {
        let (name, symbol) = match &declaration.kind {
            DeclarationKind::Table(d) => (&d.name, Symbol::Table(TableId(self.tables.len()))),
            DeclarationKind::Parameter(d) => (&d.name, Symbol::Parameter(ParameterId(self.parameters.len()))),
            DeclarationKind::Rows(d) => (&d.name, Symbol::Rows(RowsId(self.rows.len()))),
            DeclarationKind::Metric(d) => (&d.name, Symbol::Item(ItemId(self.items.len()))),
            DeclarationKind::Score(d) => (&d.name, Symbol::Item(ItemId(self.items.len()))),
            DeclarationKind::Segment(d) => (&d.name, Symbol::Item(ItemId(self.items.len()))),
            DeclarationKind::Figure(d) => (&d.name, Symbol::Figure(self.figures.len())),
            _ => return,
        };
        if let Some((_, first)) = names.known.get(&name.text) {
            reports.push(declared_twice(name, *first));
            names.contested.insert(name.text.clone());
            return;
        }
        names.known.insert(name.text.clone(), (symbol, name.span));
        self.push(declaration);
    }

    fn push(&mut self, declaration: &'t Declaration) {
        match &declaration.kind {
            DeclarationKind::Table(d) => self.tables.push(d),
            DeclarationKind::Parameter(d) => self.parameters.push(d),
            DeclarationKind::Rows(d) => self.rows.push(d),
            DeclarationKind::Metric(d) => self.items.push(ItemDecl::Metric(d)),
            DeclarationKind::Score(d) => self.items.push(ItemDecl::Score(d)),
            DeclarationKind::Segment(d) => self.items.push(ItemDecl::Segment(d)),
            DeclarationKind::Figure(d) => self.figures.push(d),
            _ => {}
        }
    }
}

/// A second declaration of a name; also used where columns or rules share one.
pub(super) fn declared_twice(name: &Name, first: Span) -> Diagnostic {
    let headline = format!("the name `{}` is declared twice", name.text);
    Diagnostic::error(codes::DECLARED_TWICE, name.span, headline, "declared again")
        .other(first, "first declared here")
        .help(format!("give one of them another name, such as `{}_2`, or take one away", name.text))
}

fn titled_twice(title: &Name, first: Span) -> Diagnostic {
    let headline = format!("two examples have the title \"{}\"", title.text);
    Diagnostic::error(codes::DECLARED_TWICE, title.span, headline, "again")
        .other(first, "first here")
        .help("say in each title what the case is")
}

fn header_line(kind: &DeclarationKind) -> Option<(&'static str, &Name)> {
    match kind {
        DeclarationKind::Rulebook(value) => Some(("rulebook", value)),
        DeclarationKind::Version(value) => Some(("version", value)),
        DeclarationKind::Owner(value) => Some(("owner", value)),
        DeclarationKind::Currency(value) => Some(("currency", value)),
        DeclarationKind::About(value) => Some(("about", value)),
        _ => None,
    }
}

fn note_later<'t>(
    decl: &'t LaterDecl,
    span: Span,
    seen: &mut BTreeMap<(u8, &'t str), Span>,
    reports: &mut Vec<Diagnostic>,
) {
    let (word, order) = match decl.kind {
        LaterKind::Worklist => ("worklist", 0),
        LaterKind::Advisor => ("advisor", 1),
    };
    if let Some(first) = seen.insert((order, &decl.name.text), decl.name.span) {
        reports.push(declared_twice(&decl.name, first));
    }
    let first_words = Span { end: decl.name.span.end, ..span };
    let headline = format!("this version reads {} {word} but does not run it yet", article(word));
    reports.push(
        Diagnostic::note(codes::NOT_RUN_YET, first_words, headline, "left out of every run")
            .help("the rest of the rulebook runs as if this were not there"),
    );
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// Whether a declaration stands in the rulebook itself, not in a used file.
pub(super) fn is_own(span: Span) -> bool {
    span.source == SourceId(0)
}
