//! Tables: keys, parents, dates, and the names of columns.
//!
//! Enters: table declarations. Leaves: [`Tables`], a model table for each. Guaranteed: ids of columns are positions as
//! declared; what is wrong is told and marked, so that its readers need not be told.

use super::columns::column;
use super::literal::Literals;
use super::program::{Names, Program, Symbol, declared_twice};
use super::ways::Ways;
use crate::diagnostic::{Diagnostic, codes, near};
use crate::model::{ColumnId, Parent, Table, TableId};
use crate::source::Span;
use crate::syntax::tree::{Name, ParentDecl, TableDecl};
use crate::value::Type;
use std::collections::{BTreeMap, BTreeSet};

/// All tables, and what the checker knows beside the model.
pub(super) struct Tables {
    pub(super) list: Vec<Table>,
    /// Columns by name, for each table
    columns: Vec<BTreeMap<String, ColumnId>>,
    /// Columns whose type is wrong
    damaged: BTreeSet<(TableId, ColumnId)>,
    /// Tables that lost a parent to an error
    pub(super) unsure: BTreeSet<TableId>,
    /// Chains of parents
    pub(super) ways: Ways,
}

impl Tables {
    /// The column of a name.
    pub(super) fn column(&self, table: TableId, name: &str) -> Option<ColumnId> {
        self.columns.get(table.0)?.get(name).copied()
    }

    /// The declared column; `None` where its type is wrong.
    pub(super) fn sound(&self, table: TableId, column: ColumnId) -> Option<&crate::model::Column> {
        if self.damaged.contains(&(table, column)) {
            return None;
        }
        self.list.get(table.0)?.columns.get(column.0)
    }

    /// A table's name.
    pub(super) fn name(&self, table: TableId) -> &str {
        self.list.get(table.0).map_or("", |t| &t.name)
    }

    /// The name of the column that says when a row became known.
    pub(super) fn dated(&self, table: TableId) -> Option<&str> {
        let table = self.list.get(table.0)?;
        table.dated.and_then(|column| table.columns.get(column.0)).map(|column| column.name.as_str())
    }

    /// Where a table's name is declared.
    pub(super) fn span(&self, table: TableId) -> Span {
        self.list.get(table.0).map(|t| t.span).unwrap_or_default()
    }

    /// Whether a chain of parents from here may be missing because of an error that was told.
    pub(super) fn is_unsure(&self, table: TableId) -> bool {
        self.unsure.contains(&table) || self.ways.ancestors(table).keys().any(|t| self.unsure.contains(t))
    }

    /// The names of a table's columns.
    pub(super) fn column_names(&self, table: TableId) -> impl Iterator<Item = &str> {
        self.columns.get(table.0).into_iter().flat_map(|columns| columns.keys().map(String::as_str))
    }
}

/// Builds all tables.
pub(super) fn tables(program: &Program, names: &Names, literals: Literals, reports: &mut Vec<Diagnostic>) -> Tables {
    let mut all = Tables {
        list: Vec::new(),
        columns: Vec::new(),
        damaged: BTreeSet::new(),
        unsure: BTreeSet::new(),
        ways: Ways::new(&[]),
    };
    for (i, decl) in program.tables.iter().enumerate() {
        all.list.push(Table {
            name: decl.name.text.clone(),
            span: decl.name.span,
            key: Vec::new(),
            parents: Vec::new(),
            dated: None,
            columns: Vec::new(),
        });
        all.add_columns(TableId(i), decl, literals, reports);
    }
    for (i, decl) in program.tables.iter().enumerate() {
        all.add_dates(TableId(i), decl, reports);
        all.add_key(TableId(i), decl, reports);
    }
    for (i, decl) in program.tables.iter().enumerate() {
        all.add_parents(TableId(i), decl, names, reports);
    }
    super::circles::cut_parent_circles(&mut all, program, reports);
    super::circles::cut_long_chains(&mut all, reports);
    all.ways = Ways::new(&all.list);
    all
}

