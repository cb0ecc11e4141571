//! Why a label was not given.

use super::conditions::{need, parts};
use super::layout::Page;
use crate::trace::facts::{Explanation, LineFacts, WhyNot, WhyNotLine};
use crate::trace::words::Words;

/// The answer, where it was asked for.
pub(super) fn why_not(page: &mut Page, words: Words, explanation: &Explanation) {
    let Some(answer) = &explanation.why_not else { return };
    page.heading(&format!("Why not \"{}\"?", answer.asked));
    match &answer.given {
        None => page.line(2, &format!("\"{}\" is not chosen for this row at all.", answer.title)),
        Some(given) if *given == answer.asked => page.line(2, &format!("{} is \"{given}\" already.", answer.title)),
        Some(given) => {
            page.line(2, &format!("{} is \"{given}\".", answer.title));
            answer.lines.iter().for_each(|line| one(page, words, answer, line));
        }
    }
}

fn one(page: &mut Page, words: Words, answer: &WhyNot, line: &WhyNotLine) {
    let line_name = format!("line {}", line.number);
    page.item(&format!("  {line_name}  "), &line.written);
    if let Some(earlier) = &line.earlier {
        instead(page, words, earlier);
    }
    match &line.missing {
        Some(missing) => {
            let also =
                if line.earlier.is_some() { "Its own condition does not hold either:" } else { "What is missing:" };
            page.line(4, also);
            need(page, words, "    - ", missing);
        }
        None if line.earlier.is_some() => page.line(4, &own(line)),
        None => page.line(4, &format!("This line gives \"{}\".", answer.asked)),
    }
}

/// An earlier line was taken, so this one was not tried.
fn instead(page: &mut Page, words: Words, earlier: &LineFacts) {
    page.line(4, &format!("It was not reached, since line {} before it holds:", earlier.number));
    page.line(6, &earlier.written);
    if let Some(condition) = &earlier.condition {
        parts(page, words, 6, condition);
    }
}

fn own(line: &WhyNotLine) -> String {
    let otherwise = line.written.ends_with("otherwise");
    let why = if otherwise { "It is taken only when no line before it holds." } else { "Its own condition holds." };
    why.to_string()
}
