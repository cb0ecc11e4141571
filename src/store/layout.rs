//! What the results of a run are made of: fields in their order, and the words for them.
//!
//! Enters: a rulebook and its text. Leaves: a [`Layout`], which a store keeps once for all runs that share it, and the
//! columns of a chunk in its order. Guaranteed: a version can be read by its run's layout alone, whatever became of the
//! rulebook since.

use super::{Fault, digest, wording};
use crate::model::{Expr, ExprKind, Item, ItemId, ItemKind, Line, Rulebook, Scale};
use crate::output::{Traced, folded, traced_rules};
use crate::source::Sources;
use crate::table::Column;
use crate::trace::record::{Chunk, RuleColumns};
use crate::value::{Currency, Decimal, Type};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Stands for the condition of a line without one.
pub const OTHERWISE: &str = "otherwise";

/// What the results of a run are made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// Of all money: `EUR`
    pub currency: String,
    /// The names of the key's columns
    pub key: Vec<String>,
    /// All items that results show, in the order declared
    pub items: Vec<ItemWords>,
    /// All active rules of these scores, in the order declared
    pub rules: Vec<RuleWords>,
    /// The cells of a version, in their order
    pub fields: Vec<Field>,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemWords {
    /// Its name
    pub name: String,
    /// Its title
    pub title: String,
    /// What it is
    pub kind: ItemWord,
    /// The type of its value
    #[serde(rename = "value", with = "wording::ty")]
    pub ty: Type,
    /// For a segment: whether its labels are an order of worth, worst first
    pub ordered: bool,
    /// For a score with a scale: its least value
    #[serde(with = "wording::maybe")]
    pub least: Option<Decimal>,
    /// For a score with a scale: its greatest value
    #[serde(with = "wording::maybe")]
    pub most: Option<Decimal>,
    /// For a segment: the conditions of its lines as they are written, `otherwise` where there is none
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemWord {
    /// A metric
    Metric,
    /// A score
    Score,
    /// A segment
    Segment,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleWords {
    /// The name of its score
    pub score: String,
    /// Its name
    pub name: String,
    /// Its title
    pub title: String,
    /// Its weight
    #[serde(with = "wording::decimal")]
    pub weight: Decimal,
    /// What it measures
    pub measure: Option<Measure>,
    /// Its lines
    pub lines: Vec<LineWords>,
}

/// What a rule measures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// The title of a metric, or the words of the rulebook
    pub words: String,
    /// Whether `words` is a title
    pub titled: bool,
    /// The type of its value
    #[serde(rename = "value", with = "wording::ty")]
    pub ty: Type,
    /// The metric's name
    pub item: Option<String>,
}

/// One line of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineWords {
    /// As it is written
    pub condition: String,
    /// What it contributes, where that is the same for everybody
    #[serde(with = "wording::maybe")]
    pub contribution: Option<Decimal>,
}

/// One cell of a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// What it holds
    pub part: Part,
    /// Whether another value makes another version
    pub compared: bool,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The value of an item
    Item(String),
    /// The share of a score's weight that was measured
    Measured(String),
    /// The points of a score
    Points(String),
    /// The line of a segment that won, from 0
    Chosen(String),
    /// The line that won: score and rule
    Line(String, String),
    /// Points × weight, where the line alone does not tell them: score and rule
    Contribution(String, String),
    /// What was measured, where that is no item that is kept: score and rule
    Value(String, String),
}

/// Where the cells of a field stand in a chunk.
#[derive(Clone, Copy, Debug)]
enum Source {
    Item(ItemId),
    Measured(ItemId),
    Points(ItemId),
    Chosen(ItemId),
    Rule(ItemId, usize, OfRule),
}

#[derive(Clone, Copy, Debug)]
enum OfRule {
    Line,
    Contribution,
    Value,
}

/// A layout with the places of its fields in chunks of the rulebook that it was made from.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The layout
    pub layout: Layout,
    sources: Vec<Source>,
}

