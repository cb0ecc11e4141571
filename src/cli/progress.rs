//! How far a run has come.
//!
//! Enters: the data of a run. Leaves: the same data, counted on a bar on stderr while they are read. Guaranteed: there
//! is no bar unless stderr is a terminal; the data pass unchanged.

use crate::table::{Batch, Part, Problem, Tables};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// A line that counts.
pub fn line(what: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner().with_message(what.to_string());
    let style = ProgressStyle::with_template("{spinner} {msg}: {human_pos} rows, {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// Data whose rows are counted when they are read.
pub struct Watched<'a> {
    /// The data
    pub tables: &'a dyn Tables,
    /// Where rows are counted
    pub bar: ProgressBar,
}

struct WatchedPart<'a> {
    part: Box<dyn Part + 'a>,
    bar: ProgressBar,
}

impl Tables for Watched<'_> {
    fn parts(&self, table: &str) -> Result<usize, Vec<Problem>> {
        self.tables.parts(table)
    }

    fn open(&self, table: &str, part: usize, columns: &[usize]) -> Result<Box<dyn Part + '_>, Vec<Problem>> {
        let part = self.tables.open(table, part, columns)?;
        Ok(Box::new(WatchedPart { part, bar: self.bar.clone() }))
    }

    fn file_name(&self, table: &str, file: usize) -> String {
        self.tables.file_name(table, file)
    }
}

impl Part for WatchedPart<'_> {
    fn file(&self) -> usize {
        self.part.file()
    }

    fn next(&mut self, problems: &mut Vec<Problem>) -> Result<Option<Batch>, Box<Problem>> {
        let batch = self.part.next(problems)?;
        if let Some(batch) = &batch {
            self.bar.inc(batch.rows as u64);
        }
        Ok(batch)
    }
}
