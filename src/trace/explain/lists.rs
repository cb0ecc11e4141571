//! Decision lists: each line, and whether it was tried and taken.

use super::conditions::condition;
use super::scope::{At, Scope};
use crate::model::{Line, List};
use crate::trace::facts::{LineFacts, LineResult};

/// All lines of a list. `won` are the lines taken; with `adding` all are tried, else those up to the first taken.
pub(super) fn lines<R>(
    scope: &Scope,
    at: At,
    list: &List<R>,
    won: &[usize],
    adding: bool,
    result: &mut dyn FnMut(&R) -> LineResult,
) -> Vec<LineFacts> {
    let last_tried = won.first().copied().unwrap_or(usize::MAX);
    let line = |(i, line): (usize, &Line<R>)| LineFacts {
        number: i + 1,
        written: scope.written(line.span),
        result: result(&line.result),
        condition: line.condition.as_ref().map(|c| condition(scope, at, c)),
        tried: adding || i <= last_tried,
        won: won.contains(&i),
    };
    list.lines.iter().enumerate().map(line).collect()
}
