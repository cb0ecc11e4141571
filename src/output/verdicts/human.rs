//! Verdicts for a person: what failed, the line underlined, and why the customer was judged as it was.

use super::{Tested, counted};
use crate::diagnostic::render::{Options, render};
use crate::output::{Style, explanation};

/// Blanks before an explanation, which belongs to the message above it.
const INDENT: usize = 2;

/// All failures, and a line about each rulebook.
pub fn human(tested: &[Tested], style: Style) -> String {
    tested.iter().map(|one| rulebook(one, style)).collect()
}

fn rulebook(one: &Tested, style: Style) -> String {
    let options = Options { colour: style.colour, width: style.width };
    let mut out = render(&one.errors(), one.sources, options);
    for (example, verdict) in one.cases.iter().filter(|(_, verdict)| !verdict.passed()) {
        out += &render(&one.failure(example, verdict), one.sources, options);
        for reason in &verdict.explanations {
            out += &indented(&explanation::human(reason, style.width.saturating_sub(INDENT)));
            out.push('\n');
        }
    }
    out + &format!("{}: {}\n", one.file(), result(one))
}

/// `3 examples, all as expected`
fn result(one: &Tested) -> String {
    let examples = counted(one.cases.len(), "example");
    match (one.rulebook, one.cases.len(), one.failures()) {
        (None, ..) => "has errors, so that no example was judged".to_string(),
        (_, 0, _) => "no examples".to_string(),
        (_, 1, 0) => "1 example, as expected".to_string(),
        (_, _, 0) => format!("{examples}, all as expected"),
        (_, _, failed) => format!("{examples}, {failed} not as expected"),
    }
}

fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_string() } else { format!("{:INDENT$}{line}\n", "") };
    text.lines().map(line).collect()
}
