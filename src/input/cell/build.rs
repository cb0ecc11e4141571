//! A column while it grows.
//!
//! Enters: typed cells. Leaves: a [`Column`] of the table. Guaranteed: rows that turn out bad can be left out, so that
//! all columns of a batch stay equally long.

use super::{CellReader, Flaw, Typed};
use crate::table::{Column, ColumnSpec, TextColumn, Texts, Values};
use std::sync::Arc;

/// Rows of one column, and the flaws of some of them.
pub(in crate::input) struct Decoded {
    pub builder: Builder,
    /// By row, ascending
    pub flaws: Vec<(usize, Flaw)>,
    /// Cells that were read one by one, not being in their usual shape
    pub slow: u64,
}

impl Decoded {
    /// A column that the file does not have: its default, or unknown.
    pub fn absent(reader: &CellReader, rows: usize) -> Decoded {
        let mut builder = Builder::new(&reader.spec);
        (0..rows).for_each(|_| builder.push(reader.missing().unwrap_or(None)));
        Decoded { builder, flaws: Vec::new(), slow: 0 }
    }
}

/// Typed values in the order they came.
#[derive(Debug)]
pub(in crate::input) struct Builder {
    /// Texts are in `texts` instead, as long as there is no dictionary
    values: Values,
    texts: Texts,
    /// Which rows are known; `None` while all are
    known: Option<Vec<bool>>,
}

impl Builder {
    /// An empty column.
    pub fn new(spec: &ColumnSpec) -> Builder {
        Builder { values: Values::empty(&spec.ty, spec.decimals), texts: Texts::default(), known: None }
    }

    /// A column of values that are no text; `unknown` are rows.
    pub fn of(values: Values, unknown: &[u32]) -> Builder {
        let known = all_but(values.len(), unknown);
        Builder { values, texts: Texts::default(), known }
    }

    /// A column of texts, one a row; `unknown` are rows.
    pub fn of_texts(texts: Texts, unknown: &[u32]) -> Builder {
        let known = all_but(texts.ends.len(), unknown);
        Builder { values: Values::Text(TextColumn::default()), texts, known }
    }

    /// How many rows.
    fn len(&self) -> usize {
        match &self.values {
            Values::Text(TextColumn { codes: None, .. }) => self.texts.ends.len(),
            values => values.len(),
        }
    }

    /// Adds a row for each code: the entry of `from` that it names, which is one of them.
    pub fn extend(&mut self, from: &Column, codes: &[u32]) {
        let before = self.len();
        match (&mut self.values, &from.values) {
            (Values::Fixed { units, .. }, Values::Fixed { units: from, .. }) => units.extend(picked(from, codes)),
            (Values::Wide(v), Values::Wide(from)) => v.extend(picked(from, codes)),
            (Values::Date(v), Values::Date(from)) => v.extend(picked(from, codes)),
            (Values::YesNo(v), Values::YesNo(from)) => v.extend(picked(from, codes)),
            (Values::Label(v), Values::Label(from)) => v.extend(picked(from, codes)),
            (Values::Text(_), Values::Text(from)) => self.extend_texts(from, codes),
            // A dictionary is built from the same spec.
            _ => codes.iter().for_each(|_| self.push_zero()),
        }
        if let Some(known) = &from.known
            && !picked(known, codes).all(|known| known)
        {
            self.known.get_or_insert_with(|| vec![true; before]).extend(picked(known, codes));
        }
        self.all_known();
    }

    /// Adds a row for each number of units with as many decimals as the column has.
    pub fn extend_fixed(&mut self, from: Vec<i64>) {
        if let Values::Fixed { units, .. } = &mut self.values {
            append(units, from);
        }
        self.all_known();
    }

    /// Adds a row for each number of units of 10⁻¹².
    pub fn extend_wide(&mut self, from: impl Iterator<Item = i128>) {
        if let Values::Wide(units) = &mut self.values {
            units.extend(from);
        }
        self.all_known();
    }

    /// Adds a row for each day.
    pub fn extend_days(&mut self, from: Vec<i32>) {
        if let Values::Date(days) = &mut self.values {
            append(days, from);
        }
        self.all_known();
    }

    /// Bytes of text that are not of a dictionary.
    pub fn text_bytes(&self) -> usize {
        self.texts.bytes.len()
    }

    /// Adds a row for each text.
    pub fn extend_with(&mut self, from: Texts) {
        self.give_up_dictionary();
        if self.texts.ends.is_empty() {
            self.texts = from;
        } else {
            let before = self.texts.bytes.len() as u32;
            self.texts.bytes.push_str(&from.bytes);
            self.texts.ends.extend(from.ends.iter().map(|end| before + end));
        }
        self.all_known();
    }

    /// The rows for which nothing was said are known.
    fn all_known(&mut self) {
        let rows = self.len();
        if let Some(known) = &mut self.known {
            known.resize(rows, true);
        }
    }

