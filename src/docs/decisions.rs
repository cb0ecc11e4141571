//! Segments, and lists of lines as tables.

use super::book::Book;
use super::page::{Block, Grid, Inline, Style, Table, words};
use super::words::listed;
use crate::model::{ItemKind, Segment};
use crate::prove::{Range, Values};
use crate::source::Span;
use crate::syntax::tree::{DecisionList, Declaration, DeclarationKind as D, Expr, SegmentDecl};
use crate::words::Phrase;

/// All segments.
pub fn section(book: &Book) -> Vec<Block> {
    let all = book.all(|kind| if let D::Segment(segment) = kind { Some(segment) } else { None });
    let mut blocks: Vec<Block> = all.flat_map(|(declaration, decl)| one(book, declaration, decl)).collect();
    if !blocks.is_empty() {
        blocks.insert(0, Block::section("segments", "Segments"));
    }
    blocks
}

fn one(book: &Book, declaration: &Declaration, decl: &SegmentDecl) -> Vec<Block> {
    let Some((id, item)) = book.item(decl.name.span) else { return Vec::new() };
    let Some((entry, _)) = book.entry(decl.name.span) else { return Vec::new() };
    let ItemKind::Segment(segment) = &item.kind else { return Vec::new() };
    let hidden = if item.hidden { "not in the results" } else { "" }.to_string();
    let note = book.note(&item.name, &[book.whose(entry), hidden]);
    let mut card = vec![book.heading(decl.name.span, &item.title, note, true)];
    card.extend(book.remark(declaration.span, decl.name.span.end));
    card.push(Block::paragraph(Style::Plain, order(segment)));
    let label = |quoted: &crate::syntax::tree::Quoted| vec![Inline::Label(quoted.text.clone())];
    card.push(Block::Table(list(book, &decl.list, "Label", label)));
    let mut aside = nobody(segment, &book.proven.item(id, &item.ty));
    aside.extend(book.used_by(entry));
    if !aside.is_empty() {
        card.push(Block::paragraph(Style::Aside, aside));
    }
    let mut blocks = book.group(declaration.span);
    blocks.push(Block::Card { blocks: card });
    blocks
}

/// The labels in their order.
pub fn labels(segment: &Segment) -> Vec<Inline> {
    let mut text = Vec::new();
    for (position, label) in segment.labels.iter().enumerate() {
        text.extend((position > 0).then(|| Inline::from(" ")));
        text.push(Inline::Label(label.to_string()));
    }
    if segment.ordered {
        text.push(Inline::Soft(" from worst to best".to_string()));
    }
    text
}

fn order(segment: &Segment) -> Vec<Inline> {
    let mut text = vec![Inline::from(if segment.ordered { "From worst to best: " } else { "The labels: " })];
    text.extend(labels(segment));
    text.retain(|part| !matches!(part, Inline::Soft(_)));
    text.push(". The first line that holds decides.".into());
    text
}

/// The labels that no row can get.
fn nobody(segment: &Segment, range: &Range) -> Vec<Inline> {
    let Values::Labels(possible) = &range.values else { return Vec::new() };
    let missing =
        segment.labels.iter().enumerate().filter(|(at, _)| !possible.iter().any(|one| usize::from(*one) == *at));
    let missing: Vec<Inline> = missing.map(|(_, label)| Inline::Label(label.to_string())).collect();
    if missing.is_empty() { Vec::new() } else { listed(vec!["Proven: nobody can be ".into()], missing) }
}

/// Lines that are tried from the top.
pub fn list<R>(book: &Book, lines: &DecisionList<R>, head: &str, result: impl Fn(&R) -> Vec<Inline>) -> Table {
    let mut table = Table::new(Grid::Lines, [head, "When"]);
    for line in &lines.lines {
        table.row([result(&line.result), when(book, line.condition.as_ref(), line.span)]);
    }
    table
}

/// A line's condition, each part of it on a line of its own, and what the author says of it.
pub fn when(book: &Book, condition: Option<&Expr>, line: Span) -> Vec<Inline> {
    said(book, condition.map_or_else(|| words("otherwise"), |condition| parts(book, condition)), line)
}

/// The only line of a rule, where it has no condition.
pub fn always(book: &Book, line: Span) -> Vec<Inline> {
    said(book, words("always"), line)
}

/// What stands behind a result, with what the author says of the line.
fn said(book: &Book, mut text: Vec<Inline>, line: Span) -> Vec<Inline> {
    if let Some(remark) = book.aside(line) {
        text.extend([Inline::Break, Inline::Soft(remark)]);
    }
    text
}

fn parts(book: &Book, condition: &Expr) -> Vec<Inline> {
    let (parts, word) = book.speaker.conditions(condition);
    let mut text = Vec::new();
    for (position, part) in parts.iter().enumerate() {
        if position > 0 {
            text.extend([Inline::Break, Inline::Soft(format!("{word} "))]);
        }
        text.extend(book.say(part));
    }
    text
}

/// A list whose results are values.
pub fn values(book: &Book, lines: &DecisionList<Expr>) -> Table {
    list(book, lines, "Value", |result| {
        let phrase: Phrase = book.speaker.expression(result);
        book.say(&phrase)
    })
}
