//! What a finance person wants to read after a run.
//!
//! Enters: the counts of a run and its account of the data. Leaves: text of at most the width asked for. Guaranteed:
//! no clock, no machine; every problem of the data is at least counted; colour only where the caller says so.

use super::AlertRow;
use super::bars::{self, Bar};
use super::figures;
use super::spread::Spread;
use super::words::{count, cut, fit, said, wrapped};
use crate::model::{Figure, Item, ItemId, ItemKind, Rulebook, Segment, TableId};
use crate::run;
use crate::source::Sources;
use crate::table::Problem;
use crate::trace::record::FigureValue;
use crate::value::Date;
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

const GROUPS_SHOWN: usize = 8;
const PROBLEMS_SHOWN: usize = 5;

/// How text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether it may have colours: on a terminal, unless `NO_COLOR` is set
    pub colour: bool,
    /// Columns
    pub width: usize,
}

impl Style {
    /// A heading.
    pub fn bold(self, text: &str) -> String {
        if self.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_string() }
    }

    /// A bar.
    pub fn bar(self, text: &str) -> String {
        if self.colour { format!("\u{1b}[36m{text}\u{1b}[0m") } else { text.to_string() }
    }
}

/// What is told.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The rulebook that ran
    pub rulebook: &'a Rulebook,
    /// Its files
    pub sources: &'a Sources,
    /// The date of the run
    pub as_of: Date,
    /// How the results are spread
    pub spread: &'a Spread<'a>,
    /// What the run found
    pub summary: &'a run::Summary,
    /// What was decided while the data were bound
    pub remarks: &'a [String],
    /// The alerts that fired, in their order
    pub alerts: &'a [AlertRow],
    /// Files written, each with its rows in words
    pub written: &'a [String],
    /// Commands to try next
    pub next: &'a [String],
}

/// The whole summary.
pub fn summary(facts: &Facts, style: Style) -> String {
    let blocks = [
        head(facts, style),
        segments(facts, style),
        scores(facts, style),
        figure_lines(facts, style),
        account(facts, style),
        set_aside(&facts.summary.problems, style),
        notes(facts, style),
        super::alerts::block(facts.alerts, style),
        listed("Written", facts.written, style),
        listed("Try next", facts.next, style),
    ];
    let blocks: Vec<String> = blocks.into_iter().filter(|block| !block.is_empty()).collect();
    blocks.join("\n")
}

fn head(facts: &Facts, style: Style) -> String {
    let right = format!("as of {}", facts.as_of);
    let left = format!("{}, version {}", facts.rulebook.name, facts.rulebook.version);
    let left = fit(&left, style.width.saturating_sub(right.len() + 2));
    format!("{}  {right}\n", style.bold(&left))
}

/// Segments of the table the rulebook is about first, then those of others.
fn segments(facts: &Facts, style: Style) -> String {
    let blocks = shown(facts.rulebook).filter_map(|(id, item)| match &item.kind {
        ItemKind::Segment(segment) => Some(segment_block(facts, style, id, item, segment)),
        _ => None,
    });
    blocks.collect::<Vec<_>>().join("\n")
}

fn scores(facts: &Facts, style: Style) -> String {
    let blocks = shown(facts.rulebook).filter_map(|(id, item)| match &item.kind {
        ItemKind::Score(score) => {
            let bars = bars::of_score(score, facts.spread.of(id)?);
            Some(block(facts, style, item, &format!("{} in {}", item.title, item.ty), &bars))
        }
        _ => None,
    });
    blocks.collect::<Vec<_>>().join("\n")
}

fn shown(rulebook: &Rulebook) -> impl Iterator<Item = (ItemId, &Item)> {
    let others = (0..rulebook.tables.len()).map(TableId).filter(|id| *id != rulebook.about);
    let tables = std::iter::once(rulebook.about).chain(others);
    tables.flat_map(|table| rulebook.items_of(table)).filter(|(_, item)| !item.hidden)
}

/// The best label first where there is an order of worth, else as declared.
fn segment_block(facts: &Facts, style: Style, id: ItemId, item: &Item, segment: &Segment) -> String {
    let counts = facts.spread.of(id).map(|counts| counts.labels.as_slice()).unwrap_or_default();
    let bars = segment.labels.iter().zip(counts);
    let mut bars: Vec<Bar> = bars.map(|(label, count)| Bar { label: label.to_string(), count: *count }).collect();
    if segment.ordered {
        bars.reverse();
    }
    block(facts, style, item, &item.title, &bars)
}

fn block(facts: &Facts, style: Style, item: &Item, title: &str, bars: &[Bar]) -> String {
    let rows: u64 = bars.iter().map(|bar| bar.count).sum();
    let of = format!("{} {}", count(rows), facts.rulebook.table(item.table).name);
    let title = cut(title, style.width.saturating_sub(of.len() + 2));
    format!("{}: {of}\n{}", style.bold(&title), bars::lines(bars, style))
}