impl Tables {
    fn add_columns(&mut self, id: TableId, decl: &TableDecl, literals: Literals, reports: &mut Vec<Diagnostic>) {
        let mut by_name: BTreeMap<String, ColumnId> = BTreeMap::new();
        let mut columns = Vec::new();
        for column_decl in &decl.columns {
            if let Some(first) = by_name.get(&column_decl.name.text) {
                let first = columns.get(first.0).map_or(column_decl.name.span, |c: &crate::model::Column| c.span);
                reports.push(declared_twice(&column_decl.name, first));
                continue;
            }
            let position = ColumnId(columns.len());
            let (built, sound) = column(column_decl, literals, reports);
            if !sound {
                self.damaged.insert((id, position));
            }
            by_name.insert(column_decl.name.text.clone(), position);
            columns.push(built);
        }
        if let Some(table) = self.list.get_mut(id.0) {
            table.columns = columns;
        }
        self.columns.push(by_name);
    }

    fn find(&self, id: TableId, name: &Name, reports: &mut Vec<Diagnostic>) -> Option<ColumnId> {
        let found = self.column(id, &name.text);
        if found.is_none() {
            let headline = format!("the table `{}` has no column `{}`", self.name(id), name.text);
            let report = Diagnostic::error(codes::UNKNOWN_COLUMN, name.span, headline, "no such column");
            reports.push(match near::meant(&name.text, self.column_names(id)) {
                Some(meant) => report.write(name.span, meant),
                None => report.help(format!("add a line for `{}` between the table's braces", name.text)),
            });
        }
        found
    }

    fn date_column(&self, id: TableId, name: &Name, word: &str, reports: &mut Vec<Diagnostic>) -> Option<ColumnId> {
        let found = self.find(id, name, reports)?;
        let column = self.sound(id, found)?;
        if column.ty == Type::Date && (word == "known from" || !column.event) {
            return Some(found);
        }
        let what = if column.event { "an event".to_string() } else { super::units::called(&column.ty) };
        let headline = format!("`{word}` takes a column of type `date`, and `{}` is {what}", name.text);
        reports.push(
            Diagnostic::error(codes::NOT_A_DATE_COLUMN, name.span, headline, what)
                .other(column.span, "declared here")
                .help(format!(
                    "name the column with the date from which it is known, or declare `{}` as `date`",
                    name.text
                )),
        );
        None
    }

    fn add_dates(&mut self, id: TableId, decl: &TableDecl, reports: &mut Vec<Diagnostic>) {
        let dated = decl.dated.as_ref().and_then(|name| self.date_column(id, name, "dated", reports));
        let mut known = Vec::new();
        for column in &decl.columns {
            let Some(from) = &column.known_from else { continue };
            if from.text == column.name.text {
                let headline = format!("`{}` can't be known from itself", from.text);
                reports.push(
                    Diagnostic::error(codes::COLUMN_MODIFIER, from.span, headline, "the column itself")
                        .help(format!("for a date that is unknown until it has come, write `{}  event`", from.text)),
                );
                continue;
            }
            let from = self.date_column(id, from, "known from", reports);
            known.extend(self.column(id, &column.name.text).zip(from));
        }
        let Some(table) = self.list.get_mut(id.0) else { return };
        table.dated = dated;
        for (column, from) in known {
            if let Some(column) = table.columns.get_mut(column.0) {
                column.known_from = Some(from);
            }
        }
    }

    fn add_key(&mut self, id: TableId, decl: &TableDecl, reports: &mut Vec<Diagnostic>) {
        let mut key = Vec::new();
        for name in &decl.key {
            let Some(found) = self.find(id, name, reports) else { continue };
            if key.contains(&found) {
                let headline = format!("the column `{}` stands twice in the key", name.text);
                let report = Diagnostic::error(codes::DECLARED_TWICE, name.span, headline, "again");
                reports.push(report.help("name each column once"));
                continue;
            }
            if let Some(column) = self.list.get(id.0).and_then(|t| t.columns.get(found.0)) {
                reports.extend(key_trouble(column, name));
            }
            key.push(found);
        }
        if let Some(table) = self.list.get_mut(id.0) {
            table.key = key;
        }
    }

    fn add_parents(&mut self, id: TableId, decl: &TableDecl, names: &Names, reports: &mut Vec<Diagnostic>) {
        for parent in &decl.parents {
            let built = self.parent(id, parent, names, reports);
            match (built, self.list.get_mut(id.0)) {
                (Some(built), Some(table)) => table.parents.push(built),
                _ => drop(self.unsure.insert(id)),
            }
        }
    }

