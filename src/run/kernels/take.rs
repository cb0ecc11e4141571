//! Moving rows: by positions, by range, end to end.

use crate::run::register::Register;
use crate::table::{Column, TextColumn, Texts, Values};
use std::ops::Range;
use std::sync::Arc;

/// The position of a row that is not there.
pub const NOBODY: u32 = u32::MAX;

/// The values at these positions, unknown for [`NOBODY`].
pub fn take(column: &Column, positions: &[u32]) -> Column {
    let values = match &column.values {
        Values::Fixed { scale, units } => Values::Fixed { scale: *scale, units: pick(units, positions) },
        Values::Wide(units) => Values::Wide(pick(units, positions)),
        Values::Date(days) => Values::Date(pick(days, positions)),
        Values::YesNo(flags) => Values::YesNo(pick(flags, positions)),
        Values::Label(labels) => Values::Label(pick(labels, positions)),
        Values::Text(texts) => Values::Text(take_texts(texts, positions)),
    };
    Column { values, known: take_known(column, positions) }
}

fn pick<T: Copy + Default>(values: &[T], positions: &[u32]) -> Vec<T> {
    positions.iter().map(|p| values.get(*p as usize).copied().unwrap_or_default()).collect()
}

fn take_known(column: &Column, positions: &[u32]) -> Option<Vec<bool>> {
    match &column.known {
        Some(known) => Some(pick(known, positions)),
        None if positions.contains(&NOBODY) => Some(positions.iter().map(|p| *p != NOBODY).collect()),
        None => None,
    }
}

/// A dictionary is shared.
fn take_texts(texts: &TextColumn, positions: &[u32]) -> TextColumn {
    match &texts.codes {
        Some(codes) if !texts.ends.is_empty() => {
            TextColumn { texts: Arc::clone(&texts.texts), codes: Some(pick(codes, positions)) }
        }
        _ => {
            let mut out = Texts::default();
            out.ends.reserve(positions.len());
            out.bytes.reserve(texts.bytes.len() / texts.ends.len().max(1) * positions.len());
            positions.iter().for_each(|p| out.push(if *p == NOBODY { "" } else { texts.get(*p as usize) }));
            TextColumn { texts: Arc::new(out), codes: None }
        }
    }
}

/// The same for a register: a constant stays one, unless a row is not there.
pub fn take_register(register: &Register, positions: &[u32]) -> Register {
    match register {
        Register::Column(column) => Register::Column(Arc::new(take(column, positions))),
        Register::Constant(..) if !positions.contains(&NOBODY) => register.clone(),
        Register::Constant(..) => {
            let known: Vec<bool> = positions.iter().map(|p| *p != NOBODY).collect();
            only(positions.len(), register, &Register::flags(known, None))
        }
    }
}

/// A range of rows; the column itself where that is all of it.
pub fn slice(column: &Arc<Column>, range: Range<usize>) -> Arc<Column> {
    if range.start == 0 && range.end == column.len() {
        return Arc::clone(column);
    }
    let known = column.known.as_ref().map(|known| part(known, &range));
    let values = match &column.values {
        Values::Fixed { scale, units } => Values::Fixed { scale: *scale, units: part(units, &range) },
        Values::Wide(units) => Values::Wide(part(units, &range)),
        Values::Date(days) => Values::Date(part(days, &range)),
        Values::YesNo(flags) => Values::YesNo(part(flags, &range)),
        Values::Label(labels) => Values::Label(part(labels, &range)),
        Values::Text(texts) => Values::Text(slice_texts(texts, range)),
    };
    Arc::new(Column { values, known })
}

fn part<T: Copy>(values: &[T], range: &Range<usize>) -> Vec<T> {
    values.get(range.clone()).unwrap_or_default().to_vec()
}

fn slice_texts(texts: &TextColumn, range: Range<usize>) -> TextColumn {
    let mut out = TextColumn::default();
    append_texts(&mut out, texts, range);
    out
}

