//! Random rulebooks on random data: no row does what was proven to be impossible.

use super::winners::come_out;
use crate::reference::evaluate::{Reference, Scope};
use crate::reference::generate::{Seed, draft, rows, seeds};
use crate::reference::random::settings;
use proptest::prelude::*;
use rubric::check::check;
use rubric::diagnostic::{Diagnostic, codes};
use rubric::model::{Aggregate, Expr, ExprId, ExprKind, Item, ItemId, ItemKind, List, MetricBody, Rulebook, TableId};
use rubric::prove::{Proven, Range, Values, prove};
use rubric::source::Span;
use rubric::trace::words::Words;
use rubric::value::Value;

pub fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 64, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_row_refutes_what_is_proven(seed in seeds()) {
        if let Err(refuted) = search(&seed) {
            return Err(TestCaseError::fail(refuted));
        }
    }
}

/// One case: the data against the proofs; an `Err` is what a row does that it was proven not to.
fn search(seed: &Seed) -> Result<(), String> {
    let draft = draft(seed);
    let found = check("random.rubric", &draft.text, &mut |path| Err(format!("no file {path}")));
    let Some(book) = found.rulebook else { return Ok(()) };
    let settings = settings(&book, &draft)?;
    let data = rows(seed, &book, &draft);
    let doubts: Vec<Diagnostic> = found.diagnostics.into_iter().filter(|d| d.code == codes::UNKNOWN_TAKEN).collect();
    let proven = prove(&book, &found.sources, &doubts);
    pasted(&draft.text, &proven.diagnostics());
    let is_left = |doubt: &Diagnostic| proven.told.iter().any(|told| told.primary.span == doubt.primary.span);
    let withdrawn = doubts.iter().filter(|doubt| !is_left(doubt)).map(|doubt| doubt.primary.span).collect();
    let read = vec![true; book.tables.len()];
    let reference = Reference::new(&book, draft.as_of, &settings, &data, &read);
    let case = Case { book: &book, reference: &reference, proven: &proven, withdrawn };
    case.hold().map_err(|refuted| {
        let rows: String = data.iter().flatten().map(|row| format!("{row:?}\n")).collect();
        format!("\n{}\nas of {}, {:?}\n{rows}{refuted}", draft.text, draft.as_of, draft.settings)
    })
}

/// Each example beside a finding comes out.
fn pasted(text: &str, told: &[Diagnostic]) {
    let examples: Vec<&str> = told.iter().filter_map(|one| one.example.as_deref()).collect();
    if !examples.is_empty() {
        let count = examples.iter().map(|text| text.matches("example \"").count()).sum();
        come_out(&format!("{text}\n{}", examples.join("\n")), &mut |path| Err(format!("no file {path}")), 0, count);
    }
}

/// An expression of a row, and whether the rulebook asks it there.
type Asked<'e> = (TableId, usize, &'e Expr, bool);

struct Case<'a> {
    book: &'a Rulebook,
    reference: &'a Reference<'a>,
    proven: &'a Proven,
    /// Last lines of which it was told, and taken back, that they take rows of whom something is unknown
    withdrawn: Vec<Span>,
}

