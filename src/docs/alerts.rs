//! Alerts: who is told of what, and when.

use super::book::Book;
use super::page::{Block, Inline, Style};
use super::words::and;
use crate::model::Alert;
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
    let mut text = vec![Inline::from("When ")];
    text.extend(book.say(&book.speaker.condition(&decl.when)));
    text.push(if alert.first_seen { ", or when a row is first seen that is so.".into() } else { ".".into() });
    card.push(Block::paragraph(Style::Rule, text));
    if let Some(until) = &decl.until {
        let mut text = vec![Inline::from("Once told, it is silent until ")];
        text.extend(book.say(&book.speaker.condition(until)));
        text.push(".".into());
        card.push(Block::paragraph(Style::Plain, text));
    }
    card.push(Block::paragraph(Style::Aside, vec![Inline::Words(told(alert))]));
    let mut blocks = book.group(declaration.span);
    blocks.push(Block::Card { blocks: card });
    blocks
}

fn told(alert: &Alert) -> String {
    let to: Vec<String> = alert.to.iter().map(|name| name.replace('_', " ")).collect();
    let to = if to.is_empty() { "Nobody is named to be told.".to_string() } else { format!("Told to {}.", and(&to)) };
    match alert.once_every {
        Some(1) => format!("{to} At most once a day."),
        Some(days) => format!("{to} At most once every {days} days."),
        None => to,
    }
}
