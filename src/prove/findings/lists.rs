//! Lines that nobody wins, and conditions that never or always hold.

use super::{ListView, Prover};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Expr, ExprKind, ItemKind};
use crate::prove::domain::Domain;
use crate::prove::graph::NodeId;
use crate::prove::witness::Shows;
use crate::source::Span;

/// A line that comes before another.
type Earlier = (NodeId, Span);

/// A line with a condition: its position, its node, what is written, and the whole of it.
type Asking<'a> = (usize, NodeId, &'a Expr, Span);

impl<'a> Prover<'a> {
    /// Tells what is wrong with a list.
    pub(super) fn list(&mut self, list: &ListView<'a>) {
        let mut earlier: Vec<Earlier> = Vec::new();
        for (position, (nodes, condition, span)) in list.lines.iter().enumerate() {
            let (Some(node), Some(condition)) = (nodes.condition, condition) else {
                if position > 0 && !list.adding {
                    self.otherwise(list, (position, *span), &earlier);
                }
                return;
            };
            if !self.is_told(condition.span) && self.line(list, (position, node, condition, *span), &earlier) {
                return;
            }
            earlier.push((node, condition.span));
        }
    }

    /// One line; whether it takes everything, so that there is nothing to say about those after it.
    fn line(&mut self, list: &ListView<'a>, line: Asking<'a>, earlier: &[Earlier]) -> bool {
        let (_, node, condition, span) = line;
        let base = (list.among, Domain::YES);
        if self.is_refuted(&[base, (node, Domain::YES)]) {
            self.never(&[base], condition, self.only_label(list, span));
            return false;
        }
        if self.is_refuted(&[base, (node, Domain::FAILS)]) {
            self.always(list, condition, span);
            return !list.adding;
        }
        if !list.adding && !earlier.is_empty() {
            let mut suppose = vec![base, (node, Domain::YES)];
            suppose.extend(earlier.iter().map(|(earlier, _)| (*earlier, Domain::FAILS)));
            if self.is_refuted(&suppose) {
                self.dead(list, line, earlier);
                return false;
            }
        }
        self.condition_parts(&[base], condition);
        false
    }

    /// Tells of a line whose rows the lines above take, naming as few of them as do.
    fn dead(&mut self, list: &ListView<'a>, (position, node, condition, line): Asking<'a>, earlier: &[Earlier]) {
        let base = vec![(list.among, Domain::YES), (node, Domain::YES)];
        let takers = self.takers(&base, earlier);
        let headline = match (takers.as_slice(), self.only_label(list, line)) {
            ([_], Some(label)) => {
                format!("nobody can be {label}: an earlier line already takes all rows that this line would")
            }
            (_, Some(label)) => {
                format!("nobody can be {label}: earlier lines already take all rows that this line would")
            }
            ([_], None) => "this line never wins, since an earlier line already takes all its rows".to_string(),
            (_, None) => "this line never wins, since earlier lines already take all its rows".to_string(),
        };
        let mut report = Diagnostic::warning(codes::NEVER_WON, condition.span, headline, "never wins");
        let word = if takers.len() == 1 { "this one takes them" } else { "takes some of them" };
        for taker in takers.iter().take(4) {
            report = report.other(*taker, word);
        }
        let report = report.help("put the narrower condition first, or take the line away");
        self.tell_of(list, report, base, Shows::Taken(position, Some(condition)));
    }

    /// As few earlier lines as leave nothing of what is supposed.
    fn takers(&mut self, base: &[(NodeId, Domain)], earlier: &[Earlier]) -> Vec<Span> {
        let with = |kept: &[Earlier]| -> Vec<(NodeId, Domain)> {
            base.iter().copied().chain(kept.iter().map(|(node, _)| (*node, Domain::FAILS))).collect()
        };
        if let Some(one) = earlier.iter().find(|one| self.is_refuted(&with(&[**one]))) {
            return vec![one.1];
        }
        let mut kept = earlier.to_vec();
        let mut at = 0;
        while at < kept.len() && kept.len() <= 32 {
            let mut fewer = kept.clone();
            fewer.remove(at);
            if self.is_refuted(&with(&fewer)) {
                kept = fewer;
            } else {
                at += 1;
            }
        }
        kept.into_iter().map(|(_, span)| span).collect()
    }

