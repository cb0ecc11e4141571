//! What each rule found: a row for each judged row and rule.
//!
//! Enters: chunks with rules. Leaves: key, score, rule, what it measured, the line that won and its condition as it
//! is written, outcome, points × weight = contribution. Guaranteed: rows in the order of the key, rules in the order
//! declared; the contributions of a score and its `starts at` sum to its points.
//!
//! Most words of a trace are known before the first row: they are told by codes, of the rule, of its line, of its
//! outcome. Only what was measured is written row by row, and points where a rule awards them by an amount.

use super::decimals::Bound;
use super::results::key_fields;
use super::traced::{Award, Found, Traced, all};
use super::{Cells, Field, RowWriter, cell};
use crate::model::{Rulebook, TableId};
use crate::source::Sources;
use crate::table::{Column, TextColumn, Texts, Values};
use crate::trace::record::{Chunk, Outcome};
use crate::value::{Decimal, Type};
use std::io;
use std::ops::Range;
use std::sync::Arc;

/// Rows of the trace that are written at a time, or those of one judged row.
const BLOCK: usize = 1 << 15;
/// Streams of codes: which rule, which of its lines, what became of it.
const RULE: usize = 0;
const LINE: usize = 1;
const OUTCOME: usize = 2;
const OUTCOMES: [Outcome; 3] = [Outcome::NotMet, Outcome::Met, Outcome::Unknown];

/// How the rules of one table become rows.
pub struct Trace<'a> {
    fields: Vec<Field>,
    rules: Vec<Traced<'a>>,
    /// Whether each line awards the same points in every row
    fixed: bool,
}

