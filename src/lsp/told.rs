//! Mistakes as the editor shows them.
//!
//! Enters: analyses. Leaves: the messages of each file, and what has changed since they were told. Guaranteed: a mistake
//! in a file that several rulebooks use is told once; a file whose mistakes are gone is told to be clean.

use super::analysis::Analysis;
use super::pages::Pages;
use super::world::World;
use crate::diagnostic::{Diagnostic, Severity, codes};
use gen_lsp_types as lsp;
use gen_lsp_types::Uri;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What was told last, by file.
#[derive(Debug, Default)]
pub(super) struct Told {
    files: BTreeMap<PathBuf, (Option<i32>, Vec<lsp::Diagnostic>)>,
}

impl Told {
    /// What there is to tell now.
    pub(super) fn news(&mut self, world: &mut World, pages: &mut Pages) -> Vec<lsp::PublishDiagnosticsParams> {
        let mut now: BTreeMap<PathBuf, (Uri, Option<i32>, Vec<lsp::Diagnostic>)> = BTreeMap::new();
        for analysis in world.open_analyses() {
            for (id, _) in analysis.inspected.checked.sources.iter() {
                let Some(file) = analysis.file(id) else { continue };
                let buffer = world.buffers.get(&file.path);
                let uri = buffer.map_or_else(|| file.uri.clone(), |buffer| buffer.uri.clone());
                let version = buffer.map(|buffer| buffer.version);
                let (_, _, list) = now.entry(file.path.clone()).or_insert((uri, version, Vec::new()));
                for diagnostic in analysis.diagnostics(id).map(|d| shown(&analysis, d, pages)) {
                    if !list.contains(&diagnostic) {
                        list.push(diagnostic);
                    }
                }
            }
        }
        self.changes(now)
    }

    fn changes(
        &mut self,
        now: BTreeMap<PathBuf, (Uri, Option<i32>, Vec<lsp::Diagnostic>)>,
    ) -> Vec<lsp::PublishDiagnosticsParams> {
        let mut news = Vec::new();
        for path in self.files.keys().filter(|path| !now.contains_key(*path)) {
            news.push(lsp::PublishDiagnosticsParams {
                uri: super::uri::uri(path),
                version: None,
                diagnostics: Vec::new(),
            });
        }
        self.files.retain(|path, _| now.contains_key(path));
        for (path, (uri, version, diagnostics)) in now {
            let current = (version, diagnostics);
            let is_news = match self.files.get(&path) {
                Some(known) => *known != current,
                None => current.0.is_some() || !current.1.is_empty(),
            };
            if is_news {
                news.push(lsp::PublishDiagnosticsParams { uri, version, diagnostics: current.1.clone() });
                self.files.insert(path, current);
            }
        }
        news
    }
}

/// One mistake.
pub(super) fn shown(analysis: &Analysis, diagnostic: &Diagnostic, pages: &mut Pages) -> lsp::Diagnostic {
    let related: Vec<_> = diagnostic
        .others
        .iter()
        .filter_map(|label| {
            Some(lsp::DiagnosticRelatedInformation {
                location: analysis.location(label.span)?,
                message: label.text.clone(),
            })
        })
        .collect();
    lsp::Diagnostic {
        range: analysis.range(diagnostic.primary.span),
        severity: Some(match diagnostic.severity {
            Severity::Error => lsp::DiagnosticSeverity::Error,
            Severity::Warning => lsp::DiagnosticSeverity::Warning,
            Severity::Note => lsp::DiagnosticSeverity::Information,
        }),
        code: Some(diagnostic.code.0.into()),
        code_description: pages.address(diagnostic.code).map(|href| lsp::CodeDescription { href }),
        source: Some("rubric".to_string()),
        message: lsp::Message::String(message(diagnostic)),
        tags: (diagnostic.code == codes::UNUSED).then(|| vec![lsp::DiagnosticTag::Unnecessary]),
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    }
}

/// The headline, and below it what to do.
fn message(diagnostic: &Diagnostic) -> String {
    match &diagnostic.help {
        Some(help) => format!("{}\n{help}", diagnostic.headline),
        None => diagnostic.headline.clone(),
    }
}
