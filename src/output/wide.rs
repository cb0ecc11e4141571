//! What each rule found, a row for each judged row: the trace for machines and for millions of rows.
//!
//! Enters: chunks with rules. Leaves: the key, then for each rule of each score `SCORE.RULE.value` (what it measured, of
//! its own type), `.line` (the line that won, from 1), `.outcome`, `.points` and `.contribution`. Guaranteed: rows in
//! the order of the key, as the results have them; of a row that is not among a score's rows all of this is unknown.
//!
//! What a line awards is known before the first row: outcome, points and contribution are told by codes.

use super::decimals::{self, Bound};
use super::results::key_fields;
use super::traced::{Award, Found, Traced, all};
use super::{Cells, Field, RowWriter, figures};
use crate::model::{Rulebook, TableId};
use crate::source::Sources;
use crate::table::{Column, Values};
use crate::trace::record::{Chunk, NO_LINE, Outcome};
use crate::value::{Decimal, Type};
use std::io;
use std::sync::Arc;

const OUTCOMES: [Outcome; 3] = [Outcome::NotMet, Outcome::Met, Outcome::Unknown];
/// Code of a row that is not among the score's; that of no line follows, then those of the lines.
const ABSENT: u32 = 0;

/// How the rules of one table become columns.
pub struct Wide<'a> {
    fields: Vec<Field>,
    rules: Vec<Traced<'a>>,
}

/// The columns of one rule in a chunk, where they are not the run's own.
struct Codes {
    lines: Vec<u32>,
    outcomes: Vec<u32>,
}

impl<'a> Wide<'a> {
    /// The trace of a table; `None` where it has no rule.
    pub fn of(rulebook: &'a Rulebook, sources: &Sources, table: TableId) -> Option<Wide<'a>> {
        let rules = all(rulebook, sources, table);
        let bounds = decimals::of_items(rulebook);
        let mut fields = key_fields(rulebook, table);
        for (position, rule) in rules.iter().enumerate() {
            fields.extend(value_field(rulebook, &bounds, table, rule));
            fields.extend(award_fields(rule, position));
        }
        (!rules.is_empty()).then_some(Wide { fields, rules })
    }

    /// The fields of the file.
    pub fn fields(&self) -> Vec<Field> {
        self.fields.clone()
    }

    /// Writes the rows of a chunk.
    pub fn write(&self, chunk: &Chunk, writer: &mut dyn RowWriter) -> io::Result<()> {
        let found: Option<Vec<Found>> = self.rules.iter().map(|rule| rule.found(chunk)).collect();
        let found = found.ok_or_else(|| io::Error::other("a run left a rule out of its trace"))?;
        let codes: Vec<Codes> = found.iter().map(|found| Codes::of(found, chunk.rows)).collect();
        let mut cells: Vec<Cells> = chunk.key.iter().map(|column| Cells::Each(column)).collect();
        for ((rule, found), codes) in self.rules.iter().zip(&found).zip(&codes) {
            let value = found.rule.value.as_deref().filter(|_| rule.read.is_some());
            cells.extend(value.map(Cells::Each));
            cells.extend([Cells::Coded(&codes.lines), Cells::Coded(&codes.outcomes)]);
            cells.extend(match rule.awards() {
                Some(_) => [Cells::Coded(&codes.lines), Cells::Coded(&codes.lines)],
                None => [Cells::Each(&found.rule.points), Cells::Each(&found.rule.contribution)],
            });
        }
        writer.write(&cells, chunk.rows)
    }
}

fn name(rule: &Traced, of: &str) -> String {
    format!("{}.{}.{of}", rule.score_name, rule.rule.name)
}

/// What a rule measures, if it reads anything.
fn value_field(rulebook: &Rulebook, bounds: &[Bound], table: TableId, rule: &Traced) -> Option<Field> {
    let expr = rule.reads?;
    let bound = decimals::of_expr(rulebook, bounds, table, expr);
    let field = Field::of(&name(rule, "value"), expr.ty.clone(), bound.decimals).in_currency(&rulebook.currency);
    Some(Field { narrow: bound.narrow, ..field })
}

/// Line, outcome, points and contribution of the rule at a position.
fn award_fields(rule: &Traced, position: usize) -> [Field; 4] {
    let (lines, outcomes) = (2 * position, 2 * position + 1);
    let count = rule.conditions.len() as i64;
    let numbers = Column {
        values: Values::Fixed { scale: 0, units: (-1..=count).map(|line| line.max(0)).collect() },
        known: Some((-1..=count).map(|line| line > 0).collect()),
    };
    let words = std::iter::once(None).chain(OUTCOMES.iter().map(|outcome| Some(outcome.word().to_string())));
    let awards = rule.awards();
    let award = |of: &str, amount: fn(&Award) -> Decimal| match &awards {
        Some(awards) => coded(&name(rule, of), lines, awards.iter().map(amount).collect()),
        None => Field::number(&name(rule, of), 12),
    };
    [
        Field::of(&name(rule, "line"), Type::Count, 0).narrow().coded(lines, Arc::new(numbers)),
        Field::text(&name(rule, "outcome")).coded(outcomes, figures::texts(words)),
        award("points", |award| award.points),
        award("contribution", |award| award.contribution),
    ]
}

/// Numbers of no line and of each line, after the unknown one of a row that is not among the score's.
fn coded(name: &str, stream: usize, numbers: Vec<Decimal>) -> Field {
    let bound = Bound::of(numbers.iter().copied());
    let known = std::iter::once(false).chain(numbers.iter().map(|_| true)).collect();
    let units = std::iter::once(0).chain(numbers.iter().map(|number| number.units())).collect();
    let field = Field { narrow: bound.narrow, ..Field::number(name, bound.decimals) };
    field.coded(stream, Arc::new(Column { values: Values::Wide(units), known: Some(known) }))
}

impl Codes {
    fn of(found: &Found, rows: usize) -> Codes {
        let codes = |column: &Column, code: fn(u16) -> u32| {
            let Values::Label(positions) = &column.values else { return vec![ABSENT; rows] };
            let mut codes: Vec<u32> = positions.iter().map(|position| code(*position)).collect();
            if let Some(applies) = &found.applies.known {
                codes.iter_mut().zip(applies).filter(|(_, applies)| !**applies).for_each(|(code, _)| *code = ABSENT);
            }
            codes
        };
        Codes { lines: codes(&found.rule.line, line_code), outcomes: codes(&found.rule.outcome, outcome_code) }
    }
}

fn line_code(line: u16) -> u32 {
    if line == NO_LINE { ABSENT + 1 } else { ABSENT + 2 + u32::from(line) }
}

fn outcome_code(position: u16) -> u32 {
    ABSENT + 1 + Outcome::at(position) as u32
}
