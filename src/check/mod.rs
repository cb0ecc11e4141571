//! Tree to model: names, types, units, dependencies.
//!
//! Enters: the text of a rulebook, and a way to read the files it uses. Leaves: [`Checked`]: every independent mistake,
//! and the model if none is an error. Guaranteed: no input panics or hangs; the order of diagnostics is stable.

mod aggregate;
mod alerts;
mod allow;
mod arithmetic;
mod checker;
mod circles;
mod columns;
mod condition;
mod covered;
mod damage;
mod examples;
mod figure;
mod graph;
mod habits;
mod header;
pub mod index;
mod list;
mod literal;
mod load;
mod lower;
mod metric;
mod misread;
mod misworded;
mod needs;
mod parameter;
mod program;
mod renew;
mod rows;
mod rule;
mod scope;
mod score;
mod setting;
mod tables;
mod units;
mod unknown;
mod unused;
mod ways;

pub use allow::Allowances;

use crate::diagnostic::{self, Diagnostic, Severity, codes};
use crate::model::{ItemId, ParameterId, Rulebook, Setting};
use crate::source::{SourceId, Sources};
use crate::syntax::tree::{DeclarationKind, Document};
use crate::value::{ScoreUnit, Type, Value};
use checker::{Checker, ParameterFact};
use header::Header;
use index::Index;
use literal::Literals;
use needs::Node;
use program::{ItemDecl, Program};
use units::Units;

/// What the checker found.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// All files read, the rulebook first
    pub sources: Sources,
    /// Errors, warnings and notes by place
    pub diagnostics: Vec<Diagnostic>,
    /// The model; `None` exactly where a diagnostic is an error
    pub rulebook: Option<Rulebook>,
}

/// Reads the file at a path (`/` between folders, from the rulebook's folder), or says in a few words why not.
pub type Load<'a> = dyn FnMut(&str) -> Result<String, String> + 'a;

/// Checks a rulebook named `name` with this text; `use` lines are read by `load`.
pub fn check(name: &str, text: &str, load: &mut Load) -> Checked {
    let files = load::files(name, text, load);
    let mut diagnostics = files.reports.clone();
    let rulebook = build(&files, &mut diagnostics, |_| {});
    checked(files.sources, diagnostics, rulebook)
}

fn checked(sources: Sources, mut diagnostics: Vec<Diagnostic>, rulebook: Option<Rulebook>) -> Checked {
    diagnostic::sort(&mut diagnostics);
    let is_sound = diagnostics.iter().all(|d| d.severity != Severity::Error);
    Checked { sources, diagnostics, rulebook: rulebook.filter(|_| is_sound) }
}

/// A rulebook as an editor needs it: beside its mistakes, its trees and names.
#[derive(Clone, Debug, Default)]
pub struct Inspected {
    /// Files, mistakes and model
    pub checked: Checked,
    /// The tree of each file, a used file's before its user's
    pub documents: Vec<(SourceId, Document)>,
    /// All names; empty where a file can't be read at all
    pub index: Index,
}

impl Inspected {
    /// The whole declaration around a byte.
    pub fn declaration(&self, source: SourceId, byte: u32) -> Option<&DeclarationKind> {
        let (_, document) = self.documents.iter().find(|(id, _)| *id == source)?;
        let found = document.declarations.iter().find(|d| d.span.start <= byte && byte <= d.span.end)?;
        Some(&found.kind)
    }
}

/// Checks a rulebook as [`check`] does, and keeps what it found out about names.
pub fn inspect(name: &str, text: &str, load: &mut Load) -> Inspected {
    let files = load::files(name, text, load);
    let mut diagnostics = files.reports.clone();
    let mut index = Index::default();
    let rulebook = build(&files, &mut diagnostics, |checker| index = index::index(&files, checker));
    let (documents, sources) = (files.documents, files.sources);
    Inspected { checked: checked(sources, diagnostics, rulebook), documents, index }
}

/// Reads `NAME=VALUE` or `NAME[COLUMN VALUE]=VALUE`, as `--set` gives it; an `Err` is a sentence for the user.
pub fn setting(rulebook: &Rulebook, text: &str) -> Result<Setting, String> {
    setting::from_text(rulebook, text)
}