impl Kept {
    /// Everything that results show of the customers, and the hidden items in `also`: what another part of the program
    /// must compare with the run before.
    pub fn of(rulebook: &Rulebook, sources: &Sources, also: &[ItemId]) -> Kept {
        let items: Vec<(ItemId, &Item)> =
            rulebook.items_of(rulebook.about).filter(|(id, item)| !item.hidden || also.contains(id)).collect();
        let is_kept = |id: ItemId| items.iter().any(|(kept, _)| *kept == id);
        let rules: Vec<Traced> = traced_rules(rulebook, sources, rulebook.about);
        let rules: Vec<Traced> = rules.into_iter().filter(|rule| is_kept(rule.score)).collect();
        let table = rulebook.table(rulebook.about);
        let key = table.key.iter().filter_map(|id| table.columns.get(id.0)).map(|column| column.name.clone());
        let mut kept = Kept {
            layout: Layout {
                currency: rulebook.currency.code().to_string(),
                key: key.collect(),
                items: items.iter().filter(|(_, item)| !item.hidden).map(|(_, item)| ItemWords::of(item)).collect(),
                rules: rules.iter().map(|rule| RuleWords::of(rule, rulebook)).collect(),
                fields: Vec::new(),
            },
            sources: Vec::new(),
        };
        for (_, item) in &items {
            let words = kept.layout.items.iter_mut().find(|words| words.name == item.name);
            words.into_iter().for_each(|words| words.lines = conditions(item, sources));
        }
        items.iter().for_each(|(id, item)| kept.add_item(*id, item));
        rules.iter().for_each(|rule| kept.add_rule(rule, &is_kept));
        kept
    }

    fn add(&mut self, part: Part, compared: bool, source: Source) {
        self.layout.fields.push(Field { part, compared });
        self.sources.push(source);
    }

    fn add_item(&mut self, id: ItemId, item: &Item) {
        let name = || item.name.clone();
        self.add(Part::Item(name()), true, Source::Item(id));
        match &item.kind {
            ItemKind::Metric(_) => {}
            ItemKind::Segment(_) => self.add(Part::Chosen(name()), true, Source::Chosen(id)),
            ItemKind::Score(_) => {
                self.add(Part::Measured(name()), true, Source::Measured(id));
                self.add(Part::Points(name()), true, Source::Points(id));
            }
        }
    }

    fn add_rule(&mut self, rule: &Traced, is_kept: &impl Fn(ItemId) -> bool) {
        let source = |of| Source::Rule(rule.score, rule.position, of);
        let names = || (rule.score_name.to_string(), rule.rule.name.clone());
        let (score, name) = names();
        self.add(Part::Line(score, name), true, source(OfRule::Line));
        if rule.awards().is_none() {
            let (score, name) = names();
            self.add(Part::Contribution(score, name), true, source(OfRule::Contribution));
        }
        if rule.reads.is_some_and(|reads| !item_of(reads).is_some_and(is_kept)) {
            let (score, name) = names();
            // What a rule measures may change every day; what comes of it is what counts.
            self.add(Part::Value(score, name), false, source(OfRule::Value));
        }
    }

    /// The columns of a chunk in the order of the fields; `None` where the run was not traced.
    pub fn columns(&self, chunk: &Chunk) -> Option<Vec<Arc<Column>>> {
        self.sources.iter().map(|source| source.of(chunk)).collect()
    }

    /// Those of `columns` that are compared.
    pub fn compared(&self, columns: &[Arc<Column>]) -> Vec<Arc<Column>> {
        let fields = self.layout.fields.iter().zip(columns);
        fields.filter(|(field, _)| field.compared).map(|(_, column)| Arc::clone(column)).collect()
    }
}

impl Source {
    fn of(self, chunk: &Chunk) -> Option<Arc<Column>> {
        let score = |id: ItemId| chunk.scores.iter().find(|score| score.score == id);
        let by_id = |columns: &[(ItemId, Arc<Column>)], id: ItemId| {
            columns.iter().find(|(item, _)| *item == id).map(|(_, column)| Arc::clone(column))
        };
        match self {
            Source::Item(id) => by_id(&chunk.items, id),
            Source::Chosen(id) => by_id(&chunk.lines, id),
            Source::Measured(id) => score(id).map(|score| Arc::clone(&score.measured)),
            Source::Points(id) => score(id).map(|score| Arc::clone(&score.points)),
            Source::Rule(id, rule, of) => of.of(score(id)?.rules.iter().find(|columns| columns.rule == rule)?),
        }
    }
}

impl OfRule {
    fn of(self, rule: &RuleColumns) -> Option<Arc<Column>> {
        match self {
            OfRule::Line => Some(Arc::clone(&rule.line)),
            OfRule::Contribution => Some(Arc::clone(&rule.contribution)),
            OfRule::Value => rule.value.clone(),
        }
    }
}

