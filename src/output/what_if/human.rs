//! For a person at a terminal.

use super::Answer;
use crate::model::{ColumnId, ItemId, TableId};
use crate::output::explanation::layout::Page;
use crate::trace::facts::Quantity;
use crate::trace::words::Words;
use crate::value::{Decimal, Type, Value};
use crate::what_if::{Changes, Found, Goal, MOST_DAYS, Results, Wanted, What};

/// Changes of one kind that are shown.
const SHOWN: usize = 5;

/// The answer as text of at most `width` columns.
pub fn human(answer: &Answer, width: usize) -> String {
    let mut told = Told { answer, page: Page::new(width), number: 0 };
    told.headline();
    told.by_hand();
    for (goal, changes) in &answer.asked {
        told.goal(goal, changes.as_ref());
    }
    told.nothing_better();
    told.page.finish()
}

struct Told<'a, 'b> {
    answer: &'a Answer<'b>,
    page: Page,
    number: usize,
}

impl Told<'_, '_> {
    fn words(&self) -> Words<'_> {
        Words { currency: self.answer.currency(), compared: &[] }
    }

    fn title(&self, id: ItemId) -> String {
        self.answer.rulebook.item(id).title.clone()
    }

    /// A value with its unit and all its decimals.
    fn value(&self, value: Option<&Value>, ty: &Type) -> String {
        match value {
            Some(Value::Number(number)) => self.words().exact(*number, ty),
            other => self.words().quantity(&Quantity { value: other.cloned(), ty: ty.clone() }),
        }
    }

    fn result(&self, id: ItemId, results: &Results) -> String {
        let ty = &self.answer.rulebook.item(id).ty;
        self.value(results.get(&id).and_then(Option::as_ref), ty)
    }

    fn headline(&mut self) {
        let answer = self.answer;
        let key: Vec<String> = answer.own_key().into_iter().map(|(name, value)| format!("{name} {value}")).collect();
        let table = &answer.rulebook.table(answer.judge.case().table).name;
        let as_of = format!("as of {}", answer.judge.as_of());
        self.page.ends(0, &format!("{table}: {}", key.join(", ")), &as_of);
        let rulebook = answer.rulebook;
        self.page.line(0, &format!("judged by \"{}\", version {}", rulebook.name, rulebook.version));
        self.page.blank();
        for id in answer.judged() {
            let line = format!("  {}: ", self.title(id));
            let result = self.result(id, answer.before);
            self.page.item(&line, &result);
        }
    }

    /// What comes of metrics that were set.
    fn by_hand(&mut self) {
        let answer = self.answer;
        if answer.set.is_empty() {
            return;
        }
        self.page.heading("Tried by hand");
        for (id, value) in answer.set {
            let now = self.result(*id, answer.before);
            let to = self.value(Some(value), &answer.rulebook.item(*id).ty);
            let line = format!("{}: {to}, in place of {now}", self.title(*id));
            self.page.item("  with ", &line);
        }
        let moved = answer.moved();
        for id in &moved {
            let line =
                format!("{}: {} → {}", self.title(*id), self.result(*id, answer.before), self.result(*id, answer.now));
            self.page.item("  then ", &line);
        }
        if moved.is_empty() {
            self.page.line(2, "nothing else changes");
        }
    }

    fn goal(&mut self, goal: &Goal, changes: Option<&Changes>) {
        let wanted = self.wanted(goal);
        self.page.heading(&format!(
            "{}: from {} to {wanted}",
            self.title(goal.item),
            self.result(goal.item, self.answer.now)
        ));
        let Some(changes) = changes else {
            return self.page.line(2, "It is so already.");
        };
        self.number = 0;
        self.kind("One metric, all else as it is", &changes.metrics, goal);
        let rows: Vec<Found> = changes.events.iter().chain(&changes.another).cloned().collect();
        self.kind("One row", &rows, goal);
        let days: Vec<Found> = changes.days.iter().cloned().collect();
        self.kind("Waiting", &days, goal);
        if self.number == 0 {
            self.page.line(2, &format!("No single change does it, and no day of the next {MOST_DAYS}."));
        } else {
            self.page.blank();
            self.page.line(2, "Each was tried: the row, judged again with it alone, is what is said.");
        }
        self.left(changes);
    }

    fn wanted(&self, goal: &Goal) -> String {
        let ty = &self.answer.rulebook.item(goal.item).ty;
        match &goal.wanted {
            Wanted::AtLeast(least) => format!("{} or more", self.words().exact(*least, ty)),
            Wanted::Above(_) => "more".to_string(),
            Wanted::Labels(_) => match self.answer.labels(goal).as_slice() {
                [one] => format!("\"{one}\""),
                [first, ..] => format!("\"{first}\" or better"),
                [] => "something else".to_string(),
            },
        }
    }

    fn kind(&mut self, heading: &str, all: &[Found], goal: &Goal) {
        if all.is_empty() {
            return;
        }
        self.page.blank();
        self.page.line(2, heading);
        for found in all.iter().take(SHOWN) {
            self.number += 1;
            let then = format!("{} is {}", self.title(goal.item), self.result(goal.item, &found.results));
            let line = format!("{}; then {then}", self.what(found));
            self.page.item(&format!("  {:>3}. ", self.number), &line);
        }
        if all.len() > SHOWN {
            self.page.line(7, &format!("and {} more; --format json has all", all.len() - SHOWN));
        }
    }

    fn what(&self, found: &Found) -> String {
        match &found.what {
            What::Metric { item, from, to } => self.metric(*item, from.as_ref(), to),
            What::Event { table, row, column, settled } => self.event(*table, *row, *column, settled),
            What::Another { table, like, amount } => self.another(*table, *like, amount.as_ref()),
            What::Days { days: 1, on } => format!("one day passes, and nothing else comes: {on}"),
            What::Days { days, on } => format!("{days} days pass, and nothing else comes: {on}"),
        }
    }

    /// `Overdue ratio: 49.99%, now 66.666666666667% (16.676666666667 percentage points less)`
    fn metric(&self, item: ItemId, from: Option<&Value>, to: &Value) -> String {
        let ty = &self.answer.rulebook.item(item).ty;
        let gap = match (from, to) {
            (Some(Value::Number(from)), Value::Number(to)) => {
                let way = if to < from { "less" } else { "more" };
                let gap = from.minus(*to).map_or(Decimal::ZERO, Decimal::abs);
                format!(" ({} {way})", self.words().gap(gap, ty, self.words().decimals(gap, ty)))
            }
            _ => String::new(),
        };
        let now = match from {
            Some(Value::Number(number)) => {
                let bound = to.number().unwrap_or(*number);
                self.words().with(*number, ty, self.words().apart(*number, bound, ty))
            }
            other => self.value(other, ty),
        };
        format!("{}: {}, now {now}{gap}", self.title(item), self.value(Some(to), ty))
    }

    fn event(&self, table: TableId, row: usize, column: ColumnId, settled: &[ColumnId]) -> String {
        let zero: Vec<String> =
            settled.iter().map(|id| format!("its {} becomes nothing", self.column(table, *id))).collect();
        let zero = if zero.is_empty() { String::new() } else { format!(", and {}", zero.join(" and ")) };
        let on = self.answer.judge.as_of();
        format!("{}: {} is {on}{zero}", self.row(table, row), self.column(table, column))
    }

    fn another(&self, table: TableId, like: usize, amount: Option<&(ColumnId, Value, bool)>) -> String {
        let on = self.answer.judge.as_of();
        let name = &self.answer.rulebook.table(table).name;
        let amount = match amount {
            Some((column, _, true)) => format!(", whatever its {}", self.column(table, *column)),
            Some((column, least, false)) => {
                format!(", its {} {} or more", self.column(table, *column), self.value(Some(least), &Type::Money))
            }
            None => String::new(),
        };
        format!("another row of {name} on {on}, like {}{amount}", self.row(table, like))
    }

    fn column(&self, table: TableId, column: ColumnId) -> String {
        let declared = self.answer.rulebook.table(table).columns.get(column.0);
        declared.map_or_else(String::new, |column| column.name.clone())
    }

    /// `invoices 1003 (amount 4,500.00 EUR)`
    fn row(&self, table: TableId, row: usize) -> String {
        let declared = self.answer.rulebook.table(table);
        let key = self.answer.key(table, row);
        let key = if key.is_empty() { format!("row {} of its own", row + 1) } else { key.join(", ") };
        let values = self.answer.row(table, row);
        let money = declared.columns.iter().enumerate().find(|(_, column)| column.ty == Type::Money);
        let amount = money.and_then(|(at, column)| Some((column, values?.get(at)?.as_ref()?)));
        let amount = amount.map_or_else(String::new, |(column, value)| {
            format!(" ({} {})", column.name, self.value(Some(value), &Type::Money))
        });
        format!("{} {key}{amount}", declared.name)
    }

    /// What alone does not do it.
    fn left(&mut self, changes: &Changes) {
        if !changes.idle.is_empty() {
            let titles: Vec<String> = changes.idle.iter().map(|id| self.title(*id)).collect();
            self.page.blank();
            self.page.line(2, &format!("Found no value that does it alone: {}.", titles.join(", ")));
        }
        if changes.untried > 0 {
            self.page.line(2, &format!("{} more events were not tried.", changes.untried));
        }
    }

    fn nothing_better(&mut self) {
        if self.answer.asked.is_empty() && self.answer.set.is_empty() {
            self.page.blank();
            self.page.line(0, "Nothing better is to be had: give --to to ask for something else.");
        }
    }
}
