//! Decision lists: which line won, in which zone a value lies, and what that gives.

use crate::plan::steps::{Kind, Thresholds, encode_period};
use crate::run::register::{Each, Known, Numbers, Register, factor};
use crate::table::{TextColumn, Values};
use crate::trace::record::NO_LINE;
use crate::value::{Decimal, Pick, Value};

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
    let (known, unknown) = (of.known(), position(thresholds.unknown()));
    let mut zones: Vec<u16> = match (thresholds, of.numbers(), of.dates()) {
        (Thresholds::Numbers(bounds), Numbers::Fixed(units, scale), _) => {
            above(units, &cuts(bounds.iter().copied(), factor(scale), i64::MIN.into()))
        }
        (Thresholds::Numbers(bounds), numbers, _) => (0..rows).map(|row| search(bounds, numbers.at(row))).collect(),
        (Thresholds::Dates(bounds), _, Each::Many(days)) => {
            above(days, &cuts(bounds.iter().map(|day| i128::from(*day)), 1, i32::MIN.into()))
        }
        (Thresholds::Dates(bounds), _, dates) => (0..rows).map(|row| search(bounds, dates.at(row))).collect(),
    };
    match known {
        Known::All => {}
        Known::None => zones.fill(unknown),
        Known::Some(known) => zones.iter_mut().zip(known).for_each(|(zone, known)| {
            if !*known {
                *zone = unknown
            }
        }),
    }
    Register::labels(zones, None)
}

/// For each bound, in units of which `factor` make one of the values': the least value on it or above it, and the least
/// above it. The zone of a value is how many of these it reaches.
fn cuts<T: TryFrom<i128>>(bounds: impl Iterator<Item = i128>, factor: i128, least: i128) -> Vec<T> {
    let both = |bound: i128| {
        let (below, between) = (bound.div_euclid(factor), bound.rem_euclid(factor) != 0);
        [below + i128::from(between), below + 1]
    };
    // What lies below all values is always reached, as the least of them is; what lies above all of them never.
    bounds.flat_map(both).filter_map(|cut| T::try_from(cut.max(least)).ok()).collect()
}

/// How many of a few ascending cuts each value reaches, cut by cut; of many, by search.
fn above<T: Ord + Copy>(values: &[T], cuts: &[T]) -> Vec<u16> {
    if cuts.len() > 8 {
        return values.iter().map(|value| position(cuts.partition_point(|cut| cut <= value))).collect();
    }
    let mut zones = vec![0; values.len()];
    for cut in cuts {
        zones.iter_mut().zip(values).for_each(|(zone, value)| *zone += u16::from(value >= cut));
    }
    zones
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
    let within = match (positions, known) {
        (Each::Many(positions), Known::All) => positions.iter().all(|position| usize::from(*position) < values.len()),
        _ => false,
    };
    if let (true, Some(Some(first))) = (within, values.first())
        && values.iter().all(|value| value.as_ref() == Some(first))
    {
        return Register::Constant(kind, Some(first.clone()));
    }
    let at = At { positions, known, rows };
    let made = match kind {
        Kind::Number => numbers(values, at),
        Kind::Period => Values::Wide(at.each(values, unit)),
        Kind::Date => Values::Date(at.each(values, |v| v.date().map_or(0, |d| d.days()))),
        Kind::YesNo => Values::YesNo(at.each(values, |v| *v == Value::YesNo(true))),
        Kind::Label => Values::Label(at.each(values, label)),
        Kind::Text => Values::Text(texts(rows, values, |row| at.of(row))),
    };
    if within && values.iter().all(Option::is_some) {
        return Register::of(made, None);
    }
    let is_known: Vec<bool> = values.iter().map(Option::is_some).collect();
    let flags: Vec<bool> = (0..rows).map(|row| is_known.get(at.of(row)).copied().unwrap_or(false)).collect();
    Register::of(made, if flags.contains(&false) { Some(flags) } else { None })
}

/// Which of a list's values each row has.
#[derive(Clone, Copy)]
struct At<'a> {
    positions: Each<'a, u16>,
    known: Known<'a>,
    rows: usize,
}

impl At<'_> {
    /// The position of a row; beyond all values where it is unknown.
    fn of(&self, row: usize) -> usize {
        if self.known.at(row) { usize::from(self.positions.at(row)) } else { usize::MAX }
    }

    /// What each row's value makes; the default beyond them.
    fn each<T: Copy + Default>(&self, values: &[Option<Value>], of: impl Fn(&Value) -> T) -> Vec<T> {
        let made: Vec<T> = values.iter().map(|v| v.as_ref().map(&of).unwrap_or_default()).collect();
        let at = |position: usize| made.get(position).copied().unwrap_or_default();
        match (self.positions, self.known) {
            (Each::Many(positions), Known::All) => positions.iter().map(|p| at(usize::from(*p))).collect(),
            _ => (0..self.rows).map(|row| at(self.of(row))).collect(),
        }
    }
}

/// In 64 bits, where they hold all of these numbers with the decimals they need.
fn numbers(values: &[Option<Value>], at: At) -> Values {
    let known = || values.iter().flatten().filter_map(Value::number);
    let scale = known().map(|number| number.scale()).max().unwrap_or(0);
    let units = |number: Decimal| number.to_scaled(scale).and_then(|units| i64::try_from(units).ok());
    if known().all(|number| units(number).is_some()) {
        let unit = |value: &Value| value.number().and_then(units).unwrap_or(0);
        return Values::Fixed { scale, units: at.each(values, unit) };
    }
    Values::Wide(at.each(values, unit))
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
