//! Scores: the scale, the settings, and what rules share.
//!
//! Enters: a score declaration. Leaves: a model score. Guaranteed: `points from` lies below `points to`, `from` below
//! `to`, a step is positive, a share lies in 0% to 100%, categories and rules have names of their own.

use super::checker::{Checker, Scope};
use super::metric::unit_of;
use super::program::declared_twice;
use super::units::is_taken;
use super::unknown::{Cause, Facts};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{ItemKind, Scale, Score};
use crate::source::Span;
use crate::syntax::tree::{self, Expr, Name, RuleDecl, ScoreDecl, ScoreItem};
use crate::value::{Decimal, ScoreUnit, Type};
use std::collections::BTreeMap;

/// All rules of a score.
pub(super) fn rules(score: &ScoreDecl) -> impl Iterator<Item = &RuleDecl> {
    score.items.iter().filter_map(|item| if let ScoreItem::Rule(rule) = item { Some(&**rule) } else { None })
}

/// The settings of a score, each as written first.
#[derive(Default)]
struct Settings<'t> {
    starts_at: Option<(&'t Expr, Span)>,
    points: Option<(&'t (Expr, Expr), Span)>,
    rounded: Option<(&'t Expr, Span)>,
    needs: Option<(&'t Expr, Span)>,
    categories: Option<(&'t [Name], Span)>,
}

impl<'t> Checker<'t> {
    pub(super) fn score(&mut self, decl: &'t ScoreDecl, scope: Scope) -> Option<(ItemKind, Type, Facts)> {
        let unit = unit_of(decl);
        let settings = self.settings(decl);
        self.unit_taken(decl);
        let scale = self.scale(decl, &settings, &unit);
        let starts_at = settings.starts_at.map(|(expr, _)| self.points_constant(expr));
        let rounded = settings.rounded.map(|(expr, _)| self.step(expr, &unit));
        let needs = settings.needs.map(|(expr, _)| self.share(expr));
        let categories = self.categories(settings.categories.map(|(names, _)| names));
        let rules = self.rules(decl, &categories, scope);
        if rules.as_ref().is_some_and(Vec::is_empty) {
            let headline = format!("the score `{}` has no rules", decl.name.text);
            return self.fail(
                Diagnostic::error(codes::NO_RULES, decl.name.span, headline, "nothing awards points")
                    .help("add a rule: `rule NAME \"Title\" { 10 points when CONDITION }`"),
            );
        }
        let score = Score {
            scale: scale?,
            scale_span: settings.points.map_or(decl.name.span, |(_, span)| span),
            starts_at: known(starts_at)?.unwrap_or_default(),
            rounded_to: known(rounded)?,
            needs: known(needs)?,
            categories: categories.into_iter().map(|(name, _)| name).collect(),
            rules: rules?,
        };
        let facts = score.needs.filter(|n| !n.is_zero()).map_or_else(Facts::default, |_| {
            Facts::of(Cause {
                name: decl.name.text.clone(),
                why: "unknown where too little could be measured".to_string(),
                span: decl.name.span,
                empty: None,
            })
        });
        Some((ItemKind::Score(score), Type::Score(unit), facts))
    }

    fn settings(&mut self, decl: &'t ScoreDecl) -> Settings<'t> {
        let mut all = Settings::default();
        for item in &decl.items {
            let again = match item {
                ScoreItem::StartsAt(expr) => once(&mut all.starts_at, expr, expr.span),
                ScoreItem::PointsFrom(ends, span) => once(&mut all.points, &**ends, *span),
                ScoreItem::Rounded(expr) => once(&mut all.rounded, expr, expr.span),
                ScoreItem::Needs(expr) => once(&mut all.needs, expr, expr.span),
                ScoreItem::Categories(names) => {
                    let span = names.first().map(|name| name.span).unwrap_or(decl.name.span);
                    once(&mut all.categories, names.as_slice(), span)
                }
                ScoreItem::Rule(_) => None,
            };
            if let Some((first, second)) = again {
                let headline = "a score says this once";
                self.report(
                    Diagnostic::error(codes::SETTING_TWICE, second, headline, "said again")
                        .other(first, "said here")
                        .help("keep the one that is right"),
                );
            }
        }
        all
    }

    fn unit_taken(&mut self, decl: &ScoreDecl) {
        let tree::Scale::FromTo(_, unit) = &decl.scale else { return };
        if is_taken(&unit.text) {
            let headline = format!("`{}` already means something, so it can't be a score's own unit", unit.text);
            self.report(
                Diagnostic::error(codes::UNIT_TAKEN, unit.span, headline, "already a unit")
                    .help("name the unit after the score, such as `stars`, `points` or `grades`"),
            );
        }
    }

    fn scale(&mut self, decl: &'t ScoreDecl, settings: &Settings<'t>, unit: &ScoreUnit) -> Option<Scale> {
        match (&decl.scale, settings.points) {
            (tree::Scale::Points(_), None) => Some(Scale::Points),
            (tree::Scale::Points(span), Some((_, points))) => {
                let headline = "a score `in points` is the sum of its points, so no scale maps them";
                self.fail(
                    Diagnostic::error(codes::POINTS_SCALE, points, headline, "maps nothing")
                        .other(*span, "the score stays the sum it is")
                        .help("take this line away, or declare the score `from 0 to 5 stars`"),
                )
            }
            (tree::Scale::FromTo(ends, _), None) => {
                self.ends(&ends.0, &ends.1, Some(unit));
                let headline = format!("the score `{}` does not say which points are its ends", decl.name.text);
                let span = ends.0.span.to(ends.1.span);
                self.fail(
                    Diagnostic::error(codes::POINTS_SCALE, span, headline, "from how many points to how many?")
                        .help("add a line such as `points from 0 to 100`"),
                )
            }
            (tree::Scale::FromTo(ends, _), Some((points, _))) => {
                let ends = self.ends(&ends.0, &ends.1, Some(unit));
                let points = self.ends(&points.0, &points.1, None);
                let ((from, to), (points_from, points_to)) = ends.zip(points)?;
                Some(Scale::Mapped { from, to, points_from, points_to })
            }
        }
    }

    /// Two ends, the lower first: in the score's unit, or in points.
    fn ends(&mut self, from: &'t Expr, to: &'t Expr, unit: Option<&ScoreUnit>) -> Option<(Decimal, Decimal)> {
        let points = ScoreUnit::new("points");
        let unit = unit.unwrap_or(&points);
        let (low, high) = (self.in_unit(from, unit), self.in_unit(to, unit));
        let (low, high) = low.zip(high)?;
        if low < high {
            return Some((low, high));
        }
        let (a, b) = (self.quote(from.span), self.quote(to.span));
        let span = from.span.to(to.span);
        let headline = format!("`from {a} to {b}` is no range: the lower end stands first");
        let report = Diagnostic::error(codes::BOUNDS_REVERSED, span, headline, "in the wrong order");
        self.fail(if low == high {
            report.help("write two different ends")
        } else {
            report.help(format!("write `from {b} to {a}`")).fix(span, format!("{b} to {a}"))
        })
    }

    fn in_unit(&mut self, expr: &Expr, unit: &ScoreUnit) -> Option<Decimal> {
        match self.literals().in_unit(expr, unit) {
            Ok(number) => Some(number),
            Err(report) => self.fail(report),
        }
    }

    /// `10 points`: a constant with its word.
    pub(super) fn points_constant(&mut self, expr: &Expr) -> Option<Decimal> {
        if let Some(number) = points_of(expr) {
            return Some(number);
        }
        let written = self.quote(expr.span);
        let report = |headline: &str, label: &str| Diagnostic::error(codes::POINTS_WORD, expr.span, headline, label);
        match self.literals().constant(expr) {
            Some(Ok(constant)) if constant.bare => {
                let n = constant.value.number().unwrap_or_default();
                let corrected = format!("{written} {}", if n.abs() == Decimal::ONE { "point" } else { "points" });
                self.fail(
                    report("a number of points is written with its word", "points?")
                        .help(format!("write `{corrected}`"))
                        .fix(expr.span, corrected),
                )
            }
            Some(_) => self.fail(report("rules award points, nothing else", "not points").help("write `10 points`")),
            None => self.fail(
                report("points are a number as written, not something to be worked out", "not a constant")
                    .help("points that depend on a value are written `1 point per 1,000 EUR of VALUE`"),
            ),
        }
    }

    fn step(&mut self, expr: &'t Expr, unit: &ScoreUnit) -> Option<Decimal> {
        let step = match self.literals().expect(expr, &Type::Score(unit.clone())) {
            Ok(step) => step.number()?,
            Err(report) if points_of(expr).is_some() && unit.plural() != "points" => {
                drop(report);
                let n = points_of(expr)?;
                let report = Diagnostic::error(
                    codes::UNITS_DIFFER,
                    expr.span,
                    format!("the score is in {}, not in points", unit.plural()),
                    "points",
                );
                let corrected = self.units.with_unit(&n.to_string(), n, &Type::Score(unit.clone())).unwrap_or_default();
                return self.fail(report.help(format!("write `{corrected}`")));
            }
            Err(report) => return self.fail(report),
        };
        if step > Decimal::ZERO {
            return Some(step);
        }
        self.fail(
            Diagnostic::error(codes::ROUNDING_STEP, expr.span, "a step to round to is above zero", "not above zero")
                .help(format!("write the step, such as `0.5 {}`", unit.plural())),
        )
    }

    fn share(&mut self, expr: &Expr) -> Option<Decimal> {
        let share = match self.literals().expect(expr, &Type::Percent) {
            Ok(value) => value.number().unwrap_or_default(),
            Err(report) => return self.fail(report),
        };
        if (Decimal::ZERO..=Decimal::ONE).contains(&share) {
            return Some(share);
        }
        self.fail(
            Diagnostic::error(codes::NEEDS_SHARE, expr.span, "a share of the weight lies between 0% and 100%", "")
                .help("write a share such as `50%`"),
        )
    }

    fn categories(&mut self, names: Option<&'t [Name]>) -> Vec<(String, Span)> {
        let mut all: Vec<(String, Span)> = Vec::new();
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for name in names.unwrap_or_default() {
            if let Some(first) = seen.get(name.text.as_str()) {
                self.report(declared_twice(name, *first));
                continue;
            }
            seen.insert(&name.text, name.span);
            all.push((name.text.clone(), name.span));
        }
        all
    }
}

fn once<T>(slot: &mut Option<(T, Span)>, value: T, span: Span) -> Option<(Span, Span)> {
    if let Some((_, first)) = slot {
        return Some((*first, span));
    }
    *slot = Some((value, span));
    None
}

/// `None` inside where it is not said; `None` outside where it is wrong.
fn known(setting: Option<Option<Decimal>>) -> Option<Option<Decimal>> {
    setting.map_or(Some(None), |found| found.map(Some))
}

/// The number of `10 points`, `1 point` or `-3 points`.
pub(super) fn points_of(expr: &Expr) -> Option<Decimal> {
    match &expr.kind {
        tree::ExprKind::Quantity(n, unit) if ScoreUnit::new("points").is_named(&unit.text) => Some(*n),
        tree::ExprKind::Negate(inner) => match &inner.kind {
            tree::ExprKind::Quantity(..) => points_of(inner).map(|n| -n),
            _ => None,
        },
        _ => None,
    }
}
