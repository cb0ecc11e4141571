//! Coverage in LCOV's form, which editors and code hosts show beside the lines.
//!
//! Guaranteed: a line of the file on which several lines of lists stand counts as often as the one that won least; each
//! of them is a branch of its own.

use super::Tested;
use crate::examples::Line;
use crate::source::Sources;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The lines of decision lists of one file: by its number, how often each list's line on it has won.
type Lines = BTreeMap<usize, Vec<usize>>;

/// The coverage of all rulebooks; a file that several of them use is told once.
pub fn lcov(tested: &[Tested]) -> String {
    let mut files: BTreeMap<String, Lines> = BTreeMap::new();
    for one in tested {
        let mut own: BTreeMap<String, Lines> = BTreeMap::new();
        for line in one.coverage.iter().flat_map(|coverage| &coverage.lists).flat_map(|list| &list.lines) {
            let (file, at) = place(one.sources, line);
            own.entry(file).or_default().entry(at).or_default().push(line.won_by);
        }
        for (file, lines) in own {
            add(files.entry(file).or_default(), lines);
        }
    }
    files.iter().map(|(file, lines)| record(file, lines)).collect()
}

fn place(sources: &Sources, line: &Line) -> (String, usize) {
    let file = sources.get(line.span.source).map_or("", |file| &*file.name);
    (file.to_string(), sources.position(line.span).0)
}

/// Adds what another rulebook's examples won.
fn add(known: &mut Lines, more: Lines) {
    for (line, won) in more {
        let counts = known.entry(line).or_insert_with(|| vec![0; won.len()]);
        counts.iter_mut().zip(won).for_each(|(count, more)| *count += more);
    }
}

fn record(file: &str, lines: &Lines) -> String {
    let mut out = format!("TN:\nSF:{file}\n");
    let branches = || lines.iter().flat_map(|(line, won)| won.iter().enumerate().map(move |(i, won)| (line, i, won)));
    for (line, branch, won) in branches() {
        let _ = writeln!(out, "BRDA:{line},0,{branch},{won}");
    }
    let _ = writeln!(out, "BRF:{}", branches().count());
    let _ = writeln!(out, "BRH:{}", branches().filter(|(_, _, won)| **won > 0).count());
    for (line, won) in lines {
        let _ = writeln!(out, "DA:{line},{}", won.iter().min().copied().unwrap_or(0));
    }
    let _ = writeln!(out, "LF:{}", lines.len());
    let _ = writeln!(out, "LH:{}", lines.values().filter(|won| won.iter().all(|won| *won > 0)).count());
    out + "end_of_record\n"
}
