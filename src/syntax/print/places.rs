//! The places in a tree: found, and forgotten.
//!
//! Enters: a tree. Leaves: what its places tell the printer ([`Marks`]), and the same tree without any place. Guaranteed:
//! two texts that say the same have equal trees once their places are forgotten.

use crate::source::Span;
use crate::syntax::tree::{
    Aggregate, AlertDecl, Before, Body, Cell, CellKind, ColumnDecl, ColumnType, DecisionList, DeclarationKind,
    Document, ExampleData, ExampleDecl, ExampleItem, ExampleRows, Expect, Expected, Expr, ExprKind, FigureDecl, Line,
    MetricDecl, Name, OfRow, ParameterDecl, Points, RowsDecl, RuleDecl, Scale, ScoreDecl, ScoreItem, SegmentDecl,
    TableDecl,
};
use std::collections::BTreeSet;
use std::ops::Range;

/// What the printer can't tell from the words alone.
#[derive(Default)]
pub(super) struct Marks {
    /// Where a negated expression begins: at its minus, or at the parentheses around it
    pub negated: BTreeSet<usize>,
    /// The parts of each column of a table
    pub columns: Vec<ColumnParts>,
}

/// Where the parts of a table's column stand.
pub(super) struct ColumnParts {
    /// Its type
    pub ty: Range<usize>,
    /// `optional`, `current`
    pub words: Vec<usize>,
    /// What stands behind `default`
    pub default: Option<usize>,
    /// What stands behind `known from`
    pub known_from: Option<usize>,
}

/// Sets every place in a tree to the same one, and gives what they told.
pub(super) fn forget(document: &mut Document) -> Marks {
    let mut walk = Walk::default();
    for declaration in &mut document.declarations {
        forgotten(&mut declaration.span);
        walk.declaration(&mut declaration.kind);
    }
    walk.marks
}

fn forgotten(span: &mut Span) {
    *span = Span::default();
}

fn name(name: &mut Name) {
    forgotten(&mut name.span);
}

fn names<'a>(all: impl IntoIterator<Item = &'a mut Name>) {
    all.into_iter().for_each(name);
}

#[derive(Default)]
struct Walk {
    marks: Marks,
}

impl Walk {
    fn declaration(&mut self, kind: &mut DeclarationKind) {
        match kind {
            DeclarationKind::Rulebook(text)
            | DeclarationKind::Version(text)
            | DeclarationKind::Owner(text)
            | DeclarationKind::Currency(text)
            | DeclarationKind::About(text)
            | DeclarationKind::Use(text) => name(text),
            DeclarationKind::Table(table) => self.table(table),
            DeclarationKind::Parameter(parameter) => self.parameter(parameter),
            DeclarationKind::Rows(rows) => self.rows(rows),
            DeclarationKind::Metric(metric) => self.metric(metric),
            DeclarationKind::Score(score) => self.score(score),
            DeclarationKind::Segment(segment) => self.segment(segment),
            DeclarationKind::Figure(figure) => self.figure(figure),
            DeclarationKind::Alert(alert) => self.alert(alert),
            DeclarationKind::Example(example) => self.example(example),
            DeclarationKind::Later(later) => name(&mut later.name),
        }
    }

    fn table(&mut self, table: &mut TableDecl) {
        name(&mut table.name);
        names(&mut table.key);
        for parent in &mut table.parents {
            name(&mut parent.table);
            names(&mut parent.by);
        }
        names(&mut table.dated);
        table.columns.iter_mut().for_each(|column| self.column(column));
    }

    fn column(&mut self, column: &mut ColumnDecl) {
        let start = |span: Span| span.start as usize;
        self.marks.columns.push(ColumnParts {
            ty: start(column.ty_span)..column.ty_span.end as usize,
            words: [column.optional, column.current].into_iter().flatten().map(start).collect(),
            default: column.default.as_ref().map(|default| start(default.span)),
            known_from: column.known_from.as_ref().map(|from| start(from.span)),
        });
        name(&mut column.name);
        match &mut column.ty {
            ColumnType::Money(step) => names(step.as_mut().map(|(_, currency)| currency)),
            ColumnType::OneOf(labels) => names(labels),
            ColumnType::Event | ColumnType::Word(_) => {}
        }
        forgotten(&mut column.ty_span);
        [&mut column.optional, &mut column.current].into_iter().flatten().for_each(forgotten);
        names(&mut column.known_from);
        self.each(&mut column.default);
    }

