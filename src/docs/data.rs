//! Tables and the columns that are read.

use super::book::Book;
use super::page::{Block, Grid, Inline, Row, Style, Table};
use super::words::{and, minus, unit};
use crate::check::index::EntryId;
use crate::model::{Column, ColumnId, Table as Source, TableId};
use crate::syntax::tree::{ColumnDecl, Declaration, DeclarationKind as D, TableDecl};
use crate::value::Type;

/// All tables.
pub fn section(book: &Book) -> Vec<Block> {
    let all = book.all(|kind| if let D::Table(table) = kind { Some(table) } else { None });
    let mut blocks = Vec::new();
    let mut idle = Vec::new();
    for (declaration, decl) in all {
        blocks.extend(book.group(declaration.span));
        match one(book, declaration, decl) {
            Some(table) => blocks.push(table),
            None => idle.push(decl.name.text.replace('_', " ")),
        }
    }
    blocks.insert(0, Block::section("data", "Data"));
    if !idle.is_empty() {
        let text = format!("Declared, but read by no rule: {}.", and(&idle));
        blocks.push(Block::paragraph(Style::Aside, vec![Inline::Words(text)]));
    }
    blocks
}

/// A table that is read.
fn one(book: &Book, declaration: &Declaration, decl: &TableDecl) -> Option<Block> {
    let (entry, _) = book.entry(decl.name.span)?;
    let position = book.rulebook.tables.iter().position(|table| table.span == decl.name.span)?;
    let table = book.rulebook.tables.get(position)?;
    let columns: Vec<(&ColumnDecl, &Column, ColumnId, bool)> = decl
        .columns
        .iter()
        .zip(table.columns.iter().enumerate())
        .map(|(decl, (at, column))| (decl, column, ColumnId(at), is_read(book, table, decl, ColumnId(at))))
        .collect();
    let own = |id: EntryId| book.inspected.index.parts_of(id).any(|(column, _)| book.is_read(column));
    if book.rulebook.about != TableId(position) && !book.is_read(entry) && !own(entry) && !is_parent(book, position) {
        return None;
    }
    let note = book.note(&table.name, &[]);
    let title = super::words::capitalised(&table.name.replace('_', " "));
    let mut card = vec![book.heading(decl.name.span, &title, note, false)];
    card.extend(book.remark(declaration.span, decl.name.span.end));
    card.push(Block::paragraph(Style::Plain, vec![Inline::Words(structure(book, table))]));
    let mut grid = Table::new(Grid::Things, ["Column", "Holds", "Mind"]);
    for (decl, column, _, _) in columns.iter().filter(|(.., is_read)| *is_read) {
        let name = vec![Inline::Words(column.name.replace('_', " "))];
        let mind = vec![Inline::Words(mind(book, table, column, decl))];
        let cells = vec![name, vec![Inline::Words(holds(book, column))], mind];
        grid.rows.push(Row { anchor: book.anchor_at(decl.name.span), cells, ..Row::default() });
    }
    card.push(Block::Table(grid));
    let idle: Vec<String> =
        columns.iter().filter(|(.., is_read)| !*is_read).map(|(_, column, ..)| column.name.replace('_', " ")).collect();
    if !idle.is_empty() {
        let text = format!("Not read by any rule: {}.", and(&idle));
        card.push(Block::paragraph(Style::Aside, vec![Inline::Words(text)]));
    }
    Some(Block::Card { blocks: card })
}

/// Whether the rows of a table that is read belong to this one.
fn is_parent(book: &Book, position: usize) -> bool {
    let index = &book.inspected.index;
    book.rulebook.tables.iter().any(|table| {
        let entry = book.entry(table.span).map(|(id, _)| id);
        let reads = |id: EntryId| book.is_read(id) || index.parts_of(id).any(|(column, _)| book.is_read(column));
        table.parents.iter().any(|parent| parent.table.0 == position) && entry.is_some_and(reads)
    })
}

/// Whether a rule reads a column, or the table itself needs it.
fn is_read(book: &Book, table: &Source, decl: &ColumnDecl, id: ColumnId) -> bool {
    let needed = table.key.contains(&id)
        || table.dated == Some(id)
        || table.parents.iter().any(|parent| parent.by.contains(&id))
        || table.columns.iter().any(|column| column.known_from == Some(id));
    needed || book.entry(decl.name.span).is_some_and(|(entry, _)| book.is_read(entry))
}

/// How its rows are told apart, what they belong to, when they count.
fn structure(book: &Book, table: &Source) -> String {
    let names = |ids: &[ColumnId]| {
        let names = ids.iter().filter_map(|id| table.columns.get(id.0));
        and(&names.map(|column| column.name.replace('_', " ")).collect::<Vec<_>>())
    };
    let mut text = Vec::new();
    if !table.key.is_empty() {
        text.push(format!("Each row is told from all others by its {}.", names(&table.key)));
    }
    for parent in &table.parents {
        let of = book.rulebook.table(parent.table).name.replace('_', " ");
        text.push(format!("Its {} says to which row of {of} it belongs.", names(&parent.by)));
    }
    if let Some(dated) = table.dated {
        text.push(format!("It counts from its {} date on.", names(&[dated])));
    }
    text.join(" ")
}

fn holds(book: &Book, column: &Column) -> String {
    match &column.ty {
        Type::OneOf(labels) => {
            let all: Vec<String> = labels.iter().map(|label| format!("“{label}”")).collect();
            format!("one of {}", all.join(", "))
        }
        Type::Date if column.event => "date of an event".to_string(),
        ty => unit(ty, &book.rulebook.currency),
    }
}

/// What to mind about a column: when it is known, what is made of an empty cell, what the author says.
fn mind(book: &Book, table: &Source, column: &Column, decl: &ColumnDecl) -> String {
    let mut text: Vec<String> = Vec::new();
    text.extend(book.aside(decl.name.span.to(decl.ty_span)).map(|told| stopped(&super::words::capitalised(&told))));
    if column.event {
        text.push("Unknown until the day has come.".to_string());
    }
    if let Some(from) = column.known_from.and_then(|id| table.columns.get(id.0)) {
        text.push(format!("Unknown before the day in {}.", from.name.replace('_', " ")));
    }
    match &column.default {
        Some(default) => text.push(format!("An empty cell means {}.", minus(&default.plain(&column.ty)))),
        None if column.optional && !column.event => text.push("May be empty, which is unknown.".to_string()),
        None => {}
    }
    if column.current {
        text.push("Only today’s value is kept, whatever the as-of date.".to_string());
    }
    text.join(" ")
}

fn stopped(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_string() } else { format!("{text}.") }
}
