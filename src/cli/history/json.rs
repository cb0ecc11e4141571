//! A timeline for a machine.
//!
//! Enters: events. Leaves: JSON with a `schema_version`. Guaranteed: numbers stand in strings, so that no reader rounds
//! them; what is unknown is `null`.

use super::{Event, Happened};
use crate::output::SCHEMA_VERSION;
use crate::store::{ItemMove, ItemWord, Past, RuleMove, Run, Timeline};
use crate::value::{Type, Value};
use serde::Serialize;

#[derive(Serialize)]
struct History<'a> {
    schema_version: u32,
    rulebook: &'a str,
    key: &'a [String],
    runs: usize,
    events: Vec<EventPart<'a>>,
}

#[derive(Serialize)]
struct EventPart<'a> {
    as_of: String,
    run: RunPart<'a>,
    what: &'static str,
    results: Vec<ResultPart<'a>>,
    items: Vec<ItemPart<'a>>,
    rules: Vec<RulePart<'a>>,
}

#[derive(Serialize)]
struct RunPart<'a> {
    number: u64,
    at: &'a str,
    by: Option<&'a str>,
    reason: Option<&'a str>,
    replayed: bool,
    rulebook_version: &'a str,
}

#[derive(Serialize)]
struct ResultPart<'a> {
    item: &'a str,
    kind: ItemWord,
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<String>,
}

#[derive(Serialize)]
struct ItemPart<'a> {
    item: &'a str,
    title: &'a str,
    kind: ItemWord,
    before: Option<String>,
    after: Option<String>,
    /// Of numbers
    change: Option<String>,
    /// Of labels with an order of worth: upwards is better
    steps: Option<i32>,
    /// Of a segment: of the line that gives the label
    condition: Option<&'a str>,
}

#[derive(Serialize)]
struct RulePart<'a> {
    score: &'a str,
    rule: &'a str,
    title: &'a str,
    before: Option<String>,
    after: Option<String>,
    change: String,
    why: &'a str,
}

/// The text.
pub fn text(name: &str, key: &[String], timeline: &Timeline, events: &[Event]) -> String {
    let history = History {
        schema_version: SCHEMA_VERSION,
        rulebook: name,
        key,
        runs: timeline.runs.len(),
        events: events.iter().map(event).collect(),
    };
    // Strings and numbers always serialise; an empty object would still be JSON.
    serde_json::to_string_pretty(&history).unwrap_or_else(|_| "{}".to_string()) + "\n"
}

fn event<'a>(event: &'a Event) -> EventPart<'a> {
    let (what, past, items, rules) = match &event.happened {
        Happened::Appeared(past) => ("appeared", Some(*past), Vec::new(), Vec::new()),
        Happened::Gone => ("gone", None, Vec::new(), Vec::new()),
        Happened::Moved { after, items, rules, .. } => (
            "changed",
            Some(*after),
            items.iter().map(|moved| item(moved, after)).collect(),
            rules.iter().map(rule).collect(),
        ),
    };
    EventPart {
        as_of: event.run.as_of.to_string(),
        run: run(event.run),
        what,
        results: past.map(results).unwrap_or_default(),
        items,
        rules,
    }
}

fn run(run: &Run) -> RunPart<'_> {
    RunPart {
        number: run.number,
        at: &run.at,
        by: run.by.as_deref(),
        reason: run.reason.as_deref(),
        replayed: run.replayed,
        rulebook_version: &run.version,
    }
}

fn results(past: &Past) -> Vec<ResultPart<'_>> {
    let part = |item: &'_ crate::store::ItemWords| -> (Option<String>, Option<String>) {
        (plain(past.item(&item.name).flatten(), &item.ty), past.points(&item.name).map(|points| points.to_string()))
    };
    let items = past.layout.items.iter();
    items
        .map(|item| {
            let (value, points) = part(item);
            ResultPart { item: &item.name, kind: item.kind, value, points }
        })
        .collect()
}

fn plain(value: Option<&Value>, ty: &Type) -> Option<String> {
    value.map(|value| value.plain(ty))
}

fn item<'a>(moved: &'a ItemMove, after: &'a Past) -> ItemPart<'a> {
    ItemPart {
        item: &moved.item.name,
        title: &moved.item.title,
        kind: moved.item.kind,
        before: plain(moved.before.as_ref(), &moved.before_type),
        after: plain(moved.after.as_ref(), &moved.item.ty),
        change: moved.change().map(|change| change.to_string()),
        steps: moved.steps(),
        condition: after.condition(&moved.item.name),
    }
}

fn rule(moved: &RuleMove) -> RulePart<'_> {
    RulePart {
        score: &moved.score,
        rule: &moved.rule,
        title: &moved.title,
        before: moved.before.map(|points| points.to_string()),
        after: moved.after.map(|points| points.to_string()),
        change: moved.change.to_string(),
        why: &moved.why,
    }
}
