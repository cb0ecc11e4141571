//! What an alert was made of, in words.
//!
//! Enters: a row, what is known of it now, what the alert looks at. Leaves: [`Facts`] to be kept beside the alert.
//! Guaranteed: two numbers that differ differ in print; only what the rulebook shows is among the results.

use crate::alerts::{Changed, Sight};
use crate::model::{Item, ItemId, ItemKind, Rulebook};
use crate::output;
use crate::store::{Change, Facts, Outcome};
use crate::trace::words::Words;
use crate::value::{Decimal, Type, Value};

/// The facts of an alert about a row.
pub fn facts(rulebook: &Rulebook, changes: &[Changed], now: &dyn Sight) -> Facts {
    let shown = rulebook.items_of(rulebook.about).filter(|(_, item)| !item.hidden);
    Facts {
        changes: changes.iter().map(|change| changed(rulebook, change)).collect(),
        results: shown.map(|(id, item)| outcome(rulebook, id, item, now)).collect(),
    }
}

fn changed(rulebook: &Rulebook, change: &Changed) -> Change {
    let item = rulebook.item(change.item);
    let (before, now) = (change.before.as_ref(), change.now.as_ref());
    Change {
        item: item.name.clone(),
        title: item.title.clone(),
        before: before.map(|value| value.plain(&item.ty)),
        now: now.map(|value| value.plain(&item.ty)),
        before_said: said(rulebook, before, now, &item.ty),
        now_said: said(rulebook, now, before, &item.ty),
    }
}

/// A value; a number that is told from another one.
fn said(rulebook: &Rulebook, value: Option<&Value>, from: Option<&Value>, ty: &Type) -> String {
    let both = value.and_then(Value::number).zip(from.and_then(Value::number));
    let compared: Vec<(Decimal, Decimal)> = both.into_iter().collect();
    match value {
        Some(Value::Number(number)) => Words { currency: &rulebook.currency, compared: &compared }.number(*number, ty),
        _ => output::said(value, ty, &rulebook.currency),
    }
}

fn outcome(rulebook: &Rulebook, id: ItemId, item: &Item, now: &dyn Sight) -> Outcome {
    let value = now.value(id);
    Outcome {
        item: item.name.clone(),
        title: item.title.clone(),
        kind: match item.kind {
            ItemKind::Metric(_) => "metric",
            ItemKind::Score(_) => "score",
            ItemKind::Segment(_) => "segment",
        }
        .to_string(),
        text: item.ty == Type::Text,
        value: value.as_ref().map(|value| value.plain(&item.ty)),
        said: output::said(value.as_ref(), &item.ty, &rulebook.currency),
    }
}
