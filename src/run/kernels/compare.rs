//! Comparisons: two registers of one kind → yes, no or unknown.

use crate::plan::steps::Kind;
use crate::run::register::{Each, Numbers, Register, Texts, factor};
use crate::table::TextColumn;
use crate::value::Comparison;
use std::cmp::Ordering;

/// Unknown where either side is.
pub fn compare(comparison: Comparison, rows: usize, a: &Register, b: &Register) -> Register {
    let known = a.known().both(b.known(), rows);
    let flags = match comparison {
        Comparison::Equal => holds(rows, a, b, Ordering::is_eq),
        Comparison::NotEqual => holds(rows, a, b, Ordering::is_ne),
        Comparison::Less => holds(rows, a, b, Ordering::is_lt),
        Comparison::LessOrEqual => holds(rows, a, b, Ordering::is_le),
        Comparison::Greater => holds(rows, a, b, Ordering::is_gt),
        Comparison::GreaterOrEqual => holds(rows, a, b, Ordering::is_ge),
    };
    masked(flags, known)
}

/// Yes only where known.
pub fn masked(mut flags: Vec<bool>, known: Option<Vec<bool>>) -> Register {
    if let Some(known) = &known {
        flags.iter_mut().zip(known).for_each(|(flag, known)| *flag &= *known);
    }
    Register::flags(flags, known)
}

fn holds(rows: usize, a: &Register, b: &Register, test: impl Fn(Ordering) -> bool) -> Vec<bool> {
    match a.kind() {
        Kind::Date => each(rows, a.dates(), b.dates(), test),
        Kind::YesNo => each(rows, a.yes(), b.yes(), test),
        Kind::Label => each(rows, a.positions(), b.positions(), test),
        Kind::Text => texts(rows, a.texts(), b.texts(), test),
        Kind::Number | Kind::Period => numbers(rows, a.numbers(), b.numbers(), test),
    }
}

fn each<T: Ord + Copy + Default>(rows: usize, a: Each<T>, b: Each<T>, test: impl Fn(Ordering) -> bool) -> Vec<bool> {
    match (a, b) {
        (Each::Many(a), Each::One(b)) => a.iter().take(rows).map(|a| test(a.cmp(&b))).collect(),
        (Each::Many(a), Each::Many(b)) => a.iter().zip(b).take(rows).map(|(a, b)| test(a.cmp(b))).collect(),
        _ => (0..rows).map(|row| test(a.at(row).cmp(&b.at(row)))).collect(),
    }
}

/// 64-bit units are compared as they are, where the other side has the same scale or is a constant.
fn numbers(rows: usize, a: Numbers, b: Numbers, test: impl Fn(Ordering) -> bool) -> Vec<bool> {
    match (a, b) {
        (Numbers::Fixed(a, scale), Numbers::One(b)) => fixed_with_constant(a, scale, b, test),
        (Numbers::Fixed(a, x), Numbers::Fixed(b, y)) if x == y => {
            a.iter().zip(b).map(|(a, b)| test(a.cmp(b))).collect()
        }
        (Numbers::Wide(a), Numbers::One(b)) => a.iter().map(|a| test(a.cmp(&b))).collect(),
        _ => (0..rows).map(|row| test(a.at(row).cmp(&b.at(row)))).collect(),
    }
}

/// The constant is brought to the column's scale: between two of its units, it lies above the lower one.
fn fixed_with_constant(units: &[i64], scale: u8, constant: i128, test: impl Fn(Ordering) -> bool) -> Vec<bool> {
    let factor = factor(scale);
    let (bound, between) = (constant.div_euclid(factor), constant.rem_euclid(factor) != 0);
    match i64::try_from(bound) {
        Ok(bound) if between => {
            let order = |unit: &i64| if *unit <= bound { Ordering::Less } else { Ordering::Greater };
            units.iter().map(|unit| test(order(unit))).collect()
        }
        Ok(bound) => units.iter().map(|unit| test(unit.cmp(&bound))).collect(),
        Err(_) => vec![test(if bound < 0 { Ordering::Greater } else { Ordering::Less }); units.len()],
    }
}

fn texts(rows: usize, a: Texts, b: Texts, test: impl Fn(Ordering) -> bool) -> Vec<bool> {
    match (a, b) {
        (Texts::Many(a), Texts::One(b)) => by_entry(a, |text| test(text.cmp(b))),
        _ => (0..rows).map(|row| test(a.at(row).cmp(b.at(row)))).collect(),
    }
}

/// A test of a text column: once for each distinct text, where the column knows them.
pub fn by_entry(texts: &TextColumn, test: impl Fn(&str) -> bool) -> Vec<bool> {
    match &texts.codes {
        Some(codes) if texts.ends.len() <= codes.len() => {
            let entries: Vec<bool> = (0..texts.ends.len()).map(|entry| test(texts.entry(entry))).collect();
            codes.iter().map(|code| entries.get(*code as usize).copied().unwrap_or(false)).collect()
        }
        _ => (0..texts.len()).map(|row| test(texts.get(row))).collect(),
    }
}
