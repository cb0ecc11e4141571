//! A column while it grows.
//!
//! Enters: typed cells. Leaves: a [`Column`] of the table. Guaranteed: what was pushed for a row that turns out bad
//! can be taken back, so that all columns of a batch stay equally long.

use super::Typed;
use crate::table::{Column, ColumnSpec, TextColumn, Values};
use std::sync::Arc;

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

    /// Adds a row for each code: the entry of `from` that it names, which is one of them.
    pub fn extend(&mut self, from: &Column, codes: &[u32]) {
        match &from.known {
            None => self.known.resize(self.known.len() + codes.len(), true),
            Some(known) => {
                let before = self.known.len();
                self.known.extend(picked(known, codes));
                self.unknown += self.known.iter().skip(before).filter(|known| !**known).count();
            }
        }
        match (&mut self.values, &from.values) {
            (Values::Fixed { units, .. }, Values::Fixed { units: from, .. }) => units.extend(picked(from, codes)),
            (Values::Wide(v), Values::Wide(from)) => v.extend(picked(from, codes)),
            (Values::Date(v), Values::Date(from)) => v.extend(picked(from, codes)),
            (Values::YesNo(v), Values::YesNo(from)) => v.extend(picked(from, codes)),
            (Values::Label(v), Values::Label(from)) => v.extend(picked(from, codes)),
            (Values::Text(v), Values::Text(from)) => extend_texts(v, from, codes),
            // A dictionary is built from the same spec.
            (values, _) => codes.iter().for_each(|_| push_zero(values)),
        }
    }

    /// Adds a row for each number of units with as many decimals as the column has; whether it holds such.
    pub fn extend_fixed(&mut self, from: impl Iterator<Item = i64>) -> bool {
        let Values::Fixed { units, .. } = &mut self.values else { return false };
        units.extend(from);
        self.known.resize(units.len(), true);
        true
    }

    /// Adds a row for each day; whether the column holds days.
    pub fn extend_days(&mut self, from: impl Iterator<Item = i32>) -> bool {
        let Values::Date(days) = &mut self.values else { return false };
        days.extend(from);
        self.known.resize(days.len(), true);
        true
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
            (Values::Text(v), Some(Typed::Text(text))) => push_text(v, &text),
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
        Values::Text(v) => push_text(v, ""),
    }
}

/// The values that codes name.
fn picked<T: Copy + Default>(values: &[T], codes: &[u32]) -> impl Iterator<Item = T> {
    codes.iter().map(|code| values.get(*code as usize).copied().unwrap_or_default())
}

/// The dictionary is shared where all rows so far are of it; else the rows' texts are told one by one.
fn extend_texts(to: &mut TextColumn, from: &TextColumn, codes: &[u32]) {
    if to.is_empty() {
        *to = TextColumn { texts: Arc::clone(&from.texts), codes: Some(Vec::with_capacity(codes.len())) };
    }
    match &mut to.codes {
        Some(all) if Arc::ptr_eq(&to.texts, &from.texts) => all.extend(codes),
        _ => codes.iter().for_each(|code| push_text(to, from.entry(*code as usize))),
    }
}

/// One more row; a dictionary is given up for it.
fn push_text(to: &mut TextColumn, text: &str) {
    if to.codes.is_some() {
        let mut rows = TextColumn::default();
        (0..to.len()).for_each(|row| rows.push(to.get(row)));
        *to = rows;
    }
    to.push(text);
}

fn truncate_text(text: &mut TextColumn, rows: usize) {
    let texts = Arc::make_mut(&mut text.texts);
    texts.ends.truncate(rows);
    texts.bytes.truncate(texts.ends.last().map_or(0, |end| *end as usize));
}

fn kept_text(text: &TextColumn, keep: &[bool]) -> TextColumn {
    let mut out = TextColumn::default();
    for row in (0..text.len()).filter(|row| keep.get(*row).copied().unwrap_or(true)) {
        out.push(text.get(row));
    }
    out
}
