//! A table that is kept: its pieces put together in the order of its key.
//!
//! Enters: the batches of its first reading. Leaves: a [`Resident`]. Guaranteed: rows in the order of the key; rows
//! that are not visible yet are known by their key only.

use super::read;
use crate::model::TableId;
use crate::plan::PassPlan;
use crate::run::kernels::take::{NOBODY, concat};
use crate::run::key_map::{KeyMap, Keys};
use crate::run::keys;
use crate::run::origins::Origins;
use crate::run::parallel;
use crate::run::read::Delivery;
use crate::run::rows::Rows;
use crate::run::serials::Serials;
use crate::run::state::{Resident, State};
use crate::run::watch::Work;
use crate::table::Column;
use std::collections::HashMap;
use std::sync::Arc;

/// A batch of a part, with its position in it.
type Piece = (usize, usize, Delivery);

/// Reads a table and keeps it.
pub fn load(state: &mut State, pass: &PassPlan) {
    let new = |_: &()| Vec::new();
    let (_, pieces) = read(
        state,
        pass,
        |_| (),
        new,
        |_, _, pieces: &mut Vec<Piece>, delivery| {
            let position = pieces.iter().filter(|(part, _, _)| *part == delivery.part).count();
            pieces.push((delivery.part, position, delivery));
        },
    );
    let mut pieces: Vec<Piece> = pieces.into_iter().flatten().collect();
    pieces.sort_by_key(|(part, position, _)| (*part, *position));
    let pieces: Vec<Delivery> = pieces.into_iter().map(|(_, _, delivery)| delivery).collect();
    let rows = pieces.iter().map(|piece| piece.rows.rows).sum();
    let resident = state.watcher.timed(Work::Order, rows, || resident(state, pass.table, pieces));
    if let Some(place) = state.resident.get_mut(pass.table.0) {
        *place = Some(resident);
    }
}

/// Puts the pieces of a table together, in the order of its key.
fn resident(state: &State, table: TableId, pieces: Vec<Delivery>) -> Resident {
    let threads = state.options.threads;
    let rows = joined(state, table, &pieces);
    let invisible: Vec<Vec<u8>> = pieces.into_iter().flat_map(|piece| piece.invisible).collect();
    let key = key_of(state, table, &rows);
    let serials = if invisible.is_empty() { Serials::of(&key) } else { None };
    let (keys, rows) = match serials {
        Some(mut serials) => {
            let order = serials.sort();
            (
                Keys::Serial(serials),
                match order {
                    Some(order) => rows.pick(&order),
                    None => rows,
                },
            )
        }
        None => by_hash(&key, rows, invisible, threads),
    };
    Resident { key: key_of(state, table, &rows), rows, keys, exports: HashMap::new() }
}

/// Rows in the order of any key, and all keys by their hash.
fn by_hash(key: &[Arc<Column>], rows: Rows, invisible: Vec<Vec<u8>>, threads: usize) -> (Keys, Rows) {
    let order = keys::order(key, rows.rows, threads);
    let numbers = order.as_ref().map(|order| ranks(order));
    let numbered = || key_map(key, rows.rows, numbers.as_deref());
    let (mut map, picked) = parallel::both(threads, numbered, || order.as_ref().map(|order| rows.pick(order)));
    invisible.iter().for_each(|key| map.insert(key, NOBODY));
    (Keys::Any(map), picked.unwrap_or(rows))
}

fn key_of(state: &State, table: TableId, rows: &Rows) -> Vec<Arc<Column>> {
    state.rulebook.table(table).key.iter().filter_map(|column| rows.column(*column).cloned()).collect()
}

/// For each row the position at which `order` names it.
fn ranks(order: &[u32]) -> Vec<u32> {
    let mut ranks = vec![0; order.len()];
    for (rank, row) in order.iter().enumerate() {
        if let Some(place) = ranks.get_mut(*row as usize) {
            *place = rank as u32;
        }
    }
    ranks
}

/// The keys of rows, each with its number; without numbers, with its position.
fn key_map(key: &[Arc<Column>], rows: usize, numbers: Option<&[u32]>) -> KeyMap {
    let mut map = KeyMap::with_capacity(rows);
    let number = |row: usize| numbers.map_or(row as u32, |numbers| numbers.get(row).copied().unwrap_or(NOBODY));
    match keys::single_text(key) {
        Some((column, texts)) => {
            let known = |row: usize| column.is_known(row).then(|| texts.bytes_of(row));
            map.insert_rows(rows, known, number);
        }
        None if key.is_empty() => {}
        None => {
            let keys = keys::Encoded::of(key, rows);
            map.insert_rows(rows, |row| keys.get(row), number);
        }
    }
    map
}

fn joined(state: &State, table: TableId, pieces: &[Delivery]) -> Rows {
    let declared = state.rulebook.table(table);
    let mut columns = vec![None; declared.columns.len()];
    for id in &state.plan.table(table).columns {
        let parts: Vec<Arc<Column>> = pieces.iter().filter_map(|p| p.rows.column(*id).cloned()).collect();
        let empty = || {
            declared
                .columns
                .get(id.0)
                .map(|c| Column { values: crate::table::Values::empty(&c.ty, c.decimals), known: None })
        };
        let whole = if parts.is_empty() { empty() } else { Some(concat(&parts)) };
        if let Some(place) = columns.get_mut(id.0) {
            *place = whole.map(Arc::new);
        }
    }
    let slots = state.plan.table(table).linked.iter().enumerate().map(|(parent, linked)| {
        let part = |piece: &Delivery| piece.rows.slots.get(parent).cloned().flatten().unwrap_or_default();
        linked.then(|| pieces.iter().flat_map(part).collect())
    });
    Rows {
        rows: pieces.iter().map(|piece| piece.rows.rows).sum(),
        columns,
        slots: slots.collect(),
        origins: Origins::joined(pieces.iter().map(|piece| (&piece.rows.origins, piece.rows.rows))),
        first: Some(0),
    }
}
