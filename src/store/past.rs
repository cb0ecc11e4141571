//! What a customer's results were.
//!
//! Enters: the bytes of a version and the layout of its run. Leaves: values by name. Guaranteed: what the layout does not
//! have is told from what is unknown.

use super::{Fault, Layout, Part, RunId, body};
use crate::value::{Decimal, Value};
use std::sync::Arc;

/// The results of a customer from a run on.
#[derive(Clone, Debug)]
pub struct Past {
    /// The run from which on they hold
    pub run: RunId,
    /// What they are made of
    pub layout: Arc<Layout>,
    cells: Vec<Option<Value>>,
}

impl Past {
    /// Reads a version of a run.
    pub fn of(run: RunId, layout: Arc<Layout>, bytes: &[u8]) -> Result<Past, Fault> {
        let cells = body::values(bytes)?;
        if cells.len() == layout.fields.len() {
            return Ok(Past { run, layout, cells });
        }
        Err(Fault::Damaged("a customer's version has other values than its run".to_string()))
    }

    /// The value of a part; the outer `None` where results had no such part then, the inner where it was unknown.
    pub fn get(&self, part: &Part) -> Option<Option<&Value>> {
        self.layout.position(part).and_then(|at| self.cells.get(at)).map(Option::as_ref)
    }

    /// The value of an item, likewise.
    pub fn item(&self, name: &str) -> Option<Option<&Value>> {
        self.get(&Part::Item(name.to_string()))
    }

    /// The points of a score.
    pub fn points(&self, score: &str) -> Option<Decimal> {
        self.get(&Part::Points(score.to_string()))??.number()
    }

    /// The line of a rule that won, from 0.
    pub fn line(&self, score: &str, rule: &str) -> Option<usize> {
        match self.get(&Part::Line(score.to_string(), rule.to_string()))?? {
            Value::Label(line) => Some(usize::from(*line)),
            _ => None,
        }
    }

    /// The condition of the line that gave a segment's label, as it was written.
    pub fn condition(&self, segment: &str) -> Option<&str> {
        let Value::Label(line) = self.get(&Part::Chosen(segment.to_string()))?? else { return None };
        self.layout.item(segment)?.lines.get(usize::from(*line)).map(String::as_str)
    }

    /// What a rule contributed to the points; `None` where there was no such rule, or the customer is not among those
    /// it judges.
    pub fn contribution(&self, score: &str, rule: &str) -> Option<Decimal> {
        let words = self.layout.rules.iter().find(|words| words.score == score && words.name == rule)?;
        self.points(score)?;
        if let Some(stored) = self.get(&Part::Contribution(score.to_string(), rule.to_string())) {
            return stored?.number();
        }
        match self.line(score, rule) {
            None => Some(Decimal::ZERO),
            Some(line) => words.lines.get(line)?.contribution,
        }
    }

    /// What a rule measured; the outer `None` where it measures nothing, or there was no such rule.
    pub fn measured(&self, score: &str, rule: &str) -> Option<Option<&Value>> {
        let words = self.layout.rules.iter().find(|words| words.score == score && words.name == rule)?;
        let stored = self.get(&Part::Value(score.to_string(), rule.to_string()));
        stored.or_else(|| self.item(words.measure.as_ref()?.item.as_ref()?))
    }
}
