//! What the checker told from the types alone, against what can be.
//!
//! Enters: the checker's diagnostics. Leaves: the same with the rows that would show them, without those that befall no
//! row. Guaranteed: a warning is taken back only where it is proven that no row is as it says.

use super::{ListView, Prover};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Expr, ExprKind};
use crate::prove::domain::Domain;
use crate::prove::graph::NodeId;
use crate::prove::witness::{Finding, Request, Shows};
use crate::source::Span;

impl<'a> Prover<'a> {
    /// The checker's diagnostics that some row may show.
    pub(super) fn told(&mut self, lists: &[ListView<'a>], told: &[Diagnostic]) -> Vec<Finding<'a>> {
        let mut kept = Vec::new();
        for report in told {
            let request = match report.code {
                codes::LINE_COVERED | codes::CONDITION_REPEATED => never_won(lists, report.primary.span),
                codes::UNKNOWN_TAKEN => match self.unknown(lists, report) {
                    Unknown::Nobody => continue,
                    Unknown::By(request) => Some(request),
                    Unknown::Open => None,
                },
                _ => None,
            };
            kept.push(Finding { report: report.clone(), shown_by: request.into_iter().collect() });
        }
        kept
    }

    /// Who reaches the last line because something is unknown.
    fn unknown(&mut self, lists: &[ListView<'a>], report: &Diagnostic) -> Unknown<'a> {
        let at = |list: &ListView| list.lines.iter().position(|(_, _, span)| *span == report.primary.span);
        let Some((list, last)) = lists.iter().find_map(|list| Some((list, at(list)?))) else { return Unknown::Open };
        let mut answer = Unknown::Nobody;
        let base = list.supposing(last);
        for (nodes, condition, _) in list.lines.iter().take(last) {
            let (Some(node), Some(condition)) = (nodes.condition, condition) else { return Unknown::Open };
            let undecided = (node, Domain::YES.nothing_known());
            if self.is_refuted(&with(&base, &[undecided])) {
                continue;
            }
            answer = Unknown::Open;
            for cause in report.others.iter().filter_map(|other| written(condition, other.span)) {
                let Some(value) = self.node(cause) else { continue };
                let unknown = (value, self.built.graph.root(value).nothing_known());
                let suppose = with(&base, &[undecided, unknown]);
                if !self.is_refuted(&suppose) {
                    let shows = Shows::Unknown(last, cause);
                    return Unknown::By(Request { item: list.item, rule: list.rule, suppose, shows });
                }
            }
        }
        answer
    }
}

/// Who falls to a last line because something is unknown.
enum Unknown<'b> {
    /// No row does
    Nobody,
    /// This one may
    By(Request<'b>),
    /// Nothing is known
    Open,
}

fn with(base: &[(NodeId, Domain)], more: &[(NodeId, Domain)]) -> Vec<(NodeId, Domain)> {
    [base, more].concat()
}

/// A row that an earlier line takes.
fn never_won<'b>(lists: &[ListView<'b>], condition: Span) -> Option<Request<'b>> {
    lists.iter().find_map(|list| {
        let is_there = |(_, written, _): &(_, Option<&Expr>, _)| written.is_some_and(|w| w.span == condition);
        let position = list.lines.iter().position(is_there)?;
        let (nodes, written, _) = list.lines.get(position)?;
        let suppose = vec![(list.among, Domain::YES), (nodes.condition?, Domain::YES)];
        Some(Request { item: list.item, rule: list.rule, suppose, shows: Shows::Taken(position, *written) })
    })
}

/// The part of a condition that is written at a place.
fn written(condition: &Expr, span: Span) -> Option<&Expr> {
    let mut open = vec![condition];
    while let Some(expr) = open.pop() {
        if expr.span == span {
            return Some(expr);
        }
        open.extend(expr.parts());
        if let ExprKind::Ancestor(_, inner) = &expr.kind {
            open.push(inner);
        }
    }
    None
}
