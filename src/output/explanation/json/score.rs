//! Scores and rules in JSON.

use super::condition::NeedJson;
use super::value::TermJson;
use super::{LineJson, ScopeJson};
use crate::trace::facts::{Award, Cost, Mapping, RuleFacts, ScoreFacts};
use crate::value::{Decimal, Type};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct ScoreJson<'a> {
    name: &'a str,
    title: &'a str,
    hidden: bool,
    value: Option<String>,
    unit: Option<&'a str>,
    scope: ScopeJson<'a>,
    starts_at: String,
    rules: Vec<RuleJson<'a>>,
    inactive_rules: &'a [String],
    points: String,
    mapping: Option<MappingJson>,
    rounded_to: Option<String>,
    measured_share: String,
    needs_share: Option<String>,
    costs: Vec<CostJson<'a>>,
}

#[derive(Serialize)]
struct MappingJson {
    points_from: String,
    points_to: String,
    from: String,
    to: String,
    on_the_line: String,
    clamped: String,
}

#[derive(Serialize)]
struct RuleJson<'a> {
    name: &'a str,
    title: &'a str,
    category: Option<&'a str>,
    adding: bool,
    outcome: &'static str,
    measured: bool,
    reads: Vec<TermJson<'a>>,
    lines: Vec<LineJson<'a>>,
    points: String,
    weight: String,
    contribution: String,
    best_points: String,
}

#[derive(Serialize)]
struct CostJson<'a> {
    rule: Option<&'a str>,
    title: Option<&'a str>,
    cost: String,
    best_line: Option<usize>,
    missing: Option<NeedJson<'a>>,
}

/// `{"fixed": "40"}`, or what `per` an amount gave.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AwardJson<'a> {
    Fixed(String),
    Per(Box<PerJson<'a>>),
}

#[derive(Serialize)]
pub(super) struct PerJson<'a> {
    points: String,
    amount: String,
    whole_amounts_only: bool,
    of: TermJson<'a>,
    quotient: Option<String>,
    product: Option<String>,
    at_least: Option<String>,
    at_most: Option<String>,
    awarded: Option<String>,
}

fn plain(number: &Option<Decimal>) -> Option<String> {
    number.map(|n| n.to_string())
}

impl<'a> ScoreJson<'a> {
    pub fn new(of: &'a ScoreFacts) -> Self {
        let unit = if let Type::Score(unit) = &of.unit { Some(unit.plural()) } else { None };
        ScoreJson {
            name: &of.name,
            title: &of.title,
            hidden: of.hidden,
            value: plain(&of.value),
            unit,
            scope: ScopeJson::new(&of.scope),
            starts_at: of.starts_at.to_string(),
            rules: of.rules.iter().map(RuleJson::new).collect(),
            inactive_rules: &of.inactive,
            points: of.points.to_string(),
            mapping: of.mapping.as_ref().map(MappingJson::new),
            rounded_to: plain(&of.rounded_to),
            measured_share: of.measured.to_string(),
            needs_share: plain(&of.needs),
            costs: of.costs.iter().map(|cost| CostJson::new(cost, &of.rules)).collect(),
        }
    }
}

impl MappingJson {
    fn new(of: &Mapping) -> Self {
        MappingJson {
            points_from: of.points_from.to_string(),
            points_to: of.points_to.to_string(),
            from: of.from.to_string(),
            to: of.to.to_string(),
            on_the_line: of.straight.to_string(),
            clamped: of.clamped.to_string(),
        }
    }
}

impl<'a> RuleJson<'a> {
    fn new(of: &'a RuleFacts) -> Self {
        RuleJson {
            name: &of.name,
            title: &of.title,
            category: of.category.as_deref(),
            adding: of.adding,
            outcome: of.outcome.word(),
            measured: of.measured,
            reads: of.reads.iter().map(TermJson::new).collect(),
            lines: of.lines.iter().map(LineJson::new).collect(),
            points: of.points.to_string(),
            weight: of.weight.to_string(),
            contribution: of.contribution.to_string(),
            best_points: of.best.to_string(),
        }
    }
}

impl<'a> CostJson<'a> {
    fn new(of: &'a Cost, rules: &'a [RuleFacts]) -> Self {
        let rule = rules.get(of.rule);
        CostJson {
            rule: rule.map(|r| r.name.as_str()),
            title: rule.map(|r| r.title.as_str()),
            cost: of.cost.to_string(),
            best_line: of.best_line,
            missing: of.missing.as_ref().map(NeedJson::new),
        }
    }
}

impl<'a> AwardJson<'a> {
    pub fn new(of: &'a Award) -> Self {
        let per = match of {
            Award::Fixed(points) => return AwardJson::Fixed(points.to_string()),
            Award::Per(per) => per,
        };
        AwardJson::Per(Box::new(PerJson {
            points: per.points.to_string(),
            amount: per.amount.to_string(),
            whole_amounts_only: per.full,
            of: TermJson::new(&per.of),
            quotient: plain(&per.quotient),
            product: plain(&per.product),
            at_least: plain(&per.at_least),
            at_most: plain(&per.at_most),
            awarded: plain(&per.awarded),
        }))
    }
}
