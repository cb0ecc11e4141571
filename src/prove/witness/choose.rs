//! One value out of a domain.
//!
//! Enters: a leaf of the graph with its domain. Leaves: the domain narrowed to one value that a person might have
//! written. Guaranteed: what is chosen lies within the domain; a variant chooses the same again.

use super::{Row, VARIANTS};
use crate::model::{Column, Rulebook, TableId};
use crate::prove::build::Built;
use crate::prove::domain::{Domain, ONE, REST, Set, day};
use crate::prove::graph::{Kind, Leaf, NodeId};
use crate::value::{Date, Decimal, Type, Value};

/// Counts of rows that are tried one by one, from the fewest: a share of 30% takes 10 rows.
const MOST_COUNTED: i128 = 24;

/// How values are chosen.
pub struct Chooser<'a> {
    pub book: &'a Rulebook,
    pub built: &'a Built,
    /// The as-of date
    pub as_of: Date,
    pub variant: u32,
}

impl Chooser<'_> {
    /// One of the values of a leaf.
    pub fn choose(&self, id: NodeId, domain: Domain) -> Domain {
        if domain.is_void() {
            return domain;
        }
        match domain.set {
            Set::Picks(mask) if mask & (1 << REST) != 0 && mask.count_ones() > 2 => Domain::picks(1 << REST),
            Set::Picks(mask) if self.variant % 2 == 1 => Domain::picks(1 << (127 - mask.leading_zeros())),
            Set::Picks(mask) => Domain::picks(1 << mask.trailing_zeros()),
            Set::Range(low, high) => Domain::number(self.number(id, low, high)),
        }
    }

    fn number(&self, id: NodeId, low: i128, high: i128) -> i128 {
        let step = self.built.graph.node(id).step.max(1);
        let wanted = match self.built.graph.kind(id) {
            Kind::Leaf(Leaf::Rows(_)) => low.saturating_add(ONE * i128::from(self.variant % 3)),
            Kind::Leaf(Leaf::Column(table, column)) if self.is_date(*table, column.0) => self.date(low, high),
            _ => self.amount(low, high),
        };
        let wanted = wanted.clamp(low, high);
        let down = wanted - wanted.rem_euclid(step);
        if down >= low { down } else { down.saturating_add(step).min(high) }
    }

    /// A month ago, or near the end that is nearest to it. How many days a stretch of months has is not known: other
    /// variants keep away from the ends.
    fn date(&self, low: i128, high: i128) -> i128 {
        let away = ONE * 10 * i128::from(self.variant);
        let (first, last) = (low.saturating_add(away), high.saturating_sub(away));
        let wanted = day(self.as_of) - ONE * 30 + away;
        if first <= last { wanted.clamp(first, last) } else { low / 2 + high / 2 }
    }

    /// All values to try for a leaf, the one that the variant prefers first.
    pub fn candidates(&self, id: NodeId, domain: Domain) -> Vec<Domain> {
        if domain.is_void() {
            return vec![domain];
        }
        let mut all: Vec<Domain> = (0..VARIANTS)
            .map(|other| Chooser { variant: (self.variant + other) % VARIANTS, ..*self }.choose(id, domain))
            .collect();
        let step = self.built.graph.node(id).step;
        if let Set::Range(..) = domain.set {
            let (low, high) = domain.ends();
            let nearest = 0i128.clamp(low, high);
            let sizes = [step.max(1)].into_iter().chain((0..8).map(|zeros| ONE * 10i128.pow(zeros)));
            let around = sizes.flat_map(|size| [nearest.saturating_add(size), nearest.saturating_sub(size)]);
            let is_count = matches!(self.built.graph.kind(id), Kind::Leaf(Leaf::Rows(_)));
            let counts = (0..if is_count { MOST_COUNTED } else { 0 }).map(|more| low.saturating_add(ONE * more));
            let numbers = counts.chain(around).chain([low / 2 + high / 2, low, high]).map(Domain::number);
            all.extend(numbers.filter(|at| !at.meet(domain).aligned(step).is_empty()));
        }
        all.extend(domain.unknown.then(|| domain.nothing_known()));
        let mut seen = Vec::new();
        all.retain(|one| {
            !seen.contains(one) && {
                seen.push(*one);
                true
            }
        });
        all
    }

    /// The number nearest to zero, or one somewhat further from it.
    fn amount(&self, low: i128, high: i128) -> i128 {
        let nearest = 0i128.clamp(low, high);
        let away = if self.variant == 0 { 0 } else { ONE.saturating_mul(10i128.pow(self.variant % 8)) };
        if high > nearest { nearest.saturating_add(away).min(high) } else { nearest.saturating_sub(away).max(low) }
    }

    fn is_date(&self, table: TableId, column: usize) -> bool {
        self.book.table(table).columns.get(column).is_some_and(|column| column.ty == Type::Date)
    }

    /// The value of a chosen domain in a column.
    pub fn value(&self, column: &Column, chosen: Domain) -> Option<Value> {
        if chosen.is_void() {
            return None;
        }
        match (chosen.set, &column.ty) {
            (Set::Range(at, _), Type::Date) => Date::from_days(i64::try_from(at / ONE).ok()?).map(Value::Date),
            (Set::Range(at, _), _) => Decimal::from_units(at).ok().map(Value::Number),
            (Set::Picks(mask), Type::YesNo) => Some(Value::YesNo(mask.trailing_zeros() == 1)),
            (Set::Picks(mask), Type::OneOf(_)) => u16::try_from(mask.trailing_zeros()).ok().map(Value::Label),
            (Set::Picks(mask), _) => Some(Value::Text(self.text(mask.trailing_zeros()).into())),
        }
    }

    /// A text of the rulebook, or one that it does not speak of.
    fn text(&self, pick: u32) -> String {
        let named = self.built.texts.iter().find(|(_, bit)| **bit == pick && pick < REST);
        named.map_or("Any".to_string(), |(text, _)| text.to_string())
    }

    /// What stands in a column that nothing asks about.
    pub fn filler(&self, column: &Column) -> Option<Value> {
        if column.default.is_some() || column.optional || column.event {
            return column.default.clone();
        }
        Some(match &column.ty {
            Type::Date => Value::Date(self.as_of.plus(crate::value::Period::Days(-30)).unwrap_or(self.as_of)),
            Type::Text => Value::Text("Any".into()),
            Type::YesNo => Value::YesNo(false),
            Type::OneOf(_) => Value::Label(0),
            _ => Value::Number(Decimal::ZERO),
        })
    }

    /// A row of a table from what was chosen for its columns.
    pub fn row(&self, table: TableId, chosen: &[(NodeId, Domain)]) -> Row {
        let columns = self.book.table(table).columns.iter().enumerate();
        columns
            .map(|(at, column)| {
                let leaf = self.built.graph.find(&Kind::Leaf(Leaf::Column(table, crate::model::ColumnId(at))));
                let found = leaf.and_then(|leaf| chosen.iter().rev().find(|(id, _)| *id == leaf));
                match found {
                    Some((_, domain)) => self.value(column, *domain),
                    None => self.filler(column),
                }
            })
            .collect()
    }
}
