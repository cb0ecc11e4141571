//! Results: the items of a judged table, chunk by chunk in the order of its key.
//!
//! Enters: a [`State`] after all passes. Leaves: [`Chunk`]s to the sink. Guaranteed: rows to which no visible item
//! applies are left out; a trace adds columns and changes none.

use super::evaluate::{self, OverflowAt, Registers};
use super::kernels::take::take;
use super::parallel;
use super::passes::chunks;
use super::rows::{RowLeaves, Rows};
use super::state::{Overflow, State};
use super::watch::{Part, Work};
use super::{Fault, Sink};
use crate::model::{ColumnId, ItemId, ItemKind, TableId};
use crate::plan::steps::StepId;
use crate::plan::{ItemSteps, RuleSteps, result_roots};
use crate::table::{Column, Values};
use crate::trace::record::{Chunk, NO_LINE, RuleColumns, ScoreColumns};
use std::ops::Range;
use std::sync::Arc;

/// What a table's chunks are made from.
struct Results<'a> {
    state: &'a State<'a>,
    table: TableId,
    items: Vec<(ItemId, &'a ItemSteps)>,
    steps: Vec<StepId>,
    columns: Vec<ColumnId>,
}

/// One chunk, and where a number was out of range in it.
struct Made {
    chunk: Chunk,
    overflows: Vec<(Rows, OverflowAt)>,
}

/// Chunks that may wait to be handed over, a thread.
const AHEAD: usize = 2;

/// Computes and hands over all chunks of a judged table; overflows are noted in the state.
pub fn write(state: &mut State, table: TableId, sink: &mut dyn Sink) -> Result<(), Fault> {
    let mut overflows = Vec::new();
    let done = hand_over(state, table, sink, &mut overflows);
    state.overflows.append(&mut overflows);
    done
}

fn hand_over(state: &State, table: TableId, sink: &mut dyn Sink, overflows: &mut Vec<Overflow>) -> Result<(), Fault> {
    let watcher = state.watcher.of(Part::Results(table));
    let (chunks, results) = (chunks(state, table), Results::new(state, table));
    let make = |i: usize| chunks.get(i).and_then(|range| results.chunk(range.clone()));
    let threads = state.options.threads;
    let mut first = 0;
    parallel::in_order(chunks.len(), threads, threads * AHEAD, make, |made: Option<Made>| {
        let Some(made) = made else { return Ok(()) };
        overflows.extend(made.overflows.iter().map(|(rows, at)| super::passes::overflow(state, table, rows, at)));
        let rows = made.chunk.rows;
        let chunk = Chunk { first, ..made.chunk };
        first += rows;
        if !state.overflows.is_empty() || !overflows.is_empty() || rows == 0 {
            return Ok(());
        }
        watcher.timed(Work::HandOver, rows, || sink.chunk(chunk)).map_err(Fault::Output)
    })
}

