//! Results and traces, a file for each table that is judged.
//!
//! Enters: chunks. Leaves: `results` for the table the rulebook is about and `results.TABLE` for others; with a trace
//! `trace` and `trace.TABLE`. Guaranteed: rows stand in the order of the key; the columns are the key, then each item
//! that isn't hidden in the order declared, a score followed by its share of weight measured.

use super::decimals::{self, Bound};
use super::trace::Trace;
use super::wide::Wide;
use super::{Cells, Field, Folder, Format, RowWriter, row_writer};
use crate::model::{ItemId, ItemKind, Rulebook, TableId};
use crate::source::Sources;
use crate::table::Column;
use crate::trace::record::Chunk;
use std::io;
use std::sync::Arc;

/// Takes the chunks of a run into files of a folder.
pub struct Results<'a> {
    tables: Vec<TableFiles<'a>>,
}

struct TableFiles<'a> {
    table: TableId,
    columns: Vec<Source>,
    results: Box<dyn RowWriter>,
    trace: Option<(Traces<'a>, Box<dyn RowWriter>)>,
}

/// How a trace is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceShape {
    /// A row for each judged row and rule, in words
    Full,
    /// A row for each judged row, with columns for each rule
    Wide,
}

/// The rows of a trace.
enum Traces<'a> {
    Full(Trace<'a>),
    Wide(Wide<'a>),
}

impl<'a> Traces<'a> {
    /// `None` where the table has no rule.
    fn of(rulebook: &'a Rulebook, sources: &Sources, table: TableId, shape: TraceShape) -> Option<Traces<'a>> {
        match shape {
            TraceShape::Full => Trace::of(rulebook, sources, table).map(Traces::Full),
            TraceShape::Wide => Wide::of(rulebook, sources, table).map(Traces::Wide),
        }
    }

    fn fields(&self) -> Vec<Field> {
        match self {
            Traces::Full(trace) => trace.fields(),
            Traces::Wide(trace) => trace.fields(),
        }
    }

    fn write(&self, chunk: &Chunk, writer: &mut dyn RowWriter) -> io::Result<()> {
        match self {
            Traces::Full(trace) => trace.write(chunk, writer),
            Traces::Wide(trace) => trace.write(chunk, writer),
        }
    }
}

/// Where a column of the results comes from.
#[derive(Clone, Copy)]
enum Source {
    Key(usize),
    Item(ItemId),
    Measured(ItemId),
}

impl<'a> Results<'a> {
    /// Begins the files of every table that has something to show.
    pub fn begin(
        folder: &Folder,
        rulebook: &'a Rulebook,
        sources: &'a Sources,
        format: Format,
        trace: Option<TraceShape>,
        threads: usize,
    ) -> io::Result<Results<'a>> {
        let bounds = decimals::of_items(rulebook);
        let mut tables = Vec::new();
        for table in judged(rulebook) {
            let (fields, columns) = fields(rulebook, table, &bounds).into_iter().unzip();
            let name = |kind: &str| file_name(rulebook, table, kind, format);
            let results = row_writer(format, fields, folder.create(&name("results"))?, threads)?;
            let trace = match trace.and_then(|shape| Traces::of(rulebook, sources, table, shape)) {
                Some(rows) => {
                    let writer = row_writer(format, rows.fields(), folder.create(&name("trace"))?, threads)?;
                    Some((rows, writer))
                }
                None => None,
            };
            tables.push(TableFiles { table, columns, results, trace });
        }
        Ok(Results { tables })
    }

    /// Completes the files.
    pub fn finish(self, folder: &mut Folder) -> io::Result<()> {
        for files in self.tables {
            folder.add(files.results.finish()?)?;
            if let Some((_, writer)) = files.trace {
                folder.add(writer.finish()?)?;
            }
        }
        Ok(())
    }
}

impl Results<'_> {
    /// Writes the rows of a chunk.
    pub fn chunk(&mut self, chunk: &Chunk) -> io::Result<()> {
        for files in self.tables.iter_mut().filter(|files| files.table == chunk.table) {
            let columns: Option<Vec<_>> = files.columns.iter().map(|source| source.of(chunk)).collect();
            let columns = columns.ok_or_else(|| io::Error::other("a run left out a column of its results"))?;
            let cells: Vec<Cells> = columns.iter().map(|column| Cells::Each(column)).collect();
            files.results.write(&cells, chunk.rows)?;
            if let Some((trace, writer)) = &mut files.trace {
                trace.write(chunk, &mut **writer)?;
            }
        }
        Ok(())
    }
}

impl Source {
    fn of(self, chunk: &Chunk) -> Option<Arc<Column>> {
        match self {
            Source::Key(i) => chunk.key.get(i).cloned(),
            Source::Item(id) => chunk.items.iter().find(|(item, _)| *item == id).map(|(_, column)| column.clone()),
            Source::Measured(id) => chunk.scores.iter().find(|s| s.score == id).map(|s| s.measured.clone()),
        }
    }
}

/// Every table with an item that is not hidden, the one the rulebook is about first.
fn judged(rulebook: &Rulebook) -> Vec<TableId> {
    let others = (0..rulebook.tables.len()).map(TableId).filter(|id| *id != rulebook.about);
    let shows = |id: &TableId| rulebook.items_of(*id).any(|(_, item)| !item.hidden);
    std::iter::once(rulebook.about).chain(others).filter(shows).collect()
}

/// `results.csv`, `trace.invoices.parquet`
fn file_name(rulebook: &Rulebook, table: TableId, kind: &str, format: Format) -> String {
    match table == rulebook.about {
        true => format!("{kind}.{}", format.extension()),
        false => format!("{kind}.{}.{}", rulebook.table(table).name, format.extension()),
    }
}

fn fields(rulebook: &Rulebook, table: TableId, bounds: &[Bound]) -> Vec<(Field, Source)> {
    let keys = key_fields(rulebook, table).into_iter().enumerate().map(|(i, field)| (field, Source::Key(i)));
    let mut fields: Vec<(Field, Source)> = keys.collect();
    for (id, item) in rulebook.items_of(table).filter(|(_, item)| !item.hidden) {
        let bound = bounds.get(id.0).copied().unwrap_or(Bound::NONE);
        let field = Field::of(&free_name(&item.name, &fields), item.ty.clone(), bound.decimals);
        let field = Field { narrow: bound.narrow, ..field.in_currency(&rulebook.currency) };
        fields.push((field, Source::Item(id)));
        if matches!(item.kind, ItemKind::Score(_)) {
            let name = free_name(&format!("{}_measured", item.name), &fields);
            // A share is at most 1.
            fields.push((Field::number(&name, 12).narrow(), Source::Measured(id)));
        }
    }
    fields
}

/// The fields of a table's key.
pub fn key_fields(rulebook: &Rulebook, table: TableId) -> Vec<Field> {
    let table = rulebook.table(table);
    let columns = table.key.iter().filter_map(|id| table.columns.get(id.0));
    columns.map(|c| Field::of(&c.name, c.ty.clone(), c.decimals).in_currency(&rulebook.currency)).collect()
}

/// The name, or the name with underscores behind it, that no field has yet.
fn free_name(name: &str, fields: &[(Field, Source)]) -> String {
    let mut name = name.to_string();
    while fields.iter().any(|(field, _)| field.name == name) {
        name.push('_');
    }
    name
}