    fn otherwise(&mut self, list: &ListView<'a>, (position, span): (usize, Span), earlier: &[Earlier]) {
        let base = vec![(list.among, Domain::YES)];
        let mut suppose = base.clone();
        suppose.extend(earlier.iter().map(|(node, _)| (*node, Domain::FAILS)));
        if !self.is_refuted(&suppose) {
            return;
        }
        let takers = self.takers(&base, earlier);
        let headline = match self.only_label(list, span) {
            Some(label) => format!("nobody can be {label}: the lines above take every row"),
            None => "nothing is left for this line: the lines above take every row".to_string(),
        };
        let mut report = Diagnostic::warning(codes::NEVER_WON, span, headline, "never wins");
        for taker in takers.iter().take(4) {
            report = report.other(*taker, "takes some of them");
        }
        let report = report.help("let the line before it end the list: write `otherwise` instead of its condition");
        self.tell_of(list, report, base, Shows::Taken(position, None));
    }

    /// Tells of a condition that no row meets; `base` says which rows are asked.
    pub(super) fn never(&mut self, base: &[(NodeId, Domain)], condition: &Expr, label: Option<String>) {
        let (at, other) = self.contradiction(base, condition);
        let what = if other.is_some() {
            "two parts of this condition never hold together"
        } else {
            "this condition never holds"
        };
        let headline = label.map_or(what.to_string(), |label| format!("nobody can be {label}: {what}"));
        let label = if other.is_some() { "never together with the other part" } else { "never holds" };
        let mut report = Diagnostic::warning(codes::NEVER_HOLDS, at.span, headline, label);
        if let Some(other) = other {
            report = report.other(other.span, "the other part");
        } else if let Some((term, words)) = self.range_of(at) {
            report = report.other(term, words);
        }
        self.tell(report.help("change the condition, or take it away"));
    }

    /// The part of a condition that fails by itself, or two that fail together; else the whole.
    fn contradiction<'e>(&mut self, base: &[(NodeId, Domain)], whole: &'e Expr) -> (&'e Expr, Option<&'e Expr>) {
        let ExprKind::And(parts) = &whole.kind else { return (whole, None) };
        let yes = |this: &Self, part: &Expr| this.node(part).map(|node| (node, Domain::YES));
        let suppose = |more: &[(NodeId, Domain)]| base.iter().chain(more).copied().collect::<Vec<_>>();
        let nodes: Vec<_> = parts.iter().filter_map(|part| Some((part, yes(self, part)?))).collect();
        for (part, node) in &nodes {
            if self.is_refuted(&suppose(&[*node])) {
                return (part, None);
            }
        }
        for (i, (second, b)) in nodes.iter().enumerate().take(16) {
            for (first, a) in nodes.iter().take(i) {
                if self.is_refuted(&suppose(&[*a, *b])) {
                    return (second, Some(first));
                }
            }
        }
        (whole, None)
    }

    fn always(&mut self, list: &ListView, condition: &Expr, span: Span) {
        let headline = "this condition always holds, so it asks nothing";
        let mut report = Diagnostic::warning(codes::ALWAYS_HOLDS, condition.span, headline, "always holds");
        if let Some((term, words)) = self.range_of(condition) {
            report = report.other(term, words);
        }
        let later = list.lines.iter().skip_while(|(_, _, other)| *other != span).skip(1);
        if !list.adding {
            for (_, _, line) in later.take(3) {
                report = report.other(*line, "never reached");
            }
        }
        self.tell(report.help("change the condition; a line for all that is left says `otherwise`"));
    }

    /// Parts of a condition that add nothing to it.
    pub(super) fn condition_parts(&mut self, base: &[(NodeId, Domain)], condition: &Expr) {
        let (parts, idle) = match &condition.kind {
            ExprKind::And(parts) => (parts, Domain::FAILS),
            ExprKind::Or(parts) => (parts, Domain::YES),
            _ => return,
        };
        for part in parts {
            let Some(node) = self.node(part) else { continue };
            let suppose: Vec<_> = base.iter().copied().chain([(node, idle)]).collect();
            if !self.is_refuted(&suppose) {
                self.condition_parts(base, part);
                continue;
            }
            if idle == Domain::YES {
                self.never(base, part, None);
                continue;
            }
            let headline = "this part of the condition always holds, so it asks nothing";
            let mut report = Diagnostic::warning(codes::ALWAYS_HOLDS, part.span, headline, "always holds");
            if let Some((term, words)) = self.range_of(part) {
                report = report.other(term, words);
            }
            self.tell(report.help("change it, or take it away"));
        }
    }

    /// The label that only this line of a segment gives, in quotes.
    fn only_label(&self, list: &ListView, span: Span) -> Option<String> {
        let ItemKind::Segment(segment) = &self.book.item(list.item).kind else { return None };
        let line = segment.list.lines.iter().find(|line| line.span == span)?;
        let lines = segment.list.lines.iter().filter(|other| other.result == line.result).count();
        let label = segment.labels.get(line.result)?;
        (lines == 1).then(|| format!("\"{label}\""))
    }
}
