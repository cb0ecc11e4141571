//! A page as Markdown, as GitHub and its like read it.
//!
//! Guaranteed: no text of an author is read as markup.

use super::page::{Block, Grid, Heading, Inline, Page, Row, Style, Table};

/// The whole page.
pub fn markdown(page: &Page) -> String {
    let mut out = format!("# {}\n\n", escaped(&page.title));
    for paragraph in &page.lead {
        out.push_str(&format!("{}\n\n", started(&line(paragraph))));
    }
    out.push_str("| | |\n| --- | --- |\n");
    for (word, what) in &page.facts {
        out.push_str(&format!("| {word} | {} |\n", line(what)));
    }
    out.push_str("\n## Contents\n\n");
    contents(&page.blocks, &mut out);
    out.push('\n');
    blocks(&page.blocks, &mut out);
    format!("{}\n", out.trim_end())
}

fn contents(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Heading(heading) if heading.listed => {
                let indent = if heading.level > 2 { "  " } else { "" };
                out.push_str(&format!("{indent}- [{}](#{})\n", escaped(&heading.text), heading.anchor));
            }
            Block::Card { blocks } => contents(blocks, out),
            _ => {}
        }
    }
}

fn blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Heading(heading) => self::heading(heading, out),
            Block::Paragraph { text, .. } if text.is_empty() => {}
            Block::Paragraph { style, text } => paragraph(*style, text, out),
            Block::List { items } => {
                items.iter().for_each(|item| out.push_str(&format!("- {}\n", line(item))));
                out.push('\n');
            }
            Block::Table(table) => self::table(table, out),
            Block::Card { blocks } => self::blocks(blocks, out),
        }
    }
}

fn heading(heading: &Heading, out: &mut String) {
    let level = "#".repeat(usize::from(heading.level));
    if !heading.anchor.is_empty() {
        out.push_str(&format!("<a id=\"{}\"></a>\n\n", heading.anchor));
    }
    out.push_str(&format!("{level} {}\n\n", escaped(&heading.text)));
    if !heading.note.is_empty() {
        out.push_str(&format!("{}\n\n", line(&heading.note)));
    }
}

fn paragraph(style: Style, text: &[Inline], out: &mut String) {
    let text = started(line(text).trim());
    match style {
        Style::Remark => out.push_str(&format!("> {text}\n\n")),
        Style::Plain | Style::Rule | Style::Aside => out.push_str(&format!("{text}\n\n")),
    }
}

fn table(table: &Table, out: &mut String) {
    let head: Vec<String> = table.head.iter().map(|(text, _)| escaped(text)).collect();
    let rule: Vec<&str> = table.head.iter().map(|(_, right)| if *right { "---:" } else { "---" }).collect();
    out.push_str(&format!("| {} |\n| {} |\n", head.join(" | "), rule.join(" | ")));
    for row in &table.rows {
        out.push_str(&format!("| {} |\n", cells(table, row).join(" | ")));
    }
    out.push('\n');
}

/// As many cells as the head has; a heading within the table stands in the last, which is the widest.
fn cells(table: &Table, row: &Row) -> Vec<String> {
    let mut cells: Vec<String> = row.cells.iter().map(|cell| line(cell)).collect();
    if row.heading && table.style == Grid::Lines {
        cells.insert(0, String::new());
    }
    cells.resize(table.head.len(), String::new());
    if let Some(first) = cells.iter_mut().find(|cell| !cell.is_empty()).filter(|_| !row.anchor.is_empty()) {
        *first = format!("<a id=\"{}\"></a>{first}", row.anchor);
    }
    cells
}

fn line(text: &[Inline]) -> String {
    text.iter().map(inline).collect()
}

fn inline(part: &Inline) -> String {
    match part {
        Inline::Words(text) | Inline::Soft(text) | Inline::Value(text) => escaped(text),
        Inline::Strong(text) | Inline::Label(text) => emphasised("**", text),
        Inline::Good(text) => format!("✓ {}", escaped(text)),
        Inline::Bad(text) => format!("✗ {}", escaped(text)),
        Inline::Code(text) => format!("`{}`", text.replace('`', "'").replace('|', "\\|")),
        Inline::Link(anchor, text) => format!("[{}](#{anchor})", escaped(text)),
        Inline::Break => "<br>".to_string(),
    }
}

/// Marks stand at words, not at blanks.
fn emphasised(mark: &str, text: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() {
        text.to_string()
    } else {
        text.replacen(inner, &format!("{mark}{}{mark}", escaped(inner)), 1)
    }
}

/// Text without a meaning of its own.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A paragraph that is not read as a heading, a list, a quotation or a rule.
fn started(text: &str) -> String {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let behind = text.get(digits..).unwrap_or("");
    if digits > 0 && behind.starts_with(['.', ')']) {
        return format!("{}\\{behind}", text.get(..digits).unwrap_or(""));
    }
    if text.starts_with(['#', '-', '+', '>', '=']) { format!("\\{text}") } else { text.to_string() }
}
