//! The trace as a table: a row for each judged row and rule.
//!
//! Enters: chunks with rules. Leaves: key, score, rule, what it measured, the line that won and its condition as it
//! is written, outcome, points × weight = contribution. Guaranteed: rows in the order of the key, rules in the order
//! declared; the contributions of a score and its `starts at` sum to its points.

use super::figures::folded;
use super::results::key_fields;
use super::{Field, RowWriter};
use crate::model::{Expr, ExprKind, ItemId, ItemKind, Line, Points, Rule, Rulebook, Score, TableId};
use crate::source::Sources;
use crate::table::{Column, TextColumn, Values};
use crate::trace::record::{Chunk, NO_LINE, RuleColumns};
use crate::value::{Currency, Type};
use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::sync::Arc;

/// Rows of a chunk that become rows of the trace at a time.
const BLOCK: usize = 1024;

/// How the rules of one table become rows.
pub struct Trace<'a> {
    fields: Vec<Field>,
    rules: Vec<Traced<'a>>,
}

/// One active rule with its words.
struct Traced<'a> {
    score: ItemId,
    score_name: &'a str,
    position: usize,
    rule: &'a Rule,
    category: Option<&'a str>,
    read: Option<Field>,
    conditions: Vec<String>,
}

impl<'a> Trace<'a> {
    /// The trace of a table; `None` where it has no rule.
    pub fn of(rulebook: &'a Rulebook, sources: &Sources, table: TableId) -> Option<Trace<'a>> {
        let mut rules = Vec::new();
        for (id, item) in rulebook.items_of(table) {
            if let ItemKind::Score(score) = &item.kind {
                rules.extend(traced(id, &item.name, score, sources, &rulebook.currency));
            }
        }
        (!rules.is_empty()).then(|| Trace { fields: fields(rulebook, table), rules })
    }

    /// The fields of the file.
    pub fn fields(&self) -> Vec<Field> {
        self.fields.clone()
    }

    /// Writes the rules of every row of a chunk; a row that is not among a score's rows has none of its rules.
    pub fn write(&self, chunk: &Chunk, writer: &mut dyn RowWriter) -> io::Result<()> {
        let found: Option<Vec<Found>> = self.rules.iter().map(|rule| rule.found(chunk)).collect();
        let found = found.ok_or_else(|| io::Error::other("a run left a rule out of its trace"))?;
        for start in (0..chunk.rows).step_by(BLOCK) {
            let block = Block::new(&self.rules, &found, start..chunk.rows.min(start + BLOCK));
            let keys = chunk.key.iter().map(|column| Arc::new(block.gathered(column)));
            let columns: Vec<Arc<Column>> = keys.chain(block.columns()).collect();
            writer.write(&columns, block.places.len())?;
        }
        Ok(())
    }
}

fn fields(rulebook: &Rulebook, table: TableId) -> Vec<Field> {
    let mut fields = key_fields(rulebook, table);
    fields.extend(["score", "rule", "title", "category", "measure", "value"].map(Field::text));
    fields.push(Field::of("line", Type::Count, 0));
    fields.extend(["condition", "outcome"].map(Field::text));
    fields.push(Field::of("measured", Type::YesNo, 0));
    fields.extend(["points", "weight", "contribution"].map(|name| Field::number(name, 12)));
    fields
}

fn traced<'a>(
    id: ItemId,
    score_name: &'a str,
    score: &'a Score,
    sources: &Sources,
    currency: &Currency,
) -> Vec<Traced<'a>> {
    let active = score.rules.iter().enumerate().filter(|(_, rule)| !rule.inactive);
    let traced = active.map(|(position, rule)| Traced {
        score: id,
        score_name,
        position,
        rule,
        category: rule.category.and_then(|c| score.categories.get(c)).map(String::as_str),
        read: first_read(rule)
            .map(|expr| Field::of(&folded(sources.text(expr.span)), expr.ty.clone(), 12).in_currency(currency)),
        conditions: rule.list.lines.iter().map(|line| condition(line, sources)).collect(),
    });
    traced.collect()
}

fn condition(line: &Line<Points>, sources: &Sources) -> String {
    match &line.condition {
        Some(condition) => folded(sources.text(condition.span)),
        None if folded(sources.text(line.span)).ends_with("otherwise") => "otherwise".to_string(),
        None => "always".to_string(),
    }
}

/// What the first condition compares on its left, else what the points of the first line are `per … of`.
fn first_read(rule: &Rule) -> Option<&Expr> {
    let conditions = rule.list.lines.iter().filter_map(|line| line.condition.as_ref());
    conditions.map(left).next().or_else(|| match &rule.list.lines.first()?.result {
        Points::Per { of, .. } => Some(of),
        Points::Fixed(_) => None,
    })
}

/// The depth of a condition is bounded by the parser.
fn left(condition: &Expr) -> &Expr {
    match &condition.kind {
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.first().map_or(condition, left),
        ExprKind::Not(inner) => left(inner),
        ExprKind::Compare(_, a, _) | ExprKind::Between(a, _, _) | ExprKind::StartsWith(a, _) => a,
        ExprKind::Contains(a, _) | ExprKind::InLast(a, _) => a,
        ExprKind::OneOf(a, _) | ExprKind::Known(a, _) => a,
        _ => condition,
    }
}

