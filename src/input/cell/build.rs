//! A column while it grows.
//!
//! Enters: typed cells. Leaves: a [`Column`] of the table. Guaranteed: what was pushed for a row that turns out bad
//! can be taken back, so that all columns of a batch stay equally long.

use super::Typed;
use crate::table::{Column, ColumnSpec, TextColumn, Values};

/// Typed values in the order they came.
#[derive(Debug)]
pub(in crate::input) struct Builder {
    values: Values,
    known: Vec<bool>,
    unknown: usize,
}

impl Builder {
    /// An empty column.
    pub fn new(spec: &ColumnSpec) -> Builder {
        Builder { values: Values::empty(&spec.ty, spec.decimals), known: Vec::new(), unknown: 0 }
    }

    /// A column of texts that are told once; `known` has an entry for each of its rows.
    pub fn dictionary(texts: TextColumn, known: Vec<bool>) -> Builder {
        let unknown = known.iter().filter(|known| !**known).count();
        Builder { values: Values::Text(texts), known, unknown }
    }

    /// Adds a row. A value of another type than the column's is taken as unknown; its reader is made of the same
    /// spec, so that there is none.
    pub fn push(&mut self, cell: Option<Typed<'_>>) {
        let known = cell.is_some();
        self.known.push(known);
        self.unknown += usize::from(!known);
        match (&mut self.values, cell) {
            (Values::Fixed { units, .. }, Some(Typed::Fixed(n))) => units.push(n),
            (Values::Wide(v), Some(Typed::Wide(n))) => v.push(n),
            (Values::Date(v), Some(Typed::Date(day))) => v.push(day),
            (Values::YesNo(v), Some(Typed::YesNo(b))) => v.push(b),
            (Values::Label(v), Some(Typed::Label(label))) => v.push(label),
            (Values::Text(v), Some(Typed::Text(text))) => v.push(&text),
            (values, _) => push_zero(values),
        }
    }

    /// Takes back all rows from `rows` on.
    pub fn truncate(&mut self, rows: usize) {
        let back = self.known.get(rows..).unwrap_or(&[]).iter().filter(|known| !**known).count();
        self.unknown -= back;
        self.known.truncate(rows);
        match &mut self.values {
            Values::Fixed { units, .. } => units.truncate(rows),
            Values::Wide(v) => v.truncate(rows),
            Values::Date(v) => v.truncate(rows),
            Values::YesNo(v) => v.truncate(rows),
            Values::Label(v) => v.truncate(rows),
            Values::Text(v) => truncate_text(v, rows),
        }
    }

    /// Keeps the rows for which `keep` says so.
    pub fn retain(&mut self, keep: &[bool]) {
        fn kept<T>(values: &mut Vec<T>, keep: &[bool]) {
            let mut keep = keep.iter();
            values.retain(|_| keep.next().copied().unwrap_or(true));
        }
        kept(&mut self.known, keep);
        self.unknown = self.known.iter().filter(|known| !**known).count();
        match &mut self.values {
            Values::Fixed { units, .. } => kept(units, keep),
            Values::Wide(v) => kept(v, keep),
            Values::Date(v) => kept(v, keep),
            Values::YesNo(v) => kept(v, keep),
            Values::Label(v) => kept(v, keep),
            Values::Text(v) => match &mut v.codes {
                Some(codes) => kept(codes, keep),
                None => *v = kept_text(v, keep),
            },
        }
    }

    /// Bytes of text so far.
    pub fn text_bytes(&self) -> usize {
        if let Values::Text(text) = &self.values { text.bytes.len() } else { 0 }
    }

    /// The column, with `known` only where something is unknown.
    pub fn finish(self) -> Column {
        Column { values: self.values, known: (self.unknown > 0).then_some(self.known) }
    }
}

fn push_zero(values: &mut Values) {
    match values {
        Values::Fixed { units, .. } => units.push(0),
        Values::Wide(v) => v.push(0),
        Values::Date(v) => v.push(0),
        Values::YesNo(v) => v.push(false),
        Values::Label(v) => v.push(0),
        Values::Text(v) => v.push(""),
    }
}

fn truncate_text(text: &mut TextColumn, rows: usize) {
    text.ends.truncate(rows);
    text.bytes.truncate(text.ends.last().map_or(0, |end| *end as usize));
}

fn kept_text(text: &TextColumn, keep: &[bool]) -> TextColumn {
    let mut out = TextColumn::default();
    for row in (0..text.len()).filter(|row| keep.get(*row).copied().unwrap_or(true)) {
        out.push(text.get(row));
    }
    out
}
