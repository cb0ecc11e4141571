//! Coverage as a table: each decision list, and by how many examples each of its lines was won.

use super::Tested;
use crate::examples::{Coverage, Line, List};
use crate::source::{Sources, Span};
use unicode_width::UnicodeWidthChar;

/// The table of each rulebook; without `all`, only lists with a line that has never won.
pub fn table(tested: &[Tested], all: bool, width: usize) -> String {
    let measured = tested.iter().filter_map(|one| Some((one, one.coverage.as_ref()?)));
    let shown = measured.filter(|(_, coverage)| all || coverage.won() < coverage.lines());
    shown.map(|(one, coverage)| of_rulebook(one, coverage, all, width)).collect()
}

fn of_rulebook(one: &Tested, coverage: &Coverage, all: bool, width: usize) -> String {
    let (won, lines, percent) = (coverage.won(), coverage.lines(), coverage.percent());
    let mut out = format!("{}: {won} of {lines} lines won by an example, {percent}%\n", one.file());
    let is_shown = |list: &&List| all || list.lines.iter().any(|line| line.won_by == 0);
    let lists: Vec<&List> = coverage.lists.iter().filter(is_shown).collect();
    if !lists.is_empty() {
        out += "\n    line  won by\n";
    }
    for list in lists {
        out += &cut(&format!("  {} {} \"{}\"", list.kind.word(), list.name, list.title), width);
        list.lines.iter().for_each(|line| out += &of_line(one.sources, line, width));
    }
    out.push('\n');
    out
}

fn of_line(sources: &Sources, line: &Line, width: usize) -> String {
    let won = if line.won_by == 0 { "never".to_string() } else { line.won_by.to_string() };
    let written = written(sources, line.span);
    let place = sources.position(line.span).0;
    cut(&format!("  {place:>6}  {won:>6}  {written}"), width)
}

/// The author's words on one line.
pub(super) fn written(sources: &Sources, span: Span) -> String {
    sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line, cut where it is too wide.
fn cut(text: &str, width: usize) -> String {
    let mut used = 0;
    let mut out = String::new();
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used >= width {
            return out + "…\n";
        }
        out.push(c);
    }
    out + "\n"
}