    fn parameter(&mut self, parameter: &mut ParameterDecl) {
        name(&mut parameter.name);
        names(&mut parameter.title);
        self.each(&mut parameter.by);
        self.body(&mut parameter.body);
        if let Some((least, most)) = &mut parameter.bounds {
            self.each([least, most]);
        }
    }

    fn rows(&mut self, rows: &mut RowsDecl) {
        names([&mut rows.name, &mut rows.of]);
        self.each(&mut rows.filter);
    }

    fn metric(&mut self, metric: &mut MetricDecl) {
        name(&mut metric.name);
        names(metric.of.iter_mut().chain(&mut metric.title));
        metric.hidden.iter_mut().for_each(forgotten);
        self.body(&mut metric.body);
    }

    fn figure(&mut self, figure: &mut FigureDecl) {
        name(&mut figure.name);
        names(&mut figure.title);
        self.each(&mut figure.by);
        self.expr(&mut figure.value);
    }

    fn alert(&mut self, alert: &mut AlertDecl) {
        name(&mut alert.name);
        names(alert.title.iter_mut().chain(&mut alert.to));
        if let Some((_, span)) = &mut alert.severity {
            forgotten(span);
        }
        alert.first_seen.iter_mut().for_each(forgotten);
        self.each(alert.once_every.iter_mut().chain([&mut alert.when]).chain(&mut alert.until));
    }

    fn segment(&mut self, segment: &mut SegmentDecl) {
        name(&mut segment.name);
        names(segment.of.iter_mut().chain(&mut segment.title));
        segment.hidden.iter_mut().for_each(forgotten);
        if let Some(order) = &mut segment.order {
            forgotten(&mut order.span);
            names(&mut order.labels);
        }
        self.list(&mut segment.list, |_, label| name(label));
    }

    fn score(&mut self, score: &mut ScoreDecl) {
        name(&mut score.name);
        names(score.of.iter_mut().chain(&mut score.title));
        score.hidden.iter_mut().for_each(forgotten);
        match &mut score.scale {
            Scale::FromTo(ends, unit) => {
                self.each([&mut ends.0, &mut ends.1]);
                name(unit);
            }
            Scale::Points(span) => forgotten(span),
        }
        score.items.iter_mut().for_each(|item| self.score_item(item));
    }

    fn score_item(&mut self, item: &mut ScoreItem) {
        match item {
            ScoreItem::StartsAt(expr) | ScoreItem::Rounded(expr) | ScoreItem::Needs(expr) => self.expr(expr),
            ScoreItem::PointsFrom(ends, span) => {
                forgotten(span);
                self.each([&mut ends.0, &mut ends.1]);
            }
            ScoreItem::Categories(categories) => names(categories),
            ScoreItem::Rule(rule) => self.rule(rule),
        }
    }

    fn rule(&mut self, rule: &mut RuleDecl) {
        forgotten(&mut rule.span);
        name(&mut rule.name);
        names(rule.title.iter_mut().chain(&mut rule.category));
        self.each(&mut rule.weight);
        [&mut rule.inactive, &mut rule.adding].into_iter().flatten().for_each(forgotten);
        if let Some((_, span)) = &mut rule.better {
            forgotten(span);
        }
        self.list(&mut rule.list, Walk::points);
    }

    fn points(&mut self, points: &mut Points) {
        forgotten(&mut points.span);
        self.expr(&mut points.points);
        if let Some(per) = &mut points.per {
            self.each([&mut per.amount, &mut per.of]);
        }
        self.each(points.at_least.iter_mut().chain(&mut points.at_most));
    }

    fn example(&mut self, example: &mut ExampleDecl) {
        name(&mut example.title);
        forgotten(&mut example.on_span);
        for (parameter, value) in &mut example.settings {
            name(parameter);
            self.expr(value);
        }
        for item in &mut example.items {
            match item {
                ExampleItem::Rows(rows) => self.example_rows(rows),
                ExampleItem::Before(before) => self.before(before),
                ExampleItem::Expect(expect) => self.expect(expect),
            }
        }
    }

