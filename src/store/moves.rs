//! What moved between two results of a customer, and why, in words.
//!
//! Enters: two [`Past`]s, each with the layout of its own time. Leaves: items whose value differs, and rules whose
//! contribution differs, the largest first. Guaranteed: the changes of a score's rules sum to the change of its points,
//! where both results tell what each rule contributed and the score starts where it did.

use super::layout::{ItemWords, Measure, RuleWords};
use super::{Fault, Past};
use crate::trace::words::Words;
use crate::value::{Currency, Decimal, Type, Value};
use std::cmp::Reverse;

/// An item whose value is another.
#[derive(Clone, Debug)]
pub struct ItemMove {
    /// The item, in the words of the later result that has it
    pub item: ItemWords,
    /// The value before; unknown too where there was no such item
    pub before: Option<Value>,
    /// The value after, likewise
    pub after: Option<Value>,
    /// The type of the value before, where it is another
    pub before_type: Type,
}

/// A rule that contributes something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleMove {
    /// The name of its score
    pub score: String,
    /// Its name
    pub rule: String,
    /// Its title
    pub title: String,
    /// What it contributed; `None` where there was no such rule, or nothing was judged
    pub before: Option<Decimal>,
    /// What it contributes, likewise
    pub after: Option<Decimal>,
    /// By how much that moved the points
    pub change: Decimal,
    /// Why: `average payment delay rose from 12 to 33 days`
    pub why: String,
}

/// Items whose value differs, in the order declared; those that are no more come last.
pub fn items(before: &Past, after: &Past) -> Vec<ItemMove> {
    let gone = before.layout.items.iter().filter(|item| after.layout.item(&item.name).is_none());
    let all = after.layout.items.iter().chain(gone);
    all.map(|item| ItemMove::of(item, before, after)).filter(ItemMove::moved).collect()
}

impl ItemMove {
    /// An item in two results, whether it moved or not.
    pub fn of(item: &ItemWords, before: &Past, after: &Past) -> ItemMove {
        let value = |past: &Past| past.item(&item.name).flatten().cloned();
        let before_type = before.layout.item(&item.name).map_or_else(|| item.ty.clone(), |item| item.ty.clone());
        ItemMove { item: item.clone(), before: value(before), after: value(after), before_type }
    }

    /// Whether the value is another. Labels are compared by what they say: their positions may be others.
    pub fn moved(&self) -> bool {
        let plain = |value: &Option<Value>, ty: &Type| value.as_ref().map(|value| value.plain(ty));
        plain(&self.before, &self.before_type) != plain(&self.after, &self.item.ty)
    }

    /// How far a number moved.
    pub fn change(&self) -> Option<Decimal> {
        self.after.as_ref()?.number()?.minus(self.before.as_ref()?.number()?).ok()
    }

    /// How many steps of worth a label moved, upwards where it is better; `None` where labels have no order, or not the
    /// same one.
    pub fn steps(&self) -> Option<i32> {
        match (&self.before, &self.after) {
            (Some(Value::Label(before)), Some(Value::Label(after))) if self.item.ordered => {
                (self.before_type == self.item.ty).then_some(i32::from(*after) - i32::from(*before))
            }
            _ => None,
        }
    }
}

/// Rules whose contribution differs, the largest change first.
pub fn rules(before: &Past, after: &Past) -> Result<Vec<RuleMove>, Fault> {
    let currency = after.layout.currency()?;
    let gone = before.layout.rules.iter().filter(|rule| find(after, rule).is_none());
    let all = after.layout.rules.iter().chain(gone);
    let mut moved: Vec<RuleMove> = all.filter_map(|rule| moved(rule, before, after, &currency)).collect();
    moved.sort_by_key(|rule| Reverse(rule.change.abs()));
    Ok(moved)
}

fn find<'p>(past: &'p Past, rule: &RuleWords) -> Option<&'p RuleWords> {
    past.layout.rules.iter().find(|other| other.score == rule.score && other.name == rule.name)
}