    fn parent(&self, id: TableId, decl: &ParentDecl, names: &Names, reports: &mut Vec<Diagnostic>) -> Option<Parent> {
        let by: Vec<Option<ColumnId>> = decl.by.iter().map(|name| self.find(id, name, reports)).collect();
        let table = match names.get(&decl.table.text) {
            Some(Symbol::Table(table)) => table,
            _ if names.is_damaged(&decl.table.text) => return None,
            found => {
                let is_flood = reports.len() > 300;
                reports.push(self.unknown_parent(&decl.table, found.is_some(), is_flood));
                return None;
            }
        };
        let by: Vec<ColumnId> = by.into_iter().collect::<Option<_>>()?;
        let parent = self.list.get(table.0)?;
        if parent.key.len() != by.len() {
            reports.push(self.key_count(decl, table, by.len()));
            return None;
        }
        let mut fits = true;
        for ((column, key), name) in by.iter().zip(&parent.key).zip(&decl.by) {
            let (Some(own), Some(theirs)) = (self.sound(id, *column), self.sound(table, *key)) else { continue };
            if own.ty != theirs.ty {
                fits = false;
                reports.push(key_types(name, own, theirs, &parent.name));
            }
        }
        fits.then_some(Parent { table, by })
    }

    fn unknown_parent(&self, name: &Name, is_other: bool, is_flood: bool) -> Diagnostic {
        let what = if is_other { "which is no table" } else { "which is not declared" };
        let headline = format!("rows belong to `{}`, {what}", name.text);
        let report = Diagnostic::error(codes::UNKNOWN_TABLE, name.span, headline, "no table has this name");
        let tables = self.list.iter().map(|t| t.name.as_str());
        match near::meant(&name.text, tables.take(if is_flood { 0 } else { usize::MAX })) {
            Some(meant) => report.write(name.span, meant),
            None => report.help(format!("declare it: `table {} key … {{ … }}`", name.text)),
        }
    }

    fn key_count(&self, decl: &ParentDecl, parent: TableId, given: usize) -> Diagnostic {
        let name = self.name(parent);
        let keys: Vec<&str> = self.list.get(parent.0).map(key_names).unwrap_or_default();
        let span = decl.by.first().map_or(decl.table.span, |first| first.span);
        let span = decl.by.last().map_or(span, |last| span.to(last.span));
        if keys.is_empty() {
            let headline = format!("rows can't belong to `{name}`, which has no key");
            return Diagnostic::error(codes::PARENT_KEY, decl.table.span, headline, "a table without a key")
                .other(self.span(parent), "declared here")
                .help(format!("say which column identifies its rows: `table {name} key …`"));
        }
        let headline = format!("the key of `{name}` has {}, and `by` names {given}", columns_in_words(keys.len()));
        Diagnostic::error(codes::PARENT_KEY, span, headline, "as many as the key has, in its order")
            .other(self.span(parent), format!("its key is {}", keys.join(", ")))
            .help(format!("name the {} here that hold {}", columns_in_words(keys.len()), keys.join(", ")))
    }
}

fn key_names(table: &Table) -> Vec<&str> {
    table.key.iter().filter_map(|id| table.columns.get(id.0)).map(|c| c.name.as_str()).collect()
}

/// `2 columns`
pub(super) fn columns_in_words(n: usize) -> String {
    if n == 1 { "1 column".to_string() } else { format!("{n} columns") }
}

fn key_trouble(column: &crate::model::Column, name: &Name) -> Option<Diagnostic> {
    let why = if column.event {
        "an event, unknown until it has come"
    } else if column.known_from.is_some() {
        "only known from a later date"
    } else if column.optional {
        "optional"
    } else {
        return None;
    };
    let headline = format!("the key column `{}` is {why}, and every row needs its key", name.text);
    Some(
        Diagnostic::error(codes::KEY_COLUMN, name.span, headline, "a key is always known")
            .other(column.span, "declared here")
            .help("take that word away from the column, or name another column as the key"),
    )
}

fn key_types(name: &Name, own: &crate::model::Column, theirs: &crate::model::Column, parent: &str) -> Diagnostic {
    let headline = format!(
        "`{}` is {}, but the key `{}` of `{parent}` is {}",
        name.text,
        super::units::called(&own.ty),
        theirs.name,
        super::units::called(&theirs.ty)
    );
    Diagnostic::error(codes::PARENT_KEY, name.span, headline, "another type than the key")
        .other(theirs.span, "the key is declared here")
        .help("declare both columns with the same type")
}
