//! Which lines of decision lists have won in some example.
//!
//! Enters: a rulebook, and what was observed while its examples were judged. Leaves: a [`Coverage`]. Guaranteed: a line
//! counts where the run says that it won (of an `adding` rule: that it held), never by a look at its condition here; an
//! alert counts where it fires.

use super::Verdict;
use crate::model::{
    Example, Expr, ExprId, ExprKind, Item, ItemId, ItemKind, List as ModelList, Metric, MetricBody, ParameterId,
    Rulebook,
};
use crate::source::Span;
use crate::trace::record::Observation;
use crate::value::{Decimal, Type, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How far the examples of a rulebook reach.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Every decision list in the order of the files
    pub lists: Vec<List>,
}

/// A decision list, or an alert, whose one line is won where it fires.
#[derive(Clone, Debug)]
pub struct List {
    /// What it decides
    pub kind: ListKind,
    /// Its name; of a rule the score's and its own, as in `rating.revenue`
    pub name: String,
    /// Its title
    pub title: String,
    /// Where it is declared
    pub span: Span,
    /// Its lines, `otherwise` too
    pub lines: Vec<Line>,
    of: Of,
}

/// What a list decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// The value of a parameter
    Parameter,
    /// The value of a metric
    Metric,
    /// The label of a segment
    Segment,
    /// The points of a rule
    Rule,
    /// Whether somebody is told
    Alert,
}

impl ListKind {
    /// The word that declares it.
    pub fn word(self) -> &'static str {
        match self {
            ListKind::Parameter => "parameter",
            ListKind::Metric => "metric",
            ListKind::Segment => "segment",
            ListKind::Rule => "rule",
            ListKind::Alert => "alert",
        }
    }
}

/// A line of a decision list.
#[derive(Clone, Debug)]
pub struct Line {
    /// The whole line
    pub span: Span,
    /// The examples in which it won
    pub won_by: usize,
}

/// Whose list it is.
#[derive(Clone, Copy, Debug)]
enum Of {
    Parameter(ParameterId),
    Item(ItemId),
    Rule(ItemId, usize),
    Alert(usize),
}

impl Coverage {
    /// The coverage by some verdicts about one rulebook's examples.
    pub fn of<'v>(rulebook: &Rulebook, verdicts: impl IntoIterator<Item = &'v Verdict>) -> Coverage {
        let mut lists = lists(rulebook);
        for (list, line) in verdicts.into_iter().flat_map(|verdict| &verdict.won) {
            if let Some(line) = lists.get_mut(*list).and_then(|list| list.lines.get_mut(*line)) {
                line.won_by += 1;
            }
        }
        lists.sort_by_key(|list| list.span);
        Coverage { lists }
    }

    /// How many lines there are.
    pub fn lines(&self) -> usize {
        self.lists.iter().map(|list| list.lines.len()).sum()
    }

    /// How many of them have won in some example.
    pub fn won(&self) -> usize {
        self.lists.iter().flat_map(|list| &list.lines).filter(|line| line.won_by > 0).count()
    }

    /// Whole percents of lines that have won, rounded down; 100 where there are no lines.
    pub fn percent(&self) -> usize {
        (self.won() * 100).checked_div(self.lines()).unwrap_or(100)
    }
}

/// Every decision list of a rulebook; rules that are inactive decide nothing.
pub(super) fn lists(rulebook: &Rulebook) -> Vec<List> {
    let mut lists = Vec::new();
    for (id, parameter) in rulebook.parameters.iter().enumerate().filter(|(_, parameter)| parameter.by.is_some()) {
        let (name, title) = (parameter.name.clone(), parameter.title.clone());
        let lines = lines(&parameter.list);
        let of = Of::Parameter(ParameterId(id));
        lists.push(List { kind: ListKind::Parameter, name, title, span: parameter.span, lines, of });
    }
    for (id, item) in rulebook.items.iter().enumerate() {
        lists.extend(of_item(ItemId(id), item));
    }
    lists.extend(rulebook.alerts.iter().enumerate().map(|(position, alert)| List {
        kind: ListKind::Alert,
        name: alert.name.clone(),
        title: alert.title.clone(),
        span: alert.span,
        lines: vec![Line { span: alert.when, won_by: 0 }],
        of: Of::Alert(position),
    }));
    lists
}

