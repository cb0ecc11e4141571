//! Rows that might make a line win.
//!
//! Enters: what is supposed of one row. Leaves: that row, the rows it belongs to, and the rows that belong to it, so that
//! its aggregates come to what was chosen. Guaranteed: nothing; the engine decides whether the rows do what they should.

use super::Row;
use super::choose::Chooser;
use crate::model::{ItemId, ParameterId, Rulebook, TableId};
use crate::prove::build::Built;
use crate::prove::domain::{Domain, MOST as FAR, ONE, Set, day, of_value};
use crate::prove::graph::{GroupId, Kind, Leaf, NodeId};
use crate::prove::solver::{Answer, Solver};
use crate::value::{Date, Decimal, Function, Type, Value};
use std::collections::BTreeMap;

/// The most rows for one customer.
const MOST_ROWS: usize = 48;
/// How deep rows belong to rows.
const MOST_DEEP: usize = 4;
/// The most nodes looked at for one question.
const MOST: u64 = 200_000;
/// Every witness is judged as of 2026-06-30, in days since 1970-01-01.
const AS_OF: i64 = 20_634;

/// What was chosen for nodes.
type Chosen = Vec<(NodeId, Domain)>;

/// Draws rows.
pub struct Sketcher<'a> {
    book: &'a Rulebook,
    built: &'a Built,
    pub solver: Solver<'a>,
    pub as_of: Date,
    given: Chosen,
    variant: u32,
    tables: Vec<Vec<Row>>,
    next: i64,
}