fn figure_lines(facts: &Facts, style: Style) -> String {
    let mut by_figure: BTreeMap<usize, Vec<&FigureValue>> = BTreeMap::new();
    for value in &facts.summary.figures {
        by_figure.entry(value.figure).or_default().push(value);
    }
    let lines: String = (by_figure.iter())
        .filter_map(|(i, values)| Some(one_figure(facts, style, facts.rulebook.figures.get(*i)?, values)))
        .collect();
    if lines.is_empty() { lines } else { format!("{}\n{lines}", style.bold("Figures")) }
}

fn one_figure(facts: &Facts, style: Style, figure: &Figure, values: &[&FigureValue]) -> String {
    let currency = &facts.rulebook.currency;
    let told = |value: &FigureValue| said(value.value.as_ref(), &figure.ty, currency);
    let Some((group_type, _)) = &figure.by else {
        return values.iter().map(|value| left_and_right(&figure.title, &told(value), 2, style)).collect();
    };
    let by = figures::by(facts.sources, figure).unwrap_or_default();
    let mut out = format!("  {}\n", cut(&format!("{}, by {by}", figure.title), style.width.saturating_sub(2)));
    for value in values.iter().take(GROUPS_SHOWN) {
        let group = value.group.as_ref().and_then(|group| group.as_ref());
        out += &left_and_right(&said(group, group_type, currency), &told(value), 4, style);
    }
    if let Some(more) = values.len().checked_sub(GROUPS_SHOWN).filter(|more| *more > 0) {
        out += &format!("    and {} more\n", count(more as u64));
    }
    out
}

fn left_and_right(left: &str, right: &str, indent: usize, style: Style) -> String {
    let room = style.width.saturating_sub(indent + 2 + right.width());
    format!("{}{}  {right}\n", " ".repeat(indent), fit(left, room))
}

/// Where every row of every table went.
fn account(facts: &Facts, style: Style) -> String {
    let names = facts.summary.tables.iter().map(|table| table.table.width()).max().unwrap_or(0).min(28);
    let mut out = format!("{}\n", style.bold("Rows of the data"));
    let heads = ["read", "used", "later", "set aside"];
    let cells = |cells: [String; 4]| cells.map(|cell| format!("{cell:>11}")).concat();
    out += &format!("  {}{}\n", fit("", names), cells(heads.map(str::to_string)));
    for table in &facts.summary.tables {
        let numbers = [table.read, table.used, table.before_dated, table.set_aside].map(count);
        out += &format!("  {}{}\n", fit(&table.table, names), cells(numbers));
    }
    for table in facts.summary.tables.iter().filter(|table| table.without_parent > 0) {
        let text = format!("{} of the {} used belong to nobody", count(table.without_parent), table.table);
        out += &wrapped(&text, 2, style.width);
    }
    out
}

/// What was wrong with rows that were set aside.
fn set_aside(all: &[Problem], style: Style) -> String {
    if all.is_empty() { format!("{}: none\n", style.bold("Problems in the data")) } else { problems(all, style) }
}

/// What was wrong with rows that were set aside, or with data that were refused.
pub fn problems(problems: &[Problem], style: Style) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let mut by_kind: BTreeMap<&str, u64> = BTreeMap::new();
    for problem in problems {
        *by_kind.entry(problem.kind.word()).or_default() += 1;
    }
    let mut out = format!("{}: {}\n", style.bold("Problems in the data"), count(problems.len() as u64));
    for (kind, times) in by_kind {
        out += &format!("  {:>9}  {kind}\n", count(times));
    }
    out += &shown_problems(problems, style);
    if let Some(more) = problems.len().checked_sub(PROBLEMS_SHOWN).filter(|more| *more > 0) {
        out += &format!("    and {} more\n", count(more as u64));
    }
    out
}

/// The first problems, each advice once, under the first problem that it is for.
fn shown_problems(problems: &[Problem], style: Style) -> String {
    let mut out = String::new();
    let mut given: Vec<&str> = Vec::new();
    for problem in problems.iter().take(PROBLEMS_SHOWN) {
        out += &wrapped(&problem.to_string(), 4, style.width);
        if let Some(help) = problem.help.as_deref().filter(|help| !given.contains(help)) {
            given.push(help);
            out += &wrapped(&format!("help: {help}"), 6, style.width);
        }
    }
    out
}

fn notes(facts: &Facts, style: Style) -> String {
    let mut out = String::new();
    if !facts.summary.current_read.is_empty() {
        let columns: Vec<String> = facts.summary.current_read.iter().map(|(t, c)| format!("{t}.{c}")).collect();
        let text = format!(
            "The data go beyond {}, but these columns hold only today's values: {}.",
            facts.as_of,
            columns.join(", ")
        );
        out += &wrapped(&text, 2, style.width);
    }
    for remark in facts.remarks {
        out += &wrapped(remark, 2, style.width);
    }
    if out.is_empty() { out } else { format!("{}\n{out}", style.bold("Worth knowing")) }
}

fn listed(title: &str, lines: &[String], style: Style) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("{}\n{lines}", style.bold(title))
}
