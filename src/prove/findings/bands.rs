//! Lines that each take a band of one value: gaps between bands, and bands that claim the same.
//!
//! Enters: a list. Leaves: warnings. Guaranteed: a gap is told only where it is a single value or no wider than one unit
//! of the measure, since a wider one may be meant; an overlap only where neither band holds the other, since first wider,
//! then narrower is how lists are written; both only where nothing speaks against a row being there.

use super::words::{exact, unit};
use super::{ListView, Prover};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Expr, ExprKind, ItemKind};
use crate::prove::domain::{Domain, MOST};
use crate::prove::graph::NodeId;
use crate::prove::witness::Shows;
use crate::source::Span;
use crate::value::{Comparison, Type};

/// The values of one measure that a line takes, both ends included.
#[derive(Clone, Debug)]
struct Band<'b> {
    measure: NodeId,
    ty: Type,
    low: i128,
    high: i128,
    condition: &'b Expr,
    node: NodeId,
    result: NodeId,
}

impl Band<'_> {
    fn holds(&self, other: &Band) -> bool {
        self.low <= other.low && other.high <= self.high
    }
}

impl<'a> Prover<'a> {
    /// Tells of gaps and overlaps in a list.
    pub(super) fn bands(&mut self, list: &ListView<'a>) {
        if list.adding {
            return;
        }
        self.overlaps(list);
        let is_rule = matches!(self.book.item(list.item).kind, ItemKind::Score(_));
        let is_open = list.lines.iter().all(|(nodes, ..)| nodes.condition.is_some());
        if is_rule && is_open {
            self.gaps(list);
        }
    }

    /// The bands of a list's lines; `None` for a line that takes something else.
    fn bands_of(&self, list: &ListView<'a>) -> Vec<Option<Band<'a>>> {
        let band = |(nodes, condition, _): &(super::LineNodes, Option<&'a Expr>, Span)| {
            let condition = (*condition)?;
            let (term, low, high) = self.band(condition)?;
            let measure = self.node(term)?;
            let of = Domain::range(low, high).aligned(self.built.graph.node(measure).step);
            let (low, high) = of.ends();
            let (node, result) = (nodes.condition?, nodes.result);
            let band = Band { measure, ty: term.ty.clone(), low, high, condition, node, result };
            (low <= high).then_some(band)
        };
        list.lines.iter().map(band).collect()
    }

    /// The term and the values that a condition takes of it, where it compares one term with constants.
    fn band<'e>(&self, condition: &'e Expr) -> Option<(&'e Expr, i128, i128)> {
        let at = |expr: &Expr| match expr.kind {
            ExprKind::Constant(_) => self.built.graph.root(self.node(expr)?).single(),
            _ => None,
        };
        match &condition.kind {
            ExprKind::Compare(sign, a, b) => {
                let end = at(b)?;
                match sign {
                    Comparison::Less => Some((a, -MOST, end - 1)),
                    Comparison::LessOrEqual => Some((a, -MOST, end)),
                    Comparison::Greater => Some((a, end + 1, MOST)),
                    Comparison::GreaterOrEqual => Some((a, end, MOST)),
                    Comparison::Equal => Some((a, end, end)),
                    Comparison::NotEqual => None,
                }
            }
            ExprKind::Between(a, low, high) => Some((a, at(low)?, at(high)?)),
            ExprKind::And(parts) => {
                let mut bands = parts.iter().map(|part| self.band(part));
                let (term, low, high) = bands.next()??;
                bands.try_fold((term, low, high), |(term, low, high), band| {
                    let (other, l, h) = band?;
                    (self.node(other) == self.node(term)).then_some((term, low.max(l), high.min(h)))
                })
            }
            _ => None,
        }
    }

