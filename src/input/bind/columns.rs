//! Names of columns, in `sources.ron` and in the headers of files.
//!
//! Enters: a table's spec, its entry in `sources.ron`, the headers. Leaves: problems for names that stand nowhere or
//! twice, and for columns that are not there. Guaranteed: a name that is near another one is said.

use super::{Binder, BoundFile, BoundTable};
use crate::diagnostic::near::nearest;
use crate::input::cell::quote::quoted;
use crate::input::sources::TableSource;
use crate::table::{ColumnSpec, Place, Problem, ProblemKind, TableSpec};

impl Binder<'_> {
    /// Names in `sources.ron` that the rulebook does not have.
    pub(super) fn check_names(&mut self, spec: &TableSpec, own: &TableSource) {
        let declared: Vec<&str> = spec.columns.iter().map(|column| column.name.as_str()).collect();
        for (part, names) in [
            ("columns", own.columns.names().collect::<Vec<_>>()),
            ("values", own.values.names().collect()),
            ("cells", own.cells.names().collect()),
        ] {
            for name in names.into_iter().filter(|name| !declared.contains(name)) {
                self.unknown_name(&spec.name, &["tables", &spec.name, part, name], name, &declared, "column");
            }
        }
    }

    /// A name that is near a declared one is a mistake; another one may be for another rulebook, and is remarked on.
    pub fn unknown_name(&mut self, table: &str, keys: &[&str], name: &str, declared: &[&str], what: &str) {
        match nearest(name, declared.iter().copied()) {
            Some(near) => {
                let expected = format!("a {what} of the rulebook");
                self.source_problem(
                    table,
                    keys,
                    format!("`{name}`"),
                    &expected,
                    Some(format!("did you mean `{near}`?")),
                );
            }
            None => self.remarks.push(format!(
                "{} speaks of {what} `{name}`{}, which the rulebook does not declare",
                self.loaded.file.as_ref().map_or("sources.ron", |file| &file.name),
                if table == name { String::new() } else { format!(" of `{table}`") },
            )),
        }
    }

    /// Columns that were named and are not there, or are there twice.
    pub(super) fn check_columns(&mut self, table: &BoundTable, own: &TableSource) {
        for file in &table.files {
            for (column, name) in table.spec.columns.iter().zip(&table.names) {
                self.check_column(table, file, column, name, own.columns.get(&column.name).is_some());
            }
        }
    }

    /// One column of one file; `said` where `sources.ron` names it.
    fn check_column(&mut self, table: &BoundTable, file: &BoundFile, column: &ColumnSpec, name: &str, said: bool) {
        let keys = ["tables", &table.spec.name, "columns", &column.name];
        match file.header.iter().filter(|header| *header == name).count() {
            1 => {}
            0 if said => {
                let near = nearest(name, file.header.iter().map(String::as_str));
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let expected = format!("a column of {}", file.name);
                self.source_problem(&table.spec.name, &keys, format!("`{name}`"), &expected, help);
            }
            0 if column.optional || column.default.is_some() => self.remarks.push(format!(
                "{} has no column `{}`: it is unknown, or its default, in every row",
                file.name, column.name
            )),
            0 => {}
            count => {
                let found = format!("{count} columns named `{name}` in {}", file.name);
                self.source_problem(&table.spec.name, &keys, found, "one", None);
            }
        }
    }
}

impl BoundTable {
    /// A column that a file does not have although it must.
    pub fn missing_column(&self, index: usize, column: usize) -> Option<Problem> {
        let (spec, file) = (self.spec.columns.get(column)?, self.files.get(index)?);
        let may_be_missing = (spec.optional || spec.default.is_some()) && !self.makes_keys(column);
        if may_be_missing || file.positions.get(column)?.is_some() {
            return None;
        }
        let name = self.names.get(column)?;
        let header: Vec<String> = file.header.iter().map(|name| quoted(name)).collect();
        Some(Problem {
            place: Place {
                table: self.spec.name.clone(),
                file: Some(file.name.clone()),
                file_index: index,
                column: Some(spec.name.clone()),
                ..Place::default()
            },
            kind: ProblemKind::MissingColumn,
            found: if header.is_empty() { "no columns".to_string() } else { format!("columns {}", header.join(", ")) },
            expected: format!("a column `{name}`"),
            help: Some(missing_help(&spec.name, name, &file.header)),
        })
    }

    fn makes_keys(&self, column: usize) -> bool {
        self.derived_from.is_some() && self.spec.key.contains(&column)
    }
}

fn missing_help(column: &str, name: &str, header: &[String]) -> String {
    let mark = match header {
        [only] => [';', '\t', '|'].into_iter().find(|mark| only.contains(*mark)),
        _ => None,
    };
    if let Some(mark) = mark {
        return format!(
            "the header is one cell: if `{0}` stands between the cells, say `delimiter: \"{0}\"` in sources.ron",
            mark.escape_default()
        );
    }
    let other = nearest(name, header.iter().map(String::as_str)).unwrap_or("the file's name of it");
    format!(
        "if the file has it under another name, say `columns: {{\"{column}\": \"{other}\"}}` for the table in sources.ron"
    )
}
