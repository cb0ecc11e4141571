//! What a Parquet column holds, and whether a column of the rulebook can be read from it.
//!
//! Enters: a leaf of the file's schema, and the reader of a rulebook's column. Leaves: [`Stored`], or what was found
//! and expected. Guaranteed: each kind of storage has one meaning for each type, or is refused by name.

use crate::input::cell::{CellReader, Flaw};
use crate::value::Type;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::schema::types::ColumnDescriptor;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    Bool,
    Integer {
        unsigned: bool,
    },
    Decimal {
        scale: u32,
    },
    Day,
    /// Ticks since 1970-01-01 00:00, of UTC or of nobody's zone
    Moment {
        per_second: i64,
        utc: bool,
    },
    Float,
    Text,
}

/// What a leaf holds; an `Err` names what can't be read.
pub(super) fn stored(leaf: &ColumnDescriptor) -> Result<Stored, String> {
    if leaf.max_rep_level() > 0 || leaf.path().parts().len() > 1 {
        return Err("a list or a structure".to_string());
    }
    if let Some(logical) = leaf.logical_type_ref() {
        return by_logical(leaf, logical);
    }
    match leaf.converted_type() {
        ConvertedType::NONE => by_physical(leaf.physical_type()),
        ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON => text(leaf),
        ConvertedType::DECIMAL => decimal(leaf, leaf.type_scale()),
        ConvertedType::DATE if leaf.physical_type() == Physical::INT32 => Ok(Stored::Day),
        ConvertedType::TIMESTAMP_MILLIS => moment(leaf, 1_000, true),
        ConvertedType::TIMESTAMP_MICROS => moment(leaf, 1_000_000, true),
        ConvertedType::INT_8 | ConvertedType::INT_16 | ConvertedType::INT_32 | ConvertedType::INT_64 => {
            integer(leaf, false)
        }
        ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
            integer(leaf, true)
        }
        other => Err(other.to_string()),
    }
}

fn by_logical(leaf: &ColumnDescriptor, logical: &LogicalType) -> Result<Stored, String> {
    match logical {
        LogicalType::String | LogicalType::Enum | LogicalType::Json => text(leaf),
        LogicalType::Decimal(decimal_type) => decimal(leaf, decimal_type.scale),
        LogicalType::Date if leaf.physical_type() == Physical::INT32 => Ok(Stored::Day),
        LogicalType::Timestamp(timestamp) => {
            let per_second = match timestamp.unit {
                TimeUnit::MILLIS => 1_000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            };
            moment(leaf, per_second, timestamp.is_adjusted_to_u_t_c)
        }
        LogicalType::Integer(kind) => integer(leaf, !kind.is_signed),
        LogicalType::Unknown => by_physical(leaf.physical_type()),
        other => Err(name(&format!("{other:?}"))),
    }
}

/// `Time(…)` is `Time`.
fn name(debug: &str) -> String {
    debug.split(['(', ' ', '{']).next().unwrap_or(debug).to_uppercase()
}

fn by_physical(physical: Physical) -> Result<Stored, String> {
    match physical {
        Physical::BOOLEAN => Ok(Stored::Bool),
        Physical::INT32 | Physical::INT64 => Ok(Stored::Integer { unsigned: false }),
        Physical::INT96 => Ok(Stored::Moment { per_second: 1, utc: true }),
        Physical::FLOAT | Physical::DOUBLE => Ok(Stored::Float),
        Physical::BYTE_ARRAY => Ok(Stored::Text),
        Physical::FIXED_LEN_BYTE_ARRAY => Err(physical.to_string()),
    }
}

fn text(leaf: &ColumnDescriptor) -> Result<Stored, String> {
    if leaf.physical_type() == Physical::BYTE_ARRAY { Ok(Stored::Text) } else { Err(leaf.physical_type().to_string()) }
}

fn integer(leaf: &ColumnDescriptor, unsigned: bool) -> Result<Stored, String> {
    match leaf.physical_type() {
        Physical::INT32 | Physical::INT64 => Ok(Stored::Integer { unsigned }),
        other => Err(other.to_string()),
    }
}

fn moment(leaf: &ColumnDescriptor, per_second: i64, utc: bool) -> Result<Stored, String> {
    if leaf.physical_type() == Physical::INT64 {
        Ok(Stored::Moment { per_second, utc })
    } else {
        Err(leaf.physical_type().to_string())
    }
}

fn decimal(leaf: &ColumnDescriptor, scale: i32) -> Result<Stored, String> {
    let numeric =
        !matches!(leaf.physical_type(), Physical::BOOLEAN | Physical::INT96 | Physical::FLOAT | Physical::DOUBLE);
    match u32::try_from(scale) {
        Ok(scale @ 0..=38) if numeric => Ok(Stored::Decimal { scale }),
        _ => Err(format!("DECIMAL of scale {scale} as {}", leaf.physical_type())),
    }
}

impl Stored {
    /// As messages name it.
    fn name(self) -> &'static str {
        match self {
            Stored::Bool => "true/false (BOOLEAN)",
            Stored::Integer { .. } => "whole numbers (INT)",
            Stored::Decimal { .. } => "decimal numbers (DECIMAL)",
            Stored::Day => "dates (DATE)",
            Stored::Moment { utc: true, .. } => "moments in UTC (TIMESTAMP)",
            Stored::Moment { utc: false, .. } => "local times (TIMESTAMP)",
            Stored::Float => "binary floats (FLOAT or DOUBLE)",
            Stored::Text => "text (STRING)",
        }
    }

    /// Whether the column can be read from this; the flaw says what to do where it can't.
    pub fn accepts(self, reader: &CellReader) -> Result<(), Flaw> {
        let ty = &reader.spec.ty;
        let found = format!("{} in column `{}`", self.name(), reader.spec.name);
        let flaw = |expected: &str, help: Option<&str>| {
            Err(Flaw { found: found.clone(), expected: expected.to_string(), help: help.map(str::to_string) })
        };
        let word = matches!(ty, Type::YesNo | Type::OneOf(_));
        match self {
            Stored::Text => Ok(()),
            Stored::Bool if word => Ok(()),
            Stored::Integer { .. } | Stored::Decimal { .. } if ty.is_numeric() || *ty == Type::Text => Ok(()),
            Stored::Integer { .. } if word => Ok(()),
            Stored::Day if *ty == Type::Date => Ok(()),
            Stored::Moment { utc, .. } if *ty == Type::Date => match reader.reading.zone {
                None if utc => flaw(
                    "a date, or a zone by which a moment has one",
                    Some("say `zone: \"Europe/Vienna\"` (or yours) for this table in sources.ron"),
                ),
                _ => Ok(()),
            },
            Stored::Float if ty.is_numeric() => match reader.reading.round {
                None => flaw(
                    &format!("{ty} in decimal numbers: a binary float is not exact"),
                    Some(
                        "say `round: half_away_from_zero` for the table, or for the column under `cells`, in sources.ron",
                    ),
                ),
                Some(_) => Ok(()),
            },
            Stored::Float if *ty == Type::Text => Ok(()),
            _ => flaw(&format!("{ty}"), None),
        }
    }
}
