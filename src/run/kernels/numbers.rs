//! Arithmetic on numbers, in units of 10⁻¹².

use super::{Overflowed, fixed};
use crate::model::Arithmetic;
use crate::run::register::{Known, Numbers, Register};
use crate::value::{Decimal, Overflow};

/// What a row's operands make: unknown is `None`.
pub type Made = Result<Option<i128>, Overflow>;

/// Two number registers → one, row by row: `make` sees only rows where both are known.
pub fn zip(
    rows: usize,
    a: &Register,
    b: &Register,
    out: &mut Overflowed,
    make: impl Fn(i128, i128) -> Made,
) -> Register {
    let (left, right) = (a.numbers(), b.numbers());
    match (left, right) {
        (Numbers::Wide(l), Numbers::Wide(r)) => {
            let pairs = l.iter().zip(r).map(|(l, r)| (*l, *r));
            collect(rows, a.known(), b.known(), out, pairs, make)
        }
        _ => collect(rows, a.known(), b.known(), out, (0..rows).map(|row| (left.at(row), right.at(row))), make),
    }
}

fn collect(
    rows: usize,
    a: Known,
    b: Known,
    out: &mut Overflowed,
    pairs: impl Iterator<Item = (i128, i128)>,
    make: impl Fn(i128, i128) -> Made,
) -> Register {
    let mut units = Vec::with_capacity(rows);
    let mut known: Option<Vec<bool>> = a.both(b, rows);
    for (row, (x, y)) in pairs.take(rows).enumerate() {
        let is_known = known.as_ref().is_none_or(|k| k.get(row) == Some(&true));
        let made = if is_known { make(x, y) } else { Ok(None) };
        if made.is_err() {
            out.note(row);
        }
        let made = made.unwrap_or(None);
        if made.is_none() && is_known {
            let flags = known.get_or_insert_with(|| vec![true; rows]);
            if let Some(flag) = flags.get_mut(row) {
                *flag = false;
            }
        }
        units.push(made.unwrap_or(0));
    }
    Register::wide(units, known)
}

/// `+ - * /`; a quotient by zero is unknown.
pub fn arithmetic(sign: Arithmetic, rows: usize, a: &Register, b: &Register, out: &mut Overflowed) -> Register {
    narrow(sign, rows, a, b).unwrap_or_else(|| wide(sign, rows, a, b, out))
}

/// In 64 bits, where they hold every result.
fn narrow(sign: Arithmetic, rows: usize, a: &Register, b: &Register) -> Option<Register> {
    match sign {
        Arithmetic::Add => fixed::add(rows, a, b, false),
        Arithmetic::Subtract => fixed::add(rows, a, b, true),
        Arithmetic::Multiply => None,
        _ => fixed::divide(rows, a, b),
    }
}

fn wide(sign: Arithmetic, rows: usize, a: &Register, b: &Register, out: &mut Overflowed) -> Register {
    match sign {
        Arithmetic::Add => zip(rows, a, b, out, |x, y| in_range(x.checked_add(y))),
        Arithmetic::Subtract => zip(rows, a, b, out, |x, y| in_range(x.checked_sub(y))),
        Arithmetic::Multiply => {
            zip(rows, a, b, out, |x, y| some(Decimal::from_units(x)?.times(Decimal::from_units(y)?)))
        }
        _ => zip(rows, a, b, out, |x, y| match Decimal::from_units(x)?.over(Decimal::from_units(y)?) {
            Some(quotient) => some(quotient),
            None => Ok(None),
        }),
    }
}

fn some(made: Result<Decimal, Overflow>) -> Made {
    made.map(|n| Some(n.units()))
}

fn in_range(units: Option<i128>) -> Made {
    some(Decimal::from_units(units.ok_or(Overflow)?))
}

/// `- x`
pub fn negate(rows: usize, a: &Register) -> Register {
    let numbers = a.numbers();
    Register::wide((0..rows).map(|row| -numbers.at(row)).collect(), a.known().flags(rows))
}

/// The nearest multiple of a step, half away from zero; unknown where the step is not positive.
pub fn round_to(rows: usize, a: &Register, step: &Register, out: &mut Overflowed) -> Register {
    zip(rows, a, step, out, |x, step| match Decimal::from_units(x)?.round_to(Decimal::from_units(step)?) {
        Some(rounded) => some(rounded),
        None => Ok(None),
    })
}

/// The greater of both.
pub fn at_least(rows: usize, a: &Register, b: &Register) -> Register {
    zip(rows, a, b, &mut Overflowed::default(), |x, y| Ok(Some(x.max(y))))
}

/// The lesser of both.
pub fn at_most(rows: usize, a: &Register, b: &Register) -> Register {
    zip(rows, a, b, &mut Overflowed::default(), |x, y| Ok(Some(x.min(y))))
}
