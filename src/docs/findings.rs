//! What the check found.

use super::book::Book;
use super::page::{Block, Grid, Inline, Table, words};
use crate::diagnostic::{Diagnostic, Severity};

/// All findings, or that there are none.
pub fn section(book: &Book, findings: &[Diagnostic]) -> Vec<Block> {
    let mut blocks = vec![Block::section("findings", "What the check found")];
    if findings.is_empty() {
        let text = "Nothing: each name and unit fits, no line is out of reach, and no condition is idle, as far as that can \
                    be proven.";
        blocks.push(Block::plain(text));
        return blocks;
    }
    let mut table = Table::new(Grid::Things, ["Finding", "Where", "What to do"]);
    for found in findings {
        let mut headline = vec![Inline::Strong(severity(found.severity).to_string())];
        headline.push(Inline::Words(format!(": {}. ", found.headline)));
        headline.push(Inline::Code(found.code.0.to_string()));
        let sources = &book.inspected.checked.sources;
        let (line, _) = sources.position(found.primary.span);
        let file = sources.get(found.primary.span.source).map_or("", |file| &*file.name);
        let file = file.rsplit('/').next().unwrap_or_default();
        table.row([headline, words(format!("{file}, line {line}")), words(found.help.clone().unwrap_or_default())]);
    }
    blocks.push(Block::Table(table));
    blocks
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Note => "Note",
    }
}
