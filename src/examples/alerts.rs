//! Alerts in examples: which fire of a row whose state before is given.
//!
//! Enters: an example, and what was observed of its rows. Leaves: the alerts that fire, row by row. Guaranteed: judged by
//! the room that judges a run's alerts; a row without `before` is seen for the first time.

use super::{Held, Outcome, Row};
use crate::alerts::{Judge, Memory};
use crate::model::{Before, Example, Expectation, Expected, ItemId, Rulebook};
use crate::trace::record::{Observation, ObservedTable};
use crate::value::Value;
use std::collections::BTreeMap;

/// Positions of the alerts that fire, by row of the table that the rulebook is about.
pub(super) type Fired = BTreeMap<usize, Vec<usize>>;

/// The alerts that fire of each row.
pub(super) fn fired(whole: &Rulebook, example: &Example, observed: &BTreeMap<Row, Observation>) -> Fired {
    let judge = Judge::new(whole);
    let rows = observed.iter().filter(|((table, _), _)| *table == whole.about);
    let judged = rows.filter_map(|((_, row), seen)| {
        let table = seen.tables.get(whole.about.0)?;
        let before = example.before.iter().find(|before| before.row == *row);
        let now: Vec<Option<Value>> = judge.items().iter().map(|id| value(table, *id)).collect();
        let before = before.map(|before| values_before(&judge, table, before));
        let none: [Memory; 0] = [];
        Some((*row, judge.judge(example.on, &now, before.as_deref(), &none).fired))
    });
    judged.collect()
}

/// The given values, and those of now where none is given.
fn values_before(judge: &Judge, table: &ObservedTable, before: &Before) -> Vec<Option<Value>> {
    let given: BTreeMap<ItemId, ItemId> = before.values.iter().copied().collect();
    judge.items().iter().map(|id| value(table, *given.get(id).unwrap_or(id))).collect()
}

fn value(table: &ObservedTable, id: ItemId) -> Option<Value> {
    table.items.get(&id).and_then(|values| values.first().cloned().flatten())
}

/// Whether an alert fired, or did not, as expected.
pub(super) fn outcome(expectation: &Expectation, fired: &Fired) -> Outcome {
    let fired = fired.get(&expectation.row).cloned().unwrap_or_default();
    let met = match expectation.what {
        Expected::Alert(alert) => fired.contains(&alert),
        Expected::NoAlert(Some(alert)) => !fired.contains(&alert),
        Expected::NoAlert(None) => fired.is_empty(),
        Expected::Condition(_) => true,
    };
    match met {
        true => Outcome::of(Held::Yes),
        false => Outcome { fired, ..Outcome::of(Held::No) },
    }
}
