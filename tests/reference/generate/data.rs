//! Random rows for the tables of a checked rulebook: few keys, so that groups collide; many unknowns; values that
//! literals have too.

use super::super::evaluate::Row;
use super::super::tape::Tape;
use super::pools;
use rubric::model::{ColumnId, Rulebook, TableId};
use rubric::value::{Date, Decimal, Type, Value};

/// One row, from its own tape. `large`: now and then a number near the limit of its column.
pub fn row(tape: &mut Tape, book: &Rulebook, table: TableId, as_of: Date, large: bool) -> Row {
    let declared = book.table(table);
    let mut row = Row::new();
    for (position, column) in declared.columns.iter().enumerate() {
        let id = ColumnId(position);
        let names_a_row = declared.key.contains(&id) || declared.parents.iter().any(|parent| parent.by.contains(&id));
        let missing = tape.chance(if names_a_row { 6 } else { 30 });
        let value = if names_a_row {
            key(tape, &column.ty)
        } else if large && tape.chance(15) {
            huge(tape, &column.ty, column.decimals).unwrap_or_else(|| value(tape, &column.ty, column.decimals, as_of))
        } else {
            value(tape, &column.ty, column.decimals, as_of)
        };
        row.push(match (missing, &column.default) {
            (true, Some(default)) => Some(default.clone()),
            (true, None) if column.optional => None,
            _ => Some(value),
        });
    }
    row
}

fn key(tape: &mut Tape, ty: &Type) -> Value {
    match ty {
        Type::Text => Value::Text((tape.of(&["c1", "c2", "c3", "C1", "é"])).into()),
        _ => Value::Number(Decimal::from_int(tape.of(&[1, 2, 3, 4, 10, 7]))),
    }
}

fn value(tape: &mut Tape, ty: &Type, decimals: u8, as_of: Date) -> Value {
    match ty {
        Type::Date => Value::Date(pools::date(tape, as_of)),
        Type::Text => Value::Text((tape.of(&pools::TEXTS)).into()),
        Type::YesNo => Value::YesNo(tape.chance(50)),
        Type::OneOf(labels) => Value::Label(tape.pick(labels.len()) as u16),
        Type::Money => number(tape.of(&pools::MONEY), decimals),
        Type::Percent => number(tape.of(&pools::PERCENTS), decimals).over_hundred(),
        Type::Days => number(tape.of(&pools::DAYS), decimals),
        Type::Count => number(tape.of(&pools::COUNTS), decimals),
        _ => number(tape.of(&pools::NUMBERS), decimals),
    }
}

fn number(text: &str, decimals: u8) -> Value {
    Value::Number(Decimal::parse(&text.replace(',', "")).unwrap().round(decimals))
}

trait Percent {
    fn over_hundred(self) -> Self;
}

impl Percent for Value {
    fn over_hundred(self) -> Value {
        let Value::Number(n) = self else { return self };
        Value::Number(n.over(Decimal::HUNDRED).unwrap().unwrap())
    }
}

/// Near the limits of the 64 bits, or of the 26 digits, that a column holds.
fn huge(tape: &mut Tape, ty: &Type, decimals: u8) -> Option<Value> {
    let units = match ty {
        Type::Money | Type::Count | Type::Days => {
            Decimal::from_scaled(i128::from(tape.of(&[i64::MAX, i64::MIN, i64::MAX - 1, i64::MAX / 2])), decimals)
                .ok()?
        }
        Type::Number => tape.of(&[Decimal::MAX, -Decimal::MAX, Decimal::from_int(i64::MAX)]),
        _ => return None,
    };
    Some(Value::Number(units))
}
