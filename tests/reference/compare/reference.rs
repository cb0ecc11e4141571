//! What the reference found, as facts.

use super::{Facts, UNKNOWN, place, show};
use crate::reference::evaluate::{Cell, Fate, Judged, Reference, Scope, line_reads};
use rubric::model::{Item, ItemId, ItemKind, Score, TableId};
use rubric::trace::record::ObservedRule;
use rubric::value::Overflow;

/// All facts that the engine must tell.
#[derive(Default)]
pub struct Expected {
    /// The facts
    pub facts: Facts,
    /// Beginnings of facts that it may leave out: those of hidden items that nothing reads
    pub optional: Vec<String>,
    /// Something that must stop the run
    pub overflow: Option<String>,
}

impl Expected {
    fn add(&mut self, what: String, cell: Result<String, Overflow>, hidden: bool) {
        if hidden {
            self.optional.push(what.clone());
        }
        match cell {
            Ok(value) => _ = self.facts.insert(what, value),
            Err(Overflow) if !hidden => self.overflow = Some(what),
            Err(Overflow) => {}
        }
    }
}

/// Evaluates everything.
pub fn facts(reference: &Reference) -> Expected {
    let mut expected = Expected::default();
    for table in (0..reference.book.tables.len()).map(TableId) {
        rows_of(reference, table, &mut expected);
        count(reference, table, &mut expected);
    }
    for (position, figure) in reference.book.figures.iter().enumerate() {
        match reference.figure(position) {
            Err(Overflow) => expected.overflow = Some(figure.name.clone()),
            Ok(values) => {
                for (group, value) in values {
                    let group = match (&figure.by, group) {
                        (Some((ty, _)), Some(group)) => format!(" [{}]", show(group.as_ref(), ty)),
                        _ => String::new(),
                    };
                    let value = value.map(|value| show(value.as_ref(), &figure.ty));
                    expected.add(format!("figure {}{group}", figure.name), value, false);
                }
            }
        }
    }
    expected
}

/// The kinds of problems of all rows that are set aside, sorted; only of tables that are read.
pub fn set_aside(reference: &Reference) -> Vec<String> {
    let tables = (0..reference.book.tables.len()).map(TableId);
    let tables = tables.filter(|table| reference.read[table.0]);
    let mut kinds: Vec<String> = tables
        .flat_map(|table| reference.fates(table))
        .filter_map(|fate| match fate {
            Fate::Duplicate => Some("duplicate key".to_string()),
            Fate::Orphan => Some("orphan".to_string()),
            Fate::Used | Fate::BeforeDated => None,
        })
        .collect();
    kinds.sort();
    kinds
}

fn count(reference: &Reference, table: TableId, expected: &mut Expected) {
    let fates = reference.fates(table);
    let of = |wanted: &[Fate]| fates.iter().filter(|fate| wanted.contains(fate)).count();
    let text = format!(
        "read {}, used {}, before dated {}, set aside {}, without parent {}",
        fates.len(),
        of(&[Fate::Used]),
        of(&[Fate::BeforeDated]),
        of(&[Fate::Duplicate, Fate::Orphan]),
        reference.used(table).filter(|row| reference.is_alone(table, *row)).count(),
    );
    let what = format!("{} rows", reference.book.table(table).name);
    expected.optional.push(what.clone());
    expected.facts.insert(what, text);
}

fn rows_of(reference: &Reference, table: TableId, expected: &mut Expected) {
    let book = reference.book;
    let all_hidden = book.items_of(table).all(|(_, item)| item.hidden);
    for row in reference.used(table) {
        let judged: Vec<(ItemId, &Item, Judged)> =
            book.items_of(table).map(|(id, item)| (id, item, reference.judged(id, row))).collect();
        // Results have no line for a row about which only hidden items say something.
        if !judged.iter().any(|(_, item, judged)| judged.among == Ok(true) && (all_hidden || !item.hidden)) {
            continue;
        }
        let place = place(book, table, &reference.key(table, row));
        expected.add(place.clone(), Ok("judged".to_string()), all_hidden);
        for (_, item, judged) in judged {
            item_of(reference, Scope::Row(table, Some(row)), &place, item, judged, expected);
        }
    }
}

fn item_of(reference: &Reference, scope: Scope, place: &str, item: &Item, judged: Judged, expected: &mut Expected) {
    let name = format!("{place} {}", item.name);
    let among = judged.among == Ok(true);
    expected.add(name.clone(), judged.value.map(|value| show(value.as_ref(), &item.ty)), item.hidden);
    match (&item.kind, &judged.score) {
        (ItemKind::Score(_), None) => {
            expected.add(format!("{name} measured"), Ok(UNKNOWN.to_string()), item.hidden);
            expected.add(format!("{name} points"), Ok(UNKNOWN.to_string()), item.hidden);
        }
        (ItemKind::Score(_), Some(Err(_))) => expected.add(name, Err(Overflow), item.hidden),
        (ItemKind::Score(score), Some(Ok(account))) if among => {
            expected.add(format!("{name} measured"), Ok(account.measured.to_string()), item.hidden);
            expected.add(format!("{name} points"), Ok(account.points.to_string()), item.hidden);
            for rule in &account.rules {
                rule_of(reference, scope, &name, score, rule, item.hidden, expected);
            }
        }
        (ItemKind::Metric(metric), _) if matches!(metric.body, rubric::model::MetricBody::Expr(_)) => {}
        _ => {
            let line = judged.line.map_or("none".to_string(), |line| line.to_string());
            expected.add(format!("{name} · line"), Ok(line), item.hidden);
        }
    }
}

fn rule_of(
    reference: &Reference,
    scope: Scope,
    name: &str,
    score: &Score,
    rule: &ObservedRule,
    hidden: bool,
    expected: &mut Expected,
) {
    let declared = &score.rules[rule.rule];
    let what = format!("{name} · {}", declared.name);
    let line = rule.lines.first().map_or("none".to_string(), |line| line.to_string());
    let text = format!(
        "line {line}, {}, measured {}, points {}, contribution {}",
        rule.outcome.word(),
        rule.measured,
        rule.points,
        rule.contribution
    );
    expected.add(what.clone(), Ok(text), hidden);
    if let Some(first) = line_reads(&declared.list.lines[0]).first() {
        let value: Cell = reference.expr(scope, first);
        let value = value.map(|value| value.map_or(UNKNOWN.to_string(), |value| format!("{value:?}")));
        expected.add(format!("{what} reads"), value, hidden);
    }
}
