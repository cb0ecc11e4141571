//! Decision lists: which line won, in which zone a value lies, and what that gives.

use crate::plan::steps::{Kind, Thresholds, encode_period};
use crate::run::register::Register;
use crate::table::{TextColumn, Values};
use crate::trace::record::NO_LINE;
use crate::value::{Pick, Value};

/// The first line whose condition is yes, or that has none → positions, [`NO_LINE`] where there is none.
pub fn choose(rows: usize, conditions: &[Option<&Register>]) -> Register {
    let mut lines = vec![NO_LINE; rows];
    for (position, condition) in conditions.iter().enumerate() {
        let position = u16::try_from(position).unwrap_or(NO_LINE);
        let open = lines.iter_mut().enumerate().filter(|(_, line)| **line == NO_LINE);
        match condition.map(Register::yes) {
            Some(flags) => open.filter(|(row, _)| flags.at(*row)).for_each(|(_, line)| *line = position),
            None => open.for_each(|(_, line)| *line = position),
        }
    }
    Register::labels(lines, None)
}

/// The zone of each value among ascending thresholds.
pub fn zone(rows: usize, of: &Register, thresholds: &Thresholds) -> Register {
    let known = of.known();
    let unknown = position(thresholds.unknown());
    let zones: Vec<u16> = match thresholds {
        Thresholds::Numbers(bounds) => {
            let numbers = of.numbers();
            (0..rows).map(|row| if known.at(row) { search(bounds, numbers.at(row)) } else { unknown }).collect()
        }
        Thresholds::Dates(bounds) => {
            let dates = of.dates();
            (0..rows).map(|row| if known.at(row) { search(bounds, dates.at(row)) } else { unknown }).collect()
        }
    };
    Register::labels(zones, None)
}

fn search<T: Ord>(bounds: &[T], value: T) -> u16 {
    position(match bounds.binary_search(&value) {
        Ok(on) => 2 * on + 1,
        Err(below) => 2 * below,
    })
}

fn position(zone: usize) -> u16 {
    u16::try_from(zone).unwrap_or(u16::MAX)
}

/// A constant for each position; unknown beyond them.
pub fn lookup(rows: usize, of: &Register, kind: Kind, values: &[Option<Value>]) -> Register {
    let (positions, known) = (of.positions(), of.known());
    let at = |row: usize| if known.at(row) { usize::from(positions.at(row)) } else { usize::MAX };
    let is_known: Vec<bool> = values.iter().map(Option::is_some).collect();
    let flags: Vec<bool> = (0..rows).map(|row| is_known.get(at(row)).copied().unwrap_or(false)).collect();
    let made = match kind {
        Kind::Number | Kind::Period => Values::Wide(by_position(rows, values, unit, at)),
        Kind::Date => Values::Date(by_position(rows, values, |v| v.date().map_or(0, |d| d.days()), at)),
        Kind::YesNo => Values::YesNo(by_position(rows, values, |v| *v == Value::YesNo(true), at)),
        Kind::Label => Values::Label(by_position(rows, values, label, at)),
        Kind::Text => Values::Text(texts(rows, values, at)),
    };
    let known = if flags.iter().all(|flag| *flag) { None } else { Some(flags) };
    Register::of(made, known)
}

fn unit(value: &Value) -> i128 {
    match value {
        Value::Number(n) => n.units(),
        Value::Period(p) => encode_period(*p),
        _ => 0,
    }
}

fn label(value: &Value) -> u16 {
    if let Value::Label(label) = value { *label } else { 0 }
}

fn by_position<T: Copy + Default>(
    rows: usize,
    values: &[Option<Value>],
    of: impl Fn(&Value) -> T,
    at: impl Fn(usize) -> usize,
) -> Vec<T> {
    let table: Vec<T> = values.iter().map(|v| v.as_ref().map(&of).unwrap_or_default()).collect();
    (0..rows).map(|row| table.get(at(row)).copied().unwrap_or_default()).collect()
}

/// The texts are the dictionary; one empty text more stands for what is unknown.
fn texts(rows: usize, values: &[Option<Value>], at: impl Fn(usize) -> usize) -> TextColumn {
    let mut out = TextColumn::default();
    for value in values {
        out.push(if let Some(Value::Text(text)) = value { text } else { "" });
    }
    out.push("");
    let code = |row| u32::try_from(at(row).min(values.len())).unwrap_or(0);
    out.codes = Some((0..rows).map(code).collect());
    out
}

/// The register of the line that won, row by row; unknown beyond them.
pub fn select(rows: usize, line: &Register, kind: Kind, results: &[&Register]) -> Register {
    let (positions, line_known) = (line.positions(), line.known());
    let pick = |row: usize| if line_known.at(row) { Some(usize::from(positions.at(row))) } else { None };
    gather(rows, kind, results, pick)
}

/// The first known of several registers.
pub fn first_known(rows: usize, kind: Kind, list: &[&Register]) -> Register {
    let known: Vec<_> = list.iter().map(|register| register.known()).collect();
    gather(rows, kind, list, |row| known.iter().position(|known| known.at(row)))
}

/// For each row the value of one of several registers.
fn gather(rows: usize, kind: Kind, list: &[&Register], pick: impl Fn(usize) -> Option<usize>) -> Register {
    let picked: Vec<Option<&&Register>> = (0..rows).map(|row| pick(row).and_then(|i| list.get(i))).collect();
    let known: Vec<bool> = picked.iter().enumerate().map(|(row, r)| r.is_some_and(|r| r.known().at(row))).collect();
    let at = |row: &usize| known.get(*row) == Some(&true);
    let known_rows = || picked.iter().enumerate().map(|(row, r)| r.filter(|_| at(&row)).map(|r| (row, *r)));
    let values = match kind {
        Kind::Number | Kind::Period => {
            Values::Wide(known_rows().map(|r| r.map_or(0, |(row, r)| r.numbers().at(row))).collect())
        }
        Kind::Date => Values::Date(known_rows().map(|r| r.map_or(0, |(row, r)| r.dates().at(row))).collect()),
        Kind::YesNo => Values::YesNo(known_rows().map(|r| r.is_some_and(|(row, r)| r.yes().at(row))).collect()),
        Kind::Label => Values::Label(known_rows().map(|r| r.map_or(0, |(row, r)| r.positions().at(row))).collect()),
        Kind::Text => {
            let mut texts = TextColumn::default();
            known_rows().for_each(|r| texts.push(r.map_or("", |(row, r)| r.texts().at(row))));
            Values::Text(texts)
        }
    };
    let known = if known.iter().all(|known| *known) { None } else { Some(known) };
    Register::of(values, known)
}

/// The extreme of the known ones, numbers or dates; unknown where none is.
pub fn pick(rows: usize, kind: Kind, pick: Pick, list: &[&Register]) -> Register {
    let least = matches!(pick, Pick::Lower | Pick::Earlier);
    let at = |register: &Register, row: usize| match kind {
        Kind::Date => i128::from(register.dates().at(row)),
        _ => register.numbers().at(row),
    };
    let best = |row: usize| {
        let known = list.iter().filter(|r| r.known().at(row)).map(|r| at(r, row));
        if least { known.min() } else { known.max() }
    };
    let best: Vec<Option<i128>> = (0..rows).map(best).collect();
    let known = best.iter().any(Option::is_none).then(|| best.iter().map(Option::is_some).collect());
    let units = best.into_iter().map(|b| b.unwrap_or(0));
    match kind {
        Kind::Date => Register::of(Values::Date(units.map(|d| i32::try_from(d).unwrap_or(0)).collect()), known),
        _ => Register::wide(units.collect(), known),
    }
}
