//! Tables in memory, filled at random from a seed: what a kernel computes from, without files.

use rubric::model::Rulebook;
use rubric::plan::specs;
use rubric::table::{Batch, Column, ColumnSpec, Part, Problem, Records, TableSpec, Tables, Values};
use rubric::value::Type;
use std::sync::Arc;

/// Rows of a batch, as readers deliver them.
const BATCH: usize = 16_384;

/// Distinct words of a text column that is no key.
const WORDS: u64 = 200;

/// One in this many cells of an optional column is unknown.
const UNKNOWN: u64 = 8;

/// All tables of a rulebook.
pub struct Memory(Vec<Table>);

struct Table {
    name: String,
    batches: Vec<Vec<Arc<Column>>>,
}

impl Memory {
    /// Fills the tables of a rulebook, each with as many rows as `rows` says of its name. A key counts up; a column
    /// whose name is that of a table is a key of one of its rows.
    pub fn fill(rulebook: &Rulebook, rows: impl Fn(&str) -> usize) -> Memory {
        let specs = specs(rulebook);
        let counted = |name: &str| specs.iter().any(|spec| spec.name == name).then(|| rows(name) as u64);
        let mut random = Random(20_260_630);
        let mut table = |spec: &TableSpec| {
            let mut batches = Vec::new();
            for first in (0..rows(&spec.name)).step_by(BATCH) {
                let count = BATCH.min(rows(&spec.name) - first);
                let column = |(position, column): (usize, &ColumnSpec)| {
                    let key = spec.key.contains(&position).then_some(first as u64);
                    Arc::new(random.column(column, count, key, counted(&column.name)))
                };
                batches.push(spec.columns.iter().enumerate().map(column).collect());
            }
            Table { name: spec.name.clone(), batches }
        };
        Memory(specs.iter().map(&mut table).collect())
    }

    fn table(&self, name: &str) -> Option<&Table> {
        self.0.iter().find(|table| table.name == name)
    }
}

impl Tables for Memory {
    fn parts(&self, _: &str) -> Result<usize, Vec<Problem>> {
        Ok(1)
    }

    fn open(&self, table: &str, _: usize, columns: &[usize]) -> Result<Box<dyn Part + '_>, Vec<Problem>> {
        let batches = self.table(table).map_or(&[][..], |table| &table.batches);
        Ok(Box::new(Reader { batches, columns: columns.to_vec(), record: 0 }))
    }

    fn file_name(&self, table: &str, _: usize) -> String {
        table.to_string()
    }
}

struct Reader<'a> {
    batches: &'a [Vec<Arc<Column>>],
    columns: Vec<usize>,
    record: u64,
}

impl Part for Reader<'_> {
    fn file(&self) -> usize {
        0
    }

    fn next(&mut self, _: &mut Vec<Problem>) -> Result<Option<Batch>, Box<Problem>> {
        let Some((batch, rest)) = self.batches.split_first() else { return Ok(None) };
        self.batches = rest;
        let rows = batch.first().map_or(0, |column| column.len());
        let columns = self.columns.iter().map(|column| Arc::clone(&batch[*column])).collect();
        let records = Records::From(self.record);
        self.record += rows as u64;
        Ok(Some(Batch { rows, columns, records }))
    }
}

/// Numbers that look random: xorshift64*.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound.max(1)
    }

    /// A column: `key` is the number of its first row if it counts up, `of` how many rows the table has whose keys it
    /// holds.
    fn column(&mut self, spec: &ColumnSpec, rows: usize, key: Option<u64>, of: Option<u64>) -> Column {
        let mut values = Values::empty(&spec.ty, spec.decimals);
        for row in 0..rows as u64 {
            let number = key.map_or_else(|| self.below(of.unwrap_or(1_000_000)), |first| first + row);
            match &mut values {
                Values::Fixed { units, .. } => units.push(number as i64),
                Values::Wide(units) => units.push(i128::from(number) * 1_000_000),
                Values::Date(days) => days.push(18_000 + (number % 2_600) as i32),
                Values::YesNo(flags) => flags.push(number.is_multiple_of(3)),
                Values::Label(labels) => labels.push((number % label_count(&spec.ty)) as u16),
                Values::Text(texts) if key.is_some() || of.is_some() => texts.push(&format!("K{number:07}")),
                Values::Text(texts) => texts.push(&format!("word {:03}", number % WORDS)),
            }
        }
        let known = spec.optional.then(|| (0..rows).map(|_| self.below(UNKNOWN) > 0).collect::<Vec<bool>>());
        if let (Values::YesNo(flags), Some(known)) = (&mut values, &known) {
            flags.iter_mut().zip(known).for_each(|(flag, known)| *flag &= known);
        }
        Column { values, known }
    }
}

fn label_count(ty: &Type) -> u64 {
    if let Type::OneOf(labels) = ty { labels.iter().count() as u64 } else { 1 }
}
