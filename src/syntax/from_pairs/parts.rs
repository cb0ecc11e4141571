//! Finding the parts of a pair, whatever keywords stand between them.

use super::{Pair, Reader, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::tree::{Name, Quoted};

/// The first part of a rule.
pub(super) fn one<'a>(pair: &Pair<'a>, rule: Rule) -> Option<Pair<'a>> {
    all(pair, rule).next()
}

/// Every part of a rule, in order.
pub(super) fn all<'a>(pair: &Pair<'a>, rule: Rule) -> impl Iterator<Item = Pair<'a>> + use<'a> {
    pair.clone().into_inner().filter(move |part| part.as_rule() == rule)
}

/// The rule of the first part.
pub(super) fn first_rule(pair: &Pair) -> Option<Rule> {
    pair.clone().into_inner().next().map(|part| part.as_rule())
}

impl Reader {
    /// The name that stands in a pair.
    pub(super) fn named(&self, pair: &Pair) -> Option<Name> {
        one(pair, Rule::name).map(|name| self.name(&name))
    }

    /// All names that stand in a pair.
    pub(super) fn names(&self, pair: &Pair) -> Vec<Name> {
        all(pair, Rule::name).map(|name| self.name(&name)).collect()
    }

    /// The text that stands in a pair.
    pub(super) fn texted(&self, pair: &Pair) -> Option<Quoted> {
        one(pair, Rule::text).map(|text| self.quoted(&text))
    }

    /// All texts that stand in a pair.
    pub(super) fn texts(&self, pair: &Pair) -> Vec<Quoted> {
        all(pair, Rule::text).map(|text| self.quoted(&text)).collect()
    }

    /// `"Title"`
    pub(super) fn title(&self, pair: &Pair) -> Option<Quoted> {
        one(pair, Rule::title).and_then(|title| self.texted(&title))
    }

    /// `of invoices`
    pub(super) fn of(&self, pair: &Pair) -> Option<Name> {
        one(pair, Rule::of_part).and_then(|of| self.named(&of))
    }

    /// Where a word stands, such as `hidden`.
    pub(super) fn flag(&self, pair: &Pair, rule: Rule) -> Option<Span> {
        one(pair, rule).map(|flag| self.span(&flag))
    }

    /// The one part of a rule that may be written at several places; a second one is a mistake.
    pub(super) fn single<'a>(&mut self, pair: &Pair<'a>, rule: Rule) -> Option<Pair<'a>> {
        let mut parts = all(pair, rule);
        let first = parts.next()?;
        if let Some(second) = parts.next() {
            let word = second.as_str().split_whitespace().next().unwrap_or("").to_string();
            let headline = format!("`{word}` is said twice");
            let diagnostic = Diagnostic::error(codes::SAID_TWICE, self.span(&second), headline, "a second time")
                .other(self.span(&first), "the first time")
                .help("keep the one that is right");
            self.wrong(diagnostic);
        }
        Some(first)
    }

    /// Where a word stands that may be said once.
    pub(super) fn single_flag(&mut self, pair: &Pair, rule: Rule) -> Option<Span> {
        self.single(pair, rule).map(|flag| self.span(&flag))
    }
}
