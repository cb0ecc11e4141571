//! A timeline for a person.
//!
//! Enters: events. Leaves: text as wide as asked. Guaranteed: without colour it says the same.

use super::chart;
use super::{Event, Happened};
use crate::output::{Style, cut, wrapped};
use crate::store::{Fault, ItemMove, ItemWord, ItemWords, OTHERWISE, Past, RuleMove, Run, Timeline};
use crate::trace::words::Words;
use crate::value::{Currency, Decimal, Type, Value};
use unicode_width::UnicodeWidthStr;

/// Metrics that are named where nothing else moved.
const METRICS: usize = 3;

/// The text.
pub fn text(name: &str, key: &str, timeline: &Timeline, events: &[Event], style: Style) -> Result<String, Fault> {
    let mut out = format!("{}\n", style.bold(&cut(&format!("{key}, {name}"), style.width)));
    out.push_str(&charts(timeline, style));
    for event in events {
        out.push('\n');
        out.push_str(&style.bold(&cut(&event.run.as_of.to_string(), style.width)));
        out.push('\n');
        out.push_str(&wrapped(&who(event.run), 2, style.width));
        out.push_str(&happened(&event.happened, style)?);
    }
    Ok(out)
}

/// `run 3, by Anna: the daily run`
fn who(run: &Run) -> String {
    let number = match run.replayed {
        true => format!("run {}, replayed", run.number),
        false => format!("run {}", run.number),
    };
    let by = run.by.as_ref().map(|by| format!(", by {by}")).unwrap_or_default();
    let reason = run.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{number}{by}{reason}")
}

/// A line for each score: its bars, one a run, from its first value to its last.
fn charts(timeline: &Timeline, style: Style) -> String {
    let Some(last) = timeline.steps.iter().rev().find_map(|step| step.past.as_ref()) else { return String::new() };
    let scores = last.layout.items.iter().filter(|item| item.kind == ItemWord::Score);
    let (first, end) = (timeline.steps.first(), timeline.runs.last());
    let from = first.map(|step| step.run.as_of.to_string()).unwrap_or_default();
    let to = end.map(|run| run.as_of.to_string()).unwrap_or_default();
    let of_score = |item: &ItemWords| {
        let (title, values) = (cut(&item.title, style.width / 3), over_time(timeline, &item.name));
        let room = style.width.saturating_sub(title.width() + from.len() + to.len() + 6).max(8);
        let line = chart::line(&values, item.least.zip(item.most), room);
        format!("  {title}  {from} {} {to}\n", style.bar(&line))
    };
    scores.map(of_score).collect()
}

/// The value of a score in each run from the customer's first on.
fn over_time(timeline: &Timeline, score: &str) -> Vec<Option<Decimal>> {
    let Some(first) = timeline.steps.first() else { return Vec::new() };
    let runs = timeline.runs.iter().filter(|run| run.number >= first.run.number);
    let value = |run: &Run| {
        let step = timeline.steps.iter().rev().find(|step| step.run.number <= run.number)?;
        step.past.as_ref()?.item(score)??.number()
    };
    runs.map(value).collect()
}

fn happened(happened: &Happened, style: Style) -> Result<String, Fault> {
    match happened {
        Happened::Gone => Ok("  not rated any more\n".to_string()),
        Happened::Appeared(past) => {
            let currency = past.layout.currency()?;
            let judged = past.layout.items.iter().filter(|item| item.kind != ItemWord::Metric);
            let value = |item: &ItemWords| said(past.item(&item.name).flatten(), &item.ty, &currency);
            let line = |item: &ItemWords| wrapped(&format!("{}: {}", item.title, value(item)), 2, style.width);
            Ok("  rated for the first time\n".to_string() + &judged.map(line).collect::<String>())
        }
        Happened::Moved { before, after, items, rules } => moved(before, after, (items, rules), style),
    }
}

