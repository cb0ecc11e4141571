//! Items and figures to registers.

use super::list::Decision;
use super::{Builder, Scope, order};
use crate::model::{Figure, Item, ItemId, ItemKind, List, Metric, MetricBody, Segment};
use crate::plan::passes::Pass;
use crate::plan::steps::{Kind, Step, StepId};

/// The registers of one item, in its table's program.
#[derive(Clone, Debug)]
pub struct ItemSteps {
    /// Its value
    pub value: StepId,
    /// Yes where the row is among the item's rows; `None` for all rows
    pub mask: Option<StepId>,
    /// Of a segment or a list metric: the line that won
    pub line: Option<StepId>,
    /// Of a score
    pub score: Option<ScoreSteps>,
}

/// The registers of a score.
#[derive(Clone, Debug)]
pub struct ScoreSteps {
    /// Share of weight measured
    pub measured: StepId,
    /// Starts at + contributions
    pub points: StepId,
    /// Active rules in the order declared
    pub rules: Vec<RuleSteps>,
}

/// The registers of a rule.
#[derive(Clone, Debug)]
pub struct RuleSteps {
    /// Position in [`crate::model::Score::rules`]
    pub rule: usize,
    /// All lines that hold are summed
    pub adding: bool,
    /// Of each line
    pub conditions: Vec<Option<StepId>>,
    /// The line that won
    pub line: StepId,
    /// `Outcome` as a position
    pub outcome: StepId,
    /// Whether all read is known
    pub measured: StepId,
    /// Before the weight
    pub points: StepId,
    /// Points × weight
    pub contribution: StepId,
    /// What it looks at first
    pub value: Option<StepId>,
}

/// The registers of a figure.
#[derive(Clone, Debug)]
pub struct FigureSteps {
    /// Its program's scope
    pub scope: Scope,
    /// Its value
    pub value: StepId,
}

impl<'a> Builder<'a> {
    /// Lowers the visible items and all that they, and the figures, read.
    pub fn items(&mut self) {
        let rulebook = self.rulebook;
        let visible = rulebook.items.iter().enumerate().filter(|(_, item)| !item.hidden).map(|(i, _)| ItemId(i));
        let mut roots: Vec<ItemId> = visible.chain(rulebook.watching.iter().copied()).collect();
        rulebook.figures.iter().for_each(|figure| figure_reads(rulebook, figure, &mut roots));
        let needed = order::needed(rulebook, roots);
        for id in &needed {
            self.item(*id);
        }
        for (id, item) in rulebook.items.iter().enumerate() {
            if self.items.get(id).is_some_and(Option::is_none) {
                self.notes.add(Pass::DropUnread, || format!("hidden {} is read by nothing", item.name));
            }
        }
    }

    /// Lowers all figures.
    pub fn figures(&mut self) -> Vec<FigureSteps> {
        let first = self.rulebook.tables.len();
        let rulebook = self.rulebook;
        let figures = rulebook.figures.iter().enumerate();
        figures.map(|(i, figure)| self.figure(Scope(first + i), figure)).collect()
    }

    fn figure(&mut self, scope: Scope, figure: &'a Figure) -> FigureSteps {
        self.owner(format!("figure {}", figure.name));
        self.groups = figure.by.iter().flat_map(|(_, by)| by).rev().collect();
        let value = self.expr(scope, &figure.value);
        self.groups.clear();
        FigureSteps { scope, value }
    }

    /// The register of an item's value: made once. INVARIANT: `order::needed` lists what an item reads before it, so
    /// this never goes deeper than one item.
    pub(super) fn item(&mut self, id: ItemId) -> StepId {
        if let Some(Some(steps)) = self.items.get(id.0) {
            return steps.value;
        }
        let item = self.rulebook.item(id);
        let steps = self.item_steps(item);
        let value = steps.value;
        if let Some(place) = self.items.get_mut(id.0) {
            *place = Some(steps);
        }
        value
    }

    fn item_steps(&mut self, item: &'a Item) -> ItemSteps {
        let scope: Scope = item.table.into();
        self.owner(item_name(item));
        let mask = self.filter(scope, &item.filter);
        let kind = Kind::of(&item.ty);
        let mut steps = match &item.kind {
            ItemKind::Metric(metric) => self.metric(scope, kind, metric),
            ItemKind::Segment(segment) => self.segment(scope, segment),
            ItemKind::Score(score) => self.score(scope, score),
        };
        if let Some(mask) = mask {
            steps.mask = Some(mask);
            self.mask(scope, kind, mask, &mut steps);
        }
        steps
    }

    /// Unknown where the row is not among the item's rows.
    fn mask(&mut self, scope: Scope, kind: Kind, mask: StepId, steps: &mut ItemSteps) {
        steps.value = self.add(scope, kind, Step::Only(steps.value, mask));
        if let Some(line) = &mut steps.line {
            *line = self.add(scope, Kind::Label, Step::Only(*line, mask));
        }
        if let Some(score) = &mut steps.score {
            score.measured = self.add(scope, Kind::Number, Step::Only(score.measured, mask));
            score.points = self.add(scope, Kind::Number, Step::Only(score.points, mask));
        }
    }

    fn metric(&mut self, scope: Scope, kind: Kind, metric: &'a Metric) -> ItemSteps {
        match &metric.body {
            MetricBody::Expr(expr) => ItemSteps { value: self.expr(scope, expr), mask: None, line: None, score: None },
            MetricBody::List(list) => {
                let decision = self.decision(scope, list);
                let results: Vec<StepId> = list.lines.iter().map(|line| self.expr(scope, &line.result)).collect();
                let value = self.select(scope, kind, &decision, &results);
                ItemSteps { value, mask: None, line: Some(decision.line), score: None }
            }
        }
    }

    fn segment(&mut self, scope: Scope, segment: &'a Segment) -> ItemSteps {
        let decision = self.decision(scope, &segment.list);
        let labels: Vec<_> = segment.list.lines.iter().map(|l| Some(crate::value::Value::Label(l.result))).collect();
        let value = self.lookup(scope, Kind::Label, &decision, &labels);
        ItemSteps { value, mask: None, line: Some(decision.line), score: None }
    }

    fn decision<R>(&mut self, scope: Scope, list: &'a List<R>) -> Decision {
        let conditions = self.conditions(scope, list);
        self.decide(scope, conditions)
    }
}

fn figure_reads(rulebook: &crate::model::Rulebook, figure: &Figure, out: &mut Vec<ItemId>) {
    for expr in figure.by.iter().flat_map(|(_, by)| by).chain([&figure.value]) {
        order::expr_reads(rulebook, expr, out);
    }
}

/// `metric total_invoiced`
fn item_name(item: &Item) -> String {
    let kind = match item.kind {
        ItemKind::Metric(_) => "metric",
        ItemKind::Score(_) => "score",
        ItemKind::Segment(_) => "segment",
    };
    format!("{kind} {}", item.name)
}
