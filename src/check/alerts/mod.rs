//! Alerts: when they fire, whom they tell, when they are silent.
//!
//! Enters: alert declarations, once all items are lowered. Leaves: the model's alerts, and hidden items for the
//! conditions and values that they look at. Guaranteed: what an alert looks at is worked out by the steps of a run, as
//! any condition is; a part that is wrong is told, and the other parts are looked at all the same.

mod change;
mod trigger;

use super::checker::{Checker, Scope, Typed};
use super::metric::judged_without_key;
use super::needs::children;
use super::program::title_of;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Alert, Item, ItemId, ItemKind, Metric, MetricBody, TableId};
use crate::source::Span;
use crate::syntax::tree::{AlertDecl, Expr, ExprKind};
use crate::value::Type;

impl<'t> Checker<'t> {
    /// Lowers all alerts.
    pub(super) fn lower_alerts(&mut self) {
        let mut keyless = false;
        for decl in &self.program.alerts {
            let lowered = self.about.and_then(|about| {
                keyless |= !keyless && self.without_key(decl, about);
                self.alert(decl, Scope::row(about))
            });
            self.alerts.push(lowered);
        }
    }

    /// Tells where a row can't be named, unless an item of its table has told so.
    fn without_key(&mut self, decl: &AlertDecl, about: TableId) -> bool {
        let has_key = self.program.tables.get(about.0).is_none_or(|decl| !decl.key.is_empty());
        let told = self.reports.iter().any(|report| report.code == codes::JUDGED_WITHOUT_KEY);
        if !has_key && !told {
            self.report(judged_without_key(&decl.name, self.tables.name(about), self.tables.span(about)));
        }
        !has_key
    }

    fn alert(&mut self, decl: &'t AlertDecl, scope: Scope) -> Option<Alert> {
        let once_every = match &decl.once_every {
            Some(every) => self.cool_down(every).map(Some),
            None => Some(None),
        };
        let mut subjects = Vec::new();
        let trigger = self.trigger(&decl.when, scope, &mut subjects);
        let until = match &decl.until {
            Some(until) => self.condition(until, scope).map(|until| Some(self.watch(until, until_span(decl)))),
            None => Some(None),
        };
        let (trigger, once_every, until) = (trigger?, once_every?, until?);
        if let Some(first_seen) = decl.first_seen.filter(|_| !trigger.can_begin()) {
            return self.never_first(first_seen, decl.when.span);
        }
        let mut seen = Vec::new();
        subjects.retain(|id| {
            !seen.contains(id) && {
                seen.push(*id);
                true
            }
        });
        Some(Alert {
            name: decl.name.text.clone(),
            title: title_of(&decl.name, decl.title.as_ref()),
            span: decl.name.span,
            when: decl.when.span.to(decl.until.as_ref().map_or(decl.first_seen.unwrap_or(decl.when.span), |u| u.span)),
            severity: decl.gravity(),
            to: decl.to.iter().map(|name| name.text.clone()).collect(),
            once_every,
            trigger,
            until,
            first_seen: decl.first_seen.is_some(),
            subjects,
        })
    }

    /// The days of `at most once every 30 days`.
    fn cool_down(&mut self, every: &'t Expr) -> Option<i32> {
        let value = match self.literals().expect(every, &Type::Days) {
            Ok(value) => value,
            Err(report) => return self.fail(report),
        };
        let days = value.number().filter(|n| n.is_whole()).and_then(|n| n.to_scaled(0));
        let days = days.and_then(|n| i32::try_from(n).ok()).filter(|n| *n >= 1);
        days.or_else(|| {
            let headline = "an alert is silent for whole days, at least one";
            let report =
                Diagnostic::error(codes::PERIOD_EXPECTED, every.span, headline, "not a length to be silent for");
            self.fail(report.help("write a length such as `30 days`"))
        })
    }

    fn never_first(&mut self, first_seen: Span, when: Span) -> Option<Alert> {
        let headline = "what is seen for the first time has changed from nothing, so this adds nothing";
        self.fail(
            Diagnostic::error(codes::FIRST_SEEN, first_seen, headline, "never fires")
                .other(when, "needs a value before")
                .help("take it away, or ask for a state, such as `when NAME becomes \"…\" or when first seen`"),
        )
    }

    /// A hidden item that is worked out because an alert looks at it.
    fn watch(&mut self, typed: Typed, span: Span) -> ItemId {
        let title = self.quote(span);
        // The name tells it from all other items, wherever values are kept by name.
        let alert = self.program.alerts.get(self.alerts.len()).map_or("", |alert| alert.name.text.as_str());
        let name = format!("{alert}: {}", self.words(span));
        // INVARIANT: only `lower_alerts` comes here, and only where the table is known.
        let table = self.about.unwrap_or(TableId(0));
        self.watches.push(Item {
            name,
            title,
            span,
            table,
            among: None,
            filter: Vec::new(),
            ty: typed.ty().clone(),
            hidden: true,
            kind: ItemKind::Metric(Metric { body: MetricBody::Expr(typed.expr) }),
        });
        ItemId(self.program.items.len() + self.watches.len() - 1)
    }
}

fn until_span(decl: &AlertDecl) -> Span {
    decl.until.as_ref().map_or(decl.when.span, |until| until.span)
}

/// Whether a change stands somewhere in an expression.
fn has_change(expr: &Expr) -> bool {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        if matches!(expr.kind, ExprKind::Change(..)) {
            return true;
        }
        open.extend(children(expr));
    }
    false
}
