//! Alerts, and the changes that they ask for.

use super::parts::one;
use super::{Pair, Reader, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::tree::{AlertDecl, Change, Expr, Name};
use crate::value::Severity;
use std::collections::BTreeMap;

impl Reader {
    pub(super) fn alert(&mut self, pair: &Pair) -> Option<AlertDecl> {
        let severity = self.single(pair, Rule::severity);
        let to = self.single(pair, Rule::audience).map_or_else(Vec::new, |to| self.audiences(&to));
        let once_every = match self.single(pair, Rule::cool_down) {
            Some(every) => Some(self.only_arith(&every)?),
            None => None,
        };
        let until = match one(pair, Rule::until) {
            Some(until) => Some(self.only_expr(&until)?),
            None => None,
        };
        Some(AlertDecl {
            name: self.named(pair)?,
            title: self.title(pair),
            severity: severity.map(|words| (level(&words), self.span(&words))),
            to,
            once_every,
            when: self.only_expr(pair)?,
            first_seen: self.flag(pair, Rule::first_seen),
            until,
        })
    }

    /// `to finance, sales`: each once.
    fn audiences(&mut self, pair: &Pair) -> Vec<Name> {
        let names = self.names(pair);
        let mut seen = BTreeMap::new();
        for name in &names {
            if let Some(first) = seen.insert(name.text.as_str(), name.span) {
                let headline = format!("`{}` is told twice", name.text);
                let report = Diagnostic::error(codes::SAID_TWICE, name.span, headline, "a second time");
                self.wrong(report.other(first, "the first time").help("name each audience once"));
            }
        }
        names
    }

    fn only_expr(&mut self, pair: &Pair) -> Option<Expr> {
        self.expr(one(pair, Rule::expr)?)
    }

    /// `becomes "High risk"`, `changes by 0.5 stars or more`
    pub(super) fn change(&mut self, pair: &Pair) -> Option<Change> {
        let words = pair.clone().into_inner().next()?;
        Some(match words.as_rule() {
            Rule::becomes => Change::Becomes(*self.only_value(&words)?),
            Rule::leaves => Change::Leaves(*self.only_value(&words)?),
            Rule::rises_above => Change::RisesAbove(*self.only_value(&words)?),
            Rule::falls_below => Change::FallsBelow(*self.only_value(&words)?),
            _ if one(&words, Rule::arith).is_some() => Change::ChangesBy(self.only_arith(&words)?),
            _ => Change::Changes,
        })
    }
}

/// The level behind `severity`.
fn level(words: &Pair) -> Severity {
    let mut parts = words.clone().into_inner();
    parts.next();
    match parts.next().map(|level| level.as_rule()) {
        Some(Rule::k_low) => Severity::Low,
        Some(Rule::k_high) => Severity::High,
        _ => Severity::Medium,
    }
}
