//! The rules of a trace, with what is the same in every row of it.
//!
//! Enters: the rulebook and its text. Leaves: for each active rule its words, what its lines award, and its columns in
//! a chunk. Guaranteed: rules stand in the order declared, score by score.

use super::Field;
use super::figures::folded;
use crate::model::{Expr, ExprKind, ItemId, ItemKind, Line, Points, Rule, Rulebook, Score, TableId};
use crate::source::Sources;
use crate::table::{Column, Values};
use crate::trace::record::{Chunk, RuleColumns};
use crate::value::{Currency, Decimal};

/// One active rule with its words.
pub struct Traced<'a> {
    /// Whose rule
    pub score: ItemId,
    /// Its name
    pub score_name: &'a str,
    /// Position in [`Score::rules`]
    pub position: usize,
    /// The rule
    pub rule: &'a Rule,
    /// The title of its category
    pub category: Option<&'a str>,
    /// What it measures
    pub reads: Option<&'a Expr>,
    /// The same as text in its author's words
    pub read: Option<Field>,
    /// Of each line, as it is written
    pub conditions: Vec<String>,
}

/// What a line awards, if that is the same in every row.
#[derive(Clone, Copy, Debug)]
pub struct Award {
    /// Points
    pub points: Decimal,
    /// Points × weight
    pub contribution: Decimal,
}

/// What a chunk has of one rule.
pub struct Found<'c> {
    /// Its columns
    pub rule: &'c RuleColumns,
    /// Known for the rows that are among the score's
    pub applies: &'c Column,
}

/// The active rules of a table.
pub fn all<'a>(rulebook: &'a Rulebook, sources: &Sources, table: TableId) -> Vec<Traced<'a>> {
    let mut rules = Vec::new();
    for (id, item) in rulebook.items_of(table) {
        if let ItemKind::Score(score) = &item.kind {
            rules.extend(traced(id, &item.name, score, sources, &rulebook.currency));
        }
    }
    rules
}

fn traced<'a>(
    id: ItemId,
    score_name: &'a str,
    score: &'a Score,
    sources: &Sources,
    currency: &Currency,
) -> Vec<Traced<'a>> {
    let active = score.rules.iter().enumerate().filter(|(_, rule)| !rule.inactive);
    let traced = active.map(|(position, rule)| Traced {
        score: id,
        score_name,
        position,
        rule,
        category: rule.category.and_then(|c| score.categories.get(c)).map(String::as_str),
        reads: first_read(rule),
        read: first_read(rule)
            .map(|expr| Field::of(&folded(sources.text(expr.span)), expr.ty.clone(), 12).in_currency(currency)),
        conditions: rule.list.lines.iter().map(|line| condition(line, sources)).collect(),
    });
    traced.collect()
}

fn condition(line: &Line<Points>, sources: &Sources) -> String {
    match &line.condition {
        Some(condition) => folded(sources.text(condition.span)),
        None if folded(sources.text(line.span)).ends_with("otherwise") => "otherwise".to_string(),
        None => "always".to_string(),
    }
}

/// What the first condition compares on its left, else what the points of the first line are `per … of`.
fn first_read(rule: &Rule) -> Option<&Expr> {
    let conditions = rule.list.lines.iter().filter_map(|line| line.condition.as_ref());
    conditions.map(left).next().or_else(|| match &rule.list.lines.first()?.result {
        Points::Per { of, .. } => Some(of),
        Points::Fixed(_) => None,
    })
}

/// The depth of a condition is bounded by the parser.
fn left(condition: &Expr) -> &Expr {
    match &condition.kind {
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.first().map_or(condition, left),
        ExprKind::Not(inner) => left(inner),
        ExprKind::Compare(_, a, _) | ExprKind::Between(a, _, _) | ExprKind::StartsWith(a, _) => a,
        ExprKind::Contains(a, _) | ExprKind::InLast(a, _) => a,
        ExprKind::OneOf(a, _) | ExprKind::Known(a, _) => a,
        _ => condition,
    }
}

impl Found<'_> {
    /// Whether all that the tried lines read is known.
    pub fn measured(&self, row: usize) -> bool {
        if let Values::YesNo(flags) = &self.rule.measured.values { flags.get(row) == Some(&true) } else { false }
    }
}

impl Traced<'_> {
    /// The rule's columns in a chunk.
    pub fn found<'c>(&self, chunk: &'c Chunk) -> Option<Found<'c>> {
        let score = chunk.scores.iter().find(|score| score.score == self.score)?;
        let rule = score.rules.iter().find(|rule| rule.rule == self.position)?;
        Some(Found { rule, applies: &score.measured })
    }

    /// What is awarded without a line (0) and by each line; `None` where the rows' amounts decide.
    pub fn awards(&self) -> Option<Vec<Award>> {
        if self.rule.adding {
            return None;
        }
        let award = |points: Decimal| Some(Award { points, contribution: points.times(self.rule.weight).ok()? });
        let lines = self.rule.list.lines.iter().map(|line| match &line.result {
            Points::Fixed(points) => award(*points),
            Points::Per { .. } => None,
        });
        std::iter::once(award(Decimal::ZERO)).chain(lines).collect()
    }
}