impl Case<'_> {
    fn hold(&self) -> Result<(), String> {
        for item in &self.book.items {
            for row in self.reference.used(item.table) {
                self.item(item, row)?;
            }
        }
        Ok(())
    }

    /// Whether a condition holds in a row; an overflow ends a run, so that nothing is claimed of it.
    fn holds(&self, table: TableId, row: usize, condition: &Expr) -> Option<bool> {
        self.reference.expr(Scope::Row(table, Some(row)), condition).ok().map(|v| v == Some(Value::YesNo(true)))
    }

    fn item(&self, item: &Item, row: usize) -> Result<(), String> {
        let among = item.filter.iter().all(|part| self.holds(item.table, row, part) == Some(true));
        let asked = |expr: &Expr| among || item.filter.iter().any(|part| part.id == expr.id);
        let mut open: Vec<Asked> = Vec::new();
        open.extend(item.expressions().into_iter().map(|expr| (item.table, row, expr, asked(expr))));
        while let Some((table, row, expr, asked)) = open.pop() {
            self.value(table, row, expr, asked)?;
            open.extend(expr.parts().into_iter().map(|part| (table, row, part, asked && part.span != expr.span)));
            if let ExprKind::Aggregate(aggregate) = &expr.kind {
                for below in self.reference.used(aggregate.table) {
                    if self.reference.ancestor(aggregate.table, below, table) == Some(row) {
                        open.extend(self.inside(aggregate, below));
                    }
                }
            }
        }
        match &item.kind {
            _ if !among => Ok(()),
            ItemKind::Metric(metric) => match &metric.body {
                MetricBody::List(list) => self.list(item, row, list, false),
                MetricBody::Expr(_) => Ok(()),
            },
            ItemKind::Segment(segment) => self.list(item, row, &segment.list, false),
            ItemKind::Score(score) => {
                self.score(item, row, score.scale_span)?;
                let active = score.rules.iter().filter(|rule| !rule.inactive);
                active.into_iter().try_for_each(|rule| self.list(item, row, &rule.list, rule.adding))
            }
        }
    }

    /// What is asked of a row that may be aggregated: each condition where those before it hold.
    fn inside<'e>(&self, aggregate: &'e Aggregate, row: usize) -> Vec<Asked<'e>> {
        let mut all = Vec::new();
        let mut asked = true;
        for part in &aggregate.filter {
            all.push((aggregate.table, row, part, asked));
            asked &= self.holds(aggregate.table, row, part) == Some(true);
        }
        all.extend(aggregate.argument.iter().map(|argument| (aggregate.table, row, argument, false)));
        all
    }

    /// A value within its range, and a condition as it was told.
    fn value(&self, table: TableId, row: usize, expr: &Expr, asked: bool) -> Result<(), String> {
        let Ok(value) = self.reference.expr(Scope::Row(table, Some(row)), expr) else { return Ok(()) };
        if let Some(range) = self.proven.expression(expr)
            && !is_in(&range, value.as_ref())
        {
            return Err(format!("{:?} is {value:?} and was proven to be {range:?}", expr.kind));
        }
        let holds = value == Some(Value::YesNo(true));
        if asked && holds && self.is_told(codes::NEVER_HOLDS, expr.span) {
            return Err(format!("{:?} holds", expr.kind));
        }
        if asked && !holds && self.is_told(codes::ALWAYS_HOLDS, expr.span) {
            return Err(format!("{:?} does not hold", expr.kind));
        }
        Ok(())
    }

    /// Whether a finding is about this place alone: of two parts that exclude each other, either may hold.
    fn is_told(&self, code: rubric::diagnostic::Code, span: Span) -> bool {
        let alone = |text: &str| !text.contains("never hold together");
        self.proven.findings.iter().any(|f| f.code == code && f.primary.span == span && alone(&f.headline))
    }

    /// A score that nobody can get is no row's.
    fn score(&self, item: &Item, row: usize, span: Span) -> Result<(), String> {
        let kind = ExprKind::Item(ItemId(self.book.items.iter().position(|one| one.span == item.span).unwrap()));
        let value = Expr { id: ExprId(usize::MAX), ty: item.ty.clone(), span: item.span, kind };
        let Ok(Some(Value::Number(value))) = self.reference.expr(Scope::Row(item.table, Some(row)), &value) else {
            return Ok(());
        };
        let words = Words { currency: &self.book.currency, compared: &[] }.exact(value, &item.ty);
        let of_score = |f: &&Diagnostic| f.code == codes::OUT_OF_REACH && f.primary.span == span;
        for finding in self.proven.findings.iter().filter(of_score) {
            let list = finding.headline.trim_start_matches("nobody can get ").split(": ").next().unwrap();
            if list.split(", ").flat_map(|part| part.split(" or ")).any(|name| name == words) {
                return Err(format!("{} is {words}: {}", item.name, finding.headline));
            }
        }
        Ok(())
    }

    fn list<R>(&self, item: &Item, row: usize, list: &List<R>, adding: bool) -> Result<(), String> {
        let conditions: Vec<&Expr> = list.lines.iter().filter_map(|line| line.condition.as_ref()).collect();
        let holds: Vec<Option<bool>> = conditions.iter().map(|c| self.holds(item.table, row, c)).collect();
        if holds.contains(&None) {
            return Ok(());
        }
        for (i, a) in conditions.iter().enumerate() {
            for (j, b) in conditions.iter().enumerate().take(i) {
                let both = [(a.id, holds[i] == Some(true)), (b.id, holds[j] == Some(true))];
                if !self.proven.may_be(&both) {
                    return Err(format!("{}: lines {j} and {i} are {both:?}, proven impossible", item.name));
                }
            }
        }
        let won = list
            .lines
            .iter()
            .position(|line| line.condition.as_ref().is_none_or(|c| self.holds(item.table, row, c) == Some(true)));
        let Some(line) = won.and_then(|won| list.lines.get(won)).filter(|_| !adding) else { return Ok(()) };
        let is_undecided =
            |c: &&Expr| self.reference.expr(Scope::Row(item.table, Some(row)), c).is_ok_and(|value| value.is_none());
        if line.condition.is_none() && self.withdrawn.contains(&line.span) && conditions.iter().any(is_undecided) {
            return Err(format!("{}: the last line takes a row of whom something is unknown", item.name));
        }
        let span = line.condition.as_ref().map_or(line.span, |condition| condition.span);
        if self.is_told(codes::NEVER_WON, span) {
            return Err(format!("{}: line {won:?} wins", item.name));
        }
        Ok(())
    }
}

fn is_in(range: &Range, value: Option<&Value>) -> bool {
    let Some(value) = value else { return range.unknown };
    match (&range.values, value) {
        (Values::Any, _) => true,
        (Values::Between(low, high), Value::Number(n)) => {
            let (low, high) = (low.as_ref().and_then(Value::number), high.as_ref().and_then(Value::number));
            low.is_none_or(|low| low <= *n) && high.is_none_or(|high| *n <= high)
        }
        (Values::Between(low, high), Value::Date(d)) => {
            let (low, high) = (low.as_ref().and_then(Value::date), high.as_ref().and_then(Value::date));
            low.is_none_or(|low| low <= *d) && high.is_none_or(|high| *d <= high)
        }
        (Values::Labels(labels), Value::Label(label)) => labels.contains(label),
        (Values::YesNo { yes, no }, Value::YesNo(is)) => {
            if *is {
                *yes
            } else {
                *no
            }
        }
        _ => false,
    }
}
