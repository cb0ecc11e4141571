//! One typed column.

use crate::value::{Date, Decimal, Type, Value};
use std::sync::Arc;

/// Values of one type, one a row, with what is unknown.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The values
    pub values: Values,
    /// Which are known; `None` where all are
    pub known: Option<Vec<bool>>,
}

/// The values of a column, unknown ones as zero.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers with a fixed count of decimals that fit 64 bits: stored money, counts, days
    Fixed {
        /// Decimals: the number is units × 10^-scale; at most 12
        scale: u8,
        /// One a row
        units: Vec<i64>,
    },
    /// Any numbers, in units of 10⁻¹²
    Wide(Vec<i128>),
    /// Days since 1970-01-01
    Date(Vec<i32>),
    /// yes or no
    YesNo(Vec<bool>),
    /// Positions in the column's labels
    Label(Vec<u16>),
    /// Text in NFC
    Text(TextColumn),
}

/// Texts, one behind the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Texts {
    /// The texts
    pub bytes: String,
    /// Where each text ends in `bytes`
    pub ends: Vec<u32>,
}

impl Texts {
    /// Adds one.
    pub fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u32);
    }

    /// Text `i` as bytes.
    #[inline]
    pub fn bytes_of(&self, i: usize) -> &[u8] {
        let start = if i == 0 { 0 } else { self.ends.get(i.wrapping_sub(1)).copied().unwrap_or(0) };
        let end = self.ends.get(i).copied().unwrap_or(start);
        self.bytes.as_bytes().get(start as usize..end as usize).unwrap_or_default()
    }

    /// Text `i`.
    #[inline]
    pub fn entry(&self, i: usize) -> &str {
        let start = if i == 0 { 0 } else { self.ends.get(i - 1).copied().unwrap_or(0) };
        let end = self.ends.get(i).copied().unwrap_or(start);
        self.bytes.get(start as usize..end as usize).unwrap_or("")
    }
}

/// Text, each distinct value once if the source knew them (a dictionary), else one a row. Batches of one dictionary
/// share it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextColumn {
    /// The distinct ones
    pub texts: Arc<Texts>,
    /// For each row the position among `texts`; `None` where row i has text i
    pub codes: Option<Vec<u32>>,
}

impl std::ops::Deref for TextColumn {
    type Target = Texts;
    fn deref(&self) -> &Texts {
        &self.texts
    }
}

impl TextColumn {
    /// Adds one distinct text (without a dictionary: the next row's).
    pub fn push(&mut self, text: &str) {
        Arc::make_mut(&mut self.texts).push(text);
    }

    /// The text of a row.
    pub fn get(&self, row: usize) -> &str {
        match &self.codes {
            Some(codes) => self.entry(codes.get(row).map_or(usize::MAX, |c| *c as usize)),
            None => self.entry(row),
        }
    }

    /// The text of a row as bytes.
    #[inline]
    pub fn bytes_of(&self, row: usize) -> &[u8] {
        self.texts.bytes_of(self.codes.as_ref().map_or(row, |codes| codes.get(row).map_or(usize::MAX, |c| *c as usize)))
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.codes.as_ref().map_or(self.ends.len(), Vec::len)
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Values {
    /// An empty column for values of a type, numbers with `decimals` of them stored.
    pub fn empty(ty: &Type, decimals: u8) -> Values {
        match ty {
            Type::Money | Type::Count | Type::Days => Values::Fixed { scale: decimals, units: Vec::new() },
            Type::Percent | Type::Number | Type::Score(_) | Type::Period => Values::Wide(Vec::new()),
            Type::Date => Values::Date(Vec::new()),
            Type::Text => Values::Text(TextColumn::default()),
            Type::YesNo => Values::YesNo(Vec::new()),
            Type::OneOf(_) => Values::Label(Vec::new()),
        }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Values::Fixed { units, .. } => units.len(),
            Values::Wide(v) => v.len(),
            Values::Date(v) => v.len(),
            Values::YesNo(v) => v.len(),
            Values::Label(v) => v.len(),
            Values::Text(v) => v.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Column {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Whether the value of a row is known.
    pub fn is_known(&self, row: usize) -> bool {
        self.known.as_ref().is_none_or(|known| known.get(row).copied().unwrap_or(false))
    }

    /// One value, the slow way: for printing and explaining.
    pub fn get(&self, row: usize) -> Option<Value> {
        if !self.is_known(row) {
            return None;
        }
        Some(match &self.values {
            Values::Fixed { scale, units } => {
                Value::Number(Decimal::from_scaled(i128::from(*units.get(row)?), *scale).ok()?)
            }
            Values::Wide(v) => Value::Number(Decimal::from_units(*v.get(row)?).ok()?),
            Values::Date(v) => Value::Date(Date::from_days(i64::from(*v.get(row)?))?),
            Values::YesNo(v) => Value::YesNo(*v.get(row)?),
            Values::Label(v) => Value::Label(*v.get(row)?),
            Values::Text(v) => Value::Text(Arc::from(v.get(row))),
        })
    }
}
