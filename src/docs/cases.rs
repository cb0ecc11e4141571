//! Examples as worked cases, judged by the engine.

use super::book::Book;
use super::page::{Block, Grid, Heading, Inline, Style, Table, words};
use super::words::minus;
use crate::examples::{Held, Verdict, diagnostics};
use crate::model::Example;
use crate::syntax::tree::{
    Before, Cell, CellKind, Declaration, DeclarationKind as D, ExampleData, ExampleDecl, ExampleItem, ExampleRows,
    Expect, Expected, Name,
};
use std::collections::BTreeMap;

/// All examples.
pub fn section(book: &Book) -> Vec<Block> {
    let all = book.all(|kind| if let D::Example(example) = kind { Some(example) } else { None });
    let mut blocks: Vec<Block> =
        all.enumerate().flat_map(|(number, (declaration, decl))| one(book, number + 1, declaration, decl)).collect();
    if !blocks.is_empty() {
        let good = book.verdicts.iter().filter(|(_, verdict)| verdict.passed()).count();
        let lead = match book.verdicts.len() {
            all if all == good => "What the rules are meant to do, case by case. All came out as expected.".to_string(),
            all => format!("What the rules are meant to do, case by case. {good} of {all} came out as expected."),
        };
        blocks.splice(0..0, [Block::section("examples", "Worked cases"), Block::plain(lead)]);
    }
    blocks
}

fn one(book: &Book, number: usize, declaration: &Declaration, decl: &ExampleDecl) -> Vec<Block> {
    let mut blocks = book.group(declaration.span);
    let title = super::words::capitalised(&decl.title.text);
    let anchor = format!("example-{number}");
    let note = vec![Inline::Soft(format!("as of {}", decl.on))];
    let mut card = vec![Block::Heading(Heading { level: 3, anchor, text: title, note, listed: false })];
    card.extend(book.remark(declaration.span, decl.title.span.end));
    if let Some(text) = settings(book, decl) {
        card.push(Block::paragraph(Style::Plain, text));
    }
    for item in &decl.items {
        match item {
            ExampleItem::Rows(rows) => {
                card.push(Block::caption(rows.table.text.replace('_', " ")));
                card.push(data(book, rows));
            }
            ExampleItem::Before(values) => card.push(before(book, values)),
            ExampleItem::Expect(_) => {}
        }
    }
    if let Some((example, verdict)) = book.verdicts.iter().find(|(example, _)| example.span == decl.title.span) {
        card.push(Block::Table(expected(book, decl, example, verdict)));
        card.extend(
            verdict.problems.iter().map(|problem| Block::plain(format!("It can't be judged: {}.", problem.found))),
        );
    }
    blocks.push(Block::Card { blocks: card });
    blocks
}

/// The parameters that have another value in this case.
fn settings(book: &Book, decl: &ExampleDecl) -> Option<Vec<Inline>> {
    if decl.settings.is_empty() {
        return None;
    }
    let mut text = vec![Inline::from("With ")];
    for (position, (name, value)) in decl.settings.iter().enumerate() {
        text.extend((position > 0).then(|| Inline::from(", ")));
        let id = book.inspected.index.at(name.span.source, name.span.start).and_then(|found| found.entry);
        text.push(id.map_or_else(|| name.text.as_str().into(), |id| book.link(id)));
        text.push(" set to ".into());
        text.extend(book.say(&book.speaker.expression(value)));
    }
    text.push(".".into());
    Some(text)
}

fn data(book: &Book, rows: &ExampleRows) -> Block {
    let (head, lines): (Vec<String>, Vec<Vec<Vec<Inline>>>) = match &rows.data {
        ExampleData::Line(cells) if cells.is_empty() => return Block::plain("One, of which nothing else is said."),
        ExampleData::Line(cells) => {
            let values = cells.iter().map(|(_, value)| cell(book, value)).collect();
            (cells.iter().map(|(name, _)| name.text.replace('_', " ")).collect(), vec![values])
        }
        ExampleData::Table { header, rows } => {
            let lines = rows.iter().map(|(_, cells)| cells.iter().map(|value| cell(book, value)).collect()).collect();
            (header.iter().map(|name| name.text.replace('_', " ")).collect(), lines)
        }
    };
    let head = head.into_iter().map(|text| (text, false)).collect();
    let row = |cells| super::page::Row { cells, ..Default::default() };
    Block::Table(Table { style: Grid::Records, head, rows: lines.into_iter().map(row).collect() })
}

fn cell(book: &Book, cell: &Cell) -> Vec<Inline> {
    match &cell.kind {
        CellKind::Empty => Vec::new(),
        CellKind::Unknown => vec![Inline::Soft("unknown".to_string())],
        CellKind::Value(value) => book.say(&book.speaker.expression(value)),
        CellKind::Bare(text) | CellKind::Quoted(text) => vec![Inline::Value(minus(text))],
    }
}

/// What must come out, and whether it does.
fn expected(book: &Book, decl: &ExampleDecl, example: &Example, verdict: &Verdict) -> Table {
    let mut table = Table::new(Grid::Things, ["What must come out", "Judged"]);
    let sources = &book.inspected.checked.sources;
    let failures: BTreeMap<_, _> = diagnostics(book.rulebook, sources, example, verdict)
        .into_iter()
        .map(|found| (found.primary.span, found.headline))
        .collect();
    let expects =
        decl.items.iter().filter_map(|item| if let ExampleItem::Expect(one) = item { Some(one) } else { None });
    for (position, expect) in expects.enumerate() {
        let held = verdict.outcomes.get(position).is_some_and(|outcome| outcome.held == Held::Yes);
        let judged = match failures.get(&expect.span) {
            _ if held => Inline::Good("as expected".to_string()),
            Some(headline) => Inline::Bad(found(headline)),
            None => Inline::Bad("not judged".to_string()),
        };
        table.row([says(book, expect), vec![judged]]);
    }
    table
}

/// What stands behind the comma of `expected …, found …`.
fn found(headline: &str) -> String {
    headline.rfind(", found ").and_then(|at| headline.get(at + 2..)).unwrap_or(headline).to_string()
}

fn says(book: &Book, expect: &Expect) -> Vec<Inline> {
    let mut text = Vec::new();
    if let Some(of) = &expect.of {
        if let Some(table) = &of.table {
            text.extend(words(format!("{} ", table.text.replace('_', " "))));
        }
        for key in &of.key {
            text.extend(book.say(&book.speaker.expression(key)));
            text.push(" ".into());
        }
        text.push(Inline::Soft("· ".to_string()));
    }
    text.extend(match &expect.what {
        Expected::Condition(condition) => super::words::capital(book.say(&book.speaker.condition(condition))),
        Expected::Alert(name) => alert(book, name, " fires"),
        Expected::NoAlert(Some(name)) => alert(book, name, " does not fire"),
        Expected::NoAlert(None) => words("No alert fires"),
    });
    text
}

fn alert(book: &Book, name: &Name, does: &str) -> Vec<Inline> {
    let mut text = vec!["The alert ".into()];
    text.extend(book.say(&book.speaker.called(name)));
    text.push(does.into());
    text
}

/// What was otherwise the time before.
fn before(book: &Book, before: &Before) -> Block {
    let mut text = vec!["Before".into()];
    for (position, (name, value)) in before.values.iter().enumerate() {
        text.push(if position == 0 { ": ".into() } else { ", ".into() });
        text.extend(book.say(&book.speaker.called(name)));
        text.push(" was ".into());
        text.extend(cell(book, value));
    }
    text.push(".".into());
    Block::paragraph(Style::Plain, text)
}