    fn overlaps(&mut self, list: &ListView<'a>) {
        let bands = self.bands_of(list);
        let conditions: Vec<NodeId> = list.lines.iter().filter_map(|(nodes, ..)| nodes.condition).collect();
        for (i, second) in bands.iter().enumerate().take(64) {
            let Some(second) = second else { continue };
            for (j, first) in bands.iter().enumerate().take(i) {
                let Some(first) = first.as_ref().filter(|first| first.measure == second.measure) else { continue };
                let (low, high) = (first.low.max(second.low), first.high.min(second.high));
                let is_partial = low <= high && !first.holds(second) && !second.holds(first);
                if !is_partial || first.result == second.result {
                    continue;
                }
                let mut suppose =
                    vec![(list.among, Domain::YES), (first.node, Domain::YES), (second.node, Domain::YES)];
                suppose.extend(conditions.iter().take(j).map(|earlier| (*earlier, Domain::FAILS)));
                if !self.is_refuted(&suppose) {
                    self.overlap(list, (j, first), (i, second), suppose);
                    break;
                }
            }
        }
    }

    fn overlap(
        &mut self,
        list: &ListView<'a>,
        (at, first): (usize, &Band<'a>),
        (later, second): (usize, &Band<'a>),
        suppose: Vec<(NodeId, Domain)>,
    ) {
        let (low, high) = (first.low.max(second.low), first.high.min(second.high));
        let words = |end| exact(&self.book.currency, end, &second.ty);
        let what = match (words(low), words(high)) {
            (Some(low), Some(high)) if low == high => low,
            (Some(low), Some(high)) => format!("what lies between {low} and {high}"),
            _ => return,
        };
        let headline = format!("two lines with different results claim {what}, and the upper one gets it");
        let report = Diagnostic::warning(codes::OVERLAP, second.condition.span, headline, "never gets it")
            .other(first.condition.span, "gets it")
            .help("let one line end where the other begins");
        self.tell_of(list, report, suppose, Shows::Claimed(at, later, second.condition));
    }

    fn gaps(&mut self, list: &ListView<'a>) {
        let mut bands: Vec<Band> = self.bands_of(list).into_iter().flatten().collect();
        let asks_otherwise = list.lines.iter().filter(|(_, condition, _)| !condition.is_some_and(asks_known)).count();
        let Some(measure) = bands.first().map(|band| band.measure) else { return };
        if bands.len() < asks_otherwise || bands.iter().any(|band| band.measure != measure) {
            return;
        }
        bands.sort_by_key(|band| (band.low, band.high));
        let mut before: Option<Band> = None;
        for band in bands {
            if let Some(before) = &before {
                self.gap(list, before, &band);
            }
            before = Some(before.filter(|before| before.high >= band.high).unwrap_or(band));
        }
    }

    fn gap(&mut self, list: &ListView<'a>, below: &Band, above: &Band) {
        let step = self.built.graph.node(below.measure).step.max(1);
        let (low, high) = (below.high.saturating_add(step), above.low.saturating_sub(step));
        let is_slip = above.low.saturating_sub(below.high) <= unit(&below.ty).max(step.saturating_mul(2));
        if low > high || !is_slip {
            return;
        }
        let mut suppose = vec![(list.among, Domain::YES), (below.measure, Domain::range(low, high))];
        suppose.extend(list.lines.iter().filter_map(|(nodes, ..)| Some((nodes.condition?, Domain::FAILS))));
        if self.is_refuted(&suppose) {
            return;
        }
        let words = |end| exact(&self.book.currency, end, &below.ty);
        let what = match (words(low), words(high)) {
            (Some(low), Some(high)) if low == high => format!("exactly {low}"),
            (Some(low), Some(high)) => format!("what lies between {low} and {high}"),
            _ => return,
        };
        let (upper, lower) =
            if below.condition.span.start < above.condition.span.start { (below, above) } else { (above, below) };
        let headline = format!("neither of these lines takes {what}");
        let report = Diagnostic::warning(codes::GAP, lower.condition.span, headline, "takes what lies on one side")
            .other(upper.condition.span, "takes what lies on the other")
            .help("let one of the two lines take it, with `<=` or `>=`");
        self.tell_of(list, report, suppose, Shows::Fallen);
    }
}

/// `x is unknown`, `x is known`
fn asks_known(condition: &Expr) -> bool {
    matches!(condition.kind, ExprKind::Known(..))
}
