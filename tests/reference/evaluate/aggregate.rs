//! Many rows become one value.

use super::super::wide;
use super::arithmetic::number;
use super::condition::{all, truth};
use super::{Cell, Reference, Scope, order, order_keys};
use num_bigint::BigInt;
use rubric::model::{Aggregate, ExprId, TableId};
use rubric::value::{Decimal, Function, Overflow, Value};

impl Reference<'_> {
    /// Over the rows that belong to the row in scope (or to the group), and whose every condition is yes.
    pub(super) fn aggregate(&self, scope: Scope, id: ExprId, aggregate: &Aggregate) -> Cell {
        let mut rows = Vec::new();
        for row in self.used(aggregate.table) {
            if self.belongs_to(scope, id, aggregate.table, row)? && self.passes(aggregate, row)? {
                rows.push(row);
            }
        }
        let Some(argument) = &aggregate.argument else { return count(rows.len()) };
        let mut known = Vec::new();
        for row in rows {
            if let Some(value) = self.expr(Scope::Row(aggregate.table, Some(row)), argument)? {
                known.push((row, value));
            }
        }
        self.combine(aggregate.function, aggregate.table, known)
    }

    fn belongs_to(&self, scope: Scope, id: ExprId, table: TableId, row: usize) -> Result<bool, Overflow> {
        match scope {
            Scope::Row(into, Some(wanted)) => Ok(self.ancestor(table, row, into) == Some(wanted)),
            Scope::Row(_, None) | Scope::Portfolio(None) => Ok(true),
            Scope::Portfolio(Some(group)) => {
                let value = self.expr(Scope::Row(table, Some(row)), group.columns[&id])?;
                Ok(value == group.value)
            }
        }
    }

    pub(super) fn passes(&self, aggregate: &Aggregate, row: usize) -> Result<bool, Overflow> {
        let scope = Scope::Row(aggregate.table, Some(row));
        let truths: Vec<_> = aggregate.filter.iter().map(|part| truth(self.expr(scope, part))).collect();
        if let Some(argument) = &aggregate.argument {
            let _strains_even_where_it_does_not_count = self.expr(scope, argument);
        }
        Ok(all(truths)? == Some(true))
    }

    fn combine(&self, function: Function, table: TableId, known: Vec<(usize, Value)>) -> Cell {
        let values: Vec<Value> = known.iter().map(|(_, value)| value.clone()).collect();
        match function {
            Function::Count => count(values.len()),
            Function::CountDistinct => count(distinct(values)),
            Function::Sum => self.watch_number(self.total(&values)),
            Function::Average => self.average(&values),
            Function::Min | Function::Earliest => Ok(values.into_iter().min_by(order)),
            Function::Max | Function::Latest => Ok(values.into_iter().max_by(order)),
            Function::Median => self.median(values),
            Function::Last => Ok(self.last(table, known)),
        }
    }

    fn total(&self, values: &[Value]) -> Result<Decimal, Overflow> {
        self.watch(wide::decimal(&wide::sum(values.iter().map(number))))
    }

    /// The exact sum ÷ count; an engine that keeps the sum as a number may find it too large.
    fn average(&self, values: &[Value]) -> Cell {
        let _may_strain = self.total(values);
        mean(values)
    }

    fn median(&self, mut values: Vec<Value>) -> Cell {
        values.sort_by(order);
        let middle = values.len() / 2;
        match values.len() {
            0 => Ok(None),
            n if n % 2 == 1 => Ok(Some(values[middle].clone())),
            _ => self.average(&values[middle - 1..=middle]),
        }
    }

    /// By the table's date, then key: the greatest of the rows whose value is known.
    fn last(&self, table: TableId, known: Vec<(usize, Value)>) -> Option<Value> {
        let dated = self.book.table(table).dated;
        let place = |row: usize| {
            let mut place: Vec<Option<Value>> = dated.iter().map(|d| self.data[table.0][row][d.0].clone()).collect();
            place.extend(self.key(table, row));
            place
        };
        known.into_iter().max_by(|a, b| order_keys(&place(a.0), &place(b.0))).map(|(_, value)| value)
    }
}

fn count(n: usize) -> Cell {
    Ok(Some(Value::Number(Decimal::from_int(i64::try_from(n).unwrap()))))
}

fn distinct(mut values: Vec<Value>) -> usize {
    values.sort_by(order);
    values.dedup();
    values.len()
}

fn mean(values: &[Value]) -> Cell {
    if values.is_empty() {
        return Ok(None);
    }
    let total = wide::sum(values.iter().map(number));
    wide::decimal(&wide::divide(&total, &BigInt::from(values.len()))).map(|mean| Some(Value::Number(mean)))
}