impl<'a> Trace<'a> {
    /// The trace of a table; `None` where it has no rule.
    pub fn of(rulebook: &'a Rulebook, sources: &Sources, table: TableId) -> Option<Trace<'a>> {
        let rules = all(rulebook, sources, table);
        let awards: Option<Vec<Award>> =
            rules.iter().map(Traced::awards).collect::<Option<Vec<_>>>().map(|a| a.concat());
        let mut fields = key_fields(rulebook, table);
        fields.extend(words(&rules));
        fields.extend(points(&rules, awards.as_deref()));
        (!rules.is_empty()).then_some(Trace { fields, rules, fixed: awards.is_some() })
    }

    /// The fields of the file.
    pub fn fields(&self) -> Vec<Field> {
        self.fields.clone()
    }

    /// Writes the rules of every row of a chunk; a row that is not among a score's rows has none of its rules.
    pub fn write(&self, chunk: &Chunk, writer: &mut dyn RowWriter) -> io::Result<()> {
        let found: Option<Vec<Found>> = self.rules.iter().map(|rule| rule.found(chunk)).collect();
        let found = found.ok_or_else(|| io::Error::other("a run left a rule out of its trace"))?;
        let rows = (BLOCK / self.rules.len().max(1)).max(1);
        for start in (0..chunk.rows).step_by(rows) {
            let block = Block::new(&self.rules, &found, start..chunk.rows.min(start + rows), self.fixed);
            writer.write(&block.cells(&chunk.key, self.fixed), block.rules.len())?;
        }
        Ok(())
    }
}

/// What stands for each rule, each line and each outcome.
fn words(rules: &[Traced]) -> Vec<Field> {
    let of_rule =
        |name: &str, word: fn(&Traced) -> Option<String>| Field::text(name).coded(RULE, texts(rules.iter().map(word)));
    let conditions =
        rules.iter().flat_map(|rule| std::iter::once(None).chain(rule.conditions.iter().cloned().map(Some)));
    let numbers = rules.iter().flat_map(|rule| (0..=rule.conditions.len()).map(|line| line as i64));
    let numbers: Vec<i64> = numbers.collect();
    let known = numbers.iter().map(|number| *number > 0).collect();
    let lines = Column { values: Values::Fixed { scale: 0, units: numbers }, known: Some(known) };
    vec![
        of_rule("score", |rule| Some(rule.score_name.to_string())),
        of_rule("rule", |rule| Some(rule.rule.name.clone())),
        of_rule("title", |rule| Some(rule.rule.title.clone())),
        of_rule("category", |rule| rule.category.map(str::to_string)),
        of_rule("measure", |rule| rule.read.as_ref().map(|field| field.name.clone())),
        Field::text("value"),
        Field::of("line", Type::Count, 0).narrow().coded(LINE, Arc::new(lines)),
        Field::text("condition").coded(LINE, texts(conditions)),
        Field::text("outcome").coded(OUTCOME, texts(OUTCOMES.iter().map(|outcome| Some(outcome.word().to_string())))),
        Field::of("measured", Type::YesNo, 0),
    ]
}

/// Points, weight and contribution: told by the line where it awards the same in every row.
fn points(rules: &[Traced], awards: Option<&[Award]>) -> Vec<Field> {
    let coded = |name: &str, stream: usize, numbers: Vec<Decimal>| {
        let bound = Bound::of(numbers.iter().copied());
        let values = Values::Wide(numbers.iter().map(|n| n.units()).collect());
        let field = Field { narrow: bound.narrow, ..Field::number(name, bound.decimals) };
        field.coded(stream, Arc::new(Column { values, known: None }))
    };
    let award = |name: &str, of: fn(&Award) -> Decimal| match awards {
        Some(awards) => coded(name, LINE, awards.iter().map(of).collect()),
        None => Field::number(name, 12),
    };
    vec![
        award("points", |award| award.points),
        coded("weight", RULE, rules.iter().map(|rule| rule.rule.weight).collect()),
        award("contribution", |award| award.contribution),
    ]
}

fn texts(words: impl Iterator<Item = Option<String>>) -> Arc<Column> {
    super::figures::texts(words)
}

/// Some rows of the trace.
#[derive(Default)]
struct Block {
    first: usize,
    /// How many rules each judged row has
    times: Vec<u32>,
    rules: Vec<u32>,
    lines: Vec<u32>,
    outcomes: Vec<u32>,
    columns: Vec<Column>,
}

impl Block {
    fn new(rules: &[Traced], found: &[Found], rows: Range<usize>, fixed: bool) -> Block {
        let mut block = Block { first: rows.start, ..Block::default() };
        let places = block.places(found, rows);
        let each =
            || places.iter().zip(&block.rules).filter_map(|(row, rule)| Some((*row, found.get(*rule as usize)?)));
        let first_codes = first_codes(rules);
        let line = |((row, found), rule): ((usize, &Found), &u32)| {
            let first = first_codes.get(*rule as usize).copied().unwrap_or(0);
            first + found.rule.line(row).map_or(0, |line| line as u32 + 1)
        };
        block.lines = each().zip(&block.rules).map(line).collect();
        block.outcomes = each().map(|(row, found)| found.rule.outcome(row) as u32).collect();
        let measured = each().map(|(row, found)| found.measured(row)).collect();
        let mut columns = vec![values(rules, each().zip(&block.rules)), all_known(Values::YesNo(measured))];
        if !fixed {
            let units = |of: for<'f> fn(&'f Found) -> &'f Column| -> Column {
                let unit = |(row, found)| of(found).get(row).and_then(|v| v.number()).map_or(0, |n| n.units());
                all_known(Values::Wide(each().map(unit).collect()))
            };
            columns.push(units(|found| &found.rule.points));
            columns.push(units(|found| &found.rule.contribution));
        }
        block.columns = columns;
        block
    }

    /// The judged row of each row, with its rules counted and told.
    fn places(&mut self, found: &[Found], rows: Range<usize>) -> Vec<usize> {
        let mut places = Vec::with_capacity(rows.len() * found.len());
        self.rules.reserve(rows.len() * found.len());
        for row in rows {
            let before = places.len();
            for (rule, _) in found.iter().enumerate().filter(|(_, found)| found.applies.is_known(row)) {
                places.push(row);
                self.rules.push(rule as u32);
            }
            self.times.push((places.len() - before) as u32);
        }
        places
    }

    /// The cells of each field, in their order.
    fn cells<'b>(&'b self, key: &'b [Arc<Column>], fixed: bool) -> Vec<Cells<'b>> {
        let key = key.iter().map(|column| Cells::Repeated { column, first: self.first, times: &self.times });
        let each = |i: usize| self.columns.get(i).map_or(Cells::Coded(&[]), Cells::Each);
        let (rule, line) = (Cells::Coded(&self.rules), Cells::Coded(&self.lines));
        let award = |i: usize| if fixed { line } else { each(i) };
        let words = [rule, rule, rule, rule, rule, each(0), line, line, Cells::Coded(&self.outcomes), each(1)];
        key.chain(words).chain([award(2), rule, award(3)]).collect()
    }
}

/// The code of each rule's "no line", which those of its lines follow.
fn first_codes(rules: &[Traced]) -> Vec<u32> {
    let mut next = 0;
    let first = |rule: &Traced| {
        let first = next;
        next += rule.conditions.len() as u32 + 1;
        first
    };
    rules.iter().map(first).collect()
}

/// What each rule measured, as text: it may be of any type.
fn values<'f>(rules: &[Traced], each: impl Iterator<Item = ((usize, &'f Found<'f>), &'f u32)>) -> Column {
    let (mut bytes, mut ends, mut known) = (Vec::new(), Vec::new(), Vec::new());
    for ((row, found), rule) in each {
        let field = rules.get(*rule as usize).and_then(|rule| rule.read.as_ref());
        known.push(found.rule.value.as_ref().zip(field).is_some_and(|(c, field)| cell::put(c, field, row, &mut bytes)));
        ends.push(bytes.len() as u32);
    }
    // Cells are whole texts, so that these bytes are UTF-8.
    let bytes = String::from_utf8(bytes).unwrap_or_default();
    Column {
        values: Values::Text(TextColumn { texts: Arc::new(Texts { bytes, ends }), codes: None }),
        known: Some(known),
    }
}

fn all_known(values: Values) -> Column {
    Column { values, known: None }
}
