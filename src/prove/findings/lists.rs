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
            if self.is_told(condition.span) {
                self.covered(list, position);
            } else if self.line(list, (position, node, condition, *span), &earlier) {
                return self.bury(list, position + 1..list.lines.len());
            }
            earlier.push((node, condition.span));
        }
    }

    /// A line that the checker found covered.
    fn covered(&mut self, list: &ListView, position: usize) {
        if self.is_refuted(&list.supposing(position)) {
            self.bury(list, std::iter::once(position));
        }
    }

    /// One line; whether it takes everything, so that there is nothing to say about those after it.
    fn line(&mut self, list: &ListView<'a>, line: Asking<'a>, earlier: &[Earlier]) -> bool {
        let (position, node, condition, _) = line;
        let base = (list.among, Domain::YES);
        if self.is_refuted(&[base, (node, Domain::YES)]) {
            self.bury(list, std::iter::once(position));
            let label = self.lost_label(list, position);
            self.never(&[base], condition, label);
            return false;
        }
        if self.is_refuted(&[base, (node, Domain::FAILS)]) {
            self.always(list, condition, position);
            return !list.adding;
        }
        if !list.adding && !earlier.is_empty() {
            let mut suppose = vec![base, (node, Domain::YES)];
            suppose.extend(earlier.iter().map(|(earlier, _)| (*earlier, Domain::FAILS)));
            if self.is_refuted(&suppose) {
                self.bury(list, std::iter::once(position));
                self.dead(list, line, earlier);
                return false;
            }
        }
        self.condition_parts(&[base], condition);
        false
    }

    /// Tells of a line whose rows the lines above take, naming as few of them as do.
    fn dead(&mut self, list: &ListView<'a>, (position, node, condition, _): Asking<'a>, earlier: &[Earlier]) {
        let base = vec![(list.among, Domain::YES), (node, Domain::YES)];
        let takers = self.takers(&base, earlier);
        let headline = match (takers.as_slice(), self.lost_label(list, position)) {
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
        self.bury(list, std::iter::once(position));
        let takers = self.takers(&base, earlier);
        let headline = match self.lost_label(list, position) {
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

    fn always(&mut self, list: &ListView, condition: &Expr, position: usize) {
        let headline = "this condition always holds, so it asks nothing";
        let mut report = Diagnostic::warning(codes::ALWAYS_HOLDS, condition.span, headline, "always holds");
        if let Some((term, words)) = self.range_of(condition) {
            report = report.other(term, words);
        }
        if !list.adding {
            for (_, _, line) in list.lines.iter().skip(position + 1).take(3) {
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
            self.always_part(part);
        }
    }

    /// Tells of a part of a condition that every row meets.
    pub(super) fn always_part(&mut self, part: &Expr) {
        let headline = "this part of the condition always holds, so it asks nothing";
        let mut report = Diagnostic::warning(codes::ALWAYS_HOLDS, part.span, headline, "always holds");
        if let Some((term, words)) = self.range_of(part) {
            report = report.other(term, words);
        }
        self.tell(report.help("change it, or take it away"));
    }

    /// The label of a segment that nobody gets because no row wins any of its lines, in quotes; told of its first line.
    fn lost_label(&mut self, list: &ListView, position: usize) -> Option<String> {
        let ItemKind::Segment(segment) = &self.book.item(list.item).kind else { return None };
        let given = segment.list.lines.get(position)?.result;
        let lines = segment.list.lines.iter().enumerate().filter(|(_, line)| line.result == given);
        let lines: Vec<usize> = lines.map(|(line, _)| line).collect();
        let is_first = lines.first() == Some(&position);
        let is_lost = is_first && lines.iter().skip(1).all(|line| self.is_refuted(&list.supposing(*line)));
        let label = segment.labels.get(given).filter(|_| is_lost)?;
        Some(format!("\"{label}\""))
    }
}
