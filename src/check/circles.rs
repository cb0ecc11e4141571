//! Circles, told step by step.
//!
//! Enters: tables with parents, or the needs of values. Leaves: one diagnostic for each circle. Guaranteed: each step
//! is underlined where it is written.

use super::graph::{circle, groups};
use super::program::Program;
use super::tables::Tables;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::TableId;
use crate::source::Span;

/// One step of a circle: a name, and the place where it reads the next one.
pub(super) struct Step {
    pub(super) name: String,
    pub(super) reads: Span,
}

/// `a → b → a`, each step underlined.
pub(super) fn report(steps: &[Step], what: &str, code: crate::diagnostic::Code, help: &str) -> Option<Diagnostic> {
    let first = steps.first()?;
    let shown: Vec<&str> = steps.iter().take(12).map(|step| step.name.as_str()).collect();
    let cut = if steps.len() > shown.len() { " → …" } else { "" };
    let headline = format!("{what}: {}{cut} → {}", shown.join(" → "), first.name);
    let next = |i: usize| steps.get(i + 1).unwrap_or(first).name.as_str();
    let mut report = Diagnostic::error(code, first.reads, headline, format!("`{}` needs `{}`", first.name, next(0)));
    for (i, step) in steps.iter().enumerate().skip(1).take(11) {
        report = report.other(step.reads, format!("`{}` needs `{}`", step.name, next(i)));
    }
    Some(report.help(help))
}

/// Reports tables that are their own ancestors, and cuts the parents that make them so.
pub(super) fn cut_parent_circles(all: &mut Tables, program: &Program, reports: &mut Vec<Diagnostic>) {
    let tables = &mut all.list;
    let edges: Vec<Vec<usize>> = tables.iter().map(|t| t.parents.iter().map(|p| p.table.0).collect()).collect();
    for group in groups(&edges) {
        let way = circle(&edges, &group);
        if way.is_empty() {
            continue;
        }
        let steps: Vec<Step> = way
            .iter()
            .enumerate()
            .filter_map(|(i, node)| {
                let next = tables.get(*way.get(i + 1).or(way.first())?)?;
                let decl = program.tables.get(*node)?;
                let reads = decl.parents.iter().find(|p| p.table.text == next.name).map(|p| p.table.span)?;
                Some(Step { name: decl.name.text.clone(), reads })
            })
            .collect();
        let help =
            "a row belongs to a row of another table, and that one to a third; take one of these `belongs to` away";
        reports.extend(report(&steps, "tables belong to each other in a circle", codes::PARENT_CIRCLE, help));
        for node in &group {
            all.unsure.insert(TableId(*node));
            if let Some(table) = tables.get_mut(*node) {
                table.parents.retain(|p| group.binary_search(&p.table.0).is_err());
            }
        }
    }
}
