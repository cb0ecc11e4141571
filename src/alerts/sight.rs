//! What is known of a row on one day.

use crate::model::ItemId;
use crate::table::Column;
use crate::trace::record::Chunk;
use crate::value::{Decimal, Value};

/// What is known of a row on one day. What was not kept is as good as unknown.
pub trait Sight {
    /// The value of an item
    fn value(&self, item: ItemId) -> Option<Value>;

    /// What a rule of a score, by its position there, contributed: points × weight
    fn contribution(&self, score: ItemId, rule: usize) -> Option<Decimal>;
}

/// A row of a traced chunk.
#[derive(Clone, Copy, Debug)]
pub struct Row<'c> {
    /// The chunk
    pub chunk: &'c Chunk,
    /// The row in it
    pub row: usize,
}

impl Sight for Row<'_> {
    fn value(&self, item: ItemId) -> Option<Value> {
        let (_, column) = self.chunk.items.iter().find(|(id, _)| *id == item)?;
        column.get(self.row)
    }

    fn contribution(&self, score: ItemId, rule: usize) -> Option<Decimal> {
        let score = self.chunk.scores.iter().find(|columns| columns.score == score)?;
        let rule = score.rules.iter().find(|columns| columns.rule == rule)?;
        score.points.is_known(self.row).then(|| number(&rule.contribution, self.row)).flatten()
    }
}

fn number(column: &Column, row: usize) -> Option<Decimal> {
    column.get(row)?.number()
}
