//! Verdicts as GitHub's annotations.

use super::Tested;
use crate::diagnostic::{Diagnostic, codes};
use crate::output::github::annotation;

/// An annotation for each failure; with coverage, a notice for each line that no example wins.
pub fn github(tested: &[Tested]) -> String {
    tested.iter().map(rulebook).collect()
}

fn rulebook(one: &Tested) -> String {
    let failures = one.cases.iter().flat_map(|(example, verdict)| one.failure(example, verdict));
    let said = one.errors().into_iter().chain(failures).chain(never_won(one));
    said.map(|said| annotation(one.sources, &said)).collect()
}

fn never_won(one: &Tested) -> Vec<Diagnostic> {
    let lists = one.coverage.iter().flat_map(|coverage| &coverage.lists);
    let lines = lists.flat_map(|list| list.lines.iter().map(move |line| (list, line)));
    let never = lines.filter(|(_, line)| line.won_by == 0);
    let note = |(list, line): (&crate::examples::List, &crate::examples::Line)| {
        let headline = format!("no example wins this line of {} {}", list.kind.word(), list.name);
        Diagnostic::note(codes::EXPECTATION, line.span, headline, "")
    };
    never.map(note).collect()
}
