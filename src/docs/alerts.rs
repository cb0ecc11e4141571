//! Alerts: who is told of what, and when.

use super::book::Book;
use super::page::{Block, Inline, Style};
use crate::syntax::tree::{AlertDecl, Declaration, DeclarationKind as D};

/// All alerts.
pub fn section(book: &Book) -> Vec<Block> {
    let all = book.all(|kind| if let D::Alert(alert) = kind { Some(&**alert) } else { None });
    let mut blocks: Vec<Block> = all.flat_map(|(declaration, decl)| one(book, declaration, decl)).collect();
    if !blocks.is_empty() {
        let lead = "Who is told when something changes from one run to the next.";
        blocks.splice(0..0, [Block::section("alerts", "Alerts"), Block::paragraph(Style::Aside, vec![lead.into()])]);
    }
    blocks
}

fn one(book: &Book, declaration: &Declaration, decl: &AlertDecl) -> Vec<Block> {
    let Some(alert) = book.rulebook.alerts.iter().find(|alert| alert.span == decl.name.span) else { return Vec::new() };
    let note = book.note(&alert.name, &[format!("severity {}", alert.severity.word())]);
    let mut card = vec![book.heading(decl.name.span, &alert.title, note, false)];
    card.extend(book.remark(declaration.span, declaration.span.end));
    card.push(Block::paragraph(Style::Rule, book.say(&book.speaker.fires(decl))));
    card.extend(book.speaker.silent(decl).map(|until| Block::paragraph(Style::Plain, book.say(&until))));
    card.push(Block::paragraph(Style::Aside, vec![Inline::Words(book.speaker.told(decl))]));
    let mut blocks = book.group(declaration.span);
    blocks.push(Block::Card { blocks: card });
    blocks
}