impl<'a> Results<'a> {
    fn new(state: &'a State<'a>, table: TableId) -> Results<'a> {
        let ids = state.plan.table(table).items.iter();
        let items: Vec<(ItemId, &ItemSteps)> =
            ids.filter_map(|id| state.plan.item(*id).map(|item| (*id, item))).collect();
        let roots = items.iter().flat_map(|(_, item)| result_roots(item, state.options.trace));
        let steps = state.plan.program(table).closure(roots);
        let mut columns = state.plan.columns_of(table, &steps);
        columns.extend(&state.rulebook.table(table).key);
        Results { state, table, items, steps, columns }
    }

    fn chunk(&self, range: Range<usize>) -> Option<Made> {
        let resident = self.state.resident(self.table)?;
        let rows = resident.rows.range(range, &self.columns);
        let leaves = RowLeaves { state: self.state, table: self.table, rows: &rows, numbers: None };
        let mut overflows = Vec::new();
        let program = self.state.plan.program(self.table);
        let watcher = self.state.watcher.of(Part::Results(self.table));
        let began = watcher.stamp();
        let registers = evaluate::run_watched(program, &self.steps, rows.rows, &leaves, &mut overflows, watcher);
        watcher.done(Work::Compute, began, rows.rows);
        let columns = Columns { registers: &registers, rows: rows.rows, keep: self.keep(&registers, rows.rows) };
        let chunk = watcher.timed(Work::Collect, rows.rows, || self.collect(&columns, &rows));
        let overflows =
            overflows.into_iter().map(|at| (rows.pick(&[at.row as u32]), OverflowAt { row: 0, ..at })).collect();
        Some(Made { chunk, overflows })
    }

    /// Rows to which some visible item applies; `None` for all.
    fn keep(&self, registers: &Registers, rows: usize) -> Option<Vec<u32>> {
        let visible = self.items.iter().filter(|(id, _)| !self.state.rulebook.item(*id).hidden);
        let masks: Option<Vec<StepId>> = visible.map(|(_, item)| item.mask).collect();
        let masks: Vec<_> = masks?.into_iter().map(|mask| registers.get(mask).yes()).collect();
        let keep: Vec<u32> =
            (0..rows).filter(|row| masks.iter().any(|mask| mask.at(*row))).map(|row| row as u32).collect();
        (keep.len() < rows).then_some(keep)
    }

    fn collect(&self, columns: &Columns, rows: &Rows) -> Chunk {
        let key = &self.state.rulebook.table(self.table).key;
        let lines = self.items.iter().filter(|_| self.state.options.trace);
        let scores = self.items.iter().filter_map(|(id, item)| item.score.as_ref().map(|score| (*id, score)));
        Chunk {
            table: self.table,
            first: 0,
            rows: columns.count(),
            key: key.iter().filter_map(|id| rows.column(*id)).map(|column| columns.kept(Arc::clone(column))).collect(),
            items: self.items.iter().map(|(id, item)| (*id, columns.column(item.value))).collect(),
            scores: scores
                .map(|(id, score)| ScoreColumns {
                    score: id,
                    measured: columns.column(score.measured),
                    points: columns.column(score.points),
                    rules: if self.state.options.trace {
                        score.rules.iter().map(|r| columns.rule(r)).collect()
                    } else {
                        Vec::new()
                    },
                })
                .collect(),
            lines: lines
                .filter(|(id, _)| self.has_lines(*id))
                .filter_map(|(id, item)| item.line.map(|line| (*id, columns.lines(line))))
                .collect(),
        }
    }

    fn has_lines(&self, id: ItemId) -> bool {
        !matches!(self.state.rulebook.item(id).kind, ItemKind::Score(_))
    }
}

/// Registers as columns of the rows that are kept.
struct Columns<'a> {
    registers: &'a Registers,
    rows: usize,
    keep: Option<Vec<u32>>,
}

impl Columns<'_> {
    fn count(&self) -> usize {
        self.keep.as_ref().map_or(self.rows, Vec::len)
    }

    fn kept(&self, column: Arc<Column>) -> Arc<Column> {
        match &self.keep {
            Some(keep) => Arc::new(take(&column, keep)),
            None => column,
        }
    }

    fn column(&self, step: StepId) -> Arc<Column> {
        self.kept(self.registers.get(step).column(self.rows))
    }

    /// Positions, where a line won.
    fn lines(&self, step: StepId) -> Arc<Column> {
        let column = self.column(step);
        match (&column.values, &column.known) {
            (Values::Label(_), None) => column,
            (Values::Label(lines), Some(known)) => {
                let line = |(line, known): (&u16, &bool)| if *known { *line } else { NO_LINE };
                labels(lines.iter().zip(known).map(line).collect())
            }
            _ => labels(vec![NO_LINE; self.count()]),
        }
    }

    fn rule(&self, rule: &RuleSteps) -> RuleColumns {
        RuleColumns {
            rule: rule.rule,
            line: self.lines(rule.line),
            outcome: self.column(rule.outcome),
            measured: self.column(rule.measured),
            points: self.column(rule.points),
            contribution: self.column(rule.contribution),
            value: rule.value.map(|value| self.column(value)),
        }
    }
}

fn labels(labels: Vec<u16>) -> Arc<Column> {
    Arc::new(Column { values: Values::Label(labels), known: None })
}
