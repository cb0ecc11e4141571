//! The values of a version as bytes.
//!
//! Enters: columns and a row, or the bytes. Leaves: the bytes, or the values. Guaranteed: what is read is what was
//! written, to the last decimal.
//!
//! One cell a field, each a byte that tells what follows:
//!
//! | byte | is | then |
//! | --- | --- | --- |
//! | 0 | unknown, or no line | |
//! | 1 to 13 | a number with 0 to 12 decimals, none of them a zero at the end | its digits without the point |
//! | 14 | a date | days since 1970-01-01 |
//! | 15, 16 | no, yes | |
//! | 17 | a label or a line | its position, from 0 |
//! | 18 | a text | its length in bytes, and its UTF-8 |
//!
//! Whole numbers are LEB128: seven bits a byte, the lowest first, the highest bit set where more follow. Those that can
//! be negative are folded first: 0, −1, 1, −2, … become 0, 1, 2, 3, ….

use super::Fault;
use crate::table::{Column, Values};
use crate::trace::record::NO_LINE;
use crate::value::{Date, Decimal, Value};

const UNKNOWN: u8 = 0;
const NUMBER: u8 = 1;
const DATE: u8 = 14;
const NO: u8 = 15;
const YES: u8 = 16;
const LABEL: u8 = 17;
const TEXT: u8 = 18;
const DECIMALS: u8 = 12;

/// Adds the cell of a row.
pub fn put(column: &Column, row: usize, out: &mut Vec<u8>) {
    if !column.is_known(row) {
        return out.push(UNKNOWN);
    }
    match &column.values {
        Values::Fixed { scale, units } => number(i128::from(units.get(row).copied().unwrap_or(0)), *scale, out),
        Values::Wide(units) => number(units.get(row).copied().unwrap_or(0), DECIMALS, out),
        Values::Date(days) => {
            out.push(DATE);
            varint(folded(i128::from(days.get(row).copied().unwrap_or(0))), out);
        }
        Values::YesNo(flags) => out.push(if flags.get(row) == Some(&true) { YES } else { NO }),
        Values::Label(labels) => label(labels.get(row).copied().unwrap_or(NO_LINE), out),
        Values::Text(texts) => {
            let text = texts.bytes_of(row);
            out.push(TEXT);
            varint(text.len() as u128, out);
            out.extend_from_slice(text);
        }
    }
}

fn label(position: u16, out: &mut Vec<u8>) {
    if position == NO_LINE {
        return out.push(UNKNOWN);
    }
    out.push(LABEL);
    varint(u128::from(position), out);
}

/// `units` × 10^-`scale`, without zeros at its end; most numbers fit 64 bits, where a division is cheap.
fn number(units: i128, scale: u8, out: &mut Vec<u8>) {
    let (units, scale) = match i64::try_from(units) {
        Ok(small) => {
            let (small, scale) = trimmed(small, scale, |n, by| (n / by, n % by == 0));
            (i128::from(small), scale)
        }
        Err(_) => trimmed(units, scale, |n, by| (n / i128::from(by), n % i128::from(by) == 0)),
    };
    out.push(NUMBER + scale.min(DECIMALS));
    varint(folded(units), out);
}

/// Takes off six zeros at once, then one by one.
fn trimmed<N: Copy>(mut units: N, mut scale: u8, over: impl Fn(N, i64) -> (N, bool)) -> (N, u8) {
    for (zeros, power) in [(6, 1_000_000), (3, 1_000), (1, 10)] {
        while scale >= zeros {
            let (fewer, exact) = over(units, power);
            if !exact {
                break;
            }
            (units, scale) = (fewer, scale - zeros);
        }
    }
    (units, scale)
}

fn folded(n: i128) -> u128 {
    ((n << 1) ^ (n >> 127)) as u128
}

fn unfolded(n: u128) -> i128 {
    (n >> 1) as i128 ^ -((n & 1) as i128)
}

