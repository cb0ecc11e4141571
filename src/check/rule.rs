//! Rules of a score: weight, category, and what each line awards.
//!
//! Enters: rule declarations. Leaves: model rules. Guaranteed: a weight is not negative, an amount that points are per
//! is positive and of the unit measured.

use super::checker::{Checker, Scope};
use super::list::Kind;
use super::program::{declared_twice, title_of};
use super::score::{points_of, rules};
use super::units::called;
use crate::diagnostic::{Diagnostic, codes, near};
use crate::model::{Line, List, Points, Rule};
use crate::source::Span;
use crate::syntax::tree::{self, Name, Per, RuleDecl, ScoreDecl};
use crate::value::{Decimal, ScoreUnit, Type};
use std::collections::BTreeMap;

impl<'t> Checker<'t> {
    /// All rules of a score.
    pub(super) fn rules(
        &mut self,
        decl: &'t ScoreDecl,
        categories: &[(String, Span)],
        scope: Scope,
    ) -> Option<Vec<Rule>> {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        let mut built = Some(Vec::new());
        for rule in rules(decl) {
            if let Some(first) = seen.get(rule.name.text.as_str()) {
                self.report(declared_twice(&rule.name, *first));
            } else {
                seen.insert(&rule.name.text, rule.name.span);
            }
            let rule = self.rule(rule, categories, scope);
            built = built.zip(rule).map(|(mut all, rule)| {
                all.push(rule);
                all
            });
        }
        built
    }

    fn rule(&mut self, decl: &'t RuleDecl, categories: &[(String, Span)], scope: Scope) -> Option<Rule> {
        let category = decl.category.as_ref().map(|name| self.category(name, categories));
        let weight = decl.weight.as_ref().map_or(Some(Decimal::ONE), |weight| self.weight(weight));
        let points: Vec<_> = decl.list.lines.iter().map(|line| self.points(&line.result, scope)).collect();
        let kind = if decl.adding.is_some() { Kind::Adding } else { Kind::Rule };
        let conditions = self.conditions(&decl.list, kind, "the rule", scope);
        let mut lines = Vec::new();
        for ((line, condition), points) in decl.list.lines.iter().zip(conditions).zip(points) {
            lines.push(Line { result: points?, condition: condition?.expr, span: line.span });
        }
        Some(Rule {
            name: decl.name.text.clone(),
            title: title_of(&decl.name, decl.title.as_ref()),
            span: decl.name.span,
            category: match category {
                Some(found) => Some(found?),
                None => None,
            },
            weight: weight?,
            inactive: decl.inactive.is_some(),
            adding: decl.adding.is_some(),
            better: decl.better,
            list: List { lines },
        })
    }

    fn category(&mut self, name: &Name, categories: &[(String, Span)]) -> Option<usize> {
        let found = categories.iter().position(|(category, _)| *category == name.text);
        if found.is_some() {
            return found;
        }
        let headline = format!("the score has no category `{}`", name.text);
        let report = Diagnostic::error(codes::UNKNOWN_CATEGORY, name.span, headline, "no such category");
        let report = match categories.first() {
            Some((_, place)) => report.other(*place, "the categories are declared here"),
            None => return self.fail(report.help(format!("declare it in the score: `categories {}`", name.text))),
        };
        self.fail(match near::meant(&name.text, categories.iter().map(|(category, _)| category.as_str())) {
            Some(meant) => report.write(name.span, meant),
            None => report.help(format!("add `{}` to the categories", name.text)),
        })
    }

    fn weight(&mut self, expr: &tree::Expr) -> Option<Decimal> {
        let weight = match self.literals().expect(expr, &Type::Number) {
            Ok(value) => value.number().unwrap_or_default(),
            Err(report) => return self.fail(report),
        };
        if !weight.is_negative() {
            return Some(weight);
        }
        self.fail(
            Diagnostic::error(codes::RULE_WEIGHT, expr.span, "a weight is not negative", "below zero")
                .help("give a rule that takes points away negative points and a positive weight"),
        )
    }

    fn points(&mut self, decl: &'t tree::Points, scope: Scope) -> Option<Points> {
        let points = self.points_constant(&decl.points);
        let least = decl.at_least.as_ref().map(|expr| self.points_constant(expr));
        let most = decl.at_most.as_ref().map(|expr| self.points_constant(expr));
        if let (Some(Some(least)), Some(Some(most))) = (least, most) {
            self.clamp_reversed(decl, least, most)?;
        }
        let clamp = |found: Option<Option<Decimal>>| found.map_or(Some(None), |n| n.map(Some));
        let Some(per) = &decl.per else {
            let spare = decl.at_least.as_ref().or(decl.at_most.as_ref());
            return match spare {
                Some(spare) => self.clamped_constant(spare),
                None => points.map(Points::Fixed),
            };
        };
        let (amount, of) = self.per(per, scope)?;
        let (at_least, at_most) = (clamp(least)?, clamp(most)?);
        Some(Points::Per { points: points?, amount, full: per.full, of, at_least, at_most })
    }

    fn clamped_constant(&mut self, spare: &tree::Expr) -> Option<Points> {
        let headline = "a fixed number of points needs no `at least` or `at most`";
        self.fail(
            Diagnostic::error(codes::POINTS_WORD, spare.span, headline, "bounds nothing").help(
                "take it away, or award points `per` an amount: `1 point per 1,000 EUR of VALUE at most 8 points`",
            ),
        )
    }

    fn clamp_reversed(&mut self, decl: &tree::Points, least: Decimal, most: Decimal) -> Option<()> {
        if least <= most {
            return Some(());
        }
        let at_least = decl.at_least.as_ref()?.span;
        let at_most = decl.at_most.as_ref()?.span;
        self.fail(
            Diagnostic::error(codes::BOUNDS_REVERSED, at_most, "`at least` is above `at most`", "the most")
                .other(at_least, "the least")
                .help(format!("write `at least {most} points at most {least} points`")),
        )
    }

    /// `1,000 EUR of residual`: the amount, and what is measured.
    fn per(&mut self, per: &'t Per, scope: Scope) -> Option<(Decimal, crate::model::Expr)> {
        let of = self.lower(&per.of, scope)?;
        self.numeric(&of, "measuring points")?;
        let amount = match (self.literals().constant(&per.amount), of.ty()) {
            (None, _) => {
                let headline = "points are per an amount as written, such as `1,000 EUR`";
                let report = Diagnostic::error(codes::PER_AMOUNT, per.amount.span, headline, "not a constant");
                return self.fail(report.help("write the amount itself"));
            }
            (Some(_), Type::Score(unit)) if unit == &ScoreUnit::new("points") && points_of(&per.amount).is_some() => {
                points_of(&per.amount)?
            }
            _ => match self.literals().expect(&per.amount, of.ty()) {
                Ok(value) => value.number()?,
                Err(report) => return self.fail(report.other(of.expr.span, called(of.ty()))),
            },
        };
        if amount > Decimal::ZERO {
            return Some((amount, of.expr));
        }
        self.fail(
            Diagnostic::error(
                codes::PER_AMOUNT,
                per.amount.span,
                "points are per an amount above zero",
                "not above zero",
            )
            .help("to take points away, write negative points: `-1 point per 1,000 EUR of VALUE`"),
        )
    }
}