    fn before(&mut self, before: &mut Before) {
        forgotten(&mut before.span);
        self.of_row(before.of.as_mut());
        self.pairs(&mut before.values);
    }

    fn example_rows(&mut self, rows: &mut ExampleRows) {
        forgotten(&mut rows.span);
        name(&mut rows.table);
        match &mut rows.data {
            ExampleData::Line(pairs) => self.pairs(pairs),
            ExampleData::Table { header, rows } => {
                names(header);
                for (span, cells) in rows {
                    forgotten(span);
                    cells.iter_mut().for_each(|cell| self.cell(cell));
                }
            }
        }
    }

    fn pairs(&mut self, pairs: &mut [(Name, Cell)]) {
        for (of, cell) in pairs {
            name(of);
            self.cell(cell);
        }
    }

    fn cell(&mut self, cell: &mut Cell) {
        forgotten(&mut cell.span);
        if let CellKind::Value(value) = &mut cell.kind {
            self.expr(value);
        }
    }

    fn expect(&mut self, expect: &mut Expect) {
        forgotten(&mut expect.span);
        self.of_row(expect.of.as_mut());
        match &mut expect.what {
            Expected::Condition(condition) => self.expr(condition),
            Expected::Alert(alert) => name(alert),
            Expected::NoAlert(alert) => names(alert),
        }
    }

    fn of_row(&mut self, of: Option<&mut OfRow>) {
        if let Some(of) = of {
            forgotten(&mut of.span);
            names(&mut of.table);
            self.each(&mut of.key);
        }
    }

    fn body(&mut self, body: &mut Body) {
        match body {
            Body::Expr(expr) => self.expr(expr),
            Body::List(list) => self.list(list, Walk::expr),
        }
    }

    fn list<R>(&mut self, list: &mut DecisionList<R>, result: impl Fn(&mut Walk, &mut R)) {
        forgotten(&mut list.span);
        for Line { span, result: line_result, condition } in &mut list.lines {
            forgotten(span);
            result(self, line_result);
            self.each(condition);
        }
    }

    fn each<'e>(&mut self, exprs: impl IntoIterator<Item = &'e mut Expr>) {
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &mut Expr) {
        let start = expr.span.start as usize;
        forgotten(&mut expr.span);
        match &mut expr.kind {
            ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Date(_) | ExprKind::YesNo(_) | ExprKind::Today => {}
            ExprKind::Quantity(_, word) | ExprKind::Text(word) | ExprKind::Name(word) => name(word),
            ExprKind::Path(a, b) => names([a, b]),
            ExprKind::PointsOf(of) => names([&mut of.0, &mut of.1]),
            ExprKind::Negate(of) => {
                self.marks.negated.insert(start);
                self.expr(of);
            }
            ExprKind::DaysSince(of) | ExprKind::Not(of) | ExprKind::Known(of, _) => self.expr(of),
            ExprKind::Chain(first, rest) => {
                self.expr(first);
                self.each(rest.iter_mut().map(|(_, operand)| operand));
            }
            ExprKind::Pick(_, of) | ExprKind::Else(of) | ExprKind::And(of) | ExprKind::Or(of) => self.each(of),
            ExprKind::OneOf(of, _, values) => {
                self.expr(of);
                self.each(values);
            }
            ExprKind::Change(of, change) => {
                self.expr(of);
                self.each(change.operand_mut());
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
            ExprKind::RoundedTo(a, b)
            | ExprKind::AtLeast(a, b)
            | ExprKind::AtMost(a, b)
            | ExprKind::Compare(a, _, b)
            | ExprKind::Is(a, _, b)
            | ExprKind::DateIs(a, _, b)
            | ExprKind::StartsWith(a, b)
            | ExprKind::Contains(a, b)
            | ExprKind::InLast(a, b) => self.each([&mut **a, &mut **b]),
            ExprKind::Between(a, b, c) => self.each([&mut **a, &mut **b, &mut **c]),
        }
    }

    fn aggregate(&mut self, aggregate: &mut Aggregate) {
        forgotten(&mut aggregate.function_span);
        name(&mut aggregate.rows);
        self.each(aggregate.argument.iter_mut().chain(&mut aggregate.filter));
    }
}