/// The item that an expression is.
fn item_of(expr: &Expr) -> Option<ItemId> {
    if let ExprKind::Item(id) = expr.kind { Some(id) } else { None }
}

impl ItemWords {
    fn of(item: &Item) -> ItemWords {
        let (kind, ordered, scale) = match &item.kind {
            ItemKind::Metric(_) => (ItemWord::Metric, false, None),
            ItemKind::Segment(segment) => (ItemWord::Segment, segment.ordered, None),
            ItemKind::Score(score) => match score.scale {
                Scale::Mapped { from, to, .. } => (ItemWord::Score, false, Some((from, to))),
                Scale::Points => (ItemWord::Score, false, None),
            },
        };
        let (name, title, ty) = (item.name.clone(), item.title.clone(), item.ty.clone());
        let scale = scale.map(|(from, to)| (from.min(to), from.max(to)));
        let (least, most) = (scale.map(|s| s.0), scale.map(|s| s.1));
        ItemWords { name, title, kind, ty, ordered, least, most, lines: Vec::new() }
    }
}

/// The conditions of a segment's lines.
fn conditions(item: &Item, sources: &Sources) -> Vec<String> {
    let ItemKind::Segment(segment) = &item.kind else { return Vec::new() };
    let words = |line: &Line<u16>| match &line.condition {
        Some(condition) => folded(sources.text(condition.span)),
        None => OTHERWISE.to_string(),
    };
    segment.list.lines.iter().map(words).collect()
}

impl RuleWords {
    fn of(rule: &Traced, rulebook: &Rulebook) -> RuleWords {
        let awards = rule.awards();
        let contribution = |line: usize| awards.as_ref()?.get(line + 1).map(|award| award.contribution);
        let lines = rule.conditions.iter().enumerate();
        RuleWords {
            score: rule.score_name.to_string(),
            name: rule.rule.name.clone(),
            title: rule.rule.title.clone(),
            weight: rule.rule.weight,
            measure: rule.reads.zip(rule.read.as_ref()).map(|(reads, read)| Measure::of(reads, &read.name, rulebook)),
            lines: lines
                .map(|(line, words)| LineWords { condition: words.clone(), contribution: contribution(line) })
                .collect(),
        }
    }
}

impl Measure {
    fn of(reads: &Expr, words: &str, rulebook: &Rulebook) -> Measure {
        let item = item_of(reads).map(|id| rulebook.item(id));
        let title = item.map(|item| item.title.as_str()).filter(|title| item.is_none_or(|item| item.name != *title));
        Measure {
            words: title.unwrap_or(words).to_string(),
            titled: title.is_some(),
            ty: reads.ty.clone(),
            item: item.map(|item| item.name.clone()),
        }
    }
}

impl Layout {
    /// As a store keeps it.
    pub fn to_text(&self) -> Result<String, Fault> {
        serde_json::to_string(self).map_err(|error| Fault::Other(error.to_string()))
    }

    /// From what a store kept.
    pub fn from_text(text: &str) -> Result<Layout, Fault> {
        serde_json::from_str(text).map_err(|error| Fault::Damaged(error.to_string()))
    }

    /// One digest of all that decides how digests of rows are made.
    pub fn shape(&self) -> Result<u128, Fault> {
        let compared: Vec<&Part> = self.fields.iter().filter(|field| field.compared).map(|field| &field.part).collect();
        let types: Vec<String> = self.items.iter().map(|item| item.ty.to_string()).collect();
        let text = serde_json::to_string(&(&self.currency, compared, types));
        text.map(|text| digest::of_text(&text)).map_err(|error| Fault::Other(error.to_string()))
    }

    /// The position of a part among the cells of a version.
    pub fn position(&self, part: &Part) -> Option<usize> {
        self.fields.iter().position(|field| field.part == *part)
    }

    /// An item by its name.
    pub fn item(&self, name: &str) -> Option<&ItemWords> {
        self.items.iter().find(|item| item.name == name)
    }

    /// The currency of all money.
    pub fn currency(&self) -> Result<Currency, Fault> {
        Currency::new(&self.currency).ok_or_else(|| Fault::Damaged(format!("{} is no currency", self.currency)))
    }
}
