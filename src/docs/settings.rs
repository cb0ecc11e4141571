//! Parameters: what the business may turn.

use super::book::Book;
use super::decisions;
use super::page::{Block, Inline, Style};
use crate::syntax::tree::{Body, Declaration, DeclarationKind as D, Expr, ParameterDecl};

/// All parameters.
pub fn section(book: &Book) -> Vec<Block> {
    let all = book.all(|kind| if let D::Parameter(parameter) = kind { Some(parameter) } else { None });
    let mut blocks: Vec<Block> = all.flat_map(|(declaration, decl)| one(book, declaration, decl)).collect();
    if !blocks.is_empty() {
        let lead = "Values that may be changed for a run without touching the rules. What stands here holds where nobody \
                    says otherwise.";
        blocks
            .splice(0..0, [Block::section("settings", "Settings"), Block::paragraph(Style::Aside, vec![lead.into()])]);
    }
    blocks
}

fn one(book: &Book, declaration: &Declaration, decl: &ParameterDecl) -> Vec<Block> {
    let title = decl.title.as_ref().map_or(&decl.name.text, |title| &title.text);
    let note = book.note(&decl.name.text, &[]);
    let mut card = vec![book.heading(decl.name.span, title, note, false)];
    let end = if matches!(decl.body, Body::Expr(_)) { declaration.span.end } else { decl.name.span.end };
    card.extend(book.remark(declaration.span, end));
    match &decl.body {
        Body::Expr(value) => {
            let mut text = strong(book.say(&book.speaker.expression(value)));
            text.extend(bounds(book, decl, ". It may be set to anything from ", "."));
            card.push(Block::paragraph(Style::Rule, text));
        }
        Body::List(list) => {
            let by = decl.by.as_ref().map(|by| book.say(&book.speaker.expression(by))).unwrap_or_default();
            let mut text = vec!["It goes by ".into()];
            text.extend(by);
            text.extend(bounds(book, decl, ", and may be set to anything from ", ":"));
            card.push(Block::paragraph(Style::Plain, text));
            card.push(Block::Table(decisions::values(book, list)));
        }
    }
    if let Some((entry, _)) = book.entry(decl.name.span) {
        card.push(Block::paragraph(Style::Aside, book.used_by(entry)));
    }
    let mut blocks = book.group(declaration.span);
    blocks.push(Block::Card { blocks: card });
    blocks
}

fn strong(text: Vec<Inline>) -> Vec<Inline> {
    let part = |part: Inline| match part {
        Inline::Value(value) => Inline::Strong(value),
        other => other,
    };
    text.into_iter().map(part).collect()
}

/// The least and the greatest value, and what stands behind in any case.
fn bounds(book: &Book, decl: &ParameterDecl, before: &str, behind: &str) -> Vec<Inline> {
    let value = |expr: &Expr| book.say(&book.speaker.expression(expr));
    let mut text = Vec::new();
    if let Some((low, high)) = &decl.bounds {
        text.push(before.into());
        text.extend(value(low));
        text.push(" to ".into());
        text.extend(value(high));
    }
    text.push(behind.into());
    text
}
