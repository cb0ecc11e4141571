//! Rows that show what was found, as examples.
//!
//! Enters: findings with what to look for. Leaves: the same findings with the text of examples to paste. Guaranteed: an
//! example stands beside a finding only after the engine has judged its rows and they show what is found.

use super::extreme::{self, Side};
use super::judge::{Judge, Seen};
use super::print::{self, Shown};
use super::sketch::Sketcher;
use super::{Row, VARIANTS};
use crate::diagnostic::Diagnostic;
use crate::model::{Expr, ExprKind, ItemId, Rulebook};
use crate::prove::build::Built;
use crate::prove::domain::Domain;
use crate::prove::graph::NodeId;
use crate::source::{Sources, Span};
use crate::value::{Decimal, Value};
use std::collections::BTreeSet;

/// The most nodes looked at to show the findings of one rulebook.
const EFFORT: u64 = 2_000_000;

/// Examples for one finding.
const MOST_SHOWN: usize = 2;

/// A finding, and the rows that would show it.
pub struct Finding<'b> {
    pub report: Diagnostic,
    pub shown_by: Vec<Request<'b>>,
}

/// A row to look for.
pub struct Request<'b> {
    /// Whose list or value
    pub item: ItemId,
    /// Position of the rule, in a score
    pub rule: Option<usize>,
    /// What is so of the row
    pub suppose: Vec<(NodeId, Domain)>,
    /// What must come of it
    pub shows: Shows<'b>,
}

