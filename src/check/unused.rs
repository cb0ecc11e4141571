//! Declarations that nothing reads.
//!
//! Enters: all declarations of the rulebook. Leaves: a warning for each parameter, rows and hidden item of the rulebook
//! itself that no other declaration names. Guaranteed: what a used file declares for many rulebooks is never told; nor
//! is what has an error of its own, nor anything while a declaration could not be read.

use super::checker::Checker;
use super::needs::{children, parts};
use super::program::{Symbol, is_own};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{ItemId, ParameterId, RowsId};
use crate::syntax::tree::{Expr, ExprKind, Name};
use std::collections::BTreeSet;

/// Warns about what nothing reads.
pub(super) fn report_unused(checker: &mut Checker) {
    let read = reads(checker);
    let mut reports = Vec::new();
    let mut tell = |symbol: Symbol, name: &Name, what: &str, help: &str| {
        let is_sound = checker.is_sound(symbol);
        if is_sound && is_own(name.span) && !read.contains(&symbol) && !checker.names.is_contested(&name.text) {
            let headline = format!("nothing reads {what} `{}`", name.text);
            reports.push(Diagnostic::warning(codes::UNUSED, name.span, headline, "never read").help(help));
        }
    };
    for (i, decl) in checker.program.parameters.iter().enumerate() {
        tell(
            Symbol::Parameter(ParameterId(i)),
            &decl.name,
            "the parameter",
            "use it where its value is meant, or take it away",
        );
    }
    for (i, decl) in checker.program.rows.iter().enumerate() {
        tell(Symbol::Rows(RowsId(i)), &decl.name, "the rows", "aggregate them, or take them away");
    }
    for (i, decl) in checker.program.items.iter().enumerate().filter(|(_, decl)| decl.hidden()) {
        let help = "take `hidden` away to see it in the results, or take it away altogether";
        tell(Symbol::Item(ItemId(i)), decl.name(), "the hidden", help);
    }
    checker.reports.append(&mut reports);
}

impl Checker<'_> {
    /// Whether a declaration came through without an error.
    fn is_sound(&self, symbol: Symbol) -> bool {
        match symbol {
            Symbol::Parameter(id) => self.parameters.get(id.0).is_some_and(|fact| fact.model.is_some()),
            Symbol::Rows(id) => self.rows.get(id.0).is_some_and(|fact| fact.model.is_some()),
            Symbol::Item(id) => self.items.get(id.0).is_some_and(|fact| fact.model.is_some()),
            Symbol::Table(_) | Symbol::Figure(_) => true,
        }
    }
}

/// Every symbol that some declaration names.
fn reads(checker: &Checker) -> BTreeSet<Symbol> {
    let mut read = BTreeSet::new();
    let mut open: Vec<&Expr> = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    for decl in &checker.program.rows {
        words.push(&decl.of.text);
        open.extend(&decl.filter);
    }
    for decl in &checker.program.items {
        words.extend(decl.of().map(|of| of.text.as_str()));
        open.extend(parts(*decl));
    }
    for decl in &checker.program.figures {
        open.extend(decl.by.iter().chain([&decl.value]));
    }
    for decl in &checker.program.alerts {
        open.extend(decl.once_every.iter().chain([&decl.when]).chain(&decl.until));
    }
    while let Some(expr) = open.pop() {
        match &expr.kind {
            ExprKind::Name(name) | ExprKind::Path(_, name) => words.push(&name.text),
            ExprKind::Aggregate(aggregate) => {
                words.push(&aggregate.rows.text);
                open.extend(aggregate.argument.iter().chain(&aggregate.filter));
            }
            _ => open.extend(children(expr)),
        }
    }
    for (_, span) in &checker.program.later {
        words.extend(checker.sources.text(*span).split(|c: char| !(c.is_alphanumeric() || c == '_')));
    }
    read.extend(words.into_iter().filter_map(|word| checker.names.get(word)));
    read
}
