//! Why a label was not given, and what would have to change.

use crate::trace::facts::{
    Condition, ConditionKind, Explanation, LineFacts, LineResult, Need, SegmentFacts, Truth, WhyNot, WhyNotLine,
};

/// Nothing gives that label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLabel {
    /// Every label that can be asked about, in the order of the segments
    pub labels: Vec<String>,
}

/// Adds to an explanation why a label was not given. A label of several segments is taken from the first.
pub fn why_not(explanation: &mut Explanation, label: &str) -> Result<(), UnknownLabel> {
    let found = explanation.segments.iter().find(|segment| gives(segment, label));
    let Some(segment) = found else { return Err(UnknownLabel { labels: labels(explanation) }) };
    let asked: Vec<&LineFacts> = segment.lines.iter().filter(|line| is(line, label)).collect();
    let answer = WhyNot {
        segment: segment.name.clone(),
        title: segment.title.clone(),
        asked: label.to_string(),
        given: segment.value.value.as_ref().map(|value| value.plain(&segment.value.ty)),
        lines: asked.into_iter().map(|line| why_not_line(segment, line)).collect(),
    };
    explanation.why_not = Some(answer);
    Ok(())
}

fn is(line: &LineFacts, label: &str) -> bool {
    matches!(&line.result, LineResult::Label(l) if l == label)
}

/// A label may be declared in an order of worth and yet stand on no line.
fn gives(segment: &SegmentFacts, label: &str) -> bool {
    segment.lines.iter().any(|line| is(line, label))
}

fn labels(explanation: &Explanation) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in explanation.segments.iter().flat_map(|s| &s.lines) {
        if let LineResult::Label(label) = &line.result
            && !all.contains(label)
        {
            all.push(label.clone());
        }
    }
    all
}

fn why_not_line(segment: &SegmentFacts, line: &LineFacts) -> WhyNotLine {
    let earlier = segment.lines.iter().find(|other| other.won && other.number < line.number);
    WhyNotLine {
        number: line.number,
        written: line.written.clone(),
        earlier: earlier.cloned(),
        missing: line.condition.as_ref().and_then(|condition| need(condition, true)),
    }
}

/// What must change for a condition to hold (`wanted`), or to be no; `None` where it is so already.
pub(super) fn need(condition: &Condition, wanted: bool) -> Option<Need> {
    let reached = if wanted { Truth::Yes } else { Truth::No };
    if condition.truth == reached {
        return None;
    }
    let needs = |parts: &[Condition]| -> Vec<Need> { parts.iter().filter_map(|part| need(part, wanted)).collect() };
    Some(match (&condition.kind, wanted) {
        (ConditionKind::All(parts), true) | (ConditionKind::Any(parts), false) => one_or(Need::All, needs(parts)),
        (ConditionKind::Any(parts), true) | (ConditionKind::All(parts), false) => one_or(Need::Any, needs(parts)),
        (ConditionKind::Not(part), _) => need(part, !wanted)?,
        (ConditionKind::Test(test), _) => Need::Test { test: test.clone(), truth: condition.truth, holds: wanted },
    })
}

fn one_or(many: fn(Vec<Need>) -> Need, mut needs: Vec<Need>) -> Need {
    match (needs.len(), needs.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            needs.extend(last);
            many(needs)
        }
    }
}