/// Reads a value for the parameter `name`, or only for one value of the column it goes by; as a parameter file gives
/// it. An `Err` is a sentence for the user.
pub fn setting_value(rulebook: &Rulebook, name: &str, only_for: Option<&str>, value: &str) -> Result<Setting, String> {
    setting::from_parts(rulebook, name, only_for, value)
}

/// Reads a value of a type as it stands in a rulebook, but that text and labels may stand without quotes. An `Err` is a
/// sentence for the user.
pub fn value_of(rulebook: &Rulebook, ty: &Type, text: &str) -> Result<Value, String> {
    setting::read(rulebook, ty, text)
}

/// Builds the model; `look` is shown what the checker knows once all bodies have been read.
fn build(files: &load::Files, diagnostics: &mut Vec<Diagnostic>, look: impl FnOnce(&Checker)) -> Option<Rulebook> {
    let (program, names) = program::gather(files, diagnostics);
    if diagnostics.iter().any(|d| d.code == codes::UNREADABLE_FILE) {
        return None;
    }
    let header = header::header(&program, &names, diagnostics);
    let units = Units::new(header.currency.clone(), score_units(&program));
    let literals = Literals { units: &units, sources: &files.sources };
    let example_units = units.with_points();
    let tables = tables::tables(&program, &names, literals, diagnostics);
    let mut checker = Checker {
        sources: &files.sources,
        program: &program,
        names: &names,
        units: &units,
        example_units: &example_units,
        tables: &tables,
        about: header.about,
        rows: rows::tables_of(&program, &names),
        parameters: program.parameters.iter().map(|_| ParameterFact::default()).collect(),
        items: Vec::new(),
        figures: Vec::new(),
        alerts: Vec::new(),
        watches: Vec::new(),
        examples: Vec::new(),
        asked: None,
        reports: Vec::new(),
        figure_by: None,
        only_column: None,
        next: 0,
        nesting: 0,
        is_full: false,
    };
    lower(&mut checker);
    look(&checker);
    if files.reports.is_empty() {
        unused::report_unused(&mut checker);
    }
    diagnostics.append(&mut checker.reports);
    assemble(checker, header)
}

fn score_units<'t>(program: &Program<'t>) -> impl Iterator<Item = ScoreUnit> {
    program.items.iter().filter_map(|item| match item {
        ItemDecl::Score(score) => Some(metric::unit_of(score)),
        _ => None,
    })
}

fn lower(checker: &mut Checker) {
    for decl in &checker.program.items {
        let head = checker.head(*decl);
        checker.items.push(head);
    }
    checker.check_keys();
    for i in 0..checker.parameters.len() {
        checker.lower_parameter(ParameterId(i));
    }
    for (node, is_circle) in needs::order(checker) {
        match node {
            Node::Rows(id) if !is_circle => drop(checker.lower_rows(id)),
            Node::Item(id) if !is_circle => drop(checker.lower_item(id)),
            Node::Item(id) => forget(checker, id),
            Node::Rows(_) => {}
        }
    }
    for i in 0..checker.program.figures.len() {
        checker.lower_figure(i);
    }
    checker.lower_alerts();
    checker.lower_examples();
}

/// A value in a circle has no type, so that its readers stay silent.
fn forget(checker: &mut Checker, id: ItemId) {
    if let Some(fact) = checker.items.get_mut(id.0) {
        fact.ty = None;
    }
}

/// The model, if every part of it is there.
fn assemble(checker: Checker, header: Header) -> Option<Rulebook> {
    let Checker { tables, rows, parameters, items, figures, alerts, watches, examples, next, .. } = checker;
    Some(Rulebook {
        name: header.rulebook?,
        version: header.version?,
        owner: header.owner,
        currency: header.currency?,
        about: header.about?,
        tables: tables.list.clone(),
        parameters: parameters.into_iter().map(|fact| fact.model).collect::<Option<_>>()?,
        rows: rows.into_iter().map(|fact| fact.model).collect::<Option<_>>()?,
        items: items.into_iter().map(|fact| fact.model).collect::<Option<_>>()?,
        figures,
        alerts: alerts.into_iter().collect::<Option<_>>()?,
        watches,
        watching: Vec::new(),
        examples,
        expressions: next,
    })
}
