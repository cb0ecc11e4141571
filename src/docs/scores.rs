//! Scores as scorecards.

use super::book::Book;
use super::page::{Block, Grid, Inline, Row, Style, Table};
use super::words::minus;
use super::{decisions, scale};
use crate::check::index::EntryId;
use crate::model::{Item, ItemId, ItemKind, Rule, Score};
use crate::prove::{Range, Values};
use crate::syntax::tree::{Declaration, DeclarationKind as D, RuleDecl, ScoreDecl, ScoreItem};
use crate::value::{Better, Decimal, Type, Value};

/// All scores.
pub fn section(book: &Book) -> Vec<Block> {
    let all = book.all(|kind| if let D::Score(score) = kind { Some(score) } else { None });
    let mut blocks: Vec<Block> = all.flat_map(|(declaration, decl)| one(book, declaration, decl)).collect();
    if !blocks.is_empty() {
        blocks.insert(0, Block::section("scores", "Scores"));
    }
    blocks
}

fn one(book: &Book, declaration: &Declaration, decl: &ScoreDecl) -> Vec<Block> {
    let Some((id, item)) = book.item(decl.name.span) else { return Vec::new() };
    let Some((entry, _)) = book.entry(decl.name.span) else { return Vec::new() };
    let ItemKind::Score(score) = &item.kind else { return Vec::new() };
    let mut blocks = book.group(declaration.span);
    let hidden = if item.hidden { "not in the results" } else { "" }.to_string();
    let note = book.note(&item.name, &[book.whose(entry), hidden]);
    blocks.push(book.heading(decl.name.span, &item.title, note, true));
    blocks.extend(book.remark(declaration.span, decl.name.span.end));
    blocks.extend(scale::told(book, item, score));
    let rules: Vec<&RuleDecl> = decl
        .items
        .iter()
        .filter_map(|one| if let ScoreItem::Rule(rule) = one { Some(&**rule) } else { None })
        .collect();
    let card = Card { book, id, score, rules };
    blocks.extend(card.categories());
    blocks.extend(card.inactive());
    blocks.push(Block::paragraph(Style::Aside, reach(book, entry, id, item)));
    blocks
}

/// What the score can be at all, and who uses it.
fn reach(book: &Book, entry: EntryId, id: ItemId, item: &Item) -> Vec<Inline> {
    let points = book.proven.points(id).map(|range| minus(&range.words(&Type::Number, &book.rulebook.currency)));
    let points = points.filter(|points| !points.starts_with("any") && points != "always unknown");
    let points = points.map_or_else(String::new, |points| format!("Proven: all points together are {points}. "));
    let range = book.proven.item(id, &item.ty);
    let score = minus(&Range { unknown: false, ..range.clone() }.words(&item.ty, &book.rulebook.currency));
    let unknown = if range.unknown { "and may be unknown" } else { "and is never unknown" };
    let mut text = vec![Inline::Words(format!("{points}The score is {score}, {unknown}. "))];
    text.extend(book.used_by(entry));
    text
}

/// The rules of one score.
struct Card<'a, 'b> {
    book: &'a Book<'b>,
    id: ItemId,
    score: &'a Score,
    rules: Vec<&'a RuleDecl>,
}

impl Card<'_, '_> {
    /// A table for each category, and one for the rules that have none.
    fn categories(&self) -> Vec<Block> {
        let categories = self.score.categories.iter().map(|name| Some(name.as_str())).chain([None]);
        let mut blocks = Vec::new();
        for (position, name) in categories.enumerate() {
            let category = name.map(|_| position);
            let table = self.table(|rule| !rule.inactive && rule.category == category);
            if table.rows.is_empty() {
                continue;
            }
            let caption = match name {
                Some(name) => name.replace('_', " "),
                None if self.score.categories.is_empty() => "rules".to_string(),
                None => "in no category".to_string(),
            };
            blocks.push(Block::caption(super::words::capitalised(&caption)));
            blocks.push(Block::Table(table));
        }
        blocks
    }

    /// The rules that are switched off.
    fn inactive(&self) -> Vec<Block> {
        let mut table = self.table(|rule| rule.inactive);
        if table.rows.is_empty() {
            return Vec::new();
        }
        table.rows.iter_mut().for_each(|row| row.faint = true);
        let text = "These rules are written down and counted in nothing until they are switched on.";
        vec![Block::caption("Switched off"), Block::paragraph(Style::Aside, vec![text.into()]), Block::Table(table)]
    }

    fn table(&self, is_in: impl Fn(&Rule) -> bool) -> Table {
        let mut table = Table::new(Grid::Lines, ["Points", "When"]);
        for (position, (rule, decl)) in self.score.rules.iter().zip(&self.rules).enumerate() {
            if is_in(rule) {
                self.rule(position, rule, decl, &mut table);
            }
        }
        table
    }

    fn rule(&self, position: usize, rule: &Rule, decl: &RuleDecl, table: &mut Table) {
        let mut head = vec![Inline::Strong(rule.title.clone())];
        if rule.weight != Decimal::ONE {
            head.push(Inline::Soft(format!(" · weight {}", self.book.numbers().points(rule.weight))));
        }
        head.extend(self.contributes(position, rule));
        let told = [self.book.remarks.above(decl.span).1, self.said(rule), self.behind(decl)];
        head.extend(told.into_iter().flatten().flat_map(|text| [Inline::Break, Inline::Soft(text)]));
        let anchor = self.book.anchor_at(decl.name.span);
        table.rows.push(Row { anchor, heading: true, faint: false, cells: vec![head] });
        for line in &decl.list.lines {
            let points = self.book.say(&self.book.speaker.points(&line.result));
            let is_only = decl.list.lines.len() == 1 && line.condition.is_none();
            let when = match is_only {
                true => decisions::always(self.book, line.span),
                false => decisions::when(self.book, line.condition.as_ref(), line.span),
            };
            table.row([points, when]);
        }
    }

    /// The comment behind the rule's head.
    fn behind(&self, decl: &RuleDecl) -> Option<String> {
        let end = decl.list.span.start;
        self.book.remarks.behind(crate::source::Span { end, ..decl.span })
    }

    fn said(&self, rule: &Rule) -> Option<String> {
        let adding = rule.adding.then(|| "All lines that hold are added up.".to_string());
        let better = rule.better.as_ref().map(|(better, _)| match better {
            Better::Lower => "Lower is better.".to_string(),
            Better::Higher => "Higher is better.".to_string(),
        });
        let told: Vec<String> = [adding, better].into_iter().flatten().collect();
        (!told.is_empty()).then(|| told.join(" "))
    }

    /// What the rule contributes at all, its weight included: `−15 to 10 points`.
    fn contributes(&self, position: usize, rule: &Rule) -> Option<Inline> {
        let range = self.book.proven.rule(self.id, position)?;
        let words = self.book.numbers();
        let end = |value: Option<Value>| {
            let number = value.and_then(|value| value.number()).and_then(|number| number.times(rule.weight).ok());
            number.map(|number| minus(&words.points(number)))
        };
        let Range { values: Values::Between(low, high), .. } = range else { return None };
        let text = match (end(low), end(high)) {
            (Some(low), Some(high)) if low == high => format!("{low} points"),
            (Some(low), Some(high)) => format!("{low} to {high} points"),
            (Some(low), None) => format!("{low} points or more"),
            (None, Some(high)) => format!("{high} points or fewer"),
            (None, None) => return None,
        };
        Some(Inline::Soft(format!(" · contributes {text}")))
    }
}
