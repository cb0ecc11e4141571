//! Checks a piece of a rulebook below the beginning that `docs/reference.md` shows.

use super::blocks::{Block, blocks, document};
use rubric::check::{Allowances, check};
use rubric::diagnostic::{Diagnostic, render};
use rubric::examples::judge;
use rubric::prove::prove;
use rubric::source::{SourceId, Sources};
use std::collections::BTreeMap;

/// What a piece gave.
pub struct Found {
    /// The files, for rendering
    pub sources: Sources,
    /// What was found in the piece itself, or in files that it uses
    pub diagnostics: Vec<Diagnostic>,
}

impl Found {
    /// The codes found, each once.
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<&str> = self.diagnostics.iter().map(|d| d.code.0).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// The messages as a terminal without colours shows them.
    pub fn rendered(&self) -> String {
        render::render(&self.diagnostics, &self.sources, render::Options { colour: false, width: 80 })
    }
}

/// The block of `docs/reference.md` that all pieces stand below.
fn preamble() -> String {
    let all = blocks(&document("docs/reference.md"));
    all.into_iter().find(|block| block.is("rubric") && block.says("preamble")).expect("a preamble").text
}

/// The declarations of a rulebook: each line in column one with the lines that belong to it.
fn declarations(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines() {
        let begins = line.starts_with(|c: char| c.is_ascii_alphabetic());
        if begins || found.is_empty() {
            found.push(String::new());
        }
        let last = found.last_mut().unwrap();
        last.push_str(line);
        last.push('\n');
    }
    found
}

/// What a declaration declares: its word and name, or its word for a line of the header.
fn name(declaration: &str) -> String {
    let words: Vec<&str> = declaration.split_whitespace().filter(|w| *w != "hidden").take(2).collect();
    match words.as_slice() {
        ["rulebook" | "version" | "currency" | "about", ..] => words[0].to_string(),
        [_, name] => (*name).to_string(),
        _ => String::new(),
    }
}

/// The preamble without what the piece declares itself.
pub fn beginning(piece: &str) -> String {
    let own: Vec<String> = declarations(piece).iter().map(|d| name(d)).collect();
    declarations(&preamble()).into_iter().filter(|d| !own.contains(&name(d))).collect()
}

/// Checks a block; one that says `whole`, or begins with `rulebook`, stands alone. The beginning stands behind the
/// block, so that the block's lines keep their numbers.
pub fn check_block(block: &Block, files: &BTreeMap<String, String>) -> Found {
    let whole = block.says("whole") || block.says("preamble") || block.text.starts_with("rulebook");
    let behind = if whole { String::new() } else { beginning(&block.text) };
    let piece = repeated(&block.text);
    let mut load = |path: &str| match files.get(path) {
        Some(text) => Ok(text.clone()),
        None => Err("there is no such file".to_string()),
    };
    let mut checked = check("example.rubric", &format!("{piece}{behind}"), &mut load);
    if let Some(book) = &checked.rulebook {
        checked.diagnostics = prove(book, &checked.sources, &checked.diagnostics).diagnostics();
    }
    Allowances::of(&checked.sources).apply(&mut checked.diagnostics, checked.rulebook.is_some());
    let end = u32::try_from(piece.len()).unwrap();
    let inside = |d: &Diagnostic| d.primary.span.source != SourceId(0) || d.primary.span.start < end;
    let mut diagnostics: Vec<Diagnostic> = checked.diagnostics.into_iter().filter(|d| inside(d)).collect();
    // What a page shows as an example comes out as it says.
    for (book, example) in checked.rulebook.iter().flat_map(|book| book.examples.iter().map(move |one| (book, one))) {
        let verdict = judge(book, &checked.sources, example);
        diagnostics.extend(rubric::examples::diagnostics(book, &checked.sources, example, &verdict));
    }
    Found { sources: checked.sources, diagnostics }
}

/// `⟦65 × (⟧` stands for 65 of what is behind the `×`.
pub fn repeated(text: &str) -> String {
    let mut parts = text.split('⟦');
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (inside, rest) = part.split_once('⟧').expect("a closing ⟧");
        let (times, what) = inside.split_once(" × ").expect("⟦N × TEXT⟧");
        out.push_str(&what.repeat(times.parse().expect("a count")));
        out.push_str(rest);
    }
    out
}

/// The files that blocks under a heading stand for: ```` ```rubric file=shared/more.rubric ````.
pub fn files_under(heading: &str, all: &[Block]) -> BTreeMap<String, String> {
    let named = all.iter().filter(|block| block.heading == heading);
    named.filter_map(|block| Some((block.named("file")?.to_string(), block.text.clone()))).collect()
}

#[test]
fn a_piece_replaces_what_the_beginning_declares() {
    let text = beginning("table customers key id {\n  id text\n}\nmetric hidden total_invoiced = 5\ncurrency USD\n");
    assert!(!text.contains("table customers") && !text.contains("total_invoiced") && !text.contains("EUR"), "{text}");
    assert!(text.contains("table invoices") && text.contains("rows posted"), "{text}");
}
