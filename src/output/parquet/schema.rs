//! What the columns of a file are.
//!
//! Enters: fields. Leaves: a Parquet schema. Guaranteed: it is the same whatever the rows.

use crate::output::Field;
use crate::value::Type;
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::errors::ParquetError;
use parquet::schema::types::{Type as Schema, TypePtr};
use std::sync::Arc;

/// Bytes of a number that does not fit 64 bits.
pub const DECIMAL_BYTES: usize = 16;
/// Digits that fit 64 bits.
const NARROW_DIGITS: u32 = 18;

/// Numbers below this fit a narrow field.
pub const NARROW: i64 = 10i64.pow(NARROW_DIGITS);

/// One column a field.
pub fn of(fields: &[Field]) -> Result<TypePtr, ParquetError> {
    let fields = fields.iter().map(|field| column(field).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(Schema::group_type_builder("rubric").with_fields(fields).build()?))
}

fn column(field: &Field) -> Result<Schema, ParquetError> {
    let of = |physical| Schema::primitive_type_builder(&field.name, physical).with_repetition(Repetition::OPTIONAL);
    let decimal = |physical, digits: i32| {
        let scale = i32::from(field.decimals);
        let ty = of(physical).with_precision(digits).with_scale(scale);
        ty.with_logical_type(Some(LogicalType::decimal(scale, digits)))
    };
    match &field.ty {
        ty if ty.is_numeric() && field.narrow => decimal(Physical::INT64, NARROW_DIGITS as i32).build(),
        ty if ty.is_numeric() => decimal(Physical::FIXED_LEN_BYTE_ARRAY, 38).with_length(DECIMAL_BYTES as i32).build(),
        Type::Date => of(Physical::INT32).with_logical_type(Some(LogicalType::Date)).build(),
        Type::YesNo => of(Physical::BOOLEAN).build(),
        _ => of(Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)).build(),
    }
}
