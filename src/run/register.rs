//! Registers: what a step made for a batch of rows, and typed views of it for the kernels.
//!
//! Enters: columns and constants. Leaves: views whose `at` gives one row's value. Guaranteed: a view of the wrong kind
//! reads as unknown, a row beyond the end as zero: nothing panics.

use crate::plan::steps::{Kind, encode_period};
use crate::table::{Column, TextColumn, Values};
use crate::value::{DECIMALS, Decimal, Value};
use std::sync::Arc;

/// What a step made.
#[derive(Clone, Debug)]
pub enum Register {
    /// One value a row
    Column(Arc<Column>),
    /// The same value for all rows; `None` is unknown
    Constant(Kind, Option<Value>),
}

/// Which rows are known.
#[derive(Clone, Copy, Debug)]
pub enum Known<'a> {
    /// All
    All,
    /// None
    None,
    /// Those whose flag is set
    Some(&'a [bool]),
}

impl Known<'_> {
    /// Whether a row is known.
    pub fn at(&self, row: usize) -> bool {
        match self {
            Known::All => true,
            Known::None => false,
            Known::Some(flags) => flags.get(row).copied().unwrap_or(false),
        }
    }

    /// Where both are; `None` for everywhere.
    pub fn both(self, other: Known, rows: usize) -> Option<Vec<bool>> {
        match (self, other) {
            (Known::All, Known::All) => None,
            (Known::None, _) | (_, Known::None) => Some(vec![false; rows]),
            (Known::Some(a), Known::All) => Some(a.to_vec()),
            (Known::All, Known::Some(b)) => Some(b.to_vec()),
            (Known::Some(a), Known::Some(b)) => Some(a.iter().zip(b).map(|(a, b)| *a && *b).collect()),
        }
    }

    /// As a column holds it.
    pub fn flags(self, rows: usize) -> Option<Vec<bool>> {
        self.both(Known::All, rows)
    }
}

/// Numbers in units of 10⁻¹².
#[derive(Clone, Copy, Debug)]
pub enum Numbers<'a> {
    /// Units of a fixed scale, and the factor to 10⁻¹²
    Fixed(&'a [i64], u8),
    /// Units of 10⁻¹²
    Wide(&'a [i128]),
    /// The same for all rows
    One(i128),
}

/// 10 to the power of the decimals that a scale lacks.
pub fn factor(scale: u8) -> i128 {
    10i128.pow(DECIMALS.saturating_sub(u32::from(scale)))
}

impl Numbers<'_> {
    /// One row's number.
    #[inline]
    pub fn at(&self, row: usize) -> i128 {
        match self {
            Numbers::Fixed(units, scale) => i128::from(units.get(row).copied().unwrap_or(0)) * factor(*scale),
            Numbers::Wide(units) => units.get(row).copied().unwrap_or(0),
            Numbers::One(unit) => *unit,
        }
    }
}

/// One value a row, or the same for all.
#[derive(Clone, Copy, Debug)]
pub enum Each<'a, T> {
    /// One a row
    Many(&'a [T]),
    /// The same for all rows
    One(T),
}

impl<T: Copy + Default> Each<'_, T> {
    /// One row's value.
    #[inline]
    pub fn at(&self, row: usize) -> T {
        match self {
            Each::Many(values) => values.get(row).copied().unwrap_or_default(),
            Each::One(value) => *value,
        }
    }
}

/// Texts.
#[derive(Clone, Copy, Debug)]
pub enum Texts<'a> {
    /// One a row
    Many(&'a TextColumn),
    /// The same for all rows
    One(&'a str),
}

impl<'a> Texts<'a> {
    /// One row's text.
    pub fn at(&self, row: usize) -> &'a str {
        match self {
            Texts::Many(texts) => texts.get(row),
            Texts::One(text) => text,
        }
    }
}

impl Register {
    /// A register of wide numbers.
    pub fn wide(units: Vec<i128>, known: Option<Vec<bool>>) -> Register {
        Register::of(Values::Wide(units), known)
    }

    /// A register of yes and no; what is unknown must be `false`.
    pub fn flags(flags: Vec<bool>, known: Option<Vec<bool>>) -> Register {
        Register::of(Values::YesNo(flags), known)
    }

    /// A register of positions.
    pub fn labels(labels: Vec<u16>, known: Option<Vec<bool>>) -> Register {
        Register::of(Values::Label(labels), known)
    }

    /// A register of any values.
    pub fn of(values: Values, known: Option<Vec<bool>>) -> Register {
        Register::Column(Arc::new(Column { values, known }))
    }

