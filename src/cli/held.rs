//! Data that are read once and judged many times.
//!
//! Enters: the data of a run. Leaves: the same data; what was read stays in memory, and is handed over again when the same
//! columns of the same part are asked for. Guaranteed: batches, their order and the problems in them are those of the
//! first reading.

use crate::table::{Batch, Part, Problem, Tables};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Data that stay in memory once they were read.
pub struct Held<'t> {
    tables: &'t dyn Tables,
    parts: Mutex<HashMap<Asked, Arc<Taken>>>,
}

/// A table, one of its parts, and columns.
type Asked = (String, usize, Vec<usize>);

/// All of a part.
struct Taken {
    file: usize,
    batches: Vec<(Batch, Vec<Problem>)>,
    /// What is wrong with rows behind the last batch
    rest: Vec<Problem>,
    /// Why the part ended
    end: Option<Box<Problem>>,
}

impl<'t> Held<'t> {
    /// Nothing read yet.
    pub fn new(tables: &'t dyn Tables) -> Held<'t> {
        Held { tables, parts: Mutex::default() }
    }

    fn known(&self, asked: &Asked) -> Option<Arc<Taken>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner).get(asked).cloned()
    }

    fn take(&self, asked: Asked) -> Result<Arc<Taken>, Vec<Problem>> {
        let (table, part, columns) = &asked;
        let taken = Arc::new(Taken::all_of(self.tables.open(table, *part, columns)?));
        self.parts.lock().unwrap_or_else(PoisonError::into_inner).insert(asked, Arc::clone(&taken));
        Ok(taken)
    }
}

impl Taken {
    fn all_of(mut part: Box<dyn Part + '_>) -> Taken {
        let mut taken = Taken { file: part.file(), batches: Vec::new(), rest: Vec::new(), end: None };
        loop {
            let mut problems = Vec::new();
            match part.next(&mut problems) {
                Ok(Some(batch)) => taken.batches.push((batch, problems)),
                Ok(None) => return Taken { rest: problems, ..taken },
                Err(end) => return Taken { rest: problems, end: Some(end), ..taken },
            }
        }
    }
}

impl Tables for Held<'_> {
    fn parts(&self, table: &str) -> Result<usize, Vec<Problem>> {
        self.tables.parts(table)
    }

    fn open(&self, table: &str, part: usize, columns: &[usize]) -> Result<Box<dyn Part + '_>, Vec<Problem>> {
        let asked = (table.to_string(), part, columns.to_vec());
        let taken = match self.known(&asked) {
            Some(taken) => taken,
            None => self.take(asked)?,
        };
        Ok(Box::new(HeldPart { taken, next: 0 }))
    }

    fn file_name(&self, table: &str, file: usize) -> String {
        self.tables.file_name(table, file)
    }
}

/// A part that is handed over again.
struct HeldPart {
    taken: Arc<Taken>,
    next: usize,
}

impl Part for HeldPart {
    fn file(&self) -> usize {
        self.taken.file
    }

    fn next(&mut self, problems: &mut Vec<Problem>) -> Result<Option<Batch>, Box<Problem>> {
        let at = self.next;
        self.next += 1;
        if let Some((batch, found)) = self.taken.batches.get(at) {
            problems.extend(found.iter().cloned());
            return Ok(Some(batch.clone()));
        }
        if at == self.taken.batches.len() {
            problems.extend(self.taken.rest.iter().cloned());
            return self.taken.end.clone().map_or(Ok(None), Err);
        }
        Ok(None)
    }
}