fn of_item(id: ItemId, item: &Item) -> Vec<List> {
    let list = |kind, lines| {
        let (name, title) = (item.name.clone(), item.title.clone());
        vec![List { kind, name, title, span: item.span, lines, of: Of::Item(id) }]
    };
    match &item.kind {
        ItemKind::Metric(Metric { body: MetricBody::List(of) }) => list(ListKind::Metric, lines(of)),
        ItemKind::Metric(_) => Vec::new(),
        ItemKind::Segment(segment) => list(ListKind::Segment, lines(&segment.list)),
        ItemKind::Score(score) => {
            let active = score.rules.iter().enumerate().filter(|(_, rule)| !rule.inactive);
            let rule = active.map(|(position, rule)| List {
                kind: ListKind::Rule,
                name: format!("{}.{}", item.name, rule.name),
                title: rule.title.clone(),
                span: rule.span,
                lines: lines(&rule.list),
                of: Of::Rule(id, position),
            });
            rule.collect()
        }
    }
}

fn lines<R>(list: &ModelList<R>) -> Vec<Line> {
    list.lines.iter().map(|line| Line { span: line.span, won_by: 0 }).collect()
}

/// Items that tell which line of a parameter's list is taken: by the position of the list.
pub(super) type Asked = BTreeMap<usize, ItemId>;

/// Asks for the line of each parameter that goes by a column, and is not set by the example.
pub(super) fn ask(whole: &mut Rulebook, example: &Example, lists: &[List]) -> Asked {
    let mut asked = Asked::new();
    for (position, list) in lists.iter().enumerate() {
        let Of::Parameter(id) = list.of else { continue };
        let is_set = example.settings.iter().any(|setting| setting.parameter == id);
        if let Some(item) = line_of(whole, id).filter(|_| !is_set) {
            asked.insert(position, ItemId(whole.items.len()));
            whole.items.push(item);
        }
    }
    asked
}

/// A metric with a parameter's conditions.
fn line_of(whole: &mut Rulebook, id: ParameterId) -> Option<Item> {
    let parameter = whole.parameters.get(id.0)?.clone();
    let (table, _) = parameter.by?;
    let mut lines = Vec::new();
    for line in parameter.list.lines {
        let zero = ExprKind::Constant(Value::Number(Decimal::ZERO));
        let result = Expr { id: ExprId(whole.expressions), ty: Type::Count, span: line.span, kind: zero };
        whole.expressions += 1;
        lines.push(crate::model::Line { result, condition: line.condition, span: line.span });
    }
    let body = MetricBody::List(ModelList { lines });
    Some(Item {
        name: parameter.name,
        title: parameter.title,
        span: parameter.span,
        table,
        among: None,
        filter: Vec::new(),
        ty: Type::Count,
        hidden: false,
        kind: ItemKind::Metric(Metric { body }),
    })
}

/// Notes the lines that won for all rows of an observation.
pub(super) fn note(lists: &[List], asked: &Asked, seen: &Observation, won: &mut BTreeSet<(usize, usize)>) {
    for (position, list) in lists.iter().enumerate() {
        let lines: Vec<usize> = match list.of {
            Of::Parameter(_) => asked.get(&position).map_or_else(Vec::new, |id| lines_of(seen, *id)),
            Of::Item(id) => lines_of(seen, id),
            Of::Rule(id, rule) => lines_of_rule(seen, id, rule),
            Of::Alert(_) => Vec::new(),
        };
        won.extend(lines.into_iter().map(|line| (position, line)));
    }
}

/// Notes an alert that has fired.
pub(super) fn note_alert(lists: &[List], alert: usize, won: &mut BTreeSet<(usize, usize)>) {
    let list = lists.iter().position(|list| matches!(list.of, Of::Alert(position) if position == alert));
    won.extend(list.map(|list| (list, 0)));
}

fn lines_of(seen: &Observation, id: ItemId) -> Vec<usize> {
    let rows = seen.tables.iter().filter_map(|table| table.lines.get(&id));
    rows.flatten().filter_map(|line| *line).collect()
}

fn lines_of_rule(seen: &Observation, id: ItemId, rule: usize) -> Vec<usize> {
    let rows = seen.tables.iter().filter_map(|table| table.scores.get(&id));
    let rules = rows.flatten().flatten().flat_map(|score| &score.rules);
    rules.filter(|found| found.rule == rule).flat_map(|found| found.lines.iter().copied()).collect()
}