fn moved(before: &Past, after: &Past, found: (&[ItemMove], &[RuleMove]), style: Style) -> Result<String, Fault> {
    let ((items, rules), currency) = (found, after.layout.currency()?);
    let judged = after.layout.items.iter().filter(|item| item.kind != ItemWord::Metric);
    let lines = judged.filter_map(|item| judgement(&ItemMove::of(item, before, after), before, after, &currency));
    let mut out: String = lines.map(|line| wrapped(&line, 2, style.width)).collect();
    out.extend(rules.iter().map(|rule| rule_line(rule, style)));
    if out.is_empty() {
        out = metrics(items, &currency, style);
    }
    Ok(out)
}

/// `Rating: 3.5 stars → 3 stars (40 → 30 points)`; a score that stands where it did is told if its points moved.
fn judgement(moved: &ItemMove, before: &Past, after: &Past, currency: &Currency) -> Option<String> {
    let title = &moved.item.title;
    let (was, is) = (said(moved.before.as_ref(), &moved.before_type, currency), after_said(moved, currency));
    let points = |past: &Past| past.points(&moved.item.name);
    let said = |points: Decimal| points.grouped(points.scale().min(2));
    let points = match (points(before), points(after)) {
        (before, after) if before == after => String::new(),
        (Some(before), Some(after)) => format!(" ({} → {} points)", said(before), said(after)),
        (None, Some(after)) => format!(" ({} points)", said(after)),
        (_, None) => String::new(),
    };
    if !moved.moved() {
        return (!points.is_empty()).then(|| format!("{title}: still {is}{points}"));
    }
    let direction = match moved.steps() {
        Some(steps) if steps > 0 => ", better",
        Some(steps) if steps < 0 => ", worse",
        _ => "",
    };
    let since = after.condition(&moved.item.name).map(|condition| match condition {
        OTHERWISE => ", since no line above holds".to_string(),
        condition => format!(", since {condition}"),
    });
    Some(format!("{title}: {was} → {is}{direction}{points}{}", since.unwrap_or_default()))
}

fn after_said(moved: &ItemMove, currency: &Currency) -> String {
    said(moved.after.as_ref(), &moved.item.ty, currency)
}

/// `−10 points  Pays on time: average payment delay rose from 12 to 33 days`
fn rule_line(rule: &RuleMove, style: Style) -> String {
    let sign = if rule.change.is_negative() { '−' } else { '+' };
    let size = rule.change.abs();
    let unit = if size == Decimal::ONE { "point" } else { "points" };
    let text = format!("{sign}{} {unit}, {}: {}", size.grouped(size.scale().min(2)), rule.title, rule.why);
    wrapped(&text, 4, style.width)
}

/// Where no judgement moved: a few of the metrics that did.
fn metrics(items: &[ItemMove], currency: &Currency, style: Style) -> String {
    let said = |moved: &ItemMove| {
        let was = said(moved.before.as_ref(), &moved.before_type, currency);
        wrapped(&format!("{}: {was} → {}", moved.item.title, after_said(moved, currency)), 2, style.width)
    };
    let mut out: String = items.iter().take(METRICS).map(said).collect();
    match items.len().saturating_sub(METRICS) {
        0 if items.is_empty() => out.push_str("  other lines of rules won, with the same points\n"),
        0 => {}
        1 => out.push_str("  and 1 metric more\n"),
        more => out.push_str(&format!("  and {more} metrics more\n")),
    }
    out
}

/// A value with its unit; labels between quotes.
fn said(value: Option<&Value>, ty: &Type, currency: &Currency) -> String {
    match value {
        None => "unknown".to_string(),
        Some(Value::Number(number)) => Words { currency, compared: &[] }.number(*number, ty),
        Some(Value::Label(_) | Value::Text(_)) => format!("\"{}\"", value.map(|v| v.plain(ty)).unwrap_or_default()),
        Some(value) => value.plain(ty),
    }
}
