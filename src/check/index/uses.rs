//! Every place where a name is read.
//!
//! Enters: parsed files, the checker's facts, and the entries. Leaves: a use for each name in a body or a head, and
//! what an entry's head says about it. Guaranteed: no recursion over an expression's depth; a bare name is looked up in
//! the same order as the checker does it: the row's own columns, then all that is declared.

use super::super::checker::Checker;
use super::super::load::Files;
use super::super::needs::children;
use super::super::program::Symbol;
use super::declared::Declared;
use super::{EntryId, Use};
use crate::model::TableId;
use crate::source::Span;
use crate::syntax::tree::{
    Body, DecisionList, DeclarationKind as D, Expr, ExprKind, FigureDecl, Name, ParameterDecl, ScoreDecl, ScoreItem,
    TableDecl,
};

/// Reads all bodies.
pub(super) fn read(files: &Files, checker: &Checker, declared: &mut Declared) {
    let mut reader = Reader { checker, declared };
    for declaration in files.documents.iter().flat_map(|(_, document)| &document.declarations) {
        reader.declaration(&declaration.kind);
    }
}

/// Adds uses to what is declared.
pub(super) struct Reader<'a, 'c, 't> {
    pub(super) checker: &'c Checker<'t>,
    pub(super) declared: &'a mut Declared,
}

type Open<'e> = Vec<(&'e Expr, Option<TableId>)>;

