//! `docs/diagnostics/`: a page a code, whose wrong example gives exactly that code and whose right one nothing.

use super::blocks::{Block, blocks, document};
use super::fragment::{check_block, files_under};
use rubric::diagnostic::codes::ALL;

fn page(code: &str) -> String {
    document(&format!("docs/diagnostics/{code}.md"))
}

#[test]
fn every_code_has_a_page_that_says_what_and_why() {
    let mut wrong = Vec::new();
    for (code, title) in ALL {
        let text = page(code.0);
        if text.lines().next() != Some(&format!("# {}: {title}", code.0)) {
            wrong.push(format!("{}: the page must begin with `# {}: {title}`", code.0, code.0));
        }
        for heading in ["## What", "## Why", "## Wrong", "## Right"] {
            if !text.lines().any(|line| line == heading) {
                wrong.push(format!("{}: no `{heading}`", code.0));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The examples under a heading, files that they use left out.
fn examples<'a>(all: &'a [Block], heading: &str) -> Vec<&'a Block> {
    let heading = heading.to_string();
    all.iter().filter(|b| b.is("rubric") && b.heading == heading && b.named("file").is_none()).collect()
}

/// Codes whose wrong example would fill pages; it is cut short and not run.
const SKETCHED: [&str; 2] = ["R0402", "R0403"];

fn verify(code: &str, heading: &str, expected: &[&str], wrong: &mut Vec<String>) {
    let all = blocks(&page(code));
    let shown = examples(&all, heading);
    if shown.is_empty() {
        wrong.push(format!("{code}: no example under {heading}"));
    }
    for block in shown.into_iter().filter(|block| !(block.says("sketch") && SKETCHED.contains(&code))) {
        let found = check_block(block, &files_under(heading, &all));
        if found.codes() != expected {
            let codes = found.codes();
            wrong.push(format!("{code}, {heading}, line {}: found {codes:?}\n{}", block.line, found.rendered()));
        }
    }
}

#[test]
fn every_wrong_example_gives_its_code_alone() {
    let mut wrong = Vec::new();
    for (code, _) in ALL {
        verify(code.0, "Wrong", &[code.0], &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_right_example_gives_nothing() {
    let mut wrong = Vec::new();
    for (code, _) in ALL {
        verify(code.0, "Right", &[], &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_list_of_pages_names_every_code_once() {
    let list = document("docs/messages.md");
    for (code, title) in ALL {
        let row = format!("| [{0}](diagnostics/{0}.md) | {title} |", code.0);
        assert_eq!(list.lines().filter(|line| *line == row).count(), 1, "docs/messages.md lacks: {row}");
    }
    let rows = list.lines().filter(|line| line.starts_with("| [R")).count();
    assert_eq!(rows, ALL.len(), "docs/messages.md names codes that are gone");
}
