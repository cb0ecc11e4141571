//! A witness as the text of an example.
//!
//! Enters: rows, and what came of one of them. Leaves: an `example` that can be pasted into the rulebook. Guaranteed: columns that
//! nothing reads are left out; so are keys and the columns behind `belongs to`, which examples make up, unless they matter.

use super::Row;
use crate::model::{ColumnId, ItemId, ItemKind, Rulebook, Table, TableId};
use crate::prove::build::Built;
use crate::prove::graph::{Kind, Leaf};
use crate::trace::words::Words;
use crate::value::{Date, Decimal, Type, Value};
use std::fmt::Write;

/// An example to be written.
pub struct Shown<'a> {
    /// What the case is
    pub title: String,
    /// The as-of date
    pub as_of: Date,
    /// By table
    pub tables: &'a [Vec<Row>],
    /// The table of the row that is judged
    pub table: TableId,
    /// Conditions about that row
    pub expected: Vec<String>,
}

/// The text of an example.
pub fn example(book: &Rulebook, built: &Built, shown: &Shown) -> String {
    let mut text = format!("example \"{}\" on {} {{\n", shown.title, shown.as_of);
    let filled = || shown.tables.iter().enumerate().filter(|(_, rows)| !rows.is_empty());
    let keyed = filled().any(|(position, rows)| needs_keys(book, built, TableId(position), rows));
    for (position, rows) in filled() {
        table(book, (built, keyed), TableId(position), rows, &mut text);
    }
    let of = shown.table;
    let whose = if of == book.about { String::new() } else { format!("of {} ", book.table(of).name) };
    for condition in &shown.expected {
        let _ = writeln!(text, "  expect {whose}{condition}");
    }
    text + "}\n"
}

/// `standing`, `rating.delay`
pub fn list_name(book: &Rulebook, item: ItemId, rule: Option<usize>) -> String {
    let item = book.item(item);
    match (&item.kind, rule) {
        (ItemKind::Score(score), Some(rule)) => {
            format!("{}.{}", item.name, score.rules.get(rule).map_or("", |rule| &rule.name))
        }
        _ => item.name.clone(),
    }
}

/// `5 points`
pub fn points(points: Decimal) -> String {
    let word = if points.abs() == Decimal::ONE { "point" } else { "points" };
    format!("{} {word}", unmistakable(&points.grouped(points.scale())))
}

/// Three decimals read as thousands to some: a zero behind them says that they are decimals.
fn unmistakable(number: &str) -> String {
    let Some((whole, rest)) = number.split_once('.') else { return number.to_string() };
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    match rest.split_at_checked(digits) {
        Some((decimals, unit)) if digits == 3 => format!("{whole}.{decimals}0{unit}"),
        _ => number.to_string(),
    }
}

/// What is so of the value of an item, or of the points of a rule.
pub fn expected(book: &Rulebook, item: ItemId, rule: Option<usize>, value: Option<&Value>) -> String {
    let name = list_name(book, item, rule);
    if rule.is_some() {
        return format!("points of {name} = {}", points(value.and_then(Value::number).unwrap_or_default()));
    }
    let ty = &book.item(item).ty;
    match value {
        None => format!("{name} is unknown"),
        Some(Value::YesNo(true)) => name,
        Some(Value::YesNo(false)) => format!("not {name}"),
        Some(value @ Value::Number(_)) => format!("{name} = {}", cell(book, value, ty)),
        Some(value) => format!("{name} is {}", cell(book, value, ty)),
    }
}

/// One row behind the table's name, several below it.
fn table(book: &Rulebook, (built, keyed): (&Built, bool), id: TableId, rows: &[Row], text: &mut String) {
    let declared = book.table(id);
    let all = 0..declared.columns.len();
    let mut columns: Vec<usize> = all.clone().filter(|at| is_told((built, keyed), id, declared, *at, rows)).collect();
    // Nothing reads these rows but their count: one column says that they are there.
    if columns.is_empty() && (id != book.about || rows.len() > 1) {
        columns.extend(all.clone().find(|at| !is_link(declared, ColumnId(*at))).or(all.clone().next()));
    }
    let named = |row: &Row, at: usize| {
        let column = declared.columns.get(at)?;
        Some((column.name.as_str(), written(book, row.get(at).and_then(Option::as_ref), &column.ty)))
    };
    if let [row] = rows {
        let cells: Vec<String> =
            columns.iter().filter_map(|at| named(row, *at)).map(|(name, cell)| format!("{name} = {cell}")).collect();
        if !cells.is_empty() {
            let _ = writeln!(text, "  {}: {}", declared.name, cells.join(", "));
        }
        return;
    }
    let _ = writeln!(text, "  {}:", declared.name);
    let names: Vec<String> = columns.iter().filter_map(|at| Some(declared.columns.get(*at)?.name.clone())).collect();
    let cells = rows.iter().map(|row| columns.iter().filter_map(|at| named(row, *at)).map(|(_, cell)| cell).collect());
    let lines: Vec<Vec<String>> = std::iter::once(names).chain(cells).collect();
    let width =
        |at: usize| lines.iter().filter_map(|line| line.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    for line in &lines {
        let padded = line.iter().enumerate().map(|(at, cell)| format!("{cell:<width$}", width = width(at)));
        let _ = writeln!(text, "    | {} |", padded.collect::<Vec<_>>().join(" | "));
    }
}

/// Whether a column must be told: something reads it, and it is not what it would be anyway.
fn is_told((built, keyed): (&Built, bool), id: TableId, declared: &Table, at: usize, rows: &[Row]) -> bool {
    let (column, place) = (ColumnId(at), declared.columns.get(at));
    if is_link(declared, column) {
        return keyed;
    }
    let is_read = built.graph.find(&Kind::Leaf(Leaf::Column(id, column))).is_some() || declared.dated == Some(column);
    let usual = place.and_then(|column| column.default.as_ref());
    let is_usual = rows.iter().all(|row| row.get(at).and_then(Option::as_ref) == usual);
    is_read && !is_usual
}

fn is_link(declared: &Table, column: ColumnId) -> bool {
    declared.parents.iter().any(|parent| parent.by.contains(&column)) || declared.key.contains(&column)
}

/// Whether it matters which keys rows have: something reads them, or a row belongs to nobody.
fn needs_keys(book: &Rulebook, built: &Built, id: TableId, rows: &[Row]) -> bool {
    let declared = book.table(id);
    let links = (0..declared.columns.len()).map(ColumnId).filter(|column| is_link(declared, *column));
    let is_unknown = |column: ColumnId| rows.iter().any(|row| !matches!(row.get(column.0), Some(Some(_))));
    let mut needing = links
        .filter(|column| built.graph.find(&Kind::Leaf(Leaf::Column(id, *column))).is_some() || is_unknown(*column));
    needing.next().is_some()
}

fn written(book: &Rulebook, value: Option<&Value>, ty: &Type) -> String {
    value.map_or("-".to_string(), |value| cell(book, value, ty))
}

fn cell(book: &Rulebook, value: &Value, ty: &Type) -> String {
    let words = Words { currency: &book.currency, compared: &[] };
    match value {
        Value::Number(number) => unmistakable(&words.exact(*number, ty)),
        Value::Text(_) | Value::Label(_) => format!("\"{}\"", value.plain(ty)),
        value => value.plain(ty),
    }
}
