//! Corrections that an editor can make for the author.
//!
//! Enters: a stretch of a text. Leaves: an action for each mistake in it that has a correction or an example that shows
//! it, and one that makes all of the file's corrections that are certain. Guaranteed: what is offered is what the message
//! says; corrections that overlap are not made together.

use super::analysis::Analysis;
use super::fault::Fault;
use super::pages::Pages;
use super::told::shown;
use super::uri;
use super::world::World;
use crate::diagnostic::{Diagnostic, Fix};
use crate::source::{SourceId, Span};
use gen_lsp_types::{CodeAction, CodeActionKind, CodeActionParams, Range, TextEdit, Uri, WorkspaceEdit};

/// Letters of a title.
const LONGEST_TITLE: usize = 120;

/// Answers with the corrections for a stretch of a text.
pub(super) fn actions(
    world: &mut World,
    pages: &mut Pages,
    params: CodeActionParams,
) -> Result<Vec<CodeAction>, Fault> {
    let uri = params.text_document.uri;
    let path = uri::path(&uri);
    let wanted = |kind: &str| params.context.only.as_ref().is_none_or(|only| only.iter().any(|o| covers(o, kind)));
    let mut found: Vec<CodeAction> = Vec::new();
    let mut all: Vec<TextEdit> = Vec::new();
    for analysis in world.analyses_of(&path) {
        let Some(source) = analysis.source(&path) else { continue };
        for diagnostic in analysis.diagnostics(source) {
            let is_here = touches(analysis.range(diagnostic.primary.span), params.range);
            if let (true, Some(example)) = (is_here && wanted("quickfix"), &diagnostic.example) {
                let told = shown(&analysis, diagnostic, pages);
                found.extend(added(&analysis, source, &uri, told, example).filter(|action| !found.contains(action)));
            }
        }
        for (diagnostic, fix) in fixes(&analysis, source) {
            let edit = edit(&analysis, fix);
            let is_here = touches(analysis.range(diagnostic.primary.span), params.range);
            let action = quick(&uri, shown(&analysis, diagnostic, pages), diagnostic, fix, &edit);
            if is_here && wanted("quickfix") && !found.contains(&action) {
                found.push(action);
            }
            if fix.certain && !all.iter().any(|other| touches(other.range, edit.range)) {
                all.push(edit);
            }
        }
    }
    if wanted("source.fixAll") && !all.is_empty() {
        let title = format!("Correct all that is certain in this file ({})", all.len());
        let kind = Some(CodeActionKind::SourceFixAll);
        found.push(CodeAction { title, kind, edit: Some(in_file(&uri, all)), ..CodeAction::default() });
    }
    Ok(found)
}

/// Whether a kind is asked for: itself or one that it is a part of.
fn covers(asked: &CodeActionKind, kind: &str) -> bool {
    let asked = asked.to_string();
    asked.is_empty() || asked == kind || kind.strip_prefix(&asked).is_some_and(|rest| rest.starts_with('.'))
}

fn fixes(analysis: &Analysis, source: SourceId) -> impl Iterator<Item = (&Diagnostic, &Fix)> {
    let fixes = analysis.diagnostics(source).filter_map(|diagnostic| Some((diagnostic, diagnostic.fix.as_ref()?)));
    fixes.filter(move |(_, fix)| fix.span.source == source)
}

fn edit(analysis: &Analysis, fix: &Fix) -> TextEdit {
    TextEdit { range: analysis.range(fix.span), new_text: fix.replacement.clone() }
}

fn touches(a: Range, b: Range) -> bool {
    a.start <= b.end && b.start <= a.end
}

fn quick(
    uri: &Uri,
    told: gen_lsp_types::Diagnostic,
    diagnostic: &Diagnostic,
    fix: &Fix,
    edit: &TextEdit,
) -> CodeAction {
    CodeAction {
        title: title(diagnostic, fix),
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![told]),
        is_preferred: Some(fix.certain),
        edit: Some(in_file(uri, vec![edit.clone()])),
        ..CodeAction::default()
    }
}

/// Writes an example at the end of the file.
fn added(
    analysis: &Analysis,
    source: SourceId,
    uri: &Uri,
    told: gen_lsp_types::Diagnostic,
    example: &str,
) -> Option<CodeAction> {
    let text = &analysis.file(source)?.text;
    let end = u32::try_from(text.len()).ok()?;
    let apart = if text.ends_with('\n') { "\n" } else { "\n\n" };
    let range = analysis.range(Span { source, start: end, end });
    let edit = TextEdit { range, new_text: format!("{apart}{example}") };
    Some(CodeAction {
        title: "Add an example that shows this".to_string(),
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![told]),
        edit: Some(in_file(uri, vec![edit])),
        ..CodeAction::default()
    })
}

fn in_file(uri: &Uri, edits: Vec<TextEdit>) -> WorkspaceEdit {
    WorkspaceEdit { changes: Some([(uri.clone(), edits)].into()), ..WorkspaceEdit::default() }
}

/// The message's own help, as an order.
fn title(diagnostic: &Diagnostic, fix: &Fix) -> String {
    let help = diagnostic.help.as_deref().filter(|help| help.chars().count() <= LONGEST_TITLE);
    let help = help.map_or_else(|| format!("write `{}`", fix.replacement), str::to_string);
    let mut letters = help.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