impl Traced<'_> {
    fn found<'c>(&self, chunk: &'c Chunk) -> Option<Found<'c>> {
        let score = chunk.scores.iter().find(|score| score.score == self.score)?;
        let rule = score.rules.iter().find(|rule| rule.rule == self.position)?;
        Some(Found { rule, applies: &score.measured })
    }

    fn condition_of(&self, line: u16) -> Option<&str> {
        self.conditions.get(usize::from(line)).map(String::as_str)
    }
}

/// What a chunk has of one rule; `applies` is known for the rows that are among the score's.
struct Found<'c> {
    rule: &'c RuleColumns,
    applies: &'c Column,
}

/// Some rows of the trace: for each the row of the chunk and the rule.
struct Block<'b> {
    places: Vec<(usize, &'b Traced<'b>, &'b RuleColumns)>,
}

impl<'b> Block<'b> {
    fn new(rules: &'b [Traced<'b>], found: &'b [Found<'b>], rows: Range<usize>) -> Block<'b> {
        let of_row = |row: usize| {
            let all = rules.iter().zip(found).filter(move |(_, found)| found.applies.is_known(row));
            all.map(move |(rule, found)| (row, rule, found.rule))
        };
        Block { places: rows.flat_map(of_row).collect() }
    }

    fn columns(&self) -> Vec<Arc<Column>> {
        let all = [
            self.words(|_, rule, _| Some(rule.score_name)),
            self.words(|_, rule, _| Some(&rule.rule.name)),
            self.words(|_, rule, _| Some(&rule.rule.title)),
            self.words(|_, rule, _| rule.category),
            self.words(|_, rule, _| rule.read.as_ref().map(|field| field.name.as_str())),
            self.values(),
            self.lines(),
            self.words(|row, rule, found| rule.condition_of(line(found, row))),
            self.words(|row, _, found| found.outcome.get(row).map(|outcome| outcome.word())),
            all_known(Values::YesNo(self.each(|row, _, found| found.measured.get(row).copied().unwrap_or(false)))),
            all_known(Values::Wide(self.each(|row, _, found| found.points.get(row).copied().unwrap_or(0)))),
            all_known(Values::Wide(self.each(|_, rule, _| rule.rule.weight.units()))),
            all_known(Values::Wide(self.each(|row, _, found| found.contribution.get(row).copied().unwrap_or(0)))),
        ];
        all.into_iter().map(Arc::new).collect()
    }

    fn each<T>(&self, mut value: impl FnMut(usize, &'b Traced<'b>, &'b RuleColumns) -> T) -> Vec<T> {
        self.places.iter().map(|(row, rule, found)| value(*row, rule, found)).collect()
    }

    /// A column of text; each text that differs from the one of the rule's row before is stored once.
    fn words(&self, word: impl Fn(usize, &'b Traced<'b>, &'b RuleColumns) -> Option<&'b str>) -> Column {
        let mut texts = TextColumn::default();
        let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
        let words = self.each(word);
        let mut codes = Vec::with_capacity(words.len());
        for word in &words {
            let next = seen.len() as u32;
            codes.push(*seen.entry(word.unwrap_or_default()).or_insert_with_key(|text| {
                texts.push(text);
                next
            }));
        }
        texts.codes = Some(codes);
        Column { values: Values::Text(texts), known: Some(words.iter().map(Option::is_some).collect()) }
    }

    fn values(&self) -> Column {
        let mut texts = TextColumn::default();
        let mut cell = String::new();
        let known = self.each(|row, rule, found| {
            cell.clear();
            let known = match (&found.value, &rule.read) {
                (Some(column), Some(field)) => super::cell::put(column, field, row, &mut cell),
                _ => false,
            };
            texts.push(&cell);
            known
        });
        Column { values: Values::Text(texts), known: Some(known) }
    }

    /// The line that won, from 1.
    fn lines(&self) -> Column {
        let lines = self.each(|row, _, found| line(found, row));
        let known = lines.iter().map(|line| *line != NO_LINE).collect();
        let units = lines.iter().map(|line| if *line == NO_LINE { 0 } else { i64::from(*line) + 1 }).collect();
        Column { values: Values::Fixed { scale: 0, units }, known: Some(known) }
    }

    /// The value of a column of the chunk for every row of the trace.
    fn gathered(&self, column: &Column) -> Column {
        let values = match &column.values {
            Values::Fixed { scale, units } => Values::Fixed { scale: *scale, units: self.pick(units) },
            Values::Wide(v) => Values::Wide(self.pick(v)),
            Values::Date(v) => Values::Date(self.pick(v)),
            Values::YesNo(v) => Values::YesNo(self.pick(v)),
            Values::Label(v) => Values::Label(self.pick(v)),
            Values::Text(texts) => Values::Text(self.pick_texts(texts)),
        };
        Column { values, known: column.known.as_ref().map(|known| self.pick(known)) }
    }

    fn pick<T: Copy + Default>(&self, all: &[T]) -> Vec<T> {
        self.each(|row, _, _| all.get(row).copied().unwrap_or_default())
    }

    fn pick_texts(&self, texts: &TextColumn) -> TextColumn {
        let mut all = TextColumn::default();
        let (mut codes, mut before) = (Vec::with_capacity(self.places.len()), None);
        for (row, _, _) in &self.places {
            if before.replace(*row) != Some(*row) {
                all.push(texts.get(*row));
            }
            codes.push(all.ends.len() as u32 - 1);
        }
        all.codes = Some(codes);
        all
    }
}

fn line(found: &RuleColumns, row: usize) -> u16 {
    found.line.get(row).copied().unwrap_or(NO_LINE)
}

fn all_known(values: Values) -> Column {
    Column { values, known: None }
}