impl Reader<'_, '_, '_> {
    fn declaration(&mut self, kind: &D) {
        match kind {
            D::About(name) => self.declared.index.about = self.symbol(name),
            D::Table(decl) => self.table(decl),
            D::Parameter(decl) => self.parameter(decl),
            D::Rows(decl) => {
                let of = self.symbol(&decl.of);
                self.head(&decl.name, of);
                let scope = self.table_named(&decl.of.text);
                self.all(decl.filter.iter(), scope);
            }
            D::Metric(decl) => {
                let scope = self.judged(&decl.name, decl.of.as_ref());
                self.body(&decl.body, scope);
            }
            D::Score(decl) => self.score(decl),
            D::Segment(decl) => {
                let scope = self.judged(&decl.name, decl.of.as_ref());
                self.conditions(&decl.list, scope);
            }
            D::Figure(decl) => self.figure(decl),
            D::Alert(decl) => {
                let about = self.checker.about;
                self.judged(&decl.name, None);
                self.all(decl.once_every.iter().chain([&decl.when]).chain(&decl.until), about);
            }
            D::Example(decl) => self.example(decl),
            D::Rulebook(_) | D::Version(_) | D::Owner(_) | D::Currency(_) | D::Use(_) | D::Later(_) => {}
        }
    }

    pub(super) fn note(&mut self, span: Span, entry: Option<EntryId>) -> Option<EntryId> {
        self.declared.index.uses.push(Use { span, entry });
        entry
    }

    pub(super) fn entry_of(&self, name: &str) -> Option<EntryId> {
        let known = self.checker.names.get(name).and_then(|symbol| self.declared.symbols.get(&symbol));
        known.or_else(|| self.declared.broken.get(name)).copied()
    }

    /// A name of the one namespace.
    pub(super) fn symbol(&mut self, name: &Name) -> Option<EntryId> {
        let entry = self.entry_of(&name.text);
        self.note(name.span, entry)
    }

    /// A name where a row is in scope.
    pub(super) fn value(&mut self, name: &Name, scope: Option<TableId>) -> Option<EntryId> {
        let column = scope.and_then(|table| Some((table, self.checker.tables.column(table, &name.text)?)));
        let entry = column.and_then(|column| self.declared.columns.get(&column).copied());
        let entry = entry.or_else(|| self.entry_of(&name.text));
        self.note(name.span, entry)
    }

    /// A name that can only be a column.
    pub(super) fn column(&mut self, name: &Name, table: Option<TableId>) {
        let column = table.and_then(|table| Some((table, self.checker.tables.column(table, &name.text)?)));
        let entry = column.and_then(|column| self.declared.columns.get(&column).copied());
        self.note(name.span, entry);
    }

    fn values(&mut self, names: &[Name], scope: Option<TableId>) {
        for name in names {
            self.value(name, scope);
        }
    }

    pub(super) fn table_named(&self, name: &str) -> Option<TableId> {
        match self.checker.names.get(name)? {
            Symbol::Table(table) => Some(table),
            Symbol::Rows(rows) => self.checker.rows.get(rows.0)?.table,
            _ => None,
        }
    }

    /// Says of a declared name whose rows it is about.
    fn head(&mut self, name: &Name, of: Option<EntryId>) {
        if let Some(entry) = self.declared.declared_at(name.span) {
            entry.of = of;
        }
    }

    /// The table that a metric, score or segment judges.
    fn judged(&mut self, name: &Name, of: Option<&Name>) -> Option<TableId> {
        let entry = match of {
            Some(of) => self.symbol(of),
            None => self.checker.about.and_then(|about| self.declared.symbols.get(&Symbol::Table(about)).copied()),
        };
        self.head(name, entry);
        of.map_or(self.checker.about, |of| self.table_named(&of.text))
    }

    fn table(&mut self, decl: &TableDecl) {
        let own = self.table_named(&decl.name.text);
        self.values(&decl.key, own);
        let mut parents = Vec::new();
        for parent in &decl.parents {
            parents.extend(self.symbol(&parent.table));
            self.values(&parent.by, own);
        }
        for name in decl.dated.iter().chain(decl.columns.iter().filter_map(|column| column.known_from.as_ref())) {
            self.value(name, own);
        }
        if let Some(entry) = self.declared.declared_at(decl.name.span) {
            entry.parents = parents;
        }
    }

    fn parameter(&mut self, decl: &ParameterDecl) {
        let scope = match decl.by.as_ref().map(|by| &by.kind) {
            Some(ExprKind::Path(table, _)) => self.table_named(&table.text),
            _ => self.checker.about,
        };
        self.by(decl.by.as_ref(), scope);
        self.body(&decl.body, scope);
    }

    fn score(&mut self, decl: &ScoreDecl) {
        let scope = self.judged(&decl.name, decl.of.as_ref());
        for item in &decl.items {
            let ScoreItem::Rule(rule) = item else { continue };
            if let Some(category) = &rule.category {
                let key = (decl.name.span, category.text.clone());
                let entry = self.declared.categories.get(&key).copied();
                self.note(category.span, entry);
            }
            let measured = rule.list.lines.iter().filter_map(|line| line.result.per.as_ref()).map(|per| &per.of);
            self.all(measured, scope);
            self.conditions(&rule.list, scope);
        }
    }

    fn figure(&mut self, decl: &FigureDecl) {
        self.all(std::iter::once(&decl.value), None);
        let table = aggregated(&decl.value).and_then(|rows| self.table_named(&rows.text));
        let owner = match decl.by.as_ref().map(|by| &by.kind) {
            Some(ExprKind::Name(name)) => table.and_then(|table| self.owner_of(table, &name.text)),
            _ => table,
        };
        self.by(decl.by.as_ref(), owner);
    }

    /// The table itself or the one it belongs to that has a name.
    fn owner_of(&self, table: TableId, name: &str) -> Option<TableId> {
        let ancestors = self.checker.tables.ways.ancestors(table);
        let mut tables = std::iter::once(table).chain(ancestors.keys().copied());
        tables.find(|table| self.checker.has(*table, name))
    }

    fn by(&mut self, by: Option<&Expr>, scope: Option<TableId>) {
        self.all(by.into_iter(), scope);
    }

    fn body(&mut self, body: &Body, scope: Option<TableId>) {
        match body {
            Body::Expr(expr) => self.all(std::iter::once(expr), scope),
            Body::List(list) => {
                self.all(list.lines.iter().map(|line| &line.result), scope);
                self.conditions(list, scope);
            }
        }
    }

    fn conditions<R>(&mut self, list: &DecisionList<R>, scope: Option<TableId>) {
        self.all(list.lines.iter().filter_map(|line| line.condition.as_ref()), scope);
    }

    pub(super) fn all<'e>(&mut self, exprs: impl Iterator<Item = &'e Expr>, scope: Option<TableId>) {
        let mut open: Open = exprs.map(|expr| (expr, scope)).collect();
        while let Some((expr, scope)) = open.pop() {
            match &expr.kind {
                ExprKind::Name(name) => drop(self.value(name, scope)),
                ExprKind::Path(table, name) => {
                    self.symbol(table);
                    let to = self.table_named(&table.text);
                    self.value(name, to);
                }
                ExprKind::PointsOf(of) => {
                    let (score, rule) = &**of;
                    self.symbol(score);
                    let entry = self.rule_of(&score.text, &rule.text);
                    self.note(rule.span, entry);
                }
                ExprKind::Aggregate(aggregate) => {
                    self.symbol(&aggregate.rows);
                    let inner = self.table_named(&aggregate.rows.text);
                    open.extend(aggregate.argument.iter().chain(&aggregate.filter).map(|expr| (expr, inner)));
                }
                _ => open.extend(children(expr).into_iter().map(|expr| (expr, scope))),
            }
        }
    }
}

/// The rows of the first aggregate in an expression.
fn aggregated(expr: &Expr) -> Option<&Name> {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        if let ExprKind::Aggregate(aggregate) = &expr.kind {
            return Some(&aggregate.rows);
        }
        open.extend(children(expr).into_iter().rev());
    }
    None
}
