//! What tells a customer who changed from one who did not: one digest of all values that are compared.
//!
//! Enters: columns. Leaves: 128 bits a row. Guaranteed: equal values have equal digests, however they are held; values
//! that differ have digests that differ, but for one chance in 10³⁸.

use crate::table::{Column, Values};
use std::ops::Range;
use std::sync::Arc;
use twox_hash::XxHash3_128;

/// The digest of a customer who is gone; no row has it.
pub const GONE: u128 = 0;

/// Rows laid out at a time: few enough that they stay close to the processor.
const BLOCK: usize = 256;

/// One digest of a text.
pub fn of_text(text: &str) -> u128 {
    XxHash3_128::oneshot(text.as_bytes())
}

/// A digest for each row of some columns; `shape` says what the columns are, so that rows of another shape differ.
pub fn of_rows(shape: u128, columns: &[Arc<Column>], rows: usize) -> Vec<u128> {
    let width = size_of::<u128>() + columns.iter().map(|column| size(&column.values)).sum::<usize>();
    let mut block = vec![0; BLOCK * width];
    let mut digests = Vec::with_capacity(rows);
    for start in (0..rows).step_by(BLOCK) {
        let range = start..rows.min(start + BLOCK);
        lay_out(shape, columns, range.clone(), width, &mut block);
        let rows = block.chunks_exact(width).take(range.len());
        digests.extend(rows.map(|row| XxHash3_128::oneshot(row).max(GONE + 1)));
    }
    digests
}

/// Bytes of a value.
fn size(values: &Values) -> usize {
    match values {
        Values::Fixed { .. } | Values::Wide(_) | Values::Text(_) => 16,
        Values::Date(_) => 4,
        Values::YesNo(_) => 1,
        Values::Label(_) => 2,
    }
}

/// Puts the values of each row side by side.
fn lay_out(shape: u128, columns: &[Arc<Column>], rows: Range<usize>, width: usize, block: &mut [u8]) {
    let each = |block: &mut [u8], at: usize, of: &dyn Fn(usize, &mut [u8])| {
        for (row, bytes) in rows.clone().zip(block.chunks_exact_mut(width)) {
            of(row, bytes.get_mut(at..).unwrap_or_default());
        }
    };
    each(block, 0, &|_, bytes| put(bytes, shape.to_le_bytes()));
    let mut at = size_of::<u128>();
    for column in columns {
        let column: &Column = column;
        match &column.values {
            Values::Fixed { scale, units } => {
                let factor = 10i128.pow(12u32.saturating_sub(u32::from(*scale)));
                fill(block, width, at, rows.clone(), column, units, i128::MIN.to_le_bytes(), |n| {
                    (i128::from(*n) * factor).to_le_bytes()
                });
            }
            Values::Wide(units) => {
                fill(block, width, at, rows.clone(), column, units, i128::MIN.to_le_bytes(), |n| n.to_le_bytes());
            }
            Values::Date(days) => {
                fill(block, width, at, rows.clone(), column, days, i32::MIN.to_le_bytes(), |n| n.to_le_bytes());
            }
            Values::YesNo(flags) => fill(block, width, at, rows.clone(), column, flags, [2], |yes| [u8::from(*yes)]),
            Values::Label(labels) => {
                fill(block, width, at, rows.clone(), column, labels, u16::MAX.to_le_bytes(), |n| n.to_le_bytes());
            }
            Values::Text(texts) => each(block, at, &|row, bytes| {
                let digest = XxHash3_128::oneshot(texts.bytes_of(row)) >> 1;
                put(bytes, if column.is_known(row) { digest } else { u128::MAX }.to_le_bytes());
            }),
        }
        at += size(&column.values);
    }
}

/// Puts one column's values of some rows where they belong; `unknown` is no value of any.
#[expect(clippy::too_many_arguments, reason = "one place of a block")]
fn fill<T, const N: usize>(
    block: &mut [u8],
    width: usize,
    at: usize,
    rows: Range<usize>,
    column: &Column,
    values: &[T],
    unknown: [u8; N],
    bytes: impl Fn(&T) -> [u8; N],
) {
    let places = block.chunks_exact_mut(width).map(|row| row.get_mut(at..).unwrap_or_default());
    let values = values.get(rows.clone()).unwrap_or_default();
    match &column.known {
        None => places.zip(values).for_each(|(place, value)| put(place, bytes(value))),
        Some(known) => {
            let known = known.get(rows).unwrap_or_default();
            for ((place, value), known) in places.zip(values).zip(known) {
                put(place, if *known { bytes(value) } else { unknown });
            }
        }
    }
}

fn put<const N: usize>(place: &mut [u8], value: [u8; N]) {
    if let Some(place) = place.first_chunk_mut() {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::TextColumn;

    fn digests(columns: Vec<Column>) -> Vec<u128> {
        let rows = columns.first().map_or(0, Column::len);
        of_rows(7, &columns.into_iter().map(Arc::new).collect::<Vec<_>>(), rows)
    }

    fn numbers(scale: u8, units: Vec<i64>) -> Column {
        Column { values: Values::Fixed { scale, units }, known: None }
    }

    #[test]
    fn equal_values_have_equal_digests_in_any_block_and_however_they_are_held() {
        let rows = 3 * BLOCK + 7;
        let long = digests(vec![numbers(2, vec![1250; rows])]);
        assert_eq!(long.len(), rows);
        assert!(long.iter().all(|digest| *digest == long[0]));
        let wide = Column { values: Values::Wide(vec![12_500_000_000_000]), known: None };
        assert_eq!(digests(vec![wide])[0], long[0]);
    }

    #[test]
    fn each_difference_shows() {
        let mut texts = TextColumn::default();
        ["a", "b", ""].iter().for_each(|text| texts.push(text));
        let text = |known| Column { values: Values::Text(texts.clone()), known };
        let mut all = digests(vec![text(None)]);
        all.extend(digests(vec![text(Some(vec![false, false, false]))]).first());
        all.extend(digests(vec![numbers(0, vec![0, 1, -1])]));
        all.extend(digests(vec![Column { known: Some(vec![false]), ..numbers(0, vec![0]) }]));
        all.extend(of_rows(8, &[Arc::new(numbers(0, vec![0]))], 1));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(!all.contains(&GONE));
    }
}
