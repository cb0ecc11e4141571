//! What the engine found, as facts.

use super::{Case, Facts, UNKNOWN, memory, place, planned, show, tables};
use crate::reference::evaluate::{Row, order_keys};
use rubric::model::{ItemId, Rulebook};
use rubric::plan::Purpose;
use rubric::run::{Fault, OnBadRow, Options, Sink, Summary, run};
use rubric::table::Column;
use rubric::trace::record::{Chunk, FigureValue, RuleColumns, ScoreColumns, line_of};
use rubric::value::Value;

/// All facts of one run; an `Err` is the kinds of all problems that ended it, sorted.
pub fn facts(
    case: &Case,
    rows: &[Vec<Row>],
    threads: usize,
    trace: bool,
    on_bad_row: OnBadRow,
) -> Result<Facts, Vec<String>> {
    let specs = tables(case);
    let plan = planned(case, Purpose::Run);
    let mut collected = Collected { book: case.book, facts: Facts::new(), last: Vec::new() };
    let options = Options { threads, trace, on_bad_row };
    match run(&plan, case.book, &memory(case, &specs, rows), &options, &mut collected) {
        Ok(summary) => {
            collected.summary(&summary);
            Ok(collected.facts)
        }
        Err(Fault::Data(problems)) => {
            let mut kinds: Vec<String> = problems.iter().map(|problem| problem.kind.word().to_string()).collect();
            kinds.sort();
            Err(kinds)
        }
        Err(Fault::Output(error)) => panic!("the sink never fails: {error}"),
    }
}

struct Collected<'b> {
    book: &'b Rulebook,
    facts: Facts,
    last: Vec<Option<Vec<Option<Value>>>>,
}

impl Sink for Collected<'_> {
    fn chunk(&mut self, chunk: Chunk) -> std::io::Result<()> {
        for row in 0..chunk.rows {
            let key: Vec<Option<Value>> = chunk.key.iter().map(|column| column.get(row)).collect();
            self.in_order(&chunk, row, &key);
            let place = place(self.book, chunk.table, &key);
            self.add(place.clone(), "judged".to_string());
            for (id, column) in &chunk.items {
                let item = self.book.item(*id);
                self.add(format!("{place} {}", item.name), show(column.get(row).as_ref(), &item.ty));
            }
            for (id, lines) in &chunk.lines {
                self.add(format!("{place} {} · line", self.book.item(*id).name), line(line_of(lines, row)));
            }
            for score in &chunk.scores {
                self.score(&place, score, row);
            }
        }
        Ok(())
    }
}

impl Collected<'_> {
    fn add(&mut self, what: String, value: String) {
        if let Some(before) = self.facts.insert(what.clone(), value) {
            panic!("{what} is told twice, first {before}");
        }
    }

    fn in_order(&mut self, chunk: &Chunk, row: usize, key: &[Option<Value>]) {
        self.last.resize(self.book.tables.len(), None);
        if let Some(before) = &self.last[chunk.table.0] {
            let order = order_keys(before, key);
            assert!(order.is_lt(), "results out of order: {before:?} before {key:?} in row {row}");
        }
        self.last[chunk.table.0] = Some(key.to_vec());
    }

    fn score(&mut self, place: &str, score: &ScoreColumns, row: usize) {
        let name = format!("{place} {}", self.book.item(score.score).name);
        self.add(format!("{name} measured"), wide(&score.measured, row));
        self.add(format!("{name} points"), wide(&score.points, row));
        if score.points.is_known(row) {
            for rule in &score.rules {
                self.rule(&name, score.score, rule, row);
            }
        }
    }

    fn rule(&mut self, name: &str, score: ItemId, rule: &RuleColumns, row: usize) {
        let rubric::model::ItemKind::Score(declared) = &self.book.item(score).kind else { panic!("no score") };
        let number = |column: &Column| column.get(row).and_then(|value| value.number()).unwrap().to_string();
        let what = format!("{name} · {}", declared.rules[rule.rule].name);
        self.add(
            what.clone(),
            format!(
                "line {}, {}, measured {}, points {}, contribution {}",
                line(rule.line(row)),
                rule.outcome(row).word(),
                rule.measured.get(row) == Some(Value::YesNo(true)),
                number(&rule.points),
                number(&rule.contribution)
            ),
        );
        if let Some(column) = &rule.value {
            self.add(format!("{what} reads"), column.get(row).map_or(UNKNOWN.to_string(), |v| format!("{v:?}")));
        }
    }

    fn summary(&mut self, summary: &Summary) {
        let current: Vec<String> =
            summary.current_read.iter().map(|(table, column)| format!("{table}.{column}")).collect();
        self.add(super::current::FACT.to_string(), current.join(" "));
        for count in &summary.tables {
            assert_eq!(count.read, count.used + count.before_dated + count.set_aside, "{count:?}");
            let counts = format!(
                "read {}, used {}, before dated {}, set aside {}, without parent {}",
                count.read, count.used, count.before_dated, count.set_aside, count.without_parent
            );
            self.add(format!("{} rows", count.table), counts);
        }
        let aside: u64 = summary.tables.iter().map(|count| count.set_aside).sum();
        assert_eq!(aside, summary.problems.len() as u64, "{:?}", summary.problems);
        for FigureValue { figure, group, value } in &summary.figures {
            let declared = &self.book.figures[*figure];
            let group = match (group, &declared.by) {
                (Some(group), Some((ty, _))) => format!(" [{}]", show(group.as_ref(), ty)),
                (None, None) => String::new(),
                _ => panic!("{group:?} for the figure {}", declared.name),
            };
            self.add(format!("figure {}{group}", declared.name), show(value.as_ref(), &declared.ty));
        }
    }
}

fn wide(column: &Column, row: usize) -> String {
    column.get(row).and_then(|v| v.number()).map_or(UNKNOWN.to_string(), |number| number.to_string())
}

fn line(line: Option<usize>) -> String {
    line.map_or("none".to_string(), |line| line.to_string())
}
