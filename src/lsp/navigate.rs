//! From a name to its declaration, and to every place that reads it.
//!
//! Enters: a position. Leaves: places, also in files that are not open. Guaranteed: a file that several rulebooks use is
//! answered for all of them, each place once.

use super::fault::Fault;
use super::world::{Spot, World};
use crate::check::index::EntryId;
use crate::source::Span;
use crate::syntax::tree::DeclarationKind;
use gen_lsp_types::{
    Definition, DefinitionParams, DefinitionResponse, DocumentHighlight, DocumentHighlightKind,
    DocumentHighlightParams, Location, Position, ReferenceParams, Uri,
};

impl Spot {
    /// The entry whose name stands here.
    pub(super) fn entry(&self) -> Option<EntryId> {
        self.analysis.inspected.index.at(self.source, self.byte)?.entry
    }

    /// The place where the entry under it is declared.
    fn declared(&self) -> Option<Span> {
        Some(self.analysis.inspected.index.get(self.entry()?)?.span)
    }

    /// The start of the file that a `use` line here names.
    fn used_file(&self) -> Option<Location> {
        let DeclarationKind::Use(path) = self.analysis.inspected.declaration(self.source, self.byte)? else {
            return None;
        };
        let own = self.analysis.file(self.source)?;
        let wanted = super::analysis::tidy(&own.path.parent()?.join(&path.text));
        let source = self.analysis.source(&wanted)?;
        self.analysis.location(Span { source, start: 0, end: 0 })
    }
}

/// Answers "go to definition".
pub(super) fn definition(world: &mut World, params: DefinitionParams) -> Result<Option<DefinitionResponse>, Fault> {
    let at = params.text_document_position_params;
    let mut found: Vec<Location> = Vec::new();
    for spot in world.spots(&at.text_document.uri, at.position)? {
        let location = spot.declared().and_then(|span| spot.analysis.location(span)).or_else(|| spot.used_file());
        found.extend(location.filter(|location| !found.contains(location)));
    }
    Ok((!found.is_empty()).then(|| Definition::from(found).into()))
}

/// Answers "find all references".
pub(super) fn references(world: &mut World, params: ReferenceParams) -> Result<Vec<Location>, Fault> {
    let at = params.text_document_position_params;
    let with_declaration = params.context.include_declaration;
    let mut found: Vec<Location> = Vec::new();
    for (spot, declared) in declared_spots(world, &at.text_document.uri, at.position)? {
        let Some(id) = spot.entry() else { continue };
        let index = &spot.analysis.inspected.index;
        for place in index.uses_of(id).filter(|place| with_declaration || place.span != declared) {
            let location = spot.analysis.location(place.span);
            found.extend(location.filter(|location| !found.contains(location)));
        }
    }
    Ok(found)
}

/// Each rulebook that knows the entry under a position: those of the text, and those of the file that declares it.
pub(super) fn declared_spots(world: &mut World, uri: &Uri, position: Position) -> Result<Vec<(Spot, Span)>, Fault> {
    let mut all: Vec<(Spot, Span)> = Vec::new();
    let own = world.spots(uri, position)?;
    let declared: Vec<(std::path::PathBuf, Span)> = own
        .iter()
        .filter_map(|spot| {
            let span = spot.declared()?;
            Some((spot.analysis.file(span.source)?.path.clone(), span))
        })
        .collect();
    for (path, span) in declared {
        for analysis in world.analyses_of(&path) {
            let Some(source) = analysis.source(&path) else { continue };
            let place = Span { source, ..span };
            if !all.iter().any(|(spot, _)| std::sync::Arc::ptr_eq(&spot.analysis, &analysis)) {
                all.push((Spot { analysis, source, byte: span.start }, place));
            }
        }
    }
    for spot in own {
        let known = all.iter().any(|(known, _)| std::sync::Arc::ptr_eq(&known.analysis, &spot.analysis));
        if let Some(span) = spot.declared().filter(|_| !known) {
            all.push((spot, span));
        }
    }
    Ok(all)
}

/// Answers which places to mark in a text.
pub(super) fn highlight(world: &mut World, params: DocumentHighlightParams) -> Result<Vec<DocumentHighlight>, Fault> {
    let at = params.text_document_position_params;
    let spot = world.spot(&at.text_document.uri, at.position)?;
    let Some(id) = spot.entry() else { return Ok(Vec::new()) };
    let index = &spot.analysis.inspected.index;
    let declared = index.get(id).map(|entry| entry.span);
    let own = index.uses_of(id).filter(|place| place.span.source == spot.source);
    Ok(own
        .map(|place| DocumentHighlight {
            range: spot.analysis.range(place.span),
            kind: Some(if Some(place.span) == declared {
                DocumentHighlightKind::Write
            } else {
                DocumentHighlightKind::Read
            }),
        })
        .collect())
}
