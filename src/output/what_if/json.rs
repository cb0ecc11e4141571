//! For a machine: numbers are exact plain decimals in strings.

use super::Answer;
use crate::model::{ColumnId, ItemId, TableId};
use crate::output::SCHEMA_VERSION;
use crate::value::Value;
use crate::what_if::{Changes, Found, Goal, Results, Wanted, What};
use serde_json::{Value as Json, json};

/// The answer as one JSON document, indented, with a newline at its end.
pub fn json(answer: &Answer) -> String {
    let told = Told { answer };
    let key = answer.own_key().into_iter().map(|(name, value)| json!({ "column": name, "value": value }));
    let set = answer.set.iter().map(|(id, value)| told.item(*id, Some(value)));
    let goals = answer.asked.iter().map(|(goal, changes)| told.goal(goal, changes.as_ref()));
    let document = json!({
        "schema_version": SCHEMA_VERSION,
        "rulebook": answer.rulebook.name,
        "version": answer.rulebook.version,
        "currency": answer.rulebook.currency.code(),
        "as_of": answer.judge.as_of().to_string(),
        "table": answer.rulebook.table(answer.judge.case().table).name,
        "key": key.collect::<Vec<_>>(),
        "results": told.results(&answer.shown(), answer.before),
        "set": set.collect::<Vec<_>>(),
        "moved": if answer.set.is_empty() { Vec::new() } else { told.results(&answer.moved(), answer.now) },
        "goals": goals.collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

struct Told<'a, 'b> {
    answer: &'a Answer<'b>,
}

impl Told<'_, '_> {
    fn item(&self, id: ItemId, value: Option<&Value>) -> Json {
        let item = self.answer.rulebook.item(id);
        let value = value.map(|value| value.plain(&item.ty));
        json!({ "name": item.name, "title": item.title, "value": value, "type": item.ty.to_string() })
    }

    fn results(&self, ids: &[ItemId], results: &Results) -> Vec<Json> {
        ids.iter().map(|id| self.item(*id, results.get(id).and_then(Option::as_ref))).collect()
    }

    fn goal(&self, goal: &Goal, changes: Option<&Changes>) -> Json {
        let wanted = match &goal.wanted {
            Wanted::Labels(_) => json!({ "labels": self.answer.labels(goal) }),
            Wanted::AtLeast(least) => json!({ "at_least": least.to_string() }),
            Wanted::Above(bound) => json!({ "above": bound.to_string() }),
        };
        let all = changes.into_iter().flat_map(|changes| {
            let rows = changes.events.iter().chain(&changes.another);
            changes.metrics.iter().chain(rows).chain(&changes.days)
        });
        let idle = changes.into_iter().flat_map(|changes| &changes.idle);
        json!({
            "item": self.answer.rulebook.item(goal.item).name,
            "wanted": wanted,
            "is_reached": changes.is_none(),
            "changes": all.map(|found| self.change(found)).collect::<Vec<_>>(),
            "metrics_that_do_not": idle.map(|id| &self.answer.rulebook.item(*id).name).collect::<Vec<_>>(),
            "events_not_tried": changes.map_or(0, |changes| changes.untried),
        })
    }

    fn change(&self, found: &Found) -> Json {
        let mut told = match &found.what {
            What::Metric { item, from, to } => {
                let of = self.answer.rulebook.item(*item);
                let plain = |value: &Value| value.plain(&of.ty);
                json!({ "kind": "metric", "metric": of.name, "from": from.as_ref().map(plain), "to": plain(to) })
            }
            What::Event { table, row, column, settled } => json!({
                "kind": "event",
                "table": self.table(*table),
                "key": self.answer.key(*table, *row),
                "column": self.column(*table, *column),
                "on": self.answer.judge.as_of().to_string(),
                "settled": settled.iter().map(|id| self.column(*table, *id)).collect::<Vec<_>>(),
            }),
            What::Another { table, like, amount } => json!({
                "kind": "another_row",
                "table": self.table(*table),
                "like": self.answer.key(*table, *like),
                "on": self.answer.judge.as_of().to_string(),
                "column": amount.as_ref().map(|(column, ..)| self.column(*table, *column)),
                "at_least": amount.as_ref().and_then(|(_, least, _)| least.number()).map(|least| least.to_string()),
            }),
            What::Days { days, on } => json!({ "kind": "days", "days": days, "on": on.to_string() }),
        };
        if let Some(told) = told.as_object_mut() {
            told.insert("then".to_string(), Json::Array(self.results(&self.answer.judged(), &found.results)));
        }
        told
    }

    fn table(&self, table: TableId) -> &str {
        &self.answer.rulebook.table(table).name
    }

    fn column(&self, table: TableId, column: ColumnId) -> &str {
        self.answer.rulebook.table(table).columns.get(column.0).map_or("", |column| &column.name)
    }
}
