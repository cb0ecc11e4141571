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

/// How a kind of circle is told.
pub(super) struct Telling {
    pub(super) code: crate::diagnostic::Code,
    /// In front of the names
    pub(super) what: &'static str,
    /// Between one name and the next
    pub(super) verb: &'static str,
    pub(super) help: &'static str,
}

const PARENTS: Telling = Telling {
    code: codes::PARENT_CIRCLE,
    what: "tables belong to each other in a circle",
    verb: "belongs to",
    help: "a row belongs to a row of another table, and that one to a third; take one of these `belongs to` away",
};

/// `a → b → a`, each step underlined.
pub(super) fn report(steps: &[Step], telling: &Telling) -> Option<Diagnostic> {
    let first = steps.first()?;
    let shown: Vec<&str> = steps.iter().take(12).map(|step| step.name.as_str()).collect();
    let cut = if steps.len() > shown.len() { " → …" } else { "" };
    let headline = format!("{}: {}{cut} → {}", telling.what, shown.join(" → "), first.name);
    let next = |i: usize| steps.get(i + 1).unwrap_or(first).name.as_str();
    let label = |step: &Step, next: &str| format!("`{}` {} `{next}`", step.name, telling.verb);
    let mut report = Diagnostic::error(telling.code, first.reads, headline, label(first, next(0)));
    for (i, step) in steps.iter().enumerate().skip(1).take(11) {
        report = report.other(step.reads, label(step, next(i)));
    }
    Some(report.help(telling.help))
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
        reports.extend(report(&steps, &PARENTS));
        for node in &group {
            all.unsure.insert(TableId(*node));
            if let Some(table) = tables.get_mut(*node) {
                table.parents.retain(|p| group.binary_search(&p.table.0).is_err());
            }
        }
    }
}

/// The most tables in a chain of parents.
const MOST_PARENTS: usize = 32;

/// Reports the tables at which a chain of parents becomes too long, and cuts it there. There are no circles left.
pub(super) fn cut_long_chains(all: &mut Tables, reports: &mut Vec<Diagnostic>) {
    let edges: Vec<Vec<usize>> = all.list.iter().map(|t| t.parents.iter().map(|p| p.table.0).collect()).collect();
    let mut heights = vec![0; edges.len()];
    for node in groups(&edges).into_iter().flatten() {
        let parents = edges.get(node).into_iter().flatten();
        let above = parents.filter_map(|parent| heights.get(*parent)).max().map_or(0, |height| height + 1);
        let (Some(height), Some(table)) = (heights.get_mut(node), all.list.get_mut(node)) else { continue };
        *height = above;
        if above >= MOST_PARENTS {
            *height = 0;
            let headline = format!("more than {MOST_PARENTS} tables belong to each other in one chain");
            let report = Diagnostic::error(codes::TOO_ENTANGLED, table.span, headline, "the first one beyond that");
            reports.push(report.help("take a `belongs to` away"));
            table.parents.clear();
            all.unsure.insert(TableId(node));
        }
    }
}
