//! What the engine makes of drawn rows.
//!
//! Enters: rows by table. Leaves: [`Seen`]: the line that won each list, points, and the value of every expression, for
//! the first row of a table. Guaranteed: the rows went through the same plan and run as data; rows that would be refused
//! in data show nothing.

use super::{Row, filled};
use crate::examples::Memory;
use crate::model::{Expr, ItemId, Rulebook, TableId};
use crate::plan::{self, Plan, Purpose};
use crate::run::{self, OnBadRow, Options, Sink};
use crate::table::TableSpec;
use crate::trace::record::{Chunk, Observation, ObservedRule, ObservedScore, ObservedTable};
use crate::value::{Date, Value};

/// A rulebook that is ready to judge.
pub struct Judge<'a> {
    book: &'a Rulebook,
    whole: Plan,
    watched: Plan,
    specs: Vec<TableSpec>,
}

/// What became of one row.
pub struct Seen {
    table: TableId,
    observation: Observation,
}

/// Results that nobody asks for.
struct Unwritten;

impl Sink for Unwritten {
    fn chunk(&mut self, _: Chunk) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> Judge<'a> {
    /// Plans a rulebook for a date, with parameters as they are written.
    pub fn new(book: &'a Rulebook, as_of: Date) -> Judge<'a> {
        Judge {
            book,
            whole: plan::plan(book, as_of, &[], Purpose::Run),
            watched: plan::plan(book, as_of, &[], Purpose::Observe),
            specs: plan::specs(book),
        }
    }

    /// What becomes of the first row of an item's table; `None` where the rows can't be judged.
    pub fn see(&self, tables: &[Vec<Row>], item: ItemId) -> Option<Seen> {
        if filled(tables).is_empty() {
            return None;
        }
        let memory = Memory { specs: &self.specs, rows: tables, title: "" };
        let table = self.book.item(item).table;
        let [own] = tables.get(table.0)?.as_slice() else { return None };
        // An example without such a row makes one up.
        if tables.get(self.book.about.0)?.is_empty() {
            return None;
        }
        let key = self.book.table(table).key.iter().map(|column| own.get(column.0)?.clone());
        let key = key.collect::<Option<Vec<Value>>>()?;
        let options = Options { threads: 1, trace: false, on_bad_row: OnBadRow::Stop };
        run::run(&self.whole, self.book, &memory, &options, &mut Unwritten).ok()?;
        let seen = run::observe_each(&self.watched, self.book, &memory, &[(table, key)]).ok()?;
        seen.into_iter().next()?.map(|observation| Seen { table, observation })
    }
}

impl Seen {
    fn row(&self) -> Option<&ObservedTable> {
        self.observation.tables.get(self.table.0)
    }

    /// The value of an item of the row's table.
    pub fn item(&self, item: ItemId) -> Option<Value> {
        self.row()?.items.get(&item)?.first()?.clone()
    }

    /// The value of an expression in the row's scope; the outer `None` where it was not looked at.
    pub fn expression(&self, expr: &Expr) -> Option<Option<Value>> {
        self.row()?.values.get(&expr.id)?.first().cloned()
    }

    /// Whether a condition in the row's scope holds.
    pub fn holds(&self, condition: &Expr) -> bool {
        self.expression(condition) == Some(Some(Value::YesNo(true)))
    }

    /// How a score came about; `None` where the row is not among its rows.
    pub fn score(&self, item: ItemId) -> Option<&ObservedScore> {
        self.row()?.scores.get(&item)?.first()?.as_ref()
    }

    /// What became of a rule.
    pub fn rule(&self, item: ItemId, rule: usize) -> Option<&ObservedRule> {
        self.score(item)?.rules.iter().find(|found| found.rule == rule)
    }

    /// The line that won a list; of an adding rule the first that held. The outer `None` where nothing was judged.
    pub fn line(&self, item: ItemId, rule: Option<usize>) -> Option<Option<usize>> {
        match rule {
            Some(rule) => self.rule(item, rule).map(|found| found.lines.first().copied()),
            None => self.row()?.lines.get(&item)?.first().copied(),
        }
    }

    /// The value of an item, or the points of a rule of it.
    pub fn value(&self, item: ItemId, rule: Option<usize>) -> Option<Value> {
        match rule {
            Some(rule) => self.rule(item, rule).map(|found| Value::Number(found.points)),
            None => self.item(item),
        }
    }
}
