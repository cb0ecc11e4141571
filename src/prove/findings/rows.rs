//! Rows that are always none, and `where` that leaves out nothing.

use super::Prover;
use crate::model::{Expr, ExprKind};
use crate::prove::domain::Domain;
use crate::source::Span;
use std::collections::HashSet;

impl Prover<'_> {
    /// Tells of the conditions of all named rows, and of all that stand behind `where`.
    pub(super) fn rows(&mut self) {
        let mut seen: HashSet<Span> = HashSet::new();
        for rows in &self.book.rows {
            let inherited = rows.of.map_or(0, |of| self.book.subset(of).filter.len());
            self.filter(&rows.filter, inherited, &mut seen);
        }
        for item in &self.book.items {
            let mut open = item.expressions();
            while let Some(expr) = open.pop() {
                match &expr.kind {
                    ExprKind::Ancestor(_, inner) => open.push(inner),
                    ExprKind::Aggregate(aggregate) => {
                        let inherited = aggregate.rows.map_or(0, |rows| self.book.subset(rows).filter.len());
                        self.filter(&aggregate.filter, inherited, &mut seen);
                        open.extend(aggregate.argument.iter().chain(aggregate.filter.iter().skip(inherited)));
                    }
                    _ => open.extend(expr.parts()),
                }
            }
        }
    }

    /// The conditions behind `inherited` ones that other rows are told for.
    fn filter(&mut self, filter: &[Expr], inherited: usize, seen: &mut HashSet<Span>) {
        let base: Vec<_> =
            filter.iter().take(inherited).filter_map(|part| Some((self.node(part)?, Domain::YES))).collect();
        if !base.is_empty() && self.is_refuted(&base) {
            return;
        }
        for condition in filter.iter().skip(inherited) {
            let Some(node) = self.node(condition).filter(|_| seen.insert(condition.span)) else { continue };
            let suppose: Vec<_> = base.iter().copied().chain([(node, Domain::YES)]).collect();
            if self.is_refuted(&suppose) {
                self.never(&base, condition, None);
            } else if self.is_refuted(&[(node, Domain::FAILS)]) {
                self.always_where(condition);
            } else {
                self.condition_parts(&[], condition);
            }
        }
    }

    fn always_where(&mut self, condition: &Expr) {
        use crate::diagnostic::{Diagnostic, codes};
        let headline = "this condition always holds, so it leaves out no row";
        let mut report = Diagnostic::warning(codes::ALWAYS_HOLDS, condition.span, headline, "always holds");
        if let Some((term, words)) = self.range_of(condition) {
            report = report.other(term, words);
        }
        self.tell(report.help("change it, or take it away"));
    }
}