    /// Adds a row. A value of another type than the column's is taken as unknown; its reader is made of the same
    /// spec, so that there is none.
    pub fn push(&mut self, cell: Option<Typed<'_>>) {
        let unknown = cell.is_none();
        match (&mut self.values, cell) {
            (Values::Fixed { units, .. }, Some(Typed::Fixed(n))) => units.push(n),
            (Values::Wide(v), Some(Typed::Wide(n))) => v.push(n),
            (Values::Date(v), Some(Typed::Date(day))) => v.push(day),
            (Values::YesNo(v), Some(Typed::YesNo(b))) => v.push(b),
            (Values::Label(v), Some(Typed::Label(label))) => v.push(label),
            (Values::Text(_), Some(Typed::Text(text))) => self.push_text(&text),
            _ => self.push_zero(),
        }
        if unknown {
            let before = self.len() - 1;
            self.known.get_or_insert_with(|| vec![true; before]).push(false);
        }
        self.all_known();
    }

    fn push_zero(&mut self) {
        match &mut self.values {
            Values::Fixed { units, .. } => units.push(0),
            Values::Wide(v) => v.push(0),
            Values::Date(v) => v.push(0),
            Values::YesNo(v) => v.push(false),
            Values::Label(v) => v.push(0),
            Values::Text(_) => self.push_text(""),
        }
    }

    /// One more row; a dictionary is given up for it.
    fn push_text(&mut self, text: &str) {
        self.give_up_dictionary();
        self.texts.push(text);
    }

    /// The dictionary is shared where all rows so far are of it; else the rows' texts are told one by one.
    fn extend_texts(&mut self, from: &TextColumn, codes: &[u32]) {
        if self.len() == 0 {
            self.values = Values::Text(TextColumn { texts: Arc::clone(&from.texts), codes: Some(Vec::new()) });
        }
        match &mut self.values {
            Values::Text(TextColumn { texts, codes: Some(all) }) if Arc::ptr_eq(texts, &from.texts) => {
                all.extend(codes)
            }
            _ => {
                self.give_up_dictionary();
                codes.iter().for_each(|code| self.texts.push(from.entry(*code as usize)));
            }
        }
    }

    fn give_up_dictionary(&mut self) {
        if let Values::Text(column @ TextColumn { codes: Some(_), .. }) = &self.values {
            (0..column.len()).for_each(|row| self.texts.push(column.get(row)));
            self.values = Values::Text(TextColumn::default());
        }
    }

    /// Keeps the rows for which `keep` says so.
    pub fn retain(&mut self, keep: &[bool]) {
        fn kept<T>(values: &mut Vec<T>, keep: &[bool]) {
            let mut keep = keep.iter();
            values.retain(|_| keep.next().copied().unwrap_or(true));
        }
        if let Some(known) = &mut self.known {
            kept(known, keep);
        }
        match &mut self.values {
            Values::Fixed { units, .. } => kept(units, keep),
            Values::Wide(v) => kept(v, keep),
            Values::Date(v) => kept(v, keep),
            Values::YesNo(v) => kept(v, keep),
            Values::Label(v) => kept(v, keep),
            Values::Text(TextColumn { codes: Some(codes), .. }) => kept(codes, keep),
            Values::Text(_) => self.texts = kept_texts(&self.texts, keep),
        }
    }

    /// The column, with `known` only where something is unknown.
    pub fn finish(self) -> Column {
        let values = match self.values {
            Values::Text(TextColumn { codes: None, .. }) => {
                Values::Text(TextColumn { texts: Arc::new(self.texts), codes: None })
            }
            values => values,
        };
        Column { values, known: self.known.filter(|known| known.contains(&false)) }
    }
}

/// Without a copy where there is nothing yet.
fn append<T>(values: &mut Vec<T>, mut more: Vec<T>) {
    if values.is_empty() {
        *values = more;
    } else {
        values.append(&mut more);
    }
}

fn all_but(rows: usize, unknown: &[u32]) -> Option<Vec<bool>> {
    let mut known = (!unknown.is_empty()).then(|| vec![true; rows])?;
    for row in unknown {
        if let Some(known) = known.get_mut(*row as usize) {
            *known = false;
        }
    }
    Some(known)
}

/// The values that codes name.
fn picked<T: Copy + Default>(values: &[T], codes: &[u32]) -> impl Iterator<Item = T> {
    codes.iter().map(|code| values.get(*code as usize).copied().unwrap_or_default())
}

fn kept_texts(texts: &Texts, keep: &[bool]) -> Texts {
    let mut out = Texts::default();
    for row in (0..texts.ends.len()).filter(|row| keep.get(*row).copied().unwrap_or(true)) {
        out.push(texts.entry(row));
    }
    out
}
