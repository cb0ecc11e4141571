//! What a text consists of: its declarations, and what can be folded away.
//!
//! Enters: an open text. Leaves: its outline, its foldable lines, and names found across rulebooks. Guaranteed: a
//! declaration that can't be read is in the outline by its name; braces fold even where the text has mistakes.

use super::analysis::{Analysis, File};
use super::fault::Fault;
use super::lexer::{Kind as TokenKind, Token, tokens};
use super::world::World;
use crate::check::index::{Entry, EntryId, Kind};
use gen_lsp_types::{
    DocumentSymbol, DocumentSymbolParams, FoldingRange, FoldingRangeKind, FoldingRangeParams, Location, SymbolKind,
    WorkspaceSymbolParams,
};

/// Names that a search gives at most.
const MOST_FOUND: usize = 200;

/// Answers with the declarations of a text, columns and rules inside theirs.
pub(super) fn symbols(world: &mut World, params: DocumentSymbolParams) -> Result<Vec<DocumentSymbol>, Fault> {
    let spot = world.start(&params.text_document.uri)?;
    let index = &spot.analysis.inspected.index;
    let own = index.entries.iter().enumerate();
    let own = own.filter(|(_, entry)| entry.span.source == spot.source && entry.owner.is_none());
    let mut symbols: Vec<_> = own.map(|(id, entry)| symbol(&spot.analysis, id, entry)).collect();
    symbols.sort_by_key(|symbol| symbol.range.start);
    Ok(symbols)
}

#[allow(deprecated, reason = "the protocol keeps a field that nobody should fill in")]
fn symbol(analysis: &Analysis, id: EntryId, entry: &Entry) -> DocumentSymbol {
    let parts = analysis.inspected.index.parts_of(id).filter(|(_, part)| part.kind != Kind::Category);
    let children: Vec<_> = parts.map(|(id, part)| symbol(analysis, id, part)).collect();
    DocumentSymbol {
        name: entry.name.clone(),
        detail: Some(detail(entry)),
        kind: symbol_kind(entry.kind),
        tags: None,
        deprecated: None,
        range: analysis.range(entry.whole.to(entry.span)),
        selection_range: analysis.range(entry.span),
        children: (!children.is_empty()).then_some(children),
    }
}

/// `metric "Overdue ratio", percent`
fn detail(entry: &Entry) -> String {
    let title = entry.title.as_ref().map(|title| format!(" \"{title}\"")).unwrap_or_default();
    let ty = entry.ty.as_ref().map(|ty| format!(", {ty}")).unwrap_or_default();
    format!("{}{title}{ty}", entry.kind.word())
}

fn symbol_kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Table => SymbolKind::Class,
        Kind::Column => SymbolKind::Field,
        Kind::Parameter => SymbolKind::Constant,
        Kind::Rows => SymbolKind::Array,
        Kind::Metric => SymbolKind::Variable,
        Kind::Score => SymbolKind::Function,
        Kind::Rule => SymbolKind::Method,
        Kind::Category => SymbolKind::EnumMember,
        Kind::Segment => SymbolKind::Enum,
        Kind::Figure => SymbolKind::Number,
        Kind::Alert | Kind::Other => SymbolKind::Event,
    }
}

/// Answers a search for names.
pub(super) fn search(
    world: &mut World,
    params: WorkspaceSymbolParams,
) -> Result<Vec<gen_lsp_types::SymbolInformation>, Fault> {
    let wanted = params.query.to_lowercase();
    let mut found: Vec<gen_lsp_types::SymbolInformation> = Vec::new();
    for analysis in world.open_analyses() {
        let index = &analysis.inspected.index;
        let fits = |entry: &&Entry| {
            let title = entry.title.as_ref().is_some_and(|title| title.to_lowercase().contains(&wanted));
            entry.name.to_lowercase().contains(&wanted) || title
        };
        for entry in index.entries.iter().filter(fits) {
            let Some(location) = analysis.location(entry.span) else { continue };
            let owner = entry.owner.and_then(|id| index.get(id)).map(|owner| owner.name.clone());
            let one = information(entry, owner, location);
            if !found.contains(&one) && found.len() < MOST_FOUND {
                found.push(one);
            }
        }
    }
    Ok(found)
}

fn information(entry: &Entry, owner: Option<String>, location: Location) -> gen_lsp_types::SymbolInformation {
    let base = gen_lsp_types::BaseSymbolInformation {
        name: entry.name.clone(),
        kind: symbol_kind(entry.kind),
        tags: None,
        container_name: owner,
    };
    gen_lsp_types::SymbolInformation::new(None, location, base)
}

/// Answers with the lines that can be folded: braces, and runs of comments.
pub(super) fn folding(world: &mut World, params: FoldingRangeParams) -> Result<Vec<FoldingRange>, Fault> {
    let spot = world.start(&params.text_document.uri)?;
    let Some(file) = spot.analysis.file(spot.source) else { return Ok(Vec::new()) };
    let tokens = tokens(&file.text);
    let mut found = braces(file, &tokens);
    found.extend(comments(file, &tokens));
    found.sort_by_key(|fold| (fold.start_line, fold.end_line));
    Ok(found)
}

fn line(file: &File, byte: usize) -> u32 {
    file.lines.line(byte as u32)
}

fn fold(start_line: u32, end_line: u32, kind: Option<FoldingRangeKind>) -> Option<FoldingRange> {
    (end_line > start_line).then(|| FoldingRange { start_line, end_line, kind, ..FoldingRange::default() })
}

fn braces(file: &File, tokens: &[Token]) -> Vec<FoldingRange> {
    let (mut open, mut found) = (Vec::new(), Vec::new());
    for token in tokens.iter().filter(|token| token.kind == TokenKind::Sign) {
        match token.of(&file.text) {
            "{" => open.push(line(file, token.start)),
            "}" => {
                let start = open.pop();
                // The closing brace stays in sight.
                let end = line(file, token.start).saturating_sub(1);
                found.extend(start.and_then(|start| fold(start, end, None)));
            }
            _ => {}
        }
    }
    found
}

fn comments(file: &File, tokens: &[Token]) -> Vec<FoldingRange> {
    let mut found = Vec::new();
    let mut run: Option<(u32, u32)> = None;
    let mut alone = true;
    for token in tokens {
        let at = line(file, token.start);
        match token.kind {
            TokenKind::Line => {
                alone = true;
                continue;
            }
            TokenKind::Comment if alone => match &mut run {
                Some((_, last)) if *last + 1 == at => *last = at,
                _ => found.extend(run.replace((at, at)).and_then(|(a, b)| fold(a, b, Some(FoldingRangeKind::Comment)))),
            },
            _ => {}
        }
        alone = false;
    }
    found.extend(run.and_then(|(a, b)| fold(a, b, Some(FoldingRangeKind::Comment))));
    found
}
