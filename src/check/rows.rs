//! Named rows: whose they are, and their conditions.
//!
//! Enters: rows declarations. Leaves: first the table of each, later its conditions with those of the rows it stands
//! on. Guaranteed: rows that stand on themselves have no table, and are told by the order of needs.

use super::checker::{Checker, RowsFact, Scope};
use super::program::{Names, Program, Symbol};
use crate::model::{Rows, RowsId, TableId};

/// The table and the parent rows of each, with names alone.
pub(super) fn tables_of(program: &Program, names: &Names) -> Vec<RowsFact> {
    let mut facts: Vec<RowsFact> = program
        .rows
        .iter()
        .map(|decl| match names.get(&decl.of.text) {
            Some(Symbol::Table(table)) => RowsFact { table: Some(table), ..RowsFact::default() },
            Some(Symbol::Rows(of)) => RowsFact { of: Some(of), ..RowsFact::default() },
            _ => RowsFact::default(),
        })
        .collect();
    let mut settled = vec![false; facts.len()];
    for start in 0..facts.len() {
        settle(&mut facts, &mut settled, start);
    }
    facts
}

/// Follows `of` to a table, and gives that table to all on the way. Rows that stand on themselves get none.
fn settle(facts: &mut [RowsFact], settled: &mut [bool], start: usize) {
    let mut way = Vec::new();
    let mut at = Some(start);
    let mut found: Option<TableId> = None;
    while let Some(rows) = at {
        if settled.get(rows).copied().unwrap_or(true) {
            found = facts.get(rows).and_then(|fact| fact.table);
            break;
        }
        if let Some(flag) = settled.get_mut(rows) {
            *flag = true;
        }
        way.push(rows);
        let Some(fact) = facts.get(rows) else { break };
        found = fact.table;
        at = fact.of.map(|of| of.0).filter(|_| fact.table.is_none());
    }
    for rows in way {
        if let Some(fact) = facts.get_mut(rows) {
            fact.table = fact.table.or(found);
        }
    }
}

impl Checker<'_> {
    /// Lowers the conditions of rows; what they stand on is lowered already.
    pub(super) fn lower_rows(&mut self, id: RowsId) -> Option<()> {
        let decl = *self.program.rows.get(id.0)?;
        let origin = self.origin(&decl.of)?;
        let scope = Scope { row: Some(origin.table), among: origin.rows };
        let own = match &decl.filter {
            Some(filter) => Some(self.condition(filter, scope)?),
            None => None,
        };
        let (mut filter, mut depth) = self.origin_filter(origin, decl.name.span)?;
        if let Some(own) = own {
            depth = depth.max(own.depth);
            filter.push(own.expr);
        }
        let name = decl.name.text.clone();
        let rows = Rows { name, span: decl.name.span, table: origin.table, of: origin.rows, filter };
        let fact = self.rows.get_mut(id.0)?;
        fact.model = Some(rows);
        fact.depth = depth;
        Some(())
    }
}
