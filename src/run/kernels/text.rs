//! Tests of texts, and of being one of several constants.

use super::compare::{by_entry, masked};
use crate::run::register::{Register, Texts};
use crate::value::Value;

/// Text begins with; unknown where either is.
pub fn starts_with(rows: usize, a: &Register, b: &Register) -> Register {
    test(rows, a, b, |text, part| text.starts_with(part))
}

/// Text contains; unknown where either is.
pub fn contains(rows: usize, a: &Register, b: &Register) -> Register {
    test(rows, a, b, |text, part| text.contains(part))
}

fn test(rows: usize, a: &Register, b: &Register, test: impl Fn(&str, &str) -> bool) -> Register {
    let known = a.known().both(b.known(), rows);
    let flags = match (a.texts(), b.texts()) {
        (Texts::Many(texts), Texts::One(part)) => by_entry(texts, |text| test(text, part)),
        (texts, parts) => (0..rows).map(|row| test(texts.at(row), parts.at(row))).collect(),
    };
    masked(flags, known)
}

/// Equals one of the constants; unknown where the value is.
pub fn one_of(rows: usize, a: &Register, values: &[Value]) -> Register {
    let known = a.known().flags(rows);
    let flags = match values.first() {
        Some(Value::Text(_)) => {
            let texts: Vec<&str> =
                values.iter().filter_map(|v| if let Value::Text(t) = v { Some(&**t) } else { None }).collect();
            match a.texts() {
                Texts::Many(column) => by_entry(column, |text| texts.contains(&text)),
                Texts::One(text) => vec![texts.contains(&text); rows],
            }
        }
        Some(Value::Label(_)) => {
            among(rows, values, |v| if let Value::Label(l) = v { Some(*l) } else { None }, |row| a.positions().at(row))
        }
        Some(Value::Date(_)) => among(rows, values, |v| v.date().map(|d| d.days()), |row| a.dates().at(row)),
        Some(Value::YesNo(_)) => among(rows, values, |v| Some(*v == Value::YesNo(true)), |row| a.yes().at(row)),
        _ => among(rows, values, |v| v.number().map(|n| n.units()), |row| a.numbers().at(row)),
    };
    masked(flags, known)
}

fn among<T: PartialEq>(
    rows: usize,
    values: &[Value],
    constant: impl Fn(&Value) -> Option<T>,
    at: impl Fn(usize) -> T,
) -> Vec<bool> {
    let constants: Vec<T> = values.iter().filter_map(constant).collect();
    (0..rows).map(|row| constants.contains(&at(row))).collect()
}
