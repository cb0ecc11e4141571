//! The rows of an aggregate, and how they make its value.

use super::layout::{Page, Side};
use super::{bare, named_value};
use crate::trace::facts::{AggregateFacts, AggregateRow, Quantity, Term};
use crate::trace::words::Words;
use crate::value::{DECIMALS, Decimal, Function, Type};

/// Lists of rows that were printed, and under which title.
#[derive(Default)]
pub(super) struct Seen {
    lists: Vec<(String, AggregateFacts)>,
}

impl Seen {
    /// The title under which the very same rows with the same values stand.
    fn title(&self, facts: &AggregateFacts) -> Option<&str> {
        let same = |other: &AggregateFacts| {
            (&other.rows, other.more, other.more_sum, &other.argument)
                == (&facts.rows, facts.more, facts.more_sum, &facts.argument)
        };
        self.lists.iter().find(|(_, other)| same(other)).map(|(title, _)| title.as_str())
    }
}

/// An aggregate: which rows, each of them, and the sum of it.
pub(super) fn aggregate(
    page: &mut Page,
    words: Words,
    seen: &mut Seen,
    title: &str,
    term: &Term,
    facts: &AggregateFacts,
) {
    which(page, facts);
    match seen.title(facts).map(str::to_string) {
        Some(_) if facts.rows.is_empty() => {}
        Some(other) => page.line(6, &format!("The same rows as listed under \"{}.", closed(&other))),
        None => {
            list(page, words, facts);
            seen.lists.push((title.to_string(), facts.clone()));
        }
    }
    page.line(6, &format!("{}.", total(words, term, facts)));
}

/// A title between quotes; one of a part has its closing quote behind the metric's title.
fn closed(title: &str) -> String {
    if title.contains("\", ") { title.to_string() } else { format!("{title}\"") }
}

/// Which rows count, and how many were left out.
fn which(page: &mut Page, facts: &AggregateFacts) {
    let of = format!("{} of the {} {} that belong here", facts.counted + facts.skipped, facts.all_rows, facts.table);
    let conditions = match facts.conditions.as_slice() {
        [] => String::new(),
        some => format!(": those where {}", some.join(", and ")),
    };
    page.line(6, &format!("{of}{conditions}."));
    for window in &facts.windows {
        page.line(6, &format!("\"{}\" is from {} to {}, both included.", window.written, window.first, window.last));
    }
    if facts.left_out_unknown > 0 {
        let n = counted(facts.left_out_unknown);
        page.line(6, &format!("{n} left out, since it is unknown whether the conditions hold."));
    }
    if facts.skipped > 0 {
        let argument = facts.argument.as_deref().unwrap_or_default();
        page.line(6, &format!("{} skipped, since {argument} is unknown.", counted(facts.skipped)));
    }
}

fn counted(n: usize) -> String {
    if n == 1 { "1 row was".to_string() } else { format!("{n} rows were") }
}

/// The rows, largest first, and what is left of them.
fn list(page: &mut Page, words: Words, facts: &AggregateFacts) {
    let decimals = decimals(words, facts);
    let mut cells: Vec<Vec<String>> = facts.rows.iter().map(|row| cells(words, facts, row, decimals)).collect();
    if facts.more > 0 {
        let sum = facts.more_sum.filter(|_| facts.function != Function::Count && adds_up(facts));
        let sum = sum.map_or_else(String::new, |sum| words.with(sum, &facts.row_type, decimals));
        cells.push(vec![format!("and {} more", facts.more), String::new(), sum]);
    }
    page.table(6, &[Side::Left, Side::Left, Side::Right, Side::Left], &cells);
}

fn cells(words: Words, facts: &AggregateFacts, row: &AggregateRow, decimals: u8) -> Vec<String> {
    let key: Vec<String> = row.key.iter().map(|named| bare(words, named)).collect();
    let key = if key.is_empty() { row.place.clone() } else { key.join(", ") };
    let value = match row.value.as_number() {
        Some(_) if facts.function == Function::Count => String::new(),
        Some(number) => words.with(number, &facts.row_type, decimals),
        None => words.quantity(&row.value),
    };
    let reads: Vec<String> = row.reads.iter().map(|named| named_value(words, named)).collect();
    let mark = row.decides.then(|| if facts.function == Function::Median { "in the middle" } else { "this one" });
    let notes: Vec<String> = mark.map(str::to_string).into_iter().chain(reads).collect();
    vec![key, row.dated.map_or_else(String::new, |d| d.to_string()), value, notes.join(", ")]
}

/// Whether the values make the aggregate by adding them.
fn adds_up(facts: &AggregateFacts) -> bool {
    matches!(facts.function, Function::Sum | Function::Average)
}

/// One count of decimals for all rows and their sum: enough to add up, if that many can be read.
fn decimals(words: Words, facts: &AggregateFacts) -> u8 {
    let shift = if facts.row_type == Type::Percent { 2 } else { 0 };
    let numbers = facts.rows.iter().filter_map(|row| row.value.as_number()).chain(facts.more_sum).chain(facts.sum);
    let exact = numbers.clone().map(|n| n.scale().saturating_sub(shift)).max().unwrap_or(0);
    let usual = numbers.map(|n| words.decimals(n, &facts.row_type)).max().unwrap_or(0);
    if adds_up(facts) { exact.max(usual).min(DECIMALS as u8) } else { usual }
}

/// How the rows make the value.
fn total(words: Words, term: &Term, facts: &AggregateFacts) -> String {
    let value = words.quantity(&term.value);
    let n = rows(facts.counted);
    let sum = || facts.sum.map_or_else(String::new, |sum| words.with(sum, &facts.row_type, decimals(words, facts)));
    match facts.function {
        Function::Count => format!("Count: {n}"),
        Function::CountDistinct => format!("Different values: {value}, in {n}"),
        Function::Sum => format!("Sum of {n}: {}", sum()),
        _ if facts.counted == 0 => format!("No row with a known value: {}", unknown(&term.value, &value)),
        Function::Average => format!("Sum of {n}: {} ÷ {} = {}", sum(), facts.counted, average(words, &term.value)),
        Function::Median => format!("Middle of {n}: {value}"),
        Function::Min => format!("Least of {n}: {value}"),
        Function::Max => format!("Greatest of {n}: {value}"),
        Function::Earliest => format!("Earliest of {n}: {value}"),
        Function::Latest => format!("Latest of {n}: {value}"),
        Function::Last => format!("Last of {n}: {value}"),
    }
}

fn unknown(value: &Quantity, text: &str) -> String {
    if value.value.is_none() { "so the value is unknown".to_string() } else { text.to_string() }
}

/// An average, and whether it was rounded for print.
fn average(words: Words, value: &Quantity) -> String {
    let printed = words.quantity(value);
    let exact = |n: Decimal| words.exact(n, &value.ty) == printed;
    if value.as_number().is_none_or(exact) { printed } else { format!("{printed} (rounded here)") }
}

fn rows(n: usize) -> String {
    if n == 1 { "1 row".to_string() } else { format!("{n} rows") }
}