    /// How its values are held.
    pub fn kind(&self) -> Kind {
        match self {
            Register::Constant(kind, _) => *kind,
            Register::Column(column) => match column.values {
                Values::Fixed { .. } | Values::Wide(_) => Kind::Number,
                Values::Date(_) => Kind::Date,
                Values::YesNo(_) => Kind::YesNo,
                Values::Label(_) => Kind::Label,
                Values::Text(_) => Kind::Text,
            },
        }
    }

    /// Which rows are known.
    pub fn known(&self) -> Known<'_> {
        match self {
            Register::Column(column) => column.known.as_deref().map_or(Known::All, Known::Some),
            Register::Constant(_, Some(_)) => Known::All,
            Register::Constant(_, None) => Known::None,
        }
    }

    /// As numbers; periods too.
    pub fn numbers(&self) -> Numbers<'_> {
        match self {
            Register::Column(column) => match &column.values {
                Values::Fixed { scale, units } => Numbers::Fixed(units, *scale),
                Values::Wide(units) => Numbers::Wide(units),
                _ => Numbers::One(0),
            },
            Register::Constant(_, Some(Value::Number(n))) => Numbers::One(n.units()),
            Register::Constant(_, Some(Value::Period(p))) => Numbers::One(encode_period(*p)),
            Register::Constant(..) => Numbers::One(0),
        }
    }

    /// As dates.
    pub fn dates(&self) -> Each<'_, i32> {
        match self {
            Register::Column(column) => match &column.values {
                Values::Date(days) => Each::Many(days),
                _ => Each::One(0),
            },
            Register::Constant(_, value) => Each::One(value.as_ref().and_then(Value::date).map_or(0, |d| d.days())),
        }
    }

    /// As yes and no; `false` where unknown.
    pub fn yes(&self) -> Each<'_, bool> {
        match self {
            Register::Column(column) => match &column.values {
                Values::YesNo(flags) => Each::Many(flags),
                _ => Each::One(false),
            },
            Register::Constant(_, value) => Each::One(*value == Some(Value::YesNo(true))),
        }
    }

    /// As positions.
    pub fn positions(&self) -> Each<'_, u16> {
        match self {
            Register::Column(column) => match &column.values {
                Values::Label(labels) => Each::Many(labels),
                _ => Each::One(0),
            },
            Register::Constant(_, Some(Value::Label(label))) => Each::One(*label),
            Register::Constant(..) => Each::One(0),
        }
    }

    /// As texts.
    pub fn texts(&self) -> Texts<'_> {
        match self {
            Register::Column(column) => match &column.values {
                Values::Text(texts) => Texts::Many(texts),
                _ => Texts::One(""),
            },
            Register::Constant(_, Some(Value::Text(text))) => Texts::One(text),
            Register::Constant(..) => Texts::One(""),
        }
    }

    /// As a column of so many rows.
    pub fn column(&self, rows: usize) -> Arc<Column> {
        match self {
            Register::Column(column) => Arc::clone(column),
            Register::Constant(kind, value) => Arc::new(constant(*kind, value.as_ref(), rows)),
        }
    }

    /// One value, the slow way.
    pub fn get(&self, row: usize, kind: Kind) -> Option<Value> {
        match self {
            Register::Constant(_, value) => value.clone(),
            Register::Column(column) if kind == Kind::Period => {
                column.is_known(row).then(|| Value::Period(crate::plan::steps::decode_period(self.numbers().at(row))))
            }
            Register::Column(column) => column.get(row),
        }
    }
}

/// A column of one value.
fn constant(kind: Kind, value: Option<&Value>, rows: usize) -> Column {
    let known = value.is_none().then(|| vec![false; rows]);
    let number = value.and_then(Value::number).unwrap_or(Decimal::ZERO).units();
    let values = match (kind, value) {
        (Kind::Number, _) => Values::Wide(vec![number; rows]),
        (Kind::Period, Some(Value::Period(p))) => Values::Wide(vec![encode_period(*p); rows]),
        (Kind::Period, _) => Values::Wide(vec![0; rows]),
        (Kind::Date, value) => Values::Date(vec![value.and_then(Value::date).map_or(0, |d| d.days()); rows]),
        (Kind::YesNo, value) => Values::YesNo(vec![value == Some(&Value::YesNo(true)); rows]),
        (Kind::Label, Some(Value::Label(label))) => Values::Label(vec![*label; rows]),
        (Kind::Label, _) => Values::Label(vec![0; rows]),
        (Kind::Text, value) => Values::Text(repeated(value, rows)),
    };
    Column { values, known }
}

fn repeated(value: Option<&Value>, rows: usize) -> TextColumn {
    let mut texts = TextColumn { codes: Some(vec![0; rows]), ..TextColumn::default() };
    texts.push(if let Some(Value::Text(text)) = value { text } else { "" });
    texts
}
