//! The JSON mirror of an explanation.
//!
//! Enters: an [`Explanation`]. Leaves: one JSON document, described in `docs/explanation-schema.md`. Guaranteed: numbers
//! are exact plain decimals in strings, nothing is rounded; a change of meaning changes [`SCHEMA_VERSION`].

mod condition;
mod score;
mod value;

use crate::trace::facts;
use condition::{ConditionJson, NeedJson};
use score::{AwardJson, ScoreJson};
use serde::Serialize;
use value::{NamedJson, QuantityJson, TermJson};

/// The version of the document's shape.
pub const SCHEMA_VERSION: u32 = 1;

/// An explanation as JSON, indented, with a newline at its end.
pub fn to_json(explanation: &facts::Explanation) -> String {
    let document = ExplanationJson::new(explanation);
    // INVARIANT: the mirror holds only strings, numbers, lists and structs, which always serialise.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct ExplanationJson<'a> {
    schema_version: u32,
    rulebook: &'a str,
    version: &'a str,
    currency: &'a str,
    as_of: String,
    table: &'a str,
    key: Vec<NamedJson<'a>>,
    columns: Vec<NamedJson<'a>>,
    scores: Vec<ScoreJson<'a>>,
    segments: Vec<SegmentJson<'a>>,
    metrics: Vec<MetricJson<'a>>,
    parameters: Vec<ParameterJson<'a>>,
    current_columns: Vec<ColumnJson<'a>>,
    why_not: Option<WhyNotJson<'a>>,
}

#[derive(Serialize)]
struct ColumnJson<'a> {
    table: &'a str,
    column: &'a str,
}

#[derive(Serialize)]
struct ScopeJson<'a> {
    among: Option<&'a str>,
    applies: bool,
    conditions: Vec<ConditionJson<'a>>,
    missing: Vec<NeedJson<'a>>,
}

#[derive(Serialize)]
struct SegmentJson<'a> {
    name: &'a str,
    title: &'a str,
    hidden: bool,
    label: Option<String>,
    scope: ScopeJson<'a>,
    lines: Vec<LineJson<'a>>,
}

#[derive(Serialize)]
struct MetricJson<'a> {
    name: &'a str,
    title: &'a str,
    hidden: bool,
    #[serde(flatten)]
    value: QuantityJson<'a>,
    scope: ScopeJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    formula: Option<TermJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Vec<LineJson<'a>>>,
}

#[derive(Serialize)]
struct LineJson<'a> {
    line: usize,
    written: &'a str,
    tried: bool,
    taken: bool,
    condition: Option<ConditionJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<AwardJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<TermJson<'a>>,
}

#[derive(Serialize)]
struct ParameterJson<'a> {
    name: &'a str,
    title: &'a str,
    #[serde(flatten)]
    value: QuantityJson<'a>,
    by: Option<NamedJson<'a>>,
    least: Option<QuantityJson<'a>>,
    greatest: Option<QuantityJson<'a>>,
    set_for_this_run: bool,
}

#[derive(Serialize)]
struct WhyNotJson<'a> {
    segment: &'a str,
    title: &'a str,
    asked: &'a str,
    given: Option<&'a str>,
    lines: Vec<WhyNotLineJson<'a>>,
}

#[derive(Serialize)]
struct WhyNotLineJson<'a> {
    line: usize,
    written: &'a str,
    earlier_line_taken: Option<EarlierJson<'a>>,
    missing: Option<NeedJson<'a>>,
}

#[derive(Serialize)]
struct EarlierJson<'a> {
    line: usize,
    written: &'a str,
}