impl<'a> Sketcher<'a> {
    /// Parameters stand as they are written; `effort` is for all that is drawn.
    pub fn new(book: &'a Rulebook, built: &'a Built, effort: u64) -> Sketcher<'a> {
        let as_of = Date::from_days(AS_OF).unwrap_or(Date::MIN);
        let mut given = Vec::new();
        given.extend(built.graph.find(&Kind::Leaf(Leaf::Today)).map(|id| (id, Domain::number(day(as_of)))));
        for (position, parameter) in book.parameters.iter().enumerate() {
            let leaf = built.graph.find(&Kind::Leaf(Leaf::Parameter(ParameterId(position))));
            let pick = |text: &str| built.texts.get(text).map_or(u128::MAX, |bit| 1 << bit);
            let written = parameter.list.lines.last().map(|line| of_value(&line.result, pick));
            given.extend(leaf.zip(written));
        }
        let solver = Solver::new(&built.graph, MOST, effort);
        Sketcher { book, built, solver, as_of, given, variant: 0, tables: Vec::new(), next: 0 }
    }

    fn chooser(&self) -> Chooser<'a> {
        Chooser { book: self.book, built: self.built, as_of: self.as_of, variant: self.variant }
    }

    /// Rows of which the first of the item's table is as supposed.
    pub fn sketch(&mut self, item: ItemId, suppose: &[(NodeId, Domain)], variant: u32) -> Option<Vec<Vec<Row>>> {
        self.variant = variant;
        self.next = 0;
        self.tables = self.book.tables.iter().map(|_| Vec::new()).collect();
        let chosen = self.settle(suppose.to_vec())?;
        let table = self.book.item(item).table;
        let row = self.add(table, &chosen, None, 0)?;
        self.below(table, &row, &chosen, 0)?;
        Some(std::mem::take(&mut self.tables))
    }

    /// Chooses a value for each leaf that is asked about, one after the other.
    fn settle(&mut self, mut suppose: Chosen) -> Option<Chosen> {
        suppose.extend(self.given.iter().copied());
        let Answer::Maybe(mut leaves) = self.solver.ask(&suppose) else { return None };
        suppose.extend(leaves.iter().copied());
        let order = |(id, _): &(NodeId, Domain)| match self.built.graph.kind(*id) {
            Kind::Leaf(Leaf::Rows(_)) => 1,
            Kind::Leaf(_) => 0,
            _ => 2,
        };
        leaves.sort_by_key(order);
        for (id, _) in leaves {
            let now = self.solver.narrowed(&suppose, &[id])?.first().copied()?;
            let chosen = self.fitting(&mut suppose, id, now)?;
            suppose.push((id, chosen));
        }
        Some(suppose)
    }

    /// A value of a leaf that nothing speaks against, beginning with what the variant prefers.
    fn fitting(&mut self, suppose: &mut Chosen, id: NodeId, now: Domain) -> Option<Domain> {
        for chosen in self.chooser().candidates(id, now) {
            suppose.push((id, chosen));
            let fits = self.solver.narrowed(suppose, &[]).is_some();
            suppose.pop();
            if fits {
                return Some(chosen);
            }
        }
        None
    }

    /// Adds a row with the rows it belongs to; `parent` is the one it is made for.
    fn add(&mut self, table: TableId, chosen: &Chosen, parent: Option<(TableId, &Row)>, deep: usize) -> Option<Row> {
        let mut row = self.chooser().row(table, chosen);
        let declared = self.book.table(table);
        let mut linked = Vec::new();
        for link in &declared.parents {
            let above = match parent {
                Some((table, row)) if table == link.table => row.clone(),
                _ if self.is_absent(table, link.table, chosen) || deep >= MOST_DEEP => continue,
                _ => match self.tables.get(link.table.0).and_then(|rows| rows.first()) {
                    Some(row) => row.clone(),
                    None => self.add(link.table, chosen, None, deep + 1)?,
                },
            };
            let key = &self.book.table(link.table).key;
            for (own, theirs) in link.by.iter().zip(key) {
                *row.get_mut(own.0)? = above.get(theirs.0)?.clone();
                linked.push(*own);
            }
        }
        for column in declared.key.iter().filter(|column| !linked.contains(column)) {
            self.next += 1;
            let kind = Kind::Leaf(Leaf::Column(table, *column));
            let is_asked = self.built.graph.find(&kind).is_some_and(|leaf| chosen.iter().any(|(id, _)| *id == leaf));
            if !(is_asked && self.tables.get(table.0)?.is_empty()) {
                *row.get_mut(column.0)? = Some(key_value(&declared.columns.get(column.0)?.ty, self.next)?);
            }
        }
        self.tables.get_mut(table.0)?.push(row.clone());
        Some(row)
    }

    fn is_absent(&self, from: TableId, to: TableId, chosen: &Chosen) -> bool {
        let leaf = self.built.graph.find(&Kind::Leaf(Leaf::Present(from, to)));
        let found = leaf.and_then(|leaf| chosen.iter().rev().find(|(id, _)| *id == leaf));
        found.is_some_and(|(_, domain)| !domain.may_hold())
    }

    /// Adds the rows that belong to a row, so that each group has as many as were chosen.
    fn below(&mut self, table: TableId, row: &Row, chosen: &Chosen, deep: usize) -> Option<()> {
        let mut wanted = self.wanted(table, chosen);
        wanted.sort_by_key(|group| std::cmp::Reverse(self.built.graph.group(group.id).filter.len()));
        for at in 0..wanted.len() {
            while wanted.get(at)?.rows > wanted.get(at)?.made {
                if self.tables.iter().map(Vec::len).sum::<usize>() >= MOST_ROWS || deep >= MOST_DEEP {
                    return None;
                }
                let below = self.member(&wanted, at, chosen)?;
                let of = self.built.graph.group(wanted.get(at)?.id).table;
                let made = self.add(of, &below, Some((table, row)), deep)?;
                self.below(of, &made, &below, deep + 1)?;
                self.count(&mut wanted, &below);
            }
        }
        Some(())
    }

    /// The groups gathered for a row, with what was chosen for them.
    fn wanted(&self, into: TableId, chosen: &Chosen) -> Vec<Wanted> {
        let mut all: BTreeMap<GroupId, Wanted> = BTreeMap::new();
        for (id, domain) in chosen {
            match self.built.graph.kind(*id) {
                Kind::Leaf(Leaf::Rows(group)) if self.built.graph.group(*group).into == into => {
                    let rows = domain.single().unwrap_or(0) / ONE;
                    let entry = all.entry(*group).or_insert(Wanted { id: *group, rows, made: 0, values: Vec::new() });
                    entry.rows = rows;
                }
                _ => {}
            }
        }
        for (id, domain) in chosen {
            let Kind::Over { function, group, argument, .. } = self.built.graph.kind(*id) else { continue };
            if let (Some(wanted), false) = (all.get_mut(group), domain.is_void()) {
                wanted.values.retain(|(function_, argument_, _)| (function_, argument_) != (function, argument));
                wanted.values.push((*function, *argument, *domain));
            }
        }
        all.into_values().collect()
    }

    /// What one more row of a group must be.
    fn member(&mut self, wanted: &[Wanted], at: usize, chosen: &Chosen) -> Option<Chosen> {
        let group = wanted.get(at)?;
        let mut suppose: Chosen = chosen.iter().filter(|(id, _)| self.is_value_of_a_row(*id)).copied().collect();
        suppose.extend(self.built.graph.group(group.id).filter.iter().map(|part| (*part, Domain::YES)));
        for full in wanted.iter().filter(|other| other.made >= other.rows && other.id != group.id) {
            suppose.extend(self.membership(full.id).map(|node| (node, Domain::FAILS)));
        }
        let mut asked = suppose.clone();
        let filter = &self.built.graph.group(group.id).filter;
        let is_around =
            |other: &&Wanted| self.built.graph.group(other.id).filter.iter().all(|part| filter.contains(part));
        for other in wanted.iter().filter(is_around).filter(|other| other.made < other.rows) {
            asked.extend(other.values.iter().filter_map(|value| other.share(value)));
        }
        self.settle(asked).or_else(|| self.settle(suppose))
    }

    /// What the rows below may read of a row: its columns, its aggregates.
    fn is_value_of_a_row(&self, id: NodeId) -> bool {
        matches!(self.built.graph.kind(id), Kind::Leaf(Leaf::Column(..) | Leaf::Present(..)) | Kind::Over { .. })
    }

    /// Whether a row belongs to a group.
    fn membership(&self, group: GroupId) -> Option<NodeId> {
        match self.built.graph.group(group).filter.as_slice() {
            [] => None,
            [only] => Some(*only),
            all => self.built.graph.find(&Kind::And(all.to_vec())),
        }
    }

    /// Counts a new row in the groups it belongs to.
    fn count(&mut self, wanted: &mut [Wanted], row: &Chosen) {
        for group in wanted {
            let belongs = match self.membership(group.id) {
                None => true,
                Some(node) => self.now(row, node) == Some(Domain::YES),
            };
            if !belongs {
                continue;
            }
            group.made += 1;
            for position in 0..group.values.len() {
                let Some((function, argument, wanted)) = group.values.get(position).copied() else { continue };
                let Some(added) = self.now(row, argument).and_then(Domain::single) else { continue };
                if let (Set::Range(low, high), Some(value)) = (wanted.set, group.values.get_mut(position)) {
                    value.2 = left(function, (low, high), added);
                }
            }
        }
    }

    fn now(&mut self, chosen: &Chosen, node: NodeId) -> Option<Domain> {
        self.solver.narrowed(chosen, &[node])?.first().copied()
    }
}

