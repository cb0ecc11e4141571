//! What a name stands for, told where the pointer rests.
//!
//! Enters: a position. Leaves: title, kind, type, the declaration as written, its formula in words, what it is
//! proven to be, and who reads it. Guaranteed: a name whose declaration can't be read says so.

use super::analysis::Analysis;
use super::fault::Fault;
use super::world::{Spot, World};
use crate::check::index::{Entry, EntryId, Kind};
use crate::source::Span;
use crate::syntax::tree::{Body, DeclarationKind as D};
use crate::words::{self, Speaker};
use gen_lsp_types::{Hover, HoverParams, MarkupContent, MarkupKind};

/// Lines of a declaration that are shown.
const MOST_LINES: usize = 12;
/// Readers that are named.
const MOST_READERS: usize = 6;

/// Answers a hover.
pub(super) fn hover(world: &mut World, params: HoverParams) -> Result<Option<Hover>, Fault> {
    let at = params.text_document_position_params;
    let spot = world.spot(&at.text_document.uri, at.position)?;
    let Spot { analysis, source, byte } = &spot;
    let index = &analysis.inspected.index;
    let Some(found) = index.at(*source, *byte) else { return Ok(None) };
    let Some((id, entry)) = found.entry.and_then(|id| Some((id, index.get(id)?))) else { return Ok(None) };
    let contents = MarkupContent { kind: MarkupKind::Markdown, value: about(analysis, id, entry) };
    Ok(Some(Hover { contents: contents.into(), range: Some(analysis.range(found.span)) }))
}

/// All about an entry.
pub(super) fn about(analysis: &Analysis, id: EntryId, entry: &Entry) -> String {
    let mut parts = vec![heading(analysis, entry)];
    if entry.broken {
        parts.push("Its declaration can't be read yet.".to_string());
    }
    parts.push(format!("```rubric\n{}\n```", declared(analysis, entry)));
    parts.extend(in_words(analysis, entry));
    parts.extend(analysis.proven_range(entry.span).map(|range| format!("Proven: {range}, whatever the data.")));
    parts.extend(readers(analysis, id));
    parts.join("\n\n")
}

/// `**Overdue ratio** · metric of customers · percent`
fn heading(analysis: &Analysis, entry: &Entry) -> String {
    let index = &analysis.inspected.index;
    let of = entry.owner.or(entry.of).and_then(|id| index.get(id));
    let kind = match of {
        Some(of) => format!("{} of `{}`", entry.kind.word(), of.name),
        None => entry.kind.word().to_string(),
    };
    let title = entry.title.as_ref().unwrap_or(&entry.name);
    let ty = entry.ty.as_ref().map(|ty| format!(" · {ty}")).unwrap_or_default();
    format!("**{title}** · {kind}{ty}")
}

/// The declaration as written; a column's whole line, with its comment.
fn declared(analysis: &Analysis, entry: &Entry) -> String {
    let Some(file) = analysis.file(entry.whole.source) else { return String::new() };
    let end = match entry.kind {
        Kind::Column => {
            let rest = file.text.get(entry.whole.end as usize..).unwrap_or("");
            entry.whole.end + rest.find(['\n', '\r', ';', '}']).unwrap_or(rest.len()) as u32
        }
        _ => entry.whole.end,
    };
    let text = analysis.inspected.checked.sources.text(Span { end, ..entry.whole });
    let mut lines: Vec<&str> = text.trim_end().lines().collect();
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        lines.push("  …");
    }
    lines.join("\n")
}

/// What is worked out, in words; nothing where lines are chosen from.
fn in_words(analysis: &Analysis, entry: &Entry) -> Option<String> {
    let speaker = Speaker { inspected: &analysis.inspected };
    let expr = match analysis.inspected.declaration(entry.span.source, entry.span.start)? {
        D::Alert(alert) => {
            let silent = speaker.silent(alert).map(|until| format!(" {}", until.markdown())).unwrap_or_default();
            let told = format!("Severity {}. {}", alert.gravity().word(), speaker.told(alert));
            return Some(format!("{}{silent}\n\n{told}", speaker.fires(alert).markdown()));
        }
        D::Metric(metric) => match &metric.body {
            Body::Expr(expr) => expr,
            Body::List(_) => return None,
        },
        D::Figure(figure) => &figure.value,
        D::Rows(rows) => {
            let of = format!("`{}`", rows.of.text);
            let filter = rows.filter.as_ref()?;
            return Some(format!("In words: those {of} where {}.", speaker.condition(filter).markdown()));
        }
        _ => return None,
    };
    Some(format!("In words: {}.", speaker.expression(expr).markdown()))
}

/// Which declarations read it.
fn readers(analysis: &Analysis, id: EntryId) -> Option<String> {
    let index = &analysis.inspected.index;
    let readers = words::readers(index, id);
    if readers.is_empty() {
        return None;
    }
    let mut named: Vec<String> = readers
        .iter()
        .take(MOST_READERS)
        .filter_map(|(reader, times)| {
            let entry = index.get(*reader)?;
            let often = if *times > 1 { format!(" ({times} times)") } else { String::new() };
            Some(format!("{} `{}`{often}", entry.kind.word(), entry.name))
        })
        .collect();
    if readers.len() > MOST_READERS {
        named.push(format!("and {} more", readers.len() - MOST_READERS));
    }
    Some(format!("Read by {}.", named.join(", ")))
}
