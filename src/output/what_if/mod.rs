//! What would change a row's results, written down: for a person at a terminal, and for a machine.
//!
//! Enters: an [`Answer`]. Leaves: text, JSON. Guaranteed: both say the same; numbers are exact in both.

mod human;
mod json;

pub use human::human;
pub use json::json;

use crate::model::{ItemId, ItemKind, Rulebook, TableId};
use crate::value::{Currency, Value};
use crate::what_if::{Changes, Goal, Judge, Results, Row, Wanted, key};

/// What was asked of a row, and what was found.
pub struct Answer<'a> {
    /// Who judged
    pub judge: &'a Judge<'a>,
    /// The rulebook, which says what is shown
    pub rulebook: &'a Rulebook,
    /// Metrics that were set by hand
    pub set: &'a [(ItemId, Value)],
    /// The results without them
    pub before: &'a Results,
    /// The results with them
    pub now: &'a Results,
    /// What the row is to become; the changes are `None` where it is so already
    pub asked: Vec<(Goal, Option<Changes>)>,
}

impl Answer<'_> {
    fn currency(&self) -> &Currency {
        &self.rulebook.currency
    }

    /// Items that the results show, scores and segments first.
    fn shown(&self) -> Vec<ItemId> {
        let all = || self.rulebook.items_of(self.judge.case().table).filter(|(_, item)| !item.hidden);
        let is_metric = |id: &ItemId| matches!(self.rulebook.item(*id).kind, ItemKind::Metric(_));
        let ids: Vec<ItemId> = all().map(|(id, _)| id).collect();
        let (metrics, judged): (Vec<ItemId>, Vec<ItemId>) = ids.into_iter().partition(is_metric);
        judged.into_iter().chain(metrics).collect()
    }

    /// Shown items, other than what was set, whose value differs.
    fn moved(&self) -> Vec<ItemId> {
        let is_set = |id: &ItemId| self.set.iter().any(|(set, _)| set == id);
        self.shown().into_iter().filter(|id| !is_set(id) && self.before.get(id) != self.now.get(id)).collect()
    }

    /// The scores and segments of the results.
    fn judged(&self) -> Vec<ItemId> {
        let is_metric = |id: &ItemId| matches!(self.rulebook.item(*id).kind, ItemKind::Metric(_));
        self.shown().into_iter().filter(|id| !is_metric(id)).collect()
    }

    fn row(&self, table: TableId, row: usize) -> Option<&Row> {
        self.judge.case().rows.get(table.0)?.get(row)
    }

    /// The key of a row of the case, plainly.
    fn key(&self, table: TableId, row: usize) -> Vec<String> {
        let declared = self.rulebook.table(table);
        let types = declared.key.iter().filter_map(|id| declared.columns.get(id.0)).map(|column| &column.ty);
        let values = self.row(table, row).and_then(|row| key(row, &declared.key)).unwrap_or_default();
        values.iter().zip(types).map(|(value, ty)| value.plain(ty)).collect()
    }

    /// The key of the one row, plainly, by column.
    fn own_key(&self) -> Vec<(&str, String)> {
        let declared = self.rulebook.table(self.judge.case().table);
        let columns = declared.key.iter().filter_map(|id| declared.columns.get(id.0));
        columns.zip(&self.judge.case().key).map(|(column, value)| (&*column.name, value.plain(&column.ty))).collect()
    }

    /// The labels that are wanted.
    fn labels(&self, goal: &Goal) -> Vec<&str> {
        match (&goal.wanted, &self.rulebook.item(goal.item).kind) {
            (Wanted::Labels(wanted), ItemKind::Segment(segment)) => {
                wanted.iter().filter_map(|label| segment.labels.get(*label)).collect()
            }
            _ => Vec::new(),
        }
    }
}
