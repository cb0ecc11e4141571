//! Conditions and what is missing for them, in JSON.

use super::value::{QuantityJson, TermJson};
use crate::trace::facts::{Condition, ConditionKind, Need, Relation, Test, Window};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct ConditionJson<'a> {
    written: &'a str,
    truth: &'static str,
    #[serde(flatten)]
    kind: KindJson<'a>,
}

/// One of `all`, `any`, `not`, `test`.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum KindJson<'a> {
    All(Vec<ConditionJson<'a>>),
    Any(Vec<ConditionJson<'a>>),
    Not(Box<ConditionJson<'a>>),
    Test(Box<TestJson<'a>>),
}

#[derive(Serialize)]
struct TestJson<'a> {
    found: TermJson<'a>,
    relation: &'static str,
    asked: Vec<TermJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<WindowJson<'a>>,
    missing_by: Option<QuantityJson<'a>>,
}

#[derive(Serialize)]
pub(super) struct WindowJson<'a> {
    written: &'a str,
    first_day: String,
    last_day: String,
}

/// One of `all`, `any`, `test`.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum NeedJson<'a> {
    All(Vec<NeedJson<'a>>),
    Any(Vec<NeedJson<'a>>),
    Test(Box<NeededJson<'a>>),
}

#[derive(Serialize)]
pub(super) struct NeededJson<'a> {
    truth: &'static str,
    must_hold: bool,
    found: TermJson<'a>,
    relation: &'static str,
    asked: Vec<TermJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<WindowJson<'a>>,
    missing_by: Option<QuantityJson<'a>>,
}

fn relation_word(relation: Relation) -> &'static str {
    match relation {
        Relation::Compare(comparison) => comparison.sign(),
        Relation::OneOf => "one of",
        Relation::Known => "known",
        Relation::Unknown => "unknown",
        Relation::Between => "between",
        Relation::StartsWith => "starts with",
        Relation::Contains => "contains",
        Relation::InLast => "in last",
        Relation::Holds => "yes",
    }
}

impl<'a> ConditionJson<'a> {
    pub fn new(of: &'a Condition) -> Self {
        let all = |parts: &'a [Condition]| parts.iter().map(ConditionJson::new).collect();
        let kind = match &of.kind {
            ConditionKind::All(parts) => KindJson::All(all(parts)),
            ConditionKind::Any(parts) => KindJson::Any(all(parts)),
            ConditionKind::Not(part) => KindJson::Not(Box::new(ConditionJson::new(part))),
            ConditionKind::Test(test) => KindJson::Test(Box::new(TestJson::new(test))),
        };
        ConditionJson { written: &of.written, truth: of.truth.word(), kind }
    }
}

impl<'a> TestJson<'a> {
    fn new(of: &'a Test) -> Self {
        TestJson {
            found: TermJson::new(&of.left),
            relation: relation_word(of.relation),
            asked: of.right.iter().map(TermJson::new).collect(),
            window: of.window.as_ref().map(WindowJson::new),
            missing_by: of.gap.as_ref().map(QuantityJson::new),
        }
    }
}

impl<'a> WindowJson<'a> {
    pub fn new(of: &'a Window) -> Self {
        WindowJson { written: &of.written, first_day: of.first.to_string(), last_day: of.last.to_string() }
    }
}

impl<'a> NeedJson<'a> {
    pub fn new(of: &'a Need) -> Self {
        match of {
            Need::All(parts) => NeedJson::All(parts.iter().map(NeedJson::new).collect()),
            Need::Any(parts) => NeedJson::Any(parts.iter().map(NeedJson::new).collect()),
            Need::Test { test, truth, holds } => {
                let gap = if *holds { &test.gap } else { &test.gap_to_fail };
                let TestJson { found, relation, asked, window, .. } = TestJson::new(test);
                let missing_by = gap.as_ref().map(QuantityJson::new);
                let needed =
                    NeededJson { truth: truth.word(), must_hold: *holds, found, relation, asked, window, missing_by };
                NeedJson::Test(Box::new(needed))
            }
        }
    }
}