/// Adds the texts of a range of rows: without a dictionary, their bytes as they stand.
fn append_texts(to: &mut TextColumn, from: &TextColumn, range: Range<usize>) {
    let bytes = |row: usize| if row == 0 { Some(0) } else { from.ends.get(row - 1).map(|end| *end as usize) };
    let whole =
        bytes(range.start).zip(bytes(range.end)).and_then(|(start, end)| Some((start, from.bytes.get(start..end)?)));
    match (whole, from.ends.get(range.clone()), &from.codes, &to.codes) {
        (Some((start, bytes)), Some(ends), None, None) => {
            let texts = Arc::make_mut(&mut to.texts);
            let before = texts.bytes.len();
            texts.bytes.push_str(bytes);
            texts.ends.extend(ends.iter().map(|end| (*end as usize - start + before) as u32));
        }
        _ => range.for_each(|row| to.push(from.get(row))),
    }
}

/// Columns of one kind, end to end.
pub fn concat(columns: &[Arc<Column>]) -> Column {
    let known = columns.iter().any(|c| c.known.is_some()).then(|| {
        columns.iter().flat_map(|c| c.known.clone().unwrap_or_else(|| vec![true; c.len()])).collect::<Vec<bool>>()
    });
    let mut rest = columns.iter();
    let Some(first) = rest.next() else { return Column { values: Values::Wide(Vec::new()), known: None } };
    let mut values = first.values.clone();
    if let Values::Text(texts) = &mut values {
        *texts = slice_texts(texts, 0..texts.len());
    }
    rest.for_each(|column| append(&mut values, &column.values));
    Column { values, known }
}

fn append(to: &mut Values, from: &Values) {
    match (to, from) {
        (Values::Fixed { scale: a, units: to }, Values::Fixed { scale: b, units }) if *a == *b => to.extend(units),
        (Values::Wide(to), Values::Wide(from)) => to.extend(from),
        (Values::Date(to), Values::Date(from)) => to.extend(from),
        (Values::YesNo(to), Values::YesNo(from)) => to.extend(from),
        (Values::Label(to), Values::Label(from)) => to.extend(from),
        (Values::Text(to), Values::Text(from)) => append_texts(to, from, 0..from.len()),
        (to, from) => append_numbers(to, from),
    }
}

/// Numbers held in different ways become wide ones.
fn append_numbers(to: &mut Values, from: &Values) {
    let wide = |values: &Values| {
        let register = Register::of(values.clone(), None);
        let numbers = register.numbers();
        (0..values.len()).map(|row| numbers.at(row)).collect::<Vec<i128>>()
    };
    let mut units = wide(to);
    units.extend(wide(from));
    *to = Values::Wide(units);
}

/// The first where the second is yes, else unknown.
pub fn only(rows: usize, value: &Register, mask: &Register) -> Register {
    let (flags, known) = (mask.yes(), value.known());
    let keep: Vec<bool> = (0..rows).map(|row| flags.at(row) && known.at(row)).collect();
    let column = value.column(rows);
    let values = match &column.values {
        Values::Fixed { scale, units } => Values::Fixed { scale: *scale, units: zeroed(units, &keep) },
        Values::Wide(units) => Values::Wide(zeroed(units, &keep)),
        Values::Date(days) => Values::Date(zeroed(days, &keep)),
        Values::YesNo(flags) => Values::YesNo(zeroed(flags, &keep)),
        Values::Label(labels) => Values::Label(zeroed(labels, &keep)),
        Values::Text(texts) => Values::Text(texts.clone()),
    };
    Register::of(values, Some(keep))
}

fn zeroed<T: Copy + Default>(values: &[T], keep: &[bool]) -> Vec<T> {
    values.iter().zip(keep).map(|(value, keep)| if *keep { *value } else { T::default() }).collect()
}