/// How many rows of a group are wanted, and what their aggregates should be; of a sum what is still missing.
struct Wanted {
    id: GroupId,
    rows: i128,
    made: i128,
    values: Vec<(Function, NodeId, Domain)>,
}

impl Wanted {
    /// What an aggregate asks of the argument of the next row.
    fn share(&self, (function, argument, domain): &(Function, NodeId, Domain)) -> Option<(NodeId, Domain)> {
        let left = (self.rows - self.made).max(1);
        match (function, domain.set) {
            (Function::Sum, Set::Range(low, high)) => {
                let least = low.div_euclid(left) + i128::from(low.rem_euclid(left) != 0);
                let most = if left == 1 { high } else { high.div_euclid(left).max(least.saturating_add(ONE)) };
                Some((*argument, Domain::range(least, most)))
            }
            (Function::Count | Function::CountDistinct, _) => None,
            // One row is the extreme, the others need only not go beyond it.
            (Function::Min | Function::Earliest, Set::Range(low, _)) if left > 1 => {
                Some((*argument, Domain::range(low, FAR)))
            }
            (Function::Max | Function::Latest, Set::Range(_, high)) if left > 1 => {
                Some((*argument, Domain::range(-FAR, high)))
            }
            _ => Some((*argument, domain.known())),
        }
    }
}

/// What an aggregate asks of the rows still to come, after one with this argument.
fn left(function: Function, (low, high): (i128, i128), added: i128) -> Domain {
    let is_met = low <= added && added <= high;
    match function {
        Function::Sum => Domain::range(low.saturating_sub(added), high.saturating_sub(added)),
        Function::Min | Function::Earliest if is_met => Domain::range(low, FAR),
        Function::Max | Function::Latest if is_met => Domain::range(-FAR, high),
        _ => Domain::range(low, high),
    }
}

/// A key that no other row has.
fn key_value(ty: &Type, number: i64) -> Option<Value> {
    match ty {
        Type::Text => Some(Value::Text(format!("K{number}").into())),
        Type::Date => Date::from_days(number).map(Value::Date),
        Type::YesNo | Type::OneOf(_) | Type::Period => None,
        _ => Some(Value::Number(Decimal::from_int(number))),
    }
}
