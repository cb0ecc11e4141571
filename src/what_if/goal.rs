//! What a row is to become.

use super::judge::Results;
use crate::diagnostic::near;
use crate::model::{ItemId, ItemKind, Rulebook, Scale, TableId};
use crate::value::{Decimal, Type, Value};

/// A result that is wanted.
#[derive(Clone, Debug)]
pub struct Goal {
    /// The segment or score
    pub item: ItemId,
    /// What is wanted of it
    pub wanted: Wanted,
}

/// What is wanted of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// One of these labels, by position
    Labels(Vec<u16>),
    /// So much or more
    AtLeast(Decimal),
    /// More than that
    Above(Decimal),
}

impl Goal {
    /// Whether some results are what is wanted.
    pub fn is_reached(&self, results: &Results) -> bool {
        let found = results.get(&self.item).cloned().flatten();
        match (&self.wanted, found) {
            (Wanted::Labels(labels), Some(Value::Label(label))) => labels.contains(&label),
            (Wanted::AtLeast(least), Some(Value::Number(number))) => number >= *least,
            (Wanted::Above(bound), Some(Value::Number(number))) => number > *bound,
            _ => false,
        }
    }
}

/// Anything better, for each score and each segment with an order of worth that the results show.
pub fn better(rulebook: &Rulebook, table: TableId, results: &Results) -> Vec<Goal> {
    let visible = rulebook.items_of(table).filter(|(_, item)| !item.hidden);
    let goal = |(id, item): (ItemId, &crate::model::Item)| {
        let found = results.get(&id).cloned().flatten();
        let wanted = match (&item.kind, found) {
            (ItemKind::Segment(segment), Some(Value::Label(label))) if segment.ordered => {
                let better = u16::try_from(segment.labels.len()).map(|end| label + 1..end);
                Wanted::Labels(better.ok()?.collect())
            }
            (ItemKind::Score(score), Some(Value::Number(number))) => match &score.scale {
                Scale::Mapped { to, .. } if number >= *to => return None,
                _ => Wanted::Above(number),
            },
            (ItemKind::Score(score), None) => match &score.scale {
                Scale::Mapped { from, .. } => Wanted::AtLeast(*from),
                Scale::Points => return None,
            },
            _ => return None,
        };
        (wanted != Wanted::Labels(Vec::new())).then_some(Goal { item: id, wanted })
    };
    visible.filter_map(goal).collect()
}

/// What somebody names: a label of a segment, or `4 stars` of a score. An `Err` is a sentence for the user.
pub fn named(rulebook: &Rulebook, table: TableId, text: &str) -> Result<Vec<Goal>, String> {
    let text = text.trim();
    let wanted = |item: &crate::model::Item| match &item.kind {
        ItemKind::Segment(segment) => segment.labels.position(text).map(|label| Wanted::Labels(vec![label])),
        ItemKind::Score(_) => score(&item.ty, text).map(Wanted::AtLeast),
        ItemKind::Metric(_) => None,
    };
    let goals = rulebook.items_of(table).filter_map(|(item, of)| wanted(of).map(|wanted| Goal { item, wanted }));
    let goals: Vec<Goal> = goals.collect();
    if goals.is_empty() { Err(nothing(rulebook, table, text)) } else { Ok(goals) }
}

/// `4 stars`, `1,000 points`
fn score(ty: &Type, text: &str) -> Option<Decimal> {
    let Type::Score(unit) = ty else { return None };
    let (number, word) = text.split_once(char::is_whitespace)?;
    unit.is_named(word.trim()).then(|| Decimal::parse(&number.replace(',', "")))?
}

fn nothing(rulebook: &Rulebook, table: TableId, text: &str) -> String {
    let mut labels: Vec<&str> = Vec::new();
    let mut units: Vec<String> = Vec::new();
    for (_, item) in rulebook.items_of(table) {
        match (&item.kind, &item.ty) {
            (ItemKind::Segment(segment), _) => labels.extend(segment.labels.iter()),
            (ItemKind::Score(_), Type::Score(unit)) => units.push(format!("\"3 {}\"", unit.plural())),
            _ => {}
        }
    }
    if let Some(meant) = near::nearest(text, labels.iter().copied()) {
        return format!("no segment or score of this row can be \"{text}\": did you mean \"{meant}\"?");
    }
    let labels = labels.iter().map(|label| format!("\"{label}\""));
    let known: Vec<String> = labels.chain(units).collect();
    match known.is_empty() {
        true => "nothing gives this row a score or a segment".to_string(),
        false => format!("no segment or score of this row can be \"{text}\"; it can be {}", known.join(", ")),
    }
}
