//! Plain rows as the tables of a run, cut into files and batches in any way.

use super::evaluate::Row;
use rubric::table::{Batch, Column, ColumnSpec, Part, Problem, Records, TableSpec, Tables, TextColumn, Values};
use rubric::value::{Decimal, Type, Value};
use std::sync::Arc;

/// How rows are laid out; no choice of these may change a result.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Files a table, in the order of its rows
    pub files: usize,
    /// Rows a batch
    pub batch: usize,
    /// Texts by a dictionary
    pub dictionary: bool,
    /// Records as lists, and what is known said even where all is
    pub wordy: bool,
}

/// Tables in memory.
pub struct Memory<'a> {
    /// By table
    pub specs: &'a [TableSpec],
    /// By table, then row
    pub rows: &'a [Vec<Row>],
    /// How they are delivered
    pub layout: Layout,
}

impl Memory<'_> {
    fn table(&self, name: &str) -> usize {
        self.specs.iter().position(|spec| spec.name == name).expect("a table of the rulebook")
    }
}

impl Tables for Memory<'_> {
    fn parts(&self, table: &str) -> Result<usize, Vec<Problem>> {
        let _ = self.table(table);
        Ok(self.layout.files)
    }

    fn open(&self, table: &str, part: usize, columns: &[usize]) -> Result<Box<dyn Part + '_>, Vec<Problem>> {
        let table = self.table(table);
        let rows = &self.rows[table];
        let size = rows.len().div_ceil(self.layout.files).max(1);
        let rows = rows.chunks(size).nth(part).unwrap_or(&[]);
        let columns = columns.iter().map(|column| (*column, &self.specs[table].columns[*column])).collect();
        Ok(Box::new(Reader { rows, columns, file: part, next: 0, layout: self.layout }))
    }

    fn file_name(&self, table: &str, file: usize) -> String {
        format!("{table}.{file}.csv")
    }
}

struct Reader<'a> {
    rows: &'a [Row],
    columns: Vec<(usize, &'a ColumnSpec)>,
    file: usize,
    next: usize,
    layout: Layout,
}

impl Part for Reader<'_> {
    fn file(&self) -> usize {
        self.file
    }

    fn next(&mut self, _: &mut Vec<Problem>) -> Result<Option<Batch>, Box<Problem>> {
        let start = self.next;
        let rows = &self.rows[start..(start + self.layout.batch).min(self.rows.len())];
        self.next += rows.len();
        if rows.is_empty() {
            return Ok(None);
        }
        let columns = self.columns.iter().map(|(at, spec)| Arc::new(column(rows, *at, spec, self.layout))).collect();
        let records = match self.layout.wordy {
            true => Records::List((start..self.next).map(|record| record as u64).collect()),
            false => Records::From(start as u64),
        };
        Ok(Some(Batch { rows: rows.len(), columns, records }))
    }
}

fn column(rows: &[Row], at: usize, spec: &ColumnSpec, layout: Layout) -> Column {
    let cells: Vec<Option<&Value>> = rows.iter().map(|row| row[at].as_ref()).collect();
    let known: Vec<bool> = cells.iter().map(Option::is_some).collect();
    let known = (layout.wordy || known.contains(&false)).then_some(known);
    Column { values: values(&cells, spec, layout), known }
}

fn values(cells: &[Option<&Value>], spec: &ColumnSpec, layout: Layout) -> Values {
    let number = |cell: &Option<&Value>| cell.map_or(Decimal::ZERO, |value| value.number().unwrap());
    let mut values = Values::empty(&spec.ty, spec.decimals);
    match &mut values {
        Values::Fixed { scale, units } => units.extend(
            cells.iter().map(|cell| i64::try_from(number(cell).to_scaled(*scale).unwrap()).expect("fits a column")),
        ),
        Values::Wide(units) => units.extend(cells.iter().map(|cell| number(cell).units())),
        Values::Date(days) => days.extend(cells.iter().map(|cell| cell.map_or(0, |v| v.date().unwrap().days()))),
        Values::YesNo(list) => list.extend(cells.iter().map(|cell| matches!(cell, Some(Value::YesNo(true))))),
        Values::Label(list) => list.extend(cells.iter().map(|cell| match cell {
            Some(Value::Label(label)) => *label,
            _ => 0,
        })),
        Values::Text(column) => *column = texts(cells, layout.dictionary),
    }
    assert!(!matches!(spec.ty, Type::Period), "no column is a period");
    values
}

fn texts(cells: &[Option<&Value>], dictionary: bool) -> TextColumn {
    let texts: Vec<&str> = cells
        .iter()
        .map(|cell| match cell {
            Some(Value::Text(text)) => &**text,
            _ => "",
        })
        .collect();
    let mut column = TextColumn::default();
    if !dictionary {
        texts.into_iter().for_each(|text| column.push(text));
        return column;
    }
    let mut entries: Vec<&str> = Vec::new();
    let mut codes = Vec::new();
    for text in texts {
        let code = entries.iter().position(|entry| *entry == text).unwrap_or_else(|| {
            entries.push(text);
            entries.len() - 1
        });
        codes.push(code as u32);
    }
    entries.into_iter().rev().for_each(|text| column.push(text));
    let last = column.ends.len().saturating_sub(1) as u32;
    column.codes = Some(codes.into_iter().map(|code| last - code).collect());
    column
}