fn moved(rule: &RuleWords, before: &Past, after: &Past, currency: &Currency) -> Option<RuleMove> {
    let contribution = |past: &Past| past.contribution(&rule.score, &rule.name);
    let (was, is) = (contribution(before), contribution(after));
    // Where the score judges the customer in one of the two only, its rules did not move it.
    before.points(&rule.score).zip(after.points(&rule.score))?;
    let change = is.unwrap_or(Decimal::ZERO).minus(was.unwrap_or(Decimal::ZERO)).ok()?;
    let why = Why { rule, before, after, words: Words { currency, compared: &[] } };
    (!change.is_zero()).then(|| RuleMove {
        score: rule.score.clone(),
        rule: rule.name.clone(),
        title: rule.title.clone(),
        before: was,
        after: is,
        change,
        why: why.text(),
    })
}

/// What is needed to say why a rule contributes something else.
struct Why<'a> {
    rule: &'a RuleWords,
    before: &'a Past,
    after: &'a Past,
    words: Words<'a>,
}

impl Why<'_> {
    fn text(&self) -> String {
        match (find(self.before, self.rule), find(self.after, self.rule)) {
            (None, _) => "the rule is new".to_string(),
            (_, None) => "the rule is no more".to_string(),
            (Some(was), Some(is)) => self.measured(was, is).unwrap_or_else(|| self.lines(was, is)),
        }
    }

    /// That what the rule measures moved, if it did.
    fn measured(&self, was: &RuleWords, is: &RuleWords) -> Option<String> {
        let (was, is) = (was.measure.as_ref()?, is.measure.as_ref()?);
        let value = |past: &Past| past.measured(&self.rule.score, &self.rule.name).map(|value| value.cloned());
        let (before, after) = (value(self.before)?, value(self.after)?);
        let same = before.as_ref().map(|v| v.plain(&was.ty)) == after.as_ref().map(|v| v.plain(&is.ty));
        (was.ty == is.ty && !same).then(|| self.moved(is, before, after))
    }

    fn moved(&self, measure: &Measure, before: Option<Value>, after: Option<Value>) -> String {
        let what = if measure.titled { lowered(&measure.words) } else { measure.words.clone() };
        let said = |value: &Value| match value {
            Value::Number(number) => self.words.number(*number, &measure.ty),
            Value::Text(_) | Value::Label(_) => format!("\"{}\"", value.plain(&measure.ty)),
            value => value.plain(&measure.ty),
        };
        match (before, after) {
            (Some(Value::Number(before)), Some(Value::Number(after))) => self.number(&what, &measure.ty, before, after),
            (Some(before), Some(after)) => format!("{what} changed from {} to {}", said(&before), said(&after)),
            (None, Some(after)) => format!("{what} is known now: {}", said(&after)),
            (Some(before), None) => format!("{what} is not known any more, it was {}", said(&before)),
            (None, None) => what,
        }
    }

    /// `average payment delay rose from 12 to 33 days`, both with the decimals that tell them apart.
    fn number(&self, what: &str, ty: &Type, before: Decimal, after: Decimal) -> String {
        let decimals = self.words.apart(before, after, ty);
        let with = |number| self.words.with(number, ty, self.words.at_most(number, ty, decimals));
        let first = match ty {
            Type::Percent => with(before),
            _ => before.grouped(self.words.at_most(before, ty, decimals)),
        };
        let moved = if after > before { "rose" } else { "fell" };
        format!("{what} {moved} from {first} to {}", with(after))
    }

    /// Which lines won, where what is measured does not tell.
    fn lines(&self, was: &RuleWords, is: &RuleWords) -> String {
        let won = |past: &Past, rule: &RuleWords| {
            let line = past.line(&self.rule.score, &self.rule.name).and_then(|line| rule.lines.get(line));
            line.map(|line| line.condition.clone())
        };
        let quoted = |line: Option<String>| line.map_or("no line".to_string(), |line| format!("`{line}`"));
        let (before, after) = (won(self.before, was), won(self.after, is));
        match before == after {
            true => "the rule was changed".to_string(),
            false => format!("{} instead of {}", quoted(after), quoted(before)),
        }
    }
}

/// A title within a sentence: `Average payment delay` loses its capital, `VIP customers` keeps it.
fn lowered(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(title.chars().skip(1)).collect()
        }
        _ => title.to_string(),
    }
}
