//! Keys of customers: one text each, and the order in which a run hands them over.
//!
//! Enters: a chunk, or texts that were kept. Leaves: texts, and bytes that sort as the engine sorts keys. Guaranteed:
//! equal keys have equal texts; a key of one text is its own text and its own bytes.

use crate::model::{Rulebook, TableId};
use crate::table::{Column, Values};
use crate::trace::record::Chunk;
use crate::value::{Date, Decimal, Type};
use std::borrow::Cow;
use std::sync::Arc;

/// Stands between the columns of a key in one text; no keyboard writes it.
pub const BETWEEN: char = '\u{1f}';

/// The columns of a table's key.
#[derive(Clone, Debug, PartialEq)]
pub struct Keys(Vec<Type>);

impl Keys {
    /// Those of a table.
    pub fn of(rulebook: &Rulebook, table: TableId) -> Keys {
        let table = rulebook.table(table);
        Keys(table.key.iter().filter_map(|id| table.columns.get(id.0)).map(|column| column.ty.clone()).collect())
    }

    /// The key of a row in one text; `None` where a part of it is unknown: nobody could ask for it.
    pub fn text<'c>(&self, chunk: &'c Chunk, row: usize) -> Option<Cow<'c, str>> {
        if let [column] = chunk.key.as_slice()
            && let Values::Text(texts) = &column.values
        {
            return column.is_known(row).then(|| Cow::Borrowed(texts.get(row)));
        }
        let part = |(column, ty): (&Arc<Column>, &Type)| column.get(row).map(|v| v.plain(ty));
        let parts: Option<Vec<String>> = chunk.key.iter().zip(&self.0).map(part).collect();
        parts.map(|parts| Cow::Owned(joined(parts)))
    }

    /// Bytes that sort as the engine sorts keys. A text that is no key of these columns sorts last.
    pub fn order<'t>(&self, text: &'t str) -> Cow<'t, [u8]> {
        if let [Type::Text] = self.0.as_slice() {
            return Cow::Borrowed(text.as_bytes());
        }
        let parts: Vec<&str> = text.split(BETWEEN).collect();
        let ordered = (parts.len() == self.0.len()).then(|| {
            parts
                .iter()
                .zip(&self.0)
                .try_fold(Vec::new(), |mut bytes, (part, ty)| put(part, ty, &mut bytes).map(|()| bytes))
        });
        Cow::Owned(ordered.flatten().unwrap_or_else(|| [&[0xFF; 32], text.as_bytes()].concat()))
    }

    /// Whether a text is its own bytes.
    pub fn is_plain(&self) -> bool {
        matches!(self.0.as_slice(), [Type::Text])
    }
}

/// The parts of a key in one text.
pub fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(&BETWEEN.to_string())
}

/// Adds a part: numbers and dates with the sign turned round, so that negative ones come first.
fn put(part: &str, ty: &Type, bytes: &mut Vec<u8>) -> Option<()> {
    match ty {
        Type::Text => {
            part.bytes().for_each(|byte| {
                bytes.extend_from_slice(if byte == 0 { &[0, 0xFF] } else { std::slice::from_ref(&byte) })
            });
            bytes.extend([0, 0]);
        }
        Type::Date => bytes.extend((Date::parse(part)?.days() as u32 ^ 1 << 31).to_be_bytes()),
        Type::YesNo => bytes.push(u8::from(part == "yes")),
        Type::OneOf(labels) => bytes.extend(labels.position(part)?.to_be_bytes()),
        _ => bytes.extend((Decimal::parse(part)?.units() as u128 ^ 1 << 127).to_be_bytes()),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Labels;

    #[test]
    fn bytes_sort_as_values_do() {
        let keys = Keys(vec![Type::OneOf(Labels::new(["z", "a"])), Type::Count, Type::Text]);
        let key = |parts: [&str; 3]| joined(parts.map(str::to_string));
        let sorted = [
            key(["z", "-5", "b"]),
            key(["z", "-1", "b"]),
            key(["z", "9", ""]),
            key(["z", "9", "a"]),
            key(["z", "9", "a\0"]),
            key(["z", "9", "a\0b"]),
            key(["z", "9", "ab"]),
            key(["z", "10", "a"]),
            key(["a", "0", "a"]),
            "no key of these".to_string(),
        ];
        let bytes: Vec<_> = sorted.iter().map(|text| keys.order(text)).collect();
        assert!(bytes.is_sorted(), "{bytes:?}");
        assert!(bytes.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
