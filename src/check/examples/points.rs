//! `points of SCORE.RULE`: what one rule awards, before its weight.
//!
//! Enters: the names of a score and of its rule. Leaves: a reading of a hidden score in points that has this one rule.
//! Guaranteed: the rule is judged by the same steps as in its own score.

use super::super::checker::{Checker, Scope, Typed};
use super::super::program::Symbol;
use super::super::unknown::Facts;
use crate::diagnostic::{Diagnostic, codes, near};
use crate::model::{ExprKind, Item, ItemId, ItemKind, Points, Rule, Scale, Score};
use crate::source::Span;
use crate::syntax::tree::Name;
use crate::value::{Decimal, ScoreUnit, Type};

impl<'t> Checker<'t> {
    /// What a rule awards.
    pub(in super::super) fn rule_points(
        &mut self,
        score: &'t Name,
        rule: &'t Name,
        span: Span,
        scope: Scope,
    ) -> Option<Typed> {
        if self.asked.is_none() {
            let headline = "the points of a rule are asked for behind `expect`, and nowhere else";
            return self.fail(
                Diagnostic::error(codes::POINTS_OF, span, headline, "not in an example")
                    .help(format!("read the whole score: `{}`", score.text)),
            );
        }
        let id = match self.names.get(&score.text) {
            Some(Symbol::Item(id)) => id,
            _ if self.names.is_damaged(&score.text) => return None,
            _ => return self.no_score(score),
        };
        let found = self.items.get(id.0)?.model.clone()?;
        if scope.row != Some(found.table) {
            return self.score_of_other_row(score, &found, span);
        }
        let ItemKind::Score(model) = &found.kind else { return self.no_score(score) };
        let rule = match model.rules.iter().find(|known| known.name == rule.text) {
            Some(known) if known.inactive => return self.inactive(rule, known.span),
            Some(known) => known.clone(),
            None => return self.no_rule(score, rule, model),
        };
        let ty = Type::Score(ScoreUnit::new("points"));
        let id = self.ask_rule(&found, rule, ty.clone(), span)?;
        self.build(ty, span, ExprKind::Item(id), 0, Facts::default())
    }

    fn ask_rule(&mut self, score: &Item, rule: Rule, ty: Type, span: Span) -> Option<ItemId> {
        let rule = Rule { weight: Decimal::ONE, category: None, ..self.rule_again(rule, span)? };
        let alone = Score {
            scale: Scale::Points,
            scale_span: span,
            starts_at: Decimal::ZERO,
            rounded_to: None,
            needs: None,
            categories: Vec::new(),
            rules: vec![rule],
        };
        let filter = self.renew(&score.filter, span)?;
        let name = self.words(span);
        Some(self.ask(Item {
            title: name.clone(),
            name,
            ty,
            hidden: true,
            filter,
            kind: ItemKind::Score(alone),
            ..score.clone()
        }))
    }

    /// The same rule with expressions of its own.
    fn rule_again(&mut self, mut rule: Rule, span: Span) -> Option<Rule> {
        for line in &mut rule.list.lines {
            let condition: Vec<_> = line.condition.iter().cloned().collect();
            line.condition = self.renew(&condition, span)?.pop();
            if let Points::Per { of, .. } = &mut line.result {
                *of = self.renew(std::slice::from_ref(of), span)?.pop()?;
            }
        }
        Some(rule)
    }

    fn no_score(&mut self, name: &Name) -> Option<Typed> {
        let headline = format!("there is no score `{}`", name.text);
        let report = Diagnostic::error(codes::POINTS_OF, name.span, headline, "no such score");
        let scores = self.items.iter().filter_map(|fact| fact.model.as_ref());
        let scores = scores.filter(|item| matches!(item.kind, ItemKind::Score(_))).map(|item| item.name.as_str());
        let report = match near::meant(&name.text, scores) {
            Some(meant) => report.write(name.span, meant),
            None => report.help("name the score and its rule: `points of SCORE.RULE`"),
        };
        self.fail(report)
    }

    fn no_rule(&mut self, score: &Name, rule: &Name, model: &Score) -> Option<Typed> {
        let headline = format!("the score `{}` has no rule `{}`", score.text, rule.text);
        let report = Diagnostic::error(codes::POINTS_OF, rule.span, headline, "no such rule");
        let names: Vec<&str> = model.rules.iter().map(|rule| rule.name.as_str()).collect();
        self.fail(match near::meant(&rule.text, names.iter().copied()) {
            Some(meant) => report.write(rule.span, meant),
            None => report.help(format!("its rules are {}", names.join(", "))),
        })
    }

    fn inactive(&mut self, rule: &Name, declared: Span) -> Option<Typed> {
        let headline = format!("the rule `{}` is inactive and awards nothing", rule.text);
        let report = Diagnostic::error(codes::POINTS_OF, rule.span, headline, "inactive");
        self.fail(report.other(declared, "declared here").help("take this line away, or make the rule active"))
    }

    fn score_of_other_row(&mut self, score: &Name, found: &Item, span: Span) -> Option<Typed> {
        let table = self.tables.name(found.table);
        let headline = format!("`{}` judges rows of `{table}`, and another table's row is asked about", score.text);
        let report = Diagnostic::error(codes::OTHER_ROW, span, headline, "whose?");
        self.fail(report.help(format!("say which row is meant: `expect of {table} KEY points of …`")))
    }
}
