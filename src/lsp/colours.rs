//! What each word of a text is, so that an editor can colour it.
//!
//! Enters: an open text. Leaves: semantic tokens. Guaranteed: a name is coloured by what it is declared as, also in a
//! declaration that can't be read; a keyword used as a name is a name.

use super::analysis::{Analysis, File};
use super::fault::Fault;
use super::lexer::{Kind as TokenKind, Token, is_keyword, tokens};
use super::position::Walk;
use super::world::World;
use crate::check::index::{EntryId, Kind, Use};
use crate::source::SourceId;
use crate::syntax::tree::DeclarationKind;
use gen_lsp_types::{SemanticToken, SemanticTokens, SemanticTokensLegend, SemanticTokensParams};
use std::collections::{BTreeMap, BTreeSet};

/// The protocol's names of what a token is, in the order of [`Colour`].
const TYPES: [&str; 14] = [
    "keyword",
    "comment",
    "string",
    "number",
    "operator",
    "type",
    "class",
    "property",
    "parameter",
    "variable",
    "function",
    "method",
    "enum",
    "enumMember",
];

/// What a token is.
#[derive(Clone, Copy)]
enum Colour {
    Keyword,
    Comment,
    Text,
    Number,
    Operator,
    Type,
    Table,
    Column,
    Parameter,
    Variable,
    Score,
    Rule,
    Segment,
    Category,
}

/// The meaning of the numbers that tokens are sent as.
pub(super) fn legend() -> SemanticTokensLegend {
    let token_modifiers = vec!["declaration".to_string()];
    SemanticTokensLegend { token_types: TYPES.map(str::to_string).to_vec(), token_modifiers }
}

/// Answers with all tokens of a text.
pub(super) fn full(world: &mut World, params: SemanticTokensParams) -> Result<SemanticTokens, Fault> {
    let spot = world.start(&params.text_document.uri)?;
    let Some(file) = spot.analysis.file(spot.source) else { return Ok(SemanticTokens::default()) };
    let painter = Painter::new(&spot.analysis, spot.source, file);
    Ok(SemanticTokens { result_id: None, data: painter.paint() })
}

struct Painter<'a> {
    analysis: &'a Analysis,
    file: &'a File,
    /// What stands where in this file
    uses: BTreeMap<u32, Use>,
    /// Where the types of columns stand
    types: BTreeSet<u32>,
    /// Entries by name, for declarations that can't be read
    names: BTreeMap<&'a str, EntryId>,
}

impl<'a> Painter<'a> {
    fn new(analysis: &'a Analysis, source: SourceId, file: &'a File) -> Painter<'a> {
        let index = &analysis.inspected.index;
        let uses = index.uses.iter().filter(|found| found.span.source == source);
        let types = analysis.document(source).into_iter().flat_map(|document| &document.declarations);
        let types = types.flat_map(|declaration| match &declaration.kind {
            DeclarationKind::Table(table) => table.columns.iter().map(|column| column.ty_span.start).collect(),
            _ => Vec::new(),
        });
        let entries = || index.entries.iter().enumerate();
        let columns = entries().filter(|(_, entry)| entry.kind == Kind::Column);
        // Of two things with one name the one that is no part of something is more often meant.
        let names = columns.chain(entries().filter(|(_, entry)| entry.owner.is_none()));
        Painter {
            analysis,
            file,
            uses: uses.map(|found| (found.span.start, *found)).collect(),
            types: types.collect(),
            names: names.map(|(id, entry)| (entry.name.as_str(), id)).collect(),
        }
    }

    fn paint(&self) -> Vec<SemanticToken> {
        let tokens = tokens(&self.file.text);
        let mut walk = Walk::new(&self.file.text, &self.file.lines);
        let (mut painted, mut line, mut character) = (Vec::new(), 0, 0);
        for (i, token) in tokens.iter().enumerate() {
            let before = i.checked_sub(1).and_then(|i| tokens.get(i));
            let Some((colour, declares)) = self.colour(token, before) else { continue };
            let (start, end) = (walk.to(token.start), walk.to(token.end));
            if start.line != line {
                character = 0;
            }
            painted.push(SemanticToken {
                delta_line: start.line - line,
                delta_start: start.character - character,
                length: end.character.saturating_sub(start.character),
                token_type: colour as u32,
                token_modifiers_bitset: u32::from(declares),
            });
            (line, character) = (start.line, start.character);
        }
        painted
    }

    /// What a token is, and whether it declares a name.
    fn colour(&self, token: &Token, before: Option<&Token>) -> Option<(Colour, bool)> {
        let text = token.of(&self.file.text);
        Some(match token.kind {
            TokenKind::Comment => (Colour::Comment, false),
            TokenKind::Text => (Colour::Text, false),
            TokenKind::Number => (Colour::Number, false),
            TokenKind::Sign if "+-*/=<=>=!=%".contains(text) => (Colour::Operator, false),
            TokenKind::Sign | TokenKind::Line => return None,
            TokenKind::Word => return self.word(token, text, before),
        })
    }

    fn word(&self, token: &Token, text: &str, before: Option<&Token>) -> Option<(Colour, bool)> {
        let start = token.start as u32;
        if let Some(found) = self.uses.get(&start) {
            let entry = found.entry.and_then(|id| self.analysis.inspected.index.get(id))?;
            return Some((of_kind(entry.kind), entry.span == found.span));
        }
        if self.types.contains(&start) || before.is_some_and(|before| before.kind == TokenKind::Number) && !ends(text) {
            return Some((Colour::Type, false));
        }
        if is_keyword(text) {
            return Some((Colour::Keyword, false));
        }
        let entry = self.names.get(text).and_then(|id| self.analysis.inspected.index.get(*id))?;
        Some((of_kind(entry.kind), false))
    }
}

/// Whether a word behind a number goes on with the sentence instead of naming the number's unit.
fn ends(text: &str) -> bool {
    const GO_ON: [&str; 13] =
        ["when", "otherwise", "and", "or", "else", "where", "between", "at", "rounded", "to", "per", "of", "until"];
    GO_ON.contains(&text)
}

fn of_kind(kind: Kind) -> Colour {
    match kind {
        Kind::Table | Kind::Rows => Colour::Table,
        Kind::Column => Colour::Column,
        Kind::Parameter => Colour::Parameter,
        Kind::Metric | Kind::Figure | Kind::Alert | Kind::Other => Colour::Variable,
        Kind::Score => Colour::Score,
        Kind::Rule => Colour::Rule,
        Kind::Segment => Colour::Segment,
        Kind::Category => Colour::Category,
    }
}
