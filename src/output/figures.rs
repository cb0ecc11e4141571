//! Figures as a table.
//!
//! Enters: the values of figures. Leaves: one row a figure, or a row a group of it. Guaranteed: numbers stand in
//! `value`, any other value in `text`; `group` is empty for the group of unknown values, and `by` tells it from a
//! figure without groups.

use super::{Cells, Field, Folder, Format, RowWriter, plain, row_writer};
use crate::model::{Figure, Rulebook};
use crate::source::Sources;
use crate::table::{Column, TextColumn, Values};
use crate::trace::record::FigureValue;
use crate::value::{Type, Value};
use std::io;
use std::sync::Arc;

/// The fields of a file of figures.
fn fields() -> Vec<Field> {
    let text = ["figure", "title", "by", "group"].map(Field::text);
    text.into_iter().chain([Field::number("value", 12), Field::text("text"), Field::text("unit")]).collect()
}

/// Writes the file of all figures; none where the rulebook has none.
pub fn write(
    folder: &mut Folder,
    format: Format,
    rulebook: &Rulebook,
    sources: &Sources,
    figures: &[FigureValue],
) -> io::Result<()> {
    if rulebook.figures.is_empty() {
        return Ok(());
    }
    let file = folder.create(&format!("figures.{}", format.extension()))?;
    let mut writer = row_writer(format, fields(), file, 1)?;
    rows(rulebook, sources, figures, &mut *writer)?;
    folder.add(writer.finish()?)
}

fn rows(rulebook: &Rulebook, sources: &Sources, figures: &[FigureValue], writer: &mut dyn RowWriter) -> io::Result<()> {
    let rows: Vec<(&FigureValue, &Figure)> =
        figures.iter().filter_map(|value| Some((value, rulebook.figures.get(value.figure)?))).collect();
    let numbers = rows.iter().map(|(value, _)| value.value.as_ref().and_then(Value::number).map(|n| n.units()));
    let columns = [
        texts(rows.iter().map(|(_, figure)| Some(figure.name.clone()))),
        texts(rows.iter().map(|(_, figure)| Some(figure.title.clone()))),
        texts(rows.iter().map(|(_, figure)| by(sources, figure))),
        texts(rows.iter().map(|(value, figure)| group(value, figure))),
        wide(numbers),
        texts(rows.iter().map(|(value, figure)| words(value, figure))),
        texts(rows.iter().map(|(_, figure)| Some(unit(rulebook, &figure.ty)))),
    ];
    writer.write(&columns.each_ref().map(|column| Cells::Each(column)), rows.len())
}

/// What groups a figure, as it is written.
pub fn by(sources: &Sources, figure: &Figure) -> Option<String> {
    let (_, exprs) = figure.by.as_ref()?;
    exprs.first().map(|expr| folded(sources.text(expr.span)))
}

/// A piece of a rulebook on one line, each blank once, comments left out.
pub fn folded(text: &str) -> String {
    let lines = text.lines().map(without_comment);
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// The line up to a `#` that stands outside of quotes.
fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    for (i, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '#' if !quoted => return line.get(..i).unwrap_or(line),
            _ => {}
        }
    }
    line
}

fn group(value: &FigureValue, figure: &Figure) -> Option<String> {
    let (ty, _) = figure.by.as_ref()?;
    let group = value.group.as_ref()?.as_ref()?;
    Some(plain(Some(group), ty))
}

fn words(value: &FigureValue, figure: &Figure) -> Option<String> {
    value.value.as_ref().filter(|v| v.number().is_none()).map(|v| v.plain(&figure.ty))
}

/// `EUR` for money, else the type's own word.
pub fn unit(rulebook: &Rulebook, ty: &Type) -> String {
    match ty {
        Type::Money => rulebook.currency.code().to_string(),
        other => other.to_string(),
    }
}

/// A column of text; `None` is unknown.
pub fn texts(values: impl Iterator<Item = Option<String>>) -> Arc<Column> {
    let mut column = TextColumn::default();
    let mut known = Vec::new();
    for value in values {
        known.push(value.is_some());
        column.push(value.as_deref().unwrap_or_default());
    }
    Arc::new(Column { values: Values::Text(column), known: Some(known) })
}

/// A column of numbers in units of 10⁻¹²; `None` is unknown.
pub fn wide(values: impl Iterator<Item = Option<i128>>) -> Arc<Column> {
    let (known, units) = values.map(|value| (value.is_some(), value.unwrap_or(0))).unzip();
    Arc::new(Column { values: Values::Wide(units), known: Some(known) })
}
