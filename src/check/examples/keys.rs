//! Keys of an example's rows.
//!
//! Enters: rows whose keys may be left out. Leaves: rows with keys. Guaranteed: a made-up key is the least number that no
//! row of the table has; two rows with one key are told.

use super::super::checker::Checker;
use super::data::{Data, Row};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{ColumnId, TableId};
use crate::source::Span;
use crate::value::{Decimal, Type, Value};
use std::collections::{BTreeMap, BTreeSet};

impl Checker<'_> {
    /// Numbers rows whose key is left out, where its type allows that and no parent's key will stand there.
    pub(super) fn make_up_keys(&mut self, table: TableId, data: &mut Data) -> Option<()> {
        let model = self.tables.list.get(table.0)?;
        let is_link = |id: &ColumnId| model.parents.iter().any(|parent| parent.by.contains(id));
        let free: Vec<ColumnId> = model.key.iter().copied().filter(|id| !is_link(id)).collect();
        for id in free {
            let Some(ty) = model.columns.get(id.0).map(|column| column.ty.clone()) else { continue };
            if numbered(&ty, 1).is_some() {
                number_rows(data.rows_mut(table), id, &ty);
            }
        }
        Some(())
    }

    /// Tells keys that are still missing, and those that stand twice.
    pub(super) fn complete_keys(&mut self, data: &mut Data) -> Option<()> {
        let mut sound = true;
        for t in 0..self.tables.list.len() {
            sound &= self.sound_keys(TableId(t), data).is_some();
        }
        sound.then_some(())
    }

    fn sound_keys(&mut self, table: TableId, data: &Data) -> Option<()> {
        let key = self.tables.list.get(table.0)?.key.clone();
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for row in data.rows(table).iter().filter(|_| !key.is_empty()) {
            let missing = key.iter().find(|id| row.value(**id).is_none());
            if let Some(column) = missing.and_then(|id| self.tables.list.get(table.0)?.columns.get(id.0)) {
                let headline = format!("the key `{}` can't be made up", column.name);
                let report = Diagnostic::error(codes::EXAMPLE_KEY, row.span, headline, "a row without its key");
                return self.fail(report.other(column.span, "the key").help("give the column in the example"));
            }
            let values: Vec<Value> = key.iter().filter_map(|id| row.value(*id).cloned()).collect();
            let words = key_words(&values, &self.key_types(table));
            if let Some(first) = seen.insert(words.clone(), row.span) {
                let headline = format!("two rows of `{}` have the key {words}", self.tables.name(table));
                let report = Diagnostic::error(codes::EXAMPLE_KEY, row.span, headline, "again");
                return self.fail(report.other(first, "the first one").help("give each row a key of its own"));
            }
        }
        Some(())
    }

    /// The types of a table's key.
    pub(super) fn key_types(&self, table: TableId) -> Vec<Type> {
        let Some(table) = self.tables.list.get(table.0) else { return Vec::new() };
        table.key.iter().filter_map(|id| table.columns.get(id.0)).map(|column| column.ty.clone()).collect()
    }
}

fn number_rows(rows: &mut [Row], column: ColumnId, ty: &Type) {
    let taken: BTreeSet<String> = rows.iter().filter_map(|row| Some(row.value(column)?.plain(ty))).collect();
    let mut next = 1;
    for row in rows.iter_mut().filter(|row| row.is_left_out(column)) {
        while numbered(ty, next).is_some_and(|value| taken.contains(&value.plain(ty))) {
            next += 1;
        }
        row.set(column, numbered(ty, next));
        next += 1;
    }
}

/// A key made up from a number; `None` for types of which there are too few values.
fn numbered(ty: &Type, number: i64) -> Option<Value> {
    match ty {
        Type::Text => Some(Value::Text(number.to_string().into())),
        Type::Count | Type::Number | Type::Days | Type::Money => Some(Value::Number(Decimal::from_int(number))),
        _ => None,
    }
}

/// A key as an author writes it: `"C1"`, `"Globex", 5`.
pub(super) fn key_words(values: &[Value], types: &[Type]) -> String {
    let word = |(value, ty): (&Value, &Type)| match ty {
        Type::Text | Type::OneOf(_) => format!("\"{}\"", value.plain(ty)),
        ty => value.plain(ty),
    };
    values.iter().zip(types).map(word).collect::<Vec<_>>().join(", ")
}
