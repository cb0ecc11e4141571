//! Decision lists: their lines, their `otherwise`, and what falls through.
//!
//! Enters: the lines of a list with their lowered conditions. Leaves: diagnostics. Guaranteed: whatever a list decides,
//! the same things are told about it.

use super::checker::{Checker, Scope};
use super::unknown::{Cause, Facts};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::Expr;
use crate::source::Span;
use crate::syntax::tree::{DecisionList, Line};
use std::collections::BTreeMap;

/// What kind of list it is: what is demanded of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Metric, segment, parameter
    Closed,
    /// A rule's, which may end open
    Rule,
    /// A rule's whose lines are all tried
    Adding,
}

/// A line's condition after lowering.
pub(super) struct Condition {
    pub(super) expr: Option<Expr>,
    pub(super) facts: Facts,
}

impl<'t> Checker<'t> {
    /// Lowers the conditions of all lines, and tells what is wrong with the list as such. A line is `None` where its
    /// condition is wrong.
    pub(super) fn conditions<R>(
        &mut self,
        list: &'t DecisionList<R>,
        kind: Kind,
        what: &str,
        scope: Scope,
    ) -> Vec<Option<Condition>> {
        let mut conditions = Vec::with_capacity(list.lines.len());
        for line in &list.lines {
            conditions.push(match &line.condition {
                Some(written) => {
                    self.condition(written, scope).map(|typed| Condition { expr: Some(typed.expr), facts: typed.facts })
                }
                None => Some(Condition { expr: None, facts: Facts::default() }),
            });
        }
        self.check_shape(list, kind, what);
        if kind != Kind::Adding {
            self.check_repeats(list);
            self.check_covered(&conditions);
            self.check_unknown(list, &conditions);
        }
        conditions
    }

    fn check_shape<R>(&mut self, list: &DecisionList<R>, kind: Kind, what: &str) {
        if list.lines.is_empty() {
            let report =
                Diagnostic::error(codes::EMPTY_LIST, list.span, format!("{what} has no lines"), "nothing to choose");
            return self
                .report(report.help("write lines such as `RESULT when CONDITION`, and `RESULT otherwise` last"));
        }
        let Some(first) = list.lines.iter().position(|line| line.condition.is_none()) else {
            if kind == Kind::Closed {
                self.report(no_otherwise(list.span, what));
            }
            return;
        };
        if kind == Kind::Adding {
            return self.check_adding(list);
        }
        let otherwise = list.lines.get(first).map(|line| line.span).unwrap_or_default();
        for line in list.lines.iter().skip(first + 1) {
            self.report(after_otherwise(line, otherwise));
        }
    }

    fn check_adding<R>(&mut self, list: &DecisionList<R>) {
        let says_otherwise = |line: &&Line<R>| line.condition.is_none() && self.words(line.span).ends_with("otherwise");
        let found: Vec<Span> = list.lines.iter().filter(says_otherwise).map(|line| line.span).collect();
        for span in found {
            let headline = "a rule that adds all lines that hold has no `otherwise`";
            self.report(
                Diagnostic::error(codes::AFTER_OTHERWISE, span, headline, "nothing is left over here")
                    .help("take the line away, give it a condition, or take `adding` away"),
            );
        }
    }

    fn check_repeats<R>(&mut self, list: &DecisionList<R>) {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for condition in list.lines.iter().filter_map(|line| line.condition.as_ref()) {
            if let Some(first) = seen.get(&self.words(condition.span)) {
                let headline = "the same condition stands in an earlier line, so this line never wins";
                let report = Diagnostic::warning(codes::CONDITION_REPEATED, condition.span, headline, "again");
                let first = *first;
                self.report(report.other(first, "this line takes them all").help("change one of the two conditions"));
            } else {
                seen.insert(self.words(condition.span), condition.span);
            }
        }
    }

    /// Tells once if rows fall to `otherwise` because something is unknown, and no line asks about it.
    fn check_unknown<R>(&mut self, list: &DecisionList<R>, conditions: &[Option<Condition>]) {
        let Some(last) = list.lines.iter().position(|line| line.condition.is_none()) else { return };
        let before: Vec<&Condition> = conditions.iter().take(last).flatten().collect();
        if before.len() < last || before.iter().any(|c| c.facts.asks_unknown) {
            return;
        }
        let empties: Vec<_> = before.iter().flat_map(|c| &c.facts.holds_if_empty).collect();
        let mut open: Vec<&Cause> = Vec::new();
        for cause in before.iter().flat_map(|c| &c.facts.causes) {
            let is_caught = cause.empty.as_ref().is_some_and(|set| empties.contains(&set));
            if !is_caught && !open.iter().any(|o| o.name == cause.name) {
                open.push(cause);
            }
        }
        if let (Some(line), false) = (list.lines.get(last), open.is_empty()) {
            let taker = if self.words(line.span).ends_with("otherwise") { "`otherwise`" } else { "this line" };
            self.report(takes_unknown(line.span, taker, &open));
        }
    }
}

fn takes_unknown(line: Span, taker: &str, causes: &[&Cause]) -> Diagnostic {
    let names: Vec<String> = causes.iter().take(4).map(|cause| format!("`{}`", cause.name)).collect();
    let headline = format!("{taker} also takes the rows for which {} is unknown", names.join(" or "));
    let mut report = Diagnostic::warning(codes::UNKNOWN_TAKEN, line, headline, "takes the unknown, too");
    for cause in causes.iter().take(4) {
        report = report.other(cause.span, cause.why.clone());
    }
    let name = causes.first().map_or("", |cause| cause.name.as_str());
    let asked = if name.contains(' ') { format!("({name})") } else { name.to_string() };
    report.help(format!("say what these rows get, in a line before: `RESULT when {asked} is unknown`"))
}

fn no_otherwise(span: Span, what: &str) -> Diagnostic {
    let headline = format!("{what} has no `otherwise`, so rows that no line takes would have no value");
    Diagnostic::error(codes::OTHERWISE_MISSING, span, headline, "may end without a result")
        .help("add a last line: `RESULT otherwise`")
}

fn after_otherwise<R>(line: &Line<R>, otherwise: Span) -> Diagnostic {
    let (headline, help) = if line.condition.is_none() {
        ("`otherwise` stands twice", "keep one of them, as the last line")
    } else {
        ("a line after `otherwise` never wins", "move `otherwise` to the end")
    };
    Diagnostic::error(codes::AFTER_OTHERWISE, line.span, headline, "never reached")
        .other(otherwise, "this line takes all that is left")
        .help(help)
}
