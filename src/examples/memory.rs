//! The rows of an example as the tables of a run.

use crate::table::{Batch, Column, ColumnSpec, Part, Problem, Records, TableSpec, Tables, TextColumn, Values};
use crate::value::{Decimal, Value};
use std::sync::Arc;

/// One row: a value for each column.
type Row = Vec<Option<Value>>;

/// Tables in memory, one part each.
pub struct Memory<'a> {
    /// By table
    pub specs: &'a [TableSpec],
    /// By table, then row
    pub rows: &'a [Vec<Row>],
    /// The example's, in place of a file's name
    pub title: &'a str,
}

impl Tables for Memory<'_> {
    fn parts(&self, _: &str) -> Result<usize, Vec<Problem>> {
        Ok(1)
    }

    fn open(&self, table: &str, _: usize, columns: &[usize]) -> Result<Box<dyn Part + '_>, Vec<Problem>> {
        let position = self.specs.iter().position(|spec| spec.name == table);
        let spec = position.and_then(|at| self.specs.get(at));
        let rows = position.and_then(|at| self.rows.get(at)).map_or(&[][..], Vec::as_slice);
        let columns = columns.iter().filter_map(|at| Some((*at, spec?.columns.get(*at)?))).collect();
        Ok(Box::new(Whole { rows, columns, read: false }))
    }

    fn file_name(&self, table: &str, _: usize) -> String {
        format!("{table} of the example \"{}\"", self.title)
    }
}

/// All rows of a table at once.
struct Whole<'a> {
    rows: &'a [Row],
    columns: Vec<(usize, &'a ColumnSpec)>,
    read: bool,
}

impl Part for Whole<'_> {
    fn file(&self) -> usize {
        0
    }

    fn next(&mut self, _: &mut Vec<Problem>) -> Result<Option<Batch>, Box<Problem>> {
        if std::mem::replace(&mut self.read, true) || self.rows.is_empty() {
            return Ok(None);
        }
        let columns = self.columns.iter().map(|(at, spec)| Arc::new(column(self.rows, *at, spec))).collect();
        Ok(Some(Batch { rows: self.rows.len(), columns, records: Records::From(0) }))
    }
}

fn column(rows: &[Row], at: usize, spec: &ColumnSpec) -> Column {
    let cells: Vec<Option<&Value>> = rows.iter().map(|row| row.get(at).and_then(Option::as_ref)).collect();
    let known: Vec<bool> = cells.iter().map(Option::is_some).collect();
    Column { values: values(&cells, spec), known: known.contains(&false).then_some(known) }
}

fn values(cells: &[Option<&Value>], spec: &ColumnSpec) -> Values {
    let number = |cell: &Option<&Value>| cell.and_then(Value::number).unwrap_or(Decimal::ZERO);
    // The checker lets no number through that the column can't hold.
    let stored = |cell: &Option<&Value>, scale: u8| i64::try_from(number(cell).to_scaled(scale)?).ok();
    let mut values = Values::empty(&spec.ty, spec.decimals);
    match &mut values {
        Values::Fixed { scale, units } => units.extend(cells.iter().map(|cell| stored(cell, *scale).unwrap_or(0))),
        Values::Wide(units) => units.extend(cells.iter().map(|cell| number(cell).units())),
        Values::Date(days) => {
            days.extend(cells.iter().map(|cell| cell.and_then(Value::date).map_or(0, |date| date.days())));
        }
        Values::YesNo(list) => list.extend(cells.iter().map(|cell| matches!(cell, Some(Value::YesNo(true))))),
        Values::Label(list) => list.extend(cells.iter().map(|cell| match cell {
            Some(Value::Label(label)) => *label,
            _ => 0,
        })),
        Values::Text(column) => *column = texts(cells),
    }
    values
}

fn texts(cells: &[Option<&Value>]) -> TextColumn {
    let mut column = TextColumn::default();
    for cell in cells {
        column.push(if let Some(Value::Text(text)) = cell { text } else { "" });
    }
    column
}