/// Adds a whole number.
pub fn varint(mut n: u128, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Reads what was written.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// The next byte.
    pub fn byte(&mut self) -> Result<u8, Fault> {
        let (first, rest) = self.0.split_first().ok_or_else(damaged)?;
        self.0 = rest;
        Ok(*first)
    }

    /// The next whole number.
    pub fn varint(&mut self) -> Result<u128, Fault> {
        let mut n = 0;
        for shift in (0..128).step_by(7) {
            let byte = self.byte()?;
            n |= u128::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(n);
            }
        }
        Err(damaged())
    }

    /// So many bytes.
    pub fn bytes(&mut self, length: usize) -> Result<&'a [u8], Fault> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    /// A text with its length before it.
    pub fn text(&mut self) -> Result<&'a str, Fault> {
        let length = usize::try_from(self.varint()?).map_err(|_| damaged())?;
        std::str::from_utf8(self.bytes(length)?).map_err(|_| damaged())
    }

    fn cell(&mut self) -> Result<Option<Value>, Fault> {
        Ok(Some(match self.byte()? {
            UNKNOWN => return Ok(None),
            NO => Value::YesNo(false),
            YES => Value::YesNo(true),
            TEXT => Value::Text(self.text()?.into()),
            LABEL => Value::Label(u16::try_from(self.varint()?).map_err(|_| damaged())?),
            DATE => {
                let days = i64::try_from(unfolded(self.varint()?)).map_err(|_| damaged())?;
                Value::Date(Date::from_days(days).ok_or_else(damaged)?)
            }
            tag if tag < DATE => {
                let number = Decimal::from_scaled(unfolded(self.varint()?), tag - NUMBER);
                Value::Number(number.map_err(|_| damaged())?)
            }
            _ => return Err(damaged()),
        }))
    }
}

/// The values of all fields.
pub fn values(body: &[u8]) -> Result<Vec<Option<Value>>, Fault> {
    let mut reader = Reader(body);
    let mut values = Vec::new();
    while !reader.0.is_empty() {
        values.push(reader.cell()?);
    }
    Ok(values)
}

fn damaged() -> Fault {
    Fault::Damaged("a customer's version can't be read".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::TextColumn;
    use proptest::prelude::*;

    fn read_back(column: &Column) -> Vec<Option<Value>> {
        let mut body = Vec::new();
        (0..column.len()).for_each(|row| put(column, row, &mut body));
        values(&body).unwrap()
    }

    fn all(column: &Column) -> Vec<Option<Value>> {
        (0..column.len()).map(|row| column.get(row)).collect()
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(
            units in prop::collection::vec(any::<i64>(), 0..20),
            wide in prop::collection::vec(-10i128.pow(38) + 1..10i128.pow(38), 0..20),
            scale in 0u8..=12,
            known in prop::collection::vec(any::<bool>(), 20),
        ) {
            let fixed = Column { values: Values::Fixed { scale, units }, known: Some(known.clone()) };
            prop_assert_eq!(read_back(&fixed), all(&fixed));
            let wide = Column { values: Values::Wide(wide), known: Some(known) };
            prop_assert_eq!(read_back(&wide), all(&wide));
        }

        #[test]
        fn no_bytes_make_it_panic(body in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = values(&body);
        }
    }

    #[test]
    fn each_kind_of_value_comes_back() {
        let mut texts = TextColumn::default();
        ["", "Grüße", "a\u{1f}b"].iter().for_each(|text| texts.push(text));
        for values in [
            Values::Date(vec![-719_162, 0, 2_932_896]),
            Values::YesNo(vec![true, false, true]),
            Values::Label(vec![0, 300, 65_534]),
            Values::Text(texts),
        ] {
            let column = Column { values, known: Some(vec![true, true, false]) };
            assert_eq!(read_back(&column), all(&column));
        }
        let lines = Column { values: Values::Label(vec![NO_LINE]), known: None };
        assert_eq!(read_back(&lines), [None]);
    }

    #[test]
    fn equal_numbers_have_equal_bytes_however_they_were_held() {
        let bytes = |values: Values| {
            let mut body = Vec::new();
            put(&Column { values, known: None }, 0, &mut body);
            body
        };
        assert_eq!(bytes(Values::Fixed { scale: 2, units: vec![1250] }), [2, 0xFA, 1]);
        assert_eq!(bytes(Values::Wide(vec![12_500_000_000_000])), [2, 0xFA, 1]);
        assert_eq!(bytes(Values::Wide(vec![0])), bytes(Values::Fixed { scale: 0, units: vec![0] }));
    }
}
