//! Metrics, rows and figures: formulas in words.

use super::book::Book;
use super::decisions;
use super::page::{Block, Inline, Style};
use super::words::unit;
use crate::syntax::tree::{Body, Declaration, DeclarationKind as D, FigureDecl, MetricDecl, RowsDecl};
use crate::words::{Part, Phrase};

/// All metrics.
pub fn metrics(book: &Book) -> Vec<Block> {
    let all = book.all(|kind| if let D::Metric(metric) = kind { Some(metric) } else { None });
    let blocks = all.flat_map(|(declaration, decl)| metric(book, declaration, decl)).collect();
    under(blocks, "metrics", "Metrics", "What is measured before anything is judged.")
}

/// All named rows.
pub fn rows(book: &Book) -> Vec<Block> {
    let all = book.all(|kind| if let D::Rows(rows) = kind { Some(rows) } else { None });
    let blocks = all.flat_map(|(declaration, decl)| subset(book, declaration, decl)).collect();
    under(blocks, "rows", "Rows that count", "Names for parts of the data, as the formulas use them.")
}

/// All figures.
pub fn figures(book: &Book) -> Vec<Block> {
    let all = book.all(|kind| if let D::Figure(figure) = kind { Some(figure) } else { None });
    let blocks = all.flat_map(|(declaration, decl)| figure(book, declaration, decl)).collect();
    under(blocks, "figures", "Figures", "Values for the whole portfolio, or for each group of it.")
}

/// Blocks behind the heading of their section.
fn under(mut blocks: Vec<Block>, anchor: &str, heading: &str, lead: &str) -> Vec<Block> {
    if !blocks.is_empty() {
        blocks.splice(0..0, [Block::section(anchor, heading), Block::paragraph(Style::Aside, vec![lead.into()])]);
    }
    blocks
}

fn metric(book: &Book, declaration: &Declaration, decl: &MetricDecl) -> Vec<Block> {
    let Some((id, item)) = book.item(decl.name.span) else { return Vec::new() };
    let Some((entry, _)) = book.entry(decl.name.span) else { return Vec::new() };
    let hidden = if item.hidden { "not in the results" } else { "" }.to_string();
    let note = book.note(&item.name, &[unit(&item.ty, &book.rulebook.currency), book.whose(entry), hidden]);
    let mut card = vec![book.heading(decl.name.span, &item.title, note, false)];
    let end = if matches!(decl.body, Body::Expr(_)) { declaration.span.end } else { decl.name.span.end };
    card.extend(book.remark(declaration.span, end));
    card.push(match &decl.body {
        Body::Expr(expr) => Block::paragraph(Style::Rule, book.sentence(&book.speaker.expression(expr))),
        Body::List(list) => Block::Table(decisions::values(book, list)),
    });
    let mut aside = vec![Inline::Words(book.certain(&book.proven.item(id, &item.ty), &item.ty))];
    aside.extend(book.used_by(entry));
    card.push(Block::paragraph(Style::Aside, aside));
    let mut blocks = book.group(declaration.span);
    blocks.push(Block::Card { blocks: card });
    blocks
}

fn subset(book: &Book, declaration: &Declaration, decl: &RowsDecl) -> Vec<Block> {
    let note = book.note(&decl.name.text, &[]);
    let mut card = vec![book.heading(decl.name.span, &title(&decl.name.text), note, false)];
    card.extend(book.remark(declaration.span, declaration.span.end));
    let of = book.speaker.called(&decl.of);
    let says = match &decl.filter {
        Some(filter) => [Phrase::from("those "), of, " where ".into(), book.speaker.condition(filter)],
        None => [Phrase::from("all "), of, Phrase::default(), Phrase::default()],
    };
    card.push(Block::paragraph(Style::Rule, book.sentence(&says.into_iter().collect())));
    if let Some((entry, _)) = book.entry(decl.name.span) {
        card.push(Block::paragraph(Style::Aside, book.used_by(entry)));
    }
    let mut blocks = book.group(declaration.span);
    blocks.push(Block::Card { blocks: card });
    blocks
}

fn figure(book: &Book, declaration: &Declaration, decl: &FigureDecl) -> Vec<Block> {
    let Some(figure) = book.rulebook.figures.iter().find(|figure| figure.span == decl.name.span) else {
        return Vec::new();
    };
    let by = decl.by.as_ref().map(|by| book.speaker.expression(by));
    let group = by.as_ref().and_then(grouped).map(|by| format!("by {by}")).unwrap_or_default();
    let note = book.note(&figure.name, &[unit(&figure.ty, &book.rulebook.currency), group]);
    let mut card = vec![book.heading(decl.name.span, &figure.title, note, false)];
    card.extend(book.remark(declaration.span, declaration.span.end));
    let value = book.speaker.expression(&decl.value);
    let says = match by {
        Some(by) => [Phrase::from("for each "), by, ": ".into(), value].into_iter().collect(),
        None => value,
    };
    card.push(Block::paragraph(Style::Rule, book.sentence(&says)));
    let mut blocks = book.group(declaration.span);
    blocks.push(Block::Card { blocks: card });
    blocks
}

/// A name as a title.
fn title(name: &str) -> String {
    super::words::capitalised(&name.replace('_', " "))
}

/// The name of what a figure is grouped by.
fn grouped(by: &Phrase) -> Option<String> {
    by.0.iter().find_map(|part| match part {
        Part::Name { title, name, .. } => Some(title.clone().unwrap_or_else(|| name.replace('_', " "))),
        Part::Words(_) | Part::Value(_) => None,
    })
}