impl<'a> ExplanationJson<'a> {
    fn new(of: &'a facts::Explanation) -> Self {
        ExplanationJson {
            schema_version: SCHEMA_VERSION,
            rulebook: &of.rulebook,
            version: &of.version,
            currency: of.currency.code(),
            as_of: of.as_of.to_string(),
            table: &of.table,
            key: of.key.iter().map(NamedJson::new).collect(),
            columns: of.columns.iter().map(NamedJson::new).collect(),
            scores: of.scores.iter().map(ScoreJson::new).collect(),
            segments: of.segments.iter().map(SegmentJson::new).collect(),
            metrics: of.metrics.iter().map(MetricJson::new).collect(),
            parameters: of.parameters.iter().map(ParameterJson::new).collect(),
            current_columns: of.current.iter().map(|(table, column)| ColumnJson { table, column }).collect(),
            why_not: of.why_not.as_ref().map(WhyNotJson::new),
        }
    }
}

impl<'a> ScopeJson<'a> {
    fn new(of: &'a facts::ScopeFacts) -> Self {
        let conditions = of.conditions.iter().map(ConditionJson::new).collect();
        let missing = of.missing.iter().map(NeedJson::new).collect();
        ScopeJson { among: of.among.as_deref(), applies: of.applies, conditions, missing }
    }
}

impl<'a> SegmentJson<'a> {
    fn new(of: &'a facts::SegmentFacts) -> Self {
        SegmentJson {
            name: &of.name,
            title: &of.title,
            hidden: of.hidden,
            label: of.value.value.as_ref().map(|value| value.plain(&of.value.ty)),
            scope: ScopeJson::new(&of.scope),
            lines: of.lines.iter().map(LineJson::new).collect(),
        }
    }
}

impl<'a> MetricJson<'a> {
    fn new(of: &'a facts::MetricFacts) -> Self {
        let (formula, lines) = match &of.body {
            facts::MetricFactsBody::Formula(term) => (Some(TermJson::new(term)), None),
            facts::MetricFactsBody::Lines(lines) => (None, Some(lines.iter().map(LineJson::new).collect())),
        };
        MetricJson {
            name: &of.name,
            title: &of.title,
            hidden: of.hidden,
            value: QuantityJson::new(&of.value),
            scope: ScopeJson::new(&of.scope),
            formula,
            lines,
        }
    }
}

impl<'a> LineJson<'a> {
    fn new(of: &'a facts::LineFacts) -> Self {
        let (points, label, result) = match &of.result {
            facts::LineResult::Points(award) => (Some(AwardJson::new(award)), None, None),
            facts::LineResult::Label(label) => (None, Some(label.as_str()), None),
            facts::LineResult::Value(term) => (None, None, Some(TermJson::new(term))),
        };
        LineJson {
            line: of.number,
            written: &of.written,
            tried: of.tried,
            taken: of.won,
            condition: of.condition.as_ref().map(ConditionJson::new),
            points,
            label,
            result,
        }
    }
}

impl<'a> ParameterJson<'a> {
    fn new(of: &'a facts::ParameterFacts) -> Self {
        ParameterJson {
            name: &of.name,
            title: &of.title,
            value: QuantityJson::new(&of.value),
            by: of.by.as_ref().map(|(name, value)| NamedJson { name, value: QuantityJson::new(value) }),
            least: of.bounds.as_ref().map(|(least, _)| QuantityJson::new(least)),
            greatest: of.bounds.as_ref().map(|(_, greatest)| QuantityJson::new(greatest)),
            set_for_this_run: of.set,
        }
    }
}

impl<'a> WhyNotJson<'a> {
    fn new(of: &'a facts::WhyNot) -> Self {
        WhyNotJson {
            segment: &of.segment,
            title: &of.title,
            asked: &of.asked,
            given: of.given.as_deref(),
            lines: of.lines.iter().map(WhyNotLineJson::new).collect(),
        }
    }
}

impl<'a> WhyNotLineJson<'a> {
    fn new(of: &'a facts::WhyNotLine) -> Self {
        let earlier = of.earlier.as_ref().map(|line| EarlierJson { line: line.number, written: &line.written });
        let missing = of.missing.as_ref().map(NeedJson::new);
        WhyNotLineJson { line: of.number, written: &of.written, earlier_line_taken: earlier, missing }
    }
}