/// What the engine must make of a row.
pub enum Shows<'b> {
    /// It meets the condition of this line, or any row does, and an earlier line takes it
    Taken(usize, Option<&'b Expr>),
    /// The first line takes it, and it meets the condition of the second, too
    Claimed(usize, usize, &'b Expr),
    /// No line takes it
    Fallen,
    /// The rule gives these points, in words for what
    Points(Decimal, String),
    /// This last line takes it, and this value is unknown
    Unknown(usize, &'b Expr),
    /// Its points are the most or the fewest that can be found; the end that is proven
    Extreme(Side, Decimal),
    /// The score is this one; what the example is called
    Score(Decimal, String),
}

/// Looks for a row for each request, and puts what is found beside the findings.
pub fn show(book: &Rulebook, built: &Built, sources: &Sources, findings: Vec<Finding>) -> Vec<Diagnostic> {
    let mut looker: Option<Looker> = None;
    let shown = findings.into_iter().map(|Finding { mut report, shown_by }| {
        if !shown_by.is_empty() {
            let looker = looker.get_or_insert_with(|| Looker::new(book, built, sources));
            let found: Vec<String> =
                shown_by.iter().filter_map(|request| looker.look(request)).take(MOST_SHOWN).collect();
            report.example = (!found.is_empty()).then(|| found.join("\n").into());
        }
        report
    });
    shown.collect()
}

struct Looker<'a> {
    book: &'a Rulebook,
    built: &'a Built,
    sources: &'a Sources,
    sketcher: Sketcher<'a>,
    judge: Judge<'a>,
    /// The titles of all examples, those that are shown too
    titles: BTreeSet<String>,
}

impl<'a> Looker<'a> {
    fn new(book: &'a Rulebook, built: &'a Built, sources: &'a Sources) -> Looker<'a> {
        let sketcher = Sketcher::new(book, built, EFFORT);
        let judge = Judge::new(book, sketcher.as_of);
        let titles = book.examples.iter().map(|example| example.title.clone()).collect();
        Looker { book, built, sources, sketcher, judge, titles }
    }

    fn look(&mut self, request: &Request) -> Option<String> {
        if let Shows::Extreme(side, end) = &request.shows {
            return self.extreme(request, *side, *end);
        }
        (0..VARIANTS).find_map(|variant| {
            let tables = self.sketcher.sketch(request.item, &request.suppose, variant)?;
            let seen = self.judge.see(&tables, request.item)?;
            let (title, more) = self.shows(request, &seen)?;
            Some(self.example(request, &seen, tables, title, more))
        })
    }

    /// A title that no other example has.
    fn untaken(&mut self, title: String) -> String {
        let all = std::iter::once(title.clone()).chain((2..).map(|count| format!("{title} ({count})")));
        let untaken = all.take(1_000).find(|title| !self.titles.contains(title)).unwrap_or(title);
        self.titles.insert(untaken.clone());
        untaken
    }

    fn example(
        &mut self,
        request: &Request,
        seen: &Seen,
        tables: Vec<Vec<Row>>,
        title: String,
        more: Option<String>,
    ) -> String {
        let title = self.untaken(title);
        let value = seen.value(request.item, request.rule);
        let mut expected = vec![print::expected(self.book, request.item, request.rule, value.as_ref())];
        expected.extend(more);
        let table = self.book.item(request.item).table;
        print::example(
            self.book,
            self.built,
            &Shown { title, as_of: self.sketcher.as_of, tables: &tables, table, expected },
        )
    }

    /// What the example is called, and what else it expects; `None` where the row does not show what it should.
    fn shows(&self, request: &Request, seen: &Seen) -> Option<(String, Option<String>)> {
        let list = print::list_name(self.book, request.item, request.rule);
        let won = seen.line(request.item, request.rule);
        match &request.shows {
            Shows::Taken(line, condition) => {
                let taker = won?.filter(|taker| taker < line)?;
                let met = condition.is_none_or(|condition| seen.holds(condition));
                let title = format!("line {} of {list} never wins: line {} takes this one", line + 1, taker + 1);
                met.then(|| (title, condition.and_then(|condition| self.written(condition.span))))
            }
            Shows::Claimed(first, second, condition) => {
                let is_shown = won? == Some(*first) && seen.holds(condition);
                let title = format!("lines {} and {} of {list} both claim this one", first + 1, second + 1);
                is_shown.then(|| (title, self.written(condition.span)))
            }
            Shows::Fallen => won?.is_none().then(|| (format!("no line of {list} takes this one"), None)),
            Shows::Points(points, at) => {
                let is_shown = seen.value(request.item, request.rule)? == Value::Number(*points);
                is_shown.then(|| (format!("what {list} gives for {at}"), None))
            }
            Shows::Unknown(line, unknown) => {
                let is_shown = won? == Some(*line) && seen.expression(unknown)?.is_none();
                let title = format!("line {} of {list} takes one of whom something is unknown", line + 1);
                is_shown.then(|| (title, self.unknown(unknown)))
            }
            Shows::Score(score, title) => {
                let is_shown = seen.item(request.item)? == Value::Number(*score);
                is_shown.then(|| (title.clone(), None))
            }
            Shows::Extreme(..) => None,
        }
    }

    /// The row with the most or the fewest points that was found.
    fn extreme(&mut self, request: &Request, side: Side, end: Decimal) -> Option<String> {
        let mut best: Option<(Decimal, Seen, Vec<Vec<Row>>)> = None;
        let (solver, of) = (&mut self.sketcher.solver, (request.item, side));
        for (variant, suppose) in extreme::attempts(self.book, self.built, solver, of, &request.suppose) {
            let Some(tables) = self.sketcher.sketch(request.item, &suppose, variant) else { continue };
            let Some(seen) = self.judge.see(&tables, request.item) else { continue };
            let Some(points) = seen.score(request.item).map(|score| score.points) else { continue };
            let is_better = best.as_ref().is_none_or(|(known, ..)| side.is_better(points, *known));
            if is_better && seen.item(request.item).is_some() {
                best = Some((points, seen, tables));
            }
            if points == end {
                break;
            }
        }
        let (points, seen, tables) = best?;
        let list = print::list_name(self.book, request.item, None);
        let (more, most) = match side {
            Side::Most => ("more", "most"),
            Side::Fewest => ("fewer", "fewest"),
        };
        let words = print::points(points);
        let title = if points == end {
            format!("nobody has {more} points of {list} than this one: {words}")
        } else {
            format!("the {most} points of {list} that were found: {words}")
        };
        Some(self.example(request, &seen, tables, title, None))
    }

    /// A condition as its author wrote it, where that fits on one line.
    fn written(&self, span: Span) -> Option<String> {
        let text = self.sources.text(span);
        let is_plain = !text.contains(['"', '#']);
        match text.contains('\n') {
            false => Some(text.to_string()),
            true => is_plain.then(|| text.split_whitespace().collect::<Vec<_>>().join(" ")),
        }
    }

    fn unknown(&self, expr: &Expr) -> Option<String> {
        let text = self.written(expr.span)?;
        let is_name = matches!(expr.kind, ExprKind::Item(_) | ExprKind::Column(_) | ExprKind::Ancestor(..));
        Some(if is_name { format!("{text} is unknown") } else { format!("({text}) is unknown") })
    }
}
